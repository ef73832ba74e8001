//! The page of one matter, the page of one notice, and the answer that a receipt finds: from the public view alone, as the board is.

use super::PublicNotice;
use super::board::{corrected, hangs_until, matter_card, meetings_to_come, notice_card, open_to};
use super::card::{MatterCard, MeetingCard, NoticeCard, NoticeStanding};
use crate::deliberation::{
    ObjectTo, PublicAnswer, PublicMatter, PublicMeeting, PublicObjection, PublicStep, PublicStepCorrection, Verdict, last_correction,
};
use crate::idea::{PublicIdea, Topic};
use crate::kernel::{Day, Id, plain_code};
use crate::sync::state::{Found, State};
use serde::{Deserialize, Serialize};

/// The record of a matter, whole (議事記錄 / 议事记录).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatterPage {
    /// What the board shows of it.
    pub card: MatterCard,
    /// All that is published of the matter itself.
    pub matter: PublicMatter,
    /// The steps held, in order.
    pub steps: Vec<StepRecord>,
    /// The meetings called for it that are still to come.
    pub meetings: Vec<MeetingCard>,
    /// The objections, in the order filed.
    pub objections: Vec<ObjectionLine>,
}

/// A step held (步驟記錄 / 步骤记录).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Its id.
    pub id: Id,
    /// Its record.
    pub record: PublicStep,
    /// What its numbers say, of a resolution.
    pub verdict: Option<Verdict>,
    /// An objection was overtaken by it.
    pub flagged: bool,
    /// How its day was corrected, the earliest first; the record has the day that was found right last.
    pub corrections: Vec<PublicStepCorrection>,
    /// The last of them.
    pub last_correction: Option<Id>,
}

/// An objection in the list of a matter (異議條目 / 异议条目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionLine {
    /// Its id.
    pub id: Id,
    /// The code that the objector keeps.
    pub receipt: String,
    /// The day it was filed.
    pub filed_on: Day,
    /// A step overtook it: it came in time, and too late to be heard there.
    pub overtaken: bool,
    /// The answer; none while it waits.
    pub answer: Option<PublicAnswer>,
}

/// The record of a matter, or nothing where there is none of this id.
pub fn matter_page(state: &dyn State, id: Id, today: Day) -> Option<MatterPage> {
    let matter = state.one::<PublicMatter>(id);
    let mut corrections = state.children::<PublicStepCorrection>(id);
    let mut steps = corrected(state.children::<PublicStep>(id), &corrections);
    let mut objections = state.children::<PublicObjection>(id);
    let notices = state.all::<PublicNotice>();
    // All calls, because one without a matter may replace one of this matter.
    let calls = meetings_to_come(&state.all::<PublicMeeting>(), today);
    let matter = matter?;
    steps.sort_by_key(|step| (step.value.kind, step.id));
    corrections.sort_by_key(|correction| (correction.value.on, correction.id));
    objections.sort_by_key(|objection| (objection.value.filed_on, objection.id));
    let hangs = hangs_until(&notices, id, today);
    let card = matter_card(&matter, &steps, &objections, &calls, hangs, today);
    let flagged = |step: &PublicStep| objections.iter().any(|objection| objection.value.overtaken_by.contains(&step.kind));
    let steps = steps
        .into_iter()
        .map(|step| StepRecord {
            id: step.id,
            verdict: Verdict::on(step.value.kind, step.value.body, step.value.tally),
            flagged: flagged(&step.value),
            corrections: corrections_of(&corrections, step.id).into_iter().map(|one| one.value).collect(),
            last_correction: last_correction(&corrections_of(&corrections, step.id), |one| one.after).map(|last| last.id),
            record: step.value,
        })
        .collect();
    let objections = objections.into_iter().map(objection_line).collect();
    let meetings = calls.into_iter().filter(|call| call.matter == Some(id)).collect();
    Some(MatterPage { card, matter: matter.value, steps, meetings, objections })
}

fn corrections_of(all: &[Found<PublicStepCorrection>], step: Id) -> Vec<Found<PublicStepCorrection>> {
    all.iter().filter(|one| one.value.step == step).cloned().collect()
}

fn objection_line(objection: Found<PublicObjection>) -> ObjectionLine {
    let PublicObjection { to: _, filed_on, receipt, overtaken_by, answer } = objection.value;
    ObjectionLine { id: objection.id, receipt, filed_on, overtaken: !overtaken_by.is_empty(), answer }
}

/// A notice (公示全文), whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// What the board shows of it.
    pub card: NoticeCard,
    /// Its paragraphs; none once it is withdrawn, or once it has ended and named persons.
    pub paragraphs: Vec<String>,
    /// Whether it names persons: the page says `noindex`.
    pub names_persons: bool,
    /// The notice that it corrects.
    pub corrects: Option<Id>,
    /// The objections to it, in the order filed.
    pub objections: Vec<ObjectionLine>,
    /// Whether one may object to it on the day that it is shown for.
    pub takes_objections: bool,
}

/// A notice on a day, or nothing where there is none of this id.
pub fn notice_page(state: &dyn State, id: Id, today: Day) -> Option<NoticePage> {
    let notices = state.all::<PublicNotice>();
    let mut objections = state.children::<PublicObjection>(id);
    objections.sort_by_key(|objection| (objection.value.filed_on, objection.id));
    let corrected_by = notices.iter().filter(|other| other.value.corrects == Some(id)).map(|other| other.id).max();
    let notice = notices.into_iter().find(|notice| notice.id == id)?.value;
    let card = notice_card(id, &notice, corrected_by, open_to(&objections, ObjectTo::Notice(id)), today);
    let shown = match card.standing {
        NoticeStanding::Current => true,
        NoticeStanding::Ended => !notice.names_persons,
        NoticeStanding::Withdrawn { .. } => false,
    };
    let paragraphs = if shown { paragraphs(&notice.body) } else { Vec::new() };
    let takes_objections = card.is_open_to_objections(today);
    let objections = objections.into_iter().map(objection_line).collect();
    Some(NoticePage { card, paragraphs, names_persons: notice.names_persons, corrects: notice.corrects, objections, takes_objections })
}

/// The paragraphs of a plain text: an empty line ends one, and lines within one stay lines.
pub fn paragraphs(body: &str) -> Vec<String> {
    let body = body.replace("\r\n", "\n");
    body.split("\n\n").map(|paragraph| paragraph.trim().to_owned()).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// What a receipt finds (查回執 / 查回执).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Reply {
    /// An objection.
    Objection {
        /// To a matter, or to a notice.
        #[serde(flatten)]
        at: ObjectTo,
        /// The day it was filed.
        filed_on: Day,
        /// The answer; none while it waits.
        answer: Option<PublicAnswer>,
    },
    /// An idea.
    Idea {
        /// What it is about.
        topic: Topic,
        /// The day it was put forward.
        filed_on: Day,
        /// Taken up, or not; none while it waits.
        adopted: Option<bool>,
        /// The answer; none while it waits.
        answer: Option<PublicAnswer>,
    },
}

/// What became of the submission with this receipt; nothing where it has not arrived. Typed by hand: case, the hyphen and the
/// letters that look like digits do not matter.
pub fn find_receipt(state: &dyn State, code: &str) -> Option<Reply> {
    let wanted = plain_code::fold(code);
    let objections = state.all::<PublicObjection>().into_iter().map(|found| found.value);
    let ideas = state.all::<PublicIdea>().into_iter().map(|found| found.value);
    let objection = objections.into_iter().find(|objection| plain_code::fold(&objection.receipt) == wanted);
    if let Some(PublicObjection { to: at, filed_on, answer, .. }) = objection {
        return Some(Reply::Objection { at, filed_on, answer });
    }
    let idea = ideas.into_iter().find(|idea| plain_code::fold(&idea.receipt) == wanted)?;
    let adopted = idea.answer.as_ref().map(|answer| answer.adopted);
    let answer = idea.answer.map(|answer| PublicAnswer { text: answer.text, on: answer.on });
    Some(Reply::Idea { topic: idea.topic, filed_on: idea.submitted_on, adopted, answer })
}
