//! The device's half: outbox, cursors, retry. Events in, actions out; it touches no storage, network, clock or randomness.
//!
//! Whoever lends it those feeds [`Event`]s in and carries the [`Action`]s out. The order that keeps everything: an entry is
//! durable in both stores *before* [`Event::Enqueued`]; a page and its cursor are stored in one transaction.

use super::digest::Tallies;
use super::limits::{MAX_OUTBOX, MAX_PUSH_BYTES, MAX_PUSH_COMMANDS, PROTOCOL, RETRY_FIRST_MS, RETRY_LONGEST_MS};
use super::protocol::{
    Batch, BatchAnswer, BatchError, CommandResult, Content, Hello, Page, Poke, Push, PushAnswer, ScopeAccess, Sent, Status,
};
use super::record::Record;
use crate::kernel::{AccountId, CommandId, Id, Instant, Partition, ScopeId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the outbox holds of one command (待送 / 待送).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The command.
    pub id: CommandId,
    /// Where it belongs.
    pub scope: ScopeId,
    /// The device's number there.
    pub n: u64,
    /// The command's name, for the list of what waits.
    pub name: String,
    /// Who did it.
    #[serde(default)]
    pub actor: Option<AccountId>,
    /// The device's clock when it was written.
    pub at: Instant,
    /// The command itself, open or sealed.
    pub content: Content,
    /// What became of it; none while it waits.
    #[serde(default)]
    pub result: Option<CommandResult>,
    /// The person has seen the refusal and put it aside. It is kept until a backup has it.
    #[serde(default)]
    pub dismissed: bool,
}

impl Entry {
    /// Does it still wait for the server's answer?
    pub fn waits(&self) -> bool {
        self.result.is_none()
    }

    /// Refused or quarantined, and not put aside yet: the person must see it.
    pub fn needs_eyes(&self) -> bool {
        !self.dismissed && self.result.as_ref().is_some_and(|result| result.status != Status::Accepted)
    }
}

/// What the device holds of one scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replica {
    /// The last number it has seen.
    pub cursor: u64,
    /// The records by kind and id.
    pub records: BTreeMap<(String, Id), Record>,
    /// Count and digest of what it holds.
    pub tallies: Tallies,
    /// The partitions it was pulled with.
    pub partitions: Vec<Partition>,
    /// The scope's head as last heard.
    pub head: u64,
    /// When a pull last found nothing more to fetch.
    pub fresh_at: Option<Instant>,
}

impl Replica {
    fn take(&mut self, record: Record) {
        let key = (record.kind.clone(), record.id);
        self.tallies.entry(record.partition).or_default().replace(self.records.get(&key), &record);
        self.records.insert(key, record);
    }
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// An entry is durable in both stores.
    Enqueued(Entry),
    /// Another tab stored or changed an entry.
    EntryElsewhere(Entry),
    /// Another tab stored a page. `reset` says that it dropped the scope's rows first.
    PageElsewhere {
        /// The page.
        page: Box<Page>,
        /// Whether the scope began anew.
        reset: bool,
    },
    /// The person put a refused entry aside.
    Dismissed(CommandId),
    /// The network came or went, as the browser says.
    Online(bool),
    /// A poke of the live stream, or a head heard elsewhere.
    Poked(Poke),
    /// Time has passed.
    Tick,
    /// Ask anew who we are: after signing in or out.
    SayHello,
    /// The server's greeting.
    Hello(Box<Hello>),
    /// The answer to our push.
    Pushed(Box<PushAnswer>),
    /// The answer to our pull.
    Pulled(Box<Page>),
    /// The server says that this scope is not ours (any more).
    ScopeEnded(ScopeId),
    /// A request failed: no network, no answer, a fault.
    Failed(Request),
}

/// Which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Request {
    /// Hello.
    Hello,
    /// Push.
    Push,
    /// Pull.
    Pull,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Ask for the greeting.
    SendHello,
    /// Send commands.
    SendPush(Push),
    /// Ask for a page after this cursor.
    SendPull {
        /// The scope.
        scope: ScopeId,
        /// The cursor.
        after: u64,
    },
    /// Store an entry as it now stands.
    StoreEntry(Entry),
    /// Forget an entry: a backup has it.
    DropEntry(CommandId),
    /// Store a page with its cursor in one transaction, dropping the scope's rows first where `reset` says so.
    StorePage {
        /// The page.
        page: Box<Page>,
        /// Whether the scope begins anew.
        reset: bool,
    },
    /// Remove a scope's rows from the device.
    DropScope(ScopeId),
    /// Remember the greeting, so that the next start offline knows who is here.
    StoreHello(Box<Hello>),
    /// Call again with [`Event::Tick`] at this time at the latest.
    WakeAt(Instant),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Flying,
    Waiting(Instant),
}

/// How one kind of request is doing.
#[derive(Debug, Clone, Copy)]
struct Line {
    phase: Phase,
    failures: u32,
}

impl Line {
    const NEW: Self = Self { phase: Phase::Idle, failures: 0 };

    fn ready(&self, now: Instant) -> bool {
        match self.phase {
            Phase::Idle => true,
            Phase::Flying => false,
            Phase::Waiting(until) => now >= until,
        }
    }
}

/// The machine. One tab leads and carries out what it asks; others feed it to show the same.
#[derive(Debug)]
pub struct Client {
    epoch: u64,
    outbox: BTreeMap<(ScopeId, u64), Entry>,
    replicas: BTreeMap<ScopeId, Replica>,
    /// The scopes that the last greeting granted.
    granted: BTreeMap<ScopeId, ScopeAccess>,
    /// Scopes whose grant ended: they go once nothing waits for them.
    ended: BTreeSet<ScopeId>,
    /// Scopes whose rows are wrong and begin anew with the next page.
    reset: BTreeSet<ScopeId>,
    /// Scopes that a gap or a fork has stopped. They need a greeting before they are tried again.
    stopped: BTreeMap<ScopeId, BatchError>,
    online: bool,
    greeted: bool,
    hello: Line,
    push: Line,
    pull: Line,
}

impl Client {
    /// A machine that holds what the stores held at start. `granted` comes from the last greeting remembered.
    pub fn new(hello: Option<&Hello>, entries: Vec<Entry>, replicas: BTreeMap<ScopeId, Replica>) -> Self {
        let outbox = entries.into_iter().map(|entry| ((entry.scope.clone(), entry.n), entry)).collect();
        let granted = hello.map(|hello| by_scope(&hello.scopes)).unwrap_or_default();
        Self {
            epoch: hello.map_or(0, |hello| hello.epoch),
            outbox,
            replicas,
            granted,
            ended: BTreeSet::new(),
            reset: BTreeSet::new(),
            stopped: BTreeMap::new(),
            online: true,
            greeted: false,
            hello: Line::NEW,
            push: Line::NEW,
            pull: Line::NEW,
        }
    }

    /// The entries, by scope and number.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.outbox.values()
    }

    /// What is held of a scope.
    pub fn replica(&self, scope: &ScopeId) -> Option<&Replica> {
        self.replicas.get(scope)
    }

    /// The scopes the person may use here, as last heard.
    pub fn granted(&self) -> impl Iterator<Item = &ScopeAccess> {
        self.granted.values()
    }

    /// Why a scope's sending has stopped, if it has.
    pub fn stopped(&self, scope: &ScopeId) -> Option<BatchError> {
        self.stopped.get(scope).copied()
    }

    /// Is everything sent and everything granted up to date?
    pub fn settled(&self) -> bool {
        self.greeted && !self.entries().any(Entry::waits) && self.next_pull().is_none()
    }

    /// Is there room for one more command?
    pub fn has_room(&self) -> bool {
        self.entries().filter(|entry| entry.waits()).count() < MAX_OUTBOX
    }

    /// The lowest number this device has surely not used in a scope. The outbox's own counter may know a higher one.
    pub fn next_n(&self, scope: &ScopeId) -> u64 {
        let own = self.outbox.keys().filter(|(found, _)| found == scope).map(|(_, n)| *n).max().unwrap_or(0);
        let told = self.granted.get(scope).map_or(0, |access| access.last_n);
        own.max(told) + 1
    }

    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, event: Event, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        match event {
            Event::Enqueued(entry) | Event::EntryElsewhere(entry) => {
                self.outbox.insert((entry.scope.clone(), entry.n), entry);
                self.push.failures = 0;
                self.wake_line(Request::Push);
            }
            Event::PageElsewhere { page, reset } => self.apply_page(&page, reset, now),
            Event::Dismissed(id) => self.dismiss(id, &mut actions),
            Event::Online(online) => self.set_online(online),
            Event::Poked(poke) => self.heard(&poke),
            Event::Tick => {}
            Event::SayHello => {
                self.greeted = false;
                self.hello = Line::NEW;
            }
            Event::Hello(hello) => self.greet(*hello, &mut actions),
            Event::Pushed(answer) => self.pushed(*answer, now, &mut actions),
            Event::Pulled(page) => self.pulled(*page, now, &mut actions),
            Event::ScopeEnded(scope) => {
                self.pull.phase = Phase::Idle;
                self.granted.remove(&scope);
                self.ended.insert(scope);
            }
            Event::Failed(request) => self.failed(request, now),
        }
        self.leave_ended(&mut actions);
        self.next(now, &mut actions);
        actions
    }

    fn line(&mut self, request: Request) -> &mut Line {
        match request {
            Request::Hello => &mut self.hello,
            Request::Push => &mut self.push,
            Request::Pull => &mut self.pull,
        }
    }

    fn wake_line(&mut self, request: Request) {
        let line = self.line(request);
        if line.phase != Phase::Flying {
            line.phase = Phase::Idle;
        }
    }

    fn set_online(&mut self, online: bool) {
        self.online = online;
        if online {
            self.greeted = false;
            for request in [Request::Hello, Request::Push, Request::Pull] {
                self.line(request).failures = 0;
                self.wake_line(request);
            }
        }
    }

    /// Doubles the wait, up to the longest. A spread by scope count is not needed: one device makes one request of a kind.
    fn failed(&mut self, request: Request, now: Instant) {
        let line = self.line(request);
        let wait = RETRY_FIRST_MS.saturating_mul(1_i64 << line.failures.min(10)).min(RETRY_LONGEST_MS);
        line.failures = line.failures.saturating_add(1);
        line.phase = Phase::Waiting(now.plus_millis(wait));
    }

    fn heard(&mut self, poke: &Poke) {
        if let Some(replica) = self.replicas.get_mut(&poke.scope) {
            replica.head = replica.head.max(poke.head);
            self.wake_line(Request::Pull);
        }
    }

    fn greet(&mut self, hello: Hello, actions: &mut Vec<Action>) {
        self.hello = Line::NEW;
        self.greeted = true;
        self.stopped.clear();
        if hello.epoch != self.epoch {
            self.begin_epoch(hello.epoch, actions);
        }
        self.granted = by_scope(&hello.scopes);
        for access in &hello.scopes {
            let replica = self.replicas.entry(access.scope.clone()).or_default();
            if replica.partitions != access.partitions {
                replica.partitions.clone_from(&access.partitions);
                self.reset.insert(access.scope.clone());
            }
            replica.head = access.head;
            if access.head < replica.cursor {
                // A cursor from the future: the server was restored, even if nobody said so.
                self.reset.insert(access.scope.clone());
            }
        }
        self.ended = self.replicas.keys().filter(|scope| !self.granted.contains_key(scope)).cloned().collect();
        for access in &hello.scopes {
            self.forget_backed_up(&access.scope, access.backed_up, actions);
        }
        actions.push(Action::StoreHello(Box::new(hello)));
    }

    /// After a restore: what was accepted may be gone again, so it is sent again; the server knows what it has.
    fn begin_epoch(&mut self, epoch: u64, actions: &mut Vec<Action>) {
        let first = self.epoch == 0;
        self.epoch = epoch;
        self.reset.extend(self.replicas.keys().cloned());
        if first {
            return;
        }
        for entry in self.outbox.values_mut() {
            if entry.result.take().is_some() {
                actions.push(Action::StoreEntry(entry.clone()));
            }
        }
    }

    fn forget_backed_up(&mut self, scope: &ScopeId, backed_up: u64, actions: &mut Vec<Action>) {
        self.outbox.retain(|(found, _), entry| {
            let safe = entry.result.as_ref().is_some_and(|result| result.place <= backed_up);
            let forget = found == scope && safe && !entry.needs_eyes();
            if forget {
                actions.push(Action::DropEntry(entry.id));
            }
            !forget
        });
    }

    fn dismiss(&mut self, id: CommandId, actions: &mut Vec<Action>) {
        if let Some(entry) = self.outbox.values_mut().find(|entry| entry.id == id && entry.needs_eyes()) {
            entry.dismissed = true;
            actions.push(Action::StoreEntry(entry.clone()));
        }
    }

    fn pushed(&mut self, answer: PushAnswer, now: Instant, actions: &mut Vec<Action>) {
        self.push = Line::NEW;
        if answer.epoch != self.epoch {
            self.greeted = false;
            return;
        }
        for batch in answer.batches {
            self.batch_answered(batch, now, actions);
        }
    }

    fn batch_answered(&mut self, batch: BatchAnswer, now: Instant, actions: &mut Vec<Action>) {
        for result in batch.results {
            if let Some(replica) = self.replicas.get_mut(&batch.scope) {
                replica.head = replica.head.max(result.last_seq);
            }
            if let Some(entry) = self.outbox.get_mut(&(batch.scope.clone(), result.n)).filter(|entry| entry.id == result.id) {
                entry.result = Some(result);
                actions.push(Action::StoreEntry(entry.clone()));
            }
        }
        match batch.error {
            None => {}
            Some(BatchError::Fault) => self.failed(Request::Push, now),
            Some(BatchError::StreamGap { expected }) => self.send_again_from(&batch.scope, expected, actions),
            Some(error) => {
                self.stopped.insert(batch.scope, error);
            }
        }
    }

    /// The server misses numbers that we still keep: send them again. Where we keep none, the scope stops and says so.
    fn send_again_from(&mut self, scope: &ScopeId, expected: u64, actions: &mut Vec<Action>) {
        let first = (scope.clone(), expected);
        if !self.outbox.contains_key(&first) {
            self.stopped.insert(scope.clone(), BatchError::StreamGap { expected });
            return;
        }
        for (_, entry) in self.outbox.range_mut(first..).filter(|((found, _), _)| found == scope) {
            if entry.result.take().is_some() {
                actions.push(Action::StoreEntry(entry.clone()));
            }
        }
    }

    fn pulled(&mut self, page: Page, now: Instant, actions: &mut Vec<Action>) {
        self.pull = Line::NEW;
        if page.epoch != self.epoch {
            self.greeted = false;
            return;
        }
        let reset = self.reset.contains(&page.scope);
        let cursor = if reset { 0 } else { self.replicas.get(&page.scope).map_or(0, |replica| replica.cursor) };
        if page.after != cursor || !self.granted.contains_key(&page.scope) {
            return;
        }
        let backed_up = page.backed_up;
        let scope = page.scope.clone();
        self.apply_page(&page, reset, now);
        let wrong = self.replicas.get(&scope).is_some_and(|replica| !agrees(&replica.tallies, &page.tallies));
        if wrong {
            // Silent divergence is impossible: begin the scope anew. The outbox is not touched.
            self.reset.insert(scope);
            self.pull.phase = Phase::Waiting(now.plus_millis(RETRY_FIRST_MS));
            return;
        }
        actions.push(Action::StorePage { page: Box::new(page), reset });
        self.forget_backed_up(&scope, backed_up, actions);
    }

    fn apply_page(&mut self, page: &Page, reset: bool, now: Instant) {
        let replica = self.replicas.entry(page.scope.clone()).or_default();
        if reset {
            let partitions = std::mem::take(&mut replica.partitions);
            *replica = Replica { partitions, ..Replica::default() };
            self.reset.remove(&page.scope);
        }
        for change in &page.changes {
            replica.take(change.record.clone());
        }
        replica.cursor = page.to;
        replica.head = replica.head.max(page.head);
        if page.to >= page.head {
            replica.fresh_at = Some(now);
        }
    }

    /// A scope whose grant ended leaves the device once nothing waits for it.
    fn leave_ended(&mut self, actions: &mut Vec<Action>) {
        let waiting: BTreeSet<ScopeId> = self.entries().filter(|entry| entry.waits()).map(|entry| entry.scope.clone()).collect();
        let leaving: Vec<ScopeId> = self.ended.difference(&waiting).cloned().collect();
        for scope in leaving {
            self.ended.remove(&scope);
            self.reset.remove(&scope);
            if self.replicas.remove(&scope).is_some() {
                actions.push(Action::DropScope(scope));
            }
        }
    }

    /// What to send now, each kind of request by itself: downloads never wait for uploads.
    fn next(&mut self, now: Instant, actions: &mut Vec<Action>) {
        if !self.online {
            return;
        }
        if !self.greeted {
            if self.hello.ready(now) {
                self.hello.phase = Phase::Flying;
                actions.push(Action::SendHello);
            }
        } else {
            if self.push.ready(now)
                && let Some(push) = self.next_push()
            {
                self.push.phase = Phase::Flying;
                actions.push(Action::SendPush(push));
            }
            if self.pull.ready(now)
                && let Some((scope, after)) = self.next_pull()
            {
                self.pull.phase = Phase::Flying;
                actions.push(Action::SendPull { scope, after });
            }
        }
        let waits = [self.hello, self.push, self.pull].into_iter().filter_map(|line| match line.phase {
            Phase::Waiting(until) if until > now => Some(until),
            _ => None,
        });
        actions.extend(waits.min().map(Action::WakeAt));
    }

    fn next_push(&self) -> Option<Push> {
        let mut batches: Vec<Batch> = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        for entry in self.entries().filter(|entry| entry.waits() && !self.stopped.contains_key(&entry.scope)) {
            let size = match &entry.content {
                Content::Open(proved) => proved.text.len(),
                Content::Sealed { sealed } => sealed.len(),
            };
            if count > 0 && (count >= MAX_PUSH_COMMANDS || bytes + size > MAX_PUSH_BYTES) {
                break;
            }
            count += 1;
            bytes += size;
            let sent = Sent { id: entry.id, n: entry.n, content: entry.content.clone() };
            match batches.last_mut().filter(|batch| batch.scope == entry.scope) {
                Some(batch) => batch.commands.push(sent),
                None => batches.push(Batch { scope: entry.scope.clone(), commands: vec![sent] }),
            }
        }
        (!batches.is_empty()).then(|| Push { protocol: PROTOCOL, epoch: self.epoch, batches })
    }

    fn next_pull(&self) -> Option<(ScopeId, u64)> {
        self.granted.keys().find_map(|scope| {
            let replica = self.replicas.get(scope)?;
            let cursor = if self.reset.contains(scope) { 0 } else { replica.cursor };
            let behind = cursor < replica.head || self.reset.contains(scope) || replica.fresh_at.is_none();
            behind.then(|| (scope.clone(), cursor))
        })
    }
}

fn by_scope(scopes: &[ScopeAccess]) -> BTreeMap<ScopeId, ScopeAccess> {
    scopes.iter().map(|access| (access.scope.clone(), access.clone())).collect()
}

/// Does the device hold what the server says it holds? Only partitions that the page names are asked about.
fn agrees(own: &Tallies, told: &Tallies) -> bool {
    told.iter().all(|(partition, tally)| own.get(partition).copied().unwrap_or_default() == *tally)
}
