//! What the branch and the committee do with matters.

use super::objection::Objection;
use super::rules::{
    ask_if_called_late, ask_if_over, ask_if_still_hanging, check_after, check_line, check_nobody_named, check_open, check_right,
    check_stands, check_text, check_unblocked, check_verdict,
};
use super::verdict::ask_if_too_few;
use super::{
    Body, MAX_ACCOUNT, MAX_COUNT, MAX_LINE, MAX_MONEY, MAX_OPTIONS, MAX_TITLE, Matter, MatterKind, MatterState, Meeting, Outcome, Sitting,
    Step, StepKind, TimeOfDay,
};
use crate::kernel::{Day, Fen, Id, Role, Violation, Violations};
use crate::question::ask_if_to_come;
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The field that a sitting stands in.
const SITTING: &str = "sitting";

/// Opens a matter: the branch has proposed it, which is the first step (立議題 / 立议题).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenMatter {
    /// The id of the new matter.
    pub id: Id,
    /// The id of its first step's record.
    pub step_id: Id,
    /// What it is about, in one line.
    pub title: String,
    /// Which of the matters of Art. 24.
    #[serde(default)]
    pub kind: MatterKind,
    /// Why it is raised.
    pub background: String,
    /// What could be done.
    #[serde(default)]
    pub options: Vec<String>,
    /// The money it is about.
    #[serde(default)]
    pub money_fen: Option<Fen>,
    /// How many households it touches.
    #[serde(default)]
    pub households: Option<u32>,
    /// The branch's meeting.
    pub sitting: Sitting,
}

impl Command for OpenMatter {
    const NAME: &'static str = "deliberation.open_matter";
    const BY: &'static [Role] = &[Role::VillageBranch];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        check_line(&mut found, "title", &self.title, MAX_TITLE);
        check_text(&mut found, "background", &self.background, MAX_ACCOUNT);
        found.check(self.options.len() <= MAX_OPTIONS, "options", "too_many");
        for (index, option) in self.options.iter().take(MAX_OPTIONS).enumerate() {
            check_line(&mut found, &format!("options.{index}"), option, MAX_LINE);
        }
        if let Some(Fen(money)) = self.money_fen {
            found.range("money_fen", money, 0, MAX_MONEY.0);
        }
        if let Some(households) = self.households {
            found.range("households", households.into(), 0, MAX_COUNT.into());
        }
        self.sitting.check(&mut found, SITTING, StepKind::Propose);
        check_verdict(&mut found, SITTING, StepKind::Propose, &self.sitting, true);
        found.finish()
    }

    fn apply(&self, _state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let opened_by = context.who.account.ok_or(RejectionCode::NoRight)?;
        let matter = Matter {
            title: self.title.trim().to_owned(),
            kind: self.kind,
            background: self.background.trim().to_owned(),
            options: self.options.iter().map(|option| option.trim().to_owned()).collect(),
            money_fen: self.money_fen,
            households: self.households,
            opened_on: self.sitting.held_on,
            opened_by,
            step: StepKind::Propose,
            step_on: self.sitting.held_on,
            state: MatterState::Open,
            closed_on: None,
        };
        let step = Step { matter: self.id, kind: StepKind::Propose, outcome: Outcome::Passed, sitting: self.sitting.clone() };
        let writes = vec![matter.create(self.id), step.create(self.step_id)];
        let mut questions = ask_if_to_come(self.sitting.held_on, context);
        questions.extend(ask_if_too_few(self.sitting.body, self.sitting.tally));
        Ok(Effects { writes, questions, ..Effects::default() })
    }
}

/// Moves a matter to its next step, which has been held (進到下一步 / 进到下一步).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdvanceMatter {
    /// The id of the new step's record.
    pub id: Id,
    /// The matter.
    pub matter: Id,
    /// Where the person saw it stand.
    pub from: StepKind,
    /// The step that was held.
    pub step: StepKind,
    /// Its record.
    pub sitting: Sitting,
}

impl Command for AdvanceMatter {
    const NAME: &'static str = "deliberation.advance_matter";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        self.sitting.check(&mut found, SITTING, self.step);
        check_verdict(&mut found, SITTING, self.step, &self.sitting, true);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        check_right(self.step, context)?;
        let matter = state.one::<Matter>(self.matter).ok_or(RejectionCode::NotFound)?.value;
        let objections = state.children::<Objection>(self.matter);
        check_stands(&matter, self.from, self.step)?;
        check_after(&matter, "sitting.held_on", self.sitting.held_on)?;
        check_unblocked(&objections, self.sitting.held_on)?;
        check_call(state, self.sitting.meeting, Some(self.matter))?;
        check_nobody_named(&objections, "sitting.summary", &self.sitting.summary)?;
        let step = Step { matter: self.matter, kind: self.step, outcome: Outcome::Passed, sitting: self.sitting.clone() };
        let closing = self.step.next().is_none().then_some(MatterState::Archived);
        let mut writes = vec![step.create(self.id), moved(self.matter, self.step, self.sitting.held_on, closing)];
        // An open objection that does not hold this step was filed after its day: the step overtook it all the same.
        writes.extend(objections.iter().filter(|found| found.value.is_open()).map(|found| found.value.overtaken(found.id, self.step)));
        let mut questions = ask_if_to_come(self.sitting.held_on, context);
        questions.extend(ask_if_too_few(self.sitting.body, self.sitting.tally));
        questions.extend(ask_if_still_hanging(state, self.matter, self.step, self.sitting.held_on));
        Ok(Effects { writes, questions, ..Effects::default() })
    }
}

fn moved(matter: Id, step: StepKind, on: Day, closing: Option<MatterState>) -> Write {
    let mut set = fields(&json!({ "step": step, "step_on": on }));
    if let Some(state) = closing {
        set.extend(fields(&json!({ "state": state, "closed_on": on })));
    }
    Write::Patch { kind: Matter::KIND, id: matter, fields: set }
}

/// Writes down that the next step was held and did not pass; the matter ends (議題未通過 / 议题未通过).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RejectMatter {
    /// The id of the record of the step that did not pass.
    pub id: Id,
    /// The matter.
    pub matter: Id,
    /// Where the person saw it stand.
    pub from: StepKind,
    /// The step that did not pass.
    pub step: StepKind,
    /// Its record; the summary says why.
    pub sitting: Sitting,
}

impl Command for RejectMatter {
    const NAME: &'static str = "deliberation.reject_matter";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        // What the villagers have resolved is published and carried out; to undo it is a matter of its own.
        found.check(self.step.is_meeting(), "step", "already_resolved");
        self.sitting.check(&mut found, SITTING, self.step);
        check_verdict(&mut found, SITTING, self.step, &self.sitting, false);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        check_right(self.step, context)?;
        let matter = state.one::<Matter>(self.matter).ok_or(RejectionCode::NotFound)?.value;
        check_stands(&matter, self.from, self.step)?;
        check_after(&matter, "sitting.held_on", self.sitting.held_on)?;
        check_call(state, self.sitting.meeting, Some(self.matter))?;
        check_nobody_named(&state.children::<Objection>(self.matter), "sitting.summary", &self.sitting.summary)?;
        let step = Step { matter: self.matter, kind: self.step, outcome: Outcome::Rejected, sitting: self.sitting.clone() };
        let set = fields(&json!({ "state": MatterState::Rejected, "closed_on": self.sitting.held_on }));
        let writes = vec![step.create(self.id), Write::Patch { kind: Matter::KIND, id: self.matter, fields: set }];
        let mut questions = ask_if_to_come(self.sitting.held_on, context);
        questions.extend(ask_if_too_few(self.sitting.body, self.sitting.tally));
        Ok(Effects { writes, questions, ..Effects::default() })
    }
}

/// Calls a meeting (通知開會 / 通知开会).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallMeeting {
    /// The id of the new call.
    pub id: Id,
    /// The matter it is called for; none for an ordinary meeting.
    #[serde(default)]
    pub matter: Option<Id>,
    /// Who meets.
    pub body: Body,
    /// On which day.
    pub on: Day,
    /// At what time.
    pub at: TimeOfDay,
    /// Where.
    pub place: String,
    /// What about.
    pub agenda: String,
    /// The call that this one replaces, where the day or the place has changed.
    #[serde(default)]
    pub replaces: Option<Id>,
}

impl Command for CallMeeting {
    const NAME: &'static str = "deliberation.call_meeting";
    const BY: &'static [Role] = &[Role::VillageBranch, Role::VillageCommittee];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        check_line(&mut found, "place", &self.place, MAX_LINE);
        check_text(&mut found, "agenda", &self.agenda, MAX_ACCOUNT);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        if let Some(matter) = self.matter {
            check_open(&state.one::<Matter>(matter).ok_or(RejectionCode::NotFound)?.value)?;
        }
        check_call(state, self.replaces, self.matter)?;
        let meeting = Meeting {
            matter: self.matter,
            body: self.body,
            on: self.on,
            at: self.at,
            place: self.place.trim().to_owned(),
            agenda: self.agenda.trim().to_owned(),
            replaces: self.replaces,
        };
        let questions = [ask_if_over(self.on, context), ask_if_called_late(self.body, self.on, context)].concat();
        Ok(Effects { writes: vec![meeting.create(self.id)], questions, ..Effects::default() })
    }
}

/// A call that is spoken of is there, and not one for another matter.
fn check_call(state: &dyn State, call: Option<Id>, matter: Option<Id>) -> Result<(), Rejection> {
    let Some(call) = call else { return Ok(()) };
    let meeting = state.one::<Meeting>(call).ok_or(RejectionCode::NotFound)?.value;
    let fits = meeting.matter.is_none() || meeting.matter == matter;
    fits.then_some(()).ok_or_else(|| RejectionCode::NotFound.into())
}
