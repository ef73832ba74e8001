//! Backups: a copy of the whole database that was opened and checked, its keys beside it, and the devices told what they may forget.

use crate::clock::Stopwatch;
use crate::config::DataArgs;
use crate::private;
use crate::state::AppState;
use crate::store::transact;
use anyhow::{Context as _, bail};
use shared::kernel::{Instant, ScopeId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Between two periodic backups: what a county loses at most when its disk dies, and devices still have it.
const EVERY_MS: i64 = 6 * 3_600_000;
/// How often it is looked whether one is due.
const LOOK_EVERY: Duration = Duration::from_mins(5);
/// Periodic backups kept: a week of them. An operator copies them off the machine.
const GENERATIONS: usize = 28;
/// How their files begin and end.
const NAME: (&str, &str) = ("shuanglian-", ".db");
/// What a backup's file ends with while it is written.
const PART: &str = "part";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Its scopes.
    pub scopes: u64,
    /// Its commands.
    pub commands: u64,
    /// Its records.
    pub records: u64,
}

/// Where a database's keys are copied to.
pub fn keys_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// Writes a backup to a new file, opens and checks it, and tells the devices what is in it.
pub async fn write(state: &AppState, file: &Path) -> anyhow::Result<Backup> {
    if file.exists() || keys_beside(file).exists() {
        bail!("{} is there already", file.display());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if !folder.is_dir() {
        bail!("there is no folder {}", folder.display());
    }
    // Written under another name, so that what bears the name is whole.
    let part = part_of(file);
    remove(&part)?;
    let copied = copy(state, &part, file).await;
    if copied.is_err() {
        remove(&part)?;
    }
    let (backup, places) = copied?;
    state.keys.save(&keys_beside(file)).with_context(|| format!("writing {}", keys_beside(file).display()))?;
    sync_to_disk(folder)?;
    transact(&*state.store, move |writer| Box::pin(async move { writer.set_backed_up(&places).await })).await?;
    Ok(backup)
}

/// Copies, checks, and gives the copy its name.
async fn copy(state: &AppState, part: &Path, file: &Path) -> anyhow::Result<(Backup, Vec<(ScopeId, u64)>)> {
    state.database.copy_to(part).await.with_context(|| format!("writing {}", part.display()))?;
    let examined = examine(part, file).await?;
    sync_to_disk(part)?;
    std::fs::rename(part, file)?;
    Ok(examined)
}

/// Under which name a backup is written.
fn part_of(file: &Path) -> PathBuf {
    file.with_extension(PART)
}

/// Opens a copy as a stranger would, and counts what it holds.
async fn examine(part: &Path, file: &Path) -> anyhow::Result<(Backup, Vec<(ScopeId, u64)>)> {
    let mut copy = SqliteConnectOptions::new().filename(part).read_only(true).connect().await?;
    check_integrity(&mut copy).await?;
    let rows: Vec<(String, i64)> = sqlx::query_as("SELECT scope_id, commands FROM scope ORDER BY scope_id").fetch_all(&mut copy).await?;
    let records: i64 = sqlx::query_scalar("SELECT count(*) FROM record").fetch_one(&mut copy).await?;
    let commands: i64 = sqlx::query_scalar("SELECT count(*) FROM command").fetch_one(&mut copy).await?;
    copy.close().await?;
    let places = rows.into_iter().map(|(scope, place)| Ok((scope.parse::<ScopeId>()?, u64::try_from(place)?)));
    let places = places.collect::<anyhow::Result<Vec<_>>>()?;
    let told: u64 = places.iter().map(|(_, place)| place).sum();
    if told != u64::try_from(commands)? {
        bail!("the copy holds {commands} commands where its scopes count {told}");
    }
    let scopes = u64::try_from(places.len())?;
    Ok((Backup { path: file.to_owned(), scopes, commands: told, records: u64::try_from(records)? }, places))
}

/// The engine's own look at a database file.
pub async fn check_integrity(connection: &mut SqliteConnection) -> anyhow::Result<()> {
    let told: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
    if told != ["ok"] {
        bail!("the database file is damaged: {}", told.join("; "));
    }
    Ok(())
}

fn sync_to_disk(path: &Path) -> anyhow::Result<()> {
    Ok(std::fs::File::open(path)?.sync_all()?)
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a backup whenever one is due, and keeps the latest generations.
pub async fn run(state: AppState, data: DataArgs) {
    loop {
        let watch = Stopwatch::start();
        match write_due(&state, &data).await {
            Ok(Some(backup)) => {
                tracing::info!(
                    backup.commands = backup.commands,
                    backup.records = backup.records,
                    duration_ms = watch.millis(),
                    "backed up"
                );
            }
            Ok(None) => {}
            Err(error) => tracing::error!(backup.error = format!("{error:#}"), "no backup was written"),
        }
        if !super::wait(&state, LOOK_EVERY).await {
            return;
        }
    }
}

/// A backup, where the last one is older than the period.
async fn write_due(state: &AppState, data: &DataArgs) -> anyhow::Result<Option<Backup>> {
    let (folder, now) = (data.backups(), state.clock.now());
    private::folder(&folder)?;
    remove_parts(&folder)?;
    let kept = generations(&folder)?;
    let last = kept.last().map(|(at, _)| *at);
    if last.is_some_and(|last| now.millis_since(last) < EVERY_MS) || nothing_to_keep(state).await? {
        return Ok(None);
    }
    let file = folder.join(format!("{}{}{}", NAME.0, now.millis(), NAME.1));
    let backup = write(state, &file).await?;
    let surplus = (kept.len() + 1).saturating_sub(GENERATIONS);
    for (_, old) in kept.into_iter().take(surplus) {
        remove(&old)?;
        remove(&keys_beside(&old))?;
    }
    Ok(Some(backup))
}

/// Takes away what a server left that ended while it wrote a backup.
fn remove_parts(folder: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ours = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(NAME.0));
        if ours && path.extension().is_some_and(|extension| extension == PART) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// A database without a command holds nothing that could be lost.
async fn nothing_to_keep(state: &AppState) -> anyhow::Result<bool> {
    Ok(state.store.read().await?.scopes("").await?.iter().all(|(_, row)| row.head.commands == 0))
}

/// The periodic backups, oldest first.
fn generations(folder: &Path) -> anyhow::Result<Vec<(Instant, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let millis = name.to_str().and_then(|name| name.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?.parse().ok());
        found.extend(millis.map(|millis| (Instant::from_millis(millis), entry.path())));
    }
    found.sort();
    Ok(found)
}
