//! `POST /api/auth/setup`: an administrator, by the one-time link that `serve` prints while none can sign in.

use super::password::{chosen, refusal};
use super::sign_in::plain;
use super::tries::Tries;
use crate::auth::keep::{CodeKind, Found};
use crate::auth::standing;
use crate::auth::token::{Hash, token_hash};
use crate::http::extract::{Caller, Json};
use crate::http::problem::{Problem, Refusal};
use crate::state::{AppState, Mode};
use crate::store::StoreError;
use crate::sync::{Acting, Submission, accepted, submit_all};
use axum::extract::State;
use serde::Serialize;
use shared::account::protocol::{SetUp, SetUpAnswer};
use shared::account::{Account, AddAccount, GiveGrant, Grant};
use shared::kernel::{AccountId, CommandId, Id, Role, ScopeId, Violation};
use shared::sync::command::Command;
use shared::sync::record::Kind as _;
use shared::sync::rejection::RejectionCode;
use shared::sync::state::Query;

/// May an administrator be set up by the link? Only in a real database, and only while none can sign in: none was ever set up, or all
/// have lost the role, their account or never set a password.
pub async fn is_open(state: &AppState) -> Result<bool, StoreError> {
    if state.identity.mode != Mode::Real {
        return Ok(false);
    }
    let today = state.clock.today();
    let mut reader = state.store.read().await?;
    let grants = standing::typed::<Grant>(&mut *reader, &ScopeId::Deployment, Query::All(Grant::KIND.to_owned())).await?;
    for (_, grant) in grants.iter().filter(|(_, grant)| grant.role == Role::Admin && grant.holds_on(today)) {
        let account = standing::one::<Account>(&mut *reader, grant.account.into()).await?;
        if account.is_some_and(|account| !account.closed) && state.keep.credential(grant.account).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sets up the first administrator.
pub async fn set_up(State(state): State<AppState>, caller: Caller, Json(asked): Json<SetUp>) -> Result<Json<SetUpAnswer>, Problem> {
    let tries = Tries::code(&state, caller).await?;
    let (hash, now) = (token_hash(&asked.token.0), state.clock.now());
    match state.keep.find_code(hash, now).await? {
        Found::Good(code) if code.kind == CodeKind::Setup => {}
        other => return Err(refusal(&other).into()),
    }
    if !is_open(&state).await? {
        return Err(Refusal::CodeUsed.into());
    }
    let account = administrator(hash, &asked);
    let violations = account.check();
    let credential = match chosen(&state, asked.password.0, &account.login).await {
        Err(problem) => return Err(problem.and_violations(violations)),
        Ok(_) if !violations.is_empty() => return Err(Problem::from(Refusal::Invalid).violations(violations)),
        Ok(credential) => credential,
    };
    let id = account.id;
    add(&state, hash, account).await?;
    // Now somebody can sign in; the link is used in the same step.
    if !state.keep.use_code_for(hash, id, credential, now).await? {
        return Err(Refusal::CodeUsed.into());
    }
    tries.forget(&state).await?;
    tracing::info!(account.id = %id, "the first administrator is set up");
    Ok(Json(SetUpAnswer { account: id }))
}

/// The first half of a set-up, after which the power may go.
#[cfg(test)]
pub async fn begin(state: &AppState, hash: Hash, asked: &SetUp) -> Result<(), Problem> {
    add(state, hash, administrator(hash, asked)).await
}

/// The account follows from link and name: a set-up that was cut off can be sent again and goes on where it stopped.
fn administrator(hash: Hash, asked: &SetUp) -> AddAccount {
    let login = plain(&asked.login);
    AddAccount {
        id: AccountId::derived(&["setup", &hex::encode(hash), &login]),
        login,
        name: asked.name.clone(),
        unit: None,
        office: String::new(),
        phone: String::new(),
    }
}

async fn add(state: &AppState, hash: Hash, account: AddAccount) -> Result<(), Problem> {
    let (link, login) = (hex::encode(hash), account.login.clone());
    let grant = GiveGrant {
        id: Id::derived(&["setup", &link, &login]),
        account: account.id,
        place: None,
        role: Role::Admin,
        partitions: Vec::new(),
        from: state.clock.today(),
        to: None,
    };
    let submissions = vec![submission(&account, &link, &login)?, submission(&grant, &link, &login)?];
    for result in submit_all(state, &ScopeId::Deployment, submissions).await? {
        if result.reason.as_ref().is_some_and(|reason| reason.code == RejectionCode::AlreadyExists) {
            return Err(Problem::from(Refusal::NameTaken).violations(vec![Violation::new("login", "name_taken")]));
        }
        accepted(result)?;
    }
    Ok(())
}

fn submission<C: Command + Serialize>(command: &C, link: &str, login: &str) -> Result<Submission, Problem> {
    let body = serde_json::to_value(command).map_err(Problem::fault)?;
    Ok(Submission::new(C::NAME, body, Acting::System).with_id(CommandId::derived(&["setup", link, login, C::NAME])))
}
