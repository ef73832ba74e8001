//! What stands around the real client: a disk with two stores, tabs that share it, and a writer that may be cut off anywhere.

use super::check;
use super::crypt;
use super::net::Ask;
use super::plant::Plant;
use super::witness::Written;
use super::world::{Happening, STORM_MS, World};
use shared::kernel::{CommandId, DeviceId, Id, Instant, Partition, ScopeId};
use shared::sync::client::{Action, Client, Entry, Event, Replica, Request};
use shared::sync::protocol::{Hello, Page};
use shared::sync::record::Record;
use shared::sync::two_stores::{Held, Joined, is_beside, join, needs_note};
use std::collections::{BTreeMap, VecDeque};

/// A phone with two tabs, a desk that two people share, a kiosk, an office.
pub const DEVICES: usize = 4;
/// Whoever uses them: a cadre, a committee member, another cadre, an administrator.
pub const PERSONS: usize = 4;
/// The devices by their place.
pub const PHONE: usize = 0;
pub const DESK: usize = 1;
pub const KIOSK: usize = 2;

/// A store of the outbox.
#[derive(Debug, Clone, Default)]
pub struct Store {
    pub entries: BTreeMap<CommandId, Entry>,
    pub counters: BTreeMap<ScopeId, u64>,
}

/// What is stored of a scope, in one transaction with each page.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub cursor: u64,
    pub epoch: u64,
    pub partitions: Vec<Partition>,
    pub records: BTreeMap<(String, Id), Record>,
}

/// All that survives a crash. Rows and greetings are apart for each person.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    pub database: Store,
    pub notes: Store,
    pub hellos: BTreeMap<Option<usize>, Hello>,
    pub rows: BTreeMap<(Option<usize>, ScopeId), Rows>,
}

/// Something to write.
#[expect(clippy::large_enum_variant, reason = "a handful lives at a time")]
#[derive(Debug)]
pub enum Job {
    Entry(Entry),
    Forget(CommandId),
    /// Read the outbox.
    Read,
    Page {
        page: Box<Page>,
        reset: bool,
    },
    /// The rows of a page whose cursor is stored already; only where that is planted.
    LateRows {
        page: Box<Page>,
        reset: bool,
    },
    DropScope(ScopeId),
    Hello(Box<Hello>),
}

/// What one tab tells the others.
#[expect(clippy::large_enum_variant, reason = "a handful lives at a time")]
#[derive(Debug, Clone)]
pub enum News {
    Entry(Entry),
    Page { page: Box<Page>, reset: bool },
    Hello(Box<Hello>),
    Dropped(ScopeId),
}

/// A tab with its machine.
#[derive(Debug)]
pub struct Tab {
    pub id: u64,
    pub client: Client,
    pub leads: bool,
    pub flying: BTreeMap<Request, u64>,
    jobs: VecDeque<Job>,
    news: VecDeque<News>,
    timer: i64,
}

/// A device.
#[derive(Debug)]
pub struct Device {
    pub place: usize,
    pub id: DeviceId,
    pub session: Option<usize>,
    pub disk: Disk,
    pub tabs: Vec<Tab>,
    pub up: bool,
    pub linked: bool,
    /// How far its clock is off.
    pub clock_ms: i64,
    /// Durable steps until the next crash.
    pub crash_in: Option<u64>,
    /// Both stores were made equal since a store was last evicted.
    pub whole: bool,
    /// A file backup of the profile, and when it was made.
    pub copy: Option<(i64, Disk)>,
    /// Exchanges since everything healed until the outbox was empty.
    pub rounds: u64,
}

impl Device {
    pub fn new(place: usize) -> Self {
        let session = (place != KIOSK).then_some(if place > KIOSK { PERSONS - 1 } else { place });
        Self {
            place,
            id: crypt::device(place),
            session,
            disk: Disk::default(),
            tabs: Vec::new(),
            up: false,
            linked: true,
            clock_ms: 0,
            crash_in: None,
            whole: false,
            copy: None,
            rounds: 0,
        }
    }

    /// Does it listen to this scope?
    pub fn watches(&self, scope: &ScopeId) -> bool {
        self.tabs.iter().any(|tab| tab.leads && tab.client.granted().any(|access| access.scope == *scope))
    }
}

impl Store {
    fn held(&self) -> Held {
        Held { entries: self.entries.values().cloned().collect(), counters: self.counters.clone() }
    }

    fn count(&mut self, scope: &ScopeId, n: u64) {
        let counter = self.counters.entry(scope.clone()).or_default();
        *counter = n.max(*counter);
    }
}

impl World {
    pub fn tab(&mut self, device: usize, tab: u64) -> Option<&mut Tab> {
        self.devices.get_mut(device)?.tabs.iter_mut().find(|found| found.id == tab)
    }

    pub fn leader(&self, device: usize) -> Option<u64> {
        self.devices.get(device)?.tabs.iter().find(|tab| tab.leads).map(|tab| tab.id)
    }

    pub fn device_clock(&self, device: usize) -> Instant {
        self.server_clock().plus_millis(self.devices.get(device).map_or(0, |device| device.clock_ms))
    }

    fn disk(&mut self, device: usize) -> Option<&mut Disk> {
        self.devices.get_mut(device).map(|device| &mut device.disk)
    }

    /// A step that survives a crash is about to be made. False where the crash comes first.
    fn durable(&mut self, device: usize, tab: Option<u64>) -> bool {
        let Some(found) = self.devices.get_mut(device) else { return false };
        let Some(left) = found.crash_in else { return true };
        if left > 0 {
            found.crash_in = Some(left - 1);
            return true;
        }
        found.crash_in = None;
        let others = found.tabs.len() > 1;
        match tab.filter(|_| others && self.random.chance(50)) {
            Some(tab) => self.close_tab(device, tab),
            None => self.crash(device),
        }
        false
    }

    /// A device starts.
    pub fn start(&mut self, device: usize) {
        let Some(found) = self.devices.get_mut(device).filter(|found| !found.up) else { return };
        found.up = true;
        self.note(|| format!("device {device} starts"));
        let whole = self.devices.get(device).map_or(Ok(()), |found| check::disk_is_whole(self, &found.disk));
        if let Err(why) = whole {
            return self.fail(why);
        }
        self.open_tab(device, true);
    }

    /// A tab opens, or begins anew to lead: it reads the stores and makes them equal.
    pub fn open_tab(&mut self, device: usize, leads: bool) {
        let Some(found) = self.devices.get(device) else { return };
        let joined = join(found.disk.database.held(), found.disk.notes.held());
        if self.plant != Some(Plant::NoRepair) && !self.repair(device, &joined) {
            return;
        }
        self.tickets += 1;
        let id = self.tickets;
        let Some(found) = self.devices.get_mut(device) else { return };
        found.whole = true;
        let rows = found.disk.rows.iter().filter(|((person, _), _)| *person == found.session);
        let replica = |rows: &Rows| Replica::stored(rows.cursor, rows.epoch, rows.partitions.clone(), rows.records.values().cloned());
        let replicas = rows.map(|((_, scope), rows)| (scope.clone(), replica(rows))).collect();
        let client = Client::new(found.disk.hellos.get(&found.session), joined.entries, replicas);
        let (flying, jobs, news) = (BTreeMap::new(), VecDeque::new(), VecDeque::new());
        found.tabs.push(Tab { id, client, leads, flying, jobs, news, timer: 0 });
        self.feed(device, id, if leads { Event::Tick } else { Event::Online(false) });
    }

    fn repair(&mut self, device: usize, joined: &Joined) -> bool {
        if !self.durable(device, None) {
            return false;
        }
        let Some(disk) = self.disk(device) else { return false };
        disk.database.entries.extend(joined.to_database.iter().map(|entry| (entry.id, entry.clone())));
        disk.database.counters.extend(joined.counters.clone());
        if !self.durable(device, None) {
            return false;
        }
        let one_store = self.plant == Some(Plant::OneStore);
        let Some(disk) = self.disk(device) else { return false };
        disk.notes.counters.extend(joined.counters.clone());
        disk.notes.entries.extend(joined.to_notes.iter().filter(|_| !one_store).map(|entry| (entry.id, entry.clone())));
        for stray in &joined.stray {
            disk.notes.entries.remove(&stray.id);
        }
        true
    }

    /// A device loses its memory.
    pub fn crash(&mut self, device: usize) {
        self.note(|| format!("device {device} crashes"));
        self.counts.crashes += 1;
        if let Some(found) = self.devices.get_mut(device) {
            found.up = false;
            found.tabs.clear();
        }
        self.later(100, 6_000, Happening::Start(device));
    }

    /// A tab closes without a word; the other one takes over.
    pub fn close_tab(&mut self, device: usize, tab: u64) {
        self.note(|| format!("device {device} loses a tab"));
        let Some(found) = self.devices.get_mut(device) else { return };
        found.tabs.retain(|other| other.id != tab);
        if found.tabs.iter().any(|other| other.leads) {
            return;
        }
        if found.tabs.pop().is_some() {
            self.counts.takeovers += 1;
            self.open_tab(device, true);
        } else {
            self.crash(device);
        }
    }

    /// Tells a machine what happened and carries out what it asks, where it leads or its own person asked.
    pub fn feed(&mut self, device: usize, tab: u64, event: Event) {
        let clock = self.device_clock(device);
        let by_person = matches!(event, Event::Dismissed(_));
        let Some(found) = self.tab(device, tab) else { return };
        let leads = found.leads;
        let actions = found.client.handle(event, clock);
        for action in actions.into_iter().filter(|_| leads || by_person) {
            self.carry_out(device, tab, action);
        }
    }

    fn carry_out(&mut self, device: usize, tab: u64, action: Action) {
        let job = match action {
            Action::SendHello => return self.send(device, tab, Ask::Hello),
            Action::SendPush(push) => return self.send(device, tab, Ask::Push(push)),
            Action::SendPull { scope, after } => return self.send(device, tab, Ask::Pull(scope, after)),
            Action::WakeAt(at) => return self.set_timer(device, tab, at),
            Action::ReadOutbox => Job::Read,
            Action::StoreEntry(entry) => Job::Entry(entry),
            Action::DropEntry(id) => Job::Forget(id),
            Action::StorePage { page, reset } => {
                self.counts.resets += u64::from(reset);
                Job::Page { page, reset }
            }
            Action::DropScope(scope) => Job::DropScope(scope),
            Action::StoreHello(hello) => Job::Hello(hello),
        };
        let Some(found) = self.tab(device, tab) else { return };
        found.jobs.push_back(job);
        if found.jobs.len() == 1 {
            self.later(0, 20, Happening::Disk(device, tab));
        }
    }

    fn set_timer(&mut self, device: usize, tab: u64, at: Instant) {
        let wait = at.millis_since(self.device_clock(device)).max(0);
        let due = self.now + wait;
        if let Some(found) = self.tab(device, tab) {
            found.timer = due;
            self.at(due, Happening::Wake(device, tab));
        }
    }

    /// A timer rings, unless it was set anew.
    pub fn wake(&mut self, device: usize, tab: u64) {
        let now = self.now;
        if self.tab(device, tab).is_some_and(|found| found.timer == now) {
            self.feed(device, tab, Event::Tick);
        }
    }

    /// Writes the next thing of a tab's queue.
    pub fn write_next(&mut self, device: usize, tab: u64) {
        let Some(job) = self.tab(device, tab).and_then(|found| found.jobs.pop_front()) else { return };
        if !self.durable(device, Some(tab)) {
            return;
        }
        let news = match job {
            Job::Entry(entry) => self.write_entry(device, tab, entry),
            Job::Forget(id) => self.forget(device, tab, id),
            Job::Read => {
                self.read_outbox(device, tab);
                None
            }
            Job::Page { page, reset } => self.write_page(device, tab, page, reset),
            Job::LateRows { page, reset } => self.write_rows(device, page, reset),
            Job::DropScope(scope) => {
                self.note(|| format!("device {device} drops {scope}"));
                let session = self.devices.get(device).and_then(|device| device.session);
                self.disk(device).and_then(|disk| disk.rows.remove(&(session, scope.clone())));
                Some(News::Dropped(scope))
            }
            Job::Hello(hello) => {
                let session = self.devices.get(device).and_then(|device| device.session);
                self.disk(device).and_then(|disk| disk.hellos.insert(session, (*hello).clone()));
                Some(News::Hello(hello))
            }
        };
        if let Some(news) = news {
            self.tell(device, tab, &news);
        }
        if self.tab(device, tab).is_some_and(|found| !found.jobs.is_empty()) {
            self.later(0, 20, Happening::Disk(device, tab));
        }
    }

    fn write_entry(&mut self, device: usize, tab: u64, entry: Entry) -> Option<News> {
        if self.plant == Some(Plant::DropOnAck) && entry.result.as_ref().is_some() {
            return self.forget(device, tab, entry.id);
        }
        // A note that is needed comes first and one that is not goes last: whatever a crash leaves, what waits is in both stores.
        let noted = needs_note(&entry) && self.plant != Some(Plant::OneStore);
        if noted {
            self.disk(device)?.notes.entries.insert(entry.id, entry.clone());
            if !self.durable(device, Some(tab)) {
                return None;
            }
        }
        self.disk(device)?.database.entries.insert(entry.id, entry.clone());
        if !noted && self.durable(device, Some(tab)) {
            let Disk { database, notes, .. } = self.disk(device)?;
            notes.entries.retain(|id, note| database.entries.contains_key(id) || !is_beside(&entry, note));
            notes.entries.remove(&entry.id);
        }
        Some(News::Entry(entry))
    }

    /// Feeds what the stores hold and the machine does not. It comes after all that was to be written before, so nothing older is read.
    fn read_outbox(&mut self, device: usize, tab: u64) {
        let Some(found) = self.devices.get(device) else { return };
        let joined = join(found.disk.database.held(), found.disk.notes.held());
        if self.plant != Some(Plant::NoRepair) && !self.repair(device, &joined) {
            return;
        }
        for entry in joined.entries {
            if !self.tab(device, tab).is_some_and(|found| found.client.lacks(&entry)) {
                continue;
            }
            self.tell(device, tab, &News::Entry(entry.clone()));
            self.feed(device, tab, Event::EntryElsewhere(entry));
        }
        self.feed(device, tab, Event::OutboxRead);
    }

    fn forget(&mut self, device: usize, tab: u64, id: CommandId) -> Option<News> {
        self.disk(device)?.database.entries.remove(&id);
        if self.durable(device, Some(tab)) {
            self.disk(device)?.notes.entries.remove(&id);
        }
        None
    }

    fn write_page(&mut self, device: usize, tab: u64, page: Box<Page>, reset: bool) -> Option<News> {
        if self.plant == Some(Plant::CursorApart) {
            let session = self.devices.get(device)?.session;
            let rows = self.disk(device)?.rows.entry((session, page.scope.clone())).or_default();
            rows.cursor = page.to;
            rows.epoch = page.epoch;
            rows.partitions = page.tallies.keys().copied().collect();
            self.tab(device, tab)?.jobs.push_front(Job::LateRows { page, reset });
            return None;
        }
        self.write_rows(device, page, reset)
    }

    fn write_rows(&mut self, device: usize, page: Box<Page>, reset: bool) -> Option<News> {
        let session = self.devices.get(device)?.session;
        let rows = self.disk(device)?.rows.entry((session, page.scope.clone())).or_default();
        if reset {
            rows.records.clear();
        }
        let records = page.changes.iter().map(|change| ((change.record.kind.clone(), change.record.id), change.record.clone()));
        rows.records.extend(records);
        rows.cursor = page.to;
        rows.epoch = page.epoch;
        rows.partitions = page.tallies.keys().copied().collect();
        Some(News::Page { page, reset })
    }

    /// Tells the other tabs of a device.
    fn tell(&mut self, device: usize, from: u64, news: &News) {
        let Some(found) = self.devices.get_mut(device) else { return };
        let mut told = false;
        for tab in found.tabs.iter_mut().filter(|tab| tab.id != from) {
            tab.news.push_back(news.clone());
            told = true;
        }
        if told {
            self.later(0, 10, Happening::News(device));
        }
    }

    /// The tabs of a device hear what the others told.
    pub fn hear_news(&mut self, device: usize) {
        let tabs: Vec<u64> = self.devices.get(device).map(|found| found.tabs.iter().map(|tab| tab.id).collect()).unwrap_or_default();
        for tab in tabs {
            while let Some((leads, news)) = self.tab(device, tab).and_then(|found| Some((found.leads, found.news.pop_front()?))) {
                let event = match news {
                    News::Entry(entry) => Event::EntryElsewhere(entry),
                    News::Page { page, reset } => Event::PageElsewhere { page, reset },
                    News::Hello(hello) if !leads => Event::Hello(hello),
                    News::Dropped(scope) if !leads => Event::DroppedElsewhere(scope),
                    News::Hello(_) | News::Dropped(_) => continue,
                };
                self.feed(device, tab, event);
            }
        }
    }

    /// The number of a new entry: above both what the database has counted and what the tab's machine knows.
    pub fn next_number(&mut self, device: usize, tab: u64, scope: &ScopeId) -> u64 {
        let own = self.tab(device, tab).map_or(1, |found| found.client.next_n(scope));
        if self.plant == Some(Plant::NoLock) {
            return own;
        }
        let counted = self.disk(device).and_then(|disk| disk.database.counters.get(scope).copied()).unwrap_or(0);
        own.max(counted + 1)
    }

    /// Writes a new entry to both stores, then tells the machine.
    pub fn enqueue(&mut self, device: usize, tab: u64, entry: Entry, written: Written) {
        let early = self.plant == Some(Plant::SendBeforeDurable);
        self.note(|| format!("device {device} writes {} as {} of {}", entry.name, entry.n, entry.scope));
        self.witness.written.insert(entry.id, written);
        if early {
            self.feed(device, tab, Event::Enqueued(entry.clone()));
            if self.random.chance(10) {
                return self.crash(device);
            }
        }
        if !self.durable(device, Some(tab)) {
            return;
        }
        self.mark(&entry, |written| written.durable = true);
        if self.plant != Some(Plant::OneStore)
            && let Some(disk) = self.disk(device)
        {
            disk.notes.entries.insert(entry.id, entry.clone());
        }
        if !self.durable(device, Some(tab)) {
            return;
        }
        if let Some(disk) = self.disk(device) {
            disk.database.entries.insert(entry.id, entry.clone());
            disk.database.count(&entry.scope, entry.n);
        }
        self.mark(&entry, |written| written.saved = true);
        if !self.durable(device, Some(tab)) {
            return;
        }
        if let Some(disk) = self.disk(device) {
            disk.notes.count(&entry.scope, entry.n);
        }
        self.tell(device, tab, &News::Entry(entry.clone()));
        if !early {
            self.feed(device, tab, Event::Enqueued(entry));
        }
    }

    fn mark(&mut self, entry: &Entry, mark: impl FnOnce(&mut Written)) {
        if let Some(written) = self.witness.written.get_mut(&entry.id) {
            mark(written);
        }
    }

    /// Counts the exchanges that a device needs after everything is well, until nothing that can be sent waits.
    pub fn count_round(&mut self, device: usize, sent: i64, event: &Event) {
        if sent < STORM_MS || !matches!(event, Event::Pushed(_)) {
            return;
        }
        let Some(tab) = self.leader(device) else { return };
        let waits = self
            .tab(device, tab)
            .is_some_and(|found| found.client.entries().any(|entry| entry.waits() && found.client.stopped(&entry.scope).is_none()));
        if waits && let Some(found) = self.devices.get_mut(device) {
            found.rounds += 1;
        }
    }
}
