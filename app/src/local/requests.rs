//! The three requests of the sync, and what each answer means to the machine.

use super::clock;
use super::engine::Engine;
use super::net::{self, AskError, Flight, Problem};
use super::session;
use super::status::Reach;
use gloo_timers::callback::Timeout;
use shared::account::DeviceKind;
use shared::kernel::ScopeId;
use shared::sync::client::{Event, Request};
use shared::sync::limits::SCHEMA;
use shared::sync::protocol::{Hello, Page, Push, PushAnswer};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// A greeting is small.
const HELLO_MS: u32 = 15_000;
/// A full push is 512 KB: under a minute on a slow 2G uplink.
const PUSH_MS: u32 = 90_000;
/// A full page is 256 KB before compression.
const PULL_MS: u32 = 60_000;
/// How long to wait after an answer that only a person or an administrator can change: signed out, revoked, too old.
const PARK_MS: u32 = 60_000;

impl Engine {
    pub(super) fn send_hello(self: &Rc<Self>) {
        let (engine, ticket, flight) = self.take_off(Request::Hello);
        spawn_local(async move {
            let answer = net::get::<Hello>("/api/sync/hello", HELLO_MS, flight).await;
            if !engine.landed(Request::Hello, ticket) {
                return;
            }
            match answer {
                Ok(hello) => engine.greeted(hello).await,
                Err(error) => engine.failed(Request::Hello, None, &error),
            }
        });
    }

    pub(super) fn send_push(self: &Rc<Self>, push: Push) {
        let (engine, ticket, flight) = self.take_off(Request::Push);
        spawn_local(async move {
            let answer = net::post::<PushAnswer>("/api/sync/push", &push, PUSH_MS, flight).await;
            if !engine.landed(Request::Push, ticket) {
                return;
            }
            match answer {
                Ok(answer) => {
                    engine.feed(Event::Pushed(Box::new(answer)));
                    engine.leave_once_handed_over();
                }
                Err(error) => engine.failed(Request::Push, None, &error),
            }
        });
    }

    pub(super) fn send_pull(self: &Rc<Self>, scope: ScopeId, after: u64) {
        let (engine, ticket, flight) = self.take_off(Request::Pull);
        spawn_local(async move {
            let answer = net::get::<Page>(&format!("/api/sync/pull?scope={scope}&after={after}&schema={SCHEMA}"), PULL_MS, flight).await;
            if !engine.landed(Request::Pull, ticket) {
                return;
            }
            match answer {
                Ok(page) => engine.feed(Event::Pulled(Box::new(page))),
                Err(error) => engine.failed(Request::Pull, Some(scope), &error),
            }
        });
    }

    /// At most one request of a kind is on its way: a second gives the first up, and no answer of that is fed.
    fn take_off(self: &Rc<Self>, request: Request) -> (Rc<Self>, u64, Flight) {
        let flight = Flight::default();
        let mut flights = self.flights.borrow_mut();
        let ticket = self.next_ticket();
        if let Some((_, given_up)) = flights.insert(request, (ticket, flight.clone())) {
            given_up.give_up();
        }
        (Rc::clone(self), ticket, flight)
    }

    /// Is this the answer that is waited for?
    fn landed(&self, request: Request, ticket: u64) -> bool {
        let mut flights = self.flights.borrow_mut();
        let waited_for = flights.get(&request).is_some_and(|(latest, _)| *latest == ticket);
        if waited_for {
            flights.remove(&request);
        }
        waited_for
    }

    /// Ends requests that a network gone by may have left hanging; each is tried again.
    pub(super) fn shake_flights(&self) {
        for (_, flight) in self.flights.borrow().values() {
            flight.give_up();
        }
    }

    async fn greeted(self: &Rc<Self>, hello: Hello) {
        let told = hello.account.as_ref().map(|me| me.id);
        match (self.account(), told) {
            (here, told) if here == told && self.is_known_to(&hello) => self.greet(hello),
            (None, Some(_)) => {
                // The person left while there was no network; the server learns it now.
                let said = session::sign_out().await;
                self.feed(if said.is_ok() { Event::SayHello } else { Event::Failed(Request::Hello) });
            }
            _ => self.signed_out(Request::Hello),
        }
    }

    /// A kiosk that the server does not know as one (any more) is told of no scope; what it shows stays until someone enrols it anew.
    fn is_known_to(&self, hello: &Hello) -> bool {
        self.kind != DeviceKind::Kiosk || hello.scopes.iter().any(|access| matches!(access.scope, ScopeId::Public(_)))
    }

    fn greet(self: &Rc<Self>, hello: Hello) {
        {
            let mut facts = self.facts.borrow_mut();
            facts.clock_ahead_ms = Some(clock::now().millis_since(hello.server_time));
            facts.upgrade_needed = hello.schema > SCHEMA;
            facts.revoked = false;
            facts.seal_key = Some(hello.seal_key.clone());
            facts.places = session::keep_places(&hello.places);
        }
        self.feed(Event::Hello(Box::new(hello)));
        self.listen_live();
        self.report();
        if self.account().is_some() && !self.session_asked.replace(true) {
            spawn_local(Rc::clone(self).ask_who());
        }
    }

    fn failed(self: &Rc<Self>, request: Request, scope: Option<ScopeId>, error: &AskError) {
        self.facts.borrow_mut().last_error = Some(error.code().to_owned());
        let AskError::Problem(problem) = error else {
            let online = leptos::prelude::window().navigator().on_line();
            self.facts.borrow_mut().reach = if online { Reach::Away } else { Reach::Offline };
            return self.feed(Event::Failed(request));
        };
        match (problem.status, problem.code.as_str(), scope) {
            // Whoever a closed account belonged to is out; what waits goes with the next who signs in.
            (401, ..) | (_, "account_closed", _) => self.signed_out(request),
            (_, "device_revoked", _) if request != Request::Push => self.revoked(),
            (_, "device_revoked", _) => {
                self.facts.borrow_mut().revoked = true;
                self.park(request);
            }
            (_, "upgrade_needed", _) => {
                self.facts.borrow_mut().upgrade_needed = true;
                self.park(request);
            }
            (_, "grant_ended" | "no_right" | "foreign_scope" | "not_found", Some(scope)) => self.feed(Event::ScopeEnded(scope)),
            _ => self.refused(request, problem),
        }
    }

    fn refused(self: &Rc<Self>, request: Request, problem: &Problem) {
        leptos::logging::warn!("{request:?}: {} {}", problem.status, problem.code);
        self.facts.borrow_mut().reach = Reach::Away;
        self.feed(Event::Failed(request));
        if problem.code == "epoch_changed" || problem.code == "cursor_from_future" {
            self.feed(Event::SayHello);
        }
    }

    /// The session has ended. On a personal device everything stays until the person signs in again; a kiosk forgets the committee.
    fn signed_out(self: &Rc<Self>, request: Request) {
        self.facts.borrow_mut().reach = Reach::SignedOut;
        self.live.take();
        self.park(request);
        if self.kind == DeviceKind::Kiosk && self.account().is_some() {
            let engine = Rc::clone(self);
            spawn_local(async move { engine.end_session().await });
        }
    }

    /// Tries again, but slowly: nothing will change by itself soon. Meanwhile the request counts as on its way.
    fn park(self: &Rc<Self>, request: Request) {
        let (engine, ticket, _) = self.take_off(request);
        Timeout::new(PARK_MS, move || {
            if engine.landed(request, ticket) {
                engine.feed(Event::Failed(request));
            }
        })
        .forget();
        self.show(false);
    }
}
