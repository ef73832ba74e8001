//! What every engine must do, and the values that go in and out.

use async_trait::async_trait;
use futures::future::BoxFuture;
use shared::kernel::{AccountId, CommandId, DeviceId, Instant, Partition, ScopeId};
use shared::sync::command::FollowUp;
use shared::sync::digest::Tallies;
use shared::sync::protocol::{Change, CommandResult};
use shared::sync::record::Record;
use shared::sync::server::{Earlier, Head, StoredCommand, Stream};
use shared::sync::state::Query;
use std::sync::{Arc, Mutex, PoisonError};

/// Why something could not be stored or read: always our failure, never the sender's.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine said no.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the migrations: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The tables are of another version of the program, and are only to be looked at.
    #[error("its tables are of another version of this program; `shuanglian migrate` brings them up to date")]
    NotMigrated,
    /// The file could not be made, or closed to others.
    #[error("the file: {0}")]
    File(#[from] std::io::Error),
    /// A row does not hold what was once written.
    #[error("a row that cannot be read: {0}")]
    Corrupt(String),
    /// A scope that must be there is not.
    #[error("no such scope: {0}")]
    NoScope(ScopeId),
    /// A rule asked for ever more records.
    #[error("the command {0} asks for records without end")]
    Endless(CommandId),
    /// The job broke down; its transaction was rolled back.
    #[error("a job broke down: {0}")]
    Panicked(String),
    /// The writer has stopped.
    #[error("the writer has stopped")]
    Closed,
    /// No randomness, so no id.
    #[error(transparent)]
    NoRandom(#[from] crate::random::NoRandom),
    /// Something that must be JSON cannot be written as such.
    #[error("not to be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What a fallible store operation gives.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A scope's own row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeRow {
    /// Its numbers and tallies.
    pub head: Head,
    /// Changes up to this number are no longer kept one by one.
    pub floor: u64,
    /// Commands up to this place are in a backup.
    pub backed_up: u64,
}

/// How much is read of a feed at a time.
#[derive(Debug, Clone, Copy)]
pub struct Portion {
    /// Changes at most.
    pub changes: usize,
    /// It ends with the change with which the records go beyond so many bytes.
    pub bytes: usize,
}

/// A change as it was stored: the record stays the JSON that was written, so that feeding it out needs no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChange {
    /// Its number.
    pub seq: u64,
    /// The command that made it.
    pub command: String,
    /// The partition of the record.
    pub partition: Partition,
    /// The record as JSON.
    pub record: String,
}

/// One device's numbers in one scope, as shown to an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRow {
    /// The scope.
    pub scope: ScopeId,
    /// The device.
    pub device: DeviceId,
    /// The last number stored.
    pub last_n: u64,
    /// When it arrived.
    pub last_at: Instant,
}

/// All that a batch of commands of one device writes in one scope, in one go.
#[derive(Debug)]
pub struct StoredBatch {
    /// The scope.
    pub scope: ScopeId,
    /// The device.
    pub device: DeviceId,
    /// The scope's row afterwards.
    pub head: Head,
    /// The device's stream afterwards.
    pub stream: Stream,
    /// When the batch arrived.
    pub received_at: Instant,
    /// The commands with what became of each.
    pub commands: Vec<(StoredCommand, CommandResult)>,
    /// The changes of the scope.
    pub changes: Vec<Change>,
    /// The public view's row afterwards and its changes.
    pub public: Option<(ScopeId, Head, Vec<Change>)>,
    /// What other scopes must learn, by the command that says so.
    pub follow_ups: Vec<(CommandId, FollowUp)>,
}

/// A follow-up that waits to be carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingFollowUp {
    /// The scope that wrote it.
    pub scope: ScopeId,
    /// The command that wrote it.
    pub command: CommandId,
    /// Which of that command's follow-ups it is.
    pub place: u32,
    /// How often it was tried.
    pub tries: u32,
    /// What to do, where.
    pub follow_up: FollowUp,
}

/// How an (account, device) pair stands with its act key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActStanding {
    /// The key's generation.
    pub generation: u32,
    /// When the person signed out there, by the device's own clock; none while they are signed in.
    pub ended_at: Option<Instant>,
    /// The password was set anew by a link since the key was given.
    pub is_old: bool,
}

/// Someone read something sensitive, or took something out.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// The scope it was in.
    pub scope: ScopeId,
    /// When.
    pub at: Instant,
    /// An id of its own.
    pub id: shared::kernel::Id,
    /// Who, if signed in.
    pub account: Option<AccountId>,
    /// On which device.
    pub device: Option<DeviceId>,
    /// What was done, by the name of its act: `read.sensitive`, `issue.kiosk_code`.
    pub action: &'static str,
    /// What more must be known later. No personal data.
    pub detail: serde_json::Value,
}

/// A consistent view: everything read through one reader is of one moment.
#[async_trait]
pub trait Reader: Send {
    /// A value kept for the whole deployment.
    async fn meta(&mut self, key: &'static str) -> Result<Option<String>>;
    /// A scope's row.
    async fn scope(&mut self, scope: &ScopeId) -> Result<Option<ScopeRow>>;
    /// The rows of all scopes whose wire name begins so: `village:623023`.
    async fn scopes(&mut self, prefix: &str) -> Result<Vec<(ScopeId, ScopeRow)>>;
    /// The answer to a rule's question, gone records included.
    async fn records(&mut self, scope: &ScopeId, query: &Query) -> Result<Vec<Record>>;
    /// A device's numbers in a scope.
    async fn stream(&mut self, scope: &ScopeId, device: DeviceId) -> Result<Stream>;
    /// A device's numbers in every scope it ever sent to.
    async fn streams(&mut self, device: DeviceId) -> Result<Vec<StreamRow>>;
    /// Which of these commands are stored already.
    async fn earlier(&mut self, scope: &ScopeId, commands: &[CommandId]) -> Result<Vec<Earlier>>;
    /// Changes after a number in these partitions, in order, at most as many as the portion says.
    async fn changes(&mut self, scope: &ScopeId, after: u64, partitions: &[Partition], most: Portion) -> Result<Vec<StoredChange>>;
    /// The tallies of these partitions as they stood at a number.
    async fn tallies_at(&mut self, scope: &ScopeId, seq: u64, partitions: &[Partition]) -> Result<Tallies>;
    /// The generation of an (account, device) pair's act key; nothing where none was ever given.
    async fn act_generation(&mut self, account: AccountId, device: DeviceId) -> Result<Option<u32>>;
    /// How an (account, device) pair stands with its act key; nothing where none was ever given.
    async fn act_standing(&mut self, account: AccountId, device: DeviceId) -> Result<Option<ActStanding>>;
    /// Follow-ups not carried out yet, oldest first.
    async fn follow_ups_waiting(&mut self, limit: usize) -> Result<Vec<WaitingFollowUp>>;
}

/// A transaction: what one job writes is there as a whole or not at all.
#[async_trait]
pub trait Writer: Reader {
    /// Locks a scope's row to the end of the transaction and reads it. A village is locked before its public view, nothing else.
    async fn lock(&mut self, scope: &ScopeId) -> Result<Option<ScopeRow>>;
    /// Makes the rows of scopes that have none yet.
    async fn ensure_scopes(&mut self, scopes: &[ScopeId], now: Instant) -> Result<()>;
    /// Writes what `admit` decided for a batch.
    async fn store(&mut self, batch: &StoredBatch) -> Result<()>;
    /// Writes what was decided on commands that are held: their results, and what they write now. Their streams stay.
    async fn settle(&mut self, batch: &StoredBatch) -> Result<()>;
    /// Notes what became of a follow-up; not done means it was tried in vain.
    async fn follow_up_tried(&mut self, follow_up: &WaitingFollowUp, done: Option<(&CommandResult, Instant)>) -> Result<()>;
    /// Keeps a value for the whole deployment.
    async fn set_meta(&mut self, key: &'static str, value: &str) -> Result<()>;
    /// Begins (generation 1) or moves on the act key of an (account, device) pair, and gives the generation.
    async fn next_act_generation(&mut self, account: AccountId, device: DeviceId) -> Result<u32>;
    /// Notes that somebody signs in on a device, and gives the generation of their act key there: the same as before, but for one from
    /// before their password was reset.
    async fn begin_acting(&mut self, account: AccountId, device: DeviceId) -> Result<u32>;
    /// Notes that the scopes' commands up to these places are in a backup.
    async fn set_backed_up(&mut self, places: &[(ScopeId, u64)]) -> Result<()>;
    /// Notes who read or took out what.
    async fn audit(&mut self, entry: &AuditEntry) -> Result<()>;
}

/// What one transaction does.
pub type Job = Box<dyn for<'t> FnOnce(&'t mut dyn Writer) -> BoxFuture<'t, Result<()>> + Send>;

/// An engine that keeps the scope logs.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Begins a consistent view. Dropping it ends it.
    async fn read(&self) -> Result<Box<dyn Reader>>;
    /// Carries out one job in one transaction. Done means on disk.
    async fn write(&self, job: Job) -> Result<()>;
    /// Is it migrated, and does its writer run?
    fn is_ready(&self) -> bool;
}

/// Carries out one job in one transaction and gives its answer, once it is on disk.
pub async fn transact<T: Send + 'static>(
    store: &dyn Store,
    job: impl for<'t> FnOnce(&'t mut dyn Writer) -> BoxFuture<'t, Result<T>> + Send + 'static,
) -> Result<T> {
    let slot = Arc::new(Mutex::new(None));
    let inside = Arc::clone(&slot);
    let job: Job = Box::new(move |writer| {
        Box::pin(async move {
            let answer = job(writer).await?;
            *inside.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            Ok(())
        })
    });
    store.write(job).await?;
    let answer = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    answer.ok_or(StoreError::Closed)
}
