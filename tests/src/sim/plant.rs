//! Deliberate mistakes of those who lend the machines storage and network: a test that the tester works.

/// One broken promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// The server answers before it has committed, and a crash comes between.
    AckBeforeCommit,
    /// The device forgets an entry as soon as it is acknowledged, before a backup has it.
    DropOnAck,
    /// The device stores a page's cursor and its rows in two transactions.
    CursorApart,
    /// The server takes the same number with another body for a repeat.
    NoHashCheck,
    /// The device writes its outbox to one store only.
    OneStore,
    /// The machine learns of an entry, and sends it, before the entry is durable.
    SendBeforeDurable,
    /// The device starts from the union of its stores without making them equal first.
    NoRepair,
    /// Each tab gives out numbers by itself.
    NoLock,
    /// The server forgets to filter by partition.
    NoFilter,
    /// The server takes numbers from a sequence of its own that an aborted transaction does not give back.
    Sequence,
    /// The server tells a newer backup's watermark than the one it may have to restore.
    EagerWatermark,
    /// The server writes the public view in a transaction of its own.
    PublicApart,
    /// A restore keeps the epoch, and the greeting does not tell where the device's stream ends.
    SameEpoch,
}

impl Plant {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::AckBeforeCommit,
        Self::DropOnAck,
        Self::CursorApart,
        Self::NoHashCheck,
        Self::OneStore,
        Self::SendBeforeDurable,
        Self::NoRepair,
        Self::NoLock,
        Self::NoFilter,
        Self::Sequence,
        Self::EagerWatermark,
        Self::PublicApart,
        Self::SameEpoch,
    ];
}
