//! A household's open promises and issues, each with the form that closes it.

use super::close::{CloseForm, Closes};
use super::items::topic;
use super::read::Told;
use crate::link::may_for;
use crate::local::clock;
use crate::shell::texts;
use crate::ui::{Mark, MarkKind, Section};
use leptos::prelude::*;
use shared::kernel::{Day, Id, Role, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{Texts, format, visit};
use shared::visit::{CloseIssue, ClosePromise};

/// A promise's state as a mark, in words that say how far off its day is.
pub(super) fn due_mark(texts: Texts, due_on: Day) -> (MarkKind, String) {
    let today = clock::today();
    let words = format::due(texts.lang, due_on, today);
    match due_on.days_since(today) {
        ..0 => (MarkKind::Overdue, words),
        0 => (MarkKind::Waiting, words),
        _ => (MarkKind::Plain, words),
    }
}

/// An issue's age, in words.
pub(super) fn age(texts: Texts, raised_on: Day) -> String {
    texts.fill(visit::RAISED, &[("ago", &format::days_ago(texts.lang, clock::today().days_since(raised_on)))])
}

/// What is open, in two sections; one that is empty is not shown.
#[component]
pub fn Open(
    /// Where it lies.
    scope: ScopeId,
    /// Whose.
    household: Id,
    /// The household's visits.
    told: Memo<Vec<Told>>,
) -> impl IntoView {
    let promises: Memo<Vec<(Id, String, Day)>> = Memo::new(move |_| {
        let all = told.with(|told| told.iter().flat_map(|one| one.promises.clone()).collect::<Vec<_>>());
        let open = all.into_iter().filter(|(_, promise)| promise.closed.is_none());
        let mut open: Vec<_> = open.map(|(id, promise)| (id, promise.text, promise.due_on)).collect();
        open.sort_by_key(|(id, _, due_on)| (*due_on, *id));
        open
    });
    let issues: Memo<Vec<(Id, String, &'static str, Day)>> = Memo::new(move |_| {
        let all = told.with(|told| told.iter().flat_map(|one| one.issues.clone()).collect::<Vec<_>>());
        let open = all.into_iter().filter(|(_, issue)| issue.closed.is_none());
        open.map(|(id, issue)| (id, issue.text, issue.topic.name(), issue.raised_on)).collect()
    });
    let (has_promises, has_issues) =
        (Memo::new(move |_| promises.with(|all| !all.is_empty())), Memo::new(move |_| issues.with(|all| !all.is_empty())));
    let closes = |by: &'static [Role]| {
        let scope = scope.clone();
        Memo::new(move |_| may_for(&scope, household, by))
    };
    let (closes_promises, closes_issues) = (closes(ClosePromise::BY), closes(CloseIssue::BY));
    let scope = StoredValue::new(scope);
    let promise = move |(id, text, due_on): (Id, String, Day)| {
        let (kind, word) = due_mark(texts(), due_on);
        let line = format::day(texts().lang, due_on);
        one(text, line, (kind, word), closes_promises, (scope.get_value(), Closes::Promise, id))
    };
    let issue = move |(id, text, name, raised_on): (Id, String, &'static str, Day)| {
        let mark = (MarkKind::Plain, topic(texts(), name).to_owned());
        one(text, age(texts(), raised_on), mark, closes_issues, (scope.get_value(), Closes::Issue, id))
    };
    view! {
        <Show when=move || has_promises.get()>
            <Section title=texts().t(visit::PROMISES)>
                <ul class="open-items"><For each=move || promises.get() key=|(id, ..)| *id children=promise /></ul>
            </Section>
        </Show>
        <Show when=move || has_issues.get()>
            <Section title=texts().t(visit::ISSUES)>
                <ul class="open-items"><For each=move || issues.get() key=|(id, ..)| *id children=issue /></ul>
            </Section>
        </Show>
    }
    .into_any()
}

fn one(
    text: String,
    line: String,
    (kind, word): (MarkKind, String),
    may: Memo<bool>,
    (scope, closes, id): (ScopeId, Closes, Id),
) -> AnyView {
    let close = move || may.get().then(|| view! { <CloseForm scope=scope.clone() closes id /> });
    view! {
        <li class="stack-s">
            <p>{text}</p>
            <p class="mark-row"><Mark kind word /><span class="quiet">{line}</span></p>
            {close}
        </li>
    }
    .into_any()
}
