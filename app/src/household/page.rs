//! A household's sheet: how long nobody was there, what was promised and raised, the visits, the members, the card.

use super::list::{Asked, HouseholdList};
use super::members::members_part;
use super::rivals::Rivals;
use super::way::{self, Named};
use super::{card, words};
use crate::link::{LinkPart, may_for};
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::PanesPage;
use crate::shell::texts;
use crate::ui::{ButtonKind, Empty, LinkButton, Mark, MarkKind, Section, icon};
use crate::visit::read::{Told, history};
use crate::visit::{Open, Timeline};
use leptos::{ev, prelude::*};
use shared::household::{EditHousehold, HOUSEHOLD, Household, IssueHouseholdCode, Resident, Section as CardSection};
use shared::kernel::{Id, Role};
use shared::sync::command::Command as _;
use shared::sync::record::{Kind as _, Record};
use shared::sync::state::Query;
use shared::text::{format, household, shell, sync, ui, visit};
use shared::visit::RecordVisit;

/// From this width on a list has its sheet beside it (`style/layout.css`).
const WIDE: &str = "(min-width: 64em)";

/// Is there room for the list beside the sheet? Without it, no list is read.
fn wide() -> Signal<bool> {
    let now = || window().match_media(WIDE).ok().flatten().is_some_and(|query| query.matches());
    let wide = RwSignal::new(now());
    let listener = window_event_listener(ev::resize, move |_| {
        if wide.get_untracked() != now() {
            wide.set(now());
        }
    });
    on_cleanup(move || listener.remove());
    wide.into()
}

/// The record of the household that the address names, as it stands here.
pub(crate) fn named_record(named: Memo<Option<Named>>) -> Memo<Option<Record>> {
    let local = Local::get();
    Memo::new(move |_| {
        let named = named.get()?;
        let query = Query::One(Household::KIND.to_owned(), named.id);
        local.read(&named.scope(), |state| state.answer(&query).into_iter().find(|record| !record.deleted))
    })
}

/// A household's record, as it stands here.
pub(crate) fn record(named: &Named) -> Memo<Option<Record>> {
    let named = named.clone();
    named_record(Memo::new(move |_| Some(named.clone())))
}

/// The members of a household that are there, the head first.
pub(crate) fn members(named: &Named) -> Memo<Vec<Record>> {
    let (local, scope, id) = (Local::get(), named.scope(), named.id);
    Memo::new(move |_| {
        let mut found = local.read(&scope, |state| state.answer(&Query::Children(Resident::KIND.to_owned(), id)));
        found.retain(|record| !record.deleted && card::text(record, "gone_on").is_empty());
        found.sort_by_key(|record| (card::rank(record), card::text(record, "born_on"), record.id));
        found
    })
}

/// A household's page, beside the list on a wide screen.
#[component]
pub fn HouseholdPage() -> impl IntoView {
    let (named, wide) = (way::named(), wide());
    let record = named_record(named);
    let title = Signal::derive(move || {
        let name = record.with(|record| record.as_ref().map(|record| card::text(record, "head_name")));
        name.unwrap_or_else(|| texts().t(household::TITLE).to_owned())
    });
    let line = Signal::derive(move || {
        let group = record.with(|record| record.as_ref().map(|record| card::text(record, "group")))?;
        let village = name_of(&named.get()?.village);
        Some([village, group].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
    });
    let asked = Signal::derive(move || match Asked::first() {
        Asked::All(_) => Asked::All(named.get().map(|named| named.village)),
        Asked::Mine => Asked::Mine,
    });
    let current = Signal::derive(move || named.get().map(|named| named.id));
    let list = view! { {move || wide.get().then(|| view! { <HouseholdList asked current /> })} }.into_any();
    let sheet = move || match named.get() {
        Some(named) => view! { <Sheet named /> }.into_any(),
        None => missing(),
    };
    view! { <PanesPage title line back=back_to_list(named) has_sheet=true list>{sheet}</PanesPage> }.into_any()
}

/// Where whoever is here came from.
fn back_to_list(named: Memo<Option<Named>>) -> (String, String) {
    match (Asked::first(), named.get_untracked()) {
        (Asked::All(_), Some(named)) => (format!("/desk/households?v={}", named.village), texts().t(household::TITLE).to_owned()),
        (Asked::All(_), None) => ("/desk/households".to_owned(), texts().t(household::TITLE).to_owned()),
        (Asked::Mine, _) => ("/desk".to_owned(), texts().t(visit::MY_HOUSEHOLDS).to_owned()),
    }
}

/// What stands where a household is not on this device.
pub(crate) fn missing() -> AnyView {
    view! {
        <Empty icon=icon::HOUSEHOLD title=texts().t(shell::NOT_FOUND) line=texts().t(household::NOT_HERE)>
            <a class="button" href="/desk">{texts().t(ui::BACK)}</a>
        </Empty>
    }
    .into_any()
}

#[component]
fn Sheet(named: Named) -> impl IntoView {
    let record = record(&named);
    let there = Memo::new(move |_| record.with(Option::is_some));
    let named = StoredValue::new(named);
    view! {
        <Show when=move || there.get() fallback=missing>
            {named.with_value(|named| sheet(named, record))}
        </Show>
    }
    .into_any()
}

fn sheet(named: &Named, record: Memo<Option<Record>>) -> AnyView {
    let (local, scope) = (Local::get(), named.scope());
    let told: Memo<Vec<Told>> = {
        let (scope, named) = (scope.clone(), named.clone());
        Memo::new(move |_| local.read(&scope, |state| history(state, &named.village, named.id)))
    };
    let members = members(named);
    let household = named.id;
    let (of_rivals, of_open, of_visits) = (scope.clone(), scope.clone(), scope.clone());
    view! {
        <div class="stack-l">
            {summary(named, told)}
            <Rivals scope=of_rivals kind=Household::KIND fields=HOUSEHOLD record />
            <Open scope=of_open household told />
            <Section title=texts().t(visit::HISTORY)>
                <Timeline scope=of_visits household told />
            </Section>
            {members_part(named, members)}
            {card_part(named, record, members)}
            <LinkPart scope household />
        </div>
    }
    .into_any()
}

/// How long nobody was there, and what one may do now.
fn summary(named: &Named, told: Memo<Vec<Told>>) -> AnyView {
    let texts = texts();
    // What is written for a day to come has not taken place.
    let latest = move |told: &[Told]| told.iter().find(|one| one.visit.held_on <= Local::get().latest_day()).cloned();
    let last = move || {
        told.with(|told| match latest(told) {
            None => texts.t(visit::NEVER_VISITED).to_owned(),
            Some(last) => match clock::today().days_since(last.visit.held_on) {
                ..=0 => texts.t(visit::SEEN_TODAY).to_owned(),
                days => texts.fill(visit::DAYS_SINCE_LONG, &[("n", &days)]),
            },
        })
    };
    let next = move || {
        let next = told.with(|told| latest(told).and_then(|last| last.visit.next_on))?;
        let words = texts.fill(visit::NEXT_PLANNED, &[("day", &format::day(texts.lang, next))]);
        let overdue = (next < clock::today()).then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(visit::NEXT_OVERDUE) /> });
        Some(view! { <p class="mark-row quiet"><span>{words}</span>{overdue}</p> })
    };
    let ahead = move || {
        let ahead = told.with(|told| told.iter().map(|one| one.visit.held_on).filter(|day| *day > Local::get().latest_day()).min())?;
        Some(view! { <p class="quiet">{texts.fill(visit::DAY_AHEAD, &[("day", &format::day(texts.lang, ahead))])}</p> })
    };
    let unsent = move || {
        let waits = told.with(|told| told.iter().any(|one| one.waits));
        waits.then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(sync::STATE_SAVED_HERE) /> })
    };
    view! {
        <div class="stack">
            <div class="stack-s">
                <p class="lead">{last}</p>
                {next}
                {ahead}
                {unsent}
            </div>
            {actions(named)}
        </div>
    }
    .into_any()
}

/// Follows whether whoever is here may do this for the household: a link may end while the page is open.
pub(super) fn follows(named: &Named, by: &'static [Role]) -> Memo<bool> {
    let (scope, id) = (named.scope(), named.id);
    Memo::new(move |_| may_for(&scope, id, by))
}

fn actions(named: &Named) -> AnyView {
    let texts = texts();
    let [visit, edit, code, print] = [way::visit, way::edit, way::code, way::print].map(|way| way(&named.village, named.id));
    let [visits, edits, issues] = [RecordVisit::BY, EditHousehold::BY, IssueHouseholdCode::BY].map(|by| follows(named, by));
    let recorded = move || {
        let href = visit.clone();
        visits.get().then(|| view! { <LinkButton kind=ButtonKind::Primary wide=true icon=icon::VISIT label=texts.t(visit::RECORD) href /> })
    };
    let edited = move || {
        let href = edit.clone();
        edits.get().then(|| view! { <LinkButton icon=icon::PEN label=texts.t(household::EDIT_CARD) href /> })
    };
    let issued = move || {
        let href = code.clone();
        issues.get().then(|| view! { <LinkButton icon=icon::LOCK label=texts.t(household::CODE_ISSUE) href /> })
    };
    view! {
        {recorded}
        <div class="cluster">
            {edited}
            {issued}
            <LinkButton icon=icon::PRINT label=texts.t(household::PRINT_CARD) href=print />
        </div>
    }
    .into_any()
}

/// The card's sections, each folded until it is asked for.
fn card_part(named: &Named, record: Memo<Option<Record>>, members: Memo<Vec<Record>>) -> AnyView {
    let texts = texts();
    let section = move |section: CardSection| {
        let facts = move || record.with(|record| record.as_ref().map(|record| card::facts(texts, HOUSEHOLD, section, record)));
        let sums = move || {
            (section == CardSection::Income)
                .then(|| record.with(|record| record.as_ref().and_then(|record| card::sums(texts, record, members.with(Vec::len)))))
                .flatten()
        };
        view! { <details class="fold"><summary>{words::section(texts, section)}</summary>{facts}{sums}</details> }.into_any()
    };
    let sections =
        [CardSection::Head, CardSection::Cause, CardSection::Living, CardSection::Income].map(section).into_iter().collect::<Vec<_>>();
    let edit = may_for(&named.scope(), named.id, EditHousehold::BY)
        .then(|| (way::edit(&named.village, named.id), texts.t(household::EDIT_CARD).to_owned()));
    match edit {
        Some(all) => view! { <Section title=texts.t(household::CARD) all>{sections}</Section> }.into_any(),
        None => view! { <Section title=texts.t(household::CARD)>{sections}</Section> }.into_any(),
    }
}

/// The members' names by id: whom a visit may have met.
pub(crate) fn names(members: &[Record]) -> Vec<(Id, String, String)> {
    let texts = texts();
    let relation = |record: &Record| words::choice(texts, "relation", &card::text(record, "relation"));
    members.iter().map(|record| (record.id, card::text(record, "name"), relation(record))).collect()
}
