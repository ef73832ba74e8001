//! Sessions: who is signed in on which device.

use super::{Keep, read};
use crate::auth::token::Hash;
use crate::store::StoreError;
use shared::account::protocol;
use shared::kernel::{AccountId, DeviceId, Instant};

pub use protocol::SessionKind;

/// A session as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// The device it was opened on; it is good nowhere else.
    pub device: DeviceId,
    /// A person's own device or a shared one.
    pub kind: SessionKind,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last used, give or take a minute.
    pub used_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

type Row = (String, String, String, i64, i64, i64);

fn session((account, device, kind, created_at, used_at, expires_at): Row) -> Result<Session, StoreError> {
    Ok(Session {
        account: read(&account)?,
        device: read(&device)?,
        kind: SessionKind::named(&kind).ok_or_else(|| StoreError::Corrupt(format!("session kind {kind}")))?,
        created_at: Instant::from_millis(created_at),
        used_at: Instant::from_millis(used_at),
        expires_at: Instant::from_millis(expires_at),
    })
}

impl Keep {
    /// Opens a session.
    pub async fn open_session(&self, token: Hash, session: &Session) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO session (token_hash, account_id, device_id, kind, created_at, used_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let statement = sqlx::query(sql)
            .bind(token.to_vec())
            .bind(session.account.to_string())
            .bind(session.device.to_string())
            .bind(session.kind.name())
            .bind(session.created_at.millis())
            .bind(session.used_at.millis())
            .bind(session.expires_at.millis());
        self.write(statement).await.map(drop)
    }

    /// The session of a token, ended or not.
    pub async fn session(&self, token: Hash) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT account_id, device_id, kind, created_at, used_at, expires_at FROM session WHERE token_hash = ?";
        let row: Option<Row> = sqlx::query_as(sql).bind(token.to_vec()).fetch_optional(self.pool()).await?;
        row.map(session).transpose()
    }

    /// Moves a session's end on because it was used.
    pub async fn touch_session(&self, token: Hash, used_at: Instant, expires_at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE session SET used_at = ?, expires_at = ? WHERE token_hash = ?";
        self.write(sqlx::query(sql).bind(used_at.millis()).bind(expires_at.millis()).bind(token.to_vec())).await.map(drop)
    }

    /// Ends one session.
    pub async fn end_session(&self, token: Hash) -> Result<(), StoreError> {
        self.write(sqlx::query("DELETE FROM session WHERE token_hash = ?").bind(token.to_vec())).await.map(drop)
    }

    /// Ends every session of an account, but for the one that asks.
    pub async fn end_sessions_of(&self, account: AccountId, but: Option<Hash>) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE account_id = ? AND token_hash IS NOT ?";
        let but = but.map(|token| token.to_vec());
        self.write(sqlx::query(sql).bind(account.to_string()).bind(but)).await.map(drop)
    }

    /// Ends every session on a device.
    pub async fn end_sessions_on(&self, device: DeviceId) -> Result<(), StoreError> {
        self.write(sqlx::query("DELETE FROM session WHERE device_id = ?").bind(device.to_string())).await.map(drop)
    }

    pub(super) async fn purge_sessions(&self, now: Instant) -> Result<u64, StoreError> {
        self.write(sqlx::query("DELETE FROM session WHERE expires_at <= ?").bind(now.millis())).await
    }
}
