//! The home of whoever answers for villages from outside: figures first, each opening the records behind it.

use super::figures::Figures;
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::{Duty, villages};
use crate::shell::texts;
use crate::ui::{Cell, Column, Empty, Section, Table, icon};
use leptos::prelude::*;
use shared::kernel::{Code, ScopeId};
use shared::text::{account, format, home, place, sync, ui};

/// The table of villages.
#[component]
pub(super) fn OfficeHome() -> impl IntoView {
    let (local, texts, villages) = (Local::get(), texts(), villages(Duty::Office));
    let figures = Memo::new(move |_| {
        let today = clock::today();
        let of = |code: Code| {
            let scope = ScopeId::Village(code.clone());
            let figures = local.holds(&scope).then(|| local.read(&scope, |state| Figures::of(state, today)));
            (code, figures)
        };
        villages.get().into_iter().map(of).collect::<Vec<(Code, Option<Figures>)>>()
    });
    move || {
        let figures = figures.get();
        if figures.is_empty() {
            return view! {
                <Empty icon=icon::PLACE title=texts.t(home::NO_VILLAGES) line=texts.t(account::GRANTS_NONE_WORDS) />
            }
            .into_any();
        }
        let missing = figures.iter().any(|(_, figures)| figures.is_none());
        view! {
            <Section title=texts.t(home::VILLAGES)>
                {table(&figures)}
                {missing.then(|| view! { <p class="quiet">{texts.t(sync::FIRST_SYNC_WORDS)}</p> })}
            </Section>
        }
        .into_any()
    }
}

fn table(figures: &[(Code, Option<Figures>)]) -> AnyView {
    let texts = texts();
    let columns = vec![
        Column::words(texts.t(home::VILLAGE)),
        Column::number(texts.t(home::HOUSEHOLDS)),
        Column::number(texts.t(home::VISITS)),
        Column::number(texts.t(home::PROMISES)),
        Column::number(texts.t(home::MATTERS)),
        Column::number(texts.t(home::NOTICES)),
    ];
    let rows = figures.iter().map(|(code, figures)| row(code, *figures)).collect();
    let whole = figures.iter().filter_map(|(_, figures)| *figures).fold(Figures::default(), Figures::plus);
    let mut foot = vec![Cell::from(format!("{} · {}", texts.t(ui::TOTAL), texts.fill(place::VILLAGE_COUNT, &[("n", &figures.len())])))];
    foot.extend(numbers(whole).map(Cell::from));
    view! { <Table caption=texts.t(home::VILLAGES) hide_caption=true columns rows foot /> }.into_any()
}

fn numbers(figures: Figures) -> [String; 5] {
    let Figures { households, visits, promises_due, matters, notices } = figures;
    [households, visits, promises_due, matters, notices].map(|count| format::number(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// A village that is not here yet shows dashes: nothing is not none.
fn row(code: &Code, figures: Option<Figures>) -> Vec<Cell> {
    let mut cells = vec![Cell::link(name_of(code), format!("/desk/households?v={code}"))];
    let lists = [
        format!("/desk/households?v={code}"),
        format!("/desk/visits?v={code}"),
        format!("/desk/tasks?v={code}"),
        format!("/desk/v/{code}/matters"),
        format!("/desk/v/{code}/notices"),
    ];
    match figures {
        Some(figures) => cells.extend(numbers(figures).into_iter().zip(lists).map(|(number, list)| Cell::link(number, list))),
        None => cells.extend(lists.map(|_| Cell::from("—"))),
    }
    cells
}
