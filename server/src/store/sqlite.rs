//! SQLite: WAL, every commit on disk, one writer, readers beside it.
//!
//! Rows of one kind are written in one statement from a JSON array: a batch of a hundred commands is six statements, not six hundred.

use super::writer::{Queue, RawJob};
use super::{
    ActStanding, AuditEntry, Job, Portion, Reader, Result, ScopeRow, Store, StoreError, StoredBatch, StoredChange, StreamRow,
    WaitingFollowUp, Writer, sql,
};
use crate::private;
use async_trait::async_trait;
use futures::TryStreamExt as _;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use shared::kernel::{AccountId, CommandId, DeviceId, Instant, Partition, ScopeId};
use shared::sync::command::FollowUp;
use shared::sync::digest::{Tallies, Tally};
use shared::sync::protocol::{Change, CommandResult};
use shared::sync::record::Record;
use shared::sync::server::{Earlier, Head, StoredCommand, Stream};
use shared::sync::state::Query;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::ops::DerefMut;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a connection waits for another's lock: longer than any of our own transactions.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that read at the same time: more than this many cores no county's machine has.
const READERS: u32 = 8;
/// Statements kept ready a connection: all of ours and the rooms' besides.
const STATEMENTS: usize = 256;

/// The tables, version by version.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");

/// The files that SQLite keeps beside a database.
pub fn companions(database: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    })
}

/// An SQLite database, migrated, with its writer running.
#[derive(Debug, Clone)]
pub struct Sqlite {
    queue: Queue,
    readers: SqlitePool,
    /// A database in memory lives as long as somebody is connected to it.
    _keeps_memory_alive: Option<Arc<SqlitePool>>,
}

impl Sqlite {
    /// Opens the database in a file, made and brought up to date where needed. Nobody but this user may read it.
    pub async fn open(path: &Path) -> Result<Self> {
        for file in companions(path).iter().filter(|file| file.exists()) {
            private::close(file)?;
        }
        drop(private::file(path)?);
        let options = connect_options().filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
        migrate(&options).await?;
        Self::start(options, None).await
    }

    /// Opens the database in a file to look at it: no statement on it can write.
    pub async fn look(path: &Path) -> Result<Self> {
        let options = connect_options().filename(path).create_if_missing(false).pragma("query_only", "1");
        let mut connection = options.connect().await?;
        let stored: Vec<i64> =
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version").fetch_all(&mut connection).await?;
        connection.close().await?;
        if !MIGRATIONS.iter().map(|migration| migration.version).eq(stored) {
            return Err(StoreError::NotMigrated);
        }
        Self::start(options, None).await
    }

    /// A database in memory, for tests. `name` tells it from others of the same process.
    pub async fn memory(name: &str) -> Result<Self> {
        let options = connect_options().vfs("memdb").filename(format!("/{name}"));
        let anchor = SqlitePoolOptions::new().max_connections(1).min_connections(1).connect_with(options.clone()).await?;
        migrate(&options).await?;
        Self::start(options, Some(Arc::new(anchor))).await
    }

    async fn start(options: SqliteConnectOptions, anchor: Option<Arc<SqlitePool>>) -> Result<Self> {
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.clone().create_if_missing(false).pragma("query_only", "1"));
        Ok(Self { queue: Queue::start(options).await?, readers: readers.await?, _keeps_memory_alive: anchor })
    }

    /// Carries out statements of a room's own tables in the writer's transaction. Done means on disk.
    pub async fn carry_out<T: Send + 'static>(
        &self,
        job: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    ) -> Result<T> {
        let slot = Arc::new(Mutex::new(None));
        let inside = Arc::clone(&slot);
        let raw: RawJob = Box::new(move |connection| {
            Box::pin(async move {
                let answer = job(connection).await?;
                *inside.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                Ok(())
            })
        });
        self.queue.carry_out(raw).await?;
        let answer = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.ok_or(StoreError::Closed)
    }

    /// The connections that read, for a room's own tables.
    pub fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Ends the writer and the readers; the files are then whole by themselves.
    pub async fn close(self) {
        let Self { queue, readers, .. } = self;
        readers.close().await;
        queue.close().await;
    }

    /// Writes a copy of the whole database to a new file, while others read and write.
    pub async fn copy_to(&self, path: &Path) -> Result<()> {
        // SQLite writes into an empty file as into none, and this one is closed to others.
        drop(private::new_file(path)?);
        let path = path.to_str().ok_or_else(|| StoreError::Corrupt("a path that is not UTF-8".to_owned()))?.to_owned();
        // A reader may not, for `query_only` is set; the writer may not, for it is in a transaction.
        let mut connection = self.readers.connect_options().as_ref().clone().pragma("query_only", "0").connect().await?;
        sqlx::query("VACUUM INTO ?1").bind(path).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}

fn connect_options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(STATEMENTS)
        .disable_statement_logging()
}

async fn migrate(options: &SqliteConnectOptions) -> Result<()> {
    let mut connection = options.connect().await?;
    MIGRATIONS.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

#[async_trait]
impl Store for Sqlite {
    async fn read(&self) -> Result<Box<dyn Reader>> {
        Ok(Box::new(On(self.readers.begin().await?)))
    }

    async fn write(&self, job: Job) -> Result<()> {
        let raw: RawJob = Box::new(move |connection| {
            Box::pin(async move {
                let mut on = On(connection);
                job(&mut on).await
            })
        });
        self.queue.carry_out(raw).await
    }

    fn is_ready(&self) -> bool {
        self.queue.is_running()
    }
}

/// The statements on one connection, inside a transaction.
struct On<C>(C);

/// Reads a text that was once written from a value of this type.
pub(super) fn read<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Corrupt(text.to_owned()))
}

/// A count or number that is never below zero.
pub(super) fn unsigned<T: TryFrom<i64>>(number: i64) -> Result<T> {
    T::try_from(number).map_err(|_| StoreError::Corrupt(number.to_string()))
}

/// A number as the engine keeps it. Ours stay far below its end; one beyond it came from outside and is nobody's.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[derive(sqlx::FromRow)]
struct RawScope {
    scope_id: String,
    head: i64,
    floor: i64,
    commands: i64,
    tallies: String,
    backed_up: i64,
}

impl RawScope {
    fn read(self) -> Result<(ScopeId, ScopeRow)> {
        let head = Head { seq: unsigned(self.head)?, commands: unsigned(self.commands)?, tallies: serde_json::from_str(&self.tallies)? };
        Ok((read(&self.scope_id)?, ScopeRow { head, floor: unsigned(self.floor)?, backed_up: unsigned(self.backed_up)? }))
    }
}

#[derive(sqlx::FromRow)]
struct RawChange {
    seq: i64,
    command_id: String,
    partition: String,
    body: String,
}

impl RawChange {
    fn read(self) -> Result<StoredChange> {
        let known = Partition::ALL.into_iter().find(|partition| partition.name() == self.partition);
        let partition = known.ok_or(StoreError::Corrupt(self.partition))?;
        Ok(StoredChange { seq: unsigned(self.seq)?, command: self.command_id, partition, record: self.body })
    }
}

#[derive(sqlx::FromRow)]
struct RawFollowUp {
    scope_id: String,
    command_id: String,
    place: i64,
    tries: i64,
    target: String,
    name: String,
    body: String,
}

impl RawFollowUp {
    fn read(self) -> Result<WaitingFollowUp> {
        let follow_up = FollowUp { scope: read(&self.target)?, name: self.name, body: serde_json::from_str(&self.body)? };
        Ok(WaitingFollowUp {
            scope: read(&self.scope_id)?,
            command: read(&self.command_id)?,
            place: unsigned(self.place)?,
            tries: unsigned(self.tries)?,
            follow_up,
        })
    }
}

#[async_trait]
impl<C: DerefMut<Target = SqliteConnection> + Send> Reader for On<C> {
    async fn meta(&mut self, key: &'static str) -> Result<Option<String>> {
        Ok(sqlx::query_scalar(sql::META).bind(key).fetch_optional(&mut *self.0).await?)
    }

    async fn scope(&mut self, scope: &ScopeId) -> Result<Option<ScopeRow>> {
        let row: Option<RawScope> = sqlx::query_as(sql::SCOPE).bind(scope.to_string()).fetch_optional(&mut *self.0).await?;
        row.map(|row| row.read().map(|(_, row)| row)).transpose()
    }

    async fn scopes(&mut self, prefix: &str) -> Result<Vec<(ScopeId, ScopeRow)>> {
        // Wire names are ASCII: every longer name sorts before the prefix followed by the last ASCII character.
        let rows: Vec<RawScope> = sqlx::query_as(sql::SCOPES).bind(prefix).bind(format!("{prefix}\u{7f}")).fetch_all(&mut *self.0).await?;
        rows.into_iter().map(RawScope::read).collect()
    }

    async fn records(&mut self, scope: &ScopeId, query: &Query) -> Result<Vec<Record>> {
        let scope = scope.to_string();
        let bodies: Vec<String> = match query {
            Query::One(kind, id) => {
                sqlx::query_scalar(sql::RECORD_ONE).bind(scope).bind(kind).bind(id.to_string()).fetch_all(&mut *self.0).await?
            }
            Query::Children(kind, parent) => {
                sqlx::query_scalar(sql::RECORD_CHILDREN).bind(scope).bind(kind).bind(parent.to_string()).fetch_all(&mut *self.0).await?
            }
            Query::All(kind) => sqlx::query_scalar(sql::RECORD_ALL).bind(scope).bind(kind).fetch_all(&mut *self.0).await?,
        };
        bodies.iter().map(|body| Ok(serde_json::from_str(body)?)).collect()
    }

    async fn stream(&mut self, scope: &ScopeId, device: DeviceId) -> Result<Stream> {
        let row: Option<(i64, i64)> =
            sqlx::query_as(sql::STREAM).bind(scope.to_string()).bind(device.to_string()).fetch_optional(&mut *self.0).await?;
        let Some((last_n, epoch)) = row else { return Ok(Stream::default()) };
        Ok(Stream { last_n: unsigned(last_n)?, epoch: unsigned(epoch)? })
    }

    async fn streams(&mut self, device: DeviceId) -> Result<Vec<StreamRow>> {
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(sql::STREAMS).bind(device.to_string()).fetch_all(&mut *self.0).await?;
        let rows = rows.into_iter();
        rows.map(|(scope, last_n, last_at)| {
            Ok(StreamRow { scope: read(&scope)?, device, last_n: unsigned(last_n)?, last_at: Instant::from_millis(last_at) })
        })
        .collect()
    }

    async fn earlier(&mut self, scope: &ScopeId, commands: &[CommandId]) -> Result<Vec<Earlier>> {
        let ids = serde_json::to_string(commands)?;
        let rows: Vec<(String, String)> = sqlx::query_as(sql::EARLIER).bind(scope.to_string()).bind(ids).fetch_all(&mut *self.0).await?;
        rows.into_iter().map(|(hash, result)| Ok(Earlier { hash: read_hash(&hash)?, result: serde_json::from_str(&result)? })).collect()
    }

    async fn changes(&mut self, scope: &ScopeId, after: u64, partitions: &[Partition], most: Portion) -> Result<Vec<StoredChange>> {
        let partitions = serde_json::to_string(partitions)?;
        let limit = i64::try_from(most.changes).unwrap_or(i64::MAX);
        let asked = sqlx::query_as::<_, RawChange>(sql::CHANGES).bind(scope.to_string()).bind(signed(after)).bind(partitions).bind(limit);
        let mut rows = asked.fetch(&mut *self.0);
        let (mut changes, mut bytes) = (Vec::new(), 0);
        // Row by row: a page of long records ends long before its last possible row, and what follows would be read for nothing.
        while let Some(row) = rows.try_next().await? {
            bytes += row.body.len();
            changes.push(row.read()?);
            if bytes > most.bytes {
                break;
            }
        }
        Ok(changes)
    }

    async fn tallies_at(&mut self, scope: &ScopeId, seq: u64, partitions: &[Partition]) -> Result<Tallies> {
        let mut tallies = Tallies::new();
        for partition in partitions {
            let row: Option<(i64, String)> = sqlx::query_as(sql::TALLY_AT)
                .bind(scope.to_string())
                .bind(partition.name())
                .bind(signed(seq))
                .fetch_optional(&mut *self.0)
                .await?;
            if let Some((count, digest)) = row {
                let tally = Tally::from_hex(unsigned(count)?, &digest).ok_or(StoreError::Corrupt(digest))?;
                tallies.insert(*partition, tally);
            }
        }
        Ok(tallies)
    }

    async fn act_generation(&mut self, account: AccountId, device: DeviceId) -> Result<Option<u32>> {
        let row: Option<i64> =
            sqlx::query_scalar(sql::ACT_GENERATION).bind(account.to_string()).bind(device.to_string()).fetch_optional(&mut *self.0).await?;
        row.map(unsigned).transpose()
    }

    async fn act_standing(&mut self, account: AccountId, device: DeviceId) -> Result<Option<ActStanding>> {
        let row: Option<(i64, Option<i64>, bool)> =
            sqlx::query_as(sql::ACT_STANDING).bind(account.to_string()).bind(device.to_string()).fetch_optional(&mut *self.0).await?;
        let standing = |(generation, ended_at, is_old): (i64, Option<i64>, bool)| {
            Ok(ActStanding { generation: unsigned(generation)?, ended_at: ended_at.map(Instant::from_millis), is_old })
        };
        row.map(standing).transpose()
    }

    async fn follow_ups_waiting(&mut self, limit: usize) -> Result<Vec<WaitingFollowUp>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows: Vec<RawFollowUp> = sqlx::query_as(sql::FOLLOW_UPS_WAITING).bind(limit).fetch_all(&mut *self.0).await?;
        rows.into_iter().map(RawFollowUp::read).collect()
    }
}

/// A hash from its hexadecimal digits.
pub(super) fn read_hash(hex: &str) -> Result<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(hex, &mut hash).map_err(|_| StoreError::Corrupt(hex.to_owned()))?;
    Ok(hash)
}

#[async_trait]
impl<C: DerefMut<Target = SqliteConnection> + Send> Writer for On<C> {
    async fn lock(&mut self, scope: &ScopeId) -> Result<Option<ScopeRow>> {
        // The transaction began as IMMEDIATE: the one write lock of the database is ours already.
        self.scope(scope).await
    }

    async fn ensure_scopes(&mut self, scopes: &[ScopeId], now: Instant) -> Result<()> {
        let scopes = serde_json::to_string(scopes)?;
        sqlx::query(sql::ENSURE_SCOPES).bind(scopes).bind(now.millis()).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn store(&mut self, batch: &StoredBatch) -> Result<()> {
        let scope = batch.scope.to_string();
        self.store_commands(&scope, batch).await?;
        self.store_changes(&scope, &batch.changes).await?;
        self.store_head(&batch.scope, &batch.head).await?;
        if let Some((public, head, changes)) = &batch.public {
            self.store_changes(&public.to_string(), changes).await?;
            self.store_head(public, head).await?;
        }
        sqlx::query(sql::STORE_STREAM)
            .bind(&scope)
            .bind(batch.device.to_string())
            .bind(signed(batch.stream.last_n))
            .bind(signed(batch.stream.epoch))
            .bind(batch.received_at.millis())
            .execute(&mut *self.0)
            .await?;
        self.store_follow_ups(&scope, batch).await
    }

    async fn settle(&mut self, batch: &StoredBatch) -> Result<()> {
        let scope = batch.scope.to_string();
        for (_, result) in &batch.commands {
            let settled = sqlx::query(sql::SETTLE_COMMAND)
                .bind(&scope)
                .bind(result.id.to_string())
                .bind(result.status.name())
                .bind(result.reason.as_ref().map(serde_json::to_string).transpose()?)
                .bind(signed(result.first_seq))
                .bind(signed(result.last_seq))
                .bind(serde_json::to_string(result)?)
                .execute(&mut *self.0)
                .await?;
            if settled.rows_affected() != 1 {
                return Err(StoreError::Corrupt(format!("{} is not held", result.id)));
            }
        }
        self.store_changes(&scope, &batch.changes).await?;
        self.store_head(&batch.scope, &batch.head).await?;
        if let Some((public, head, changes)) = &batch.public {
            self.store_changes(&public.to_string(), changes).await?;
            self.store_head(public, head).await?;
        }
        self.store_follow_ups(&scope, batch).await
    }

    async fn follow_up_tried(&mut self, follow_up: &WaitingFollowUp, done: Option<(&CommandResult, Instant)>) -> Result<()> {
        let result = done.map(|(result, _)| serde_json::to_string(result)).transpose()?;
        sqlx::query(sql::FOLLOW_UP_TRIED)
            .bind(follow_up.scope.to_string())
            .bind(follow_up.command.to_string())
            .bind(i64::from(follow_up.place))
            .bind(done.map(|(_, at)| at.millis()))
            .bind(result)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn set_meta(&mut self, key: &'static str, value: &str) -> Result<()> {
        sqlx::query(sql::SET_META).bind(key).bind(value).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn next_act_generation(&mut self, account: AccountId, device: DeviceId) -> Result<u32> {
        let generation: i64 =
            sqlx::query_scalar(sql::NEXT_ACT_GENERATION).bind(account.to_string()).bind(device.to_string()).fetch_one(&mut *self.0).await?;
        unsigned(generation)
    }

    async fn begin_acting(&mut self, account: AccountId, device: DeviceId) -> Result<u32> {
        let generation: i64 =
            sqlx::query_scalar(sql::BEGIN_ACTING).bind(account.to_string()).bind(device.to_string()).fetch_one(&mut *self.0).await?;
        unsigned(generation)
    }

    async fn set_backed_up(&mut self, places: &[(ScopeId, u64)]) -> Result<()> {
        let places = serde_json::to_string(places)?;
        sqlx::query(sql::SET_BACKED_UP).bind(places).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn audit(&mut self, entry: &AuditEntry) -> Result<()> {
        sqlx::query(sql::AUDIT)
            .bind(entry.scope.to_string())
            .bind(entry.at.millis())
            .bind(entry.id.to_string())
            .bind(entry.account.map(|account| account.to_string()))
            .bind(entry.device.map(|device| device.to_string()))
            .bind(entry.action)
            .bind(entry.detail.to_string())
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}

impl<C: DerefMut<Target = SqliteConnection> + Send> On<C> {
    async fn store_commands(&mut self, scope: &str, batch: &StoredBatch) -> Result<()> {
        let rows: Result<Vec<Value>> = batch.commands.iter().map(|(command, result)| command_row(batch, command, result)).collect();
        sqlx::query(sql::STORE_COMMANDS).bind(scope).bind(serde_json::to_string(&rows?)?).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn store_changes(&mut self, scope: &str, changes: &[Change]) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let rows: Result<Vec<Value>> = changes.iter().map(change_row).collect();
        let rows = serde_json::to_string(&rows?)?;
        sqlx::query(sql::STORE_CHANGES).bind(scope).bind(&rows).execute(&mut *self.0).await?;
        sqlx::query(sql::STORE_RECORDS).bind(scope).bind(&rows).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn store_head(&mut self, scope: &ScopeId, head: &Head) -> Result<()> {
        let stored = sqlx::query(sql::STORE_HEAD)
            .bind(scope.to_string())
            .bind(signed(head.seq))
            .bind(signed(head.commands))
            .bind(serde_json::to_string(&head.tallies)?)
            .execute(&mut *self.0)
            .await?;
        if stored.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NoScope(scope.clone())) }
    }

    async fn store_follow_ups(&mut self, scope: &str, batch: &StoredBatch) -> Result<()> {
        if batch.follow_ups.is_empty() {
            return Ok(());
        }
        let mut places = std::collections::BTreeMap::<CommandId, u32>::new();
        let rows = batch.follow_ups.iter().map(|(command, follow_up)| {
            let place = places.entry(*command).and_modify(|place| *place += 1).or_insert(0);
            json!({ "command": command, "place": *place, "target": follow_up.scope, "name": follow_up.name, "body": follow_up.body.to_string() })
        });
        let rows = Value::Array(rows.collect()).to_string();
        sqlx::query(sql::STORE_FOLLOW_UPS).bind(scope).bind(rows).bind(batch.received_at.millis()).execute(&mut *self.0).await?;
        Ok(())
    }
}

fn command_row(batch: &StoredBatch, command: &StoredCommand, result: &CommandResult) -> Result<Value> {
    Ok(json!({
        "id": result.id,
        "place": result.place,
        "device": batch.device,
        "n": result.n,
        "epoch": batch.stream.epoch,
        "actor": command.actor,
        "name": command.name,
        "body": command.text,
        "mac": command.mac,
        "hash": hex::encode(command.hash),
        "device_time": command.device_time.map(Instant::millis),
        "received_at": result.received_at.millis(),
        "status": result.status.name(),
        "reason": result.reason.as_ref().map(serde_json::to_string).transpose()?,
        "first_seq": result.first_seq,
        "last_seq": result.last_seq,
        "result": serde_json::to_string(result)?,
    }))
}

fn change_row(change: &Change) -> Result<Value> {
    let record = &change.record;
    Ok(json!({
        "seq": change.seq,
        "kind": record.kind,
        "id": record.id,
        "parent": record.parent,
        "partition": record.partition,
        "version": record.version,
        "deleted": i64::from(record.deleted),
        "op": if record.deleted { "delete" } else { "put" },
        "body": serde_json::to_string(record)?,
        "command": change.command,
        "count": change.tally.count,
        "digest": change.tally.hex(),
    }))
}
