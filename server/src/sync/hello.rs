//! `GET /api/sync/hello`: who the server is, who is signed in, and which scopes the device may hold.

use super::reach::{self, Asker};
use crate::auth::{Authenticated, standing};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::state::AppState;
use crate::store::{Reader, StoreError};
use axum::extract::State as App;
use shared::kernel::{Code, DeviceId, Level, ScopeId};
use shared::place::Division;
use shared::sync::limits::{PROTOCOL, SCHEMA};
use shared::sync::protocol::{Hello, Me, Place, ScopeAccess};
use shared::sync::record::Kind as _;
use shared::sync::state::{Query, State, Whole};
use std::collections::BTreeSet;

/// Greets a device. A browser that is no device hears the protocol and the key, and holds nothing.
pub async fn hello(App(state): App<AppState>, asker: Option<Authenticated>) -> Result<Json<Hello>, Problem> {
    let mut reader = state.store.read().await?;
    let who = asker.as_ref().map(Asker::from).unwrap_or_default();
    let scopes = scopes(&state, &mut *reader, &who, asker.map(|asker| asker.device)).await?;
    Ok(Json(Hello {
        protocol: PROTOCOL,
        schema: SCHEMA,
        epoch: state.identity.epoch,
        server_time: state.clock.now(),
        seal_key: state.keys.seal_point(),
        account: me(&mut *reader, &who).await?,
        places: places(&mut *reader, &scopes).await?,
        scopes,
    }))
}

/// The names of the scopes' places and of what they lie in. A few dozen at most: a device holds no more villages.
async fn places(reader: &mut dyn Reader, scopes: &[ScopeAccess]) -> Result<Vec<Place>, StoreError> {
    let held = scopes.iter().filter_map(|access| access.scope.place());
    let codes: BTreeSet<Code> = held
        .flat_map(|code| [code.clone(), code.at(Level::Township), code.at(Level::County)])
        .filter(|code| code.level() >= Level::County)
        .collect();
    let mut places = Vec::with_capacity(codes.len());
    for code in codes {
        let query = Query::One(Division::KIND.to_owned(), Division::id(&code));
        let found = Whole(reader.records(&ScopeId::Deployment, &query).await?);
        let state: &dyn State = &found;
        if let Some(division) = state.one::<Division>(Division::id(&code)) {
            places.push(Place { code, name: division.value.short });
        }
    }
    Ok(places)
}

async fn me(reader: &mut dyn Reader, who: &Asker) -> Result<Option<Me>, StoreError> {
    let Some(account) = who.account else { return Ok(None) };
    Ok(standing::known(reader, account).await?.map(|known| known.me()))
}

pub(super) async fn scopes(
    state: &AppState,
    reader: &mut dyn Reader,
    who: &Asker,
    device: Option<DeviceId>,
) -> Result<Vec<ScopeAccess>, StoreError> {
    let mut scopes = Vec::new();
    for (scope, row, reach) in reach::held(reader, who, state.clock.today()).await? {
        let last_n = match device {
            Some(device) => reader.stream(&scope, device).await?.last_n,
            None => 0,
        };
        let (head, backed_up) = (row.head.seq, row.backed_up);
        scopes.push(ScopeAccess { scope, head, partitions: reach.partitions, roles: reach.roles, last_n, backed_up });
    }
    Ok(scopes)
}
