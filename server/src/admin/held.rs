//! Commands that were refused or are held: which, whose and why, never what they say.

use super::asker::Asker;
use super::list::{Page, Paging, Place};
use super::problem::Refused;
use crate::http::extract::{Json, Query};
use crate::http::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::kernel::{Instant, ScopeId};
use shared::sync::protocol::Status;
use utoipa::{IntoParams, ToSchema};

/// A command that does not count.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldCommand)]
pub struct HeldShown {
    /// Where it belongs.
    scope: String,
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// What it is: `visit.record`.
    name: String,
    /// Who is said to have done it.
    actor: Option<String>,
    /// The device that sent it.
    device: String,
    /// The device's own number.
    n: i64,
    /// The device's clock when it was written.
    #[schema(value_type = Option<String>, format = DateTime)]
    device_time: Option<Instant>,
    /// When it arrived.
    #[schema(value_type = String, format = DateTime)]
    received_at: Instant,
    /// `rejected` or `quarantined`.
    status: String,
    /// The stable code of the reason.
    reason: Option<String>,
}

/// Which commands.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Of this scope: `village:623023102205`.
    #[param(value_type = Option<String>)]
    scope: Option<ScopeId>,
    /// `rejected` or `quarantined`.
    #[param(value_type = Option<String>)]
    status: Option<Status>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

/// A row as stored.
type Row = (String, String, String, Option<String>, String, i64, Option<i64>, i64, String, Option<String>);

const HELD: &str =
    "SELECT scope_id, command_id, name, actor, device_id, n, device_time, received_at, status, reason ->> 'code' FROM command
    WHERE status <> 'accepted' AND (?1 IS NULL OR scope_id = ?1) AND (?2 IS NULL OR status = ?2)
        AND (?3 IS NULL OR (received_at, command_id) < (CAST(?3 AS INTEGER), ?4))
    ORDER BY received_at DESC, command_id DESC LIMIT ?5";

fn shown((scope, id, name, actor, device, n, device_time, received_at, status, reason): Row) -> HeldShown {
    let device_time = device_time.map(Instant::from_millis);
    HeldShown { scope, id, name, actor, device, n, device_time, received_at: Instant::from_millis(received_at), status, reason }
}

/// List what was refused or is held, the newest first. What the commands say stays with their village.
#[utoipa::path(get, path = "/held-commands", tag = "oversight", params(Asked), responses((status = 200, body = Page<HeldShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<HeldShown>>, Problem> {
    asker.may_audited(Act::ReadHeld).await?;
    let paging = Paging { after: asked.after, limit: asked.limit };
    let before = paging.place()?;
    let rows: Vec<Row> = sqlx::query_as(HELD)
        .bind(asked.scope.map(|scope| scope.to_string()))
        .bind(asked.status.map(Status::name))
        .bind(before.as_ref().map(|place| place.key.clone()))
        .bind(before.map(|place| place.id))
        .bind(i64::from(paging.limit()) + 1)
        .fetch_all(state.database.readers())
        .await
        .map_err(Problem::fault)?;
    let place = |row: &Row| Place { key: row.7.to_string(), id: row.1.clone() };
    Page::of(rows, paging.limit(), place, |row| Ok(shown(row))).map(Json)
}
