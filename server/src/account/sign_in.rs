//! `POST /api/auth/sign-in`.

use super::device::{self, Present};
use super::tries::Tries;
use crate::auth::keep::{self, Credential};
use crate::auth::password::{Checked, MAX_BYTES, SALT_BYTES};
use crate::auth::standing::{self, Known};
use crate::auth::token::Token;
use crate::auth::{Authenticated, Entering, Life, Session, cookie};
use crate::http::extract::{Caller, Json};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::transact;
use axum::extract::State;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::access::{Act, Action, may};
use shared::account::protocol::{Secret, SignIn, SignedIn};
use shared::kernel::{AccountId, DeviceId, ScopeId};
use shared::sync::envelope::ActKey;

/// Signs a person in on a device, which becomes known with its first person.
pub async fn sign_in(
    State(state): State<AppState>,
    caller: Caller,
    Entering(asker): Entering,
    asked: HeaderMap,
    Json(sign_in): Json<SignIn>,
) -> Result<(HeaderMap, Json<SignedIn>), Problem> {
    let login = plain(&sign_in.login);
    let known = standing::by_login(&mut *state.store.read().await?, &login).await?;
    let own = own_device(&state, asker.as_ref(), known.as_ref()).await?;
    let tries = Tries::password(&state, caller, own, &login).await?;
    let (known, credential) = proved(&state, known, sign_in.password).await?;
    tries.forget(&state).await?;
    if known.account.closed {
        return Err(Refusal::AccountClosed.into());
    }
    let present = device::present(&state, asker.as_ref(), &sign_in.device, &known).await?;
    check_village(&state, &present, &known)?;
    let (session, token) = open_session(&state, &present, known.id).await?;
    let key = act_key(&state, known.id, present.facts.id).await?;
    tracing::info!(account.id = %known.id, device.id = %present.facts.id, session.kind = session.kind.name(), "signed in");
    let cookies = cookies(&asked, &present, &session, &token);
    let answer = SignedIn {
        account: known.me(),
        act_key: Secret(STANDARD.encode(key)),
        must_change_password: credential.must_change,
        session: session.facts(),
        holdings: known.holdings(state.clock.today()),
        device: present.facts,
    };
    Ok((cookies, Json(answer)))
}

/// A name as people type it on a phone: with a capital, with a space behind it.
pub fn plain(login: &str) -> String {
    login.trim().to_ascii_lowercase()
}

/// The asking device, if this person has signed in on it before.
async fn own_device<'a>(
    state: &AppState,
    asker: Option<&'a Authenticated>,
    known: Option<&Known>,
) -> Result<Option<&'a Authenticated>, Problem> {
    let (Some(asker), Some(known)) = (asker, known) else { return Ok(None) };
    let used = state.store.read().await?.act_generation(known.id, asker.device).await?.is_some();
    Ok(used.then_some(asker))
}

/// The person whose password this is. Whether the name or the password is wrong is neither told nor to be measured.
async fn proved(state: &AppState, known: Option<Known>, password: Secret) -> Result<(Known, Credential), Problem> {
    let credential = match &known {
        Some(known) => state.keep.credential(known.id).await?,
        None => None,
    };
    // What nobody can have chosen is checked against nobody's.
    let short = password.0.len() <= MAX_BYTES;
    let stored = credential.as_ref().filter(|_| short).map(|credential| credential.password_hash.clone());
    let text = if short { password.0 } else { String::new() };
    let checked = state.passwords.check(text.clone(), stored).await?;
    match (checked, known, credential) {
        (Checked::Right, Some(known), Some(credential)) => Ok((known, credential)),
        (Checked::RightButOld, Some(known), Some(credential)) => {
            let anew = state.passwords.hash(text, state.random.bytes::<SALT_BYTES>()?).await?;
            state.keep.rehash(known.id, &credential.password_hash, &anew).await?;
            Ok((known, credential))
        }
        _ => Err(Refusal::WrongPassword.into()),
    }
}

/// At a kiosk only who works in its village.
fn check_village(state: &AppState, present: &Present, known: &Known) -> Result<(), Problem> {
    let Some(village) = &present.facts.village else { return Ok(()) };
    let scope = ScopeId::Village(village.clone());
    let actor = known.actor(&scope, state.clock.today());
    if may(&actor, Action::Act(Act::ReadOrdinary), &scope) { Ok(()) } else { Err(Refusal::ForeignScope.into()) }
}

/// Opens a session. Whoever was signed in on the device before is no more: one person a device.
async fn open_session(state: &AppState, present: &Present, account: AccountId) -> Result<(Session, Token), Problem> {
    let (now, kind, token) = (state.clock.now(), present.session_kind(), Token::new(state.random.bytes()?));
    let expires_at = Life::of(kind).end(now, now);
    let device = present.facts.id;
    state.keep.end_sessions_on(device, Some(account), now).await?;
    let kept = keep::Session { account, device, kind, created_at: now, used_at: now, expires_at };
    state.keep.open_session(token.hash(), &kept).await?;
    state.keep.see_device(device, Some(account), now).await?;
    Ok((Session { account, kind, expires_at, token: token.hash() }, token))
}

/// The key by which this person proves commands on this device. It stays the same from sign-in to sign-in, so that what waits in an
/// outbox stays proved, but for one from before their password was reset.
async fn act_key(state: &AppState, account: AccountId, device: DeviceId) -> Result<ActKey, Problem> {
    let generation = transact(&*state.store, move |writer| Box::pin(async move { writer.begin_acting(account, device).await }));
    Ok(state.keys.act_key(account, device, generation.await?))
}

fn cookies(asked: &HeaderMap, present: &Present, session: &Session, token: &Token) -> HeaderMap {
    let mut cookies = HeaderMap::new();
    match &present.token {
        Some(token) => cookie::set_device(&mut cookies, token),
        None => cookie::renew_device(asked, &mut cookies),
    }
    cookie::set(&mut cookies, cookie::SESSION, token.reveal(), Life::keeping(session.kind));
    cookies
}
