//! The board 陽光公開欄 / 阳光公开栏: made from the public view alone, by one function for the server's page and for the kiosk's replica.
//!
//! It is derived when read: what is current, to come or ended follows from the day that the caller lends.

use super::PublicNotice;
use super::card::{AnswerCard, AnswerTo, Board, MatterCard, MeetingCard, NoticeCard, NoticeStanding, StepMark, StepStanding};
use crate::deliberation::{
    MatterState, ObjectTo, Outcome, PublicMatter, PublicMeeting, PublicObjection, PublicStep, PublicStepCorrection, StepKind, Verdict,
    last_correction,
};
use crate::idea::PublicIdea;
use crate::kernel::{Day, Id};
use crate::place::Names;
use crate::sync::record::Kind;
use crate::sync::state::{Found, State};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Decided matters on the board: what a village decides in two years. [`all_matters`] has the rest.
pub const DECIDED_SHOWN: usize = 30;
/// Notices on the board. [`all_notices`] has the rest.
pub const NOTICES_SHOWN: usize = 50;
/// Answers on the board: the latest.
pub const ANSWERS_SHOWN: usize = 10;

/// The board of a village on a day, from its public view.
pub fn board(state: &dyn State, village: &Names, today: Day) -> Board {
    let (deliberating, mut decided): (Vec<_>, Vec<_>) = all_matters(state, today).into_iter().partition(MatterCard::is_deliberated);
    let decided_total = decided.len();
    decided.truncate(DECIDED_SHOWN);
    let on_board = |card: &NoticeCard| card.until.is_none_or(|until| until >= today) && card.posted_on <= today;
    let notices = all_notices(state, today).into_iter().filter(on_board).take(NOTICES_SHOWN).collect();
    Board {
        village: village.clone(),
        today,
        deliberating,
        decided,
        decided_total,
        notices,
        next_meeting: meetings_to_come(&state.all::<PublicMeeting>(), today).into_iter().next(),
        answers: answers(state),
    }
}

/// All matters of a village as cards, the one that moved last first.
pub fn all_matters(state: &dyn State, today: Day) -> Vec<MatterCard> {
    let steps = by_parent(corrected(state.all::<PublicStep>(), &state.all::<PublicStepCorrection>()));
    let objections = by_parent(state.all::<PublicObjection>());
    let meetings = meetings_to_come(&state.all::<PublicMeeting>(), today);
    let notices = state.all::<PublicNotice>();
    let none = (Vec::new(), Vec::new());
    let mut cards: Vec<MatterCard> = state
        .all::<PublicMatter>()
        .iter()
        .map(|matter| {
            let steps = steps.get(&matter.id).unwrap_or(&none.0);
            let hangs = hangs_until(&notices, matter.id, today);
            matter_card(matter, steps, objections.get(&matter.id).unwrap_or(&none.1), &meetings, hangs, today)
        })
        .collect();
    cards.sort_by_key(|card| Reverse((card.moved_on, card.id)));
    cards
}

/// The last day on which a matter's decision hangs as a notice, from `today` on; nothing where it hangs no more.
pub(super) fn hangs_until(notices: &[Found<PublicNotice>], matter: Id, today: Day) -> Option<Day> {
    let of_it = notices.iter().map(|found| &found.value).filter(|notice| notice.matter == Some(matter) && notice.withdrawn.is_none());
    of_it.filter_map(|notice| notice.until).filter(|until| *until >= today).max()
}

/// The steps with the days that were last found right.
pub(super) fn corrected(mut steps: Vec<Found<PublicStep>>, corrections: &[Found<PublicStepCorrection>]) -> Vec<Found<PublicStep>> {
    for step in &mut steps {
        let of_it: Vec<_> = corrections.iter().filter(|one| one.value.step == step.id).cloned().collect();
        if let Some(last) = last_correction(&of_it, |one| one.after) {
            step.value.held_on = last.value.held_on;
        }
    }
    steps
}

/// The records of a kind under what they belong to.
fn by_parent<T: Kind>(records: Vec<Found<T>>) -> BTreeMap<Id, Vec<Found<T>>> {
    let mut under: BTreeMap<Id, Vec<Found<T>>> = BTreeMap::new();
    for found in records {
        if let Some(parent) = found.value.parent() {
            under.entry(parent).or_default().push(found);
        }
    }
    under
}

/// A matter as a card.
pub(super) fn matter_card(
    matter: &Found<PublicMatter>,
    steps: &[Found<PublicStep>],
    objections: &[Found<PublicObjection>],
    meetings: &[MeetingCard],
    hangs_until: Option<Day>,
    today: Day,
) -> MatterCard {
    let value = &matter.value;
    let open_objections = objections.iter().filter(|objection| objection.value.answer.is_none()).count();
    let deciding = steps.iter().map(|step| &step.value).find(|step| step.kind == StepKind::Resolve || step.outcome == Outcome::Rejected);
    let open = value.state == MatterState::Open;
    // The call under which a step met is no meeting to come any more, whatever day it names.
    let met: BTreeSet<Id> = steps.iter().filter_map(|step| step.value.meeting).collect();
    let called = |meeting: &&MeetingCard| open && meeting.matter == Some(matter.id) && !met.contains(&meeting.id);
    MatterCard {
        id: matter.id,
        title: value.title.clone(),
        kind: value.kind,
        state: value.state,
        opened_on: value.opened_on,
        step: value.step,
        moved_on: value.closed_on.unwrap_or(value.step_on),
        steps: step_marks(value, steps, objections),
        decision: deciding.map(|step| step.summary.clone()),
        verdict: deciding.and_then(|step| Verdict::on(step.kind, step.body, step.tally)),
        open_objections,
        blocked: open && open_objections > 0,
        next_meeting: meetings.iter().find(called).cloned(),
        hangs_until,
        year: today.ymd().0,
    }
}

fn step_marks(matter: &PublicMatter, steps: &[Found<PublicStep>], objections: &[Found<PublicObjection>]) -> Vec<StepMark> {
    let next = matter.step.next().filter(|_| matter.state == MatterState::Open);
    let standing = |kind: StepKind| match steps.iter().map(|step| &step.value).find(|step| step.kind == kind) {
        Some(step) if step.outcome == Outcome::Rejected => StepStanding::Refused { on: step.held_on },
        Some(step) => StepStanding::Done { on: step.held_on },
        None if next == Some(kind) => StepStanding::Current,
        None if matter.state == MatterState::Rejected => StepStanding::Dropped,
        None => StepStanding::Open,
    };
    let flagged = |kind| objections.iter().any(|objection| objection.value.overtaken_by.contains(&kind));
    StepKind::ALL.into_iter().map(|kind| StepMark { kind, standing: standing(kind), flagged: flagged(kind) }).collect()
}

/// The meetings of a village from today on that no later call replaces, the next one first.
pub fn meetings_called(state: &dyn State, today: Day) -> Vec<MeetingCard> {
    meetings_to_come(&state.all::<PublicMeeting>(), today)
}

/// Of these calls the ones from today on that no later one replaces, the next one first.
pub(super) fn meetings_to_come(meetings: &[Found<PublicMeeting>], today: Day) -> Vec<MeetingCard> {
    let replaced: BTreeSet<Id> = meetings.iter().filter_map(|meeting| meeting.value.replaces).collect();
    let mut cards: Vec<MeetingCard> = meetings
        .iter()
        .filter(|meeting| meeting.value.on >= today && !replaced.contains(&meeting.id))
        .map(|meeting| {
            let PublicMeeting { matter, body, on, at, place, agenda, replaces: _ } = meeting.value.clone();
            MeetingCard { id: meeting.id, matter, body, on, at, place, agenda }
        })
        .collect();
    cards.sort_by_key(|card| (card.on, card.at, card.id));
    cards
}

/// All notices of a village as cards, the latest first; ended and withdrawn ones too.
pub fn all_notices(state: &dyn State, today: Day) -> Vec<NoticeCard> {
    let notices = state.all::<PublicNotice>();
    let objections = state.all::<PublicObjection>();
    let corrections: BTreeMap<Id, Id> = notices.iter().filter_map(|notice| Some((notice.value.corrects?, notice.id))).collect();
    let mut cards: Vec<NoticeCard> = notices
        .iter()
        .map(|notice| {
            let open = open_to(&objections, ObjectTo::Notice(notice.id));
            notice_card(notice.id, &notice.value, corrections.get(&notice.id).copied(), open, today)
        })
        .collect();
    cards.sort_by_key(|card| Reverse((card.posted_on, card.id)));
    cards
}

/// How many objections to this wait for their answer.
pub(super) fn open_to(objections: &[Found<PublicObjection>], to: ObjectTo) -> usize {
    objections.iter().filter(|objection| objection.value.to == to && objection.value.answer.is_none()).count()
}

/// A notice as a card.
pub(super) fn notice_card(id: Id, notice: &PublicNotice, corrected_by: Option<Id>, open_objections: usize, today: Day) -> NoticeCard {
    let standing = match &notice.withdrawn {
        Some(withdrawn) => NoticeStanding::Withdrawn { reason: withdrawn.reason.clone(), on: withdrawn.on },
        None if notice.until.is_some_and(|until| until < today) => NoticeStanding::Ended,
        None => NoticeStanding::Current,
    };
    let days_left = notice.until.map(|until| until.days_since(today)).filter(|days| *days >= 0 && standing == NoticeStanding::Current);
    NoticeCard {
        id,
        kind: notice.kind,
        title: notice.title.clone(),
        posted_on: notice.posted_on,
        until: notice.until,
        days_left,
        standing,
        corrected_by,
        open_objections,
    }
}

/// The latest answers to objections and ideas.
fn answers(state: &dyn State) -> Vec<AnswerCard> {
    let matters = state.all::<PublicMatter>().into_iter().map(|matter| (matter.id, matter.value.title));
    let notices = state.all::<PublicNotice>().into_iter().map(|notice| (notice.id, notice.value.title));
    let titles: BTreeMap<Id, String> = matters.chain(notices).collect();
    let objections = state.all::<PublicObjection>().into_iter().filter_map(|found| {
        let PublicObjection { to: at, filed_on, receipt, answer, .. } = found.value;
        let (answer, title) = (answer?, titles.get(&at.id())?.clone());
        Some(AnswerCard { id: found.id, to: AnswerTo::Objection { at, title }, receipt, filed_on, on: answer.on, text: answer.text })
    });
    let ideas = state.all::<PublicIdea>().into_iter().filter_map(|found| {
        let PublicIdea { topic, submitted_on, receipt, text, answer } = found.value;
        let answer = answer?;
        let to = AnswerTo::Idea { topic, adopted: answer.adopted, words: text };
        Some(AnswerCard { id: found.id, to, receipt, filed_on: submitted_on, on: answer.on, text: answer.text })
    });
    let mut cards: Vec<AnswerCard> = objections.chain(ideas).collect();
    cards.sort_by_key(|card| Reverse((card.on, card.id)));
    cards.truncate(ANSWERS_SHOWN);
    cards
}
