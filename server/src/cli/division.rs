//! `division`: which divisions there are, for an operator at the machine.

use super::table::Table;
use super::words;
use crate::auth::standing;
use crate::config::DataArgs;
use crate::state::AppState;
use anyhow::bail;
use clap::Subcommand;
use shared::kernel::{Code, ScopeId};
use shared::place::Division;
use shared::sync::record::Kind as _;
use shared::sync::state::Query;
use std::process::ExitCode;

/// What `division` does.
#[derive(Debug, Subcommand)]
pub enum DivisionCommand {
    /// List divisions with their codes.
    List {
        /// Only this one and those below it.
        #[arg(value_parser = words::place)]
        under: Option<Code>,
    },
}

/// Runs `division`.
pub async fn run(data: &DataArgs, command: DivisionCommand) -> anyhow::Result<ExitCode> {
    let DivisionCommand::List { under } = command;
    let state = super::open_existing(data).await?;
    check_there(&state, under.as_ref()).await?;
    let query = Query::All(Division::KIND.to_owned());
    let divisions = standing::typed::<Division>(&mut *state.store.read().await?, &ScopeId::Deployment, query).await?;
    let mut divisions: Vec<Division> = divisions.into_iter().map(|(_, division)| division).collect();
    divisions.retain(|division| under.as_ref().is_none_or(|under| under.covers(&division.code)));
    divisions.sort_by(|a, b| a.code.cmp(&b.code));
    let mut table = Table::new(["code", "name"]);
    for division in divisions {
        table.row([division.code.to_string(), format!("{} ({}, {})", division.full.hans, division.short.hant, division.short.en)]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

/// Says so where a division that was named is not in the database.
pub async fn check_there(state: &AppState, place: Option<&Code>) -> anyhow::Result<()> {
    let Some(place) = place else { return Ok(()) };
    if standing::one::<Division>(&mut *state.store.read().await?, Division::id(place)).await?.is_none() {
        bail!("there is no division {place}; `shuanglian division list` shows them, `shuanglian import divisions FILE` adds some");
    }
    Ok(())
}
