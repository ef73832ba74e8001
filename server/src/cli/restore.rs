//! `restore`: puts a backup in the place of the database, under a new epoch.
//!
//! The new epoch has every device send again what the backup does not know. What was there is kept aside, never deleted.

use super::{foreign_keys, not_opened};
use crate::config::DataArgs;
use crate::jobs::backup::{check_integrity, keys_beside};
use crate::keys::{Keys, KeysError};
use crate::private;
use crate::state::Identity;
use crate::store::{Sqlite, companions, transact};
use anyhow::{Context as _, bail};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `restore` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct RestoreArgs {
    /// The folder of the data.
    #[command(flatten)]
    pub data: DataArgs,
    /// The backup; its keys are taken from FILE.keys.
    pub file: PathBuf,
}

/// Runs `restore`.
pub async fn run(args: RestoreArgs) -> anyhow::Result<ExitCode> {
    let _stopped = super::lock(&args.data)?;
    if !args.file.exists() {
        bail!("{} is not there", args.file.display());
    }
    let (path, keys) = read_keys(&args)?;
    examine(&args.file, &path, &keys).await?;
    let known_epoch = epoch_of(&args.data.database()).await;
    // Made ready under another name; the old database leaves its place only when the new one is whole.
    let ready = args.data.data.join("restoring.db");
    discard(&ready)?;
    drop(private::new_file(&ready)?);
    std::fs::copy(&args.file, &ready).with_context(|| format!("copying {}", args.file.display()))?;
    let identity = begin_epoch(&ready, known_epoch).await?;
    let aside = put_in_place(&args.data, &ready, identity.epoch)?;
    if path != args.data.keys() {
        set_keys(&args.data, &keys, identity.epoch)?;
    }
    println!("{}: restored, {} database, epoch {}", args.data.database().display(), identity.mode, identity.epoch);
    if let Some(aside) = aside {
        println!("what was there before is kept as {}", aside.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The backup's keys; without them the folder's own must be there, else nothing stored could be proved or opened.
fn read_keys(args: &RestoreArgs) -> anyhow::Result<(PathBuf, Keys)> {
    let beside = keys_beside(&args.file);
    let Some(path) = [beside.clone(), args.data.keys()].into_iter().find(|path| path.exists()) else {
        bail!(
            "{} is missing, the key file of this backup. Put it beside the backup: without it nothing stored could be proved",
            beside.display()
        );
    };
    let keys = Keys::open(&path).with_context(|| format!("reading {}", path.display()))?;
    Ok((path, keys))
}

/// Looks whether the file is a whole database of ours that was made with these keys.
async fn examine(file: &Path, keys_at: &Path, keys: &Keys) -> anyhow::Result<()> {
    let mut copy = SqliteConnectOptions::new().filename(file).read_only(true).connect().await.map_err(|error| not_opened(file, error))?;
    let ours = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('meta', 'scope', 'command')";
    let ours: i64 = sqlx::query_scalar(ours).fetch_one(&mut copy).await.map_err(|error| not_opened(file, error))?;
    if ours != 3 {
        bail!("{} is no backup of this program", file.display());
    }
    if let Err(error) = check_integrity(&mut copy).await {
        return Err(error.downcast::<sqlx::Error>().map_or_else(|error| error, |error| not_opened(file, error)));
    }
    let own: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'keys'").fetch_optional(&mut copy).await?;
    copy.close().await?;
    if own.is_some_and(|own| own != keys.fingerprint()) {
        return Err(foreign_keys(KeysError::Foreign.into(), keys_at, file));
    }
    Ok(())
}

/// The epoch of the database that is replaced, as far as it can still be read.
async fn epoch_of(database: &Path) -> u64 {
    let Ok(mut old) = SqliteConnectOptions::new().filename(database).connect().await else { return 0 };
    let epoch: Option<String> =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = 'epoch'").fetch_optional(&mut old).await.ok().flatten();
    // Closing writes what still stood in the log beside it into the file.
    let _ = old.close().await;
    epoch.and_then(|epoch| epoch.parse().ok()).unwrap_or(0)
}

/// Brings the copy up to date and begins a new epoch in it: later than any that this folder, this backup or (by the clock) a lost
/// machine has ever had.
async fn begin_epoch(ready: &Path, known_epoch: u64) -> anyhow::Result<Identity> {
    let store = Sqlite::open(ready).await?;
    let seconds = u64::try_from(crate::clock::Clock::System.now().millis() / 1_000)?;
    let identity = transact(&store, move |writer| {
        Box::pin(async move {
            let Some(known) = Identity::read(writer).await? else { return Ok(None) };
            let epoch = seconds.max(known.epoch + 1).max(known_epoch + 1);
            let begun = Identity { epoch, ..known };
            begun.write(writer).await?;
            Ok(Some(begun))
        })
    });
    let identity = identity.await?.context("the backup is no database of ours")?;
    store.close().await;
    Ok(identity)
}

fn put_in_place(data: &DataArgs, ready: &Path, epoch: u64) -> anyhow::Result<Option<PathBuf>> {
    let database = data.database();
    let aside = database.exists().then(|| data.data.join(format!("before-{epoch}.db")));
    if let Some(aside) = &aside {
        for (from, to) in companions(&database).into_iter().zip(companions(aside)) {
            if from.exists() {
                std::fs::rename(from, to)?;
            }
        }
        std::fs::rename(&database, aside)?;
    }
    for companion in companions(ready) {
        if companion.exists() {
            bail!("{} was not closed", ready.display());
        }
    }
    std::fs::rename(ready, &database)?;
    std::fs::File::open(&data.data)?.sync_all()?;
    Ok(aside)
}

fn set_keys(data: &DataArgs, keys: &Keys, epoch: u64) -> anyhow::Result<()> {
    let path = data.keys();
    if path.exists() {
        std::fs::rename(&path, data.data.join(format!("before-{epoch}.keys")))?;
    }
    Ok(keys.save(&path)?)
}

fn discard(ready: &Path) -> anyhow::Result<()> {
    for path in companions(ready).iter().map(PathBuf::as_path).chain([ready]) {
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
