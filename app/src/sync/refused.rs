//! One refused command: what it was, why it was refused, and its ways out: amend, take as text, put aside.

use super::routes::form_of;
use super::words::{command_words, reason_words, scope_words};
use crate::local::{Local, Refused};
use crate::shell::desk::toast;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Dialog, LinkButton, Mark, MarkKind, NoticeKind, icon};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use serde_json::Value;
use shared::kernel::{CommandId, Instant, ScopeId};
use shared::sync::protocol::Status;
use shared::sync::rejection::Rejection;
use shared::text::{Texts, format, sync, ui};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What the card shows of a refused command.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    id: CommandId,
    scope: ScopeId,
    name: String,
    at: Instant,
    status: Status,
    reason: Option<Rejection>,
    mine: bool,
}

impl From<Refused> for Held {
    fn from(refused: Refused) -> Self {
        let Refused { id, scope, name, at, status, reason, mine, amendable: _ } = refused;
        Self { id, scope, name, at, status, reason, mine }
    }
}

impl Held {
    /// All of it as plain text: for a printer, a message to an administrator, another form.
    fn text(&self, body: Option<&str>, texts: Texts) -> String {
        let mut lines = vec![
            format!("{} · {}", command_words(&self.name, texts), scope_words(&self.scope)),
            texts.fill(sync::WRITTEN_AT, &[("time", &format::moment(texts.lang, self.at))]),
        ];
        lines.extend(self.reason.iter().flat_map(|reason| reason_words(reason, texts)));
        if let Some(body) = body.and_then(|body| serde_json::from_str::<Value>(body).ok()) {
            lines_of("", &body, &mut lines);
        }
        lines.push(self.id.to_string());
        lines.join("\n")
    }
}

/// A command's body as `field: value` lines, empty ones left out.
fn lines_of(name: &str, value: &Value, lines: &mut Vec<String>) {
    let inside = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => lines.push(format!("{name}: {text}")),
        Value::Bool(_) | Value::Number(_) => lines.push(format!("{name}: {value}")),
        Value::Array(items) => {
            for (number, item) in (1..).zip(items) {
                lines_of(&inside(&number.to_string()), item, lines);
            }
        }
        Value::Object(fields) => {
            for (field, value) in fields {
                lines_of(&inside(field), value, lines);
            }
        }
    }
}

/// The card.
#[component]
pub(super) fn RefusedCard(
    /// The command.
    held: Held,
) -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let amend = local.amend(held.id);
    let form = amend.as_ref().and_then(|amend| form_of(held.id, amend)).filter(|_| held.status == Status::Rejected);
    let whole = held.text(amend.as_ref().map(|amend| amend.body.as_str()), texts);
    let reasons = held.reason.iter().flat_map(|reason| reason_words(reason, texts));
    let reasons: Vec<AnyView> = reasons.map(|words| view! { <p>{words}</p> }.into_any()).collect();
    let (kind, word) = match held.status {
        Status::Quarantined => (MarkKind::Waiting, sync::STATE_QUARANTINED),
        Status::Accepted | Status::Rejected => (MarkKind::Refused, sync::STATE_REFUSED),
    };
    let name = command_words(&held.name, texts);
    let by_other = (!held.mine).then(|| view! { <p class="quiet">{texts.t(sync::BY_OTHER)}</p> });
    view! {
        <li class="held">
            <p class="held-title">{name.clone()}" "<small>{scope_words(&held.scope)}</small></p>
            <p class="quiet num">{texts.fill(sync::WRITTEN_AT, &[("time", &format::moment(texts.lang, held.at))])}</p>
            <div class="held-reason"><Mark kind word=texts.t(word) />{reasons}</div>
            {by_other}
            <div class="button-row">
                {form.map(|href| view! { <LinkButton label=texts.t(sync::AMEND) href icon=icon::PEN kind=ButtonKind::Primary about=name.clone() /> })}
                {held.mine.then(|| view! { <CopyButton text=whole about=name.clone() /> })}
                <PutAside id=held.id about=name />
            </div>
        </li>
    }
    .into_any()
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

#[component]
fn PutAside(
    /// The command.
    id: CommandId,
    /// Its name.
    about: String,
) -> impl IntoView {
    let (local, texts, open) = (Local::get(), texts(), RwSignal::new(false));
    let print = move || {
        if let Err(error) = window().print() {
            leptos::logging::warn!("nothing was printed: {error:?}");
        }
    };
    let discard = move || {
        open.set(false);
        local.dismiss(id);
    };
    let actions = view! {
        <Button label=texts.t(sync::KEEP) on_press=move || open.set(false) />
        <Button label=texts.t(ui::PRINT) icon=icon::PRINT on_press=print />
        <Button label=texts.t(sync::DISCARD) kind=ButtonKind::Danger on_press=discard />
    };
    view! {
        <Button label=texts.t(sync::DISCARD) kind=ButtonKind::Plain about=about on_press=move || open.set(true) />
        <Dialog id=format!("aside-{id}") open title=texts.t(sync::DISCARD_TITLE) actions=actions.into_any()>
            <p>{texts.t(sync::DISCARD_WORDS)}</p>
        </Dialog>
    }
}
