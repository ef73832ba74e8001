//! 偏好 / 偏好: what the reader chose, kept on the device and mirrored in cookies, so that the server's pages arrive as wanted.
//!
//! The cookie wins where both are there: it is what the server has already rendered by. A choice of mode shows at once; a choice of
//! language loads the page anew, for every text on it changes and the other table comes from the service worker's cache.

use super::mode::{Choice, Contrast, LANGUAGE_COOKIE, Mode, Size, Theme, cookie, cookie_line};
use super::quiet;
use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::*;
use shared::text::Lang;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDocument};

thread_local! {
    static MODE: ArcRwSignal<Mode> = ArcRwSignal::new(shown());
}

/// The language of this document.
pub fn lang() -> Lang {
    root().and_then(|root| Lang::from_tag(&root.get_attribute("lang")?)).unwrap_or_default()
}

/// The version of the app, as the shell it started in says.
pub fn app_version() -> String {
    root().and_then(|root| root.get_attribute("data-version")).unwrap_or_default()
}

/// How the page is shown, now and after each choice.
pub fn mode() -> Signal<Mode> {
    MODE.with(|mode| mode.clone().into())
}

/// Chooses the language, and loads the page anew when no write is in flight.
pub fn set_language(lang: Lang) {
    store(LANGUAGE_COOKIE, lang.tag());
    quiet::when_quiet(|| {
        if let Err(error) = window().location().reload() {
            leptos::logging::error!("the page could not be loaded anew: {error:?}");
        }
    });
}

/// Keeps the language of this document as chosen, where nothing was chosen yet: the next start asks no browser.
pub fn keep_language(lang: Lang) {
    store(LANGUAGE_COOKIE, lang.tag());
}

/// Has a language been chosen on this device?
pub fn has_language() -> bool {
    stored(LANGUAGE_COOKIE).is_some()
}

/// Chooses light or dark.
pub fn set_theme(theme: Theme) {
    set(theme, |mode| mode.theme = theme);
}

/// Chooses the size of type.
pub fn set_size(size: Size) {
    set(size, |mode| mode.size = size);
}

/// Chooses the contrast.
pub fn set_contrast(contrast: Contrast) {
    set(contrast, |mode| mode.contrast = contrast);
}

/// Sets again what the device knows and the cookies have lost: browsers forget cookies sooner.
pub(super) fn restore() {
    for name in [LANGUAGE_COOKIE, Theme::NAME, Size::NAME, Contrast::NAME] {
        if let (None, Some(value)) = (cookie(&cookies(), name), stored(name)) {
            set_cookie(name, &value);
        }
    }
    let mode = Mode::from_cookies(&cookies());
    if let Some(root) = root() {
        for (name, value) in mode.attributes() {
            show(&root, name, value);
        }
    }
    MODE.with(|signal| signal.set(mode));
}

fn set<C: Choice>(choice: C, change: impl FnOnce(&mut Mode)) {
    store(C::NAME, choice.value());
    if let Some(root) = root() {
        show(&root, &format!("data-{}", C::NAME), choice.value());
    }
    MODE.with(|mode| mode.update(change));
}

fn show(root: &Element, name: &str, value: &str) {
    if root.get_attribute(name).as_deref() != Some(value) && root.set_attribute(name, value).is_err() {
        leptos::logging::warn!("{name} could not be set");
    }
}

/// What `<html>` says.
fn shown() -> Mode {
    fn read<C: Choice>(root: &Element) -> C {
        root.get_attribute(&format!("data-{}", C::NAME)).and_then(|value| C::from_value(&value)).unwrap_or_default()
    }
    root().map(|root| Mode { theme: read(&root), size: read(&root), contrast: read(&root) }).unwrap_or_default()
}

fn root() -> Option<Element> {
    document().document_element()
}

/// A browser that keeps nothing still has the cookie, or else shows the choice until the page closes.
fn store(name: &str, value: &str) {
    if storage_is_there() && LocalStorage::set(name, value).is_err() {
        leptos::logging::warn!("{name} could not be kept on the device");
    }
    set_cookie(name, value);
}

fn stored(name: &str) -> Option<String> {
    storage_is_there().then(|| LocalStorage::get(name).ok()).flatten()
}

/// `LocalStorage` panics where the browser refuses it.
fn storage_is_there() -> bool {
    window().local_storage().is_ok_and(|storage| storage.is_some())
}

fn cookies() -> String {
    html_document().and_then(|document| document.cookie().ok()).unwrap_or_default()
}

fn set_cookie(name: &str, value: &str) {
    if html_document().is_none_or(|document| document.set_cookie(&cookie_line(name, value)).is_err()) {
        leptos::logging::warn!("the cookie {name} could not be set");
    }
}

fn html_document() -> Option<HtmlDocument> {
    document().dyn_into().ok()
}
