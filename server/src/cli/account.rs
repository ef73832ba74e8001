//! `account`: who signs in, for an operator at the machine. Works beside a running server: both write through the same log.

use super::table::Table;
use super::words;
use crate::account::issue::{self, By};
use crate::auth::standing::{self, Known, typed};
use crate::config::DataArgs;
use crate::state::AppState;
use crate::sync::{Acting, submit};
use anyhow::{Context as _, bail};
use clap::Subcommand;
use serde::Serialize;
use shared::account::{Account, AddAccount, CloseAccount, EndGrant, GiveGrant, Grant, Unit};
use shared::kernel::{AccountId, Code, Day, Id, Role, ScopeId};
use shared::sync::command::Command;
use shared::sync::protocol::Status;
use shared::sync::record::Kind as _;
use shared::sync::rejection::Rejection;
use shared::sync::state::Query;
use shared::text::{self, Lang};
use std::process::ExitCode;

/// What `account` does.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Open an account and print the one-time link by which its person sets a password.
    Add {
        /// The sign-in name: small letters, digits, dots, hyphens, underscores.
        login: String,
        /// The person's name.
        name: String,
        /// Their office.
        #[arg(long, default_value = "")]
        office: String,
        /// Telephone.
        #[arg(long, default_value = "")]
        phone: String,
        /// The id of the unit they work for, as `account units` prints it.
        #[arg(long, value_parser = words::unit)]
        unit: Option<Id>,
    },
    /// List accounts with what they are where, and the ids of those grants.
    List,
    /// List the units that accounts can work for, with their ids.
    Units,
    /// Give an account a role in a place.
    Grant {
        /// The sign-in name.
        login: String,
        /// The role.
        #[arg(value_parser = role)]
        role: Role,
        /// The division's twelve digits, as `division list` prints them; none, for an administrator alone, is the whole deployment.
        #[arg(value_parser = words::place)]
        place: Option<Code>,
        /// The first day; today where none is given.
        #[arg(long, value_parser = words::day)]
        from: Option<Day>,
        /// The last day.
        #[arg(long, value_parser = words::day)]
        to: Option<Day>,
    },
    /// End a grant.
    EndGrant {
        /// The grant's id, as `account list` prints it.
        #[arg(value_parser = words::grant)]
        grant: Id,
        /// Its last day; yesterday where none is given, so that it ends at once.
        #[arg(long, value_parser = words::day)]
        to: Option<Day>,
    },
    /// Close an account, for good.
    Close {
        /// The sign-in name.
        login: String,
    },
    /// Print a one-time link by which the account's person sets a new password.
    PasswordLink {
        /// The sign-in name.
        login: String,
    },
}

fn role(name: &str) -> Result<Role, String> {
    let names = || Role::SIGNING_IN.map(Role::name).join(", ");
    Role::SIGNING_IN.into_iter().find(|role| role.name() == name).ok_or_else(|| format!("one of {}", names()))
}

/// Runs `account`.
pub async fn run(data: &DataArgs, command: AccountCommand) -> anyhow::Result<ExitCode> {
    let state = super::open_existing(data).await?;
    match command {
        AccountCommand::Add { login, name, office, phone, unit } => {
            check_free(&state, &login).await?;
            if let Some(unit) = unit {
                let known = standing::one::<Unit>(&mut *state.store.read().await?, unit).await?;
                known.with_context(|| format!("--unit: there is no unit {unit}; `shuanglian account units` shows them"))?;
            }
            let id = state.random.id(state.clock.now(), AccountId::new)?;
            let add = AddAccount { id, login, name, unit, office, phone };
            send(&state, &add).await?;
            println!("account {} {id}", add.login);
            print_link(&state, id).await?;
        }
        AccountCommand::List => list(&state).await?,
        AccountCommand::Units => list_units(&state).await?,
        AccountCommand::Grant { login, role, place, from, to } => {
            let account = open_account(&state, &login).await?;
            super::division::check_there(&state, place.as_ref()).await?;
            let id = state.random.id(state.clock.now(), Id::new)?;
            let from = from.unwrap_or_else(|| state.clock.today());
            send(&state, &GiveGrant { id, account, place, role, partitions: Vec::new(), from, to }).await?;
            println!("grant {id}");
        }
        AccountCommand::EndGrant { grant, to } => {
            let to = to.unwrap_or_else(|| state.clock.today().plus_days(-1));
            check_lasts(&state, grant, to).await?;
            send(&state, &EndGrant { id: grant, to }).await?;
            println!("grant {grant} ends with {to}");
        }
        AccountCommand::Close { login } => {
            let Known { id, account, .. } = known(&state, &login).await?;
            if account.closed {
                println!("account {login} is closed already");
                return Ok(ExitCode::SUCCESS);
            }
            send(&state, &CloseAccount { id }).await?;
            state.keep.end_sessions_of(id, None, state.clock.now()).await?;
            println!("account {login} is closed");
        }
        AccountCommand::PasswordLink { login } => {
            let account = open_account(&state, &login).await?;
            print_link(&state, account).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Sends a command as the server itself; a refusal is told in one line.
pub async fn send<C: Command + Serialize>(state: &AppState, command: &C) -> anyhow::Result<()> {
    let result = submit(state, &ScopeId::Deployment, C::NAME, serde_json::to_value(command)?, Acting::System).await?;
    match (result.status, result.reason) {
        (Status::Accepted, _) => Ok(()),
        (_, Some(reason)) => bail!("{}", sentence(&reason)),
        (_, None) => bail!("refused"),
    }
}

fn sentence(reason: &Rejection) -> String {
    if reason.violations.is_empty() {
        return text::problem(Lang::En, reason.code.name(), &reason.values);
    }
    let violations = reason.violations.iter();
    let told: Vec<String> =
        violations.map(|wrong| format!("{}: {}", wrong.field, text::problem(Lang::En, &wrong.code, &wrong.values))).collect();
    told.join("; ")
}

async fn known(state: &AppState, login: &str) -> anyhow::Result<Known> {
    let found = standing::by_login(&mut *state.store.read().await?, login).await?;
    found.with_context(|| format!("there is no account {login}; `shuanglian account list` shows their sign-in names"))
}

/// The account, if it is open.
async fn open_account(state: &AppState, login: &str) -> anyhow::Result<AccountId> {
    let known = known(state, login).await?;
    if known.account.closed {
        bail!("account {login} is closed, for good; `shuanglian account add` opens another for its person");
    }
    Ok(known.id)
}

/// Is the sign-in name free?
async fn check_free(state: &AppState, login: &str) -> anyhow::Result<()> {
    if let Some(known) = standing::by_login(&mut *state.store.read().await?, login).await? {
        let closed = if known.account.closed { ", whose account is closed" } else { "" };
        bail!("the sign-in name {login} is taken by {}{closed}; choose another", known.account.name);
    }
    Ok(())
}

/// Is the grant there, and does it last beyond that day?
async fn check_lasts(state: &AppState, id: Id, to: Day) -> anyhow::Result<()> {
    let grant = standing::one::<Grant>(&mut *state.store.read().await?, id).await?;
    let grant =
        grant.with_context(|| format!("there is no grant {id}; `shuanglian account list` shows their ids in the column `grant`"))?;
    match grant.to {
        Some(end) if end <= to => bail!("grant {id} has its end already, with {end}; nothing was changed"),
        _ => Ok(()),
    }
}

async fn list_units(state: &AppState) -> anyhow::Result<()> {
    let mut units = typed::<Unit>(&mut *state.store.read().await?, &ScopeId::Deployment, Query::All(Unit::KIND.to_owned())).await?;
    units.sort_by(|(_, a), (_, b)| a.place.cmp(&b.place).then_with(|| a.name.cmp(&b.name)));
    let mut table = Table::new(["unit", "place", "name"]);
    for (id, unit) in units {
        table.row([id.to_string(), unit.place.to_string(), unit.name]);
    }
    table.print();
    Ok(())
}

async fn print_link(state: &AppState, account: AccountId) -> anyhow::Result<()> {
    let issued = issue::password_link(state, account, By::default()).await?;
    println!("a password is set at this path of the server, once and until {}:", issued.expires_at);
    println!("  {}", issued.text);
    Ok(())
}

async fn list(state: &AppState) -> anyhow::Result<()> {
    let mut reader = state.store.read().await?;
    let mut accounts = typed::<Account>(&mut *reader, &ScopeId::Deployment, Query::All(Account::KIND.to_owned())).await?;
    let grants = typed::<Grant>(&mut *reader, &ScopeId::Deployment, Query::All(Grant::KIND.to_owned())).await?;
    drop(reader);
    accounts.sort_by(|(_, a), (_, b)| a.login.cmp(&b.login));
    let mut table = Table::new(["account", "role", "place", "from", "to", "grant", "name"]);
    for (id, account) in accounts {
        let state_of = if account.closed { " (closed)" } else { "" };
        let name = format!("{}{state_of}", account.name);
        let own: Vec<_> = grants.iter().filter(|(_, grant)| grant.account == AccountId::from(id)).collect();
        if own.is_empty() {
            table.row([account.login.clone(), "-".into(), String::new(), String::new(), String::new(), String::new(), name.clone()]);
        }
        for (id, grant) in own {
            let place = grant.place.as_ref().map_or_else(|| "everywhere".to_owned(), Code::to_string);
            let to = grant.to.map(|to| to.to_string()).unwrap_or_default();
            table.row([account.login.clone(), grant.role.name().into(), place, grant.from.to_string(), to, id.to_string(), name.clone()]);
        }
    }
    table.print();
    Ok(())
}
