//! One field of the card in a form, whatever it holds, and the edit that follows from what was typed.

use super::{entry, words};
use crate::local::{Local, clock};
use crate::shell::form::{Fields, Form};
use crate::shell::texts;
use crate::ui::{CheckChips, Choice, DateField, InputKind, NumberField, NumberKind, RadioChips, Select, TextArea, TextField};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shared::household::{Field, Value};
use shared::kernel::{CommandId, Violation};
use shared::sync::record::{FieldEdit, Fields as Body, Record, SetEdit};
use shared::text::{Texts, ui};
use std::collections::BTreeMap;

/// Choices up to this many are chips, more are a list.
const MAX_CHIPS: usize = 6;
/// Texts longer than this have room for several lines.
const LONG_TEXT: usize = 60;

/// A field as it stood when the person looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    typed: String,
    many: Vec<String>,
    /// The command that had last written it.
    base: Option<CommandId>,
}

/// What a draft keeps of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    typed: String,
    many: Vec<String>,
    seen: Seen,
}

/// One field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Which.
    pub field: &'static Field,
    typed: RwSignal<String>,
    many: RwSignal<Vec<String>>,
    seen: RwSignal<Seen>,
}

impl Cell {
    fn new(field: &'static Field, record: Option<&Record>) -> Self {
        let value = record.and_then(|record| record.body.get(field.name));
        let codes = value.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        let seen = Seen {
            typed: entry::typed(field, value),
            many: codes.map(str::to_owned).collect(),
            base: record.and_then(|record| record.written_by(field.name)),
        };
        Self { field, typed: RwSignal::new(seen.typed.clone()), many: RwSignal::new(seen.many.clone()), seen: RwSignal::new(seen) }
    }

    fn is_changed(&self) -> bool {
        self.seen.with(|seen| self.typed.with(|typed| *typed != seen.typed) || self.many.with(|many| *many != seen.many))
    }

    fn is_set(&self) -> bool {
        matches!(self.field.value, Value::Many(..))
    }

    fn set_edit(&self) -> SetEdit {
        let (seen, now) = (self.seen.get_untracked().many, self.many.get_untracked());
        let without = |these: &[String], those: &[String]| these.iter().filter(|one| !those.contains(one)).map(|one| json!(one)).collect();
        SetEdit { field: self.field.name.to_owned(), add: without(&now, &seen), remove: without(&seen, &now) }
    }
}

/// The fields of a form of the card.
#[derive(Debug, Clone, Copy)]
pub struct Cells(StoredValue<Vec<Cell>>);

/// What was changed.
#[derive(Debug, Default)]
pub struct Edits {
    /// Field by field.
    pub edits: Vec<FieldEdit>,
    /// Set by set.
    pub sets: Vec<SetEdit>,
}

impl Edits {
    /// Was anything changed at all?
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.sets.is_empty()
    }

    /// As a new card.
    pub fn into_card(self) -> Body {
        let sets = self.sets.into_iter().map(|set| (set.field, Json::Array(set.add)));
        self.edits.into_iter().filter(|edit| !edit.value.is_null()).map(|edit| (edit.field, edit.value)).chain(sets).collect()
    }
}

impl Cells {
    /// Of these fields, as they stand in a record; empty without one.
    pub fn new(fields: impl Iterator<Item = &'static Field>, record: Option<&Record>) -> Self {
        Self(StoredValue::new(fields.map(|field| Cell::new(field, record)).collect()))
    }

    /// What was changed, field by field.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn edits(&self) -> Result<Edits, Vec<Violation>> {
        let (mut found, mut wrong, today) = (Edits::default(), Vec::new(), Local::get().latest_day());
        for cell in self.0.get_value().iter().filter(|cell| untrack(|| cell.is_changed())) {
            if cell.is_set() {
                found.sets.push(cell.set_edit());
                continue;
            }
            match entry::read(cell.field, &cell.typed.get_untracked(), today) {
                Ok(value) => {
                    found.edits.push(FieldEdit { field: cell.field.name.to_owned(), base: cell.seen.get_untracked().base, value });
                }
                Err(violation) => wrong.push(violation),
            }
        }
        if wrong.is_empty() { Ok(found) } else { Err(wrong) }
    }

    /// Puts the values of refused edits in again. They are based on what stands here now.
    pub fn put_in(&self, edits: &[FieldEdit], sets: &[SetEdit]) {
        for cell in self.0.get_value() {
            if let Some(edit) = edits.iter().find(|edit| edit.field == cell.field.name) {
                cell.typed.set(entry::typed(cell.field, Some(&edit.value)));
            }
            for set in sets.iter().filter(|set| set.field == cell.field.name) {
                let words = |values: &[Json]| values.iter().filter_map(Json::as_str).map(str::to_owned).collect::<Vec<_>>();
                let removed = words(&set.remove);
                cell.many.update(|many| {
                    many.retain(|code| !removed.contains(code));
                    many.extend(words(&set.add).into_iter().filter(|code| !many.contains(code)).collect::<Vec<_>>());
                });
            }
        }
    }

    /// What stands in them as a card would have it, as far as it can be read: for sums and doubts while typing.
    pub fn as_card(&self) -> Body {
        let today = clock::today();
        let read = |cell: &Cell| Some((cell.field.name.to_owned(), entry::read(cell.field, &cell.typed.get(), today).ok()?));
        self.0.get_value().iter().filter_map(read).filter(|(_, value)| !value.is_null()).collect()
    }

    /// The controls, each with its error.
    pub fn controls(&self, form: &Form) -> Vec<AnyView> {
        self.0.get_value().into_iter().map(|cell| control(cell, form)).collect()
    }
}

impl Fields for Cells {
    type Values = BTreeMap<String, Kept>;

    fn values(&self) -> Self::Values {
        let cells = self.0.get_value();
        let changed = cells.iter().filter(|cell| cell.is_changed());
        changed
            .map(|cell| (cell.field.name.to_owned(), Kept { typed: cell.typed.get(), many: cell.many.get(), seen: cell.seen.get() }))
            .collect()
    }

    fn fill(&self, values: Self::Values) {
        for cell in self.0.get_value() {
            let kept = values.get(cell.field.name).cloned().unwrap_or_else(|| {
                let seen = cell.seen.get_untracked();
                Kept { typed: seen.typed.clone(), many: seen.many.clone(), seen }
            });
            cell.seen.set(kept.seen);
            cell.typed.set(kept.typed);
            cell.many.set(kept.many);
        }
    }
}

fn control(cell: Cell, form: &Form) -> AnyView {
    let (texts, field) = (texts(), cell.field);
    let (id, label, error) = (field.name, words::label(texts, field), form.error(field.name));
    let value = cell.typed;
    match field.value {
        Value::Text(limit) => {
            if limit > LONG_TEXT {
                view! { <TextArea id label value error max_length=limit /> }.into_any()
            } else {
                view! { <TextField id label value error max_length=limit /> }.into_any()
            }
        }
        Value::Phone => view! { <TextField id label value error kind=InputKind::Phone /> }.into_any(),
        Value::ResidentNumber => view! { <TextField id label value error kind=InputKind::Code /> }.into_any(),
        Value::BankAccount => view! { <TextField id label value error kind=InputKind::Digits /> }.into_any(),
        Value::Whole(..) | Value::Year => view! { <NumberField id label value error /> }.into_any(),
        Value::Money | Value::Area => view! { <NumberField id label value error kind=NumberKind::Decimal /> }.into_any(),
        Value::Day => view! { <DateField id label value error max=Local::get().latest_day().to_string() /> }.into_any(),
        Value::Flag => view! { <RadioChips id label value error choices=flag(texts) /> }.into_any(),
        Value::One(set, codes) if codes.len() <= MAX_CHIPS => {
            let choices = choices(texts, set, codes).collect();
            view! { <RadioChips id label value error choices /> }.into_any()
        }
        Value::One(set, codes) => {
            let choices = std::iter::once(Choice::new("", texts.t(ui::NOT_FILLED))).chain(choices(texts, set, codes)).collect();
            view! { <Select id label value error choices /> }.into_any()
        }
        Value::Many(set, codes, _) => {
            let choices = choices(texts, set, codes).collect();
            view! { <CheckChips id label value=cell.many error choices /> }.into_any()
        }
    }
}

fn flag(texts: Texts) -> Vec<Choice> {
    vec![Choice::new(entry::YES, texts.t(ui::YES)), Choice::new(entry::NO, texts.t(ui::NO)), Choice::new("", texts.t(ui::NOT_KNOWN))]
}

fn choices(texts: Texts, set: &'static str, codes: &'static [&'static str]) -> impl Iterator<Item = Choice> {
    codes.iter().map(move |code| Choice::new(*code, words::choice(texts, set, code)))
}
