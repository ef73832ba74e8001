//! Every limit of the protocol, with its reason. `hello` tells them to the device.

/// The protocol's version. A server takes every version ever released.
pub const PROTOCOL: u16 = 1;
/// The version of the records' shape. A device that knows an older one than the server's may push but not pull.
pub const SCHEMA: u16 = 1;
/// Bytes of one envelope: the longest visit with a drawn signature is under 20 KB; four times that leaves room.
pub const MAX_ENVELOPE_BYTES: usize = 80 * 1024;
/// Commands of one push: a day of visits in one request, and a lock held for milliseconds.
pub const MAX_PUSH_COMMANDS: usize = 100;
/// Bytes of commands in one push. A slow 2G uplink sends this in under a minute.
pub const MAX_PUSH_BYTES: usize = 512 * 1024;
/// Bytes of a pull page before compression: a page is lost whole when the network breaks.
pub const MAX_PULL_BYTES: usize = 256 * 1024;
/// Changes of a pull page.
pub const MAX_PULL_CHANGES: usize = 2_000;
/// Rounds in which a command may ask for more records. A rule follows a few references; more is a loop.
pub const MAX_LOAD_ROUNDS: usize = 16;
/// Entries that wait in an outbox before the device refuses new ones: localStorage holds 5 MB, an entry a few KB.
pub const MAX_OUTBOX: usize = 1_000;
/// First wait after a failed request.
pub const RETRY_FIRST_MS: i64 = 1_000;
/// Longest wait after repeated failures: under the 5 s in which work must leave once the network is back,
/// so that a phone that heard no `online` event keeps the promise too.
pub const RETRY_LONGEST_MS: i64 = 4_000;
/// Rows one write may touch: an import sends its rows as commands of their own, so nothing honest needs more.
pub const MAX_EFFECTS: usize = 500;
