//! The server's half: admit, apply, number, answer. It decides everything and stores nothing.
//!
//! Whoever lends it storage locks the scope's row first, gathers [`Facts`], calls [`admit`], loads what the verdict asks for and
//! calls again, and at last writes the [`Plan`] as it stands, in one transaction.

use super::command::{Context, Effects, FollowUp, Rules, Unseal};
use super::digest::{Tallies, Tally};
use super::envelope::{ActKey, Envelope, Proved};
use super::limits::{MAX_EFFECTS, PROTOCOL};
use super::protocol::{BatchError, Change, CommandResult, Status};
use super::record::{Fields, Record, Writer, write};
use super::rejection::{Rejection, RejectionCode};
use super::state::{Loaded, Query, State};
use crate::kernel::{CommandId, DeviceId, Id, Instant, Partition, ScopeId, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// The row of a scope that is locked first (範圍頭 / 范围头).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The last number given to a change.
    pub seq: u64,
    /// How many commands are stored.
    pub commands: u64,
    /// Count and digest per partition.
    pub tallies: Tallies,
}

/// The epoch of a database that was never restored.
pub const FIRST_EPOCH: u64 = 1;

/// One device's numbers in one scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stream {
    /// The last number stored.
    pub last_n: u64,
    /// The epoch in which it was stored. After a restore a device may go on from a later number, once.
    pub epoch: u64,
}

/// What is known of who claims to act.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Account, name and roles in the scope now.
    pub standing: Standing,
    /// The key of this account on this device; none for a visitor.
    pub key: Option<ActKey>,
    /// The keys that they had on this device before this one: each was replaced after a password was reset.
    pub former_keys: Vec<ActKey>,
    /// The password was set anew by an administrator's link since this key was given, and nobody has signed in here since.
    pub key_is_old: bool,
    /// When they signed out here last, by the device's own clock; none while they are signed in.
    pub signed_out_at: Option<Instant>,
    /// They held a role here once and hold none now.
    pub grant_ended: bool,
    /// The account is closed.
    pub closed: bool,
    /// The device they send from was revoked.
    pub revoked: bool,
}

/// What a command looks like on arrival.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The id it claims.
    pub id: CommandId,
    /// The number it claims.
    pub n: u64,
    /// The command, or nothing where it could not be opened.
    pub proved: Option<Proved>,
    /// What to keep where it could not be opened.
    pub raw: String,
}

/// A command that is already stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// The hash of its bytes.
    pub hash: [u8; 32],
    /// What became of it.
    pub result: CommandResult,
}

/// Everything the decision rests on, read under the scope's lock.
pub struct Facts<'a> {
    /// The scope.
    pub scope: &'a ScopeId,
    /// The authenticated device.
    pub device: DeviceId,
    /// The server's clock.
    pub received_at: Instant,
    /// The server's epoch.
    pub epoch: u64,
    /// The scope's row.
    pub head: &'a Head,
    /// The row of the village's public view.
    pub public: Option<&'a Head>,
    /// The device's stream.
    pub stream: Stream,
    /// The stored command with the same id, if any.
    pub earlier: Option<&'a Earlier>,
    /// Who claims to act.
    pub person: &'a Person,
    /// Opens what was sealed to the server.
    pub unseal: &'a dyn Unseal,
    /// The records loaded so far.
    pub state: &'a Loaded,
    /// The public records loaded so far.
    pub public_state: &'a Loaded,
}

/// What to do with an arrival.
#[derive(Debug)]
pub enum Verdict {
    /// Answer what was answered before; store nothing.
    Repeat(CommandResult),
    /// Stop the batch; store nothing.
    Stop(BatchError),
    /// Load these and ask again.
    Load {
        /// From the scope itself.
        scope: BTreeSet<Query>,
        /// From its public view.
        public: BTreeSet<Query>,
    },
    /// Store this, all or nothing.
    Store(Box<Plan>),
}

/// All that one command writes.
#[derive(Debug)]
pub struct Plan {
    /// The command's row.
    pub command: StoredCommand,
    /// What became of it.
    pub result: CommandResult,
    /// The scope's changes, numbered.
    pub changes: Vec<Change>,
    /// The public view's changes, numbered there.
    pub public_changes: Vec<Change>,
    /// The scope's row afterwards.
    pub head: Head,
    /// The public view's row afterwards.
    pub public: Option<Head>,
    /// The device's stream afterwards.
    pub stream: Stream,
    /// What other scopes must learn.
    pub follow_ups: Vec<FollowUp>,
}

/// A command as stored: the exact bytes, and what is asked of them often enough to stand beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCommand {
    /// The exact text of the envelope (or what arrived where it could not be opened).
    pub text: String,
    /// The proof.
    pub mac: String,
    /// The hash over both.
    pub hash: [u8; 32],
    /// Who acted.
    pub actor: Option<crate::kernel::AccountId>,
    /// The command's name.
    pub name: String,
    /// What the device's clock said.
    pub device_time: Option<Instant>,
}

/// Decides what becomes of one arrival.
pub fn admit(arrival: &Arrival, facts: &Facts<'_>, rules: &dyn Rules) -> Verdict {
    let proved = arrival.proved.clone().unwrap_or_else(|| Proved { text: arrival.raw.clone(), mac: String::new() });
    let hash = proved.hash();
    if let Some(earlier) = facts.earlier {
        return if earlier.hash == hash {
            Verdict::Repeat(earlier.result.clone())
        } else {
            Verdict::Stop(BatchError::ForkedDevice { n: arrival.n })
        };
    }
    if arrival.n <= facts.stream.last_n {
        return Verdict::Stop(BatchError::ForkedDevice { n: arrival.n });
    }
    let expected = facts.stream.last_n + 1;
    if arrival.n != expected && !lost_with_a_restore(facts) {
        return Verdict::Stop(BatchError::StreamGap { expected });
    }
    let envelope = arrival.proved.as_ref().and_then(Proved::open).filter(|envelope| belongs(envelope, arrival, facts));
    let command = StoredCommand {
        hash,
        actor: envelope.as_ref().and_then(|envelope| envelope.actor),
        name: envelope.as_ref().map(|envelope| envelope.name.clone()).unwrap_or_default(),
        device_time: envelope.as_ref().map(|envelope| envelope.device_time),
        text: proved.text.clone(),
        mac: proved.mac.clone(),
    };
    let draft = Draft { arrival, facts, command };
    let Some(envelope) = envelope else {
        return draft.store(Status::Quarantined, Some(RejectionCode::Malformed.into()), Outcome::default());
    };
    if let Some(reason) = unproved(&envelope, &proved, facts.person) {
        return draft.store(Status::Quarantined, Some(reason.into()), Outcome::default());
    }
    if envelope.protocol > PROTOCOL {
        // What a newer protocol means by the rest nobody here can tell.
        return draft.store(Status::Rejected, Some(RejectionCode::UnsupportedVersion.into()), Outcome::default());
    }
    if facts.person.revoked {
        // A revoked device hands over what it still has, a visitor's words too: kept for an administrator, nothing applied.
        return draft.store(Status::Quarantined, Some(RejectionCode::DeviceRevoked.into()), Outcome::default());
    }
    draft.apply(&envelope, rules)
}

/// Runs a held command as it was written, under the authority that `facts` name, now that an administrator takes it. Its place, its number
/// and the time it arrived stay; what it writes is numbered now. Nothing of the device's stream moves.
pub fn settle(arrival: &Arrival, held: &CommandResult, facts: &Facts<'_>, rules: &dyn Rules) -> Verdict {
    let opened =
        arrival.proved.as_ref().and_then(|proved| Some((proved, proved.open().filter(|envelope| belongs(envelope, arrival, facts))?)));
    let Some((proved, envelope)) = opened else { return Verdict::Stop(BatchError::NotFound) };
    let command = StoredCommand {
        hash: proved.hash(),
        actor: envelope.actor,
        name: envelope.name.clone(),
        device_time: Some(envelope.device_time),
        text: proved.text.clone(),
        mac: proved.mac.clone(),
    };
    match (Draft { arrival, facts, command }).apply(&envelope, rules) {
        Verdict::Store(mut plan) => {
            plan.head.commands = facts.head.commands;
            plan.result.place = held.place;
            plan.stream = facts.stream;
            Verdict::Store(plan)
        }
        other => other,
    }
}

/// May the device's numbers before this one have gone with a restore? Where nothing was ever restored, a new stream begins with 1.
fn lost_with_a_restore(facts: &Facts<'_>) -> bool {
    let stored_in = if facts.stream == Stream::default() { FIRST_EPOCH } else { facts.stream.epoch };
    stored_in != facts.epoch
}

/// Does the envelope say what was said outside it?
fn belongs(envelope: &Envelope, arrival: &Arrival, facts: &Facts<'_>) -> bool {
    envelope.id == arrival.id && envelope.n == arrival.n && envelope.device == facts.device && envelope.scope == *facts.scope
}

/// Why the person is not who the envelope names, or may not act here any more.
fn unproved(envelope: &Envelope, proved: &Proved, person: &Person) -> Option<RejectionCode> {
    envelope.actor?;
    let is_old = if person.key.as_ref().is_some_and(|key| proved.fits(key)) {
        person.key_is_old
    } else if person.former_keys.iter().any(|key| proved.fits(key)) {
        true
    } else {
        return Some(RejectionCode::BadSignature);
    };
    // What the device's clock says refuses nothing; whoever states that they wrote after they had left is asked about it.
    // With its revocation everybody left a device; that it is revoked says more.
    let after_the_end = !person.revoked && person.signed_out_at.is_some_and(|end| envelope.device_time > end);
    let reasons = [
        (person.closed, RejectionCode::AccountClosed),
        (is_old, RejectionCode::PasswordReset),
        (after_the_end, RejectionCode::WrittenSignedOut),
        (person.grant_ended, RejectionCode::GrantEnded),
    ];
    reasons.into_iter().find_map(|(holds, reason)| holds.then_some(reason))
}

/// What a command did to records, before it is stored.
#[derive(Default)]
struct Outcome {
    changes: Vec<Change>,
    public_changes: Vec<Change>,
    head: Head,
    public: Option<Head>,
    effects: Effects,
}

struct Draft<'a> {
    arrival: &'a Arrival,
    facts: &'a Facts<'a>,
    command: StoredCommand,
}

impl Draft<'_> {
    fn apply(self, envelope: &Envelope, rules: &dyn Rules) -> Verdict {
        let facts = self.facts;
        let context = Context {
            now: facts.received_at,
            command: envelope.id,
            device: facts.device,
            scope: facts.scope,
            who: &facts.person.standing,
            unseal: Some(facts.unseal),
        };
        let outcome = rules
            .run(&envelope.name, envelope.version, envelope.body.get(), facts.state, &context)
            .and_then(|effects| self.carry_out(effects, rules));
        let (scope, public) = (facts.state.take_missing(), facts.public_state.take_missing());
        if !scope.is_empty() || !public.is_empty() {
            return Verdict::Load { scope, public };
        }
        match outcome {
            Ok(outcome) => self.store(Status::Accepted, None, outcome),
            Err(reason) => self.store(Status::Rejected, Some(reason), Outcome::default()),
        }
    }

    /// Writes the effects on the records, numbers the changes, and projects them into the public view.
    fn carry_out(&self, effects: Effects, rules: &dyn Rules) -> Result<Outcome, Rejection> {
        if effects.writes.len() > MAX_EFFECTS {
            return Err(RejectionCode::TooLarge.into());
        }
        let who = &self.facts.person.standing.name;
        let writer = Writer { command: self.arrival.id, name: who };
        let touched = write_all(self.facts.state, &effects, writer)?;
        let mut numbering = Numbering { command: self.arrival.id, head: self.facts.head.clone(), changes: Vec::new() };
        let mut public = self.facts.public.map(|head| Numbering { command: self.arrival.id, head: head.clone(), changes: Vec::new() });
        for (old, new) in touched {
            if let Some(public) = &mut public {
                project(self.facts.public_state, public, &new, rules);
            }
            numbering.take(old.as_ref(), new);
        }
        let (public_changes, public) = public.map_or((Vec::new(), None), |public| (public.changes, Some(public.head)));
        Ok(Outcome { changes: numbering.changes, head: numbering.head, public_changes, public, effects })
    }

    fn store(self, status: Status, reason: Option<Rejection>, outcome: Outcome) -> Verdict {
        let facts = self.facts;
        let applied = status == Status::Accepted;
        let mut head = if applied { outcome.head } else { facts.head.clone() };
        head.commands += 1;
        let result = CommandResult {
            id: self.arrival.id,
            n: self.arrival.n,
            status,
            reason,
            place: head.commands,
            first_seq: outcome.changes.first().map_or(0, |change| change.seq),
            last_seq: outcome.changes.last().map_or(0, |change| change.seq),
            received_at: facts.received_at,
            questions: outcome.effects.questions,
        };
        Verdict::Store(Box::new(Plan {
            command: self.command,
            result,
            changes: outcome.changes,
            public: outcome.public.filter(|_| !outcome.public_changes.is_empty()),
            public_changes: outcome.public_changes,
            head,
            stream: Stream { last_n: self.arrival.n, epoch: facts.epoch },
            follow_ups: outcome.effects.follow_ups,
        }))
    }
}

/// Each touched record before and after, in the order first touched.
fn write_all(state: &Loaded, effects: &Effects, writer: Writer<'_>) -> Result<Vec<(Option<Record>, Record)>, Rejection> {
    let mut order = Vec::new();
    let mut touched: BTreeMap<(&'static str, Id), (Option<Record>, Record)> = BTreeMap::new();
    for step in &effects.writes {
        let key = step.key();
        let known = touched.remove(&key);
        let (old, current) = if let Some((old, new)) = known {
            (old, Some(new))
        } else {
            order.push(key);
            let stored = state.answer(&Query::One(key.0.to_owned(), key.1)).into_iter().next();
            (stored.clone(), stored)
        };
        touched.insert(key, (old, write(current, step.clone(), writer)?));
    }
    Ok(order.into_iter().filter_map(|key| touched.remove(&key)).collect())
}

/// Gives numbers from a scope's own counter.
struct Numbering {
    command: CommandId,
    head: Head,
    changes: Vec<Change>,
}

impl Numbering {
    fn take(&mut self, old: Option<&Record>, mut record: Record) {
        self.head.seq += 1;
        record.version = self.head.seq;
        let tally: &mut Tally = self.head.tallies.entry(record.partition).or_default();
        tally.replace(old, &record);
        self.changes.push(Change { seq: self.head.seq, command: self.command, record, tally: *tally });
    }
}

/// The masked copy of a record in the public view: written where it says something new, marked as gone where it is public no more.
fn project(state: &Loaded, public: &mut Numbering, record: &Record, rules: &dyn Rules) {
    let body = if record.deleted || record.partition != Partition::Ordinary { None } else { rules.public(record) };
    if body.is_none() && !is_published_kind(rules, record) {
        return;
    }
    let old = state.answer(&Query::One(record.kind.clone(), record.id)).into_iter().next();
    let deleted = body.is_none();
    let body = body.unwrap_or_default();
    if old.as_ref().map_or(deleted, |old| old.deleted == deleted && old.body == body) {
        return;
    }
    let masked = Record {
        kind: record.kind.clone(),
        id: record.id,
        parent: record.parent,
        partition: Partition::Ordinary,
        version: 0,
        deleted,
        body,
        written: BTreeMap::new(),
        rivals: BTreeMap::new(),
    };
    public.take(old.as_ref(), masked);
}

/// May records of this kind stand in the public view at all? Then one that is private or gone now must leave it.
fn is_published_kind(rules: &dyn Rules, record: &Record) -> bool {
    record.partition == Partition::Ordinary && rules.publishes(&record.kind)
}

/// The fields of a record as they would be published, for those who check the view against the records.
pub fn public_body(rules: &dyn Rules, record: &Record) -> Option<Fields> {
    (!record.deleted && record.partition == Partition::Ordinary).then(|| rules.public(record)).flatten()
}

#[cfg(test)]
mod tests;
