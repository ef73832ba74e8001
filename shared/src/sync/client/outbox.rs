//! The outbox in memory: what waits, what was answered, what is sent next.

use super::Replica;
use crate::kernel::{AccountId, CommandId, Instant, ScopeId};
use crate::sync::envelope::Proved;
use crate::sync::limits::{MAX_PUSH_BYTES, MAX_PUSH_COMMANDS, PROTOCOL};
use crate::sync::protocol::{Batch, CommandResult, Content, Push, Sent, Status};
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
    /// The epoch that said so: in which `result` was given, or in which the server was found to have forgotten an earlier one. An answer
    /// holds in its own epoch only, and of two states of one entry that of the later epoch stands. 0 until the server has spoken.
    #[serde(default)]
    pub epoch: u64,
    /// The person has seen the refusal and put it aside. It is kept until a backup has it.
    #[serde(default)]
    pub dismissed: bool,
    /// Written under an identity that this device has no more, for it was revoked: it is shown, and its number counts no longer.
    #[serde(default)]
    pub former: bool,
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

    /// Does the device show what it does over what was pulled? While it waits, and once accepted until its changes are here: else a
    /// saved visit would flicker. Numbers of another epoch say nothing about these rows.
    pub fn shows_over(&self, replica: &Replica) -> bool {
        self.result
            .as_ref()
            .is_none_or(|result| result.status == Status::Accepted && (self.epoch != replica.epoch || result.last_seq > replica.cursor))
    }

    /// What stays of it on a device that is taken out of use: nothing where the server has taken it, its name and its answer where a person
    /// has yet to see that, and all of it where it could not be handed over.
    pub fn left_behind(self) -> Option<Self> {
        if !self.waits() && !self.needs_eyes() {
            return None;
        }
        let content = if self.waits() { self.content } else { Content::Open(Proved { text: String::new(), mac: String::new() }) };
        Some(Self { content, former: true, ..self })
    }

    /// One entry in two states: as two stores hold it where a crash came between the two writes, or as two tabs know it. An answer that
    /// is lost by this is asked for again; one of an epoch gone by never comes back.
    #[must_use]
    fn joined(mut self, other: Self) -> Self {
        let later = |entry: &Self| (entry.epoch, entry.result.as_ref().map(|result| result.received_at));
        if later(&other) > later(&self) {
            self.result = other.result;
            self.epoch = other.epoch;
        }
        self.dismissed |= other.dismissed;
        self.former |= other.former;
        self
    }
}

/// The outbox at start: what either store holds counts.
///
/// Whoever lends the stores writes the union back to both *before* the machine starts. An entry that only one store held may be
/// sent at once; were it then to vanish with that store, its number would be given out a second time.
pub fn union(one: Vec<Entry>, other: Vec<Entry>) -> Vec<Entry> {
    let mut entries: BTreeMap<CommandId, Entry> = BTreeMap::new();
    for entry in one.into_iter().chain(other) {
        let joined = match entries.remove(&entry.id) {
            Some(known) => known.joined(entry),
            None => entry,
        };
        entries.insert(joined.id, joined);
    }
    entries.into_values().collect()
}

/// By scope and number. The id is part of the key so that two entries with one number, which only a broken store can hold, are both
/// sent: the server then says *forked device* aloud, and neither is lost in silence.
type Key = (ScopeId, u64, CommandId);

/// The entries of one device.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    entries: BTreeMap<Key, Entry>,
    /// The highest number seen per scope, forgotten entries included.
    used: BTreeMap<ScopeId, u64>,
}

impl Outbox {
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut outbox = Self::default();
        for entry in entries {
            outbox.put(entry);
        }
        outbox
    }

    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    pub fn waiting(&self) -> usize {
        self.iter().filter(|entry| entry.waits()).count()
    }

    /// Takes in an entry as the stores or another tab have it. Gives it back as it is kept, where a later epoch is known to have said
    /// something else of it.
    pub fn put(&mut self, entry: Entry) -> Option<Entry> {
        if !entry.former {
            self.note_used(&entry.scope, entry.n);
        }
        let key = (entry.scope.clone(), entry.n, entry.id);
        let kept = match self.entries.remove(&key) {
            Some(known) if known.epoch > entry.epoch => known.joined(entry.clone()),
            _ => entry.clone(),
        };
        let differs = (kept != entry).then(|| kept.clone());
        self.entries.insert(key, kept);
        differs
    }

    /// A number that the device has used in a scope, as it remembers or as the server says.
    pub fn note_used(&mut self, scope: &ScopeId, n: u64) {
        let used = self.used.entry(scope.clone()).or_default();
        *used = n.max(*used);
    }

    pub fn used(&self, scope: &ScopeId) -> u64 {
        self.used.get(scope).copied().unwrap_or(0)
    }

    pub fn has(&self, scope: &ScopeId, n: u64) -> bool {
        let from = self.entries.range((scope.clone(), n, CommandId::LOWEST)..);
        from.take_while(|((found, at, _), _)| found == scope && *at == n).any(|(_, entry)| !entry.former)
    }

    pub fn holds(&self, entry: &Entry) -> bool {
        self.entries.contains_key(&(entry.scope.clone(), entry.n, entry.id))
    }

    /// Takes in the server's answer to one command.
    pub fn answered(&mut self, scope: &ScopeId, result: CommandResult, epoch: u64) -> Option<Entry> {
        let entry = self.entries.get_mut(&(scope.clone(), result.n, result.id))?;
        entry.result = Some(result);
        entry.epoch = epoch;
        Some(entry.clone())
    }

    /// Takes in what became of a held command. One that is held still is no news.
    pub fn decided(&mut self, scope: &ScopeId, result: CommandResult, epoch: u64) -> Option<Entry> {
        let entry = self.entries.get(&(scope.clone(), result.n, result.id))?;
        let news = entry.result.as_ref().is_some_and(|known| known.status == Status::Quarantined && known.status != result.status);
        if news { self.answered(scope, result, epoch) } else { None }
    }

    /// The commands that an administrator is to decide on, as last heard.
    pub fn held(&self) -> impl Iterator<Item = CommandId> {
        let held = |entry: &&Entry| entry.needs_eyes() && entry.result.as_ref().is_some_and(|result| result.status == Status::Quarantined);
        self.iter().filter(held).map(|entry| entry.id)
    }

    /// Lets answered entries wait again: the server of this epoch has forgotten them. Gives back those that changed.
    pub fn send_again(&mut self, epoch: u64, forgotten: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let answered = self.entries.values_mut().filter(|entry| !entry.former && entry.result.is_some() && forgotten(entry));
        answered
            .map(|entry| {
                entry.result = None;
                entry.epoch = epoch;
                entry.clone()
            })
            .collect()
    }

    /// Drops answered entries that are safe elsewhere and that nobody has yet to see. Gives back their ids.
    pub fn forget(&mut self, safe: impl Fn(&Entry, &CommandResult) -> bool) -> Vec<CommandId> {
        let gone = |entry: &Entry| !entry.needs_eyes() && entry.result.as_ref().is_some_and(|result| safe(entry, result));
        let ids = self.iter().filter(|entry| gone(entry)).map(|entry| entry.id).collect();
        self.entries.retain(|_, entry| !gone(entry));
        ids
    }

    /// Marks a refused entry as seen.
    pub fn dismiss(&mut self, id: CommandId) -> Option<Entry> {
        let entry = self.entries.values_mut().find(|entry| entry.id == id && entry.needs_eyes())?;
        entry.dismissed = true;
        Some(entry.clone())
    }

    /// The next push: what waits, in order, up to the limits.
    pub fn push(&self, epoch: u64, stopped: impl Fn(&ScopeId) -> bool) -> Option<Push> {
        packed(self.iter().filter(|entry| !entry.former && entry.waits() && !stopped(&entry.scope)), epoch, false)
    }

    /// A push of commands whose answer is asked for again, up to the limits; those are struck off. The same command again gets the result
    /// that is stored.
    pub fn push_again(&self, epoch: u64, asking: &mut BTreeSet<CommandId>) -> Option<Push> {
        let push = packed(self.iter().filter(|entry| asking.contains(&entry.id)), epoch, true);
        for sent in push.iter().flat_map(|push| &push.batches).flat_map(|batch| &batch.commands) {
            asking.remove(&sent.id);
        }
        if push.is_none() {
            asking.clear();
        }
        push
    }
}

/// Entries as a push, in order, as many as it holds.
fn packed<'a>(entries: impl Iterator<Item = &'a Entry>, epoch: u64, asks: bool) -> Option<Push> {
    let mut batches: Vec<Batch> = Vec::new();
    let (mut count, mut bytes) = (0, 0);
    for entry in entries {
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
    (!batches.is_empty()).then_some(Push { protocol: PROTOCOL, epoch, asks, batches })
}
