//! No way out: keys, menus and links that would lead out of the kiosk's pages do nothing.
//!
//! The browser's own window cannot be held from a page alone; the device starts it without bars and menus (`--kiosk`). What is left to a
//! page is held here, and a page of ours that an enrolled kiosk lands on all the same leads back (`shell::start`).

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, KeyboardEvent};

/// Where the kiosk's pages are.
const BASE: &str = "/kiosk";

/// What a browser takes on its own: menus, files dropped in, things dragged out, a second window by the middle button.
const HARMLESS: [&str; 5] = ["contextmenu", "dragstart", "dragover", "drop", "auxclick"];

/// Begins to hold. It goes on for as long as the page lives.
pub(super) fn keep() {
    for name in HARMLESS {
        hold(name, Event::prevent_default);
    }
    hold("click", |event| {
        if leads_out(event) {
            event.prevent_default();
        }
    });
    hold("keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(leaves) {
            event.prevent_default();
        }
    });
    // Two fingers, or a wheel with Ctrl, would make the page larger than the screen.
    hold("wheel", |event| {
        let with_ctrl = js_sys::Reflect::get(event, &"ctrlKey".into()).is_ok_and(|held| held.is_truthy());
        if with_ctrl {
            event.prevent_default();
        }
    });
}

fn hold(name: &'static str, act: impl Fn(&Event) + 'static) {
    let options = EventListenerOptions { phase: gloo_events::EventListenerPhase::Capture, passive: false };
    EventListener::new_with_options(&document(), name, options, move |event| act(event)).forget();
}

/// Does the press land on a link that is not the kiosk's?
fn leads_out(event: &Event) -> bool {
    let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = pressed.and_then(|element| element.closest("a[href]").ok().flatten());
    let Some(href) = link.and_then(|link| link.get_attribute("href")) else { return false };
    !is_inside(&href)
}

/// A path below the kiosk's, or a place or a choice on the same page.
fn is_inside(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    path.is_empty() || path == BASE || path.strip_prefix(BASE).is_some_and(|rest| rest.starts_with('/'))
}

/// A key with which a browser leaves the page, opens another or shows what is not the page. Writing keeps its own.
fn leaves(event: &KeyboardEvent) -> bool {
    let key = event.key();
    let command = event.ctrl_key() || event.meta_key();
    let edits = command && !event.alt_key() && matches!(key.to_lowercase().as_str(), "a" | "c" | "v" | "x" | "z");
    let names = ["BrowserBack", "BrowserForward", "BrowserHome", "BrowserRefresh", "BrowserSearch", "BrowserFavorites", "ContextMenu"];
    let function = key.len() > 1 && key.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok());
    (command && !edits) || event.alt_key() && key.starts_with("Arrow") || function || names.contains(&key.as_str())
}
