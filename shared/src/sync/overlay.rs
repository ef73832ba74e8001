//! What the device shows: the records it pulled, and over them what its own waiting commands will do.

use super::client::{Entry, Replica};
use super::command::{Context, Rules};
use super::protocol::Content;
use super::record::{Record, Writer, write};
use super::rejection::Rejection;
use super::state::{Query, State};
use crate::kernel::{CommandId, Id, ScopeId, Standing};
use std::collections::BTreeMap;

/// The overlay of one scope. Made anew whenever records or outbox change; never stored.
#[derive(Debug, Default)]
pub struct Overlay {
    records: BTreeMap<(String, Id), Record>,
    refused: BTreeMap<CommandId, Rejection>,
}

impl Overlay {
    /// Runs the waiting commands of a scope, in order, over its replica.
    ///
    /// `standing` tells who an actor is in this scope, as far as the device knows.
    pub fn build<'a>(
        replica: &Replica,
        scope: &ScopeId,
        entries: impl Iterator<Item = &'a Entry>,
        rules: &dyn Rules,
        standing: &dyn Fn(&Entry) -> Standing,
    ) -> Self {
        let mut overlay = Self::default();
        for entry in entries.filter(|entry| entry.scope == *scope && entry.shows_over(replica)) {
            // What the server has accepted is no longer ours to refuse, however little of its scope is here yet.
            if let Err(reason) = overlay.run(replica, entry, rules, &standing(entry))
                && entry.waits()
            {
                overlay.refused.insert(entry.id, reason);
            }
        }
        overlay
    }

    /// Why a waiting command would be refused as things stand on this device. The server's word is still out.
    pub fn refused(&self, command: CommandId) -> Option<&Rejection> {
        self.refused.get(&command)
    }

    /// Is this record, as shown, not yet what the server has?
    pub fn touches(&self, kind: &str, id: Id) -> bool {
        self.records.contains_key(&(kind.to_owned(), id))
    }

    fn run(&mut self, replica: &Replica, entry: &Entry, rules: &dyn Rules, who: &Standing) -> Result<(), Rejection> {
        let Content::Open(proved) = &entry.content else { return Ok(()) };
        let Some(envelope) = proved.open() else { return Ok(()) };
        let effects = {
            let state = Layered { replica, overlay: self };
            let context =
                Context { now: envelope.device_time, command: entry.id, device: envelope.device, scope: &entry.scope, who, unseal: None };
            rules.run(&envelope.name, envelope.version, envelope.body.get(), &state, &context)?
        };
        // All or nothing, as on the server.
        let mut touched = BTreeMap::new();
        for step in effects.writes {
            let (kind, id) = step.key();
            let key = (kind.to_owned(), id);
            let current = touched.get(&key).or_else(|| self.records.get(&key)).or_else(|| replica.records.get(&key)).cloned();
            let writer = Writer { command: entry.id, name: &who.name };
            let mut record = write(current, step, writer)?;
            record.version = 0;
            touched.insert(key, record);
        }
        self.records.extend(touched);
        Ok(())
    }
}

/// A replica with its overlay, as rules and pages read it.
pub struct Layered<'a> {
    /// What was pulled.
    pub replica: &'a Replica,
    /// What waits.
    pub overlay: &'a Overlay,
}

impl State for Layered<'_> {
    fn answer(&self, query: &Query) -> Vec<Record> {
        if let Query::One(kind, id) = query {
            let key = (kind.clone(), *id);
            return self.overlay.records.get(&key).or_else(|| self.replica.records.get(&key)).cloned().into_iter().collect();
        }
        let kind = match query {
            Query::One(kind, _) | Query::Children(kind, _) | Query::All(kind) => kind,
        };
        let beneath =
            of_kind(&self.replica.records, kind).filter(|record| !self.overlay.records.contains_key(&(record.kind.clone(), record.id)));
        let mut records: Vec<Record> =
            beneath.chain(of_kind(&self.overlay.records, kind)).filter(|record| query.takes(record)).cloned().collect();
        records.sort_by_key(|record| record.id);
        records
    }
}

/// The records of one kind: they lie side by side in the map.
fn of_kind<'a>(records: &'a BTreeMap<(String, Id), Record>, kind: &'a str) -> impl Iterator<Item = &'a Record> {
    let first = (kind.to_owned(), Id::LOWEST);
    records.range(first..).take_while(move |((found, _), _)| found == kind).map(|(_, record)| record)
}

#[cfg(test)]
mod tests;
