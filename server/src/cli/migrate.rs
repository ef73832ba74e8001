//! `migrate`: makes the database, or brings its tables up to date.

use crate::config::DataArgs;
use crate::state::Mode;
use std::process::ExitCode;

/// What `migrate` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct MigrateArgs {
    /// The folder of the data.
    #[command(flatten)]
    pub data: DataArgs,
    /// A new database is born as a demonstration, and stays one.
    #[arg(long)]
    pub demo: bool,
}

/// Runs `migrate`.
pub async fn run(args: MigrateArgs) -> anyhow::Result<ExitCode> {
    let state = super::open(&args.data, if args.demo { Mode::Demo } else { Mode::Real }).await?;
    println!("{}: {} database, epoch {}, up to date", args.data.database().display(), state.identity.mode, state.identity.epoch);
    Ok(ExitCode::SUCCESS)
}
