//! Fields with two values (兩邊寫得不一樣 / 两边写得不一样): both are kept until somebody who saw both says which holds. Here they are found
//! without opening every household.

use crate::household::way;
use crate::household::words::label;
use crate::link::may_for;
use crate::local::Local;
use crate::place::name_of;
use crate::shell::texts;
use crate::ui::{MarkKind, Row, Rows, Section};
use leptos::prelude::*;
use shared::household::{HOUSEHOLD, Household, RESIDENT, Resident, SettleField, field};
use shared::kernel::{Code, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::sync::record::{Kind as _, Record};
use shared::sync::state::{Query, State};
use shared::text::{Texts, format, sync};

/// A household with fields that have two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    village: Code,
    household: Id,
    name: String,
    /// The fields, by their wire names: words are made where they are read, and the mark reads none.
    fields: Vec<String>,
}

/// What the desk has counted once for all its pages.
#[derive(Debug, Clone, Copy)]
struct Counted(Memo<Vec<Conflict>>);

/// The households whose fields have two values and whose card whoever is here writes.
pub fn conflicts() -> Memo<Vec<Conflict>> {
    use_context::<Counted>().map_or_else(counted, |counted| counted.0)
}

/// Counts them once for all pages below.
pub fn provide() {
    provide_context(Counted(counted()));
}

fn counted() -> Memo<Vec<Conflict>> {
    let local = Local::get();
    Memo::new(move |_| {
        let scopes = local.scopes(SettleField::BY);
        let of = |scope: ScopeId| {
            let found = match scope.place() {
                Some(village) => local.read(&scope, |state| of_village(state, village)),
                None => Vec::new(),
            };
            found.into_iter().filter(|found| may_for(&scope, found.household, SettleField::BY)).collect::<Vec<_>>()
        };
        scopes.into_iter().flat_map(of).collect()
    })
}

fn of_village(state: &dyn State, village: &Code) -> Vec<Conflict> {
    let of_kind =
        |kind: &str| state.answer(&Query::All(kind.to_owned())).into_iter().filter(|record| !record.deleted && !record.rivals.is_empty());
    let mut found: Vec<Conflict> = Vec::new();
    for record in of_kind(Household::KIND) {
        note(&mut found, state, village, record.id, names(&record));
    }
    for record in of_kind(Resident::KIND) {
        if let Some(household) = record.parent {
            note(&mut found, state, village, household, names(&record));
        }
    }
    found
}

fn note(found: &mut Vec<Conflict>, state: &dyn State, village: &Code, household: Id, fields: Vec<String>) {
    if let Some(known) = found.iter_mut().find(|known| known.household == household) {
        known.fields.extend(fields);
        return;
    }
    let name = state.one::<Household>(household).map(|found| found.value.head_name).unwrap_or_default();
    found.push(Conflict { village: village.clone(), household, name, fields });
}

fn names(record: &Record) -> Vec<String> {
    record.rivals.keys().cloned().collect()
}

/// The list on the sync page; nothing where there is none.
#[component]
pub fn ConflictList() -> impl IntoView {
    let (texts, conflicts) = (texts(), conflicts());
    move || {
        let all = conflicts.get();
        (!all.is_empty()).then(|| {
            let title = texts.fill(sync::CONFLICTS_TITLE, &[("n", &all.len())]);
            let rows: Vec<AnyView> = all.into_iter().map(|one| row(texts, one)).collect();
            view! { <Section title><p>{texts.t(sync::CONFLICTS_WORDS)}</p><Rows>{rows}</Rows></Section> }
        })
    }
}

fn row(texts: Texts, one: Conflict) -> AnyView {
    let marks = vec![(MarkKind::Overdue, texts.t(sync::STATE_CONFLICT).to_owned())];
    let declared = |name: &String| [HOUSEHOLD, RESIDENT].into_iter().find_map(|fields| field(fields, name));
    let fields: Vec<String> = one.fields.iter().filter_map(declared).map(|field| label(texts, field)).collect();
    let href = way::household(&one.village, one.household);
    view! { <Row href title=one.name small=name_of(&one.village) meta=format::list(texts.lang, &fields) marks /> }.into_any()
}
