//! The card on paper, A4: the head, its members, causes, living and income, and boxes for the signatures.

use super::card::{self, filled};
use super::way::{self, Named};
use super::{page, words};
use crate::local::{Local, clock};
use crate::place::line_of;
use crate::shell::desk::Page;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Cell, Column, Fact, Facts, PrintSheet, SealBox, SealBoxes, Table, icon};
use crate::visit::read::history;
use leptos::prelude::*;
use shared::household::{HOUSEHOLD, Section};
use shared::kernel::Day;
use shared::sync::record::Record;
use shared::text::{format, household, link, print, ui, visit};

/// Visits that stand on the sheet.
const LAST_VISITS: usize = 6;

/// The card of the household that the address names, on paper.
#[component]
pub fn PrintCardPage() -> impl IntoView {
    let named = way::named();
    let back = named.get_untracked().map_or_else(|| "/desk".to_owned(), |named| way::household(&named.village, named.id));
    let body = move || named.get().and_then(|named| sheet(&named)).unwrap_or_else(page::missing);
    let press = || {
        // It can only fail where there is no printer dialog at all, and then nothing was to be had.
        if window().print().is_err() {
            leptos::logging::warn!("this browser does not print");
        }
    };
    view! {
        <Page title=texts().t(print::SHEET_HOUSEHOLD) back=(back, texts().t(ui::BACK).to_owned())>
            <p class="no-print"><Button kind=ButtonKind::Primary icon=icon::PRINT label=texts().t(ui::PRINT) on_press=press /></p>
            {body}
        </Page>
    }
    .into_any()
}

fn sheet(named: &Named) -> Option<AnyView> {
    let (texts, today) = (texts(), clock::today());
    let record = page::record(named).get()?;
    let members = page::members(named).get();
    let number = match card::text(&record, "number") {
        number if number.is_empty() => number,
        number => format!("{} {number}", texts.t(household::NUMBER)),
    };
    let title = texts.fill(household::CARD_OF, &[("name", &card::text(&record, "head_name"))]);
    let sections: Vec<AnyView> = [Section::Head, Section::Cause, Section::Living, Section::Income]
        .into_iter()
        .filter_map(|section| part(&record, section, members.len()))
        .collect();
    let (from, answering, visited) = (line_of(&named.village), answers(named), visit_table(named));
    let table = member_table(&members);
    let foot = texts.fill(print::PRINTED_ON, &[("day", &format::day(texts.lang, today))]);
    let boxes = [print::SIGNATURE_HEAD, print::SIGNATURE_CADRE]
        .map(|who| SealBox { who: texts.t(who).to_owned(), day: texts.t(print::DATE_BLANK).to_owned() });
    Some(
        view! {
            <PrintSheet from number title foot>
                {sections}
                {table}
                {answering}
                {visited}
                <p class="household-code is-blank"><span>{texts.t(household::CODE)}</span><b></b><small>{texts.t(household::CODE_BLANK)}</small></p>
                <SealBoxes boxes=boxes.to_vec() />
            </PrintSheet>
        }
        .into_any(),
    )
}

fn part(record: &Record, section: Section, members: usize) -> Option<AnyView> {
    let texts = texts();
    let facts = filled(texts, HOUSEHOLD, section, record);
    if facts.is_empty() {
        return None;
    }
    let facts: Vec<AnyView> = facts.into_iter().map(|(term, value)| view! { <Fact term>{value}</Fact> }.into_any()).collect();
    let sums = (section == Section::Income).then(|| card::sums(texts, record, members)).flatten();
    Some(
        view! {
            <section class="stack-s">
                <h2>{words::section(texts, section)}</h2>
                <div class="facts-paper"><Facts>{facts}</Facts></div>
                {sums}
            </section>
        }
        .into_any(),
    )
}

fn member_table(members: &[Record]) -> AnyView {
    let texts = texts();
    let field = |name: &str| household::key(&format!("field_{name}")).map_or(String::new(), |key| texts.t(key).to_owned());
    let columns = ["name", "relation", "sex", "born_on", "labour"].map(|name| Column::words(field(name))).to_vec();
    let choice = |record: &Record, name: &str| match card::text(record, name) {
        code if code.is_empty() => String::new(),
        code => words::choice(texts, name, &code),
    };
    let rows = members
        .iter()
        .map(|record| {
            let born = card::text(record, "born_on").parse::<Day>().map(|day| format::day(texts.lang, day)).unwrap_or_default();
            let cells = [card::text(record, "name"), choice(record, "relation"), choice(record, "sex"), born, choice(record, "labour")];
            cells.into_iter().map(Cell::from).collect()
        })
        .collect();
    view! { <Table caption=texts.t(household::MEMBERS) columns rows keep=true /> }.into_any()
}

/// Who answers for the household.
fn answers(named: &Named) -> AnyView {
    let texts = texts();
    let links = Local::get().read(&named.scope(), |state| state.children::<shared::link::CadreLink>(named.id));
    let current = links.into_iter().filter(|link| link.value.ended_on.is_none());
    let facts: Vec<AnyView> = current
        .map(|link| {
            let since = texts.fill(link::SINCE, &[("day", &format::day(texts.lang, link.value.from))]);
            view! { <Fact term=texts.t(link::LINKED_CADRE)>{link.value.cadre_name}" "{since}</Fact> }.into_any()
        })
        .collect();
    view! { <Facts>{facts}</Facts> }.into_any()
}

fn visit_table(named: &Named) -> Option<AnyView> {
    let texts = texts();
    let told = Local::get().read(&named.scope(), |state| history(state, &named.village, named.id));
    let rows: Vec<Vec<Cell>> = told
        .into_iter()
        .take(LAST_VISITS)
        .map(|one| vec![format::day(texts.lang, one.visit.held_on).into(), one.visit.by_name.into(), one.visit.said.into()])
        .collect();
    let columns = vec![Column::words(texts.t(ui::DATE)), Column::words(texts.t(link::LINKED_CADRE)), Column::words(texts.t(visit::SAID))];
    (!rows.is_empty()).then(|| view! { <Table caption=texts.t(visit::HISTORY) columns rows keep=true /> }.into_any())
}
