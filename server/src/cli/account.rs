//! `account`: who signs in, for an operator at the machine. Works beside a running server: both write through the same log.

use super::table::Table;
use crate::account::issue::{self, By};
use crate::auth::standing::{self, Known, typed};
use crate::config::DataArgs;
use crate::state::AppState;
use crate::sync::{Acting, submit};
use anyhow::{Context as _, bail};
use clap::Subcommand;
use serde::Serialize;
use shared::account::{Account, AddAccount, CloseAccount, EndGrant, GiveGrant, Grant};
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
        /// The id of the unit they work for.
        #[arg(long)]
        unit: Option<Id>,
    },
    /// List accounts with what they are where, and the ids of those grants.
    List,
    /// Give an account a role in a place.
    Grant {
        /// The sign-in name.
        login: String,
        /// The role.
        #[arg(value_parser = role)]
        role: Role,
        /// The division's twelve digits; none, for an administrator alone, is the whole deployment.
        place: Option<Code>,
        /// The first day; today where none is given.
        #[arg(long)]
        from: Option<Day>,
        /// The last day.
        #[arg(long)]
        to: Option<Day>,
    },
    /// End a grant.
    EndGrant {
        /// The grant's id, as `account list` prints it.
        grant: Id,
        /// Its last day; yesterday where none is given, so that it ends at once.
        #[arg(long)]
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
            let id = state.random.id(state.clock.now(), AccountId::new)?;
            let add = AddAccount { id, login, name, unit, office, phone };
            send(&state, &add).await?;
            println!("account {} {id}", add.login);
            print_link(&state, id).await?;
        }
        AccountCommand::List => list(&state).await?,
        AccountCommand::Grant { login, role, place, from, to } => {
            let account = known(&state, &login).await?.id;
            let id = state.random.id(state.clock.now(), Id::new)?;
            let from = from.unwrap_or_else(|| state.clock.today());
            send(&state, &GiveGrant { id, account, place, role, partitions: Vec::new(), from, to }).await?;
            println!("grant {id}");
        }
        AccountCommand::EndGrant { grant, to } => {
            let to = to.unwrap_or_else(|| state.clock.today().plus_days(-1));
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
            state.keep.end_sessions_of(id, None).await?;
            println!("account {login} is closed");
        }
        AccountCommand::PasswordLink { login } => {
            let known = known(&state, &login).await?;
            if known.account.closed {
                bail!("account {login} is closed");
            }
            print_link(&state, known.id).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Sends a command as the server itself; a refusal is told in one line.
pub async fn send<C: Command + Serialize>(state: &AppState, command: &C) -> anyhow::Result<()> {
    let result = submit(state, &ScopeId::Deployment, C::NAME, serde_json::to_value(command)?, Acting::System).await?;
    match (result.status, result.reason) {
        (Status::Accepted, _) => Ok(()),
        (_, Some(reason)) => bail!("{}", words(&reason)),
        (_, None) => bail!("refused"),
    }
}

fn words(reason: &Rejection) -> String {
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
    found.with_context(|| format!("there is no account {login}"))
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
