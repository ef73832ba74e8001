//! `POST /api/auth/change-password` by who knows the old one, `POST /api/auth/set-password` by who holds a one-time link.

use super::tries::Tries;
use crate::auth::keep::{CodeKind, Credential, Found};
use crate::auth::password::{self, Checked, SALT_BYTES};
use crate::auth::token::token_hash;
use crate::auth::{SignedIn, standing};
use crate::http::extract::{Caller, Json};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use shared::account::protocol::{AskLink, ChangePassword, SetPassword};
use shared::kernel::AccountId;

/// Changes one's own password. Everybody signed in under it elsewhere must sign in again.
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    SignedIn { asker, session }: SignedIn,
    Json(change): Json<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let login = login_of(&state, session.account).await?;
    let tries = Tries::password(&state, caller, Some(&asker), &login).await?;
    let stored = state.keep.credential(session.account).await?.map(|credential| credential.password_hash);
    if state.passwords.check(change.old.0, stored).await? == Checked::Wrong {
        return Err(Problem::field("old", "wrong_password"));
    }
    tries.forget(&state).await?;
    let credential = chosen(&state, change.password.0, &login).await?;
    state.keep.set_credential(session.account, &credential, state.clock.now()).await?;
    state.keep.end_sessions_of(session.account, Some((asker.device, session.token)), state.clock.now()).await?;
    tracing::info!(account.id = %session.account, "the password is changed");
    Ok(StatusCode::NO_CONTENT)
}

/// Sets the password that a link was handed out for. A password that is too easy does not use the link up. Whoever has a device that
/// was signed in before is not trusted with it: what it still sends is held, until the person signs in on it.
pub async fn set(State(state): State<AppState>, caller: Caller, Json(set): Json<SetPassword>) -> Result<StatusCode, Problem> {
    let tries = Tries::code(&state, caller).await?;
    let (hash, now) = (token_hash(&set.token.0), state.clock.now());
    let account = match state.keep.find_code(hash, now).await? {
        Found::Good(code) => match code.kind {
            CodeKind::SetPassword(account) => account,
            _ => return Err(Refusal::CodeUnknown.into()),
        },
        other => return Err(refusal(&other).into()),
    };
    let login = login_of(&state, account).await?;
    let credential = chosen(&state, set.password.0, &login).await?;
    if !state.keep.use_code_for(hash, account, credential, now).await? {
        return Err(Refusal::CodeUsed.into());
    }
    tries.forget(&state).await?;
    state.keep.end_sessions_of(account, None, now).await?;
    tracing::info!(account.id = %account, "the password is set by its link");
    Ok(StatusCode::NO_CONTENT)
}

/// Says whether a link is still good for what its page does. It uses nothing up.
pub async fn ask(State(state): State<AppState>, caller: Caller, Json(asked): Json<AskLink>) -> Result<StatusCode, Problem> {
    let tries = Tries::code(&state, caller).await?;
    match (state.keep.find_code(token_hash(&asked.token.0), state.clock.now()).await?, asked.setup) {
        (Found::Good(code), true) if code.kind == CodeKind::Setup => {
            if !super::setup::is_open(&state).await? {
                return Err(Refusal::CodeUsed.into());
            }
        }
        (Found::Good(code), false) if matches!(code.kind, CodeKind::SetPassword(_)) => {}
        (found, _) => return Err(refusal(&found).into()),
    }
    tries.forget(&state).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why a code that was found so cannot be used.
pub fn refusal(found: &Found) -> Refusal {
    match found {
        // A good one of another kind is no code for this.
        Found::Unknown | Found::Good(_) => Refusal::CodeUnknown,
        Found::Expired => Refusal::CodeExpired,
        Found::Used(_) => Refusal::CodeUsed,
    }
}

/// A new password that its person chose, as it is kept.
pub async fn chosen(state: &AppState, text: String, login: &str) -> Result<Credential, Problem> {
    let violations = password::violations("password", &text, login);
    if !violations.is_empty() {
        return Err(Problem::from(Refusal::Invalid).violations(violations));
    }
    let password_hash = state.passwords.hash(text, state.random.bytes::<SALT_BYTES>()?).await?;
    Ok(Credential { password_hash, must_change: false })
}

async fn login_of(state: &AppState, account: AccountId) -> Result<String, Problem> {
    let known = standing::known(&mut *state.store.read().await?, account).await?.ok_or(Refusal::NotFound)?;
    if known.account.closed { Err(Refusal::AccountClosed.into()) } else { Ok(known.account.login) }
}
