//! Making and ending links.

use super::{CadreLink, UnitLink};
use crate::household::Household;
use crate::kernel::limit::MAX_NAME;
use crate::kernel::{AccountId, Day, Id, Role, Violation, Violations};
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Characters of why a link ends: it is the hand-over note too, and may take a page by hand.
pub const MAX_REASON: usize = 1_000;

/// Who makes and ends links: those who answer for the assignment, and the unit itself for its own cadres.
const LINKERS: &[Role] = &[Role::UnitLead, Role::TownshipParty, Role::CountyDualLinkOffice, Role::Admin];

/// Links a unit with the village (單位聯村 / 单位联村).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkUnit {
    /// The id of the new link.
    pub id: Id,
    /// The unit.
    pub unit: Id,
    /// Its name.
    pub unit_name: String,
    /// Whether it leads.
    #[serde(default)]
    pub lead: bool,
    /// The first day.
    pub from: Day,
}

impl Command for LinkUnit {
    const NAME: &'static str = "link.unit";
    const BY: &'static [Role] = &[Role::TownshipParty, Role::CountyDualLinkOffice, Role::Admin];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.line("unit_name", &self.unit_name, MAX_NAME);
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let current: Vec<UnitLink> =
            state.all::<UnitLink>().into_iter().map(|link| link.value).filter(|link| link.ended_on.is_none()).collect();
        let twice = current.iter().any(|link| link.unit == self.unit);
        let second_lead = self.lead && current.iter().any(|link| link.lead);
        if twice || second_lead {
            return Err(RejectionCode::AlreadyExists.into());
        }
        let (unit, unit_name) = (self.unit, self.unit_name.trim().to_owned());
        let link = UnitLink { unit, unit_name, lead: self.lead, from: self.from, ended_on: None, reason: String::new() };
        Ok(vec![link.create(self.id)].into())
    }
}

/// Ends a unit's link (解除聯村 / 解除联村).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndUnitLink {
    /// The link.
    pub id: Id,
    /// Its last day.
    pub on: Day,
    /// Why.
    pub reason: String,
}

impl Command for EndUnitLink {
    const NAME: &'static str = "link.end_unit";
    const BY: &'static [Role] = &[Role::TownshipParty, Role::CountyDualLinkOffice, Role::Admin];

    fn check(&self) -> Vec<Violation> {
        check_reason(&self.reason)
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let link = state.one::<UnitLink>(self.id).ok_or(RejectionCode::NotFound)?;
        end(UnitLink::KIND, self.id, link.value.ended_on, self.on, &self.reason)
    }
}

/// Links a cadre with a household (幹部聯戶 / 干部联户).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCadre {
    /// The id of the new link.
    pub id: Id,
    /// The household.
    pub household: Id,
    /// The cadre's account.
    pub cadre: AccountId,
    /// Their name.
    pub cadre_name: String,
    /// Whether they answer for the household.
    #[serde(default)]
    pub primary: bool,
    /// The first day.
    pub from: Day,
}

impl Command for LinkCadre {
    const NAME: &'static str = "link.cadre";
    const BY: &'static [Role] = LINKERS;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.line("cadre_name", &self.cadre_name, MAX_NAME);
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        state.one::<Household>(self.household).ok_or(RejectionCode::NotFound)?;
        let current: Vec<CadreLink> =
            state.children::<CadreLink>(self.household).into_iter().map(|link| link.value).filter(|link| link.ended_on.is_none()).collect();
        let twice = current.iter().any(|link| link.cadre == self.cadre);
        let second_primary = self.primary && current.iter().any(|link| link.primary);
        if twice || second_primary {
            return Err(RejectionCode::AlreadyExists.into());
        }
        let link = CadreLink {
            household: self.household,
            cadre: self.cadre,
            cadre_name: self.cadre_name.trim().to_owned(),
            primary: self.primary,
            from: self.from,
            ended_on: None,
            reason: String::new(),
        };
        Ok(vec![link.create(self.id)].into())
    }
}

/// Ends a cadre's link (解除聯戶 / 解除联户) with a note for whoever follows: never silently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndCadreLink {
    /// The link.
    pub id: Id,
    /// Its last day.
    pub on: Day,
    /// Why, and what the successor must know.
    pub reason: String,
}

impl Command for EndCadreLink {
    const NAME: &'static str = "link.end_cadre";
    const BY: &'static [Role] = LINKERS;

    fn check(&self) -> Vec<Violation> {
        check_reason(&self.reason)
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let link = state.one::<CadreLink>(self.id).ok_or(RejectionCode::NotFound)?;
        end(CadreLink::KIND, self.id, link.value.ended_on, self.on, &self.reason)
    }
}

fn check_reason(reason: &str) -> Vec<Violation> {
    let mut found = Violations::default();
    found.text("reason", reason, MAX_REASON);
    found.finish()
}

fn end(kind: &'static str, id: Id, ended_on: Option<Day>, on: Day, reason: &str) -> Result<Effects, Rejection> {
    if let Some(day) = ended_on {
        return Err(Rejection::from(RejectionCode::Stale).with("current", day));
    }
    Ok(vec![Write::Patch { kind, id, fields: fields(&json!({ "ended_on": on, "reason": reason.trim() })) }].into())
}
