//! The loop: lends the protocol's machine storage, network, clock and randomness, and shows pages what came of it.
//!
//! Events go in by [`Engine::feed`]; what the machine asks for goes out to `requests` and `writer`. One tab leads and carries that out;
//! the others are told that the network is gone, so that their machines ask for nothing, and take in what the leader stored.

use super::core::{Core, Found};
use super::drafts::Drafts;
use super::keys::Ring;
use super::live::Live;
use super::net::Flight;
use super::outbox::Outbox;
use super::replica::Replicas;
use super::report::Told;
use super::rules::FetchRules;
use super::session::{self, Here, Remembered};
use super::status::{Reach, SyncStatus};
use super::tabs::{Channel, News};
use super::writer::{Job, Stores, Writer};
use super::{clock, ids, kept, revoked, room, tabs};
use gloo_timers::callback::Timeout;
use leptos::prelude::{ArcRwSignal, GetUntracked as _, Set as _, Update as _};
use shared::account::DeviceKind;
use shared::kernel::{AccountId, CommandId, DeviceId, Instant};
use shared::sync::client::{Action, Event, Request};
use shared::sync::command::Rules;
use shared::sync::envelope::Proved;
use shared::sync::protocol::Place;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// When everything was last sent and up to date; beside it the account, or `device`.
const GOOD: &str = "good.";

/// What pages watch.
#[derive(Debug, Clone)]
pub struct Signals {
    /// Goes up with every change of what is read.
    pub version: ArcRwSignal<u64>,
    /// The state of the sync.
    pub status: ArcRwSignal<SyncStatus>,
    /// Who is here.
    pub here: ArcRwSignal<Here>,
}

/// What is known besides what the machine knows.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub reach: Reach,
    pub clock_ahead_ms: Option<i64>,
    pub upgrade_needed: bool,
    pub revoked: bool,
    pub last_good: Option<Instant>,
    pub last_contact: Option<Instant>,
    pub no_storage: bool,
    /// The server's public key.
    pub seal_key: Option<String>,
    /// What places are called.
    pub places: Vec<Place>,
    /// The code of the problem that the last request met; none after one that went well.
    pub last_error: Option<String>,
    /// What the server was told of this device.
    pub told: Option<Told>,
}

/// The loop's parts.
pub struct Engine {
    pub(super) kind: DeviceKind,
    pub(super) core: RefCell<Core>,
    pub(super) ring: Ring,
    pub(super) drafts: Drafts,
    pub(super) signals: Signals,
    pub(super) facts: RefCell<Facts>,
    pub(super) who: RefCell<Remembered>,
    pub(super) device: Cell<Option<DeviceId>>,
    pub(super) flights: RefCell<BTreeMap<Request, (u64, Flight)>>,
    tickets: Cell<u64>,
    pub(super) live: RefCell<Option<Live>>,
    pub(super) writer: Writer,
    fetch_rules: FetchRules,
    rules: Cell<Option<&'static dyn Rules>>,
    stores: RefCell<Option<Rc<Stores>>>,
    channel: RefCell<Option<Channel>>,
    timer: RefCell<Option<Timeout>>,
    leads: Cell<bool>,
    /// What the person may do where was asked anew since the stores were read.
    pub(super) session_asked: Cell<bool>,
    /// Everything is being let go: the device was taken out of use.
    pub(super) leaving: Cell<bool>,
    /// Something was fed since the stores were read.
    touched: Cell<bool>,
    /// The stores are being read; news waits here meanwhile.
    late: RefCell<Option<Vec<News>>>,
}

impl Engine {
    /// Before anything is known.
    pub fn new(kind: DeviceKind, fetch_rules: FetchRules, signals: Signals) -> Rc<Self> {
        Rc::new(Self {
            kind,
            core: RefCell::new(Core::new(Found::default(), None)),
            ring: Ring::default(),
            drafts: Drafts::new(kind == DeviceKind::Kiosk),
            signals,
            facts: RefCell::new(Facts { revoked: revoked::was_revoked(), ..Facts::default() }),
            who: RefCell::new(session::remembered(kind)),
            device: Cell::new(None),
            flights: RefCell::default(),
            tickets: Cell::new(0),
            live: RefCell::default(),
            writer: Writer::default(),
            fetch_rules,
            rules: Cell::new(None),
            stores: RefCell::default(),
            channel: RefCell::default(),
            timer: RefCell::default(),
            leads: Cell::new(false),
            session_asked: Cell::new(false),
            leaving: Cell::new(false),
            touched: Cell::new(false),
            late: RefCell::new(Some(Vec::new())),
        })
    }

    /// Reads the stores, asks to lead, and begins.
    pub async fn boot(self: Rc<Self>) {
        let heard = Rc::clone(&self);
        // Listening comes before reading, so that no news falls between.
        self.channel.replace(Some(Channel::open(move |news| heard.hear(news))));
        if let Err(error) = self.open_stores().await {
            leptos::logging::error!("the stores could not be opened: {error:?}");
            self.facts.borrow_mut().no_storage = true;
            self.show(true);
            return;
        }
        self.load().await;
        super::events::watch(&self);
        let engine = Rc::clone(&self);
        tabs::ask_to_lead(Rc::new(move |leads| engine.lead(leads)));
        engine_pays(&self);
    }

    async fn open_stores(&self) -> Result<(), super::db::DbError> {
        let outbox = Outbox::open().await?;
        self.device.set(Some(outbox.device(ids::device).await?));
        self.stores.replace(Some(Rc::new(Stores::new(outbox, None, None))));
        Ok(())
    }

    /// Reads the stores for whoever is here, and begins anew from them.
    pub async fn load(self: &Rc<Self>) {
        self.late.borrow_mut().get_or_insert_default();
        self.writer.drained().await;
        self.give_up_flights();
        let account = self.account();
        if let Some(outbox) = self.stores().map(|stores| stores.outbox.clone()) {
            // Another tab may have begun anew under another identity.
            if let Ok(device) = outbox.device(ids::device).await {
                self.device.set(Some(device));
            }
            let replicas = self.open_replicas(account).await;
            self.stores.replace(Some(Rc::new(Stores::new(outbox, replicas, self.hello_key()))));
        }
        let found = self.find(account).await;
        if found.entries.is_empty() {
            // Nothing waits that they must run over: the first page need not wait for them either.
            spawn_local(Rc::clone(self).take_rules());
        } else {
            self.rules_arrive().await;
        }
        {
            let mut facts = self.facts.borrow_mut();
            facts.last_good = kept::get(&good_key(account));
            facts.seal_key = found.hello.as_ref().map(|hello| hello.seal_key.clone()).or(facts.seal_key.take());
            facts.places = session::all_places(found.hello.as_ref().map(|hello| hello.places.clone()).unwrap_or_default());
        }
        self.session_asked.set(false);
        self.core.replace(Core::new(found, self.rules.get()));
        self.touched.set(false);
        self.feed(if self.leads.get() && self.may_sync() { Event::Tick } else { Event::Online(false) });
        self.touched.set(false);
        for news in self.late.take().unwrap_or_default() {
            self.hear(news);
        }
        self.show(true);
    }

    async fn rules_arrive(&self) -> Option<&'static dyn Rules> {
        if self.rules.get().is_none() {
            self.rules.set((self.fetch_rules)().await);
        }
        self.rules.get()
    }

    async fn take_rules(self: Rc<Self>) {
        if let Some(rules) = self.rules_arrive().await {
            self.core.borrow_mut().take_rules(rules);
            self.show(true);
        }
    }

    async fn open_replicas(&self, account: Option<AccountId>) -> Option<Replicas> {
        let opened = match (self.kind, account) {
            (DeviceKind::Kiosk, _) => Replicas::of_kiosk().await,
            (_, Some(account)) => Replicas::of_account(account).await,
            (_, None) => return None,
        };
        opened.inspect_err(|error| leptos::logging::error!("the replica could not be opened: {error:?}")).ok()
    }

    async fn find(&self, account: Option<AccountId>) -> Found {
        let Some(stores) = self.stores() else { return Found::default() };
        // A committee at a kiosk begins with what the kiosk itself was told last.
        let hello = session::last_hello(&self.hello_key().unwrap_or_else(|| session::hello_key(None)));
        let entries = stores.outbox.load().await.unwrap_or_else(|error| {
            leptos::logging::error!("the outbox could not be read: {error:?}");
            Vec::new()
        });
        let replicas = match &stores.replicas {
            Some(replicas) => replicas.load().await.unwrap_or_default(),
            None => BTreeMap::new(),
        };
        let opened = self.open_own(&stores.outbox, account).await;
        Found { hello, entries, replicas, opened, me: self.who.borrow().account.clone() }
    }

    /// What whoever is here has sealed and can open again.
    async fn open_own(&self, outbox: &Outbox, account: Option<AccountId>) -> BTreeMap<CommandId, Proved> {
        let mut opened = BTreeMap::new();
        let Some(key) = account.and_then(|account| self.ring.key(account)) else { return opened };
        for (id, own) in outbox.own().await.unwrap_or_default() {
            if Some(own.account) == account
                && let Ok(proved) = own.open(&key).await
            {
                opened.insert(id, proved);
            }
        }
        opened
    }

    /// Takes in what happened, carries out what the machine asks, and shows it.
    pub fn feed(self: &Rc<Self>, event: Event) {
        self.touched.set(true);
        if self.rules.get().is_none() && matches!(event, Event::Enqueued(_) | Event::EntryElsewhere(_)) {
            spawn_local(Rc::clone(self).take_rules());
        }
        let by_person = matches!(event, Event::Dismissed(_));
        let contact = matches!(event, Event::Hello(_) | Event::Pushed(_) | Event::Pulled(_));
        let (actions, seen) = self.core.borrow_mut().handle(event, clock::now());
        if contact {
            self.note_contact();
        }
        if self.leads.get() || by_person {
            self.carry_out(actions);
        }
        self.show(seen);
    }

    fn carry_out(self: &Rc<Self>, actions: Vec<Action>) {
        let mut jobs = Vec::new();
        for action in actions {
            match action {
                Action::SendHello => self.send_hello(),
                Action::SendPush(push) => self.send_push(push),
                Action::SendPull { scope, after } => self.send_pull(scope, after),
                Action::StoreEntry(entry) => jobs.push(Job::Entry(entry)),
                Action::DropEntry(id) => jobs.push(Job::Forget(id)),
                Action::StorePage { page, reset } => jobs.push(Job::Page { page, reset }),
                Action::DropScope(scope) => jobs.push(Job::DropScope(scope)),
                Action::StoreHello(hello) => jobs.push(Job::Hello(hello)),
                Action::ReadOutbox => self.read_outbox(),
                Action::WakeAt(at) => self.wake_at(at),
            }
        }
        if let Some(stores) = self.stores() {
            let engine = Rc::clone(self);
            self.writer.write(&stores, jobs, Rc::new(move |news| engine.tell(&news)));
        }
    }

    /// Feeds what the stores hold and the machine does not: a tab may have been closed before it could tell. Whatever is still to be
    /// written is written first, so that nothing older is read.
    fn read_outbox(self: &Rc<Self>) {
        let engine = Rc::clone(self);
        spawn_local(async move {
            engine.writer.drained().await;
            let loaded = match engine.stores() {
                Some(stores) => stores.outbox.load().await,
                None => Ok(Vec::new()),
            };
            let entries = loaded.unwrap_or_else(|error| {
                leptos::logging::error!("the outbox could not be read: {error:?}");
                Vec::new()
            });
            for entry in entries {
                if !engine.core.borrow().client().lacks(&entry) {
                    continue;
                }
                engine.tell(&News::Entry { entry: Box::new(entry.clone()) });
                engine.feed(Event::EntryElsewhere(entry));
            }
            engine.feed(Event::OutboxRead);
        });
    }

    fn wake_at(self: &Rc<Self>, at: Instant) {
        let wait = u32::try_from(at.millis_since(clock::now()).max(0)).unwrap_or(u32::MAX);
        let engine = Rc::clone(self);
        self.timer.replace(Some(Timeout::new(wait, move || engine.feed(Event::Tick))));
    }

    /// News of another tab.
    fn hear(self: &Rc<Self>, news: News) {
        if let Some(late) = self.late.borrow_mut().as_mut() {
            late.push(news);
            return;
        }
        match news {
            News::Entry { entry } => self.feed(Event::EntryElsewhere(*entry)),
            News::Page { page, reset } => self.feed(Event::PageElsewhere { page, reset }),
            News::Hello { hello } if !self.leads.get() => {
                self.facts.borrow_mut().places = session::all_places(hello.places.clone());
                self.feed(Event::Hello(hello));
            }
            News::Dropped { scope } if !self.leads.get() => self.feed(Event::DroppedElsewhere(scope)),
            News::Hello { .. } | News::Dropped { .. } => {}
            News::Changed => self.someone_else_changed(),
        }
    }

    /// Tells the other tabs.
    pub(super) fn tell(&self, news: &News) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.tell(news);
        }
    }

    fn lead(self: &Rc<Self>, leads: bool) {
        self.leads.set(leads);
        if !leads {
            self.live.take();
            self.give_up_flights();
            self.feed(Event::Online(false));
        } else if self.touched.get() {
            let engine = Rc::clone(self);
            spawn_local(async move { engine.load().await });
        } else if self.may_sync() {
            self.feed(Event::Online(true));
        }
        self.show(false);
    }

    /// Is there anybody to sync for? A personal device without a person asks nothing.
    pub(super) fn may_sync(&self) -> bool {
        let who = self.who.borrow();
        who.account.is_some() || (self.kind == DeviceKind::Kiosk && who.village.is_some())
    }

    /// Does this tab sync?
    pub(super) fn leads(&self) -> bool {
        self.leads.get()
    }

    /// Who is here.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.who.borrow().account.as_ref().map(|me| me.id)
    }

    /// Where greetings are kept: a person's on a device of their own, a kiosk's own one; nowhere while a committee sits at a kiosk.
    fn hello_key(&self) -> Option<String> {
        let account = self.account();
        (self.kind != DeviceKind::Kiosk || account.is_none()).then(|| session::hello_key(account))
    }

    /// The stores, while the browser keeps any.
    pub(super) fn stores(&self) -> Option<Rc<Stores>> {
        self.stores.borrow().clone()
    }

    fn note_contact(&self) {
        let now = clock::now();
        let settled = self.core.borrow().client().settled();
        let mut facts = self.facts.borrow_mut();
        facts.reach = Reach::Online;
        facts.last_contact = Some(now);
        if settled {
            facts.last_good = Some(now);
            kept::set_or_warn(&good_key(self.account()), &now);
            facts.last_error = None;
        }
        drop(facts);
        self.report();
    }

    /// Commands that the server has not answered yet.
    pub(super) fn unsent(&self) -> usize {
        self.core.borrow().client().entries().filter(|entry| entry.waits()).count()
    }

    pub(super) fn next_ticket(&self) -> u64 {
        self.tickets.set(self.tickets.get() + 1);
        self.tickets.get()
    }

    fn give_up_flights(&self) {
        for (_, flight) in self.flights.take().into_values() {
            flight.give_up();
        }
    }

    /// Shows pages how things stand. `seen` says that records read differently now.
    pub(super) fn show(&self, seen: bool) {
        let status = self.status();
        if self.signals.status.get_untracked() != status {
            self.signals.status.set(status);
        }
        let here = self.here();
        if self.signals.here.get_untracked() != here {
            self.signals.here.set(here);
        }
        if seen {
            self.signals.version.update(|version| *version += 1);
        }
    }

    fn status(&self) -> SyncStatus {
        let (core, facts) = (self.core.borrow(), self.facts.borrow());
        SyncStatus {
            unsent: self.unsent(),
            refused: core.refused(),
            last_good: facts.last_good,
            reach: facts.reach,
            persisted: room::persisted(),
            stopped: core.stopped(),
            clock_ahead_ms: facts.clock_ahead_ms,
            upgrade_needed: facts.upgrade_needed,
            revoked: facts.revoked,
            other_tab: !self.leads.get(),
            behind: core.behind(),
            no_storage: facts.no_storage,
        }
    }

    fn here(&self) -> Here {
        let (core, who) = (self.core.borrow(), self.who.borrow());
        Here {
            ready: self.late.borrow().is_none() || self.facts.borrow().no_storage,
            device: self.device.get(),
            kind: self.kind,
            village: who.village.clone(),
            account: who.account.clone(),
            key: self.ring.state(who.account.as_ref().map(|me| me.id)),
            scopes: core.scopes(),
            holdings: who.holdings.clone(),
            places: self.facts.borrow().places.clone(),
            must_change_password: who.must_change_password,
        }
    }
}

fn good_key(account: Option<AccountId>) -> String {
    account.map_or_else(|| format!("{GOOD}device"), |account| format!("{GOOD}{account}"))
}

fn engine_pays(engine: &Rc<Engine>) {
    let engine = Rc::clone(engine);
    spawn_local(async move { engine.pay_sign_out().await });
}
