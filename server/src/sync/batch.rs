//! One batch of one scope in one transaction: lock, gather facts, let `admit` decide, load what it asks for, write what it decided.
//!
//! What the batch writes is kept back to the end and written in one go; until then it stands in the loaded state, where the next
//! command reads it.

use crate::auth::standing;
use crate::state::AppState;
use crate::store::{Result, StoreError, StoredBatch, Writer};
use shared::account::Device;
use shared::kernel::{AccountId, Code, CommandId, DeviceId, Instant, Role, ScopeId, Standing};
use shared::place::Division;
use shared::register::AllRooms;
use shared::sync::command::FollowUp;
use shared::sync::limits::MAX_LOAD_ROUNDS;
use shared::sync::protocol::{BatchError, Change, CommandResult, Poke, Status};
use shared::sync::record::Kind;
use shared::sync::server::{Arrival, Earlier, Facts, Head, Person, Plan, StoredCommand, Stream, Verdict, admit, settle};
use shared::sync::state::{Loaded, Query};
use std::collections::{BTreeMap, BTreeSet};

/// Who sends a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// An authenticated device.
    Device {
        /// The device.
        id: DeviceId,
        /// The village whose kiosk it is.
        kiosk_village: Option<Code>,
    },
    /// The server itself.
    Server,
}

impl Sender {
    fn device(&self, state: &AppState) -> DeviceId {
        match self {
            Self::Device { id, .. } => *id,
            Self::Server => state.identity.device,
        }
    }
}

/// What became of a command.
#[derive(Debug)]
pub enum Step {
    /// It is stored, now or before, with this result.
    Answered(CommandResult),
    /// The batch stops here; nothing of this command was stored.
    Stopped(BatchError),
}

/// What must be done once the transaction is on disk.
#[derive(Debug, Default)]
pub struct Aftermath {
    /// Heads that moved.
    pub pokes: Vec<Poke>,
    /// Whether follow-ups wait.
    pub follow_ups: bool,
}

impl Aftermath {
    /// Tells those who wait. Only after the commit: what is told must be there.
    pub fn tell(self, state: &AppState) {
        for poke in &self.pokes {
            state.hub.poke(poke);
        }
        if self.follow_ups {
            state.follow_ups.notify_one();
        }
    }
}

/// An open batch: the scope is locked.
pub struct Batch<'w> {
    writer: &'w mut dyn Writer,
    state: AppState,
    sender: Sender,
    device: DeviceId,
    scope: ScopeId,
    received_at: Instant,
    head: Head,
    public: Option<(ScopeId, Head)>,
    stream: Stream,
    earlier: BTreeMap<CommandId, Earlier>,
    people: BTreeMap<Option<AccountId>, Person>,
    /// The device may only hand over what it has: nothing of it is applied.
    revoked: bool,
    records: Loaded,
    public_records: Loaded,
    waiting: Waiting,
    aftermath: Aftermath,
}

/// What was decided and is not written yet.
#[derive(Default)]
struct Waiting {
    commands: Vec<(StoredCommand, CommandResult)>,
    changes: Vec<Change>,
    public_changes: Vec<Change>,
    follow_ups: Vec<(CommandId, FollowUp)>,
}

impl<'w> Batch<'w> {
    /// Locks the scope, then its public view, and reads what every command of the batch needs. Nothing for a scope that is not
    /// there or takes no commands.
    pub async fn open(
        writer: &'w mut dyn Writer,
        state: &AppState,
        sender: Sender,
        scope: ScopeId,
        received_at: Instant,
    ) -> Result<Option<Self>> {
        if matches!(scope, ScopeId::Public(_)) {
            return Ok(None);
        }
        let Some(row) = writer.lock(&scope).await? else { return Ok(None) };
        let public = match scope.public() {
            Some(public) => {
                let row = writer.lock(&public).await?.ok_or_else(|| StoreError::NoScope(public.clone()))?;
                Some((public, row.head))
            }
            None => None,
        };
        let device = sender.device(state);
        let stream = writer.stream(&scope, device).await?;
        let revoked = match &sender {
            Sender::Device { id, .. } => standing::one::<Device>(&mut *writer, (*id).into()).await?.is_some_and(|device| device.revoked),
            Sender::Server => false,
        };
        Ok(Some(Self {
            writer,
            state: state.clone(),
            sender,
            device,
            scope,
            received_at,
            head: row.head,
            public,
            stream,
            earlier: BTreeMap::new(),
            people: BTreeMap::new(),
            revoked,
            records: Loaded::default(),
            public_records: Loaded::default(),
            waiting: Waiting::default(),
            aftermath: Aftermath::default(),
        }))
    }

    /// Looks up which of these commands are stored already. To be called before they are admitted.
    pub async fn recognise(&mut self, commands: &[CommandId]) -> Result<()> {
        let known = self.writer.earlier(&self.scope, commands).await?;
        self.earlier.extend(known.into_iter().map(|earlier| (earlier.result.id, earlier)));
        Ok(())
    }

    /// What became of a command that is stored already.
    pub fn earlier(&self, command: CommandId) -> Option<&CommandResult> {
        self.earlier.get(&command).map(|earlier| &earlier.result)
    }

    /// The last number of the sender's stream.
    pub fn last_n(&self) -> u64 {
        self.stream.last_n
    }

    /// The scope's head.
    pub fn head(&self) -> u64 {
        self.head.seq
    }

    /// The transaction, for what must be written beside the batch.
    pub fn writer(&mut self) -> &mut dyn Writer {
        self.writer
    }

    /// Decides on one arrival and takes in what it writes.
    pub async fn admit(&mut self, arrival: &Arrival) -> Result<Step> {
        let account = arrival.proved.as_ref().and_then(shared::sync::envelope::Proved::open).and_then(|envelope| envelope.actor);
        let person = self.person(account).await?;
        for _ in 0..MAX_LOAD_ROUNDS {
            match self.decide(arrival, &person) {
                Verdict::Repeat(result) => return Ok(Step::Answered(result)),
                Verdict::Stop(error) => return Ok(Step::Stopped(error)),
                Verdict::Load { scope, public } => self.load(scope, public).await?,
                Verdict::Store(plan) => return self.take(*plan).await.map(Step::Answered),
            }
        }
        Err(StoreError::Endless(arrival.id))
    }

    /// Runs a held command of another device as its author wrote it, under what they were then. An answer that is not *accepted* is what
    /// the rules say, and nothing was written.
    pub async fn take_held(&mut self, arrival: &Arrival, device: DeviceId, held: &CommandResult, author: &Person) -> Result<Step> {
        let now = std::mem::replace(&mut self.received_at, held.received_at);
        let own = std::mem::replace(&mut self.device, device);
        let step = self.run_held(arrival, held, author).await;
        (self.received_at, self.device) = (now, own);
        step
    }

    async fn run_held(&mut self, arrival: &Arrival, held: &CommandResult, author: &Person) -> Result<Step> {
        for _ in 0..MAX_LOAD_ROUNDS {
            let verdict = settle(arrival, held, &self.facts(None, author), &AllRooms);
            match verdict {
                Verdict::Repeat(result) => return Ok(Step::Answered(result)),
                Verdict::Stop(error) => return Ok(Step::Stopped(error)),
                Verdict::Load { scope, public } => self.load(scope, public).await?,
                Verdict::Store(plan) if plan.result.status == Status::Accepted => {
                    let result = plan.result.clone();
                    self.write_settled(*plan).await?;
                    return Ok(Step::Answered(result));
                }
                Verdict::Store(plan) => return Ok(Step::Answered(plan.result)),
            }
        }
        Err(StoreError::Endless(arrival.id))
    }

    /// Writes what a held command does, now that it is taken.
    async fn write_settled(&mut self, plan: Plan) -> Result<()> {
        let Plan { command, result, changes, public_changes, head, public, follow_ups, .. } = plan;
        let id = result.id;
        let follow_ups: Vec<(CommandId, FollowUp)> = follow_ups.into_iter().map(|follow_up| (id, follow_up)).collect();
        self.note_aftermath(&changes, &public_changes, &follow_ups);
        self.head = head;
        if let (Some((_, own)), Some(head)) = (&mut self.public, public) {
            *own = head;
        }
        self.settle(Waiting { commands: vec![(command, result)], changes, public_changes, follow_ups }).await
    }

    /// Writes that a held command is not taken.
    pub async fn refuse_held(&mut self, command: StoredCommand, result: CommandResult) -> Result<()> {
        self.settle(Waiting { commands: vec![(command, result)], ..Waiting::default() }).await
    }

    async fn settle(&mut self, held: Waiting) -> Result<()> {
        let batch = self.stored(held);
        self.writer.settle(&batch).await
    }

    /// What was decided, as the store takes it.
    fn stored(&self, decided: Waiting) -> StoredBatch {
        let Waiting { commands, changes, public_changes, follow_ups } = decided;
        StoredBatch {
            scope: self.scope.clone(),
            device: self.device,
            head: self.head.clone(),
            stream: self.stream,
            received_at: self.received_at,
            commands,
            changes,
            public: self.public.clone().filter(|_| !public_changes.is_empty()).map(|(scope, head)| (scope, head, public_changes)),
            follow_ups,
        }
    }

    fn decide(&self, arrival: &Arrival, person: &Person) -> Verdict {
        admit(arrival, &self.facts(self.earlier.get(&arrival.id), person), &AllRooms)
    }

    fn facts<'a>(&'a self, earlier: Option<&'a Earlier>, person: &'a Person) -> Facts<'a> {
        Facts {
            scope: &self.scope,
            device: self.device,
            received_at: self.received_at,
            epoch: self.state.identity.epoch,
            head: &self.head,
            public: self.public.as_ref().map(|(_, head)| head),
            stream: self.stream,
            earlier,
            person,
            unseal: &self.state.keys,
            state: &self.records,
            public_state: &self.public_records,
        }
    }

    /// Whoever an envelope names, as the deployment's records say under this transaction.
    async fn person(&mut self, account: Option<AccountId>) -> Result<Person> {
        if let Some(person) = self.people.get(&account) {
            return Ok(person.clone());
        }
        let person = match (&self.sender, account) {
            (Sender::Server, None) => system(),
            // A kiosk speaks for the visitors of its own village only.
            (Sender::Device { kiosk_village, .. }, None) if kiosk_village.as_ref() != self.scope.place() => Person::default(),
            _ => {
                let today = self.received_at.day_in_china();
                standing::person(&mut *self.writer, &self.state.keys, account, self.device, &self.scope, today).await?
            }
        };
        let person = Person { revoked: self.revoked, ..person };
        self.people.insert(account, person.clone());
        Ok(person)
    }

    async fn load(&mut self, scope: BTreeSet<Query>, public: BTreeSet<Query>) -> Result<()> {
        for query in scope {
            let records = self.writer.records(&self.scope, &query).await?;
            self.records.load(query, records);
        }
        if let Some((public_scope, _)) = &self.public {
            for query in public {
                let records = self.writer.records(public_scope, &query).await?;
                self.public_records.load(query, records);
            }
        }
        Ok(())
    }

    async fn take(&mut self, plan: Plan) -> Result<CommandResult> {
        let Plan { command, result, changes, public_changes, head, public, stream, follow_ups } = plan;
        for change in &changes {
            self.records.put(change.record.clone());
        }
        for change in &public_changes {
            self.public_records.put(change.record.clone());
        }
        self.head = head;
        if let (Some((_, own)), Some(head)) = (&mut self.public, public) {
            *own = head;
        }
        self.stream = stream;
        self.earlier.insert(result.id, Earlier { hash: command.hash, result: result.clone() });
        self.waiting.commands.push((command, result.clone()));
        self.waiting.changes.extend(changes);
        self.waiting.public_changes.extend(public_changes);
        self.waiting.follow_ups.extend(follow_ups.into_iter().map(|follow_up| (result.id, follow_up)));
        if self.scope == ScopeId::Deployment {
            // Here stands who may do what: the next command must meet it as this one left it.
            self.write().await?;
            self.people.clear();
        }
        Ok(result)
    }

    /// Writes what was decided since the last time.
    async fn write(&mut self) -> Result<()> {
        let decided = std::mem::take(&mut self.waiting);
        if decided.commands.is_empty() {
            return Ok(());
        }
        let opened = opened_by(&self.scope, &decided.changes);
        self.note_aftermath(&decided.changes, &decided.public_changes, &decided.follow_ups);
        let batch = self.stored(decided);
        self.writer.store(&batch).await?;
        if !opened.is_empty() {
            self.writer.ensure_scopes(&opened, self.received_at).await?;
        }
        Ok(())
    }

    fn note_aftermath(&mut self, changes: &[Change], public_changes: &[Change], follow_ups: &[(CommandId, FollowUp)]) {
        if let Some(last) = changes.last() {
            self.aftermath.pokes.push(Poke { scope: self.scope.clone(), head: last.seq });
        }
        if let (Some((public, _)), Some(last)) = (&self.public, public_changes.last()) {
            self.aftermath.pokes.push(Poke { scope: public.clone(), head: last.seq });
        }
        self.aftermath.follow_ups |= !follow_ups.is_empty();
    }

    /// Writes what is left and says what must be done after the commit.
    pub async fn close(mut self) -> Result<Aftermath> {
        self.write().await?;
        Ok(self.aftermath)
    }
}

/// The server in its own name.
fn system() -> Person {
    Person { standing: Standing { roles: vec![Role::System], ..Standing::default() }, ..Person::default() }
}

/// The scopes that new divisions bring.
fn opened_by(scope: &ScopeId, changes: &[Change]) -> Vec<ScopeId> {
    if *scope != ScopeId::Deployment {
        return Vec::new();
    }
    let divisions = changes.iter().filter(|change| change.record.kind == Division::KIND);
    let codes = divisions.filter_map(|change| change.record.body.get("code")?.as_str()?.parse::<Code>().ok());
    codes.flat_map(|code| ScopeId::opened_by(&code)).collect()
}
