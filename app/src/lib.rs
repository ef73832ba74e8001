//! The pages: public ones rendered by the server and brought to life here, the desk and the kiosk rendered on the device.
//!
//! One wasm module serves all three faces; [`shell`] decides which. Feature `ssr` is the server's rendering of the public pages,
//! `hydrate` all that runs in a browser. A room of the product is a folder here, used by the faces of the shell.

#[cfg(feature = "hydrate")]
pub mod account;
pub mod deliberation;
pub mod disclosure;
#[cfg(any(feature = "hydrate", test))]
pub mod home;
#[cfg(any(feature = "hydrate", test))]
pub mod household;
pub mod idea;
#[cfg(feature = "hydrate")]
pub mod link;
#[cfg(any(feature = "hydrate", test))]
pub mod local;
pub mod place;
pub mod shell;
#[cfg(feature = "hydrate")]
pub mod sync;
pub mod ui;
#[cfg(any(feature = "hydrate", test))]
pub mod visit;

/// Starts the page. `start.js` calls it once, with the table of texts of the document's language.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn start(texts_json: String) -> Result<(), wasm_bindgen::JsValue> {
    shell::start::start(&texts_json).await
}
