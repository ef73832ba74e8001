//! The fields of the form of a visit, as signals.

use super::typed::{Typed, TypedItem};
use crate::local::{clock, ids};
use crate::shell::form::Fields;
use leptos::prelude::*;
use shared::kernel::Id;

/// A promise or an issue in the form.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The id that it will have.
    pub id: Id,
    /// In words.
    pub text: RwSignal<String>,
    /// The day of a promise, the topic of an issue.
    pub more: RwSignal<String>,
    /// It was added just now: the focus goes to it.
    pub fresh: bool,
}

impl Item {
    fn kept(typed: TypedItem) -> Self {
        Self { id: typed.id, text: RwSignal::new(typed.text), more: RwSignal::new(typed.more), fresh: false }
    }

    /// A new one.
    pub fn new(more: String) -> Self {
        Self { id: ids::record(), text: RwSignal::default(), more: RwSignal::new(more), fresh: true }
    }

    fn typed(self) -> TypedItem {
        TypedItem { id: self.id, text: self.text.get(), more: self.more.get() }
    }
}

/// The fields.
#[derive(Debug, Clone, Copy)]
pub struct VisitFields {
    /// The day of the visit.
    pub held_on: RwSignal<String>,
    /// Why the cadre came.
    pub kind: RwSignal<String>,
    /// Who was met.
    pub met: RwSignal<Vec<String>>,
    /// Who else.
    pub met_other: RwSignal<String>,
    /// What was said.
    pub said: RwSignal<String>,
    /// What was raised.
    pub issues: RwSignal<Vec<Item>>,
    /// What was promised.
    pub promises: RwSignal<Vec<Item>>,
    /// The next visit.
    pub next_on: RwSignal<String>,
    /// How the household confirms.
    pub confirm: RwSignal<String>,
    /// Its code.
    pub code: RwSignal<String>,
    /// Its signature.
    pub signature: RwSignal<String>,
    /// The visit, once it is saved while its confirmation is not.
    pub recorded: RwSignal<Option<Id>>,
}

impl VisitFields {
    /// An empty form of today.
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            held_on: RwSignal::new(clock::today().to_string()),
            kind: RwSignal::new("unplanned".to_owned()),
            met: RwSignal::default(),
            met_other: text(),
            said: text(),
            issues: RwSignal::default(),
            promises: RwSignal::default(),
            next_on: text(),
            confirm: RwSignal::new(super::typed::LATER.to_owned()),
            code: text(),
            signature: text(),
            recorded: RwSignal::new(None),
        }
    }
}

impl Fields for VisitFields {
    type Values = Typed;

    fn values(&self) -> Typed {
        let items = |items: RwSignal<Vec<Item>>| items.get().into_iter().map(Item::typed).collect();
        Typed {
            held_on: self.held_on.get(),
            kind: self.kind.get(),
            met: self.met.get(),
            met_other: self.met_other.get(),
            said: self.said.get(),
            issues: items(self.issues),
            promises: items(self.promises),
            next_on: self.next_on.get(),
            confirm: self.confirm.get(),
            code: self.code.get(),
            signature: self.signature.get(),
            recorded: self.recorded.get(),
        }
    }

    fn fill(&self, typed: Typed) {
        self.held_on.set(typed.held_on);
        self.kind.set(typed.kind);
        self.met.set(typed.met);
        self.met_other.set(typed.met_other);
        self.said.set(typed.said);
        self.issues.set(typed.issues.into_iter().map(Item::kept).collect());
        self.promises.set(typed.promises.into_iter().map(Item::kept).collect());
        self.next_on.set(typed.next_on);
        self.confirm.set(typed.confirm);
        self.code.set(typed.code);
        self.signature.set(typed.signature);
        self.recorded.set(typed.recorded);
    }
}
