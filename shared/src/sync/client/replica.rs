//! What the device holds of one scope.

use crate::kernel::{Id, Instant, Partition};
use crate::sync::digest::Tallies;
use crate::sync::protocol::Page;
use crate::sync::record::Record;
use std::collections::{BTreeMap, BTreeSet};

/// What the device holds of one scope.
///
/// `cursor`, `epoch` and `partitions` describe the records: they are stored with them, in one transaction, from the same page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replica {
    /// The last number it has seen.
    pub cursor: u64,
    /// The server's epoch that the cursor belongs to.
    pub epoch: u64,
    /// The partitions it was pulled with.
    pub partitions: Vec<Partition>,
    /// The records by kind and id.
    pub records: BTreeMap<(String, Id), Record>,
    /// Count and digest of what it holds.
    pub tallies: Tallies,
    /// The scope's head as last heard.
    pub head: u64,
    /// When a pull last found nothing more to fetch.
    pub fresh_at: Option<Instant>,
}

impl Replica {
    /// As it was stored: the records, and what the last stored page said of them.
    pub fn stored(cursor: u64, epoch: u64, partitions: Vec<Partition>, records: impl IntoIterator<Item = Record>) -> Self {
        let mut replica = Self { cursor, epoch, partitions, head: cursor, ..Self::default() };
        for record in records {
            replica.take(record);
        }
        replica
    }

    /// Takes in a page, in place of everything where `reset` says so.
    pub(super) fn apply(&mut self, page: &Page, reset: bool, now: Instant) {
        if reset {
            *self = Self::default();
        }
        for change in &page.changes {
            self.take(change.record.clone());
        }
        self.epoch = page.epoch;
        self.partitions = page.tallies.keys().copied().collect();
        self.cursor = page.to;
        self.head = self.head.max(page.head);
        if page.to >= page.head {
            self.fresh_at = Some(now);
        }
    }

    fn take(&mut self, record: Record) {
        let key = (record.kind.clone(), record.id);
        self.tallies.entry(record.partition).or_default().replace(self.records.get(&key), &record);
        self.records.insert(key, record);
    }

    /// Does it hold what the page says the server holds at the same number?
    pub(super) fn agrees(&self, page: &Page) -> bool {
        page.tallies.iter().all(|(partition, told)| self.tallies.get(partition).copied().unwrap_or_default() == *told)
    }
}

/// The same partitions, in whatever order.
pub(super) fn same<'a>(one: impl IntoIterator<Item = &'a Partition>, other: impl IntoIterator<Item = &'a Partition>) -> bool {
    one.into_iter().collect::<BTreeSet<_>>() == other.into_iter().collect::<BTreeSet<_>>()
}
