//! What administrators do with accounts, grants, units and devices.

use super::{Account, Device, DeviceKind, Grant, LoginGuard, Unit, rules};
use crate::kernel::limit::MAX_NAME;
use crate::kernel::{AccountId, Code, Day, DeviceId, Id, Level, Partition, Role, Violation, Violations};
use crate::sync::command::{Command, Context, Effects, Home};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Characters of a sign-in name: long enough for `county.office.surname`, short enough to type on a kiosk.
pub const MAX_LOGIN: usize = 32;

/// Opens an account (開設帳號 / 开设账号). The password is not part of it: a one-time link lets the person set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddAccount {
    /// The id of the new account.
    pub id: AccountId,
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The unit they work for.
    #[serde(default)]
    pub unit: Option<Id>,
    /// Their office.
    #[serde(default)]
    pub office: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
}

impl Command for AddAccount {
    const NAME: &'static str = "account.add";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.line("login", &self.login, MAX_LOGIN);
        let plain = self.login.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte));
        found.check(plain, "login", "login_characters");
        found.line("name", &self.name, MAX_NAME);
        found.optional_line("office", &self.office, MAX_NAME);
        found.optional_line("phone", &self.phone, MAX_LOGIN);
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let guard = Account::login_guard(&self.login);
        if state.one::<LoginGuard>(guard).is_some() {
            return Err(Rejection::from(RejectionCode::AlreadyExists).with("login", &self.login));
        }
        if let Some(unit) = self.unit {
            state.one::<Unit>(unit).ok_or(RejectionCode::NotFound)?;
        }
        let account = Account {
            login: self.login.clone(),
            name: self.name.trim().to_owned(),
            unit: self.unit,
            office: self.office.trim().to_owned(),
            phone: self.phone.trim().to_owned(),
            closed: false,
        };
        Ok(vec![account.create(self.id.into()), LoginGuard { account: self.id }.create(guard)].into())
    }
}

/// Closes an account (停用帳號 / 停用账号). What it sent stays; what still arrives is quarantined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseAccount {
    /// The account.
    pub id: AccountId,
}

impl Command for CloseAccount {
    const NAME: &'static str = "account.close";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        Vec::new()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        state.one::<Account>(self.id.into()).ok_or(RejectionCode::NotFound)?;
        // Nobody locks themselves out by a slip of the finger: another administrator does it.
        if context.who.account == Some(self.id) {
            return Err(RejectionCode::NoRight.into());
        }
        rules::check_not_last_account(state, self.id, context.now.day_in_china().plus_days(-1))?;
        Ok(vec![Write::Patch { kind: Account::KIND, id: self.id.into(), fields: fields(&json!({ "closed": true })) }].into())
    }
}

/// Gives a role in a place (授權 / 授权).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveGrant {
    /// The id of the new grant.
    pub id: Id,
    /// To whom.
    pub account: AccountId,
    /// Where; none is the whole deployment.
    #[serde(default)]
    pub place: Option<Code>,
    /// As what.
    pub role: Role,
    /// Which parts; empty is all that the role may read.
    #[serde(default)]
    pub partitions: Vec<Partition>,
    /// The first day.
    pub from: Day,
    /// The last day; none while it lasts.
    #[serde(default)]
    pub to: Option<Day>,
}

impl Command for GiveGrant {
    const NAME: &'static str = "account.grant";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        let signs_in = Role::SIGNING_IN.contains(&self.role);
        found.check(signs_in, "role", "unknown_choice");
        if let Some(fault) = rules::place_fault(self.role, self.place.as_ref()).filter(|_| signs_in) {
            found.push(fault);
        }
        if self.to.is_some_and(|to| to < self.from) {
            found.push(Violation::new("to", "date_before").with("day", self.from));
        }
        let allowed = self.role.may_read();
        found.check(self.partitions.iter().all(|partition| allowed.contains(partition)), "partitions", "unknown_choice");
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let account = state.one::<Account>(self.account.into()).ok_or(RejectionCode::NotFound)?;
        if account.value.closed {
            return Err(Rejection::invalid(vec![Violation::new("account", "closed_account")]));
        }
        if let Some(place) = &self.place {
            state.one::<crate::place::Division>(crate::place::Division::id(place)).ok_or(RejectionCode::NotFound)?;
        }
        let partitions = if self.partitions.is_empty() { self.role.may_read().to_vec() } else { self.partitions.clone() };
        let grant = Grant { account: self.account, place: self.place.clone(), role: self.role, partitions, from: self.from, to: self.to };
        rules::check_once(state, &grant)?;
        Ok(vec![grant.create(self.id)].into())
    }
}

/// Ends a grant (撤銷授權 / 撤销授权) with its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndGrant {
    /// The grant.
    pub id: Id,
    /// Its last day.
    pub to: Day,
}

impl Command for EndGrant {
    const NAME: &'static str = "account.end_grant";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        Vec::new()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let grant = state.one::<Grant>(self.id).ok_or(RejectionCode::NotFound)?;
        if grant.value.role == Role::Admin {
            rules::check_not_last(state, self.id, self.to)?;
        }
        if let Some(to) = grant.value.to.filter(|to| *to <= self.to) {
            return Err(Rejection::from(RejectionCode::Stale).with("current", to));
        }
        Ok(vec![Write::Patch { kind: Grant::KIND, id: self.id, fields: fields(&json!({ "to": self.to })) }].into())
    }
}

/// Adds a unit (登記單位 / 登记单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddUnit {
    /// The id of the new unit.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The division whose level it belongs to.
    pub place: Code,
}

impl Command for AddUnit {
    const NAME: &'static str = "account.add_unit";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.line("name", &self.name, MAX_NAME);
        found.finish()
    }

    fn apply(&self, _state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        Ok(vec![Unit { name: self.name.trim().to_owned(), place: self.place.clone() }.create(self.id)].into())
    }
}

/// Enrols a device (登記設備 / 登记设备): a person's at their first sign-in, a kiosk with its one-time code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolDevice {
    /// The device.
    pub id: DeviceId,
    /// Phone, PC or kiosk.
    pub kind: DeviceKind,
    /// What people call it.
    pub name: String,
    /// The village whose kiosk it is.
    #[serde(default)]
    pub village: Option<Code>,
}

impl Command for EnrolDevice {
    const NAME: &'static str = "account.enrol_device";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.line("name", &self.name, MAX_NAME);
        let at_a_village = self.village.as_ref().is_some_and(|code| code.level() == Level::Village);
        found.check((self.kind == DeviceKind::Kiosk) == at_a_village && self.village.is_some() == at_a_village, "village", "required");
        found.finish()
    }

    fn apply(&self, _state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let device = Device { kind: self.kind, name: self.name.trim().to_owned(), village: self.village.clone(), revoked: false };
        Ok(vec![device.create(self.id.into())].into())
    }
}

/// Revokes a device (註銷設備 / 注销设备): lost or stolen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeDevice {
    /// The device.
    pub id: DeviceId,
}

impl Command for RevokeDevice {
    const NAME: &'static str = "account.revoke_device";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        Vec::new()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        state.one::<Device>(self.id.into()).ok_or(RejectionCode::NotFound)?;
        Ok(vec![Write::Patch { kind: Device::KIND, id: self.id.into(), fields: fields(&json!({ "revoked": true })) }].into())
    }
}
