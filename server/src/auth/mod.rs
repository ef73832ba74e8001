//! Who asks: devices, sessions and what they may do.
//!
//! The boundary that the rest of the server relies on; how a device or session proves itself is this room's own.

pub mod seal;
pub mod standing;

use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use shared::kernel::{AccountId, Code, DeviceId};

/// An authenticated device, and the person signed in on it, if any.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The device.
    pub device: DeviceId,
    /// The village whose kiosk it is.
    pub kiosk_village: Option<Code>,
    /// The person signed in.
    pub session: Option<Session>,
}

/// A person signed in on a device.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account.
    pub account: AccountId,
}

impl FromRequestParts<AppState> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(_parts: &mut Parts, _state: &AppState) -> Result<Self, Problem> {
        Err(Refusal::NotSignedIn.into())
    }
}

impl OptionalFromRequestParts<AppState> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(_parts: &mut Parts, _state: &AppState) -> Result<Option<Self>, Problem> {
        Ok(None)
    }
}
