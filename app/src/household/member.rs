//! A member as a form: added, changed, marked as gone; and what the law calls sensitive, for those who may read it.

use super::cell::Cells;
use super::way::{self, Named};
use super::{card, page, words};
use crate::local::{Local, clock, ids};
use crate::shell::desk::{Page, go, toast};
use crate::shell::form::{Form, amended, form_fields, why_refused};
use crate::shell::rights::may;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, DateField, NoticeKind, TextArea};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Act;
use shared::household::{
    AddResident, EditResident, EditResidentPrivate, PRIVATE, RESIDENT, RemoveResident, Resident, ResidentPrivate, Section,
};
use shared::kernel::{CommandId, Id};
use shared::sync::record::{Kind as _, Record};
use shared::sync::state::Query;
use shared::text::{household, sync, ui};

/// The member that the address names, or a new one.
#[component]
pub fn MemberPage() -> impl IntoView {
    let (named, resident) = (way::named(), way::named_also("member"));
    let title =
        Signal::derive(move || texts().t(if resident.get().is_some() { household::EDIT_MEMBER } else { household::ADD_MEMBER }).to_owned());
    let back = named.get_untracked().map_or_else(|| "/desk".to_owned(), |named| way::household(&named.village, named.id));
    let body = move || match (named.get(), resident.get()) {
        (Some(named), None) => add(&named),
        (Some(named), Some(resident)) => change(&named, resident),
        (None, _) => page::missing(),
    };
    view! { <Page title task=true back=(back, texts().t(ui::BACK).to_owned())>{body}</Page> }.into_any()
}

/// What follows when a form has saved: back to the household, with a word.
fn back_home(named: &Named) -> impl Fn() + Clone + 'static {
    let (go, toast, home) = (go(), toast(), way::household(&named.village, named.id));
    let saved = texts().t(sync::STATE_SAVED_HERE);
    move || {
        toast(NoticeKind::Done, saved.to_owned());
        go(&home);
    }
}

fn add(named: &Named) -> AnyView {
    let (scope, household) = (named.scope(), named.id);
    let cells = Cells::new(RESIDENT.iter(), None);
    let form = Form::new();
    form.keep(cells, "member", &household.to_string());
    let refused = amended::<AddResident>().filter(|(_, add)| add.household == household);
    let amends = refused.as_ref().map(|(command, _)| *command);
    if let Some((_, add)) = refused {
        let edits: Vec<_> =
            add.card.into_iter().map(|(field, value)| shared::sync::record::FieldEdit { field, base: None, value }).collect();
        cells.put_in(&edits, &[]);
    }
    let home = back_home(named);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let card = match cells.edits() {
            Ok(edits) => edits.into_card(),
            Err(wrong) => return form.refuse(wrong),
        };
        let command = AddResident { id: ids::record(), household, card };
        let (scope, home) = (scope.clone(), home.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(amends);
                home();
            }
        });
    };
    form_view(cells, form, amends, save)
}

fn form_view(cells: Cells, form: Form, amends: Option<CommandId>, save: impl Fn(SubmitEvent) + 'static) -> AnyView {
    view! {
        <form class="form" on:submit=save novalidate>
            {form.draft_line()}
            {amends.map(why_refused)}
            {cells.controls(&form)}
            {form.said()}
            <div class="savebar"><Button kind=ButtonKind::Primary wide=true submit=true busy=form.busy label=texts().t(ui::SAVE) /></div>
        </form>
    }
    .into_any()
}

fn change(named: &Named, resident: Id) -> AnyView {
    let (local, scope) = (Local::get(), named.scope());
    let query = Query::One(Resident::KIND.to_owned(), resident);
    let record = {
        let scope = scope.clone();
        Memo::new(move |_| local.read(&scope, |state| state.answer(&query).into_iter().find(|record| !record.deleted)))
    };
    let Some(now) = record.get_untracked() else { return page::missing() };
    let reads_private = may(&scope, Act::ReadSensitive.by());
    view! {
        <p class="lead">{card::text(&now, "name")}</p>
        <super::rivals::Rivals scope=scope.clone() kind=Resident::KIND fields=RESIDENT record />
        {edit(named, &now)}
        {if reads_private { private(named, resident) } else { hidden() }}
        {gone(named, resident)}
    }
    .into_any()
}

fn edit(named: &Named, record: &Record) -> AnyView {
    let (scope, id) = (named.scope(), record.id);
    let cells = Cells::new(RESIDENT.iter(), Some(record));
    let form = Form::new();
    form.keep(cells, "member", &id.to_string());
    let refused = amended::<EditResident>().filter(|(_, edit)| edit.id == id);
    let amends = refused.as_ref().map(|(command, _)| *command);
    if let Some((_, edit)) = refused {
        cells.put_in(&edit.edits, &edit.sets);
    }
    let (home, toast) = (back_home(named), toast());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let edits = match cells.edits() {
            Ok(edits) if edits.is_empty() => return toast(NoticeKind::Info, texts().t(household::NOTHING_CHANGED).to_owned()),
            Ok(edits) => edits,
            Err(wrong) => return form.refuse(wrong),
        };
        let command = EditResident { id, edits: edits.edits, sets: edits.sets };
        let (scope, home) = (scope.clone(), home.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(amends);
                home();
            }
        });
    };
    form_view(cells, form, amends, save)
}

fn hidden() -> AnyView {
    view! {
        <section class="form-section">
            <h2>{words::section(texts(), Section::Private)}</h2>
            <p class="quiet">{texts().t(household::SENSITIVE_HIDDEN)}</p>
        </section>
    }
    .into_any()
}

/// What the law calls sensitive. What is typed here is kept in no draft.
fn private(named: &Named, resident: Id) -> AnyView {
    let scope = named.scope();
    let record = card::private(&scope, resident);
    let cells = Cells::new(PRIVATE.iter(), record.as_ref());
    let form = Form::new();
    let rivals = Signal::stored(record);
    let (home, toast) = (back_home(named), toast());
    let shown = scope.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let edits = match cells.edits() {
            Ok(edits) if edits.is_empty() => return toast(NoticeKind::Info, texts().t(household::NOTHING_CHANGED).to_owned()),
            Ok(edits) => edits,
            Err(wrong) => return form.refuse(wrong),
        };
        let command = EditResidentPrivate { resident, edits: edits.edits };
        let (scope, home) = (scope.clone(), home.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                home();
            }
        });
    };
    view! {
        <section class="form-section">
            <h2>{words::section(texts(), Section::Private)}</h2>
            <p class="quiet">{texts().t(household::SENSITIVE_WORDS)}</p>
            <super::rivals::Rivals scope=shown kind=ResidentPrivate::KIND fields=PRIVATE record=rivals />
            <form class="stack" on:submit=save novalidate autocomplete="off">
                {cells.controls(&form)}
                {form.said()}
                <p><Button submit=true busy=form.busy label=texts().t(ui::SAVE) about=words::section(texts(), Section::Private) /></p>
            </form>
        </section>
    }
    .into_any()
}

form_fields! {
    /// The fields of *this person is no longer of the household*.
    GoneFields keeps
    /// What stands in them.
    Gone { on: String, reason: String }
}

/// Marks a member as gone: never a deletion of who they were.
fn gone(named: &Named, resident: Id) -> AnyView {
    let (texts, scope, today) = (texts(), named.scope(), clock::today());
    let fields = GoneFields::new(Gone { on: today.to_string(), reason: String::new() });
    let form = Form::new();
    form.keep(fields, "member_gone", &resident.to_string());
    let home = back_home(named);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let on = fields.on.get_untracked().parse().unwrap_or(today);
        let command = RemoveResident { id: resident, on, reason: fields.reason.get_untracked() };
        let (scope, home) = (scope.clone(), home.clone());
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(None);
                home();
            }
        });
    };
    view! {
        <details class="fold">
            <summary>{texts.t(household::REMOVE_MEMBER)}</summary>
            <form class="stack" on:submit=save novalidate>
                <DateField id="gone-on" label=texts.t(ui::DATE) value=fields.on max=today.to_string() error=form.error("on") />
                <TextArea id="gone-reason" label=texts.t(household::REMOVE_REASON) value=fields.reason error=form.error("reason") />
                {form.said()}
                <p><Button kind=ButtonKind::Danger submit=true busy=form.busy label=texts.t(household::REMOVE_MEMBER) /></p>
            </form>
        </details>
    }
    .into_any()
}
