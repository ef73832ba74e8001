//! `GET /api/sync/live?scope=…,…`: pokes with the heads of scopes as they move. Heads only: losing one costs a second, never data.

use super::reach::{self, Asker};
use crate::auth::Authenticated;
use crate::http::extract::Query;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream;
use serde::Deserialize;
use shared::kernel::{DeviceId, ScopeId};
use shared::sync::protocol::Poke;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;
use std::time::Duration;

/// Between two signs of life: shorter than the half minute after which proxies cut a silent connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long one stream lasts. The browser then comes back by itself, and what it may hear is looked at again.
const LONGEST: Duration = Duration::from_mins(10);
/// Scopes one stream may ask for by name: a page shows one village, an office a few.
const MAX_ASKED: usize = 64;

/// What is asked for beside the scopes that the device holds.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Scopes by their wire names, with commas between.
    #[serde(default)]
    pub scope: String,
}

/// Opens a stream of pokes. It begins with the heads as they are, so that nothing is missed between two streams.
pub async fn live(
    State(state): State<AppState>,
    asker: Option<Authenticated>,
    Query(asked): Query<Asked>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let who = asker.as_ref().map(Asker::from).unwrap_or_default();
    let named = named(&asked)?;
    // First the ears, then the heads: what moves between the two is heard.
    let scopes = heard(&state, &who, &named).await?;
    let listener = state.hub.listen(&scopes);
    let heads = heads(&state, &scopes).await?;
    let end = Box::pin(end(state.clone(), asker.map(|asker| asker.device)));
    let pokes = stream::unfold((listener, VecDeque::from(heads)), |(listener, mut ready)| async move {
        if ready.is_empty() {
            ready.extend(listener.next().await);
        }
        let poke = ready.pop_front()?;
        let event = Event::default().json_data(&poke).unwrap_or_default();
        Some((Ok(event), (listener, ready)))
    });
    Ok(Sse::new(futures::StreamExt::take_until(pokes, end)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Waits until the stream is to end: its time is over, the server ends, or the device was taken out of use.
async fn end(state: AppState, device: Option<DeviceId>) {
    let (mut ending, mut shut_out) = (state.ending.subscribe(), state.shut_out.subscribe());
    drop(state);
    let revoked = async {
        loop {
            match shut_out.recv().await {
                Ok(revoked) if Some(revoked) != device => {}
                // Whoever lagged behind may have missed its own name: it comes back and is told.
                _ => return,
            }
        }
    };
    tokio::select! {
        () = tokio::time::sleep(LONGEST) => {}
        _ = ending.wait_for(|ending| *ending) => {}
        () = revoked => {}
    }
}

fn named(asked: &Asked) -> Result<Vec<ScopeId>, Problem> {
    let names = asked.scope.split(',').filter(|name| !name.is_empty());
    let scopes: Result<Vec<ScopeId>, _> = names.map(str::parse).collect();
    let scopes = scopes.map_err(|_| Problem::from(Refusal::Malformed))?;
    if scopes.len() > MAX_ASKED { Err(Refusal::TooLarge.into()) } else { Ok(scopes) }
}

/// All that they may hear: what their device holds, and what they name and may read.
async fn heard(state: &AppState, who: &Asker, named: &[ScopeId]) -> Result<BTreeSet<ScopeId>, Problem> {
    let (mut reader, today) = (state.store.read().await?, state.clock.today());
    let held = reach::held(&mut *reader, who, today).await?;
    let mut scopes: BTreeSet<ScopeId> = held.into_iter().map(|(scope, ..)| scope).collect();
    for scope in named {
        if reader.scope(scope).await?.is_none() {
            return Err(Refusal::NotFound.into());
        }
        if reach::reach(&mut *reader, who, scope, today).await?.is_none() {
            return Err(reach::refusal(who).into());
        }
        scopes.insert(scope.clone());
    }
    if scopes.is_empty() && !who.known_device {
        return Err(Refusal::NotSignedIn.into());
    }
    Ok(scopes)
}

async fn heads(state: &AppState, scopes: &BTreeSet<ScopeId>) -> Result<Vec<Poke>, Problem> {
    let mut reader = state.store.read().await?;
    let mut heads = BTreeMap::new();
    for scope in scopes {
        if let Some(row) = reader.scope(scope).await? {
            heads.insert(scope.clone(), row.head.seq);
        }
    }
    Ok(heads.into_iter().map(|(scope, head)| Poke { scope, head }).collect())
}
