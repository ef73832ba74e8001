//! `backup`: a checked copy of the database and its keys.

use crate::config::DataArgs;
use crate::jobs::backup::{self, keys_beside};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `backup` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct BackupArgs {
    /// The folder of the data.
    #[command(flatten)]
    pub data: DataArgs,
    /// The file to write; the keys go beside it as FILE.keys. Keep them apart where you can: together they open everything.
    pub file: PathBuf,
}

/// Runs `backup`.
pub async fn run(args: BackupArgs) -> anyhow::Result<ExitCode> {
    let state = super::open_existing(&args.data).await?;
    let backup = backup::write(&state, &args.file).await?;
    println!("{}: {} scopes, {} commands, {} records, checked", backup.path.display(), backup.scopes, backup.commands, backup.records);
    println!("{}: its keys, without which it cannot be restored", keys_beside(&backup.path).display());
    Ok(ExitCode::SUCCESS)
}
