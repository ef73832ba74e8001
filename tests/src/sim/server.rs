//! A naive server around `shared::sync::server::admit`: maps in memory, one transaction a batch, backups with a watermark.

use super::crypt::{MASTER, Opener, account, name, open_proved, server_device};
use super::device::PERSONS;
use super::plant::Plant;
use super::toy::{Grant, Toy};
use serde_json::value::RawValue;
use shared::kernel::{AccountId, CommandId, DeviceId, Id, Instant, Partition, Role, ScopeId, Standing};
use shared::sync::command::FollowUp;
use shared::sync::envelope::{Envelope, Proved, act_key};
use shared::sync::limits::{MAX_LOAD_ROUNDS, PROTOCOL};
use shared::sync::protocol::{Batch, BatchAnswer, BatchError, Change, CommandResult, Content, Hello, Page, ScopeAccess};
use shared::sync::record::Record;
use shared::sync::server::{Arrival, Earlier, Facts, Head, Person, Plan, Stream, Verdict, admit};
use shared::sync::state::{Loaded, Query};
use std::collections::{BTreeMap, BTreeSet};

/// One stored command, in the order of commits over all scopes.
#[derive(Debug, Clone)]
pub struct Stored {
    pub scope: ScopeId,
    pub device: DeviceId,
    pub text: String,
    pub mac: String,
    pub readable: bool,
    pub result: CommandResult,
}

/// What is stored of one scope.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    pub head: Head,
    pub records: BTreeMap<(String, Id), Record>,
    pub changes: Vec<Change>,
    pub streams: BTreeMap<DeviceId, Stream>,
    earlier: BTreeMap<CommandId, Earlier>,
}

/// The database.
#[derive(Debug, Clone, Default)]
pub struct Database {
    pub epoch: u64,
    pub shelves: BTreeMap<ScopeId, Shelf>,
    pub journal: Vec<Stored>,
    /// What other scopes must learn, and whether they have.
    pub follow_ups: BTreeMap<CommandId, (FollowUp, bool)>,
}

/// Who sends a batch.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    pub device: DeviceId,
    pub kiosk: bool,
}

/// What one batch is about to write.
pub struct Transaction {
    pub answer: BatchAnswer,
    pub stored: Vec<Stored>,
    scope: ScopeId,
    device: DeviceId,
    plans: Vec<Plan>,
}

/// The server: what is on its disk, and the backups.
#[derive(Debug)]
pub struct Server {
    pub database: Database,
    /// Oldest first. The watermark is that of the oldest: any of them may be restored.
    backups: Vec<Database>,
    /// Of every epoch there was; it stands outside of the database.
    last_epoch: u64,
    pub plant: Option<Plant>,
    page_limit: usize,
    /// For `Plant::SameEpoch`: the highest number of a stream ever told.
    told: BTreeMap<(ScopeId, DeviceId), u64>,
}

/// Backups that are kept.
const RETAINED: usize = 2;

impl Server {
    pub fn new(scopes: &[ScopeId], page_limit: usize, plant: Option<Plant>) -> Self {
        let shelves = scopes.iter().map(|scope| (scope.clone(), Shelf::default())).collect();
        let database = Database { epoch: 1, shelves, ..Database::default() };
        Self { database, backups: Vec::new(), last_epoch: 1, plant, page_limit, told: BTreeMap::new() }
    }

    /// Runs a batch up to, and without, its commit.
    pub fn transact(&mut self, sender: Sender, batch: &Batch, now: Instant) -> Transaction {
        let answer = BatchAnswer { scope: batch.scope.clone(), last_n: 0, results: Vec::new(), error: None };
        let mut done = Transaction { answer, stored: Vec::new(), scope: batch.scope.clone(), device: sender.device, plans: Vec::new() };
        let Some(shelf) = self.database.shelves.get(&batch.scope).filter(|_| !matches!(batch.scope, ScopeId::Public(_))) else {
            done.answer.error = Some(BatchError::NotFound);
            return done;
        };
        let mut open = Open::new(&self.database, shelf, batch.scope.clone(), sender, now);
        for sent in &batch.commands {
            let (proved, raw) = match &sent.content {
                Content::Open(proved) => (Some(proved.clone()), String::new()),
                Content::Sealed { sealed } => (open_proved(sealed), sealed.clone()),
            };
            let arrival = Arrival { id: sent.id, n: sent.n, proved, raw };
            if let Some(result) = self.taken_for_a_repeat(&batch.scope, sender.device, &arrival) {
                done.answer.results.push(result);
                continue;
            }
            match open.admit(&arrival) {
                Ok((result, plan)) => {
                    done.answer.results.push(result);
                    done.plans.extend(plan.map(|plan| *plan));
                }
                Err(error) => {
                    done.answer.error = Some(error);
                    break;
                }
            }
        }
        done.answer.last_n = open.stream.last_n;
        done.stored = done.plans.iter().map(|plan| stored(&batch.scope, sender.device, plan)).collect();
        done
    }

    fn taken_for_a_repeat(&self, scope: &ScopeId, device: DeviceId, arrival: &Arrival) -> Option<CommandResult> {
        if self.plant != Some(Plant::NoHashCheck) {
            return None;
        }
        let same = |stored: &&Stored| stored.scope == *scope && stored.device == device && stored.result.n == arrival.n;
        let stored = self.database.journal.iter().find(same)?;
        Some(CommandResult { id: arrival.id, ..stored.result.clone() })
    }

    /// Writes a transaction, all of it.
    pub fn commit(&mut self, done: Transaction, public_too: bool) {
        self.database.journal.extend(done.stored);
        for plan in done.plans {
            if let (Some(scope), Some(head), true) = (done.scope.public(), plan.public, public_too) {
                self.database.shelf(&scope).write(head, plan.public_changes);
            }
            for (place, follow_up) in plan.follow_ups.into_iter().enumerate() {
                let id = CommandId::derived(&["follow-up", &plan.result.id.to_string(), &place.to_string()]);
                self.database.follow_ups.entry(id).or_insert((follow_up, false));
            }
            let shelf = self.database.shelf(&done.scope);
            shelf.write(plan.head, plan.changes);
            shelf.streams.insert(done.device, plan.stream);
            shelf.earlier.insert(plan.result.id, Earlier { hash: plan.command.hash, result: plan.result });
        }
    }

    /// A transaction that came to nothing.
    pub fn abort(&mut self, scope: &ScopeId) {
        if self.plant == Some(Plant::Sequence) {
            self.database.shelf(scope).head.seq += 1;
        }
    }

    /// The next follow-up as a batch of the server's own; nothing where all are done.
    pub fn follow_up(&self) -> Option<(CommandId, Batch)> {
        let (id, (follow_up, _)) = self.database.follow_ups.iter().find(|(_, (_, done))| !done)?;
        let shelf = self.database.shelves.get(&follow_up.scope)?;
        let n = shelf.streams.get(&server_device()).map_or(0, |stream| stream.last_n) + 1;
        let commands = if shelf.earlier.contains_key(id) { Vec::new() } else { vec![own(*id, n, follow_up)] };
        Some((*id, Batch { scope: follow_up.scope.clone(), commands }))
    }

    /// Notes that a follow-up is done.
    pub fn followed(&mut self, id: CommandId) {
        if let Some((_, done)) = self.database.follow_ups.get_mut(&id) {
            *done = true;
        }
    }

    /// The greeting.
    pub fn hello(&mut self, sender: Sender, person: Option<usize>, now: Instant) -> Hello {
        let scopes: Vec<ScopeId> = self.database.shelves.keys().cloned().collect();
        let scopes = scopes.into_iter().filter_map(|scope| self.access(sender, person, scope)).collect();
        let epoch = self.database.epoch;
        Hello { protocol: PROTOCOL, schema: 1, epoch, server_time: now, seal_key: String::new(), account: None, scopes, places: vec![] }
    }

    fn access(&mut self, sender: Sender, person: Option<usize>, scope: ScopeId) -> Option<ScopeAccess> {
        let (roles, partitions) = self.reach(sender, person, &scope)?;
        let shelf = self.database.shelves.get(&scope)?;
        let mut last_n = shelf.streams.get(&sender.device).map_or(0, |stream| stream.last_n);
        if self.plant == Some(Plant::SameEpoch) {
            let told = self.told.entry((scope.clone(), sender.device)).or_default();
            last_n = last_n.max(*told);
            *told = last_n;
        }
        Some(ScopeAccess { head: shelf.head.seq, partitions, roles, last_n, backed_up: self.backed_up(&scope), scope })
    }

    fn reach(&self, sender: Sender, person: Option<usize>, scope: &ScopeId) -> Option<(Vec<Role>, Vec<Partition>)> {
        match (scope, person) {
            (ScopeId::Public(_), None) if sender.kiosk => Some((vec![Role::Visitor], vec![Partition::Ordinary])),
            (ScopeId::Village(_), None) if sender.kiosk => Some((vec![Role::Visitor], Vec::new())),
            (ScopeId::Public(_), _) | (_, None) => None,
            (_, Some(person)) => {
                let grants = self.database.grants(account(person), scope);
                let living = || grants.iter().filter(|grant| !grant.ended);
                let roles: BTreeSet<Role> = living().map(|grant| grant.role).collect();
                let partitions: BTreeSet<Partition> = living().flat_map(|grant| grant.partitions.clone()).collect();
                (!roles.is_empty()).then(|| (roles.into_iter().collect(), partitions.into_iter().collect()))
            }
        }
    }

    /// A page; nothing where the scope is not the asker's.
    pub fn page(&self, sender: Sender, person: Option<usize>, scope: &ScopeId, after: u64) -> Option<Page> {
        let (_, partitions) = self.reach(sender, person, scope)?;
        let shelf = self.database.shelves.get(scope)?;
        let seen = |change: &&Change| partitions.contains(&change.record.partition) || self.plant == Some(Plant::NoFilter);
        let mut changes: Vec<Change> =
            shelf.changes.iter().filter(|change| change.seq > after).filter(seen).take(self.page_limit + 1).cloned().collect();
        let cut = changes.len() > self.page_limit;
        changes.truncate(self.page_limit);
        let to = if cut { changes.last().map_or(after, |change| change.seq) } else { shelf.head.seq.max(after) };
        let tally = |partition: &Partition| {
            let last = shelf.changes.iter().rev().find(|change| change.seq <= to && change.record.partition == *partition);
            (*partition, last.map(|change| change.tally).unwrap_or_default())
        };
        let (epoch, head, backed_up) = (self.database.epoch, shelf.head.seq, self.backed_up(scope));
        Some(Page { scope: scope.clone(), epoch, after, to, head, changes, tallies: partitions.iter().map(tally).collect(), backed_up })
    }

    fn backed_up(&self, scope: &ScopeId) -> u64 {
        if self.plant == Some(Plant::EagerWatermark) {
            return self.database.shelves.get(scope).map_or(0, |shelf| shelf.head.commands);
        }
        self.watermark(scope)
    }

    /// Up to which command of a scope every backup that is kept reaches.
    pub fn watermark(&self, scope: &ScopeId) -> u64 {
        self.backups.first().and_then(|backup| backup.shelves.get(scope)).map_or(0, |shelf| shelf.head.commands)
    }

    pub fn back_up(&mut self) {
        self.backups.push(self.database.clone());
        if self.backups.len() > RETAINED {
            self.backups.remove(0);
        }
    }

    /// Puts a backup back: the newest, or the one before it. Those that are newer belong to a time that never was.
    pub fn restore(&mut self, back: usize) -> bool {
        let Some(index) = self.backups.len().checked_sub(1 + back) else { return false };
        self.backups.truncate(index + 1);
        let Some(backup) = self.backups.last() else { return false };
        self.database = backup.clone();
        self.last_epoch += 1;
        if self.plant != Some(Plant::SameEpoch) {
            self.database.epoch = self.last_epoch;
        }
        true
    }
}

impl Database {
    fn shelf(&mut self, scope: &ScopeId) -> &mut Shelf {
        self.shelves.entry(scope.clone()).or_default()
    }

    fn grants(&self, account: AccountId, scope: &ScopeId) -> Vec<Grant> {
        let rows = self.shelves.get(&ScopeId::Deployment).into_iter().flat_map(|shelf| shelf.records.values());
        let grants = rows.filter(|row| row.kind == "grant").filter_map(|row| serde_json::to_value(&row.body).ok());
        let grants = grants.filter_map(|body| serde_json::from_value::<Grant>(body).ok());
        grants.filter(|grant| grant.account == account && grant.scope == *scope).collect()
    }
}

impl Shelf {
    fn write(&mut self, head: Head, changes: Vec<Change>) {
        self.head = head;
        for change in changes {
            self.records.insert((change.record.kind.clone(), change.record.id), change.record.clone());
            self.changes.push(change);
        }
    }
}

/// A scope under its lock, as the batch has changed it so far.
struct Open<'a> {
    database: &'a Database,
    shelf: &'a Shelf,
    scope: ScopeId,
    sender: Sender,
    now: Instant,
    head: Head,
    public: Option<Head>,
    stream: Stream,
    earlier: BTreeMap<CommandId, Earlier>,
    state: Loaded,
    public_state: Loaded,
}

impl<'a> Open<'a> {
    fn new(database: &'a Database, shelf: &'a Shelf, scope: ScopeId, sender: Sender, now: Instant) -> Self {
        let public = scope.public().and_then(|public| database.shelves.get(&public)).map(|shelf| shelf.head.clone());
        let stream = shelf.streams.get(&sender.device).copied().unwrap_or_default();
        let (head, earlier) = (shelf.head.clone(), BTreeMap::new());
        let (state, public_state) = (Loaded::default(), Loaded::default());
        Self { database, shelf, scope, sender, now, head, public, stream, earlier, state, public_state }
    }

    fn admit(&mut self, arrival: &Arrival) -> Result<(CommandResult, Option<Box<Plan>>), BatchError> {
        let person = self.person(arrival.proved.as_ref().and_then(Proved::open).and_then(|envelope| envelope.actor));
        for _ in 0..MAX_LOAD_ROUNDS {
            match self.decide(arrival, &person) {
                Verdict::Repeat(result) => return Ok((result, None)),
                Verdict::Stop(error) => return Err(error),
                Verdict::Load { scope, public } => self.load(scope, public),
                Verdict::Store(plan) => {
                    self.take(&plan);
                    return Ok((plan.result.clone(), Some(plan)));
                }
            }
        }
        Err(BatchError::Fault)
    }

    fn decide(&self, arrival: &Arrival, person: &Person) -> Verdict {
        let facts = Facts {
            scope: &self.scope,
            device: self.sender.device,
            received_at: self.now,
            epoch: self.database.epoch,
            head: &self.head,
            public: self.public.as_ref(),
            stream: self.stream,
            earlier: self.earlier.get(&arrival.id).or_else(|| self.shelf.earlier.get(&arrival.id)),
            person,
            unseal: &Opener,
            state: &self.state,
            public_state: &self.public_state,
        };
        admit(arrival, &facts, &Toy)
    }

    fn person(&self, actor: Option<AccountId>) -> Person {
        let Some(actor) = actor else {
            let own = self.sender.device == server_device();
            let role = if own { Some(Role::System) } else { self.sender.kiosk.then_some(Role::Visitor) };
            return Person { standing: Standing { roles: role.into_iter().collect(), ..Standing::default() }, ..Person::default() };
        };
        let grants = self.database.grants(actor, &self.scope);
        let roles: Vec<Role> = grants.iter().filter(|grant| !grant.ended).map(|grant| grant.role).collect();
        let known = (0..PERSONS).any(|person| account(person) == actor);
        Person {
            grant_ended: roles.is_empty() && !grants.is_empty(),
            standing: Standing { account: Some(actor), name: name(actor), roles },
            key: known.then(|| act_key(&MASTER, actor, self.sender.device, 1)),
            closed: false,
            revoked: false,
            ..Person::default()
        }
    }

    /// Reads what was there before the batch: what the batch itself has written stands in the loaded state.
    fn load(&mut self, scope: BTreeSet<Query>, public: BTreeSet<Query>) {
        let of = |shelf: &Shelf, query: &Query| shelf.records.values().filter(|record| query.takes(record)).cloned().collect();
        for query in scope {
            let records = of(self.shelf, &query);
            self.state.load(query, records);
        }
        let shelf = self.scope.public().and_then(|public| self.database.shelves.get(&public));
        for query in public {
            let records = shelf.map(|shelf| of(shelf, &query)).unwrap_or_default();
            self.public_state.load(query, records);
        }
    }

    fn take(&mut self, plan: &Plan) {
        for change in &plan.changes {
            self.state.put(change.record.clone());
        }
        for change in &plan.public_changes {
            self.public_state.put(change.record.clone());
        }
        self.head = plan.head.clone();
        self.public = plan.public.clone().or(self.public.take());
        self.stream = plan.stream;
        self.earlier.insert(plan.result.id, Earlier { hash: plan.command.hash, result: plan.result.clone() });
    }
}

fn stored(scope: &ScopeId, device: DeviceId, plan: &Plan) -> Stored {
    let (text, mac) = (plan.command.text.clone(), plan.command.mac.clone());
    let readable = text.starts_with('{');
    Stored { scope: scope.clone(), device, text, mac, readable, result: plan.result.clone() }
}

/// A follow-up as the server's own command.
fn own(id: CommandId, n: u64, follow_up: &FollowUp) -> shared::sync::protocol::Sent {
    let envelope = Envelope {
        protocol: PROTOCOL,
        id,
        scope: follow_up.scope.clone(),
        device: server_device(),
        n,
        actor: None,
        name: follow_up.name.clone(),
        version: 1,
        device_time: Instant::default(),
        seen: 0,
        body: RawValue::from_string(follow_up.body.to_string()).unwrap_or_default(),
    };
    let proved = Proved::seal(&envelope, None).unwrap_or(Proved { text: String::new(), mac: String::new() });
    shared::sync::protocol::Sent { id, n, content: Content::Open(proved) }
}
