//! The start of every page: its texts, then what it shows. What that is, is a matter of the build: `wake` has the public pages,
//! `faces` the desk and the kiosk.

#[cfg(feature = "csr")]
use super::faces::show;
#[cfg(not(feature = "csr"))]
use super::wake::show;
use super::{prefs, update};
use crate::local::enrolled;
use leptos::prelude::*;
use shared::text;
use wasm_bindgen::JsValue;

/// The face of the kiosk, as its shell names it.
pub(super) const KIOSK: &str = "kiosk";

/// Where the kiosk's pages are.
const KIOSK_BASE: &str = "/kiosk";

/// Starts the page with the texts of the document's language. An error leaves the document as it came, which says what to do.
pub async fn start(texts_json: &str) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let lang = prefs::lang();
    text::install(lang, texts_json).map_err(|error| fault(&format!("texts of {}: {error:?}", lang.tag())))?;
    let face = document().document_element().and_then(|root| root.get_attribute("data-csr"));
    // A village's kiosk shows the kiosk's pages and nothing else, whatever its browser was led to.
    if face.as_deref() != Some(KIOSK) && enrolled::is_kiosk() && window().location().replace(KIOSK_BASE).is_ok() {
        return Ok(());
    }
    show(face.as_deref(), lang).await?;
    // After hydration, which must meet the document as the server wrote it.
    prefs::restore();
    update::watch();
    Ok(())
}

pub(super) fn fault(words: &str) -> JsValue {
    js_sys::Error::new(words).into()
}
