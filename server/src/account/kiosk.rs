//! `POST /api/kiosk/enrol`: a village's kiosk, by a one-time code.

use super::device::{facts_of, give_token};
use super::password::refusal;
use super::tries::Tries;
use crate::auth::keep::{Code, CodeKind, Found};
use crate::auth::token::{Hash, code_hash};
use crate::auth::{cookie, standing};
use crate::http::extract::{Caller, Json};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::sync::{Acting, Submission, accepted, submit_all};
use axum::extract::State;
use axum::http::HeaderMap;
use shared::account::protocol::{EnrolAnswer, EnrolKiosk};
use shared::account::{Device, DeviceKind, EnrolDevice};
use shared::kernel::{Code as PlaceCode, CommandId, DeviceId, ScopeId, Violation};
use shared::sync::command::Command as _;

/// Enrols a kiosk. The same device may send the same code again when the answer was lost on the way.
pub async fn enrol(
    State(state): State<AppState>,
    caller: Caller,
    Json(asked): Json<EnrolKiosk>,
) -> Result<(HeaderMap, Json<EnrolAnswer>), Problem> {
    let tries = Tries::kiosk_code(&state, caller).await?;
    let (hash, now) = (code_hash(&asked.code.0), state.clock.now());
    let found = state.keep.find_code(hash, now).await?;
    let village = village_of(&found, asked.device).ok_or_else(|| refusal(&found))?;
    let name = checked(&asked, &village)?;
    check_free(&state, asked.device, &village).await?;
    if matches!(found, Found::Good(_)) && !state.keep.use_code(hash, Some(asked.device), now).await? {
        return Err(Refusal::CodeUsed.into());
    }
    let device = make_known(&state, hash, asked.device, name, village).await?;
    let token = give_token(&state, asked.device).await?;
    tries.forget(&state).await?;
    tracing::info!(device.id = %asked.device, "a kiosk is enrolled");
    let mut cookies = HeaderMap::new();
    cookie::set_device(&mut cookies, &token);
    cookie::forget(&mut cookies, cookie::SESSION);
    Ok((cookies, Json(EnrolAnswer { device: facts_of(asked.device, device) })))
}

/// The village whose kiosk this device becomes by the code; none where the code is not good for it.
fn village_of(found: &Found, device: DeviceId) -> Option<PlaceCode> {
    match found {
        Found::Good(Code { kind: CodeKind::Kiosk(village), .. }) => Some(village.clone()),
        Found::Used(Code { kind: CodeKind::Kiosk(village), device: Some(by), .. }) if *by == device => Some(village.clone()),
        _ => None,
    }
}

/// The name, or what is wrong with it, before the code is used up.
fn checked(asked: &EnrolKiosk, village: &PlaceCode) -> Result<String, Problem> {
    let command = EnrolDevice { id: asked.device, kind: DeviceKind::Kiosk, name: asked.name.clone(), village: Some(village.clone()) };
    let violations: Vec<Violation> = command.check();
    if violations.is_empty() { Ok(command.name) } else { Err(Problem::from(Refusal::Invalid).violations(violations)) }
}

/// A browser that is known as something else does not become a kiosk under the same id.
async fn check_free(state: &AppState, id: DeviceId, village: &PlaceCode) -> Result<(), Problem> {
    match standing::one::<Device>(&mut *state.store.read().await?, id.into()).await? {
        None => Ok(()),
        Some(device) if device.revoked => Err(Refusal::DeviceRevoked.into()),
        Some(device) if device.village.as_ref() == Some(village) => Ok(()),
        Some(_) => Err(Refusal::DeviceInUse.into()),
    }
}

/// The kiosk's record: the one there is, or a new one by the command.
async fn make_known(state: &AppState, hash: Hash, id: DeviceId, name: String, village: PlaceCode) -> Result<Device, Problem> {
    if let Some(device) = standing::one::<Device>(&mut *state.store.read().await?, id.into()).await? {
        return Ok(device);
    }
    let command = EnrolDevice { id, kind: DeviceKind::Kiosk, name, village: Some(village) };
    let body = serde_json::to_value(&command).map_err(Problem::fault)?;
    let by_code = CommandId::derived(&["enrol", &hex::encode(hash), &id.to_string()]);
    let submission = Submission::new(EnrolDevice::NAME, body, Acting::System).with_id(by_code);
    for result in submit_all(state, &ScopeId::Deployment, vec![submission]).await? {
        accepted(result)?;
    }
    Ok(Device { kind: DeviceKind::Kiosk, name: command.name.trim().to_owned(), village: command.village, revoked: false })
}
