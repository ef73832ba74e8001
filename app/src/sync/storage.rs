//! What this device keeps, and whether the browser has agreed to keep it.

use crate::local::Local;
use crate::shell::texts;
use crate::ui::{Button, Mark, MarkKind, icon};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use shared::text::sync;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

const MEGABYTE: f64 = 1024.0 * 1024.0;

/// The browser's promise, how much is used, and the button that asks.
#[component]
pub fn StorageLine() -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let room = RwSignal::new(None::<(u64, u64)>);
    spawn_local(async move {
        room.try_set(estimate().await.ok());
    });
    let lasting = Memo::new(move |_| local.status.with(|status| status.persisted == Some(true)));
    let promise = move || {
        let (kind, word) = if lasting.get() { (MarkKind::Done, sync::STORAGE_LASTING) } else { (MarkKind::Waiting, sync::STORAGE_AT_RISK) };
        view! { <p><Mark kind word=texts.t(word) /></p> }
    };
    let used = move || {
        room.get().map(|(used, room)| {
            let (used, room) = (megabytes(used), megabytes(room));
            view! { <p class="quiet num">{texts.fill(sync::STORAGE_USED, &[("used", &used), ("room", &room)])}</p> }
        })
    };
    let ask = move || spawn_local(async move { _ = local.ask_to_persist().await });
    let button = move || {
        (!lasting.get()).then(|| {
            view! {
                <div class="button-row"><Button label=texts.t(sync::STORAGE_ASK) icon=icon::LOCK on_press=ask /></div>
            }
        })
    };
    view! { <div class="stack-s">{promise}{used}{button}</div> }
}

/// Bytes used, and bytes that may still be used.
async fn estimate() -> Result<(u64, u64), JsValue> {
    let storage = Reflect::get(&window().navigator(), &JsValue::from_str("storage"))?;
    let ask: Function = Reflect::get(&storage, &JsValue::from_str("estimate"))?.dyn_into()?;
    let promise: Promise = ask.call0(&storage)?.dyn_into()?;
    let told = JsFuture::from(promise).await?;
    let number = |name: &str| Ok::<f64, JsValue>(Reflect::get(&told, &JsValue::from_str(name))?.as_f64().unwrap_or_default());
    let (used, quota) = (number("usage")?, number("quota")?);
    Ok((megabytes_of(used), megabytes_of((quota - used).max(0.0))))
}

/// Whole megabytes, begun ones counted.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a browser's estimate is positive and far below 2^53")]
fn megabytes_of(bytes: f64) -> u64 {
    (bytes / MEGABYTE).ceil() as u64
}

fn megabytes(count: u64) -> String {
    const GIGABYTE: u64 = 1024;
    if count >= 10 * GIGABYTE { format!("{} GB", count / GIGABYTE) } else { format!("{count} MB") }
}
