//! What everybody may read of a matter: every field is named here, and what is not named is not published.

use super::{
    Body, Matter, MatterKind, MatterState, Meeting, ObjectTo, Objection, Officer, Outcome, Step, StepCorrection, StepKind, Tally,
    TimeOfDay, check_objection,
};
use crate::kernel::{Day, Fen, Id};
use crate::sync::record::Kind;
use crate::sync::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// A matter as published (公開的議題 / 公开的议题).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicMatter {
    /// What it is about.
    pub title: String,
    /// Which of the matters of Art. 24 of the Organic Law.
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
    /// The day the branch proposed it.
    pub opened_on: Day,
    /// The last step held.
    pub step: StepKind,
    /// The day of that step.
    pub step_on: Day,
    /// Open, rejected or archived.
    pub state: MatterState,
    /// The day it was rejected or archived.
    #[serde(default)]
    pub closed_on: Option<Day>,
}

impl From<&Matter> for PublicMatter {
    fn from(matter: &Matter) -> Self {
        Self {
            title: matter.title.clone(),
            kind: matter.kind,
            background: matter.background.clone(),
            options: matter.options.clone(),
            money_fen: matter.money_fen,
            households: matter.households,
            opened_on: matter.opened_on,
            step: matter.step,
            step_on: matter.step_on,
            state: matter.state,
            closed_on: matter.closed_on,
        }
    }
}

impl PublicMatter {
    /// May an objection filed on this day still be taken? What the kiosk asks before it takes one.
    ///
    /// # Errors
    /// As [`check_objection`].
    pub fn check_objection(&self, filed_on: Day) -> Result<(), Rejection> {
        check_objection(self.state, self.closed_on, filed_on)
    }
}

/// A step as published (公開的步驟 / 公开的步骤). Officers act in office, so their names are public; nobody else is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicStep {
    /// The matter.
    pub matter: Id,
    /// Which step.
    pub kind: StepKind,
    /// Whether the matter went on.
    #[serde(default)]
    pub outcome: Outcome,
    /// Who met or acted.
    pub body: Body,
    /// The day.
    pub held_on: Day,
    /// Where.
    pub place: String,
    /// 主持人
    pub chair: Officer,
    /// 記錄人 / 记录人
    pub recorder: Officer,
    /// 監督人 / 监督人
    #[serde(default)]
    pub witness: Option<Officer>,
    /// The numbers.
    #[serde(default)]
    pub tally: Option<Tally>,
    /// What was decided or done.
    pub summary: String,
    /// When the next step is meant to be.
    #[serde(default)]
    pub next_on: Option<Day>,
    /// The call under which it met.
    #[serde(default)]
    pub meeting: Option<Id>,
}

impl From<&Step> for PublicStep {
    fn from(step: &Step) -> Self {
        let sitting = &step.sitting;
        Self {
            matter: step.matter,
            kind: step.kind,
            outcome: step.outcome,
            body: sitting.body,
            held_on: sitting.held_on,
            place: sitting.place.clone(),
            chair: sitting.chair.clone(),
            recorder: sitting.recorder.clone(),
            witness: sitting.witness.clone(),
            tally: sitting.tally,
            summary: sitting.summary.clone(),
            next_on: sitting.next_on,
            meeting: sitting.meeting,
        }
    }
}

/// The correction of a step's day as published (公開的更正 / 公开的更正).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicStepCorrection {
    /// The matter.
    pub matter: Id,
    /// The step's record.
    pub step: Id,
    /// The correction that it takes the place of.
    #[serde(default)]
    pub after: Option<Id>,
    /// The day that stood until then.
    pub instead_of: Day,
    /// The right day.
    pub held_on: Day,
    /// Why.
    pub reason: String,
    /// On which day it was corrected.
    pub on: Day,
}

impl From<&StepCorrection> for PublicStepCorrection {
    fn from(correction: &StepCorrection) -> Self {
        let StepCorrection { matter, step, after, instead_of, held_on, reason, on, by: _ } = correction.clone();
        Self { matter, step, after, instead_of, held_on, reason, on }
    }
}

/// A call to a meeting as published (公開的會議通知 / 公开的会议通知).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicMeeting {
    /// The matter.
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
    /// The call that it replaces.
    #[serde(default)]
    pub replaces: Option<Id>,
}

impl From<&Meeting> for PublicMeeting {
    fn from(meeting: &Meeting) -> Self {
        Self {
            matter: meeting.matter,
            body: meeting.body,
            on: meeting.on,
            at: meeting.at,
            place: meeting.place.clone(),
            agenda: meeting.agenda.clone(),
            replaces: meeting.replaces,
        }
    }
}

/// An objection as published (公開的異議 / 公开的异议): that there is one, whether it holds a step, and its answer. Neither words nor name nor contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicObjection {
    /// To what.
    #[serde(flatten)]
    pub to: ObjectTo,
    /// The day it was filed.
    pub filed_on: Day,
    /// The code that the objector keeps.
    pub receipt: String,
    /// The steps that overtook it.
    #[serde(default)]
    pub overtaken_by: Vec<StepKind>,
    /// The answer; none while it is open.
    #[serde(default)]
    pub answer: Option<PublicAnswer>,
}

/// An answer as published (公開的答覆 / 公开的答复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAnswer {
    /// What is answered.
    pub text: String,
    /// On which day.
    pub on: Day,
}

impl From<&Objection> for PublicObjection {
    fn from(objection: &Objection) -> Self {
        let answer = objection.answer.as_ref().map(|answer| PublicAnswer { text: answer.text.clone(), on: answer.on });
        Self {
            to: objection.to,
            filed_on: objection.filed_on,
            receipt: objection.receipt.clone(),
            overtaken_by: objection.overtaken_by.clone(),
            answer,
        }
    }
}

impl Kind for PublicMatter {
    const KIND: &'static str = Matter::KIND;
}

impl Kind for PublicStep {
    const KIND: &'static str = Step::KIND;

    fn parent(&self) -> Option<Id> {
        Some(self.matter)
    }
}

impl Kind for PublicMeeting {
    const KIND: &'static str = Meeting::KIND;

    fn parent(&self) -> Option<Id> {
        self.matter
    }
}

impl Kind for PublicObjection {
    const KIND: &'static str = Objection::KIND;

    fn parent(&self) -> Option<Id> {
        Some(self.to.id())
    }
}

impl Kind for PublicStepCorrection {
    const KIND: &'static str = StepCorrection::KIND;

    fn parent(&self) -> Option<Id> {
        Some(self.matter)
    }
}
