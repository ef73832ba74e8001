//! A refused closing of a promise or an issue: what was written beside how it was closed meanwhile, and the ways on.

use super::close::{CloseForm, Closes};
use crate::household::page::missing;
use crate::household::way;
use crate::link::may_for;
use crate::local::Local;
use crate::shell::desk::{Page, go};
use crate::shell::form::{amended, why_refused, with_amend};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Fact, Facts, LinkButton, Section, icon};
use leptos::prelude::*;
use shared::household::Household;
use shared::kernel::{AccountId, Code, CommandId, Day, Id, ScopeId};
use shared::link::CadreLink;
use shared::sync::command::Command as _;
use shared::sync::state::State;
use shared::text::{format, sync, ui, visit};
use shared::visit::{CloseIssue, ClosePromise, Closing, Issue, Promise, RecordVisit, Visit};

/// The refused closing that the address names.
#[derive(Debug, Clone, PartialEq)]
struct Mine {
    command: CommandId,
    closes: Closes,
    id: Id,
    done: bool,
    note: String,
    on: Day,
}

fn mine() -> Option<Mine> {
    let promise = amended::<ClosePromise>().map(|(command, close)| {
        let ClosePromise { promise: id, done, note, on } = close;
        Mine { command, closes: Closes::Promise, id, done, note, on }
    });
    promise.or_else(|| {
        let (command, CloseIssue { issue: id, done, note, on }) = amended::<CloseIssue>()?;
        Some(Mine { command, closes: Closes::Issue, id, done, note, on })
    })
}

/// What was written in the refused closing that the address names: it may go into a visit instead.
pub(super) fn refused_note() -> Option<(CommandId, String)> {
    mine().map(|mine| (mine.command, mine.note))
}

/// The promise or issue as it stands here.
#[derive(Debug, Clone, PartialEq)]
struct Stands {
    household: Id,
    name: String,
    text: String,
    closed: Option<(Closing, String)>,
}

fn stands(state: &dyn State, closes: Closes, id: Id) -> Option<Stands> {
    let (household, text, closed) = match closes {
        Closes::Promise => state.one::<Promise>(id).map(|found| (found.value.household, found.value.text, found.value.closed))?,
        Closes::Issue => state.one::<Issue>(id).map(|found| (found.value.household, found.value.text, found.value.closed))?,
    };
    let name = state.one::<Household>(household).map(|found| found.value.head_name).unwrap_or_default();
    let closed = closed.map(|closing| {
        let who = name_of_cadre(state, household, closing.by);
        (closing, who)
    });
    Some(Stands { household, name, text, closed })
}

/// The name of somebody who visits a household, as its links and its visits have it.
fn name_of_cadre(state: &dyn State, household: Id, account: AccountId) -> String {
    let links = state.children::<CadreLink>(household).into_iter().filter(|link| link.value.cadre == account);
    let linked = links.map(|link| link.value.cadre_name).next();
    linked
        .or_else(|| {
            let visits = state.children::<Visit>(household).into_iter().filter(|visit| visit.value.by == account);
            visits.map(|visit| visit.value.by_name).next()
        })
        .unwrap_or_default()
}

/// The page.
#[component]
pub fn MendClosingPage() -> impl IntoView {
    let (village, mine) = (way::village(), mine());
    let body = move || match (village.get(), mine.clone()) {
        (Some(village), Some(mine)) => mend(village, mine),
        _ => missing(),
    };
    let back = ("/desk/sync".to_owned(), texts().t(ui::BACK).to_owned());
    view! { <Page title=texts().t(visit::MEND_CLOSING) back>{body}</Page> }.into_any()
}

fn mend(village: Code, mine: Mine) -> AnyView {
    let (local, scope, go) = (Local::get(), ScopeId::Village(village.clone()), go());
    let (closes, id, command) = (mine.closes, mine.id, mine.command);
    let found = {
        let scope = scope.clone();
        Memo::new(move |_| local.read(&scope, |state| stands(state, closes, id)))
    };
    let home = {
        let village = village.clone();
        move || found.get_untracked().map_or_else(|| "/desk/sync".to_owned(), |stands| way::household(&village, stands.household))
    };
    // Once it is mended or put aside there is nothing left to do here.
    let there = Memo::new(move |_| local.status.with(|status| status.refused.iter().any(|refused| refused.id == command)));
    Effect::new(move |before: Option<bool>| {
        let now = there.get();
        if before == Some(true) && !now {
            go(&home());
        }
        now
    });
    let why = why_refused(command);
    let beside = move || match found.get() {
        Some(stands) => beside(&village, &scope, &mine, stands),
        None => written(&mine),
    };
    view! { {why}{beside} }.into_any()
}

fn beside(village: &Code, scope: &ScopeId, mine: &Mine, stands: Stands) -> AnyView {
    let texts = texts();
    let href = way::household(village, stands.household);
    let now = match stands.closed {
        Some((closing, who)) => view! {
            <div class="grid-2">
                <Section title=texts.t(visit::CLOSED_MEANWHILE)>{facts(closing.done, &closing.note, closing.on, Some(who))}</Section>
                {written(mine)}
            </div>
            {ways(village, scope, mine, stands.household)}
        }
        .into_any(),
        None => view! { <CloseForm scope=scope.clone() closes=mine.closes id=mine.id /> }.into_any(),
    };
    view! {
        <p><a href=href><b>{stands.name}</b></a></p>
        <p class="lead">{stands.text}</p>
        {now}
    }
    .into_any()
}

/// What was written and refused.
fn written(mine: &Mine) -> AnyView {
    let facts = facts(mine.done, &mine.note, mine.on, None);
    view! { <Section title=texts().t(visit::CLOSING_YOURS)>{facts}</Section> }.into_any()
}

fn facts(done: bool, note: &str, on: Day, who: Option<String>) -> AnyView {
    let texts = texts();
    let state = texts.t(if done { visit::CLOSED_DONE } else { visit::CLOSED_NOT_DONE });
    let note_term = texts.t(if done { visit::CLOSING_NOTE } else { visit::CLOSING_WHY });
    let note = if note.is_empty() { texts.t(ui::NOT_FILLED).to_owned() } else { note.to_owned() };
    let who = who.filter(|who| !who.is_empty()).map(|who| view! { <Fact term=texts.t(visit::CLOSED_BY)>{who}</Fact> });
    view! {
        <Facts>
            <Fact term=texts.t(visit::CLOSED_HOW)>{state}</Fact>
            <Fact term=note_term>{note}</Fact>
            <Fact term=texts.t(visit::CLOSING_ON)>{format::day(texts.lang, on)}</Fact>
            {who}
        </Facts>
    }
    .into_any()
}

/// What is closed is not closed again: what was written can go into a visit, or be put aside.
fn ways(village: &Code, scope: &ScopeId, mine: &Mine, household: Id) -> AnyView {
    let (local, texts, command) = (Local::get(), texts(), mine.command);
    let href = with_amend(&way::visit(village, household), command);
    let visits = may_for(scope, household, RecordVisit::BY).then(|| {
        view! { <LinkButton kind=ButtonKind::Primary icon=icon::VISIT label=texts.t(visit::NOTE_TO_VISIT) href /> }
    });
    view! {
        <p>{texts.t(visit::CLOSED_WORDS)}</p>
        <div class="button-row">
            {visits}
            <Button label=texts.t(sync::DISCARD) on_press=move || local.dismiss(command) />
        </div>
    }
    .into_any()
}
