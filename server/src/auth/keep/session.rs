//! Sessions: who is signed in on which device.

use super::{Keep, Statement, read};
use crate::auth::token::Hash;
use crate::store::StoreError;
use shared::account::protocol;
use shared::kernel::{AccountId, DeviceId, Instant};

pub use protocol::SessionKind;

/// Notes when somebody left a device, by the device's own clock as it last told it: a phone whose clock is an hour fast has written what
/// it wrote before they left an hour later. Less than a minute is the way that its word took. Who has left already left then.
macro_rules! left {
    ($where:literal) => {
        concat!(
            "UPDATE act_key SET ended_at = ? + coalesce((SELECT clock_offset_ms FROM device_seen
                WHERE device_seen.device_id = act_key.device_id AND abs(clock_offset_ms) > 60000), 0)
            WHERE ended_at IS NULL AND ",
            $where
        )
    };
}

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

    /// Ends one session, and notes when the person left the device.
    pub async fn end_session(&self, token: Hash, (account, device): (AccountId, DeviceId), now: Instant) -> Result<(), StoreError> {
        let session = sqlx::query("DELETE FROM session WHERE token_hash = ?").bind(token.to_vec());
        let acting =
            sqlx::query(left!("account_id = ? AND device_id = ?")).bind(now.millis()).bind(account.to_string()).bind(device.to_string());
        self.end(session, acting).await
    }

    /// Ends every session of an account, but for the one that asks, and notes that the person left those devices.
    pub async fn end_sessions_of(&self, account: AccountId, but: Option<(DeviceId, Hash)>, now: Instant) -> Result<(), StoreError> {
        let (device, token) = but.map(|(device, token)| (device.to_string(), token.to_vec())).unzip();
        let session = sqlx::query("DELETE FROM session WHERE account_id = ? AND token_hash IS NOT ?").bind(account.to_string()).bind(token);
        let acting = sqlx::query(left!("account_id = ? AND device_id IS NOT ?")).bind(now.millis()).bind(account.to_string()).bind(device);
        self.end(session, acting).await
    }

    /// Ends every session on a device, and notes that all who used it left, but for the one who comes.
    pub async fn end_sessions_on(&self, device: DeviceId, comes: Option<AccountId>, now: Instant) -> Result<(), StoreError> {
        let session = sqlx::query("DELETE FROM session WHERE device_id = ?").bind(device.to_string());
        let comes = comes.map(|account| account.to_string());
        let acting = sqlx::query(left!("device_id = ? AND account_id IS NOT ?")).bind(now.millis()).bind(device.to_string()).bind(comes);
        self.end(session, acting).await
    }

    /// Both or neither.
    async fn end(&self, session: Statement, acting: Statement) -> Result<(), StoreError> {
        let job = self.database.carry_out(move |connection| {
            Box::pin(async move {
                session.execute(&mut *connection).await?;
                acting.execute(&mut *connection).await?;
                Ok(())
            })
        });
        job.await
    }

    pub(super) async fn purge_sessions(&self, now: Instant) -> Result<u64, StoreError> {
        self.write(sqlx::query("DELETE FROM session WHERE expires_at <= ?").bind(now.millis())).await
    }
}
