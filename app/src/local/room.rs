//! 空間 / 空间: what happens when the device is full, and whether the browser has agreed to keep what is stored.

use super::kept;
use super::outbox::drop_needless_notes;
use super::replica::Replicas;
use js_sys::{Array, Promise};
use shared::kernel::ScopeId;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CacheStorage, window};

/// The service worker's caches that can be fetched again; the app itself stays.
const PAGES: &str = "pages-";
const PERSISTED: &str = "persisted";

/// Makes room where nothing is lost by it: public pages seen, notes of what the server has, and at last public views.
pub async fn make_room(replicas: Option<&Replicas>, public: &[ScopeId]) {
    if let Some(caches) = window().and_then(|window| window.caches().ok()) {
        drop_pages(&caches).await;
    }
    drop_needless_notes();
    let Some(replicas) = replicas else { return };
    for scope in public {
        if let Err(error) = replicas.drop_scope(scope).await {
            leptos::logging::warn!("{scope} could not be let go: {error:?}");
        }
    }
}

async fn drop_pages(caches: &CacheStorage) {
    let names: Array = awaited(caches.keys()).await.map(JsValue::unchecked_into).unwrap_or_default();
    for name in names.iter().filter_map(|name| name.as_string()).filter(|name| name.starts_with(PAGES)) {
        awaited(caches.delete(&name)).await;
    }
}

async fn awaited(promise: Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}

/// What the browser answered when it was last asked.
pub fn persisted() -> Option<bool> {
    kept::get(PERSISTED)
}

/// Asks the browser to keep what is stored even when the device runs low.
pub async fn ask_to_persist() -> bool {
    let asked = window().and_then(|window| window.navigator().storage().persist().ok());
    let answer = match asked {
        Some(asked) => awaited(asked).await.is_some_and(|answer| answer.is_truthy()),
        None => false,
    };
    kept::set_or_warn(PERSISTED, &answer);
    answer
}
