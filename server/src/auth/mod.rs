//! Who asks: devices, sessions and what they may do.
//!
//! A device proves itself by the token in its cookie, a person by the session in theirs; the server keeps hashes of both
//! ([`keep`]). Invariants: a session is good on its own device only; a revoked device is told so and served nothing, but may hand over what it still has ([`HandingOver`]); a closed
//! account has no session.

pub mod cookie;
pub mod keep;
pub mod password;
pub mod seal;
mod session;
pub mod standing;
pub mod token;

pub use session::{Life, Session};

use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::StoreError;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use shared::account::{Device, DeviceKind};
use shared::kernel::{AccountId, Code, DeviceId, Instant};
use token::token_hash;

/// A device that was heard of within this time is not noted again: one write a minute and device, however often it asks.
const NOTED_EVERY_MS: i64 = 60_000;

/// An authenticated device, and the person signed in on it, if any.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The device.
    pub device: DeviceId,
    /// Phone, PC or kiosk.
    pub kind: DeviceKind,
    /// What people call it.
    pub name: String,
    /// The village whose kiosk it is.
    pub kiosk_village: Option<Code>,
    /// The person signed in.
    pub session: Option<Session>,
    /// What to tell whoever needs a session where there is none.
    pub without: Refusal,
    /// It was taken out of use.
    pub revoked: bool,
}

/// A device that may send, be it revoked: then all it sends is held for an administrator.
#[derive(Debug, Clone)]
pub struct HandingOver(pub Authenticated);

/// Whoever comes in anew: the device that asks, or nobody where its cookie is of a device that was revoked.
#[derive(Debug, Clone)]
pub struct Entering(pub Option<Authenticated>);

/// An authenticated device with a person signed in on it.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The device.
    pub asker: Authenticated,
    /// The person's session.
    pub session: Session,
}

impl Authenticated {
    /// Who sends a request with these headers; nobody where no device of ours does.
    ///
    /// # Errors
    /// `device_revoked`, and faults of the store.
    pub async fn read(headers: &HeaderMap, state: &AppState) -> Result<Option<Self>, Problem> {
        match Self::known(headers, state).await? {
            Some(asker) if asker.revoked => Err(Refusal::DeviceRevoked.into()),
            asker => Ok(asker),
        }
    }

    /// The same, revoked devices too.
    async fn known(headers: &HeaderMap, state: &AppState) -> Result<Option<Self>, Problem> {
        let Some(token) = cookie::read(headers, cookie::DEVICE) else { return Ok(None) };
        let Some((id, seen_at)) = state.keep.device_of(token_hash(token)).await? else { return Ok(None) };
        let mut reader = state.store.read().await?;
        let Some(device) = standing::one::<Device>(&mut *reader, id.into()).await? else { return Ok(None) };
        let now = state.clock.now();
        let session = session::read(headers, state, &mut *reader, id, now).await?;
        drop(reader);
        note_seen(state, id, session.as_ref().ok().map(|session| session.account), seen_at, now).await;
        let (session, without) = match session {
            Ok(session) => (Some(session), Refusal::NotSignedIn),
            Err(refusal) => (None, refusal),
        };
        let Device { kind, name, village: kiosk_village, revoked } = device;
        Ok(Some(Self { device: id, kind, name, kiosk_village, session, without, revoked }))
    }
}

/// A device that could not be noted is served all the same.
async fn note_seen(state: &AppState, device: DeviceId, account: Option<AccountId>, seen_at: Option<Instant>, now: Instant) {
    if seen_at.is_some_and(|seen_at| now.millis_since(seen_at) < NOTED_EVERY_MS) {
        return;
    }
    if let Err(error) = state.keep.see_device(device, account, now).await {
        tracing::warn!(store.error = %error, "a device was not noted");
    }
}

impl FromRequestParts<AppState> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Self::read(&parts.headers, state).await?.ok_or_else(|| Refusal::NotSignedIn.into())
    }
}

impl OptionalFromRequestParts<AppState> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, Problem> {
        Self::read(&parts.headers, state).await
    }
}

impl FromRequestParts<AppState> for HandingOver {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Authenticated::known(&parts.headers, state).await?.map(Self).ok_or_else(|| Refusal::NotSignedIn.into())
    }
}

impl FromRequestParts<AppState> for Entering {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Ok(Self(Authenticated::known(&parts.headers, state).await?.filter(|asker| !asker.revoked)))
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let asker = Authenticated::read(&parts.headers, state).await?.ok_or(Refusal::NotSignedIn)?;
        match asker.session.clone() {
            Some(session) => Ok(Self { asker, session }),
            None => Err(asker.without.into()),
        }
    }
}

/// Ends the sessions and the streams on a device that was revoked. Its token stays known, so that it can be told what it is.
pub async fn shut_out(state: &AppState, device: DeviceId) -> Result<(), StoreError> {
    state.keep.end_sessions_on(device, None, state.clock.now()).await?;
    // Nobody listens where no stream is open.
    let _ = state.shut_out.send(device);
    Ok(())
}
