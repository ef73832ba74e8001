//! Visits to read: a household's history, each visit as it was told, with the household's word on it.

use super::confirm::{self, ConfirmLater};
use super::items::topic;
use super::read::{Told, Word};
use super::refused::refused_visits;
use crate::link::may_for;
use crate::local::Local;
use crate::shell::texts;
use crate::ui::{Button, Empty, Mark, MarkKind, Quote, icon};
use leptos::prelude::*;
use shared::kernel::{Day, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{Key, Texts, choice_key, format, sync, ui, visit};
use shared::visit::{Closing, ConfirmVisit, RecordVisit};

/// Visits that are told at once.
const PAGE: usize = 5;

/// The visits to a household, newest first.
#[component]
pub fn Timeline(
    /// Where they lie.
    scope: ScopeId,
    /// The household.
    household: Id,
    /// The visits.
    told: Memo<Vec<Told>>,
) -> impl IntoView {
    let limit = RwSignal::new(PAGE);
    let confirms = {
        let scope = scope.clone();
        Memo::new(move |_| may_for(&scope, household, ConfirmVisit::BY))
    };
    let refused = scope.place().map(|village| refused_visits(village, household));
    // What a drawn line is worth is said once, not beneath each.
    let signed = Memo::new(move |_| told.with(|told| told.iter().any(|one| one.word == Word::Signed)));
    let worth = move || signed.get().then(|| view! { <p class="quiet">{confirm::worth(texts(), Word::Signed)}</p> });
    let shown = move || told.with(|told| told.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    // A visit is told anew when anything of it has changed.
    let key = |one: &Told| (one.id, one.word, one.waits, closed(one));
    let more = move || {
        let rest = told.with(Vec::len).saturating_sub(limit.get());
        (rest > 0).then(|| view! { <p><Button label=texts().t(ui::SHOW_MORE) on_press=move || limit.update(|limit| *limit += PAGE) /></p> })
    };
    let none = Memo::new(move |_| told.with(Vec::is_empty));
    let records = may_for(&scope, household, RecordVisit::BY);
    let nothing = move || nothing_yet(records);
    let scope = StoredValue::new(scope);
    view! {
        {refused}
        <Show when=move || !none.get() fallback=nothing>
            {worth}
            <ol class="timeline">
                <For each=shown key=key let:one>
                    <li>{scope.with_value(|scope| visit_told(scope, one, confirms))}</li>
                </For>
            </ol>
            {more}
        </Show>
    }
    .into_any()
}

/// No visit yet, and what whoever is here can do about it.
pub(super) fn nothing_yet(records: bool) -> AnyView {
    let line = if records { visit::EMPTY_VISITS_WORDS } else { visit::EMPTY_VISITS_OTHERS };
    view! { <Empty icon=icon::VISIT title=texts().t(visit::EMPTY_VISITS) line=texts().t(line) /> }.into_any()
}

/// How many of its promises and issues are closed.
fn closed(one: &Told) -> usize {
    one.promises.iter().filter(|(_, promise)| promise.closed.is_some()).count()
        + one.issues.iter().filter(|(_, issue)| issue.closed.is_some()).count()
}

fn visit_told(scope: &ScopeId, one: Told, confirms: Memo<bool>) -> AnyView {
    let (texts, scope, id) = (texts(), scope.clone(), one.id);
    let ahead =
        (one.visit.held_on > Local::get().latest_day()).then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(visit::NOT_YET) /> });
    let kind = choice_key("visit", "visit_kind", one.visit.kind.name()).map_or("", |key| texts.t(key));
    let day = format!("{} {}", format::day(texts.lang, one.visit.held_on), format::weekday(texts.lang, one.visit.held_on));
    let met = format::list(texts.lang, &one.met);
    let met = (!met.is_empty()).then(|| view! { <p>{texts.fill(visit::MET_WHO, &[("names", &met)])}</p> });
    let unsent = one.waits.then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(sync::STATE_SAVED_HERE) /> });
    let next = one.visit.next_on.map(|next| texts.fill(visit::NEXT_PLANNED, &[("day", &format::day(texts.lang, next))]));
    let written = texts.fill(visit::WRITTEN_AT, &[("time", &format::moment(texts.lang, one.visit.written_at))]);
    let (word_kind, word) = confirm::mark(texts, one.word);
    let unconfirmed = matches!(one.word, Word::None | Word::Wrong);
    let confirm = move || (unconfirmed && confirms.get()).then(|| view! { <ConfirmLater scope=scope.clone() visit=id /> });
    let worth = if one.word == Word::Signed { "" } else { confirm::worth(texts, one.word) };
    view! {
        <article class="stack-s">
            <h3 class="timeline-day">{day}</h3>
            <p class="quiet">{kind}" · "{texts.fill(visit::VISITED_BY, &[("name", &one.visit.by_name)])}</p>
            <p class="mark-row">{ahead}<Mark kind=word_kind word />{unsent}</p>
            {met}
            <Quote words=one.visit.said.clone() />
            {lines(texts, &one)}
            {next.map(|next| view! { <p>{next}</p> })}
            {one.signature.map(signature)}
            <p class="quiet">{worth}" "{written}</p>
            {confirm}
        </article>
    }
    .into_any()
}

/// What was promised and raised, and what became of it.
fn lines(texts: Texts, one: &Told) -> AnyView {
    let promises = one.promises.iter().map(|(_, promise)| {
        let due = format::day(texts.lang, promise.due_on);
        line(texts, visit::KIND_PROMISE, format!("{} · {due}", promise.text), promise.closed.as_ref(), PROMISE)
    });
    let issues = one.issues.iter().map(|(_, issue)| {
        let words = format!("{} · {}", issue.text, topic(texts, issue.topic.name()));
        line(texts, visit::KIND_ISSUE, words, issue.closed.as_ref(), ISSUE)
    });
    let lines: Vec<AnyView> = promises.chain(issues).collect();
    (!lines.is_empty()).then(|| view! { <ul class="stack-s plain">{lines}</ul> }).into_any()
}

/// Words for open, done, not done.
type States = [Key; 3];
const PROMISE: States = [visit::PROMISE_OPEN, visit::PROMISE_KEPT, visit::PROMISE_NOT_KEPT];
const ISSUE: States = [visit::ISSUE_OPEN, visit::ISSUE_SOLVED, visit::ISSUE_NOT_SOLVED];

fn line(texts: Texts, what: Key, words: String, closed: Option<&Closing>, [open, done, not_done]: States) -> AnyView {
    let (kind, state) = match closed {
        None => (MarkKind::Waiting, open),
        Some(closing) if closing.done => (MarkKind::Done, done),
        Some(_) => (MarkKind::Plain, not_done),
    };
    let note = closed.map(|closing| closing_words(texts, closing.on, &closing.note));
    view! {
        <li>
            <p><span class="quiet">{texts.t(what)}</span>" "{words}</p>
            <p class="mark-row"><Mark kind word=texts.t(state) /><span class="quiet">{note}</span></p>
        </li>
    }
    .into_any()
}

fn closing_words(texts: Texts, on: Day, note: &str) -> String {
    let day = format::day(texts.lang, on);
    if note.is_empty() { day } else { format!("{day} · {note}") }
}

fn signature(path: String) -> AnyView {
    view! {
        <svg class="signature-shown" viewBox="0 0 600 240" role="img" aria-label=texts().t(visit::CHOICE_METHOD_SIGNATURE)>
            <path class="signature-ink" d=path></path>
        </svg>
    }
    .into_any()
}
