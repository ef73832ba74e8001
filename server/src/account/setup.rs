//! `POST /api/auth/setup`: the first administrator, by the one-time link that `serve` prints while nobody can sign in.

use super::password::{chosen, refusal};
use super::sign_in::plain;
use super::tries::Tries;
use crate::auth::keep::{CodeKind, Found};
use crate::auth::token::{Hash, token_hash};
use crate::http::extract::{Caller, Json};
use crate::http::problem::{Problem, Refusal};
use crate::state::{AppState, Mode};
use crate::store::StoreError;
use crate::sync::{Acting, Submission, accepted, submit_all};
use axum::extract::State;
use serde::Serialize;
use shared::account::protocol::{SetUp, SetUpAnswer};
use shared::account::{AddAccount, GiveGrant};
use shared::kernel::{AccountId, CommandId, Id, Role, ScopeId, Violation};
use shared::sync::command::Command;
use shared::sync::rejection::RejectionCode;

/// May the first administrator still be set up? Only in a real database, and only while nobody can sign in.
pub async fn is_open(state: &AppState) -> Result<bool, StoreError> {
    Ok(state.identity.mode == Mode::Real && !state.keep.any_credential().await?)
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
