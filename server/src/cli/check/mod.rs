//! `check`
use crate::config::DataArgs;
use std::process::ExitCode;

/// Runs `check`.
pub async fn run(_args: &DataArgs) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
