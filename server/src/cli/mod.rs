//! The operator's hand: one file a subcommand.

use crate::config::{DataArgs, LogFormat};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
    /// Make the database, or bring its tables up to date.
    Migrate(DataArgs),
}

/// Runs a subcommand to its end.
pub fn run(_cli: Cli) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
