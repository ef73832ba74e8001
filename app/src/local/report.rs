//! Tells the server how this device is, for whoever looks after it: its app, what waits, its clock, what last went wrong.

use super::clock;
use super::engine::Engine;
use super::session;
use crate::shell::prefs::app_version;
use shared::account::protocol::DeviceReport;
use shared::kernel::Instant;
use wasm_bindgen_futures::spawn_local;

/// Between two reports while things change: a day's visits going out one by one are not worth one each.
const CHANGED_EVERY_MS: i64 = 15_000;
/// Between two reports while nothing changes.
const EVERY_MS: i64 = 600_000;

/// What was told last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    at: Instant,
    unsent: u32,
    last_error: Option<String>,
}

impl Engine {
    /// Tells the server how things stand, when that is news. A report that does not arrive is no matter: the next one does.
    pub(super) fn report(&self) {
        if self.account().is_none() && self.who.borrow().village.is_none() {
            return;
        }
        let (now, unsent) = (clock::now(), u32::try_from(self.unsent()).unwrap_or(u32::MAX));
        let mut facts = self.facts.borrow_mut();
        let last_error = facts.last_error.clone();
        let due = facts.told.as_ref().is_none_or(|told| {
            let news = told.unsent != unsent || told.last_error != last_error;
            now.millis_since(told.at) >= if news { CHANGED_EVERY_MS } else { EVERY_MS }
        });
        if due {
            facts.told = Some(Told { at: now, unsent, last_error: last_error.clone() });
            let report = DeviceReport { app_version: app_version(), unsent, device_time: now, last_error };
            spawn_local(async move {
                if let Err(error) = session::report(&report).await {
                    leptos::logging::warn!("how the device stands was not told: {error:?}");
                }
            });
        }
    }
}
