//! The operator's hand: one file a subcommand.

mod account;
mod backup;
mod check;
mod device;
mod division;
mod import;
mod kiosk;
mod migrate;
mod restore;
mod rules;
mod serve;
mod table;
#[cfg(test)]
mod tests;
pub mod words;

use crate::clock::Clock;
use crate::config::{DataArgs, LogFormat, ServeArgs};
use crate::keys::{Keys, KeysError};
use crate::private;
use crate::random::Random;
use crate::state::{AppState, Mode};
use crate::store::{Sqlite, StoreError};
use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use sqlx::migrate::MigrateError;
use std::fs::File;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::Subscriber;

pub use account::AccountCommand;
pub use backup::BackupArgs;
pub use check::{Promise, Report, examine};
pub use device::DeviceCommand;
pub use division::DivisionCommand;
pub use import::ImportCommand;
pub use kiosk::KioskCommand;
pub use migrate::MigrateArgs;
pub use restore::RestoreArgs;
pub use rules::RulesCommand;

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
    /// Phones, PCs and kiosks with who used them last, while the server runs or not.
    Device(Within<DeviceCommand>),
    /// Kiosks and their one-time codes, while the server runs or not.
    Kiosk(Within<KioskCommand>),
    /// The law of meetings, as this program reckons by it. Needs no database.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Which divisions there are, while the server runs or not.
    Division(Within<DivisionCommand>),
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

/// Why a subcommand failed, in one line: each cause once, however often the layers below repeat it.
pub fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
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
            Command::Device(Within { data, command }) => device::run(&data, command).await,
            Command::Kiosk(Within { data, command }) => kiosk::run(&data, command).await,
            Command::Rules(command) => rules::run(command),
            Command::Division(Within { data, command }) => division::run(&data, command).await,
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
        // Colours are for eyes at a terminal; in a file they are noise.
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}

/// Opens the database of a folder as what it was born as; where there is none yet, it is born as `born`, with new keys.
pub async fn open(data: &DataArgs, born: Mode) -> anyhow::Result<AppState> {
    make_folder(data)?;
    let random = Random::System;
    // Keys come first: a database without them is one whose keys were lost, never one that was just begun.
    let keys = if data.database().exists() { own_keys(data)? } else { made_keys(data, &random)? };
    let database = Sqlite::open(&data.database()).await.map_err(|error| not_opened(&data.database(), error))?;
    AppState::open(database, born, keys, Clock::System, random).await.map_err(|error| foreign_keys(error, &data.keys(), &data.database()))
}

fn made_keys(data: &DataArgs, random: &Random) -> anyhow::Result<Keys> {
    Keys::make(&data.keys(), random).with_context(|| format!("making {}", data.keys().display()))
}

/// The keys of a database that is there. Others in their place would prove nothing that is stored and open nothing that was sealed.
fn own_keys(data: &DataArgs) -> anyhow::Result<Keys> {
    let path = data.keys();
    if !path.exists() {
        bail!(
            "{} is missing, the key file that {} was made with: nothing stored could be proved and nothing sealed be opened without it. \
             Copy it back, from beside a backup (FILE.keys) or from wherever the folder came from. Nothing was changed",
            path.display(),
            data.database().display()
        );
    }
    Keys::open(&path).with_context(|| format!("reading {}", path.display()))
}

/// Says which key file belongs to another database, where that is why something failed.
pub(super) fn foreign_keys(error: anyhow::Error, keys: &Path, database: &Path) -> anyhow::Error {
    if !matches!(error.downcast_ref(), Some(KeysError::Foreign)) {
        return error;
    }
    anyhow::anyhow!(
        "{} does not belong to {}: it is the key file of another database. Put the right one in its place, from beside a backup \
         (FILE.keys) or from wherever the folder came from. Nothing was changed",
        keys.display(),
        database.display()
    )
}

/// The engine's code for a file of another sort.
const NOT_A_DATABASE: &str = "26";
/// The engine's code for a file that does not hold together.
const DAMAGED: &str = "11";

/// Why a database file could not be opened, in words for whoever named it.
pub(super) fn not_opened(path: &Path, error: impl Into<StoreError>) -> anyhow::Error {
    let error = error.into();
    let code = match &error {
        StoreError::Database(error) | StoreError::Migrate(MigrateError::Execute(error)) => {
            error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned))
        }
        _ => None,
    };
    if code.as_deref() == Some(NOT_A_DATABASE) {
        return anyhow::anyhow!("{} is no database: the file is of another sort, or damaged from its first bytes on", path.display());
    }
    if code.as_deref() == Some(DAMAGED) {
        return anyhow::anyhow!(
            "{} is damaged or was cut off on the way: copy it anew from where it was written, or take another backup",
            path.display()
        );
    }
    anyhow::Error::from(error).context(format!("opening {}", path.display()))
}

/// Opens a database that must be there, to look at it: nothing in its folder is made, mended or brought up to date.
pub async fn open_to_look(data: &DataArgs) -> anyhow::Result<AppState> {
    check_there(data)?;
    let path = data.database();
    let keys = own_keys(data)?;
    let database = Sqlite::look(&path).await.map_err(|error| not_opened(&path, error))?;
    let state = AppState::look(database, keys, Clock::System, Random::System).await;
    let state = state.map_err(|error| foreign_keys(error, &data.keys(), &path))?;
    state.with_context(|| format!("{} is no database of this program", path.display()))
}

/// Opens a database that must be there, for subcommands that begin nothing.
pub async fn open_existing(data: &DataArgs) -> anyhow::Result<AppState> {
    check_there(data)?;
    open(data, Mode::Real).await
}

/// A file in the place of the folder, most often the database itself.
fn check_folder(data: &DataArgs) -> anyhow::Result<()> {
    if data.data.is_file() {
        let folder = data.data.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        bail!("--data names the file {}, and a folder is needed: for this file that is {}", data.data.display(), folder.display());
    }
    Ok(())
}

fn check_there(data: &DataArgs) -> anyhow::Result<()> {
    check_folder(data)?;
    if !data.database().exists() {
        bail!(
            "there is no database in {}; name its folder with --data, or make one with `shuanglian migrate --data {0}`",
            data.data.display()
        );
    }
    Ok(())
}

fn make_folder(data: &DataArgs) -> anyhow::Result<()> {
    check_folder(data)?;
    private::folder(&data.data).with_context(|| format!("making the folder {}", data.data.display()))
}

/// Takes the lock of a data folder. It is held as long as the file is kept, and gone with the process however it ends.
fn lock(data: &DataArgs) -> anyhow::Result<File> {
    make_folder(data)?;
    let path = data.lock();
    let file = private::file(&path).with_context(|| format!("opening {}", path.display()))?;
    if file.try_lock().is_err() {
        bail!("a server is running on {}; stop it first", data.data.display());
    }
    Ok(file)
}
