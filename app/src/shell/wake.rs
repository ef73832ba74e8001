//! The public pages come to life: the same view over the same data as the server rendered.

use super::prefs;
use super::public::{PAGE_ELEMENT, PublicApp, PublicPage};
use super::start::fault;
use leptos::mount::hydrate_body;
use leptos::prelude::*;
use shared::text::Lang;
use wasm_bindgen::JsValue;
use web_sys::Document;

/// Hydrates what the server rendered.
pub(super) async fn show(face: Option<&str>, lang: Lang) -> Result<(), JsValue> {
    if let Some(face) = face {
        return Err(fault(&format!("the public pages' build has no face {face}")));
    }
    let page = RwSignal::new(page(&document())?);
    hydrate_body(move || {
        super::fresh::keep(page);
        view! { <PublicApp page=page lang=lang mode=prefs::mode() /> }
    });
    Ok(())
}

/// The data of a page, as the server sent it along.
pub(super) fn page(document: &Document) -> Result<PublicPage, JsValue> {
    let element = document.get_element_by_id(PAGE_ELEMENT).ok_or_else(|| fault("the document carries no page"))?;
    let json = element.text_content().unwrap_or_default();
    serde_json::from_str(&json).map_err(|error| fault(&format!("the page's data: {error}")))
}
