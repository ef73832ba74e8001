//! The device's machine, told what happens line by line.

mod epochs;
mod grants;
mod held;
mod pulling;
mod sending;
mod tabs;

use super::*;
use crate::kernel::{CommandId, Id, Partition, Role};
use crate::sync::digest::Tally;
use crate::sync::envelope::Proved;
use crate::sync::protocol::{Change, CommandResult, Content, Status};
use crate::sync::record::{Fields, Record};
use crate::sync::rejection::RejectionCode;

/// A machine with a clock, and all that it asked to store.
struct Stage {
    client: Client,
    now: i64,
}

impl Stage {
    /// A machine that knows nothing yet.
    fn new() -> Self {
        Self::holding(vec![], BTreeMap::new())
    }

    fn holding(entries: Vec<Entry>, replicas: BTreeMap<ScopeId, Replica>) -> Self {
        Self { client: Client::new(None, entries, replicas), now: 1_000_000 }
    }

    /// A machine that was greeted and has pulled `count` records of the village.
    fn greeted(count: u64) -> Self {
        let mut stage = Self::new();
        stage.tell(Event::Tick);
        stage.tell(hello(1, vec![access(village(), count, 0)]));
        stage.tell(pulled(page(&village(), 0, count, count)));
        stage
    }

    /// Tells the machine; where it asks for the stores, they hold nothing new.
    fn tell(&mut self, event: Event) -> Vec<Action> {
        let mut actions = self.tell_unread(event);
        if actions.contains(&Action::ReadOutbox) {
            actions.extend(self.tell_unread(Event::OutboxRead));
        }
        actions
    }

    /// Tells the machine; where it asks for the stores, they are not read yet.
    fn tell_unread(&mut self, event: Event) -> Vec<Action> {
        self.client.handle(event, Instant::from_millis(self.now))
    }

    /// Time passes, and the timer rings.
    fn after(&mut self, millis: i64) -> Vec<Action> {
        self.now += millis;
        self.tell(Event::Tick)
    }

    fn result_of(&self, name: &str) -> Option<CommandResult> {
        self.client.entries().find(|entry| entry.id == command(name)).and_then(|entry| entry.result.clone())
    }

    fn cursor(&self, scope: &ScopeId) -> Option<u64> {
        self.client.replica(scope).map(|replica| replica.cursor)
    }
}

fn village() -> ScopeId {
    "village:623023100200".parse().unwrap()
}

fn neighbour() -> ScopeId {
    "village:623023100201".parse().unwrap()
}

fn command(name: &str) -> CommandId {
    CommandId::derived(&[name])
}

fn entry(name: &str, scope: ScopeId, n: u64) -> Entry {
    let content = Content::Open(Proved { text: name.into(), mac: String::new() });
    let at = Instant::from_millis(1);
    Entry {
        id: command(name),
        scope,
        n,
        name: "visit.record".into(),
        actor: None,
        at,
        content,
        result: None,
        epoch: 0,
        dismissed: false,
        former: false,
    }
}

fn enqueued(name: &str, n: u64) -> Event {
    Event::Enqueued(entry(name, village(), n))
}

fn access(scope: ScopeId, head: u64, last_n: u64) -> ScopeAccess {
    ScopeAccess { scope, head, partitions: vec![Partition::Ordinary], roles: vec![Role::LinkedCadre], last_n, backed_up: 0 }
}

fn hello(epoch: u64, scopes: Vec<ScopeAccess>) -> Event {
    let server_time = Instant::from_millis(5);
    Event::Hello(Box::new(Hello {
        protocol: 1,
        schema: 1,
        epoch,
        server_time,
        seal_key: String::new(),
        account: None,
        scopes,
        places: vec![],
    }))
}

/// The record that change `seq` of a scope wrote.
fn record(seq: u64) -> Record {
    Record {
        kind: "note".into(),
        id: Id::derived(&["note", &seq.to_string()]),
        parent: None,
        partition: Partition::Ordinary,
        version: seq,
        deleted: false,
        body: Fields::new(),
        written: BTreeMap::new(),
        rivals: BTreeMap::new(),
    }
}

fn change(seq: u64) -> Change {
    Change { seq, command: command("somebody's"), record: record(seq), tally: Tally::default() }
}

/// A page of a scope in which each change wrote a record of its own.
fn page(scope: &ScopeId, after: u64, to: u64, head: u64) -> Page {
    let mut tally = Tally::default();
    (1..=to).for_each(|seq| tally.replace(None, &record(seq)));
    let tallies = [(Partition::Ordinary, tally)].into();
    Page { scope: scope.clone(), epoch: 1, after, to, head, changes: (after + 1..=to).map(change).collect(), tallies, backed_up: 0 }
}

fn pulled(page: Page) -> Event {
    Event::Pulled(Box::new(page))
}

fn result(name: &str, n: u64, status: Status) -> CommandResult {
    let reason = match status {
        Status::Accepted => None,
        Status::Rejected => Some(RejectionCode::Stale.into()),
        Status::Quarantined => Some(RejectionCode::GrantEnded.into()),
    };
    let received_at = Instant::from_millis(7);
    CommandResult { id: command(name), n, status, reason, place: n, first_seq: 0, last_seq: 0, received_at, questions: vec![] }
}

fn batch(scope: ScopeId, last_n: u64, results: Vec<CommandResult>, error: Option<BatchError>) -> BatchAnswer {
    BatchAnswer { scope, last_n, results, error }
}

fn pushed(epoch: u64, batches: Vec<BatchAnswer>) -> Event {
    Event::Pushed(Box::new(PushAnswer { epoch, batches }))
}

fn accepted(name: &str, n: u64) -> Event {
    pushed(1, vec![batch(village(), n, vec![result(name, n, Status::Accepted)], None)])
}

/// The scopes and numbers of a push among the actions.
fn sent(actions: &[Action]) -> Option<Vec<(ScopeId, Vec<u64>)>> {
    let push = actions.iter().find_map(|action| match action {
        Action::SendPush(push) => Some(push),
        _ => None,
    })?;
    let numbers = |batch: &crate::sync::protocol::Batch| batch.commands.iter().map(|sent| sent.n).collect();
    Some(push.batches.iter().map(|batch| (batch.scope.clone(), numbers(batch))).collect())
}

/// The scope and cursor of a pull among the actions.
fn asked(actions: &[Action]) -> Option<(ScopeId, u64)> {
    actions.iter().find_map(|action| match action {
        Action::SendPull { scope, after } => Some((scope.clone(), *after)),
        _ => None,
    })
}

/// In how many milliseconds the machine wants to be called again.
fn wakes(stage: &Stage, actions: &[Action]) -> Option<i64> {
    actions.iter().find_map(|action| match action {
        Action::WakeAt(at) => Some(at.millis_since(Instant::from_millis(stage.now))),
        _ => None,
    })
}

/// The ids of the entries to store anew.
fn stored(actions: &[Action]) -> Vec<CommandId> {
    let entry = |action: &Action| match action {
        Action::StoreEntry(entry) => Some(entry.id),
        _ => None,
    };
    actions.iter().filter_map(entry).collect()
}

fn resets(actions: &[Action]) -> Option<bool> {
    actions.iter().find_map(|action| match action {
        Action::StorePage { reset, .. } => Some(*reset),
        _ => None,
    })
}
