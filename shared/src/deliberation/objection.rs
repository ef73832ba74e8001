//! Objections 異議 / 异议: anybody may object, also from the kiosk without a name, and everybody sees that it waits for its answer.

use super::rules::check_text;
use super::{Matter, MatterState, PublicObjection, StepKind};
use crate::kernel::limit::{MAX_ANSWER, MAX_CONTACT, MAX_NAME};
use crate::kernel::{AccountId, Day, Id, Role, Violation, Violations, receipt_code};
use crate::question::ask_if_to_come;
use crate::sync::command::{Command, Context, Effects};
use crate::sync::record::{Fields, Kind, Write, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Characters of an objection: a page by hand.
pub const MAX_OBJECTION: usize = 1_000;

/// An objection to a matter (異議 / 异议). What the objector wrote is read by those who answer and never published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objection {
    /// The matter.
    pub matter: Id,
    /// In the objector's words.
    pub text: String,
    /// Who objects, where they said so.
    #[serde(default)]
    pub name: String,
    /// Where to answer to, where they said so.
    #[serde(default)]
    pub contact: String,
    /// The day it was filed, as stated.
    pub filed_on: Day,
    /// The code that finds the answer again.
    pub receipt: String,
    /// The last step that the objector saw.
    pub seen: StepKind,
    /// The steps that overtook it while it was open or on its way: they are flagged, and the next one waits.
    #[serde(default)]
    pub overtaken_by: Vec<StepKind>,
    /// The answer; none while it is open.
    #[serde(default)]
    pub answer: Option<ObjectionAnswer>,
}

/// The answer to an objection (答覆 / 答复). Written to be published, with the name of nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObjectionAnswer {
    /// What is answered.
    pub text: String,
    /// On which day, as stated.
    pub on: Day,
    /// Who answers.
    pub by: AccountId,
}

impl Objection {
    /// Does it still wait for its answer?
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Does it hold a step of this day? One filed later could not; one that a step has overtaken holds whatever comes next.
    pub(super) fn holds(&self, held_on: Day) -> bool {
        self.is_open() && (self.filed_on <= held_on || !self.overtaken_by.is_empty())
    }

    /// The write that notes a step which overtook it.
    pub(super) fn overtaken(&self, id: Id, step: StepKind) -> Write {
        let mut steps = self.overtaken_by.clone();
        steps.push(step);
        Write::Patch { kind: Self::KIND, id, fields: fields(&json!({ "overtaken_by": steps })) }
    }
}

impl Kind for Objection {
    const KIND: &'static str = "objection";
    const PUBLISHED: bool = true;

    fn parent(&self) -> Option<Id> {
        Some(self.matter)
    }

    fn public(&self, _id: Id) -> Option<Fields> {
        Some(fields(&PublicObjection::from(self)))
    }
}

/// May an objection filed on this day still be taken? The one rule for both sides: the kiosk asks it of the public matter, the server
/// of the village's own. One that was filed in time and arrives after the matter closed is taken.
///
/// # Errors
/// `matter_closed`.
pub fn check_objection(state: MatterState, closed_on: Option<Day>, filed_on: Day) -> Result<(), Rejection> {
    let in_time = state == MatterState::Open || closed_on.is_some_and(|closed| filed_on <= closed);
    in_time.then_some(()).ok_or_else(|| RejectionCode::MatterClosed.into())
}

/// Objects to a matter, from the kiosk without signing in or by staff on someone's behalf (提異議 / 提异议).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileObjection {
    /// The id of the new objection.
    pub id: Id,
    /// The matter.
    pub matter: Id,
    /// What is objected.
    pub text: String,
    /// Who objects, if they wish to say so.
    #[serde(default)]
    pub name: String,
    /// Where to answer to, if they wish to say so.
    #[serde(default)]
    pub contact: String,
    /// On which day.
    pub filed_on: Day,
    /// The last step that the objector saw.
    pub seen: StepKind,
}

impl Command for FileObjection {
    const NAME: &'static str = "deliberation.file_objection";
    const BY: &'static [Role] =
        &[Role::Visitor, Role::LinkedCadre, Role::UnitLead, Role::VillageBranch, Role::VillageCommittee, Role::SupervisorVillage];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("text", &self.text, MAX_OBJECTION);
        found.optional_text("name", &self.name, MAX_NAME);
        found.optional_text("contact", &self.contact, MAX_CONTACT);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let matter = state.one::<Matter>(self.matter).ok_or(RejectionCode::NotFound)?.value;
        check_objection(matter.state, matter.closed_on, self.filed_on)?;
        let seen = self.seen.min(matter.step);
        let objection = Objection {
            matter: self.matter,
            text: self.text.trim().to_owned(),
            name: self.name.trim().to_owned(),
            contact: self.contact.trim().to_owned(),
            filed_on: self.filed_on,
            receipt: receipt_code(context.command),
            seen,
            overtaken_by: StepKind::ALL.into_iter().filter(|step| *step > seen && *step <= matter.step).collect(),
            answer: None,
        };
        let writes = vec![objection.create(self.id)];
        Ok(Effects { writes, questions: ask_if_to_come(self.filed_on, context), ..Effects::default() })
    }
}

/// Answers an objection (答覆異議 / 答复异议).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerObjection {
    /// The objection.
    pub objection: Id,
    /// The answer, for everybody to read.
    pub text: String,
    /// On which day.
    pub on: Day,
}

impl Command for AnswerObjection {
    const NAME: &'static str = "deliberation.answer_objection";
    const BY: &'static [Role] = &[Role::VillageCommittee, Role::SupervisorVillage];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        check_text(&mut found, "text", &self.text, MAX_ANSWER);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let by = context.who.account.ok_or(RejectionCode::NoRight)?;
        let objection = state.one::<Objection>(self.objection).ok_or(RejectionCode::NotFound)?.value;
        let matter = state.one::<Matter>(objection.matter).ok_or(RejectionCode::NotFound)?.value;
        if matter.opened_by == by {
            return Err(RejectionCode::OwnMatter.into());
        }
        if !objection.is_open() {
            return Err(Rejection::from(RejectionCode::Stale).with("current", "answered"));
        }
        if self.on < objection.filed_on {
            return Err(Rejection::invalid(vec![Violation::new("on", "date_before").with("day", objection.filed_on)]));
        }
        let answer = ObjectionAnswer { text: self.text.trim().to_owned(), on: self.on, by };
        let writes = vec![Write::Patch { kind: Objection::KIND, id: self.objection, fields: fields(&json!({ "answer": answer })) }];
        Ok(Effects { writes, questions: ask_if_to_come(self.on, context), ..Effects::default() })
    }
}
