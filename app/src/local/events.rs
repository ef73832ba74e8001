//! What the browser tells: the network came or went, the page came back to the eye, a minute has passed. All of it is a hint only.

use super::clock;
use super::engine::Engine;
use super::live::Live;
use super::status::Reach;
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use leptos::prelude::{document, window};
use shared::sync::client::Event;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::VisibilityState;

/// How often to look whether the live stream still stands.
const LOOK_EVERY_MS: u32 = 30_000;
/// Looks between two greetings while the live stream stands: it may be dead without either side knowing.
const LOOKS_PER_HELLO: u32 = 10;
/// A page that comes back to the eye asks anew unless it has just heard from the server.
const RECENT_MS: i64 = 10_000;

/// Begins to listen. It goes on for as long as the page lives.
pub(super) fn watch(engine: &Rc<Engine>) {
    let heard = Rc::clone(engine);
    EventListener::new(&window(), "online", move |_| heard.network_came()).forget();
    let heard = Rc::clone(engine);
    EventListener::new(&window(), "offline", move |_| heard.network_went()).forget();
    let heard = Rc::clone(engine);
    EventListener::new(&window(), "focus", move |_| heard.looked_at()).forget();
    let heard = Rc::clone(engine);
    EventListener::new(&document(), "visibilitychange", move |_| {
        if document().visibility_state() == VisibilityState::Visible {
            heard.looked_at();
        }
    })
    .forget();
    let heard = Rc::clone(engine);
    let looks = Cell::new(0_u32);
    Interval::new(LOOK_EVERY_MS, move || {
        looks.set(looks.get() + 1);
        heard.look(looks.get().is_multiple_of(LOOKS_PER_HELLO));
    })
    .forget();
}

impl Engine {
    fn syncs(&self) -> bool {
        self.leads() && self.may_sync()
    }

    fn network_came(self: &Rc<Self>) {
        if self.syncs() {
            // What hung on the old network would only wait for its limit.
            self.shake_flights();
            self.feed(Event::Online(true));
        }
        let engine = Rc::clone(self);
        spawn_local(async move { engine.pay_sign_out().await });
    }

    /// Browsers are wrong about this, so it changes what is shown and never stops the trying.
    fn network_went(self: &Rc<Self>) {
        self.facts.borrow_mut().reach = Reach::Offline;
        self.show(false);
    }

    fn looked_at(self: &Rc<Self>) {
        let now = clock::now();
        let recent = self.facts.borrow().last_contact.is_some_and(|at| (0..RECENT_MS).contains(&now.millis_since(at)));
        if self.syncs() && !recent && !self.is_parked() {
            self.feed(Event::SayHello);
        }
    }

    fn look(self: &Rc<Self>, ask: bool) {
        if !self.syncs() || self.is_parked() {
            return;
        }
        let stands = self.live.borrow().as_ref().is_some_and(Live::is_open);
        if ask || !stands {
            self.feed(Event::SayHello);
        }
    }

    /// Signed out: only a person changes that, and asking anew each time would only fill the log.
    fn is_parked(&self) -> bool {
        self.facts.borrow().reach == Reach::SignedOut
    }

    /// Keeps the live stream open for the scopes that are held here.
    pub(super) fn listen_live(self: &Rc<Self>) {
        if !self.syncs() {
            self.live.take();
            return;
        }
        let scopes: Vec<_> = self.core.borrow().client().granted().map(|access| access.scope.clone()).collect();
        if scopes.is_empty() || self.live.borrow().as_ref().is_some_and(|live| live.serves(&scopes)) {
            return;
        }
        let (opened, poked) = (Rc::clone(self), Rc::clone(self));
        let live = Live::open(scopes, move || opened.feed(Event::SayHello), move |poke| poked.feed(Event::Poked(poke)));
        self.live.replace(live);
    }
}
