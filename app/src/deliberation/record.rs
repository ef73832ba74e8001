//! The record of a matter: what was decided in one sentence, the six steps with who, when and how many, the objections, all printable.

use super::card::{matter_marks, meeting_line, now_words, step_name, steps_of};
use crate::place::{Links, PlaceLine};
use crate::shell::texts;
use crate::ui::{Fact, Facts, Mark, MarkKind, Seal, SealSize, Sheet, SheetPart, Steps};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::deliberation::{MatterState, Officer, PublicMatter, PublicStepCorrection, Verdict};
use shared::disclosure::{MatterPage, ObjectionLine, StepRecord};
use shared::text::{self, Texts, deliberation, format, kiosk};

/// What a record page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordPage {
    /// Where.
    pub place: PlaceLine,
    /// The matter with all that is published of it.
    pub matter: MatterPage,
}

/// The record page.
#[component]
pub fn Record(
    /// What it shows.
    page: RecordPage,
) -> impl IntoView {
    record_sheet(&page.matter)
}

/// The record of a matter as a sheet: the same for the public, the desk and the kiosk.
pub fn record_sheet(page: &MatterPage) -> AnyView {
    let lang = texts().lang;
    let MatterPage { card, matter, steps, meetings, objections } = page;
    let title = card.title.clone();
    let kicker = format!(
        "{} · {}",
        text::choice_key("deliberation", "matter_kind", matter.kind.name()).map_or("", |key| texts().t(key)),
        format::day(lang, matter.opened_on)
    );
    let sealed = card.state == MatterState::Archived && card.hangs_until.is_none();
    let seal =
        sealed.then(|| view! { <Seal characters="公開" words=texts().t(deliberation::STATE_DONE) size=SealSize::Sheet /> }.into_any());
    let line = steps_of(card, true);
    let sentence = card.decision.clone().unwrap_or_else(|| now_words(card));
    let marks = matter_marks(card);
    let upcoming: Vec<AnyView> = meetings
        .iter()
        .map(|meeting| view! { <li><p>{meeting_line(meeting)}</p><p class="quiet">{meeting.agenda.clone()}</p></li> }.into_any())
        .collect();
    let planned = steps.last().and_then(|step| step.record.next_on).filter(|_| card.state == MatterState::Open);
    let planned = planned.map(|day| texts().fill(deliberation::NEXT_PLANNED, &[("day", &format::day(lang, day))]));
    let records: Vec<AnyView> = steps.iter().map(step_record).collect();
    let (about, objected) = (about_part(matter), objections_part(objections, card.state == MatterState::Open));
    view! {
        <Sheet kicker title marks seal=seal.unwrap_or_else(|| ().into_any()) sentence>
            <Steps steps=line />
            {about}
            {(!upcoming.is_empty()).then(|| view! { <SheetPart title=texts().t(deliberation::NEXT_MEETING)><ul>{upcoming}</ul></SheetPart> })}
            <SheetPart title=texts().t(deliberation::SIX_STEPS)>{records}{planned.map(|planned| view! { <p class="quiet">{planned}</p> })}</SheetPart>
            {objected}
        </Sheet>
    }
    .into_any()
}

/// What a matter is about: why it is raised, what could be done, the money, the households.
pub(super) fn about_part(matter: &PublicMatter) -> AnyView {
    let options: Vec<AnyView> = matter.options.iter().map(|option| view! { <li>{option.clone()}</li> }.into_any()).collect();
    let money = matter.money_fen.map(|money| format::yuan(texts().lang, money));
    let (background, households) = (matter.background.clone(), matter.households);
    view! {
        <SheetPart title=texts().t(deliberation::BACKGROUND)>
            <p>{background}</p>
            {(!options.is_empty()).then(|| view! { <h3>{texts().t(deliberation::OPTIONS)}</h3><ol>{options}</ol> })}
            <Facts>
                {money.map(|money| view! { <Fact term=texts().t(deliberation::AMOUNT)>{money}</Fact> })}
                {households.map(|count| view! { <Fact term=texts().t(deliberation::HOUSEHOLDS_AFFECTED)>{count}</Fact> })}
            </Facts>
        </SheetPart>
    }
    .into_any()
}

/// The objections, what of them is public, and where one objects as long as one may.
pub fn objections_part(objections: &[ObjectionLine], is_open: bool) -> AnyView {
    let lines: Vec<AnyView> = objections.iter().map(objection_line).collect();
    // On the kiosk the way to object stands below the record.
    let elsewhere = is_open && Links::here() == Links::Public;
    view! {
        <SheetPart title=texts().t(deliberation::OBJECTIONS)>
            {(!lines.is_empty()).then(|| view! { <ul class="objections">{lines}</ul> })}
            <p class="quiet">{texts().t(deliberation::OBJECTION_PRIVATE)}</p>
            {elsewhere.then(|| view! { <p class="quiet no-print">{texts().t(kiosk::OBJECT_WHERE)}</p> })}
        </SheetPart>
    }
    .into_any()
}

fn officer(officer: &Officer) -> String {
    format!("{} {}", officer.name, officer.office)
}

/// The record of one step.
pub(super) fn step_record(step: &StepRecord) -> AnyView {
    let lang = texts().lang;
    let record = &step.record;
    let numbers = record.tally.map(|tally| {
        texts().fill(
            deliberation::NUMBERS,
            &[
                ("expected", &tally.expected),
                ("attended", &tally.attended),
                ("votes_for", &tally.votes_for),
                ("votes_against", &tally.votes_against),
                ("votes_abstain", &tally.votes_abstain),
            ],
        )
    });
    let body = text::choice_key("deliberation", "body", record.body.name()).map_or("", |key| texts().t(key));
    let witness = record.witness.as_ref().map(officer);
    let overtook = step.flagged.then(|| {
        let word = texts().fill(deliberation::OBJECTION_OVERTOOK, &[("step", &step_name(record.kind, false))]);
        view! { <p><Mark kind=MarkKind::Waiting word /></p> }
    });
    let (chair, recorder) = (officer(&record.chair), officer(&record.recorder));
    let (held_on, place) = (format::day(lang, record.held_on), record.place.clone());
    let (name, summary) = (step_name(record.kind, true), record.summary.clone());
    let corrections: Vec<AnyView> = step.corrections.iter().map(correction_line).collect();
    let verdict = step.verdict.map(|verdict| verdict_sentence(texts(), verdict));
    view! {
        <section class="step-record">
            <h3>{name}</h3>
            <p>{summary}</p>
            {numbers.map(|numbers| view! { <p class="numbers">{numbers}</p> })}
            {verdict.map(|verdict| view! { <p class="verdict"><strong>{verdict}</strong></p> })}
            {overtook}
            <Facts>
                <Fact term=texts().t(deliberation::BODY)>{body}</Fact>
                <Fact term=texts().t(deliberation::MEETING_ON)>{held_on}{corrections}</Fact>
                <Fact term=texts().t(deliberation::PLACE)>{place}</Fact>
                <Fact term=texts().t(deliberation::CHAIR)>{chair}</Fact>
                <Fact term=texts().t(deliberation::RECORDER)>{recorder}</Fact>
                {witness.map(|witness| view! { <Fact term=texts().t(deliberation::WITNESS)>{witness}</Fact> })}
            </Facts>
        </section>
    }
    .into_any()
}

/// How a step's day was corrected: what stood before, when it was corrected, and why.
fn correction_line(correction: &PublicStepCorrection) -> AnyView {
    let day = |day| format::day(texts().lang, day);
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("before", &day(correction.instead_of)), ("on", &day(correction.on)), ("reason", &correction.reason)];
    let words = texts().fill(deliberation::DAY_CORRECTED, &values);
    view! { <p class="quiet">{words}</p> }.into_any()
}

/// The verdict with its numbers and its article.
pub(super) fn verdict_sentence(texts: Texts, verdict: Verdict) -> String {
    let key = if verdict.passed { deliberation::VERDICT_PASSED } else { deliberation::VERDICT_NOT_PASSED };
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("attended", &verdict.attended), ("needed", &verdict.needed), ("votes_for", &verdict.votes_for)];
    texts.fill(deliberation::VERDICT_ARTICLE, &[("verdict", &texts.fill(key, &values)), ("article", &verdict.article.number())])
}

fn objection_line(line: &ObjectionLine) -> AnyView {
    let lang = texts().lang;
    let filed = texts().fill(deliberation::OBJECTION_FILED, &[("day", &format::day(lang, line.filed_on))]);
    let (kind, word) = match &line.answer {
        Some(_) => (MarkKind::Done, deliberation::OBJECTION_ANSWERED),
        None => (MarkKind::Waiting, deliberation::OBJECTION_OPEN),
    };
    let answer = line.answer.as_ref().map(|answer| view! { <p>{format!("{} · {}", format::day(lang, answer.on), answer.text)}</p> });
    view! {
        <li>
            <p class="cluster"><span>{filed}</span><code class="receipt">{line.receipt.clone()}</code><Mark kind word=texts().t(word) /></p>
            {answer}
        </li>
    }
    .into_any()
}
