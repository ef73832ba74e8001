//! Closed lists of names as the description tells them: each with all its values, out of the domain's own lists.

use serde_json::Value;
use shared::kernel::{Partition, Role, ScopeId};
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

/// A village that is in the divisions which every installation begins with.
pub const VILLAGE: &str = "623023102205";

/// Where each role works, as the rules of grants check it.
const ROLES: &str = "A role (角色), given at its own level: linked_cadre, village_branch, village_committee and supervisor_village in a village, \
    unit_lead in a village or township, township_party in a township, county_dual_link_office, org_dept and discipline in a county \
    or above, admin without a place.";

fn one_of(names: &[&str], about: &str) -> RefOr<Schema> {
    let values = names.iter().map(|name| Value::from(*name));
    let example = names.first().map(|name| Value::from(*name));
    ObjectBuilder::new().schema_type(Type::String).description(Some(about)).enum_values(Some(values)).examples(example).into()
}

/// A role that signs in.
pub struct RoleName;

impl PartialSchema for RoleName {
    fn schema() -> RefOr<Schema> {
        one_of(&Role::SIGNING_IN.map(Role::name), ROLES)
    }
}

impl ToSchema for RoleName {
    fn name() -> Cow<'static, str> {
        "Role".into()
    }
}

/// A part of a village's records that a grant can name.
pub struct PartitionName;

impl PartialSchema for PartitionName {
    fn schema() -> RefOr<Schema> {
        let named = [Partition::Ordinary, Partition::Sensitive].map(Partition::name);
        one_of(&named, "Part of a village's records: `sensitive` is illness, disability, bank account, full resident number.")
    }
}

impl ToSchema for PartitionName {
    fn name() -> Cow<'static, str> {
        "Partition".into()
    }
}

/// What sort of device.
pub struct DeviceKindName;

impl PartialSchema for DeviceKindName {
    fn schema() -> RefOr<Schema> {
        one_of(&["phone", "pc", "kiosk"], "What sort of device (設備類別).")
    }
}

impl ToSchema for DeviceKindName {
    fn name() -> Cow<'static, str> {
        "DeviceKind".into()
    }
}

/// A division's code.
pub struct PlaceCode;

impl PartialSchema for PlaceCode {
    fn schema() -> RefOr<Schema> {
        let code = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("division-code".to_owned())));
        code.description(Some("A division's twelve digits (區劃代碼).")).pattern(Some("^[0-9]{12}$")).examples([VILLAGE]).into()
    }
}

impl ToSchema for PlaceCode {
    fn name() -> Cow<'static, str> {
        "PlaceCode".into()
    }
}

/// A scope.
pub struct ScopeName;

impl PartialSchema for ScopeName {
    fn schema() -> RefOr<Schema> {
        let example = VILLAGE.parse().map(|village| ScopeId::Village(village).to_string()).ok();
        let about = "A scope (同步範圍): `village:` or `county:` with the code, or `deployment`.";
        ObjectBuilder::new().schema_type(Type::String).description(Some(about)).examples(example).into()
    }
}

impl ToSchema for ScopeName {
    fn name() -> Cow<'static, str> {
        "Scope".into()
    }
}
