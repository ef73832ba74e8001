//! The pages: public ones rendered by the server and brought to life here, the desk and the kiosk rendered on the device.
//!
//! Feature `ssr` is the server's rendering of the public pages, `hydrate` their coming to life in the browser, `csr` the faces on the
//! device; each is a build of its own. A room of the product is a folder here, used by the faces of the shell.

#[cfg(feature = "csr")]
pub mod account;
pub mod deliberation;
pub mod disclosure;
#[cfg(any(feature = "csr", test))]
pub mod home;
#[cfg(any(feature = "csr", test))]
pub mod household;
pub mod idea;
#[cfg(feature = "csr")]
pub mod link;
#[cfg(any(feature = "browser", test))]
pub mod local;
pub mod place;
pub mod shell;
#[cfg(feature = "csr")]
pub mod sync;
pub mod ui;
#[cfg(any(feature = "csr", test))]
pub mod visit;

/// Starts the page. `start.js` calls it once, with the table of texts of the document's language.
#[cfg(feature = "browser")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn start(texts_json: String) -> Result<(), wasm_bindgen::JsValue> {
    shell::start::start(&texts_json).await
}
