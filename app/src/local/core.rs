//! What one person sees on this device: the protocol's machine, and over it the overlays that pages read.
//!
//! Pure: no storage, no network, no clock. `engine` feeds it and carries out what it asks.

use super::status::{Refused, Waiting};
use shared::kernel::{AccountId, CommandId, Id, Instant, Partition, Role, ScopeId, Standing};
use shared::sync::client::{Action, Client, Entry, Event, Replica};
use shared::sync::command::{Command, Context, Effects, Rules, run_as};
use shared::sync::envelope::{Envelope, Proved};
use shared::sync::overlay::{Layered, Overlay};
use shared::sync::protocol::{BatchError, Content, Hello, Me, ScopeAccess};
use shared::sync::rejection::{Rejection, RejectionCode};
use shared::sync::state::State;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a start finds on the device.
#[derive(Debug, Default)]
pub struct Found {
    /// The last greeting for whoever is here.
    pub hello: Option<Hello>,
    /// The whole outbox, others' entries too: whoever is here sends them.
    pub entries: Vec<Entry>,
    /// What is held of each scope.
    pub replicas: BTreeMap<ScopeId, Replica>,
    /// Sealed commands that whoever is here wrote and can open.
    pub opened: BTreeMap<CommandId, Proved>,
    /// Who is here.
    pub me: Option<Me>,
}

/// The machine with what pages read.
pub struct Core {
    client: Client,
    /// Absent until they have arrived: then pages read what the server has, without what waits.
    rules: Option<&'static dyn Rules>,
    opened: BTreeMap<CommandId, Proved>,
    me: Option<Me>,
    overlays: RefCell<BTreeMap<ScopeId, Rc<Overlay>>>,
    nothing: Replica,
}

impl Core {
    /// Begins with what the stores held.
    pub fn new(found: Found, rules: Option<&'static dyn Rules>) -> Self {
        let client = Client::new(found.hello.as_ref(), found.entries, found.replicas);
        let overlays = RefCell::default();
        Self { client, rules, opened: found.opened, me: found.me, overlays, nothing: Replica::default() }
    }

    /// The rules have arrived: what waits is shown from now on.
    pub fn take_rules(&mut self, rules: &'static dyn Rules) {
        self.rules = Some(rules);
        self.overlays.take();
    }

    /// Takes in what happened. Says whether pages read anything new now.
    pub fn handle(&mut self, event: Event, now: Instant) -> (Vec<Action>, bool) {
        let told = changes_what_is_read(&event);
        let before = self.grants();
        let actions = self.client.handle(event, now);
        let seen = told || actions.iter().any(stores_something_new) || before != self.grants();
        if seen {
            self.overlays.take();
        }
        (actions, seen)
    }

    /// The machine.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Who is here.
    pub fn me(&self) -> Option<&Me> {
        self.me.as_ref()
    }

    /// The scopes with roles and partitions: heads move without anything reading differently.
    fn grants(&self) -> Vec<(ScopeId, Vec<Role>, Vec<Partition>)> {
        self.client.granted().map(|access| (access.scope.clone(), access.roles.clone(), access.partitions.clone())).collect()
    }

    /// Keeps a sealed command readable for whoever wrote it, in memory.
    pub fn keep_open(&mut self, id: CommandId, proved: Proved) {
        self.opened.insert(id, proved);
    }

    /// The scopes that the person may use here.
    pub fn scopes(&self) -> Vec<ScopeAccess> {
        self.client.granted().cloned().collect()
    }

    /// Who the person is in a scope, as far as the device knows.
    pub fn standing(&self, scope: &ScopeId) -> Standing {
        let Some(me) = &self.me else { return Standing::default() };
        let roles = self.client.granted().find(|access| access.scope == *scope).map(|access| access.roles.clone()).unwrap_or_default();
        Standing { account: Some(me.id), name: me.name.clone(), roles }
    }

    /// Is the scope held here at all?
    pub fn holds(&self, scope: &ScopeId) -> bool {
        self.client.replica(scope).is_some_and(|replica| replica.fresh_at.is_some() || replica.cursor > 0)
    }

    /// Reads a scope as pages see it. Reads may lie inside one another.
    pub fn read<T>(&self, scope: &ScopeId, read: impl FnOnce(&dyn State) -> T) -> T {
        let overlay = self.overlay(scope);
        read(&Layered { replica: self.replica(scope), overlay: &overlay })
    }

    /// What a scope's waiting commands do to it.
    pub fn overlay(&self, scope: &ScopeId) -> Rc<Overlay> {
        if let Some(overlay) = self.overlays.borrow().get(scope) {
            return Rc::clone(overlay);
        }
        let replica = self.replica(scope);
        let own: Vec<Entry> = self
            .client
            .entries()
            .filter(|entry| entry.scope == *scope && entry.shows_over(replica))
            .filter_map(|entry| self.readable(entry))
            .collect();
        let standing = self.standing(scope);
        let overlay = match self.rules {
            Some(rules) => Rc::new(Overlay::build(replica, scope, own.iter(), rules, &|_| standing.clone())),
            None => Rc::default(),
        };
        self.overlays.borrow_mut().insert(scope.clone(), Rc::clone(&overlay));
        overlay
    }

    /// Runs a command's own rules as things stand here, without keeping anything.
    ///
    /// Where the scope is not held (an office far above the village), only the command's own fields can be looked at.
    pub fn try_command<C: Command>(&self, command: &C, body: &str, context: &Context<'_>) -> Result<Effects, Rejection> {
        if self.holds(context.scope) {
            return self.read(context.scope, |state| run_as::<C>(C::VERSION, body, state, context));
        }
        let violations = command.check();
        if violations.is_empty() { Ok(Effects::default()) } else { Err(Rejection::invalid(violations)) }
    }

    /// Does a waiting command touch this record, so that what is shown is not yet what the server has?
    pub fn waits_on(&self, scope: &ScopeId, kind: &str, id: Id) -> bool {
        self.overlay(scope).touches(kind, id)
    }

    /// The envelope of a command that whoever is here wrote.
    pub fn envelope(&self, id: CommandId) -> Option<Envelope> {
        let entry = self.client.entries().find(|entry| entry.id == id)?;
        match self.readable(entry)?.content {
            Content::Open(proved) => proved.open(),
            Content::Sealed { .. } => None,
        }
    }

    /// Commands that wait, oldest first.
    pub fn waiting(&self) -> Vec<Waiting> {
        let mut waiting: Vec<Waiting> = self.client.entries().filter(|entry| entry.waits()).map(|entry| self.waiting_one(entry)).collect();
        waiting.sort_by_key(|entry| (entry.at, entry.id));
        waiting
    }

    fn waiting_one(&self, entry: &Entry) -> Waiting {
        let mine = self.is_mine(entry);
        let doubt = mine.then(|| self.overlay(&entry.scope).refused(entry.id).cloned()).flatten();
        Waiting { id: entry.id, scope: entry.scope.clone(), name: entry.name.clone(), at: entry.at, mine, doubt }
    }

    /// Commands that were refused or quarantined and nobody has put aside, oldest first.
    pub fn refused(&self) -> Vec<Refused> {
        let mut refused: Vec<Refused> =
            self.client.entries().filter(|entry| entry.needs_eyes()).filter_map(|entry| self.refused_one(entry)).collect();
        refused.sort_by_key(|entry| (entry.at, entry.id));
        refused
    }

    fn refused_one(&self, entry: &Entry) -> Option<Refused> {
        let result = entry.result.as_ref()?;
        Some(Refused {
            id: entry.id,
            scope: entry.scope.clone(),
            name: entry.name.clone(),
            at: entry.at,
            status: result.status,
            reason: result.reason.clone(),
            mine: self.is_mine(entry),
            amendable: self.readable(entry).is_some(),
        })
    }

    /// Unsent commands of one account.
    pub fn unsent_of(&self, account: AccountId) -> usize {
        self.client.entries().filter(|entry| entry.waits() && entry.actor == Some(account)).count()
    }

    /// Scopes whose sending has stopped.
    pub fn stopped(&self) -> Vec<(ScopeId, BatchError)> {
        let mut scopes: Vec<&ScopeId> = self.client.entries().map(|entry| &entry.scope).collect();
        scopes.dedup();
        scopes.into_iter().filter_map(|scope| Some((scope.clone(), self.client.stopped(scope)?))).collect()
    }

    /// Changes still to fetch.
    pub fn behind(&self) -> u64 {
        let granted = self.client.granted().filter_map(|access| self.client.replica(&access.scope));
        granted.map(|replica| replica.head.saturating_sub(replica.cursor)).sum()
    }

    fn replica(&self, scope: &ScopeId) -> &Replica {
        self.client.replica(scope).unwrap_or(&self.nothing)
    }

    fn is_mine(&self, entry: &Entry) -> bool {
        self.me.as_ref().is_some_and(|me| entry.actor == Some(me.id))
    }

    /// The entry with its command open, where whoever is here wrote it and can read it. Another's words are not shown to them.
    fn readable(&self, entry: &Entry) -> Option<Entry> {
        if !self.is_mine(entry) {
            return None;
        }
        let proved = match &entry.content {
            Content::Open(proved) => proved,
            Content::Sealed { .. } => self.opened.get(&entry.id)?,
        };
        Some(Entry { content: Content::Open(proved.clone()), ..entry.clone() })
    }
}

/// Checks an anonymous submission: its own fields first, then what the caller asks of the public state.
pub fn check_anonymous<C: Command>(command: &C, asked: Result<(), Rejection>) -> Result<(), Rejection> {
    let violations = command.check();
    if !violations.is_empty() {
        return Err(Rejection::invalid(violations));
    }
    if !C::BY.contains(&Role::Visitor) {
        return Err(RejectionCode::NoRight.into());
    }
    asked
}

fn changes_what_is_read(event: &Event) -> bool {
    match event {
        Event::Enqueued(_)
        | Event::EntryElsewhere(_)
        | Event::PageElsewhere { .. }
        | Event::Dismissed(_)
        | Event::ScopeEnded(_)
        | Event::DroppedElsewhere(_)
        | Event::Revoked => true,
        Event::Hello(_)
        | Event::Pushed(_)
        | Event::Pulled(_)
        | Event::Online(_)
        | Event::OutboxRead
        | Event::Poked(_)
        | Event::Tick
        | Event::SayHello
        | Event::Failed(_) => false,
    }
}

fn stores_something_new(action: &Action) -> bool {
    match action {
        Action::StoreEntry(_) | Action::DropEntry(_) | Action::DropScope(_) => true,
        Action::StorePage { page, reset } => *reset || page.to > page.after,
        Action::SendHello
        | Action::SendPush(_)
        | Action::SendPull { .. }
        | Action::StoreHello(_)
        | Action::ReadOutbox
        | Action::WakeAt(_) => false,
    }
}
