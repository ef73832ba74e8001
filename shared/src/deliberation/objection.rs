//! Objections 異議 / 异议: anybody may object, also from the kiosk without a name, and everybody sees that it waits for its answer.

use super::rules::check_text;
use super::{Matter, MatterState, PublicObjection, StepKind};
use crate::disclosure::{Notice, PublicNotice};
use crate::kernel::limit::{MAX_ANSWER, MAX_CONTACT, MAX_NAME};
use crate::kernel::personal::Submitter;
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

/// What is objected to (異議的對象 / 异议的对象): `"matter": id` or `"notice": id` in whatever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectTo {
    /// A matter on its way, or its decision.
    Matter(Id),
    /// A notice that hangs.
    Notice(Id),
}

impl ObjectTo {
    /// The id of the matter or of the notice.
    pub fn id(self) -> Id {
        match self {
            Self::Matter(id) | Self::Notice(id) => id,
        }
    }
}

/// An objection to a matter or to a notice (異議 / 异议). What the objector wrote is read by those who answer and never published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objection {
    /// To what.
    #[serde(flatten)]
    pub to: ObjectTo,
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
    /// The last step that the objector saw, of a matter.
    #[serde(default)]
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

    /// Whoever objected: what is published about it names them nowhere.
    pub fn submitter(&self) -> Submitter<'_> {
        Submitter { name: &self.name, contact: &self.contact }
    }

    /// Does it hold a step of this day? One filed later could not; one that a step has overtaken holds whatever comes next.
    pub fn holds(&self, held_on: Day) -> bool {
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
        Some(self.to.id())
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

/// May an objection to a notice, filed on this day, still be taken? While it hangs; one that was filed in time and arrives after its last
/// day or after it was taken down is taken too. The one rule for both sides, as [`check_objection`] is.
///
/// # Errors
/// `not_on_notice`.
pub fn check_notice_objection(notice: &PublicNotice, filed_on: Day) -> Result<(), Rejection> {
    let ended = notice.until.is_some_and(|until| filed_on > until);
    let gone = notice.withdrawn.as_ref().is_some_and(|withdrawal| filed_on > withdrawal.on);
    (!ended && !gone).then_some(()).ok_or_else(|| RejectionCode::NotOnNotice.into())
}

/// Objects to a matter or to a notice, from the kiosk without signing in or by staff on someone's behalf (提異議 / 提异议).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileObjection {
    /// The id of the new objection.
    pub id: Id,
    /// To what.
    #[serde(flatten)]
    pub to: ObjectTo,
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
    /// The last step that the objector saw, of a matter.
    #[serde(default)]
    pub seen: StepKind,
}

impl Command for FileObjection {
    const NAME: &'static str = "deliberation.file_objection";
    const BY: &'static [Role] =
        &[Role::Visitor, Role::LinkedCadre, Role::UnitLead, Role::VillageBranch, Role::VillageCommittee, Role::SupervisorVillage];

    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("text", &self.text, MAX_OBJECTION);
        found.optional_line("name", &self.name, MAX_NAME);
        found.optional_line("contact", &self.contact, MAX_CONTACT);
        found.finish()
    }

    fn apply(&self, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        let (seen, overtaken_by) = self.taken(state)?;
        let objection = Objection {
            to: self.to,
            text: self.text.trim().to_owned(),
            name: self.name.trim().to_owned(),
            contact: self.contact.trim().to_owned(),
            filed_on: self.filed_on,
            receipt: receipt_code(context.command),
            seen,
            overtaken_by,
            answer: None,
        };
        let writes = vec![objection.create(self.id)];
        Ok(Effects { writes, questions: ask_if_to_come(self.filed_on, context), ..Effects::default() })
    }
}

impl FileObjection {
    /// What of a matter the objector saw and which steps have overtaken them; of a notice neither.
    fn taken(&self, state: &dyn State) -> Result<(StepKind, Vec<StepKind>), Rejection> {
        match self.to {
            ObjectTo::Matter(id) => {
                let matter = state.one::<Matter>(id).ok_or(RejectionCode::NotFound)?.value;
                check_objection(matter.state, matter.closed_on, self.filed_on)?;
                let seen = self.seen.min(matter.step);
                let overtaken = StepKind::ALL.into_iter().filter(|step| *step > seen && *step <= matter.step).collect();
                Ok((seen, overtaken))
            }
            ObjectTo::Notice(id) => {
                let notice = state.one::<Notice>(id).ok_or(RejectionCode::NotFound)?.value;
                check_notice_objection(&PublicNotice::from(&notice), self.filed_on)?;
                Ok((StepKind::default(), Vec::new()))
            }
        }
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
        if author(state, objection.to)? == by {
            return Err(RejectionCode::OwnMatter.into());
        }
        if !objection.is_open() {
            return Err(Rejection::from(RejectionCode::Stale).with("current", "answered"));
        }
        let mut found = Violations::default();
        if self.on < objection.filed_on {
            found.push(Violation::new("on", "date_before").with("day", objection.filed_on));
        }
        objection.submitter().note(&mut found, "text", &self.text);
        let found = found.finish();
        if !found.is_empty() {
            return Err(Rejection::invalid(found));
        }
        let answer = ObjectionAnswer { text: self.text.trim().to_owned(), on: self.on, by };
        let writes = vec![Write::Patch { kind: Objection::KIND, id: self.objection, fields: fields(&json!({ "answer": answer })) }];
        Ok(Effects { writes, questions: ask_if_to_come(self.on, context), ..Effects::default() })
    }
}

/// Who opened the matter, or posted the notice: they answer no objection to it.
fn author(state: &dyn State, to: ObjectTo) -> Result<AccountId, Rejection> {
    let account = match to {
        ObjectTo::Matter(id) => state.one::<Matter>(id).map(|found| found.value.opened_by),
        ObjectTo::Notice(id) => state.one::<Notice>(id).map(|found| found.value.by),
    };
    account.ok_or_else(|| RejectionCode::NotFound.into())
}
