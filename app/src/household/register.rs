//! Registering a household (立戶 / 立户): the head of its card and its first members, in one form.

use super::cell::{Cells, Kept};
use super::people::{self, Person};
use super::way;
use crate::local::{Local, ids};
use crate::place::name_of;
use crate::shell::desk::{Page, go, toast};
use crate::shell::form::{Fields, Form, amended, why_refused};
use crate::shell::rights::{may, who_can};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Notice, NoticeKind};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use shared::household::{AddHousehold, AddResident, HOUSEHOLD, Household, Section};
use shared::kernel::{Code, CommandId, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::sync::record::{FieldEdit, Fields as Body, SetEdit};
use shared::text::{household, sync, ui};
use std::collections::BTreeMap;

/// Households of the same name that are shown: more than these are found by the search.
const MAX_NAMESAKES: usize = 3;

/// The form of a new household in the village that the address names.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let village = way::village();
    let line = Signal::derive(move || village.get().map(|village| name_of(&village)));
    let back = village.get_untracked().map_or_else(|| "/desk/households".to_owned(), |village| way::list(&village));
    let body = move || match village.get() {
        Some(village) if may(&ScopeId::Village(village.clone()), AddHousehold::BY) => view! { <RegisterForm village /> }.into_any(),
        _ => who_can(AddHousehold::BY),
    };
    view! { <Page title=texts().t(household::REGISTER) line task=true back=(back, texts().t(household::TITLE).to_owned())>{body}</Page> }
        .into_any()
}

/// What a draft keeps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    card: BTreeMap<String, Kept>,
    people: Vec<people::Typed>,
    recorded: Option<Id>,
}

/// The fields of the form.
#[derive(Debug, Clone, Copy)]
struct NewFields {
    card: Cells,
    people: RwSignal<Vec<Person>>,
    /// The household, once it is saved while one of its members is not.
    recorded: RwSignal<Option<Id>>,
}

impl NewFields {
    fn new() -> Self {
        let card = Cells::new(HOUSEHOLD.iter().filter(|field| field.section == Section::Head), None);
        Self { card, people: RwSignal::new(vec![Person::head()]), recorded: RwSignal::new(None) }
    }
}

impl Fields for NewFields {
    type Values = Typed;

    fn values(&self) -> Typed {
        let people = self.people.get().into_iter().map(Person::typed).collect();
        Typed { card: self.card.values(), people, recorded: self.recorded.get() }
    }

    fn fill(&self, typed: Typed) {
        self.card.fill(typed.card);
        self.people.set(typed.people.into_iter().map(Person::kept).collect());
        self.recorded.set(typed.recorded);
    }
}

#[component]
fn RegisterForm(
    /// The village.
    village: Code,
) -> impl IntoView {
    let (texts, form, fields) = (texts(), Form::new(), NewFields::new());
    form.keep(fields, "register", village.as_str());
    let amends = fill_refused(fields);
    view! {
        <form class="form" on:submit=save(&village, fields, form, amends.clone()) novalidate autocomplete="off">
            {form.draft_line()}
            {amends.first().copied().map(why_refused)}
            <p class="quiet">{texts.t(household::REGISTER_WORDS)}</p>
            {fields.card.controls(&form)}
            {namesakes(&village, fields.card)}
            {people::controls(fields.people, form)}
            {form.said()}
            <div class="savebar"><Button kind=ButtonKind::Primary wide=true submit=true busy=form.busy label=texts.t(ui::SAVE) /></div>
        </form>
    }
    .into_any()
}

/// Households whose head has the name that was typed: a question, for two heads may share a name.
fn namesakes(village: &Code, card: Cells) -> AnyView {
    let (texts, scope, village) = (texts(), ScopeId::Village(village.clone()), village.clone());
    let typed = Memo::new(move |_| card.as_card().get("head_name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned());
    let words = move || {
        let name = typed.get();
        if name.is_empty() {
            return None;
        }
        let mut same = Local::get().read(&scope, |state| state.all::<Household>());
        same.retain(|found| found.value.head_name == name);
        let links: Vec<AnyView> = same
            .iter()
            .take(MAX_NAMESAKES)
            .map(|found| {
                let address = found.value.card.get("address").and_then(serde_json::Value::as_str).unwrap_or_default();
                let words = [&found.value.head_name, &found.value.group, address].map(str::to_owned);
                let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
                view! { <li><a href=way::household(&village, found.id)>{words}</a></li> }.into_any()
            })
            .collect();
        (!links.is_empty()).then(|| {
            view! {
                <Notice kind=NoticeKind::Waiting title=texts.t(household::SAME_NAME)>
                    <ul class="plain-list">{links}</ul>
                    <p>{texts.t(household::SAME_NAME_WORDS)}</p>
                </Notice>
            }
        })
    };
    view! { {words} }.into_any()
}

/// The commands that a refused registration consists of: the household's own first.
fn refused_members(household: Id) -> Vec<(CommandId, AddResident)> {
    let local = Local::get();
    let refused = local.status.with_untracked(|status| status.refused.clone());
    let members = refused.into_iter().filter(|refused| refused.name == AddResident::NAME);
    members
        .filter_map(|refused| Some((refused.id, serde_json::from_str::<AddResident>(&local.amend(refused.id)?.body).ok()?)))
        .filter(|(_, add)| add.household == household)
        .collect()
}

/// Fills the form from the refused household that the address names, with the members that were refused along with it.
fn fill_refused(fields: NewFields) -> Vec<CommandId> {
    let Some((command, add)) = amended::<AddHousehold>() else { return Vec::new() };
    let (sets, edits): (Body, Body) = add.card.into_iter().partition(|(_, value)| value.is_array());
    let edits: Vec<_> = edits.into_iter().map(|(field, value)| FieldEdit { field, base: None, value }).collect();
    let sets: Vec<_> = sets
        .into_iter()
        .map(|(field, value)| SetEdit { field, add: value.as_array().cloned().unwrap_or_default(), remove: Vec::new() })
        .collect();
    fields.card.put_in(&edits, &sets);
    let members = refused_members(add.id);
    if !members.is_empty() {
        fields.people.set(members.iter().map(|(_, add)| Person::kept(people::Typed::from_card(&add.card))).collect());
    }
    std::iter::once(command).chain(members.into_iter().map(|(command, _)| command)).collect()
}

fn save(village: &Code, fields: NewFields, form: Form, amends: Vec<CommandId>) -> impl Fn(SubmitEvent) + 'static {
    let (local, toast, go, village) = (Local::get(), toast(), go(), village.clone());
    let (saved, fresh) = (texts().t(sync::STATE_SAVED_HERE), ids::record());
    let saving = StoredValue::new(false);
    move |event: SubmitEvent| {
        event.prevent_default();
        if saving.get_value() {
            return;
        }
        let Some((add, members)) = commands(fields, form, fresh) else { return };
        let (village, go, amends) = (village.clone(), go.clone(), amends.clone());
        saving.set_value(true);
        spawn_local(async move {
            let household = add.id;
            if submit(&ScopeId::Village(village.clone()), fields, form, add, members).await {
                for command in amends {
                    local.dismiss(command);
                }
                form.done(None);
                toast(NoticeKind::Done, saved.to_owned());
                go(&way::household(&village, household));
            }
            saving.try_set_value(false);
        });
    }
}

/// The commands that follow from what was typed, once nothing in them is wrong.
fn commands(fields: NewFields, form: Form, fresh: Id) -> Option<(AddHousehold, Vec<AddResident>)> {
    let id = fields.recorded.get_untracked().unwrap_or(fresh);
    let (card, mut wrong) = match fields.card.edits() {
        Ok(edits) => (edits.into_card(), Vec::new()),
        Err(wrong) => (Body::new(), wrong),
    };
    let add = AddHousehold { id, card };
    let known: Vec<String> = wrong.iter().map(|violation| violation.field.clone()).collect();
    wrong.extend(add.check().into_iter().filter(|violation| wrong_is_new(&known, &violation.field)));
    let head = add.card.get("head_name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let mut members = Vec::new();
    for person in fields.people.get_untracked() {
        if let Some(member) = person.command(id, &head) {
            wrong.extend(person.wrong(&member, Local::get().latest_day()));
            members.push(member);
        }
    }
    if !wrong.is_empty() {
        form.refuse(wrong);
        return None;
    }
    Some((add, members))
}

/// Where a field could not be read, the whole card was not made: only what was said of fields themselves counts.
fn wrong_is_new(known: &[String], field: &str) -> bool {
    known.is_empty() || known.iter().all(|one| one != field) && field != "head_name"
}

/// The household, then its members. What is saved already is not saved again.
async fn submit(scope: &ScopeId, fields: NewFields, form: Form, add: AddHousehold, members: Vec<AddResident>) -> bool {
    if fields.recorded.get_untracked().is_none() {
        if form.submit(scope, &add).await.is_none() {
            return false;
        }
        fields.recorded.set(Some(add.id));
    }
    for member in members {
        if form.submit(scope, &member).await.is_none() {
            return false;
        }
        fields.people.update(|people| people.retain(|person| person.id != member.id));
    }
    true
}
