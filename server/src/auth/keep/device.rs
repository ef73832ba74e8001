//! Device tokens, and when a device was last heard of.

use super::{Keep, read, read_hash};
use crate::auth::token::Hash;
use crate::store::StoreError;
use shared::kernel::{AccountId, DeviceId, Instant};

/// What is known of a device's doings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When it last asked for anything.
    pub seen_at: Instant,
    /// Who was signed in on it last.
    pub account: Option<AccountId>,
    /// What it said of itself, and when.
    pub report: Option<(Instant, Report)>,
}

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The version of its app.
    pub app_version: String,
    /// Commands that wait in its outbox.
    pub unsent: u32,
    /// Its clock less the server's.
    pub clock_offset_ms: i64,
    /// The code of the problem that its last sync met; none where it met none.
    pub last_error: Option<String>,
}

impl Keep {
    /// Gives a device its token. An older one is good no more.
    pub async fn set_device_token(&self, device: DeviceId, token: Hash, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_token (device_id, token_hash, issued_at) VALUES (?, ?, ?)
                   ON CONFLICT (device_id) DO UPDATE SET token_hash = excluded.token_hash, issued_at = excluded.issued_at";
        self.write(sqlx::query(sql).bind(device.to_string()).bind(token.to_vec()).bind(now.millis())).await.map(drop)
    }

    /// The device that holds a token, and when it was last heard of.
    pub async fn device_of(&self, token: Hash) -> Result<Option<(DeviceId, Option<Instant>)>, StoreError> {
        let sql = "SELECT device_token.device_id, seen_at FROM device_token LEFT JOIN device_seen USING (device_id) WHERE token_hash = ?";
        let row: Option<(String, Option<i64>)> = sqlx::query_as(sql).bind(token.to_vec()).fetch_optional(self.pool()).await?;
        row.map(|(id, seen_at)| Ok((read(&id)?, seen_at.map(Instant::from_millis)))).transpose()
    }

    /// The hash of a device's token.
    pub async fn device_token(&self, device: DeviceId) -> Result<Option<Hash>, StoreError> {
        let sql = "SELECT token_hash FROM device_token WHERE device_id = ?";
        let hash: Option<Vec<u8>> = sqlx::query_scalar(sql).bind(device.to_string()).fetch_optional(self.pool()).await?;
        hash.map(read_hash).transpose()
    }

    /// Who has signed in on a device.
    pub async fn people_of(&self, device: DeviceId) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT account_id FROM act_key WHERE device_id = ? ORDER BY account_id";
        let rows: Vec<String> = sqlx::query_scalar(sql).bind(device.to_string()).fetch_all(self.pool()).await?;
        rows.iter().map(|account| read(account)).collect()
    }

    /// Notes that a device was heard of, and who was signed in on it. With nobody, whoever was last stays noted.
    pub async fn see_device(&self, device: DeviceId, account: Option<AccountId>, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_seen (device_id, seen_at, account_id) VALUES (?, ?, ?) ON CONFLICT (device_id)
            DO UPDATE SET seen_at = excluded.seen_at, account_id = coalesce(excluded.account_id, device_seen.account_id)";
        let account = account.map(|account| account.to_string());
        self.write(sqlx::query(sql).bind(device.to_string()).bind(now.millis()).bind(account)).await.map(drop)
    }

    /// Notes what a device says of itself.
    pub async fn report_device(&self, device: DeviceId, report: &Report, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_seen (device_id, seen_at, reported_at, app_version, unsent, clock_offset_ms, last_error)
                   VALUES (?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at, reported_at = excluded.reported_at,
                       app_version = excluded.app_version, unsent = excluded.unsent, clock_offset_ms = excluded.clock_offset_ms,
                       last_error = excluded.last_error";
        let statement = sqlx::query(sql)
            .bind(device.to_string())
            .bind(now.millis())
            .bind(now.millis())
            .bind(report.app_version.clone())
            .bind(report.unsent)
            .bind(report.clock_offset_ms)
            .bind(report.last_error.clone());
        self.write(statement).await.map(drop)
    }

    /// What is known of a device's doings.
    pub async fn seen(&self, device: DeviceId) -> Result<Option<Seen>, StoreError> {
        type Row = (i64, Option<String>, Option<i64>, Option<String>, Option<u32>, Option<i64>, Option<String>);
        let sql = "SELECT seen_at, account_id, reported_at, app_version, unsent, clock_offset_ms, last_error FROM device_seen WHERE device_id = ?";
        let row: Option<Row> = sqlx::query_as(sql).bind(device.to_string()).fetch_optional(self.pool()).await?;
        row.map(|(seen_at, account, reported_at, app_version, unsent, clock_offset_ms, last_error)| {
            let report = reported_at.zip(app_version).zip(unsent).zip(clock_offset_ms);
            let report = report.map(|(((at, app_version), unsent), clock_offset_ms)| {
                (Instant::from_millis(at), Report { app_version, unsent, clock_offset_ms, last_error })
            });
            let account = account.as_deref().map(read).transpose()?;
            Ok(Seen { seen_at: Instant::from_millis(seen_at), account, report })
        })
        .transpose()
    }
}
