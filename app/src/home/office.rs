//! The home of whoever answers for villages from outside: figures first, each opening the records behind it.

use super::figures::{Figures, VISITS_OF_DAYS};
use crate::link::{links_units, units_href};
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::{Duty, villages, villages_word};
use crate::shell::texts;
use crate::ui::{Cell, Column, Empty, LinkButton, Table, icon};
use leptos::prelude::*;
use shared::kernel::{Code, ScopeId};
use shared::text::{account, format, home, link, place, sync, ui};

/// A village and what is counted of it; no figures while it is not here yet.
#[derive(Debug, Clone, PartialEq)]
struct Village {
    code: Code,
    name: String,
    figures: Option<Figures>,
}

/// The table of villages.
#[component]
pub(super) fn OfficeHome() -> impl IntoView {
    let (local, texts, villages) = (Local::get(), texts(), villages(Duty::Office));
    let figures = Memo::new(move |_| {
        let today = clock::today();
        let of = |code: Code| {
            let scope = ScopeId::Village(code.clone());
            let figures = local.holds(&scope).then(|| local.read(&scope, |state| Figures::of(state, today)));
            Village { name: name_of(&code), code, figures }
        };
        villages.get().into_iter().map(of).collect::<Vec<Village>>()
    });
    move || {
        let figures = figures.get();
        if figures.is_empty() {
            let (line, way) = if links_units() { (home::NO_VILLAGES_LINK, Some(units_way())) } else { (account::GRANTS_NONE_WORDS, None) };
            return view! { <Empty icon=icon::PLACE title=texts.t(home::NO_VILLAGES) line=texts.t(line)>{way}</Empty> }.into_any();
        }
        let missing = figures.iter().any(|village| village.figures.is_none());
        view! {
            {table(&figures)}
            {links_units().then(units_way)}
            {missing.then(|| view! { <p class="quiet">{texts.t(sync::FIRST_SYNC_WORDS)}</p> })}
        }
        .into_any()
    }
}

/// The way to the villages and their units.
pub(super) fn units_way() -> AnyView {
    view! { <p><LinkButton icon=icon::HOUSEHOLD label=texts().t(link::UNITS_TITLE) href=units_href(None) /></p> }.into_any()
}

fn table(figures: &[Village]) -> AnyView {
    let texts = texts();
    let columns = vec![
        Column::words(texts.t(home::VILLAGE)),
        Column::number(texts.t(home::HOUSEHOLDS)),
        Column::number(texts.t(home::VISITS)),
        Column::number(texts.t(home::PROMISES)),
        Column::number(texts.t(home::MATTERS)),
        Column::number(texts.t(home::NOTICES)),
    ];
    let rows = figures.iter().map(row).collect();
    // A sum over a part of the villages would be read as one over all of them.
    let whole: Option<Vec<Figures>> = figures.iter().map(|village| village.figures).collect();
    let foot = whole.filter(|all| all.len() > 1).map(|all| foot(&all)).unwrap_or_default();
    view! { <Table caption=texts.t(villages_word()) columns rows foot /> }.into_any()
}

fn foot(all: &[Figures]) -> Vec<Cell> {
    let texts = texts();
    let villages = texts.fill(place::VILLAGE_COUNT, &[("n", &all.len())]);
    let sum = all.iter().copied().fold(Figures::default(), Figures::plus);
    let mut cells = vec![Cell::from(format!("{} · {villages}", texts.t(ui::TOTAL)))];
    cells.extend(numbers(sum).map(Cell::from));
    cells
}

fn numbers(figures: Figures) -> [String; 5] {
    let Figures { households, visits, promises_due, matters, notices } = figures;
    [households, visits, promises_due, matters, notices].map(|count| format::number(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// A village that is not here yet shows dashes: nothing is not none.
fn row(village: &Village) -> Vec<Cell> {
    let Village { code, name, figures } = village;
    let mut cells = vec![Cell::link(name, format!("/desk/households?v={code}"))];
    let lists = [
        format!("/desk/households?v={code}"),
        format!("/desk/visits?v={code}&days={VISITS_OF_DAYS}"),
        format!("/desk/tasks?v={code}&due=1"),
        format!("/desk/v/{code}/matters"),
        format!("/desk/v/{code}/notices"),
    ];
    match figures {
        Some(figures) => cells.extend(numbers(*figures).into_iter().zip(lists).map(|(number, list)| Cell::link(number, list))),
        None => cells.extend(lists.map(|_| Cell::from("—"))),
    }
    cells
}
