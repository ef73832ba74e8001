//! The operator's hand: one file a subcommand.

mod account;
mod backup;
mod check;
mod import;
mod kiosk;
mod migrate;
mod restore;
mod serve;
mod table;
#[cfg(test)]
mod tests;

use crate::clock::Clock;
use crate::config::{DataArgs, LogFormat, ServeArgs};
use crate::keys::Keys;
use crate::random::Random;
use crate::state::{AppState, Mode};
use crate::store::Sqlite;
use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use std::fs::File;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::Subscriber;

pub use account::AccountCommand;
pub use backup::BackupArgs;
pub use check::{Promise, Report, examine};
pub use import::ImportCommand;
pub use kiosk::KioskCommand;
pub use migrate::MigrateArgs;
pub use restore::RestoreArgs;

/// What is logged where `SHUANGLIAN_LOG` says nothing.
const LOG: &str = "info";

/// 雙聯 Shuanglian: linked cadres and villages.
#[derive(Debug, Parser)]
#[command(name = "shuanglian", version)]
pub struct Cli {
    /// How the log is written.
    #[arg(long, global = true, value_enum, default_value = "text", env = "SHUANGLIAN_LOG_FORMAT")]
    pub log: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve until told to stop.
    Serve(ServeArgs),
    /// Make the database, or bring its tables up to date.
    Migrate(MigrateArgs),
    /// Check every promise of the stored data; ends with 1 where one is broken.
    Check(DataArgs),
    /// Write a copy of the whole database and its keys, while the server runs or not.
    Backup(BackupArgs),
    /// Put a backup in the place of the database. The server must be stopped.
    Restore(RestoreArgs),
    /// Accounts and what they may do, while the server runs or not.
    Account(Within<AccountCommand>),
    /// Kiosks and their one-time codes, while the server runs or not.
    Kiosk(Within<KioskCommand>),
    /// Take in a table, while the server runs or not.
    Import(Within<ImportCommand>),
}

/// A group of subcommands on one folder.
#[derive(Debug, Clone, clap::Args)]
pub struct Within<C: Subcommand> {
    /// The folder of the data.
    #[command(flatten)]
    pub data: DataArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: C,
}

/// Runs a subcommand to its end.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    start_log(cli.log);
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    let code = runtime.block_on(async {
        match cli.command {
            Command::Serve(args) => serve::run(args).await,
            Command::Migrate(args) => migrate::run(args).await,
            Command::Check(args) => check::run(&args).await,
            Command::Backup(args) => backup::run(args).await,
            Command::Restore(args) => restore::run(args).await,
            Command::Account(Within { data, command }) => account::run(&data, command).await,
            Command::Kiosk(Within { data, command }) => kiosk::run(&data, command).await,
            Command::Import(Within { data, command }) => import::run(&data, command).await,
        }
    });
    runtime.shutdown_background();
    code
}

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_env("SHUANGLIAN_LOG").unwrap_or_else(|_| EnvFilter::new(LOG));
    let log = Subscriber::builder().with_env_filter(filter).with_writer(std::io::stderr);
    // A second log in one process (a test) is none: the first stays.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}

/// Opens the database of a folder as what it was born as; where there is none yet, it is born as `born`.
pub async fn open(data: &DataArgs, born: Mode) -> anyhow::Result<AppState> {
    make_folder(data)?;
    let random = Random::System;
    let database = Sqlite::open(&data.database()).await.with_context(|| format!("opening {}", data.database().display()))?;
    let keys = Keys::open(&data.keys(), &random).with_context(|| format!("opening {}", data.keys().display()))?;
    AppState::open(database, born, keys, Clock::System, random).await
}

/// Opens a database that must be there, for subcommands that begin nothing.
pub async fn open_existing(data: &DataArgs) -> anyhow::Result<AppState> {
    if !data.database().exists() {
        bail!("there is no database in {}; `shuanglian migrate --data {0}` makes one", data.data.display());
    }
    open(data, Mode::Real).await
}

fn make_folder(data: &DataArgs) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    // What is inside is for the server's user only.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&data.data).with_context(|| format!("making the folder {}", data.data.display()))
}

/// Takes the lock of a data folder. It is held as long as the file is kept, and gone with the process however it ends.
fn lock(data: &DataArgs) -> anyhow::Result<File> {
    make_folder(data)?;
    let path = data.lock();
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).with_context(|| format!("opening {}", path.display()))?;
    if file.try_lock().is_err() {
        bail!("a server is running on {}; stop it first", data.data.display());
    }
    Ok(file)
}
