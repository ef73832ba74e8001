//! The first members of a household that is being registered: its head, then whoever else lives there.

use super::words;
use crate::local::ids;
use crate::shell::form::Form;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, DateField, RadioChips, Select, TextField, icon};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::household::{AddResident, Field, RESIDENT, Value, field};
use shared::kernel::{Day, Id, Violation};
use shared::sync::command::Command as _;
use shared::sync::record::Fields as Body;
use shared::text::{household, ui};

/// The relation of the head.
const HEAD: &str = "head";
/// Characters of a name, as the card has it.
const MAX_NAME: usize = 30;

/// A member as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The id that they will have.
    pub id: Option<Id>,
    /// The name; the head's is the household's.
    pub name: String,
    /// The relation to the head.
    pub relation: String,
    /// The sex.
    pub sex: String,
    /// The day of birth.
    pub born_on: String,
}

impl Typed {
    /// What was typed, out of a refused command. It becomes a new member.
    pub fn from_card(card: &Body) -> Self {
        let text = |name: &str| card.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        Self { id: None, name: text("name"), relation: text("relation"), sex: text("sex"), born_on: text("born_on") }
    }
}

/// A member in the form.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The id that they will have.
    pub id: Id,
    name: RwSignal<String>,
    relation: RwSignal<String>,
    sex: RwSignal<String>,
    born_on: RwSignal<String>,
}

impl Person {
    /// The head of the household.
    pub fn head() -> Self {
        Self::kept(Typed { relation: HEAD.to_owned(), ..Typed::default() })
    }

    fn new() -> Self {
        Self::kept(Typed::default())
    }

    /// As a draft kept them.
    pub fn kept(typed: Typed) -> Self {
        Self {
            id: typed.id.unwrap_or_else(ids::record),
            name: RwSignal::new(typed.name),
            relation: RwSignal::new(typed.relation),
            sex: RwSignal::new(typed.sex),
            born_on: RwSignal::new(typed.born_on),
        }
    }

    /// As a draft keeps them.
    pub fn typed(self) -> Typed {
        Typed { id: Some(self.id), name: self.name.get(), relation: self.relation.get(), sex: self.sex.get(), born_on: self.born_on.get() }
    }

    fn is_head(self) -> bool {
        self.relation.with_untracked(|relation| relation == HEAD)
    }

    /// The command that adds them; nothing where nothing was typed of them. The head bears the household's name.
    pub fn command(self, household: Id, head_name: &str) -> Option<AddResident> {
        let typed = untrack(|| self.typed());
        let name = if self.is_head() { head_name.to_owned() } else { typed.name.trim().to_owned() };
        let blank = !self.is_head() && [&name, &typed.relation, &typed.sex, &typed.born_on].into_iter().all(String::is_empty);
        let filled = [("name", name), ("relation", typed.relation), ("sex", typed.sex), ("born_on", typed.born_on)];
        let card: Body =
            filled.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), json!(value))).collect();
        (!blank).then_some(AddResident { id: self.id, household, card })
    }

    /// The name of a field of theirs in a violation.
    fn at(self, name: &str) -> String {
        format!("people.{}.{name}", self.id)
    }

    /// What is wrong with them by the command's own rules, and a day of birth that has not come by `latest`.
    pub fn wrong(self, command: &AddResident, latest: Day) -> Vec<Violation> {
        let mut wrong = command.check();
        let born: Option<Day> = self.born_on.with_untracked(|day| day.parse().ok());
        if born.is_some_and(|born| born > latest) {
            wrong.push(Violation::new("born_on", "day_not_come").with("today", latest));
        }
        // A head without a name is the household's violation.
        wrong.retain(|violation| !(self.is_head() && violation.field == "name"));
        for violation in &mut wrong {
            violation.field = self.at(&violation.field);
        }
        wrong
    }
}

fn choices(name: &str) -> Vec<Choice> {
    let Some(Field { value: Value::One(set, codes), .. }) = field(RESIDENT, name) else { return Vec::new() };
    codes.iter().map(|code| Choice::new(*code, words::choice(texts(), set, code))).collect()
}

fn label(name: &str) -> String {
    field(RESIDENT, name).map_or_else(String::new, |field| words::label(texts(), field))
}

/// Sex and day of birth: of the head, and of everybody else.
fn facts(person: Person, form: Form) -> AnyView {
    let id = |name: &str| format!("person-{}-{name}", person.id);
    view! {
        <RadioChips id=id("sex") label=label("sex") value=person.sex choices=choices("sex") optional=texts().t(ui::OPTIONAL)
            error=form.error(&person.at("sex")) />
        <DateField id=id("born") label=label("born_on") value=person.born_on optional=texts().t(ui::OPTIONAL)
            max=crate::local::Local::get().latest_day().to_string() error=form.error(&person.at("born_on")) />
    }
    .into_any()
}

/// The controls: the head's own facts, then everybody else, each added by one press.
pub fn controls(people: RwSignal<Vec<Person>>, form: Form) -> AnyView {
    let texts = texts();
    let of = move |heads: bool| {
        Memo::new(move |_| people.with(|people| people.iter().filter(|one| one.is_head() == heads).map(|one| one.id).collect::<Vec<Id>>()))
    };
    let person = move |id: Id| people.with_untracked(|people| people.iter().copied().find(|one| one.id == id));
    let (head, others) = (of(true), of(false));
    let heads = move || head.get().into_iter().filter_map(person).map(|one| facts(one, form)).collect::<Vec<AnyView>>();
    let row = move |id: Id| person(id).map(|one| other(one, people, form));
    view! {
        <section class="form-section stack">
            <h2>{texts.t(household::HEAD_SELF)}</h2>
            {heads}
        </section>
        <section class="form-section stack" aria-label=texts.t(household::OTHERS)>
            <h2>{texts.t(household::OTHERS)}</h2>
            <p class="quiet">{texts.t(household::OTHERS_WORDS)}</p>
            <ul class="items"><For each=move || others.get() key=|id| *id children=row /></ul>
            <p><Button icon=icon::PLUS label=texts.t(household::ADD_MEMBER) on_press=move || people.update(|people| people.push(Person::new())) /></p>
        </section>
    }
    .into_any()
}

fn other(person: Person, people: RwSignal<Vec<Person>>, form: Form) -> AnyView {
    let texts = texts();
    let id = |name: &str| format!("person-{}-{name}", person.id);
    let relations = std::iter::once(Choice::new("", texts.t(ui::NOT_FILLED)))
        .chain(choices("relation").into_iter().filter(|choice| choice.value != HEAD))
        .collect();
    let remove = move || people.update(|people| people.retain(|one| one.id != person.id));
    view! {
        <li class="item stack-s">
            <TextField id=id("name") label=label("name") value=person.name max_length=MAX_NAME error=form.error(&person.at("name")) />
            <Select id=id("relation") label=label("relation") value=person.relation choices=relations error=form.error(&person.at("relation")) />
            {facts(person, form)}
            <p><Button kind=ButtonKind::Plain icon=icon::REMOVE label=texts.t(ui::REMOVE) about=texts.t(household::OTHERS) on_press=remove /></p>
        </li>
    }
    .into_any()
}
