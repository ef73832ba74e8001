//! A matter as a card.

use crate::place::Links;
use crate::shell::texts;
use crate::ui::{MarkKind, Matter, Step, StepState, Steps};
use leptos::prelude::*;
use shared::deliberation::{MatterState, StepKind};
use shared::disclosure::{MatterCard, MeetingCard, StepMark, StepStanding};
use shared::kernel::{Code, Day};
use shared::text::{self, Key, deliberation, format};

/// The text of a code in the room's catalog.
pub(super) fn by_name(name: &str) -> &'static str {
    deliberation::key(name).map_or("", |key: Key| texts().t(key))
}

/// What a step is called: short on a card, long on a record.
pub fn step_name(kind: StepKind, long: bool) -> &'static str {
    let form = if long { "step_long" } else { "step" };
    by_name(&format!("{form}_{}", kind.name()))
}

/// The six steps as the parts box draws them.
pub fn steps_of(card: &MatterCard, long: bool) -> Vec<Step> {
    card.steps.iter().map(|mark| step_of(mark, card.year, long)).collect()
}

fn step_of(mark: &StepMark, year: i32, long: bool) -> Step {
    let lang = texts().lang;
    let day = |on: Day| if long || on.ymd().0 != year { format::day(lang, on) } else { format::day_of_year(lang, on) };
    let (state, word, notes) = match mark.standing {
        StepStanding::Done { on } => (StepState::Done, deliberation::STATE_DONE, vec![day(on)]),
        StepStanding::Current => (StepState::Current, deliberation::STATE_CURRENT, Vec::new()),
        StepStanding::Open => (StepState::Open, deliberation::STATE_WAITING, Vec::new()),
        StepStanding::Dropped => (StepState::Open, deliberation::STATE_DROPPED, Vec::new()),
        StepStanding::Refused { on } => (StepState::Refused, deliberation::STATE_FAILED, vec![day(on)]),
    };
    Step { name: step_name(mark.kind, long).to_owned(), notes, state, state_word: texts().t(word).to_owned() }
}

/// Where a matter is, in words: the step being seen to, or how it ended.
pub fn now_words(card: &MatterCard) -> String {
    let current = card.steps.iter().find(|mark| mark.standing == StepStanding::Current);
    match current {
        Some(mark) => texts().fill(deliberation::NOW_AT, &[("step", &step_name(mark.kind, true))]),
        None => hanging_words(card).unwrap_or_else(|| by_name(&format!("choice_matter_state_{}", card.state.name())).to_owned()),
    }
}

/// Until when the decision still hangs of a matter whose six steps are held: it is not filed away before.
fn hanging_words(card: &MatterCard) -> Option<String> {
    let until = card.hangs_until.filter(|_| card.state == MatterState::Archived)?;
    Some(texts().fill(deliberation::DECISION_HANGS, &[("day", &format::day(texts().lang, until))]))
}

/// Where a matter is whose last step was this one, in words.
pub fn now_at(last: StepKind) -> String {
    let words = |step| texts().fill(deliberation::NOW_AT, &[("step", &step_name(step, true))]);
    last.next().map(words).unwrap_or_default()
}

/// How a matter stands, in marks.
pub fn matter_marks(card: &MatterCard) -> Vec<(MarkKind, String)> {
    let mut marks = Vec::new();
    match card.state {
        MatterState::Archived => marks.push(match hanging_words(card) {
            Some(words) => (MarkKind::Waiting, words),
            None => (MarkKind::Official, by_name("choice_matter_state_archived").to_owned()),
        }),
        MatterState::Rejected => marks.push((MarkKind::Refused, by_name("choice_matter_state_rejected").to_owned())),
        MatterState::Open if card.verdict.is_some_and(|verdict| verdict.passed) => {
            marks.push((MarkKind::Official, by_name("choice_outcome_passed").to_owned()));
        }
        MatterState::Open => {}
    }
    if card.blocked {
        marks.push((MarkKind::Waiting, texts().t(deliberation::OBJECTION_BLOCKS).to_owned()));
    }
    marks
}

/// When and where a meeting is.
pub fn meeting_line(meeting: &MeetingCard) -> String {
    let lang = texts().lang;
    let (day, weekday) = (format::day(lang, meeting.on), format::weekday(lang, meeting.on));
    let when = text::fill(lang, deliberation::MEETING_WHEN, &[("day", &day), ("weekday", &weekday), ("time", &meeting.at)]);
    let body = by_name(&format!("choice_body_{}", meeting.body.name()));
    format::list(lang, &[body, &when, &meeting.place])
}

/// A matter on the board of the village with this code: the public one, or the kiosk's.
pub fn matter_card(code: &Code, card: &MatterCard) -> AnyView {
    matter_at(Links::here().matter(code, card.id), card, Vec::new())
}

/// A matter that leads to this address, with further marks of its own.
pub fn matter_at(href: String, card: &MatterCard, more: Vec<(MarkKind, String)>) -> AnyView {
    let now = now_words(card);
    let steps = steps_of(card, false);
    // What was decided is what one comes for; a call that was made for it before has had its day.
    let meta = card.decision.clone().or_else(|| card.next_meeting.as_ref().map(meeting_line));
    let (title, mut marks) = (card.title.clone(), matter_marks(card));
    marks.extend(more);
    match meta {
        Some(meta) => view! { <Matter href title meta marks><Steps steps now /></Matter> }.into_any(),
        None => view! { <Matter href title marks><Steps steps now /></Matter> }.into_any(),
    }
}
