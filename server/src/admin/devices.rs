//! Devices, and how their sync stands.

use super::asker::Asker;
use super::list::{Listing, Page, Paging};
use super::problem::{Conflicting, Refused};
use super::words::{DeviceKindName, PlaceCode, ScopeName};
use crate::auth::keep::Seen;
use crate::auth::{self, standing};
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::account::{Account, Device, DeviceKind, RevokeDevice};
use shared::kernel::{AccountId, Code, DeviceId, Instant, ScopeId};
use utoipa::{IntoParams, ToSchema};

/// A device.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceShown {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: DeviceId,
    /// `phone`, `pc` or `kiosk`.
    #[schema(value_type = DeviceKindName)]
    kind: DeviceKind,
    /// What people call it.
    name: String,
    /// The village whose kiosk it is.
    #[schema(value_type = Option<PlaceCode>)]
    village: Option<Code>,
    /// Sends and reads no more.
    revoked: bool,
    /// Who was signed in on it last: by this one phone is told from another.
    last_person: Option<PersonShown>,
    /// How its sync stands.
    health: Health,
}

/// Who used a device.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonShown {
    /// The account.
    #[schema(value_type = String, format = "uuid")]
    id: AccountId,
    /// The sign-in name.
    #[schema(example = "zhouqu.wang")]
    login: String,
    /// The person's name.
    name: String,
}

/// How a device's sync stands. What it says of itself is its own word.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Health {
    /// When it last asked for anything.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen: Option<Instant>,
    /// When it last said how it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    reported_at: Option<Instant>,
    /// Commands that waited on it then.
    unsent: Option<u32>,
    /// The code of the problem that its last sync met.
    last_error: Option<String>,
    /// The version of its app.
    app_version: Option<String>,
    /// Milliseconds by which its clock is ahead of the server's; below zero it is behind.
    clock_offset_ms: Option<i64>,
}

/// A device with what it sent and who used it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceWhole {
    /// The device.
    #[serde(flatten)]
    device: DeviceShown,
    /// Who has signed in on it.
    #[schema(value_type = Vec<String>)]
    people: Vec<AccountId>,
    /// Where it sent commands.
    streams: Vec<StreamShown>,
}

/// What a device sent to a scope.
#[derive(Debug, Serialize, ToSchema)]
pub struct StreamShown {
    /// The scope.
    #[schema(value_type = ScopeName)]
    scope: ScopeId,
    /// The number of its last command.
    last_n: u64,
    /// When that arrived.
    #[schema(value_type = String, format = DateTime)]
    last_at: Instant,
}

/// Which devices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `phone`, `pc` or `kiosk`.
    #[param(value_type = Option<DeviceKindName>, inline)]
    kind: Option<DeviceKind>,
    /// Kiosks in this division or below it.
    #[param(value_type = Option<PlaceCode>, inline)]
    under: Option<Code>,
    /// Only revoked ones, or only those that are not.
    revoked: Option<bool>,
    /// Whose name holds this.
    q: Option<String>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

impl From<Option<Seen>> for Health {
    fn from(seen: Option<Seen>) -> Self {
        let Some(seen) = seen else { return Self::default() };
        let last_seen = Some(seen.seen_at);
        let Some((at, report)) = seen.report else { return Self { last_seen, ..Self::default() } };
        Self {
            last_seen,
            reported_at: Some(at),
            unsent: Some(report.unsent),
            last_error: report.last_error,
            app_version: Some(report.app_version),
            clock_offset_ms: Some(report.clock_offset_ms),
        }
    }
}

async fn shown(state: &AppState, id: DeviceId, device: Device) -> Result<DeviceShown, Problem> {
    let Device { kind, name, village, revoked } = device;
    let seen = state.keep.seen(id).await?;
    let last_person = match seen.as_ref().and_then(|seen| seen.account) {
        Some(account) => person(state, account).await?,
        None => None,
    };
    Ok(DeviceShown { id, kind, name, village, revoked, last_person, health: seen.into() })
}

async fn person(state: &AppState, id: AccountId) -> Result<Option<PersonShown>, Problem> {
    let account = standing::one::<Account>(&mut *state.store.read().await?, id.into()).await?;
    Ok(account.map(|Account { login, name, .. }| PersonShown { id, login, name }))
}

async fn whole(state: &AppState, id: DeviceId) -> Result<DeviceWhole, Problem> {
    let mut reader = state.store.read().await?;
    let device = standing::one::<Device>(&mut *reader, id.into()).await?.ok_or(Refusal::NotFound)?;
    let streams = reader.streams(id).await?.into_iter();
    let streams = streams.map(|stream| StreamShown { scope: stream.scope, last_n: stream.last_n, last_at: stream.last_at }).collect();
    drop(reader);
    Ok(DeviceWhole { device: shown(state, id, device).await?, people: state.keep.people_of(id).await?, streams })
}

/// List and search devices, by their names, with how their sync stands.
#[utoipa::path(get, path = "/devices", operation_id = "devices_list", tag = "devices", params(Asked), responses((status = 200, body = Page<DeviceShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<DeviceShown>>, Problem> {
    asker.may(Act::ReadDevices)?;
    asker.may(Act::ReadHealth)?;
    let kind = asked.kind.map(|kind| serde_json::to_value(kind).unwrap_or_default());
    let listing = Listing {
        sort: "$.body.name",
        prefix: asked.under.map(|under| ("$.body.village", under.prefix().to_owned())),
        ..Listing::default()
    };
    let listing = listing.equal("$.body.kind", kind).equal("$.body.revoked", asked.revoked).search(&["$.body.name"], asked.q.as_ref())?;
    let paging = Paging { after: asked.after, limit: asked.limit };
    let Page { items, next } = listing.page(&state, &paging, |id, device: Device| Ok((id, device))).await?;
    let mut devices = Vec::with_capacity(items.len());
    for (id, device) in items {
        devices.push(shown(&state, id.into(), device).await?);
    }
    Ok(Json(Page { items: devices, next }))
}

/// One device: how its sync stands, where it sent what, who has signed in on it.
#[utoipa::path(get, path = "/devices/{id}", operation_id = "devices_read", tag = "devices", params(("id" = String, Path)), responses((status = 200, body = DeviceWhole), Refused))]
pub async fn read(State(state): State<AppState>, asker: Asker, Path(id): Path<DeviceId>) -> Result<Json<DeviceWhole>, Problem> {
    asker.may(Act::ReadDevices)?;
    asker.may(Act::ReadHealth)?;
    whole(&state, id).await.map(Json)
}

/// Revoke a device that is lost or stolen. It is served nothing more, and whoever was signed in on it is no more.
#[utoipa::path(post, path = "/devices/{id}/revoke", operation_id = "devices_revoke", tag = "devices", params(("id" = String, Path)), responses((status = 200, body = DeviceWhole), Refused, Conflicting))]
pub async fn revoke(State(state): State<AppState>, asker: Asker, Path(id): Path<DeviceId>) -> Result<Json<DeviceWhole>, Problem> {
    asker.send(&RevokeDevice { id }).await?;
    auth::shut_out(&state, id).await?;
    whole(&state, id).await.map(Json)
}
