//! Links 聯繫 / 联系: units link villages, cadres link households (單位聯村、幹部聯戶).
//!
//! Glossary: *unit link* 單位聯村 / 单位联村, *cadre link* 幹部聯戶 / 干部联户, *lead* 牽頭單位 / 牵头单位, *primary* 第一責任人 / 第一责任人.
//!
//! Invariants: at most one current primary cadre a household and one lead unit a village; a link is ended with a reason, never
//! deleted. That *every* household has one is shown as a gap, not enforced: a register begins with gaps.

mod command;
pub mod protocol;
mod rules;
#[cfg(test)]
mod tests;

pub use command::{EndCadreLink, EndUnitLink, LinkCadre, LinkUnit};
pub(crate) use rules::check_linked;

use crate::kernel::{AccountId, Day, Id};
use crate::sync::record::Kind;
use crate::sync::state::State;
use serde::{Deserialize, Serialize};

/// A unit's link with the village of the scope (單位聯村 / 单位联村).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLink {
    /// The unit.
    pub unit: Id,
    /// Its name when the link was made, so that the village reads it without the deployment's records.
    pub unit_name: String,
    /// Whether it leads among several.
    pub lead: bool,
    /// The first day.
    pub from: Day,
    /// The last day; none while it lasts.
    #[serde(default)]
    pub ended_on: Option<Day>,
    /// Why it ended.
    #[serde(default)]
    pub reason: String,
}

/// A cadre's link with a household (幹部聯戶 / 干部联户).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadreLink {
    /// The household.
    pub household: Id,
    /// The cadre's account.
    pub cadre: AccountId,
    /// Their name when the link was made.
    pub cadre_name: String,
    /// Whether they answer for the household; others help.
    pub primary: bool,
    /// The first day.
    pub from: Day,
    /// The last day; none while it lasts.
    #[serde(default)]
    pub ended_on: Option<Day>,
    /// Why it ended, and what the successor must know.
    #[serde(default)]
    pub reason: String,
}

impl Kind for UnitLink {
    const KIND: &'static str = "unit_link";
}

impl Kind for CadreLink {
    const KIND: &'static str = "cadre_link";
    fn parent(&self) -> Option<Id> {
        Some(self.household)
    }
}

impl CadreLink {
    /// Is this household linked to this cadre now?
    pub fn holds(state: &dyn State, household: Id, cadre: Option<AccountId>) -> bool {
        let current = state.children::<Self>(household).into_iter().filter(|link| link.value.ended_on.is_none());
        cadre.is_some_and(|cadre| current.into_iter().any(|link| link.value.cadre == cadre))
    }
}
