//! Putting the app on the device's home screen, where the browser offers it.

use crate::shell::texts;
use crate::ui::{Button, icon};
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use shared::text::account;
use std::cell::RefCell;
use wasm_bindgen::{JsCast as _, JsValue};

thread_local! {
    /// The browser's offer, an event that can be answered once.
    static OFFER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    static OFFERED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Keeps the browser's offer until the person wants it: a banner in the middle of a visit would be in the way.
pub fn watch() {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "beforeinstallprompt", options, |event| {
        event.prevent_default();
        OFFER.with(|offer| offer.replace(Some(event.clone().into())));
        OFFERED.with(|offered| offered.set(true));
    })
    .forget();
    EventListener::new(&window(), "appinstalled", |_| OFFERED.with(|offered| offered.set(false))).forget();
}

/// The app stands on the home screen and was started from there.
fn is_installed() -> bool {
    window().match_media("(display-mode: standalone)").ok().flatten().is_some_and(|query| query.matches())
}

/// Answers the browser's offer.
fn install() {
    let Some(offer) = OFFER.with(RefCell::take) else { return };
    OFFERED.with(|offered| offered.set(false));
    let asked = Reflect::get(&offer, &JsValue::from_str("prompt")).ok().and_then(|prompt| prompt.dyn_into::<Function>().ok());
    if let Some(Err(error)) = asked.map(|prompt| prompt.call0(&offer)) {
        leptos::logging::warn!("the app could not be installed: {error:?}");
    }
}

/// How to put the app on the home screen, or that it is there.
#[component]
pub(super) fn Install() -> impl IntoView {
    let (texts, offered) = (texts(), OFFERED.with(Clone::clone));
    move || {
        if is_installed() {
            view! { <p>{texts.t(account::INSTALLED)}</p> }.into_any()
        } else if offered.get() {
            view! {
                <div class="stack-s">
                    <p>{texts.t(account::INSTALL_WORDS)}</p>
                    <div class="button-row"><Button label=texts.t(account::INSTALL) icon=icon::DOWNLOAD on_press=install /></div>
                </div>
            }
            .into_any()
        } else {
            view! { <p>{texts.t(account::INSTALL_HINT)}</p> }.into_any()
        }
    }
}
