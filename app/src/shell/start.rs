//! The start: hydrate what the server rendered, or fetch and mount the face that the shell names.

#![expect(clippy::unnecessary_wraps, reason = "a part that does not arrive is an error, whose type the cut asks of its function")]

use super::public::{PAGE_ELEMENT, PublicApp, PublicPage};
use super::{desk::Desk, kiosk, kiosk::Kiosk, prefs, update};
use leptos::mount::{hydrate_body, mount_to_body};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use shared::text::{self, Lang};
use wasm_bindgen::JsValue;

/// Starts the page with the texts of the document's language. An error leaves the document as it came, which says what to do.
pub async fn start(texts_json: &str) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let lang = prefs::lang();
    text::install(lang, texts_json).map_err(|error| fault(&format!("texts of {}: {error:?}", lang.tag())))?;
    let face = document().document_element().and_then(|root| root.get_attribute("data-csr"));
    // A village's kiosk shows the kiosk's pages and nothing else, whatever its browser was led to.
    if face.as_deref() != Some("kiosk") && kiosk::inside::bring_back() {
        return Ok(());
    }
    match face.as_deref() {
        None => {
            let page = page()?;
            hydrate_body(move || view! { <PublicApp page=page lang=lang mode=prefs::mode() /> });
        }
        Some("desk") => mount_desk(lang).await.map_err(|error| fault(&error.to_string()))?,
        Some("kiosk") => mount_kiosk(lang).await.map_err(|error| fault(&error.to_string()))?,
        Some(other) => return Err(fault(&format!("no such face: {other}"))),
    }
    // After hydration, which must meet the document as the server wrote it.
    prefs::restore();
    update::watch();
    Ok(())
}

/// The desk is a part of its own: a reader of public pages never fetches it.
#[wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible)]
fn mount_desk(lang: Lang) -> Result<(), SplitLoaderError> {
    clear_shell();
    mount_to_body(move || view! { <Desk lang=lang /> });
    Ok(())
}

/// The kiosk likewise.
#[wasm_split(kiosk, wasm_split_path = leptos::wasm_split, fallible)]
fn mount_kiosk(lang: Lang) -> Result<(), SplitLoaderError> {
    clear_shell();
    mount_to_body(move || view! { <Kiosk lang=lang /> });
    Ok(())
}

/// The page's data, as the server sent it along.
fn page() -> Result<PublicPage, JsValue> {
    let element = document().get_element_by_id(PAGE_ELEMENT).ok_or_else(|| fault("the document carries no page"))?;
    let json = element.text_content().unwrap_or_default();
    serde_json::from_str(&json).map_err(|error| fault(&format!("the page's data: {error}")))
}

/// Takes away the shell's own lines.
fn clear_shell() {
    while let Ok(Some(line)) = document().query_selector("[data-shell]") {
        line.remove();
    }
}

fn fault(words: &str) -> JsValue {
    js_sys::Error::new(words).into()
}
