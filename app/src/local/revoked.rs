//! The server has taken this device out of use: what waits is handed over, then all it holds goes, and the browser may begin anew.
//!
//! Handed over first, then forgotten: a lost phone that someone else holds loses the village's records, and nobody's work is lost with them.
//! What was handed over stays to be seen until it is put aside, under the identity that the device had.

use super::engine::Engine;
use super::session::{self, Remembered};
use super::status::Reach;
use super::tabs::News;
use super::writer::Job;
use super::{ids, kept, keys};
use shared::sync::client::Event;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Kept until somebody signs in again, or the kiosk is enrolled again: the first page says why the device is empty.
const REVOKED: &str = "revoked";
/// What is kept of those who were here, by the beginnings of its keys.
const OF_PEOPLE: [&str; 4] = ["key.", "hello.", "draft.", "good."];

/// Was this device taken out of use, and has nobody begun on it since?
pub(super) fn was_revoked() -> bool {
    kept::get(REVOKED) == Some(true)
}

/// Somebody begins anew.
pub(super) fn begin_anew() {
    kept::remove(REVOKED);
}

impl Engine {
    /// The server said so. It may say so more than once, while things are handed over.
    pub(super) fn revoked(self: &Rc<Self>) {
        {
            let mut facts = self.facts.borrow_mut();
            (facts.revoked, facts.reach) = (true, Reach::Online);
        }
        self.live.take();
        self.feed(Event::Revoked);
        self.leave_once_handed_over();
    }

    /// Leaves, once the server has all that could be handed over.
    pub(super) fn leave_once_handed_over(self: &Rc<Self>) {
        let done = self.facts.borrow().revoked && self.core.borrow().client().handed_over();
        if done && !self.leaving.replace(true) {
            let engine = Rc::clone(self);
            spawn_local(async move {
                engine.leave().await;
                engine.leaving.set(false);
            });
        }
    }

    async fn leave(self: &Rc<Self>) {
        let Some(stores) = self.stores() else { return };
        let engine = Rc::clone(self);
        self.writer.write(&stores, vec![Job::Wipe], Rc::new(move |news| engine.tell(&news)));
        self.writer.drained().await;
        match stores.outbox.renew(ids::device()).await {
            Ok(device) => self.device.set(Some(device)),
            Err(error) => {
                // The next answer of the server brings us here again.
                leptos::logging::error!("the device could not begin anew: {error:?}");
                return;
            }
        }
        self.ring.lock();
        self.drafts.forget();
        if let Some(account) = self.account() {
            keys::forget(account);
        }
        for key in OF_PEOPLE.iter().flat_map(|beginning| kept::keys(beginning)) {
            kept::remove(&key);
        }
        kept::set_or_warn(REVOKED, &true);
        self.who.replace(Remembered::default());
        session::remember(self.kind, &Remembered::default());
        self.load().await;
        self.tell(&News::Changed);
    }
}
