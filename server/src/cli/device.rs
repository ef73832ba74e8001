//! `device`: phones, PCs and kiosks with who used them last, for an operator at the machine. Works beside a running server.

use super::account::send;
use super::table::Table;
use super::words;
use crate::auth::{self, standing};
use crate::config::DataArgs;
use crate::state::AppState;
use anyhow::Context as _;
use clap::Subcommand;
use shared::account::{Account, Device, DeviceKind, RevokeDevice};
use shared::kernel::{DeviceId, ScopeId};
use shared::sync::record::Kind as _;
use shared::sync::state::Query;
use std::process::ExitCode;

/// What `device` does.
#[derive(Debug, Subcommand)]
pub enum DeviceCommand {
    /// List devices with who used them last and when; those used last come first.
    List,
    /// Take a device out of use that is lost: it hands over what was not sent, and is emptied when it next has a network.
    Revoke {
        /// The device's id, as `device list` prints it.
        #[arg(value_parser = words::device)]
        device: DeviceId,
    },
}

/// Runs `device`.
pub async fn run(data: &DataArgs, command: DeviceCommand) -> anyhow::Result<ExitCode> {
    let state = super::open_existing(data).await?;
    match command {
        DeviceCommand::List => list(&state).await?,
        DeviceCommand::Revoke { device } => revoke(&state, device).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes a device out of use, and says whose it was.
pub async fn revoke(state: &AppState, id: DeviceId) -> anyhow::Result<()> {
    let device = standing::one::<Device>(&mut *state.store.read().await?, id.into()).await?;
    let device = device.with_context(|| format!("there is no device {id}; `shuanglian device list` shows them"))?;
    if device.revoked {
        println!("device {id} is revoked already");
        return Ok(());
    }
    send(state, &RevokeDevice { id }).await?;
    auth::shut_out(state, id).await?;
    println!("device {id} is revoked");
    Ok(())
}

async fn list(state: &AppState) -> anyhow::Result<()> {
    let query = Query::All(Device::KIND.to_owned());
    let devices = standing::typed::<Device>(&mut *state.store.read().await?, &ScopeId::Deployment, query).await?;
    let mut rows = Vec::with_capacity(devices.len());
    for (id, device) in devices {
        let seen = state.keep.seen(id.into()).await?;
        let account = seen.as_ref().and_then(|seen| seen.account);
        let person = match account {
            Some(account) => standing::one::<Account>(&mut *state.store.read().await?, account.into()).await?,
            None => None,
        };
        rows.push((seen.map(|seen| seen.seen_at), id, device, person));
    }
    rows.sort_by_key(|(seen, ..)| std::cmp::Reverse(*seen));
    let mut table = Table::new(["device", "kind", "last used by", "last seen", "state", "village", "name"]);
    for (seen, id, device, person) in rows {
        let name = person.as_ref().map(|person| format!(" ({})", person.name)).unwrap_or_default();
        table.row([
            id.to_string(),
            kind(device.kind).to_owned(),
            person.map_or_else(|| "-".to_owned(), |person| person.login),
            seen.map_or_else(|| "never".to_owned(), |seen| seen.to_string()),
            if device.revoked { "revoked" } else { "in use" }.to_owned(),
            device.village.map(|village| village.to_string()).unwrap_or_default(),
            format!("{}{name}", device.name),
        ]);
    }
    table.print();
    Ok(())
}

fn kind(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Phone => "phone",
        DeviceKind::Pc => "pc",
        DeviceKind::Kiosk => "kiosk",
    }
}
