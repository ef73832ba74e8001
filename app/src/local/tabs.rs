//! Tabs of one browser: one leads and syncs, all may write, and each hears what the others stored.
//!
//! The leader holds a Web Lock; when it dies, however it dies, the browser hands the lock to the next. Where there are no Web Locks a row in
//! localStorage with an expiry does the same ([`super::lease`]). News goes by `BroadcastChannel`.

use super::lease::{LOOK_EVERY_MS, Lease, Look, look};
use super::{clock, kept, random};
use gloo_timers::callback::Interval;
use js_sys::{Function, Promise};
use serde::{Deserialize, Serialize};
use shared::kernel::ScopeId;
use shared::sync::client::Entry;
use shared::sync::protocol::{Hello, Page};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// The channel's and the lock's name.
const NAME: &str = "shuanglian.sync";
const LEASE: &str = "leader";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request_lock(name: &str, granted: &Function) -> Result<Promise, JsValue>;
}

/// What one tab tells the others.
///
/// Tagged from outside: a tag inside would have each reader of what it holds built a second time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// An entry is stored in both stores, or stored anew.
    Entry {
        /// As it stands.
        entry: Box<Entry>,
    },
    /// The leader stored a page.
    Page {
        /// The page.
        page: Box<Page>,
        /// Whether the scope began anew.
        reset: bool,
    },
    /// The leader was greeted.
    Hello {
        /// The greeting.
        hello: Box<Hello>,
    },
    /// The leader let a scope go.
    Dropped {
        /// The scope.
        scope: ScopeId,
    },
    /// Somebody signed in or out, or a kiosk was enrolled.
    Changed,
}

/// The channel to the other tabs.
#[derive(Debug)]
pub struct Channel(Option<BroadcastChannel>);

impl Channel {
    /// Opens it. News of this tab does not come back to it.
    pub fn open(heard: impl Fn(News) + 'static) -> Self {
        let Ok(channel) = BroadcastChannel::new(NAME) else { return Self(None) };
        let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let news = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
            // A tab of another version may say what this one does not understand.
            if let Some(news) = news {
                heard(news);
            }
        });
        channel.set_onmessage(Some(listen.into_js_value().unchecked_ref()));
        Self(Some(channel))
    }

    /// Tells the others.
    pub fn tell(&self, news: &News) {
        let Some(channel) = &self.0 else { return };
        let sent = serde_json::to_string(news).map(|text| channel.post_message(&text.into()));
        if !matches!(sent, Ok(Ok(()))) {
            leptos::logging::warn!("the other tabs were not told");
        }
    }
}

/// Asks to lead. `lead` is called with `true` once this tab leads, and with `false` should it lose the lead to another.
pub fn ask_to_lead(lead: Rc<dyn Fn(bool)>) {
    let granted = Rc::clone(&lead);
    let callback = Closure::once_into_js(move || {
        granted(true);
        // Held until the tab goes: this promise never ends.
        Promise::new(&mut |_, _| {})
    });
    if request_lock(NAME, callback.unchecked_ref()).is_err() {
        lead_by_lease(lead);
    }
}

fn lead_by_lease(lead: Rc<dyn Fn(bool)>) {
    let tab = u64::from_be_bytes(random::bytes()).to_string();
    let leads = Cell::new(false);
    let step = move || {
        let leads_now = match look(kept::get::<Lease>(LEASE).as_ref(), &tab, clock::now()) {
            Look::Lead(row) => kept::set(LEASE, &row).is_ok(),
            Look::Claim(row) => {
                kept::set_or_warn(LEASE, &row);
                false
            }
            Look::Follow => false,
        };
        if leads.replace(leads_now) != leads_now {
            lead(leads_now);
        }
    };
    step();
    Interval::new(u32::try_from(LOOK_EVERY_MS).unwrap_or(u32::MAX), step).forget();
}
