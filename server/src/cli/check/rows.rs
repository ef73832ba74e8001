//! The rows of one scope as they lie in the tables.

use crate::store::StoreError;
use shared::kernel::{AccountId, DeviceId, ScopeId};
use sqlx::{FromRow, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};

/// A scope's own row.
#[derive(Debug, FromRow)]
pub struct ScopeLine {
    pub head: i64,
    pub floor: i64,
    pub commands: i64,
    pub tallies: String,
    pub backed_up: i64,
}

/// A record.
#[derive(Debug, FromRow)]
pub struct RecordLine {
    pub kind: String,
    pub id: String,
    pub parent: Option<String>,
    pub partition: String,
    pub version: i64,
    pub deleted: i64,
    pub body: String,
}

/// A change.
#[derive(Debug, FromRow)]
pub struct ChangeLine {
    pub seq: i64,
    pub kind: String,
    pub id: String,
    pub partition: String,
    pub op: String,
    pub body: String,
    pub command_id: String,
    pub count: i64,
    pub digest: String,
}

/// A command.
#[derive(Debug, FromRow)]
pub struct CommandLine {
    pub command_id: String,
    pub place: i64,
    pub device_id: String,
    pub n: i64,
    pub epoch: i64,
    pub actor: Option<String>,
    pub name: String,
    pub body: String,
    pub mac: String,
    pub hash: String,
    pub status: String,
    pub reason: Option<String>,
    pub first_seq: i64,
    pub last_seq: i64,
    pub result: String,
}

/// A device's stream.
#[derive(Debug, FromRow)]
pub struct StreamLine {
    pub device_id: String,
    pub last_n: i64,
    pub epoch: i64,
}

/// All rows of one scope.
#[derive(Debug)]
pub struct Rows {
    pub scope: ScopeId,
    pub line: ScopeLine,
    pub records: Vec<RecordLine>,
    pub changes: Vec<ChangeLine>,
    pub commands: Vec<CommandLine>,
    pub streams: Vec<StreamLine>,
}

/// A village beside its public view.
#[derive(Debug)]
pub struct Village<'a> {
    pub own: &'a Rows,
    pub public: &'a Rows,
}

impl Rows {
    /// Reads them.
    pub async fn read(view: &mut SqliteConnection, scope: &ScopeId) -> Result<Self, StoreError> {
        let name = scope.to_string();
        let line = sqlx::query_as("SELECT head, floor, commands, tallies, backed_up FROM scope WHERE scope_id = ?1");
        let records = sqlx::query_as("SELECT kind, id, parent, partition, version, deleted, body FROM record WHERE scope_id = ?1");
        let changes = sqlx::query_as(
            "SELECT seq, kind, id, partition, op, body, command_id, count, digest FROM change WHERE scope_id = ?1 ORDER BY seq",
        );
        let commands = sqlx::query_as(
            "SELECT command_id, place, device_id, n, epoch, actor, name, body, mac, hash, status, reason, first_seq, last_seq, result
             FROM command WHERE scope_id = ?1 ORDER BY place",
        );
        let streams = sqlx::query_as("SELECT device_id, last_n, epoch FROM device_stream WHERE scope_id = ?1");
        Ok(Self {
            scope: scope.clone(),
            line: line.bind(&name).fetch_one(&mut *view).await?,
            records: records.bind(&name).fetch_all(&mut *view).await?,
            changes: changes.bind(&name).fetch_all(&mut *view).await?,
            commands: commands.bind(&name).fetch_all(&mut *view).await?,
            streams: streams.bind(&name).fetch_all(&mut *view).await?,
        })
    }
}

/// The last generation of each (account, device) pair's act key.
pub type Generations = BTreeMap<(AccountId, DeviceId), u32>;

/// Reads the generations.
pub async fn generations(view: &mut SqliteConnection) -> Result<Generations, StoreError> {
    let lines: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT account_id, device_id, generation FROM act_key").fetch_all(&mut *view).await?;
    let lines = lines.into_iter();
    lines.map(|(account, device, last)| Ok(((known(&account)?, known(&device)?), u32::try_from(last).unwrap_or_default()))).collect()
}

/// The devices that are, or were, kiosks: they speak for visitors.
pub async fn kiosks(view: &mut SqliteConnection) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT id FROM record WHERE scope_id = 'deployment' AND kind = 'device' AND body -> 'body' ->> 'kind' = 'kiosk'";
    let ids: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *view).await?;
    Ok(ids.into_iter().collect())
}

fn known<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(text.to_owned()))
}
