//! What whoever makes links asks the server first: names that stand in the deployment's records, which no village's device holds.

use super::UnitLink;
use crate::kernel::{AccountId, Code, Day, Id};
use crate::place::Names;
use serde::{Deserialize, Serialize};

/// `GET /api/link/units`: the villages that the asker may link units with, and the units there are (單位聯村 / 单位联村).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsAnswer {
    /// The villages, by code.
    pub villages: Vec<VillageUnits>,
    /// The units, by name.
    pub units: Vec<UnitName>,
}

/// A village and the units that are linked with it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageUnits {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Names,
    /// The name of the township it lies in.
    pub township: Names,
    /// The links that last, the leading one first.
    pub links: Vec<UnitLinked>,
}

/// A unit's link as it is told (單位聯村 / 单位联村).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLinked {
    /// The link.
    pub id: Id,
    /// The unit.
    pub unit: Id,
    /// Its name.
    pub unit_name: String,
    /// Whether it leads.
    pub lead: bool,
    /// The first day.
    pub from: Day,
}

impl UnitLinked {
    /// The links that last, the leading one first.
    pub fn current(links: impl IntoIterator<Item = (Id, UnitLink)>) -> Vec<Self> {
        let lasting = links.into_iter().filter(|(_, link)| link.ended_on.is_none());
        let mut links: Vec<Self> =
            lasting.map(|(id, link)| Self { id, unit: link.unit, unit_name: link.unit_name, lead: link.lead, from: link.from }).collect();
        links.sort_by(|one, other| (!one.lead, &one.unit_name, one.id).cmp(&(!other.lead, &other.unit_name, other.id)));
        links
    }
}

/// A unit that may be linked (聯繫單位 / 联系单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitName {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// `GET /api/link/cadres?village=…`: a cadre who may be linked with the village's households (聯戶幹部 / 联户干部).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadreName {
    /// Their account.
    pub id: AccountId,
    /// Their name.
    pub name: String,
    /// Their office.
    pub office: String,
}
