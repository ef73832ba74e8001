//! `GET /api/sync/pull?scope=…&after=…`: a page of changes, each record as the bytes that were stored.

use super::reach::{self, Asker};
use crate::auth::Authenticated;
use crate::http::extract::{Json, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::{AuditEntry, Portion, Reader, StoreError, StoredChange, transact};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use shared::access::Act;
use shared::kernel::{Id, Partition, ScopeId};
use shared::sync::digest::Tallies;
use shared::sync::limits::{MAX_PULL_BYTES, MAX_PULL_CHANGES, SCHEMA};

/// What a page holds at most.
const PAGE: Portion = Portion { changes: MAX_PULL_CHANGES, bytes: MAX_PULL_BYTES };

/// What is asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// The scope.
    pub scope: ScopeId,
    /// The last number seen.
    #[serde(default)]
    pub after: u64,
    /// The version of the records' shape that the device knows.
    #[serde(default)]
    pub schema: Option<u16>,
}

/// A page on the wire: `shared::sync::protocol::Page`, with each record as it was stored.
#[derive(Debug, Serialize)]
pub struct PageOut {
    scope: ScopeId,
    epoch: u64,
    after: u64,
    to: u64,
    head: u64,
    changes: Vec<ChangeOut>,
    tallies: Tallies,
    backed_up: u64,
}

#[derive(Debug, Serialize)]
struct ChangeOut {
    seq: u64,
    command: String,
    record: Box<RawValue>,
}

/// Why there is no page.
#[derive(Debug)]
pub enum PullError {
    /// No such scope.
    NotFound,
    /// Not theirs.
    Refused(Refusal),
    /// The device knows an older shape of the records: it sends what waits and then fetches the new app.
    UpgradeNeeded,
    /// Our failure.
    Fault(StoreError),
}

impl From<StoreError> for PullError {
    fn from(error: StoreError) -> Self {
        Self::Fault(error)
    }
}

impl IntoResponse for PullError {
    fn into_response(self) -> Response {
        let problem: Problem = match self {
            Self::NotFound => Refusal::NotFound.into(),
            Self::Refused(refusal) => refusal.into(),
            Self::UpgradeNeeded => Refusal::UpgradeNeeded.into(),
            Self::Fault(error) => error.into(),
        };
        problem.into_response()
    }
}

/// Feeds a page out.
pub async fn pull(
    State(state): State<AppState>,
    asker: Option<Authenticated>,
    Query(asked): Query<Asked>,
) -> Result<Json<PageOut>, PullError> {
    if asked.schema.is_some_and(|schema| schema < SCHEMA) {
        return Err(PullError::UpgradeNeeded);
    }
    let who = asker.as_ref().map(Asker::from).unwrap_or_default();
    let (page, sensitive) = page(&state, &who, asked).await?;
    if sensitive {
        audit(&state, asker.as_ref(), &page).await?;
    }
    Ok(Json(page))
}

pub(super) async fn page(state: &AppState, who: &Asker, asked: Asked) -> Result<(PageOut, bool), PullError> {
    let mut reader = state.store.read().await?;
    let row = reader.scope(&asked.scope).await?.ok_or(PullError::NotFound)?;
    let reach = reach::reach(&mut *reader, who, &asked.scope, state.clock.today()).await?;
    let partitions = reach.ok_or_else(|| PullError::Refused(reach::refusal(who)))?.partitions;
    let changes = reader.changes(&asked.scope, asked.after, &partitions, PAGE).await?;
    let (changes, cut) = fitting(changes);
    // A page that was not cut has seen everything up to the head; a cursor from the future stays where it is, and the head tells.
    let to = if cut { changes.last().map_or(asked.after, |change| change.seq) } else { row.head.seq.max(asked.after) };
    let tallies = tallies(&mut *reader, &asked.scope, to, &partitions).await?;
    let sensitive = changes.iter().any(|change| change.partition == Partition::Sensitive);
    let changes: Result<_, StoreError> = changes.into_iter().map(change_out).collect();
    let page = PageOut {
        epoch: state.identity.epoch,
        after: asked.after,
        to,
        head: row.head.seq,
        changes: changes?,
        tallies,
        backed_up: row.backed_up,
        scope: asked.scope,
    };
    Ok((page, sensitive))
}

/// As many changes as a page holds, at least one; and whether any was left for the next.
fn fitting(mut changes: Vec<StoredChange>) -> (Vec<StoredChange>, bool) {
    let full = changes.len() >= MAX_PULL_CHANGES;
    let mut bytes = 0;
    let beyond = changes.iter().position(|change| {
        bytes += change.record.len();
        bytes > MAX_PULL_BYTES
    });
    let Some(beyond) = beyond else { return (changes, full) };
    changes.truncate(beyond.max(1));
    (changes, true)
}

/// The tallies of all these partitions, those without a row too.
async fn tallies(reader: &mut dyn Reader, scope: &ScopeId, seq: u64, partitions: &[Partition]) -> Result<Tallies, StoreError> {
    let mut tallies = reader.tallies_at(scope, seq, partitions).await?;
    for partition in partitions {
        tallies.entry(*partition).or_default();
    }
    Ok(tallies)
}

fn change_out(change: StoredChange) -> Result<ChangeOut, StoreError> {
    Ok(ChangeOut { seq: change.seq, command: change.command, record: RawValue::from_string(change.record)? })
}

/// Notes that sensitive records went out, before they do.
async fn audit(state: &AppState, asker: Option<&Authenticated>, page: &PageOut) -> Result<(), StoreError> {
    let at = state.clock.now();
    let entry = AuditEntry {
        scope: page.scope.clone(),
        at,
        id: state.random.id(at, Id::new)?,
        account: asker.and_then(|asker| asker.session.as_ref()).map(|session| session.account),
        device: asker.map(|asker| asker.device),
        action: Act::ReadSensitive.name(),
        detail: json!({ "after": page.after, "to": page.to }),
    };
    transact(&*state.store, move |writer| Box::pin(async move { writer.audit(&entry).await })).await
}
