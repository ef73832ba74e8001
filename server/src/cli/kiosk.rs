//! `kiosk`: a village's kiosks, for an operator at the machine. Works beside a running server.

use super::table::Table;
use super::words;
use crate::account::issue::{self, By};
use crate::auth::standing;
use crate::config::DataArgs;
use crate::state::AppState;
use anyhow::bail;
use clap::Subcommand;
use shared::account::{Device, DeviceKind};
use shared::kernel::{Code, DeviceId, Level, ScopeId};
use shared::place::Division;
use shared::sync::record::Kind as _;
use shared::sync::state::Query;
use std::process::ExitCode;

/// What `kiosk` does.
#[derive(Debug, Subcommand)]
pub enum KioskCommand {
    /// Print a one-time code that enrols a village's kiosk.
    Code {
        /// The village's twelve digits, as `division list` prints them.
        #[arg(value_parser = words::place)]
        village: Code,
    },
    /// List kiosks and how their sync stands.
    List,
    /// Revoke a kiosk. `device revoke` does it with any device.
    Revoke {
        /// The device's id, as `kiosk list` prints it.
        #[arg(value_parser = words::device)]
        device: DeviceId,
    },
}

/// Runs `kiosk`.
pub async fn run(data: &DataArgs, command: KioskCommand) -> anyhow::Result<ExitCode> {
    let state = super::open_existing(data).await?;
    match command {
        KioskCommand::Code { village } => {
            let division = standing::one::<Division>(&mut *state.store.read().await?, Division::id(&village)).await?;
            let Some(division) = division.filter(|division| division.level == Level::Village) else {
                bail!(
                    "{village} is no village of this database; `shuanglian division list` shows them, `shuanglian import divisions FILE` adds some"
                );
            };
            let issued = issue::kiosk_code(&state, &village, By::default()).await?;
            println!("{}  enrols the kiosk of {} {village}, once and until {}", issued.text, division.short.hant, issued.expires_at);
        }
        KioskCommand::List => list(&state).await?,
        KioskCommand::Revoke { device } => {
            super::device::revoke(&state, device).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(state: &AppState) -> anyhow::Result<()> {
    let mut reader = state.store.read().await?;
    let devices = standing::typed::<Device>(&mut *reader, &ScopeId::Deployment, Query::All(Device::KIND.to_owned())).await?;
    drop(reader);
    let mut table = Table::new(["village", "device", "last seen", "unsent", "last problem", "state", "name"]);
    for (id, device) in devices.into_iter().filter(|(_, device)| device.kind == DeviceKind::Kiosk) {
        let seen = state.keep.seen(id.into()).await?;
        let last_seen = seen.as_ref().map_or_else(|| "never".to_owned(), |seen| seen.seen_at.to_string());
        let report = seen.and_then(|seen| seen.report).map(|(_, report)| report);
        table.row([
            device.village.map(|village| village.to_string()).unwrap_or_default(),
            id.to_string(),
            last_seen,
            report.as_ref().map(|report| report.unsent.to_string()).unwrap_or_default(),
            report.and_then(|report| report.last_error).unwrap_or_default(),
            if device.revoked { "revoked" } else { "in use" }.to_owned(),
            device.name,
        ]);
    }
    table.print();
    Ok(())
}
