//! 外殼 / 外壳: what every page stands in.
//!
//! - [`mode`]: how a page is shown (theme, size of type, contrast), on `<html>` and in cookies; server and browser agree on it here.
//! - [`public`]: the pages that the server renders and the browser hydrates. Data comes whole, as one [`public::PublicPage`].
//! - [`document`] (server): the document around a page, and the bare shells of desk and kiosk. No inline script, no inline style.
//! - `start` (browser): every page's start; `wake` brings public pages to life, `faces` mounts the desk or the kiosk, each in its build.
//! - `desk`, `kiosk`: the two faces that live on the device.
//! - `form`, `entry`, `look`, `rights`: what every form and every page of the desk does alike.
//! - `prefs`, `update`, `quiet` (browser): the reader's choices, the way from one version of the app to the next, and writes in flight.
//!
//! The shell knows no domain: rooms bring their own views and the shell gives them an address.

pub mod mode;
pub mod public;
mod tools;

#[cfg(feature = "ssr")]
pub mod document;

#[cfg(feature = "csr")]
pub mod desk;
#[cfg(any(feature = "csr", test))]
pub mod entry;
#[cfg(feature = "csr")]
mod faces;
#[cfg(feature = "csr")]
pub mod form;
#[cfg(all(feature = "hydrate", not(feature = "csr")))]
mod fresh;
#[cfg(feature = "csr")]
pub mod kiosk;
#[cfg(feature = "csr")]
pub mod look;
#[cfg(feature = "csr")]
pub mod part;
#[cfg(feature = "browser")]
pub mod prefs;
#[cfg(feature = "csr")]
pub mod print;
#[cfg(feature = "browser")]
pub mod quiet;
#[cfg(feature = "csr")]
pub mod rights;
#[cfg(feature = "browser")]
pub mod speech;
#[cfg(feature = "browser")]
pub mod start;
#[cfg(feature = "browser")]
pub mod update;
#[cfg(all(feature = "hydrate", not(feature = "csr")))]
mod wake;

use leptos::prelude::{Signal, provide_context, use_context};
use mode::Mode;
use shared::text::{Lang, Texts};

/// Gives everything below the language and the mode it is shown in. The root of every face calls it once.
pub fn provide(lang: Lang, mode: Signal<Mode>) {
    provide_context(Texts::new(lang));
    provide_context(mode);
}

/// The texts of the page's language.
pub fn texts() -> Texts {
    use_context::<Texts>().unwrap_or_default()
}

/// How the page is shown; changes when the reader chooses otherwise.
pub fn mode() -> Signal<Mode> {
    use_context::<Signal<Mode>>().unwrap_or_default()
}

/// Names the page in the window's title bar and the history.
#[cfg(feature = "csr")]
pub fn set_title(title: &str) {
    leptos::prelude::document().set_title(&whole_title(texts().lang, title));
}

/// The page's title with the product's name behind it.
pub fn whole_title(lang: Lang, title: &str) -> String {
    use shared::text::{fill, shell, t};
    let product = t(lang, shell::PRODUCT);
    if title.is_empty() || title == product { product.to_owned() } else { fill(lang, shell::TITLE, &[("page", &title)]) }
}
