//! The device's half: outbox, cursors, retry. Events in, actions out; it touches no storage, network, clock or randomness.
//!
//! Whoever lends it those feeds [`Event`]s in and carries the [`Action`]s out, in their order. What keeps everything:
//! - an entry is durable in both stores *before* [`Event::Enqueued`], and the stores are made equal by [`union`] before the machine starts;
//! - numbers are given out under one lock for all tabs, above [`Client::next_n`] and above every number that either store has ever held;
//! - a page, its cursor, its epoch and its partitions are stored in one transaction;
//! - one tab leads; a tab that takes over starts a new machine from the stores.

mod event;
mod line;
mod outbox;
mod replica;
#[cfg(test)]
mod tests;

pub use event::{Action, Event, Request};
pub use outbox::{Entry, union};
pub use replica::Replica;

use super::limits::MAX_OUTBOX;
use super::protocol::{BatchAnswer, BatchError, CommandResult, Hello, Page, Poke, PushAnswer, ScopeAccess};
use crate::kernel::{CommandId, Instant, ScopeId};
use line::Line;
use outbox::Outbox;
use std::collections::{BTreeMap, BTreeSet};

/// The machine. One tab leads and carries out what it asks; others feed it to show the same.
#[derive(Debug)]
pub struct Client {
    epoch: u64,
    outbox: Outbox,
    replicas: BTreeMap<ScopeId, Replica>,
    /// The scopes that the last greeting granted.
    granted: BTreeMap<ScopeId, ScopeAccess>,
    /// Scopes whose grant ended: they go once nothing waits for them.
    ended: BTreeSet<ScopeId>,
    /// Scopes whose rows are wrong and begin anew with the next page.
    reset: BTreeSet<ScopeId>,
    /// Scopes that a gap or a fork has stopped. They need a greeting before they are tried again.
    stopped: BTreeMap<ScopeId, BatchError>,
    /// Held commands whose fate is asked for: an administrator may have decided.
    asking: BTreeSet<CommandId>,
    /// The push on its way only asks.
    only_asks: bool,
    /// The stores may hold entries that this machine does not: a server that was restored cannot know that a number before those we
    /// would send is missing here only, so nothing is pushed before they are read.
    unread: bool,
    /// What was let go since the stores were asked for.
    let_go: BTreeSet<CommandId>,
    /// The server lets this device hand over and nothing else.
    revoked: bool,
    online: bool,
    greeted: bool,
    hello: Line,
    push: Line,
    pull: Line,
    /// The scope last asked for.
    asked: Option<ScopeId>,
    /// Its head as heard when it was asked for.
    asked_head: u64,
    /// The scope whose last pull failed: those after it get their turn first, so that one broken scope does not hold up the others.
    failed: Option<ScopeId>,
}

impl Client {
    /// A machine that holds what the stores held at start. `granted` comes from the last greeting remembered.
    pub fn new(hello: Option<&Hello>, entries: Vec<Entry>, mut replicas: BTreeMap<ScopeId, Replica>) -> Self {
        // Rows of an epoch gone by begin anew with the first greeting; until then none of their numbers counts.
        for replica in replicas.values_mut().filter(|replica| hello.is_some_and(|hello| hello.epoch != replica.epoch)) {
            replica.cursor = 0;
        }
        Self {
            epoch: hello.map_or(0, |hello| hello.epoch),
            outbox: Outbox::new(entries),
            replicas,
            granted: hello.map(|hello| by_scope(&hello.scopes)).unwrap_or_default(),
            ended: BTreeSet::new(),
            reset: BTreeSet::new(),
            stopped: BTreeMap::new(),
            asking: BTreeSet::new(),
            only_asks: false,
            unread: false,
            let_go: BTreeSet::new(),
            revoked: false,
            online: true,
            greeted: false,
            hello: Line::NEW,
            push: Line::NEW,
            pull: Line::NEW,
            asked: None,
            asked_head: 0,
            failed: None,
        }
    }

    /// The entries, by scope and number.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.outbox.iter()
    }

    /// Must this machine be told of an entry that the stores hold? What it let go while they were read is still on its way out of them:
    /// were it fed again, it would outlive its own end.
    pub fn lacks(&self, entry: &Entry) -> bool {
        !self.let_go.contains(&entry.id) && !self.outbox.holds(entry)
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
        self.greeted && !self.unread && self.outbox.waiting() == 0 && self.next_pull().is_none()
    }

    /// Was this device revoked, and is all handed over that can be?
    pub fn handed_over(&self) -> bool {
        self.revoked && !self.outbox.iter().any(|entry| entry.waits() && !self.stopped.contains_key(&entry.scope))
    }

    /// Is there room for one more command?
    pub fn has_room(&self) -> bool {
        self.outbox.waiting() < MAX_OUTBOX
    }

    /// The lowest number this device has surely not used in a scope. The stores' own counter may know a higher one.
    pub fn next_n(&self, scope: &ScopeId) -> u64 {
        let told = self.granted.get(scope).map_or(0, |access| access.last_n);
        self.outbox.used(scope).max(told) + 1
    }

    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, event: Event, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        match event {
            Event::Enqueued(entry) | Event::EntryElsewhere(entry) => self.put(entry, &mut actions),
            Event::OutboxRead => {
                self.unread = false;
                self.let_go.clear();
            }
            Event::PageElsewhere { page, reset } => self.page_elsewhere(&page, reset, now),
            Event::Dismissed(id) => actions.extend(self.outbox.dismiss(id).map(Action::StoreEntry)),
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
                self.pull = Line::NEW;
                self.granted.remove(&scope);
                self.ended.insert(scope);
            }
            Event::DroppedElsewhere(scope) => self.dropped_elsewhere(&scope),
            Event::Revoked => self.revoke(),
            Event::Failed(request) => self.failed(request, now),
        }
        self.leave_ended(&mut actions);
        self.next(now, &mut actions);
        actions
    }

    fn put(&mut self, entry: Entry, actions: &mut Vec<Action>) {
        let (scope, id) = (entry.scope.clone(), entry.id);
        actions.extend(self.outbox.put(entry).map(Action::StoreEntry));
        if self.greeted {
            self.send_again(|kept, epoch| kept.id == id && kept.epoch < epoch, actions);
        }
        self.push.wake();
        if let Some(BatchError::StreamGap { expected }) = self.stopped(&scope)
            && self.outbox.has(&scope, expected)
        {
            self.stopped.remove(&scope);
        }
    }

    /// Lets answered entries wait again that the server of this epoch has forgotten, or may have.
    fn send_again(&mut self, forgotten: impl Fn(&Entry, u64) -> bool, actions: &mut Vec<Action>) {
        let epoch = self.epoch;
        let entries = self.outbox.send_again(epoch, |entry| forgotten(entry, epoch));
        actions.extend(entries.into_iter().map(Action::StoreEntry));
    }

    fn revoke(&mut self) {
        self.revoked = true;
        (self.hello, self.pull) = (Line::NEW, Line::NEW);
        self.push.wake();
        self.granted.clear();
        self.ended = self.replicas.keys().cloned().collect();
    }

    fn set_online(&mut self, online: bool) {
        self.online = online;
        if online {
            self.greeted = false;
            for line in [&mut self.hello, &mut self.push, &mut self.pull] {
                line.wake();
            }
        }
    }

    fn failed(&mut self, request: Request, now: Instant) {
        match request {
            Request::Hello => self.hello.failed(now),
            Request::Push => self.push.failed(now),
            Request::Pull => {
                self.pull.failed(now);
                self.failed.clone_from(&self.asked);
            }
        }
    }

    fn heard(&mut self, poke: &Poke) {
        if let Some(replica) = self.replicas.get_mut(&poke.scope) {
            replica.head = replica.head.max(poke.head);
            self.pull.wake();
        }
    }

    fn greet(&mut self, hello: Hello, actions: &mut Vec<Action>) {
        self.hello = Line::NEW;
        self.greeted = true;
        self.stopped.clear();
        self.epoch = hello.epoch;
        // After a restore, what was accepted may be gone again: all that an earlier epoch answered is sent again, and the server knows
        // what it has. Each entry is asked, because the last greeting of whoever is here may be older, or newer, than its answer.
        self.send_again(|entry, epoch| entry.epoch != epoch, actions);
        self.granted = by_scope(&hello.scopes);
        for access in &hello.scopes {
            self.meet(access, actions);
        }
        self.ended = self.replicas.keys().filter(|scope| !self.granted.contains_key(scope)).cloned().collect();
        self.asking = self.outbox.held().collect();
        actions.push(Action::StoreHello(Box::new(hello)));
        self.read_outbox(actions);
    }

    fn read_outbox(&mut self, actions: &mut Vec<Action>) {
        self.unread = true;
        actions.push(Action::ReadOutbox);
    }

    /// Compares what the device holds of a scope with what the server says of it.
    fn meet(&mut self, access: &ScopeAccess, actions: &mut Vec<Action>) {
        let scope = &access.scope;
        let new = || Replica { epoch: self.epoch, partitions: access.partitions.clone(), ..Replica::default() };
        let replica = self.replicas.entry(scope.clone()).or_insert_with(new);
        replica.head = access.head;
        // Another epoch, or a cursor from the future (a restore that nobody announced): begin anew, and no number seen so far counts.
        if replica.epoch != self.epoch || access.head < replica.cursor {
            replica.cursor = 0;
            self.reset.insert(scope.clone());
        }
        if !replica::same(&replica.partitions, &access.partitions) {
            self.reset.insert(scope.clone());
        }
        self.outbox.note_used(scope, access.last_n);
        // The server's stream ends before what it has answered: it has forgotten the rest.
        self.send_again(|entry, _| entry.scope == *scope && entry.n > access.last_n, actions);
        self.forget_backed_up(scope, access.backed_up, actions);
    }

    /// What a backup has and the screen shows from the replica need not be kept.
    fn forget_backed_up(&mut self, scope: &ScopeId, backed_up: u64, actions: &mut Vec<Action>) {
        let cursor = self.replicas.get(scope).map_or(0, |replica| replica.cursor);
        let safe = |result: &CommandResult| result.place <= backed_up && result.last_seq <= cursor;
        let ids = self.outbox.forget(|entry, result| entry.scope == *scope && entry.epoch == self.epoch && safe(result));
        if self.unread {
            self.let_go.extend(&ids);
        }
        actions.extend(ids.into_iter().map(Action::DropEntry));
    }

    fn pushed(&mut self, answer: PushAnswer, now: Instant, actions: &mut Vec<Action>) {
        let only_asked = std::mem::take(&mut self.only_asks);
        if answer.epoch != self.epoch {
            self.push = Line::NEW;
            self.greeted = false;
            if self.revoked {
                // No greeting will tell: whatever the restored server may lack is handed over to it.
                self.epoch = answer.epoch;
                self.send_again(|_, _| true, actions);
                self.read_outbox(actions);
            }
            return;
        }
        if only_asked {
            self.push = Line::NEW;
            return self.told_again(answer, actions);
        }
        let before = (self.outbox.waiting(), self.stopped.len());
        let fault = answer.batches.iter().any(|batch| batch.error == Some(BatchError::Fault));
        for batch in answer.batches {
            self.batch_answered(batch, actions);
        }
        if fault || before == (self.outbox.waiting(), self.stopped.len()) {
            // Nothing moved: asking at once again would only ask forever.
            self.failed(Request::Push, now);
        } else {
            self.push = Line::NEW;
        }
    }

    /// What became of held commands meanwhile. Whatever stopped such a question stops nothing that waits.
    fn told_again(&mut self, answer: PushAnswer, actions: &mut Vec<Action>) {
        for batch in answer.batches {
            for result in batch.results {
                if let Some(replica) = self.replicas.get_mut(&batch.scope) {
                    replica.head = replica.head.max(result.last_seq);
                }
                actions.extend(self.outbox.decided(&batch.scope, result, self.epoch).map(Action::StoreEntry));
            }
        }
    }

    fn batch_answered(&mut self, batch: BatchAnswer, actions: &mut Vec<Action>) {
        self.outbox.note_used(&batch.scope, batch.last_n);
        for result in batch.results {
            if let Some(replica) = self.replicas.get_mut(&batch.scope) {
                replica.head = replica.head.max(result.last_seq);
            }
            actions.extend(self.outbox.answered(&batch.scope, result, self.epoch).map(Action::StoreEntry));
        }
        match batch.error {
            None | Some(BatchError::Fault) => {}
            // The server misses numbers that we still keep: send them again. Where we keep none, the scope stops and says so.
            Some(BatchError::StreamGap { expected }) if self.outbox.has(&batch.scope, expected) => {
                self.send_again(|entry, _| entry.scope == batch.scope && entry.n >= expected, actions);
            }
            Some(error) => {
                if matches!(error, BatchError::StreamGap { .. }) {
                    self.read_outbox(actions);
                }
                self.stopped.insert(batch.scope, error);
            }
        }
    }

    fn pulled(&mut self, page: Page, now: Instant, actions: &mut Vec<Action>) {
        if page.epoch != self.epoch {
            self.pull = Line::NEW;
            self.greeted = false;
            return;
        }
        let (scope, reset) = (page.scope.clone(), self.reset.contains(&page.scope));
        let Some(access) = self.granted.get(&scope).filter(|_| page.after == self.cursor(&page.scope)) else {
            self.pull = Line::NEW;
            return;
        };
        if !replica::same(page.tallies.keys(), &access.partitions) {
            // The grant changed since the greeting: what we may hold is to be asked first.
            self.greeted = false;
            return self.failed(Request::Pull, now);
        }
        if page.head < page.after || (page.to <= page.after && page.to < page.head) {
            if let Some(replica) = self.replicas.get_mut(&scope).filter(|replica| page.head < replica.cursor) {
                replica.cursor = 0;
            }
            self.reset.insert(scope);
            return self.failed(Request::Pull, now);
        }
        self.apply_page(&page, reset, now);
        if !self.replicas.get(&scope).is_some_and(|replica| replica.agrees(&page)) {
            // Silent divergence is impossible: begin the scope anew. The outbox is not touched.
            self.reset.insert(scope);
            return self.failed(Request::Pull, now);
        }
        self.believe_head(&page);
        self.pull = Line::NEW;
        self.failed = None;
        let backed_up = page.backed_up;
        actions.push(Action::StorePage { page: Box::new(page), reset });
        self.forget_backed_up(&scope, backed_up, actions);
    }

    /// A head heard before we asked that is not there now was of before a restore: asking again would only ask for ever.
    fn believe_head(&mut self, page: &Page) {
        let asked = self.asked_head;
        if let Some(replica) = self.replicas.get_mut(&page.scope).filter(|replica| page.to >= page.head && replica.head <= asked) {
            replica.head = page.head;
        }
    }

    /// A page that another tab stored. One that is read already, or that does not follow, is left: the next one that begins anew mends it.
    fn page_elsewhere(&mut self, page: &Page, reset: bool, now: Instant) {
        let cursor = self.replicas.get(&page.scope).map_or(0, |replica| replica.cursor);
        if reset || page.after == cursor {
            self.apply_page(page, reset, now);
            // Whoever leads drops what is backed up from the stores; here it only leaves the memory.
            self.forget_backed_up(&page.scope, page.backed_up, &mut Vec::new());
        }
    }

    /// The leader knows what still waits for a scope and whether it can be sent: when its rows have gone, they go here too.
    fn dropped_elsewhere(&mut self, scope: &ScopeId) {
        self.granted.remove(scope);
        self.ended.remove(scope);
        self.reset.remove(scope);
        self.replicas.remove(scope);
    }

    fn apply_page(&mut self, page: &Page, reset: bool, now: Instant) {
        self.replicas.entry(page.scope.clone()).or_default().apply(page, reset, now);
        if reset {
            self.reset.remove(&page.scope);
        }
    }

    /// A scope whose grant ended leaves the device once nothing waits for it that can still be sent.
    fn leave_ended(&mut self, actions: &mut Vec<Action>) {
        let sendable = self.outbox.iter().filter(|entry| entry.waits() && !self.stopped.contains_key(&entry.scope));
        let waiting: BTreeSet<&ScopeId> = sendable.map(|entry| &entry.scope).collect();
        let leaving: Vec<ScopeId> = self.ended.iter().filter(|scope| !waiting.contains(scope)).cloned().collect();
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
        if self.revoked {
            self.next_push(now, actions);
        } else if self.greeted {
            self.next_push(now, actions);
            self.next_page(now, actions);
        } else if self.hello.ready(now) {
            self.hello.fly();
            actions.push(Action::SendHello);
        }
        let waits = [self.hello, self.push, self.pull].into_iter().filter_map(|line| line.until(now));
        actions.extend(waits.min().map(Action::WakeAt));
    }

    fn next_push(&mut self, now: Instant, actions: &mut Vec<Action>) {
        if self.unread || !self.push.ready(now) {
            return;
        }
        let waiting = self.outbox.push(self.epoch, |scope| self.stopped.contains_key(scope));
        self.only_asks = waiting.is_none();
        // What waits goes first; only then is asked what became of the rest.
        if let Some(push) = waiting.or_else(|| self.outbox.push_again(self.epoch, &mut self.asking)) {
            self.push.fly();
            actions.push(Action::SendPush(push));
        }
    }

    fn next_page(&mut self, now: Instant, actions: &mut Vec<Action>) {
        if self.pull.ready(now)
            && let Some((scope, after)) = self.next_pull()
        {
            self.pull.fly();
            self.asked = Some(scope.clone());
            self.asked_head = self.replicas.get(&scope).map_or(0, |replica| replica.head);
            actions.push(Action::SendPull { scope, after });
        }
    }

    /// Where the next page of a scope begins.
    fn cursor(&self, scope: &ScopeId) -> u64 {
        if self.reset.contains(scope) { 0 } else { self.replicas.get(scope).map_or(0, |replica| replica.cursor) }
    }

    fn next_pull(&self) -> Option<(ScopeId, u64)> {
        let behind = |scope: &&ScopeId| {
            let replica = self.replicas.get(*scope);
            self.reset.contains(*scope) || replica.is_some_and(|replica| replica.cursor < replica.head || replica.fresh_at.is_none())
        };
        let mut scopes = self.granted.keys().filter(behind);
        let later = self.failed.as_ref().and_then(|failed| scopes.clone().find(|scope| *scope > failed));
        later.or_else(|| scopes.next()).map(|scope| (scope.clone(), self.cursor(scope)))
    }
}

fn by_scope(scopes: &[ScopeAccess]) -> BTreeMap<ScopeId, ScopeAccess> {
    scopes.iter().map(|access| (access.scope.clone(), access.clone())).collect()
}
