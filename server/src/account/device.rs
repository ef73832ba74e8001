//! Which device somebody signs in on, and how a new one becomes known.

use crate::auth::Authenticated;
use crate::auth::standing::{self, Known};
use crate::auth::token::Token;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::sync::{Acting, accepted, submit};
use shared::account::protocol::{DeviceFacts, NewDevice, SessionKind};
use shared::account::{Device, DeviceKind, EnrolDevice};
use shared::kernel::{DeviceId, ScopeId};
use shared::sync::command::Command as _;

/// The device that somebody signs in on.
#[derive(Debug)]
pub struct Present {
    /// What it is.
    pub facts: DeviceFacts,
    /// Its new token, unless it proved itself by the one it has.
    pub token: Option<Token>,
}

impl Present {
    /// How a session on it is kept.
    pub fn session_kind(&self) -> SessionKind {
        match self.facts.kind {
            DeviceKind::Kiosk => SessionKind::Kiosk,
            DeviceKind::Phone | DeviceKind::Pc => SessionKind::Person,
        }
    }
}

/// What is told of an authenticated device.
pub fn facts(asker: &Authenticated) -> DeviceFacts {
    DeviceFacts { id: asker.device, kind: asker.kind, name: asker.name.clone(), village: asker.kiosk_village.clone() }
}

/// What is told of a device by its record.
pub fn facts_of(id: DeviceId, device: Device) -> DeviceFacts {
    DeviceFacts { id, kind: device.kind, name: device.name, village: device.village }
}

/// The device of somebody whose password was right: proved by its cookie, or known by this person, or new.
///
/// An id alone proves nothing. A device that others use is given a new token only to who has used it before.
pub async fn present(state: &AppState, asker: Option<&Authenticated>, new: &NewDevice, who: &Known) -> Result<Present, Problem> {
    if let Some(asker) = asker {
        if asker.device == new.id {
            return Ok(Present { facts: facts(asker), token: None });
        }
        if asker.kind == DeviceKind::Kiosk {
            return Err(Refusal::DeviceInUse.into());
        }
    }
    let mut reader = state.store.read().await?;
    let known = standing::one::<Device>(&mut *reader, new.id.into()).await?;
    let theirs = reader.act_generation(who.id, new.id).await?.is_some();
    drop(reader);
    let facts = match known {
        Some(device) if device.revoked => return Err(Refusal::DeviceRevoked.into()),
        Some(device) if device.kind == DeviceKind::Kiosk => return Err(Refusal::DeviceNotEnrolled.into()),
        Some(device) if theirs || state.keep.device_token(new.id).await?.is_none() => facts_of(new.id, device),
        Some(_) => return Err(Refusal::DeviceInUse.into()),
        // Only a code makes a kiosk.
        None if new.kind == DeviceKind::Kiosk => return Err(Refusal::DeviceNotEnrolled.into()),
        None => enrol(state, new).await?,
    };
    let token = give_token(state, new.id).await?;
    Ok(Present { facts, token: Some(token) })
}

async fn enrol(state: &AppState, new: &NewDevice) -> Result<DeviceFacts, Problem> {
    let command = EnrolDevice { id: new.id, kind: new.kind, name: new.name.clone(), village: None };
    let body = serde_json::to_value(&command).map_err(Problem::fault)?;
    accepted(submit(state, &ScopeId::Deployment, EnrolDevice::NAME, body, Acting::System).await?)?;
    Ok(DeviceFacts { id: new.id, kind: new.kind, name: new.name.trim().to_owned(), village: None })
}

/// A new token for a device; the one it had is good no more.
pub async fn give_token(state: &AppState, device: DeviceId) -> Result<Token, Problem> {
    let token = Token::new(state.random.bytes()?);
    state.keep.set_device_token(device, token.hash(), state.clock.now()).await?;
    Ok(token)
}
