//! What the person sees of the sync: what is unsent, when the last good sync was, what was refused and why.

use serde::{Deserialize, Serialize};
use shared::kernel::{CommandId, Instant, ScopeId};
use shared::sync::protocol::{BatchError, Status};
use shared::sync::rejection::Rejection;

/// The state of the sync (同步狀態 / 同步状态).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SyncStatus {
    /// Commands of this device that the server has not answered yet, whoever wrote them.
    pub unsent: usize,
    /// Refused and quarantined commands that a person must look at, oldest first.
    pub refused: Vec<Refused>,
    /// When everything was last sent and up to date.
    pub last_good: Option<Instant>,
    /// How it stands with the server.
    pub reach: Reach,
    /// Whether the browser has agreed to keep what is stored; nothing until it was asked.
    pub persisted: Option<bool>,
    /// Scopes whose sending has stopped, and why.
    pub stopped: Vec<(ScopeId, BatchError)>,
    /// How far the device's clock is ahead of the server's, in milliseconds.
    pub clock_ahead_ms: Option<i64>,
    /// The server has data of a newer shape: an update is needed before new data can be fetched. Sending goes on.
    pub upgrade_needed: bool,
    /// This device was taken out of use: it hands over what waits, or has done so and nobody has begun on it again.
    pub revoked: bool,
    /// Another window syncs; this one shows what it fetches.
    pub other_tab: bool,
    /// Changes still to fetch, over all scopes; nothing when all is here.
    pub behind: u64,
    /// The browser keeps nothing here: what is read lives in memory, and nothing can be saved.
    pub no_storage: bool,
}

/// How it stands with the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Not tried yet.
    #[default]
    Unknown,
    /// The server answers.
    Online,
    /// The browser says that there is no network. It is tried all the same.
    Offline,
    /// There seems to be a network, but the server does not answer.
    Away,
    /// The server answers but the session has ended: sign in again, and what is unsent goes.
    SignedOut,
}

/// A refused or quarantined command.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The command.
    pub id: CommandId,
    /// Where it belongs.
    pub scope: ScopeId,
    /// Its wire name; the text is `command_…` of its room.
    pub name: String,
    /// When it was written, by the device's clock.
    pub at: Instant,
    /// Rejected or quarantined.
    pub status: Status,
    /// Why.
    pub reason: Option<Rejection>,
    /// It was written by whoever is here now; what another wrote is not shown to them.
    pub mine: bool,
    /// Its body can be read here, to mend it and send it again.
    pub amendable: bool,
}

/// A command that the server has not answered yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The command.
    pub id: CommandId,
    /// Where it belongs.
    pub scope: ScopeId,
    /// Its wire name.
    pub name: String,
    /// When it was written, by the device's clock.
    pub at: Instant,
    /// It was written by whoever is here now.
    pub mine: bool,
    /// Why it would be refused as things stand on this device now. The server's word is still out.
    pub doubt: Option<Rejection>,
}
