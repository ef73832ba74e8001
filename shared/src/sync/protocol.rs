//! What device and server say to each other. Everything is JSON; unknown fields are let through.

use super::command::Question;
use super::digest::{Tallies, Tally};
use super::envelope::Proved;
use super::record::Record;
use super::rejection::Rejection;
use crate::kernel::{AccountId, Code, CommandId, Instant, Partition, Role, ScopeId};
use crate::place::Names;
use serde::{Deserialize, Serialize};

/// `GET /api/sync/hello`: what the device may hold and what has changed since it last asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The newest protocol version the server speaks.
    pub protocol: u16,
    /// The version of the records' shape: a device that knows an older one may push but not pull.
    pub schema: u16,
    /// Changes with every restore from a backup.
    pub epoch: u64,
    /// The server's clock, so that the device can show how far its own is off.
    pub server_time: Instant,
    /// The server's public key for sealing (P-256, uncompressed point, base64).
    pub seal_key: String,
    /// Who is signed in, if anybody.
    #[serde(default)]
    pub account: Option<Me>,
    /// The scopes that this device may hold for this person.
    pub scopes: Vec<ScopeAccess>,
    /// What the places of these scopes are called, and the townships and counties they lie in.
    #[serde(default)]
    pub places: Vec<Place>,
}

/// What a place is called (地名), for devices that hold no divisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its code.
    pub code: Code,
    /// Its name for display.
    pub name: Names,
}

/// The person signed in, as the device shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account.
    pub id: AccountId,
    /// The sign-in name.
    pub login: String,
    /// The name shown.
    pub name: String,
}

/// One scope that a device may hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScopeAccess {
    /// The scope.
    pub scope: ScopeId,
    /// Its head now.
    pub head: u64,
    /// The partitions that the grant names.
    pub partitions: Vec<Partition>,
    /// The person's roles there.
    pub roles: Vec<Role>,
    /// The last number of this device's stream there.
    pub last_n: u64,
    /// Commands up to this place are in a backup; the device may forget them.
    pub backed_up: u64,
}

/// `POST /api/sync/push`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// The device's protocol version.
    pub protocol: u16,
    /// The epoch the device believes in.
    pub epoch: u64,
    /// It only asks what became of commands that are stored already: nothing of it is taken in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
    /// A batch for each scope; each is one transaction.
    pub batches: Vec<Batch>,
}

/// The commands for one scope, in the device's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The scope.
    pub scope: ScopeId,
    /// The commands.
    pub commands: Vec<Sent>,
}

/// One command on the wire. Id and number stand outside so that one that cannot be read is still accounted for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The command's id.
    pub id: CommandId,
    /// The device's number in this scope.
    pub n: u64,
    /// The command, open or sealed.
    #[serde(flatten)]
    pub content: Content,
}

/// How a command travels and waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content {
    /// Readable on the device that wrote it.
    Open(Proved),
    /// Sealed to the server the moment it was written: on a shared device nobody can read it, any session can send it.
    Sealed {
        /// `base64(ephemeral point ‖ iv ‖ ciphertext)` of the [`Proved`] as JSON.
        sealed: String,
    },
}

/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// The server's epoch. Where it is not the device's, nothing was looked at and the device says hello again.
    pub epoch: u64,
    /// A batch answer for each batch.
    pub batches: Vec<BatchAnswer>,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The scope.
    pub scope: ScopeId,
    /// The last number of the device's stream after this batch.
    pub last_n: u64,
    /// A result for each command that was reached.
    pub results: Vec<CommandResult>,
    /// Why the rest was not reached.
    #[serde(default)]
    pub error: Option<BatchError>,
}

/// Why a batch stopped. Nothing of the command it stopped at was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum BatchError {
    /// A number is missing; the device sends again from `expected`.
    StreamGap {
        /// The number the server waits for.
        expected: u64,
    },
    /// The same number with another body: two devices share one identity.
    ForkedDevice {
        /// The number at which they part.
        n: u64,
    },
    /// No such scope, or none that takes commands.
    NotFound,
    /// The device may not send any more.
    DeviceRevoked,
    /// The server could not store it; nothing is lost, the device tries again.
    Fault,
}

/// What became of a command, stored with it and answered again for the same command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommandResult {
    /// The command.
    pub id: CommandId,
    /// The device's number.
    pub n: u64,
    /// What became of it.
    pub status: Status,
    /// Why, unless accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Rejection>,
    /// Its place among the scope's commands: 1, 2, 3 …
    pub place: u64,
    /// The number of its first change; 0 where it made none.
    #[serde(default)]
    pub first_seq: u64,
    /// The number of its last change; 0 where it made none.
    #[serde(default)]
    pub last_seq: u64,
    /// When the server received it.
    pub received_at: Instant,
    /// What to ask the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Stored and applied.
    Accepted,
    /// Stored, not applied: rules or rights said no.
    Rejected,
    /// Stored, not applied: an administrator decides.
    Quarantined,
}

impl Status {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Quarantined => "quarantined",
        }
    }
}

/// `GET /api/sync/pull?scope=…&after=…`: a page of changes in order. After a number that the scope has not reached (the server was
/// restored and nobody said so) the page is empty and its head tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The scope.
    pub scope: ScopeId,
    /// The server's epoch.
    pub epoch: u64,
    /// The cursor that was asked from.
    pub after: u64,
    /// The cursor after this page.
    pub to: u64,
    /// The scope's head when the page was made.
    pub head: u64,
    /// The changes that this device may see, in order.
    pub changes: Vec<Change>,
    /// Count and digest at `to` of each partition that this device may see, the empty ones too: a device that expected other
    /// partitions learns by it that its grant has changed.
    pub tallies: Tallies,
    /// Commands up to this place are in a backup.
    pub backed_up: u64,
}

/// One numbered change: the record as it stood after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its number in the scope.
    pub seq: u64,
    /// The command that made it.
    pub command: CommandId,
    /// The record after it.
    pub record: Record,
    /// Its partition's tally after it. Kept by the server, told once a page.
    #[serde(skip)]
    pub tally: Tally,
}

/// A poke of the live stream: only heads. Losing one costs a second, never data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poke {
    /// The scope.
    pub scope: ScopeId,
    /// Its head.
    pub head: u64,
}
