//! One refused command: what it was, why it was refused, and its ways out: amend, take as text, put aside.

use super::about::{About, about, makes, rests_on};
use super::routes::form_of;
use super::words::{command_words, reason_words, scope_words};
use crate::local::{Amend, Local, Refused};
use crate::shell::desk::toast;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Dialog, LinkButton, Mark, MarkKind, NoticeKind, icon};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use serde_json::Value;
use shared::kernel::{CommandId, Id, ScopeId};
use shared::sync::protocol::Status;
use shared::text::{self, Texts, format, sync, ui};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// All of it as plain text: for a printer, a message to an administrator, another form.
fn whole_text(refused: &Refused, amend: Option<&Amend>, about: &About, texts: Texts) -> String {
    let place = [scope_words(&refused.scope), about.who.clone()].into_iter().filter(|word| !word.is_empty());
    let place: Vec<String> = std::iter::once(command_words(&refused.name, texts)).chain(place).collect();
    let mut lines = vec![place.join(" · "), texts.fill(sync::WRITTEN_AT, &[("time", &format::moment(texts.lang, refused.at))])];
    lines.extend(refused.reason.iter().flat_map(|reason| reason_words(reason, texts)));
    lines.extend(amend.iter().flat_map(|amend| super::text::lines(amend, texts)));
    lines.push(refused.id.to_string());
    lines.join("\n")
}

/// What it was, when it was written, and why it was not taken; the same at the desk and at a kiosk.
pub fn refused_head(title: AnyView, refused: &Refused) -> AnyView {
    let texts = texts();
    let reasons = refused.reason.iter().flat_map(|reason| reason_words(reason, texts));
    let reasons: Vec<AnyView> = reasons.map(|words| view! { <p>{words}</p> }.into_any()).collect();
    let (kind, word) = match refused.status {
        Status::Quarantined => (MarkKind::Waiting, sync::STATE_QUARANTINED),
        Status::Accepted | Status::Rejected => (MarkKind::Refused, sync::STATE_REFUSED),
    };
    view! {
        {title}
        <p class="quiet num">{texts.fill(sync::WRITTEN_AT, &[("time", &format::moment(texts.lang, refused.at))])}</p>
        <div class="held-reason"><Mark kind word=texts.t(word) />{reasons}</div>
    }
    .into_any()
}

/// Refused commands as cards: what rests on another refused one stands with it.
pub(super) fn together(all: Vec<Refused>) -> Vec<(Refused, Vec<Refused>)> {
    let local = Local::get();
    let body = |one: &Refused| local.amend(one.id).and_then(|amend| serde_json::from_str(&amend.body).ok()).unwrap_or(Value::Null);
    let bodies: Vec<(Refused, Value)> = all.into_iter().map(|one| (one.clone(), body(&one))).collect();
    let made: Vec<Id> = bodies.iter().filter_map(|(one, body)| makes(&one.name, body)).collect();
    let rests = |one: &Refused, body: &Value| rests_on(&one.name, body).filter(|on| made.contains(on));
    let (resting, own): (Vec<_>, Vec<_>) = bodies.into_iter().partition(|(one, body)| rests(one, body).is_some());
    let of = |on: Option<Id>| {
        let with = resting.iter().filter(|(one, body)| on.is_some() && rests(one, body) == on);
        with.map(|(one, _)| one.clone()).collect::<Vec<Refused>>()
    };
    own.into_iter().map(|(one, body)| (one.clone(), of(makes(&one.name, &body)))).collect()
}

/// The card.
#[component]
pub(super) fn RefusedCard(
    /// The command.
    held: Refused,
    /// What rests on it and was refused along with it.
    with: Vec<Refused>,
) -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let amend = local.amend(held.id);
    let form = amend.as_ref().and_then(|amend| form_of(held.id, amend)).filter(|_| held.status == Status::Rejected);
    let about = amend.as_ref().map(about).unwrap_or_default();
    let whole = whole_text(&held, amend.as_ref(), &about, texts);
    let along: Vec<&str> = with.iter().filter_map(|one| text::command_key(&one.name)).map(|key| texts.t(key)).collect();
    let along = (!along.is_empty()).then(|| {
        view! { <p class="quiet">{texts.fill(sync::ALONG_WITH, &[("what", &format::list(texts.lang, &along))])}</p> }
    });
    let ids: Vec<CommandId> = std::iter::once(held.id).chain(with.iter().map(|one| one.id)).collect();
    let name = command_words(&held.name, texts);
    let by_other = (!held.mine).then(|| view! { <p class="quiet">{texts.t(sync::BY_OTHER)}</p> });
    view! {
        <li class="held">
            {refused_head(title(name.clone(), &held.scope, &about), &held)}
            {along}
            {by_other}
            <div class="button-row">
                {form.map(|href| view! { <LinkButton label=texts.t(sync::AMEND) href icon=icon::PEN kind=ButtonKind::Primary about=name.clone() /> })}
                {held.mine.then(|| view! { <CopyButton text=whole about=name.clone() /> })}
                <PutAside ids about=name />
            </div>
        </li>
    }
    .into_any()
}

/// What it is, whose household it is about, where, and the first of what was written; where it can be looked at, it leads there.
pub(super) fn title(name: String, scope: &ScopeId, about: &About) -> AnyView {
    let place = [about.who.clone(), scope_words(scope)].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
    let place = match about.href.clone() {
        Some(href) => view! { <a href=href>{place}</a> }.into_any(),
        None => place.into_any(),
    };
    let words = (!about.words.is_empty()).then(|| view! { <p>{about.words.clone()}</p> });
    view! { <p class="held-title">{name}" "<small>{place}</small></p>{words} }.into_any()
}

#[component]
fn CopyButton(
    /// What is copied.
    text: String,
    /// Of which command.
    about: String,
) -> impl IntoView {
    let (texts, toast) = (texts(), toast());
    let copy = move || {
        let text = text.clone();
        spawn_local(async move {
            let (kind, words) = match copied(&text).await {
                Ok(()) => (NoticeKind::Done, ui::COPIED),
                Err(_) => (NoticeKind::Problem, ui::NOT_COPIED),
            };
            toast(kind, texts.t(words).to_owned());
        });
    };
    view! { <Button label=texts.t(ui::COPY) icon=icon::DOCUMENT about on_press=copy /> }
}

/// Puts a text on the clipboard; missing on addresses without TLS.
async fn copied(text: &str) -> Result<(), JsValue> {
    let clipboard = Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))?;
    let write: Function = Reflect::get(&clipboard, &JsValue::from_str("writeText"))?.dyn_into()?;
    let promise: Promise = write.call1(&clipboard, &JsValue::from_str(text))?.dyn_into()?;
    JsFuture::from(promise).await.map(drop)
}

/// Puts a refused command aside, after asking.
#[component]
pub fn PutAside(
    /// The command, and what rests on it.
    ids: Vec<CommandId>,
    /// Its name.
    about: String,
) -> impl IntoView {
    let dialog = ids.first().map(ToString::to_string).unwrap_or_default();
    let ids = StoredValue::new(ids);
    let (local, texts, open) = (Local::get(), texts(), RwSignal::new(false));
    let print = move || {
        if let Err(error) = window().print() {
            leptos::logging::warn!("nothing was printed: {error:?}");
        }
    };
    let discard = move || {
        open.set(false);
        ids.with_value(|ids| ids.iter().for_each(|id| local.dismiss(*id)));
    };
    let actions = view! {
        <Button label=texts.t(sync::KEEP) on_press=move || open.set(false) />
        <Button label=texts.t(ui::PRINT) icon=icon::PRINT on_press=print />
        <Button label=texts.t(sync::DISCARD) kind=ButtonKind::Danger on_press=discard />
    };
    view! {
        <Button label=texts.t(sync::DISCARD) kind=ButtonKind::Plain about=about on_press=move || open.set(true) />
        <Dialog id=format!("aside-{dialog}") open title=texts.t(sync::DISCARD_TITLE) actions=actions.into_any()>
            <p>{texts.t(sync::DISCARD_WORDS)}</p>
        </Dialog>
    }
}
