//! What administrators do with divisions.

use super::{Division, Names};
use crate::kernel::limit::MAX_NAME;
use crate::kernel::{Code, Day, Level, Role, Violation, Violations};
use crate::sync::command::{Command, Context, Effects, Home};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Adds a division (增設區劃 / 增设区划).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddDivision {
    /// Twelve digits.
    pub code: Code,
    /// The division above; none for a province.
    #[serde(default)]
    pub above: Option<Code>,
    /// The full name.
    pub full: Names,
    /// The name for display.
    pub short: Names,
    /// The first day it is valid, where known.
    #[serde(default)]
    pub valid_from: Option<Day>,
}

fn check_names(found: &mut Violations, field: &str, names: &Names) {
    found.line(&format!("{field}.hans"), &names.hans, MAX_NAME);
    found.line(&format!("{field}.hant"), &names.hant, MAX_NAME);
    // A character is read as four letters and a space, at most six.
    found.line(&format!("{field}.en"), &names.en, MAX_NAME * 4);
}

impl Command for AddDivision {
    const NAME: &'static str = "place.add_division";
    const BY: &'static [Role] = &[Role::Admin, Role::System];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        check_names(&mut found, "full", &self.full);
        check_names(&mut found, "short", &self.short);
        let above_fits = self.above.as_ref().is_none_or(|above| above.covers(&self.code) && *above != self.code);
        found.check(above_fits && (self.above.is_some() || self.code.level() == Level::Province), "above", "wrong_division_above");
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        if let Some(above) = &self.above {
            state.one::<Division>(Division::id(above)).ok_or(RejectionCode::NotFound)?;
        }
        let division = Division {
            code: self.code.clone(),
            level: self.code.level(),
            above: self.above.clone(),
            full: self.full.clone(),
            short: self.short.clone(),
            valid_from: self.valid_from,
            valid_to: None,
        };
        Ok(vec![division.create(Division::id(&self.code))].into())
    }
}

/// Corrects a division's names (更正地名).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectDivisionName {
    /// The division.
    pub code: Code,
    /// The full name.
    pub full: Names,
    /// The name for display.
    pub short: Names,
}

impl Command for CorrectDivisionName {
    const NAME: &'static str = "place.correct_division_name";
    const BY: &'static [Role] = &[Role::Admin];
    const HOME: Home = Home::Deployment;

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        check_names(&mut found, "full", &self.full);
        check_names(&mut found, "short", &self.short);
        found.finish()
    }

    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let id = Division::id(&self.code);
        state.one::<Division>(id).ok_or(RejectionCode::NotFound)?;
        let fields = fields(&json!({ "full": self.full, "short": self.short }));
        Ok(vec![Write::Patch { kind: Division::KIND, id, fields }].into())
    }
}
