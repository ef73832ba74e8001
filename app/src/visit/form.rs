//! Recording a visit (記走訪 / 记走访): one page, one button. Saving waits for the device's two stores and never for the network.

use super::confirm::{self, Asked};
use super::days::DayChips;
use super::fields::VisitFields;
use super::items;
use super::mend::refused_note;
use super::typed::{BY_SIGNATURE, OTHER, Typed};
use crate::household::card::text;
use crate::household::page::{members, missing, named_record, names};
use crate::household::way::{self, Named};
use crate::local::{Local, clock, ids};
use crate::shell::desk::{Page, go, toast};
use crate::shell::form::{Fields as _, Form, amended, why_refused};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, CheckChips, Choice, DateField, NoticeKind, RadioChips, TextArea, TextField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{CommandId, Id};
use shared::sync::command::Command as _;
use shared::text::{choice_key, household, ui, visit};
use shared::visit::{ConfirmVisit, Given, RecordVisit, VisitKind};

/// The name of the form's draft.
const DRAFT: &str = "visit";

/// Records a visit to the household that the address names; `?amend=` fills the form from a refused one.
#[component]
pub fn RecordVisitPage() -> impl IntoView {
    let named = way::named();
    let record = named_record(named);
    let there = Memo::new(move |_| record.with(Option::is_some));
    let title = Signal::derive(move || match record.with(|record| record.as_ref().map(|record| text(record, "head_name"))) {
        Some(name) => texts().fill(visit::RECORD_FOR, &[("name", &name)]),
        None => texts().t(visit::RECORD).to_owned(),
    });
    let back = named.get_untracked().map_or_else(|| "/desk".to_owned(), |named| way::household(&named.village, named.id));
    let body = move || match named.get().filter(|_| there.get()) {
        Some(named) => view! { <VisitForm named /> }.into_any(),
        None => missing(),
    };
    view! { <Page title task=true back=(back, texts().t(household::TITLE).to_owned())>{body}</Page> }.into_any()
}

#[component]
fn VisitForm(named: Named) -> impl IntoView {
    let (form, fields) = (Form::new(), VisitFields::new());
    form.keep(fields, DRAFT, &named.id.to_string());
    let amends = fill_refused(&named, fields);
    let asked = Asked { way: fields.confirm, code: fields.code, signature: fields.signature };
    view! {
        <form class="form" on:submit=save(&named, fields, form, amends) novalidate autocomplete="off">
            {form.draft_line()}
            {amends.map(why_refused)}
            {met(&named, fields, form)}
            <TextArea id="said" label=texts().t(visit::SAID) hint=texts().t(visit::SAID_HINT) value=fields.said error=form.error("said") />
            {items::issues(fields.issues, form)}
            {items::promises(fields.promises, form)}
            <DayChips id="next" label=texts().t(visit::NEXT_ON) value=fields.next_on optional=texts().t(ui::OPTIONAL)
                error=form.error("next_on") />
            {confirm::controls(asked, form, "confirm", true)}
            {when(fields, form)}
            {form.said()}
            <div class="savebar">
                <Button kind=ButtonKind::Primary wide=true submit=true busy=form.busy label=texts().t(ui::SAVE) />
            </div>
        </form>
    }
    .into_any()
}

/// Whom one met: the household's members, and others.
fn met(named: &Named, fields: VisitFields, form: Form) -> AnyView {
    let texts = texts();
    let of_household = names(&members(named).get_untracked()).into_iter();
    let others = std::iter::once(Choice::new(OTHER, texts.t(visit::MET_OTHER)));
    let choices = of_household.map(|(id, name, relation)| Choice::new(id.to_string(), name).with_note(relation)).chain(others).collect();
    let other_error = form.error("met_other");
    let other = move || {
        let chosen = fields.met.with(|met| met.iter().any(|met| met == OTHER));
        chosen.then(|| {
            view! {
                <TextField id="met-other" label=texts.t(visit::MET_OTHER) hint=texts.t(visit::MET_OTHER_HINT) value=fields.met_other
                    error=other_error />
            }
        })
    };
    view! {
        <div class="stack-s">
            <CheckChips id="met" label=texts.t(visit::MET) value=fields.met choices error=form.error("met") />
            {other}
        </div>
    }
    .into_any()
}

/// When it was and why: today and unplanned unless one says otherwise, so that nobody need open it.
fn when(fields: VisitFields, form: Form) -> AnyView {
    let texts = texts();
    let kind_word = move |kind: &str| choice_key("visit", "visit_kind", kind).map_or("", |key| texts.t(key));
    let choices = VisitKind::ALL.into_iter().map(|kind| Choice::new(kind.name(), kind_word(kind.name()))).collect();
    // A fold that hides what is wrong opens by itself.
    let (open, wrong) = (RwSignal::new(false), form.error("held_on"));
    Effect::new(move |_| {
        if wrong.get().is_some() {
            open.set(true);
        }
    });
    let summary = move || {
        let day = fields.held_on.get();
        let day = if day == clock::today().to_string() { texts.t(ui::TODAY).to_owned() } else { day };
        format!("{day} · {}", fields.kind.with(|kind| kind_word(kind)))
    };
    view! {
        <details class="fold" open=move || open.get()>
            <summary>{summary}</summary>
            <div class="stack">
                <DateField id="held-on" label=texts.t(visit::HELD_ON) value=fields.held_on max=Local::get().latest_day().to_string()
                    error=wrong />
                <RadioChips id="kind" label=texts.t(visit::KIND) value=fields.kind choices />
            </div>
        </details>
    }
    .into_any()
}

/// Fills the form from the refused visit that the address names. What was promised and raised gets new ids: it is a new visit.
fn fill_refused(named: &Named, fields: VisitFields) -> Option<CommandId> {
    if let Some((command, note)) = refused_note() {
        fields.said.update(|said| {
            if said.is_empty() {
                *said = note;
            }
        });
        return Some(command);
    }
    let (command, refused) = amended::<RecordVisit>().filter(|(_, refused)| refused.household == named.id)?;
    let drafted = untrack(|| fields.values());
    // A draft that was begun on this very page is newer than what was refused.
    if drafted.said.is_empty() {
        let signature = refused_confirmation(Local::get(), refused.id).and_then(|(_, given)| match given {
            Given::Signature { path } => Some(path),
            Given::Code { .. } => None,
        });
        let mut typed = Typed::from_command(&refused, ids::record);
        if let Some(path) = signature {
            BY_SIGNATURE.clone_into(&mut typed.confirm);
            typed.signature = path;
        }
        fields.fill(typed);
    }
    Some(command)
}

/// The confirmation that was refused along with a visit.
fn refused_confirmation(local: Local, visit: Id) -> Option<(CommandId, Given)> {
    let refused = local.status.with_untracked(|status| status.refused.clone());
    refused.into_iter().filter(|refused| refused.name == ConfirmVisit::NAME).find_map(|refused| {
        let body = local.amend(refused.id)?.body;
        let confirm: ConfirmVisit = serde_json::from_str(&body).ok()?;
        (confirm.visit == visit).then_some((refused.id, confirm.given))
    })
}

fn save(named: &Named, fields: VisitFields, form: Form, amends: Option<CommandId>) -> impl Fn(SubmitEvent) + 'static {
    let (local, toast, go, texts) = (Local::get(), toast(), go(), texts());
    let named = named.clone();
    let fresh = ids::record();
    // Sealing a code takes a moment in which a second press must not begin anew.
    let saving = StoredValue::new(false);
    move |event: SubmitEvent| {
        event.prevent_default();
        if saving.get_value() {
            return;
        }
        let typed = untrack(|| fields.values());
        let command = match typed.command(fresh, named.id, Local::get().latest_day(), clock::now()) {
            Ok(command) => command,
            Err(wrong) => return form.refuse(wrong),
        };
        let (named, go) = (named.clone(), go.clone());
        saving.set_value(true);
        spawn_local(async move {
            if submit(local, &named, fields, form, command).await {
                dismiss_confirmation(local, amends);
                form.done(amends);
                toast(NoticeKind::Done, texts.t(visit::SAVED).to_owned());
                go(&way::household(&named.village, named.id));
            }
            saving.try_set_value(false);
        });
    }
}

/// The visit, then the household's word on it. A visit that is saved already is not saved again.
async fn submit(local: Local, named: &Named, fields: VisitFields, form: Form, command: RecordVisit) -> bool {
    let asked = Asked { way: fields.confirm, code: fields.code, signature: fields.signature };
    let given = match asked.given(local).await {
        Ok(given) => given,
        Err(error) => {
            form.refuse(confirm::unsealed(&error));
            return false;
        }
    };
    let scope = named.scope();
    let visit = if let Some(visit) = fields.recorded.get_untracked() {
        visit
    } else {
        if form.submit(&scope, &command).await.is_none() {
            return false;
        }
        fields.recorded.set(Some(command.id));
        command.id
    };
    match given {
        Some(given) => form.submit(&scope, &ConfirmVisit { id: ids::record(), visit, given }).await.is_some(),
        None => true,
    }
}

/// The refused confirmation goes with the refused visit: it spoke of that one.
fn dismiss_confirmation(local: Local, amends: Option<CommandId>) {
    let visit = amends.and_then(|command| local.amend(command)).and_then(|amend| serde_json::from_str::<RecordVisit>(&amend.body).ok());
    if let Some((command, _)) = visit.and_then(|visit| refused_confirmation(local, visit.id)) {
        local.dismiss(command);
    }
}
