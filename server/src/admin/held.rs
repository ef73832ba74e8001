//! Commands that were refused or are held: which, whose and why; what one of them says, for whoever decides on it; and the decision.

use super::asker::Asker;
use super::list::{Page, Paging, Place};
use super::problem::{Conflicting, Refused};
use super::words::ScopeName;
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::sync::release::{self, By, Decision, Held};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::access::Act;
use shared::kernel::{CommandId, Instant, ScopeId, Violations};
use shared::sync::protocol::{CommandResult, Status};
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
    #[param(value_type = Option<ScopeName>, inline)]
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
#[utoipa::path(get, path = "/held-commands", operation_id = "held_list", tag = "oversight", params(Asked), responses((status = 200, body = Page<HeldShown>), Refused))]
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

/// Characters of an administrator's words to an author: a few sentences.
const MAX_WORDS: usize = 500;

/// A command that does not count, with what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldWhole {
    /// Where it belongs.
    #[schema(value_type = ScopeName)]
    scope: ScopeId,
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: CommandId,
    /// What it is: `visit.record`; nothing where it could not be read.
    name: Option<String>,
    /// Who is said to have done it.
    #[schema(value_type = Option<String>)]
    actor: Option<String>,
    /// The device that sent it.
    #[schema(value_type = String, format = "uuid")]
    device: String,
    /// The device's clock when it was written. The author's rights of that day count.
    #[schema(value_type = Option<String>, format = DateTime)]
    device_time: Option<Instant>,
    /// When it arrived.
    #[schema(value_type = String, format = DateTime)]
    received_at: Instant,
    /// `rejected` or `quarantined`; only what is quarantined can be decided on.
    #[schema(value_type = String, example = "quarantined")]
    status: Status,
    /// The stable code of the reason.
    reason: Option<String>,
    /// What it says, as its author wrote it; nothing where it could not be read.
    #[schema(value_type = Option<Object>)]
    body: Option<serde_json::Value>,
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decided {
    /// `accepted` or `rejected`.
    #[schema(value_type = String, example = "accepted")]
    status: Status,
    /// The stable code of the reason, where it is rejected.
    reason: Option<String>,
    /// The number of its first change; 0 where it made none.
    first_seq: u64,
    /// The number of its last change.
    last_seq: u64,
}

/// Why a held command is not taken.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({ "words": "这次走访由接手的同志补记，请与他核对。" }))]
pub struct Words {
    /// In words that its author reads on the device that sent it.
    words: String,
}

impl From<Held> for HeldWhole {
    fn from(held: Held) -> Self {
        let envelope = held.envelope();
        let CommandResult { id, received_at, status, reason, .. } = held.result;
        Self {
            scope: held.scope,
            id,
            name: envelope.as_ref().map(|envelope| envelope.name.clone()),
            actor: envelope.as_ref().and_then(|envelope| envelope.actor).map(|actor| actor.to_string()),
            device: held.device.to_string(),
            device_time: envelope.as_ref().map(|envelope| envelope.device_time),
            received_at,
            status,
            reason: reason.map(|reason| reason.code.name().to_owned()),
            body: envelope.and_then(|envelope| serde_json::from_str(envelope.body.get()).ok()),
        }
    }
}

impl From<CommandResult> for Decided {
    fn from(result: CommandResult) -> Self {
        let reason = result.reason.map(|reason| reason.code.name().to_owned());
        Self { status: result.status, reason, first_seq: result.first_seq, last_seq: result.last_seq }
    }
}

/// Read what one refused or held command says. Who read it stands in the audit.
#[utoipa::path(get, path = "/held-commands/{scope}/{id}", operation_id = "held_read", tag = "oversight", params(("scope" = ScopeName, Path), ("id" = String, Path)), responses((status = 200, body = HeldWhole), Refused))]
pub async fn read(
    State(state): State<AppState>,
    asker: Asker,
    Path((scope, id)): Path<(ScopeId, CommandId)>,
) -> Result<Json<HeldWhole>, Problem> {
    asker.may_audited_with(Act::ReadHeldWords, json!({ "scope": scope, "command": id })).await?;
    let held = release::find(&state, &scope, id).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(held.into()))
}

/// Let a held command count. It runs as it was written, under the rights that its author had on that day. Where the rules say no to it, that is the answer and it stays held.
#[utoipa::path(post, path = "/held-commands/{scope}/{id}/accept", operation_id = "held_accept", tag = "oversight", params(("scope" = ScopeName, Path), ("id" = String, Path)), responses((status = 200, body = Decided), Refused, Conflicting))]
pub async fn accept(
    State(state): State<AppState>,
    asker: Asker,
    Path((scope, id)): Path<(ScopeId, CommandId)>,
) -> Result<Json<Decided>, Problem> {
    decide(&state, &asker, &scope, id, Decision::Take).await
}

/// Do not let a held command count, with words that its author reads.
#[utoipa::path(post, path = "/held-commands/{scope}/{id}/refuse", operation_id = "held_refuse", tag = "oversight", params(("scope" = ScopeName, Path), ("id" = String, Path)), request_body = Words, responses((status = 200, body = Decided), Refused, Conflicting))]
pub async fn refuse(
    State(state): State<AppState>,
    asker: Asker,
    Path((scope, id)): Path<(ScopeId, CommandId)>,
    Json(Words { words }): Json<Words>,
) -> Result<Json<Decided>, Problem> {
    let mut found = Violations::default();
    found.text("words", &words, MAX_WORDS);
    let violations = found.finish();
    if !violations.is_empty() {
        return Err(Problem::from(Refusal::Invalid).violations(violations));
    }
    decide(&state, &asker, &scope, id, Decision::Refuse(words.trim().to_owned())).await
}

async fn decide(state: &AppState, asker: &Asker, scope: &ScopeId, id: CommandId, decision: Decision) -> Result<Json<Decided>, Problem> {
    asker.may(Act::DecideHeld)?;
    let by = asker.by();
    let result = release::decide(state, scope, id, decision, By { account: by.account, device: by.device }).await?;
    Ok(Json(result.into()))
}
