//! For tests of the protocol: a room with one command for each way in which records meet, and a server in memory around [`admit`].

use super::command::{Command, Context, Effects, FollowUp, Rules, Unseal, run_as};
use super::digest::Tallies;
use super::envelope::{ActKey, Envelope, Proved};
use super::limits::MAX_LOAD_ROUNDS;
use super::protocol::{BatchError, Change, CommandResult, Content, Page, Sent};
use super::record::{FieldEdit, Fields, Kind, Record, SetEdit, Write, fields};
use super::rejection::{Rejection, RejectionCode};
use super::server::{Arrival, Earlier, Facts, Head, Person, Plan, Stream, Verdict, admit};
use super::state::{Loaded, Query, State};
use crate::kernel::{AccountId, CommandId, DeviceId, Id, Instant, Partition, Role, ScopeId, Standing, Violation, Violations};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const KEY: ActKey = [3; 32];

pub fn village() -> ScopeId {
    "village:623023100200".parse().unwrap()
}

pub fn account() -> AccountId {
    AccountId::derived(&["cadre"])
}

pub fn device(name: &str) -> DeviceId {
    DeviceId::derived(&[name])
}

pub fn cadre() -> Person {
    let standing = Standing { account: Some(account()), name: "王 cadre".into(), roles: vec![Role::LinkedCadre] };
    Person { standing, key: Some(KEY), ..Person::default() }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Card {
    pub title: String,
    pub inner: String,
    pub open: bool,
}

impl Kind for Card {
    const KIND: &'static str = "card";
    const PUBLISHED: bool = true;
    fn public(&self, _id: Id) -> Option<Fields> {
        self.open.then(|| fields(&json!({ "title": self.title })))
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Illness {
    pub text: String,
}

impl Kind for Illness {
    const KIND: &'static str = "illness";
    const PARTITION: Partition = Partition::Sensitive;
}

/// Creates a card.
#[derive(Debug, Serialize, Deserialize)]
pub struct Add {
    pub id: Id,
    pub title: String,
    #[serde(default)]
    pub open: bool,
}

/// Merges fields and sets of a card.
#[derive(Debug, Serialize, Deserialize)]
pub struct Edit {
    pub id: Id,
    #[serde(default)]
    pub edits: Vec<FieldEdit>,
    #[serde(default)]
    pub sets: Vec<SetEdit>,
}

/// Opens or closes a card, if it still stands as the person saw it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Turn {
    pub id: Id,
    pub from: bool,
}

/// Writes so many sensitive records and tells the neighbour.
#[derive(Debug, Serialize, Deserialize)]
pub struct Note {
    pub id: Id,
    pub times: u64,
}

impl Command for Add {
    const NAME: &'static str = "t.add";
    const BY: &'static [Role] = &[Role::LinkedCadre, Role::Visitor];
    fn check(&self) -> Vec<Violation> {
        let mut found = Violations::default();
        found.text("title", &self.title, 100);
        found.finish()
    }
    fn apply(&self, _state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let card = Card { title: self.title.clone(), inner: "for the village only".into(), open: self.open };
        Ok(vec![card.create(self.id)].into())
    }
}

impl Command for Edit {
    const NAME: &'static str = "t.edit";
    const BY: &'static [Role] = &[Role::LinkedCadre];
    fn check(&self) -> Vec<Violation> {
        Vec::new()
    }
    fn apply(&self, _state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        Ok(vec![Write::Merge { kind: Card::KIND, id: self.id, edits: self.edits.clone(), sets: self.sets.clone() }].into())
    }
}

impl Command for Turn {
    const NAME: &'static str = "t.turn";
    const BY: &'static [Role] = &[Role::LinkedCadre];
    fn check(&self) -> Vec<Violation> {
        Vec::new()
    }
    fn apply(&self, state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let card = state.one::<Card>(self.id).ok_or(RejectionCode::NotFound)?;
        if card.value.open != self.from {
            return Err(Rejection::from(RejectionCode::Stale).with("current", card.value.open));
        }
        Ok(vec![Write::Patch { kind: Card::KIND, id: self.id, fields: fields(&json!({ "open": !self.from })) }].into())
    }
}

impl Command for Note {
    const NAME: &'static str = "t.note";
    const BY: &'static [Role] = &[Role::LinkedCadre];
    fn check(&self) -> Vec<Violation> {
        Vec::new()
    }
    fn apply(&self, _state: &dyn State, _context: &Context<'_>) -> Result<Effects, Rejection> {
        let id = |n: u64| Id::derived(&[&self.id.to_string(), &n.to_string()]);
        let mut effects = Effects::from((0..self.times).map(|n| Illness { text: n.to_string() }.create(id(n))).collect::<Vec<_>>());
        effects.follow_ups.push(FollowUp { scope: ScopeId::Deployment, name: "t.learn".into(), body: json!({ "id": self.id }) });
        Ok(effects)
    }
}

pub struct Room;

impl Rules for Room {
    fn run(&self, name: &str, version: u16, body: &str, state: &dyn State, context: &Context<'_>) -> Result<Effects, Rejection> {
        match name {
            Add::NAME => run_as::<Add>(version, body, state, context),
            Edit::NAME => run_as::<Edit>(version, body, state, context),
            Turn::NAME => run_as::<Turn>(version, body, state, context),
            Note::NAME => run_as::<Note>(version, body, state, context),
            _ => Err(RejectionCode::UnknownCommand.into()),
        }
    }
    fn publishes(&self, kind: &str) -> bool {
        kind == Card::KIND
    }
    fn public(&self, record: &Record) -> Option<Fields> {
        let card: Card = serde_json::from_value(Value::Object(record.body.clone())).ok()?;
        card.public(record.id)
    }
}

struct Closed;

impl Unseal for Closed {
    fn unseal(&self, _sealed: &str) -> Option<String> {
        None
    }
}

/// An envelope of a device, in its village.
pub fn envelope(from: &str, n: u64, actor: Option<AccountId>, name: &str, body: &Value) -> Envelope {
    Envelope {
        protocol: 1,
        id: CommandId::derived(&[from, &n.to_string()]),
        scope: village(),
        device: device(from),
        n,
        actor,
        name: name.into(),
        version: 1,
        device_time: Instant::from_millis(i64::try_from(n).unwrap()),
        seen: 0,
        body: RawValue::from_string(body.to_string()).unwrap(),
    }
}

/// A cadre's command as it arrives.
pub fn arrival(from: &str, n: u64, name: &str, body: &Value) -> Arrival {
    proved_arrival(&envelope(from, n, Some(account()), name, body), Some(&KEY))
}

pub fn proved_arrival(envelope: &Envelope, key: Option<&ActKey>) -> Arrival {
    Arrival { id: envelope.id, n: envelope.n, proved: Some(Proved::seal(envelope, key).unwrap()), raw: String::new() }
}

/// One scope with its public view, in memory. A clone of it is a backup.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Village {
    pub epoch: u64,
    pub head: Head,
    pub public: Head,
    pub streams: BTreeMap<DeviceId, Stream>,
    pub commands: BTreeMap<CommandId, Earlier>,
    pub records: BTreeMap<(String, Id), Record>,
    pub public_records: BTreeMap<(String, Id), Record>,
    pub changes: Vec<Change>,
    pub follow_ups: Vec<FollowUp>,
}

impl Village {
    /// Decides on an arrival and stores what is to be stored.
    pub fn take(&mut self, from: DeviceId, person: &Person, arrival: &Arrival) -> Result<CommandResult, BatchError> {
        let (mut state, mut public_state) = (Loaded::default(), Loaded::default());
        for _ in 0..MAX_LOAD_ROUNDS {
            match self.decide(from, person, arrival, (&state, &public_state)) {
                Verdict::Repeat(result) => return Ok(result),
                Verdict::Stop(error) => return Err(error),
                Verdict::Load { scope, public } => {
                    let of =
                        |records: &BTreeMap<_, Record>, query: &Query| records.values().filter(|row| query.takes(row)).cloned().collect();
                    for query in scope {
                        state.load(query.clone(), of(&self.records, &query));
                    }
                    for query in public {
                        public_state.load(query.clone(), of(&self.public_records, &query));
                    }
                }
                Verdict::Store(plan) => {
                    let result = plan.result.clone();
                    self.store(from, *plan);
                    return Ok(result);
                }
            }
        }
        panic!("it asks for more and more");
    }

    pub fn decide(&self, from: DeviceId, person: &Person, arrival: &Arrival, (state, public_state): (&Loaded, &Loaded)) -> Verdict {
        let facts = Facts {
            scope: &village(),
            device: from,
            received_at: Instant::from_millis(1_000 + i64::try_from(self.head.commands).unwrap()),
            epoch: self.epoch,
            head: &self.head,
            public: Some(&self.public),
            stream: self.streams.get(&from).copied().unwrap_or_default(),
            earlier: self.commands.get(&arrival.id),
            person,
            unseal: &Closed,
            state,
            public_state,
        };
        admit(arrival, &facts, &Room)
    }

    fn store(&mut self, from: DeviceId, plan: Plan) {
        self.streams.insert(from, plan.stream);
        self.commands.insert(plan.result.id, Earlier { hash: plan.command.hash, result: plan.result });
        self.head = plan.head;
        self.public = plan.public.unwrap_or(self.public.clone());
        let key = |change: &Change| (change.record.kind.clone(), change.record.id);
        self.records.extend(plan.changes.iter().map(|change| (key(change), change.record.clone())));
        self.public_records.extend(plan.public_changes.iter().map(|change| (key(change), change.record.clone())));
        self.changes.extend(plan.changes);
        self.follow_ups.extend(plan.follow_ups);
    }

    /// A page of what the cadre may read: everything in the ordinary partition.
    pub fn page(&self, after: u64, limit: usize) -> Page {
        let seen = self.changes.iter().filter(|change| change.seq > after && change.record.partition == Partition::Ordinary);
        let mut changes: Vec<Change> = seen.take(limit + 1).cloned().collect();
        let cut = changes.len() > limit;
        changes.truncate(limit);
        let to = if cut { changes.last().unwrap().seq } else { self.head.seq };
        let told = self.changes.iter().rev().find(|change| change.seq <= to && change.record.partition == Partition::Ordinary);
        let tallies: Tallies = [(Partition::Ordinary, told.map(|change| change.tally).unwrap_or_default())].into();
        Page { scope: village(), epoch: self.epoch, after, to, head: self.head.seq, changes, tallies, backed_up: 0 }
    }
}

/// What a device sends, as it arrives at the server.
pub fn arrived(sent: &Sent) -> Arrival {
    match &sent.content {
        Content::Open(proved) => Arrival { id: sent.id, n: sent.n, proved: Some(proved.clone()), raw: String::new() },
        Content::Sealed { sealed } => Arrival { id: sent.id, n: sent.n, proved: None, raw: sealed.clone() },
    }
}
