//! Households 戶 / 户: the card 卡 of a household and its members.
//!
//! Glossary: *household* 戶, *resident* 成員 / 成员, *card* 登記卡 / 登记卡, *group* 村民小組 / 社, *attribute* 戶屬性 / 户属性,
//! *cause* 致貧原因 / 致贫原因, *household code* 戶口令 / 户口令 (printed on the family's card; confirms a visit).
//!
//! A card is a JSON object of flat fields; `fields.rs` declares each field once, and the form, the checks, the sheet and the
//! conflict rule follow from it. Invariants: fields merge one by one, two values of the same field stay visible until settled;
//! what the law calls sensitive is a record of its own in another partition; a resident is marked as gone, never deleted.

mod check;
mod code;
mod command;
mod fields;
mod resident_id;
#[cfg(test)]
mod tests;

pub use check::check_field;
pub use code::{HouseholdCode, new_code};
pub use command::{
    AddHousehold, AddResident, EditHousehold, EditResident, EditResidentPrivate, IssueHouseholdCode, RemoveResident, SettleField,
};
pub use fields::{Field, HOUSEHOLD, PRIVATE, RESIDENT, Section, TRANSFERS, Value, field};
pub use resident_id::ResidentId;

use crate::kernel::{Fen, Id, Partition};
use crate::sync::record::{Fields, Kind};
use serde::{Deserialize, Serialize};

/// A household (戶 / 户): the head of its card, its living and its income, as the fields that `HOUSEHOLD` declares.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// The official number (戶編號 / 户编号), given by the server in a later release; empty until then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The head's name (戶主 / 户主), for lists.
    #[serde(default)]
    pub head_name: String,
    /// The villagers' group (組、社).
    #[serde(default)]
    pub group: String,
    /// All other fields of the card.
    #[serde(flatten)]
    pub card: Fields,
}

/// A member of a household (成員 / 成员).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Resident {
    /// The household.
    #[serde(default)]
    pub household: Option<Id>,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The relation to the head, a choice of `RESIDENT`.
    #[serde(default)]
    pub relation: String,
    /// All other fields.
    #[serde(flatten)]
    pub card: Fields,
}

/// What the law calls sensitive about a resident (敏感信息), in a partition of its own. Its id follows from the resident's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResidentPrivate {
    /// The resident.
    #[serde(default)]
    pub resident: Option<Id>,
    /// The fields that `PRIVATE` declares.
    #[serde(flatten)]
    pub card: Fields,
}

impl ResidentPrivate {
    /// The id of the sensitive record of a resident.
    pub fn id_of(resident: Id) -> Id {
        Id::derived(&["resident_private", &resident.to_string()])
    }
}

impl Kind for Household {
    const KIND: &'static str = "household";
}

impl Kind for Resident {
    const KIND: &'static str = "resident";
    fn parent(&self) -> Option<Id> {
        self.household
    }
}

impl Kind for ResidentPrivate {
    const KIND: &'static str = "resident_private";
    const PARTITION: Partition = Partition::Sensitive;
    fn parent(&self) -> Option<Id> {
        self.resident
    }
}

/// Income by kind, as the card has it, and what follows from it (純收入 / 纯收入).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Income {
    /// The sum of all kinds.
    pub gross: Fen,
    /// The sum less the costs of running the household's business.
    pub net: Fen,
}

/// The card's income fields that add up.
pub const INCOME_KINDS: [&str; 4] = ["income_wages_fen", "income_business_fen", "income_property_fen", "income_transfers_fen"];
/// The card's costs, taken off.
pub const INCOME_COSTS: &str = "income_costs_fen";

/// Net income = sum of the four kinds − costs (登記表指標解釋). Nothing while no kind is filled in.
pub fn income(card: &Fields) -> Option<Income> {
    let amount = |name: &str| card.get(name).and_then(serde_json::Value::as_i64);
    if INCOME_KINDS.iter().all(|name| amount(name).is_none()) {
        return None;
    }
    let gross = INCOME_KINDS.iter().try_fold(Fen(0), |sum, name| sum.checked_add(Fen(amount(name).unwrap_or(0))))?;
    let net = gross.checked_sub(Fen(amount(INCOME_COSTS).unwrap_or(0)))?;
    Some(Income { gross, net })
}

/// Itemised transfers that do not add up to the transfers named: the sum of the items, where any is filled in. A live doubt for the
/// person who types, never a refusal: paper cards come with such gaps.
pub fn transfers_doubt(card: &Fields) -> Option<Fen> {
    let amount = |name: &str| card.get(name).and_then(serde_json::Value::as_i64);
    let items: Vec<i64> = TRANSFERS.iter().filter_map(|name| amount(name)).collect();
    let sum = items.iter().try_fold(Fen(0), |sum, item| sum.checked_add(Fen(*item)))?;
    let named = Fen(amount("income_transfers_fen").unwrap_or(0));
    (!items.is_empty() && sum != named).then_some(sum)
}
