//! One-time codes and links: made here, shown once, kept as hashes, each noted in the audit.

use crate::auth::keep::{CodeKind, NewCode};
use crate::auth::token::Token;
use crate::state::AppState;
use crate::store::{AuditEntry, StoreError, transact};
use serde_json::json;
use shared::access::Act;
use shared::account::protocol::{SET_PASSWORD_PAGE, SETUP_PAGE};
use shared::kernel::{AccountId, Code, DeviceId, Id, Instant, ScopeId};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;
/// How long the set-up link is good: whoever starts a server reads its log the same day.
const SETUP_MS: i64 = 12 * HOUR_MS;
/// How long a password link is good: it travels by hand to a township, over a weekend.
const PASSWORD_MS: i64 = 72 * HOUR_MS;
/// How long a kiosk's code is good: somebody takes it to the village, over a weekend.
const KIOSK_MS: i64 = 72 * HOUR_MS;

/// Who hands something out.
#[derive(Debug, Clone, Copy, Default)]
pub struct By {
    /// The administrator; nobody at the command line.
    pub account: Option<AccountId>,
    /// On which device.
    pub device: Option<DeviceId>,
}

/// What was handed out.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The code, or the path of the link with its token. Shown this once.
    pub text: String,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// A code that enrols the kiosk of a village. An older one that was not used is good no more.
pub async fn kiosk_code(state: &AppState, village: &Code, by: By) -> Result<Issued, StoreError> {
    let code = Token::code(state.random.bytes()?);
    let expires_at = keep(state, &code, CodeKind::Kiosk(village.clone()), by, KIOSK_MS).await?;
    note(state, by, Act::IssueKioskCode.name(), json!({ "village": village })).await?;
    Ok(Issued { text: code.reveal().to_owned(), expires_at })
}

/// A link by which a person sets their password. An older one is good no more.
pub async fn password_link(state: &AppState, account: AccountId, by: By) -> Result<Issued, StoreError> {
    let token = Token::new(state.random.bytes()?);
    let expires_at = keep(state, &token, CodeKind::SetPassword(account), by, PASSWORD_MS).await?;
    note(state, by, Act::IssuePasswordLink.name(), json!({ "account": account })).await?;
    Ok(Issued { text: link(SET_PASSWORD_PAGE, &token), expires_at })
}

/// The link by which the first administrator is set up. An older one is good no more.
pub async fn setup_link(state: &AppState) -> Result<Issued, StoreError> {
    let token = Token::new(state.random.bytes()?);
    let expires_at = keep(state, &token, CodeKind::Setup, By::default(), SETUP_MS).await?;
    Ok(Issued { text: link(SETUP_PAGE, &token), expires_at })
}

/// What stands behind `#` is never sent to a server, so no log on the way has it.
fn link(page: &str, token: &Token) -> String {
    format!("{page}#token={}", token.reveal())
}

async fn keep(state: &AppState, token: &Token, kind: CodeKind, by: By, good_ms: i64) -> Result<Instant, StoreError> {
    let issued_at = state.clock.now();
    let expires_at = issued_at.plus_millis(good_ms);
    state.keep.add_code(token.hash(), NewCode { kind, issued_by: by.account, issued_at, expires_at }).await?;
    Ok(expires_at)
}

async fn note(state: &AppState, by: By, action: &'static str, detail: serde_json::Value) -> Result<(), StoreError> {
    let at = state.clock.now();
    let id = state.random.id(at, Id::new)?;
    let entry = AuditEntry { scope: ScopeId::Deployment, at, id, account: by.account, device: by.device, action, detail };
    transact(&*state.store, move |writer| Box::pin(async move { writer.audit(&entry).await })).await
}
