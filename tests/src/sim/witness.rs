//! What the world itself saw, whatever the machines and their stores have forgotten since.

use shared::kernel::{CommandId, DeviceId, ScopeId};
use shared::sync::protocol::CommandResult;
use std::collections::{BTreeMap, BTreeSet};

/// A command whose durable writing was begun.
#[derive(Debug, Clone)]
pub struct Written {
    pub device: usize,
    pub identity: DeviceId,
    pub scope: ScopeId,
    /// When the device began to write it.
    pub at: i64,
    /// What the server is to store of it.
    pub text: String,
    pub mac: String,
    /// At least one store holds it, or held it.
    pub durable: bool,
    /// The screen said "saved".
    pub saved: bool,
    /// A file backup put the profile back to before this command: nobody promised to keep it.
    pub undone: bool,
    /// Its acknowledged entry went with an evicted store: the server alone has it.
    pub released: bool,
    /// It was damaged on the device: the server cannot open it, and keeps it as it came.
    pub garbage: bool,
}

/// The world's memory.
#[derive(Debug, Default)]
pub struct Witness {
    pub written: BTreeMap<CommandId, Written>,
    /// Everything the server ever answered of a command, by epoch.
    pub answered: BTreeMap<(u64, CommandId), CommandResult>,
    /// Devices whose profile was put back.
    pub put_back: BTreeSet<usize>,
    /// What was put aside by the person.
    pub dismissed: BTreeSet<CommandId>,
}
