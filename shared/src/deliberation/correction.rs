//! Correcting the day of a step 更正日期: what is sealed stays as it was written, and a record of its own says what the right day is and why.

use super::rules::{check_right, check_text};
use super::{MAX_LINE, Matter, MatterState, Outcome, PublicStepCorrection, Step, StepKind};
use crate::kernel::{AccountId, Day, Id, Role, Violation, Violations};
use crate::question::ask_if_to_come;
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{Fields, Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::{Found, State};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The right day of a step whose record names a wrong one (更正日期). Only ever added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepCorrection {
    /// The matter.
    pub matter: Id,
    /// The step's record.
    pub step: Id,
    /// The correction that this one takes the place of; none for the first.
    #[serde(default)]
    pub after: Option<Id>,
    /// The day that stood until then.
    pub instead_of: Day,
    /// The right day.
    pub held_on: Day,
    /// Why, for everybody to read.
    pub reason: String,
    /// On which day it was corrected, as stated.
    pub on: Day,
    /// Who corrects.
    pub by: AccountId,
}

impl Kind for StepCorrection {
    const KIND: &'static str = "step_correction";
    const PUBLISHED: bool = true;

    fn parent(&self) -> Option<Id> {
        Some(self.matter)
    }

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicStepCorrection::from(self)))
    }
}

/// Of the corrections of one step the last, which no other one takes the place of. `after` says what a correction takes the place of.
pub(crate) fn last_correction<T>(all: &[Found<T>], after: impl Fn(&T) -> Option<Id>) -> Option<&Found<T>> {
    all.iter().find(|one| !all.iter().any(|other| after(&other.value) == Some(one.id)))
}

/// Corrects the day of a step (更正日期): a step's own people do, with a reason that everybody reads beside the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectStepDay {
    /// The id of the new correction.
    pub id: Id,
    /// The step's record.
    pub step: Id,
    /// The correction that the person saw as the last; none where there was none.
    #[serde(default)]
    pub after: Option<Id>,
    /// The right day.
    pub held_on: Day,
    /// Why, for everybody to read.
    pub reason: String,
    /// On which day it is corrected.
    pub on: Day,
}

impl Command for CorrectStepDay {
    const NAME: &'static str = "deliberation.correct_step_day";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        check_text(&mut found, "reason", &self.reason, MAX_LINE);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        let step = state.one::<Step>(self.step).ok_or(RejectionCode::NotFound)?.value;
        check_right(step.kind, context)?;
        let matter = state.one::<Matter>(step.matter).ok_or(RejectionCode::NotFound)?.value;
        let days = Days::of(state, step.matter);
        let (instead_of, last) = days.of_step(self.step).ok_or(RejectionCode::NotFound)?;
        if last != self.after {
            return Err(Rejection::from(RejectionCode::Stale).with("current", instead_of));
        }
        days.check(step.kind, instead_of, self.held_on)?;
        let correction = StepCorrection {
            matter: step.matter,
            step: self.step,
            after: self.after,
            instead_of,
            held_on: self.held_on,
            reason: self.reason.trim().to_owned(),
            on: self.on,
            by,
        };
        let mut writes = vec![correction.create(self.id)];
        writes.extend(moved(&matter, &step, self.held_on));
        let mut questions = ask_if_to_come(self.held_on, context);
        questions.extend(ask_if_to_come(self.on, context));
        Ok(Effects { writes, questions, ..Effects::default() })
    }
}

/// What of the matter itself names the day of this step.
fn moved(matter: &Matter, step: &Step, held_on: Day) -> Option<Write> {
    let mut set = Fields::new();
    if step.kind == StepKind::Propose {
        set.extend(fields(&json!({ "opened_on": held_on })));
    }
    if step.kind == matter.step && step.outcome == Outcome::Passed {
        set.extend(fields(&json!({ "step_on": held_on })));
    }
    let closes = step.outcome == Outcome::Rejected || step.kind.next().is_none();
    if closes && matter.state != MatterState::Open {
        set.extend(fields(&json!({ "closed_on": held_on })));
    }
    (!set.is_empty()).then_some(Write::Patch { kind: Matter::KIND, id: step.matter, fields: set })
}

/// The days of a matter's steps, as they were last corrected.
struct Days(Vec<HeldOn>);

struct HeldOn {
    step: Id,
    kind: StepKind,
    day: Day,
    last: Option<Id>,
}

impl Days {
    fn of(state: &dyn State, matter: Id) -> Self {
        let (steps, corrections) = (state.children::<Step>(matter), state.children::<StepCorrection>(matter));
        let held = steps.into_iter().map(|step| {
            let of_it: Vec<Found<StepCorrection>> = corrections.iter().filter(|one| one.value.step == step.id).cloned().collect();
            let last = last_correction(&of_it, |one| one.after);
            let day = last.map_or(step.value.sitting.held_on, |last| last.value.held_on);
            HeldOn { step: step.id, kind: step.value.kind, day, last: last.map(|last| last.id) }
        });
        Self(held.collect())
    }

    fn of_step(&self, step: Id) -> Option<(Day, Option<Id>)> {
        self.0.iter().find(|held| held.step == step).map(|held| (held.day, held.last))
    }

    /// The six steps keep their order, by days that are all stated, and the day is another one.
    fn check(&self, kind: StepKind, instead_of: Day, held_on: Day) -> Result<(), Rejection> {
        let refuse = |violation: Violation, day: Day| Err(Rejection::invalid(vec![violation.with("day", day)]));
        if held_on == instead_of {
            return refuse(Violation::new("held_on", "same_day"), instead_of);
        }
        let before = self.0.iter().filter(|held| held.kind < kind).map(|held| held.day).max();
        if let Some(before) = before.filter(|before| held_on < *before) {
            return refuse(Violation::new("held_on", "date_before"), before);
        }
        // A wrong day may have drawn others after it: the last is corrected first.
        let after = self.0.iter().filter(|held| held.kind > kind).map(|held| held.day).min();
        match after.filter(|after| held_on > *after) {
            Some(after) => refuse(Violation::new("held_on", "day_after_next"), after),
            None => Ok(()),
        }
    }
}
