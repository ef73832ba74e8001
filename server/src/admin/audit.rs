//! The audit: who read what is sensitive, who handed out what.

use super::asker::Asker;
use super::list::{Page, Paging, Place};
use super::problem::Refused;
use super::words::ScopeName;
use crate::http::extract::{Json, Query};
use crate::http::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::kernel::{AccountId, Instant, ScopeId};
use utoipa::{IntoParams, ToSchema};

/// An entry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditShown {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// In which scope.
    scope: String,
    /// Who.
    account: Option<String>,
    /// On which device.
    device: Option<String>,
    /// What: `read.sensitive`, `issue.kiosk_code`.
    action: String,
    /// What more is known of it. No personal data.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Of this scope.
    #[param(value_type = Option<ScopeName>, inline)]
    scope: Option<ScopeId>,
    /// Of this account.
    #[param(value_type = Option<String>)]
    account: Option<AccountId>,
    /// Of this action.
    action: Option<String>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

/// A row as stored.
type Row = (String, i64, String, Option<String>, Option<String>, String, String);

const AUDIT: &str = "SELECT id, at, scope_id, account_id, device_id, action, detail FROM audit
    WHERE (?1 IS NULL OR scope_id = ?1) AND (?2 IS NULL OR account_id = ?2) AND (?3 IS NULL OR action = ?3)
        AND (?4 IS NULL OR (at, id) < (CAST(?4 AS INTEGER), ?5))
    ORDER BY at DESC, id DESC LIMIT ?6";

fn shown((id, at, scope, account, device, action, detail): Row) -> Result<AuditShown, Problem> {
    let detail = serde_json::from_str(&detail).map_err(Problem::fault)?;
    Ok(AuditShown { id, at: Instant::from_millis(at), scope, account, device, action, detail })
}

/// List the audit, the newest first. Reading it stands in it too.
#[utoipa::path(get, path = "/audit", operation_id = "audit_list", tag = "oversight", params(Asked), responses((status = 200, body = Page<AuditShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<AuditShown>>, Problem> {
    asker.may_audited(Act::ReadAudit).await?;
    let paging = Paging { after: asked.after, limit: asked.limit };
    let before = paging.place()?;
    let rows: Vec<Row> = sqlx::query_as(AUDIT)
        .bind(asked.scope.map(|scope| scope.to_string()))
        .bind(asked.account.map(|account| account.to_string()))
        .bind(asked.action)
        .bind(before.as_ref().map(|place| place.key.clone()))
        .bind(before.map(|place| place.id))
        .bind(i64::from(paging.limit()) + 1)
        .fetch_all(state.database.readers())
        .await
        .map_err(Problem::fault)?;
    let place = |row: &Row| Place { key: row.1.to_string(), id: row.0.clone() };
    Page::of(rows, paging.limit(), place, shown).map(Json)
}
