//! Device tokens, and when a device was last heard of.

use super::{Keep, read, read_hash};
use crate::auth::token::Hash;
use crate::store::StoreError;
use shared::kernel::{DeviceId, Instant};

/// What is known of a device's doings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When it last asked for anything.
    pub seen_at: Instant,
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
}

impl Keep {
    /// Gives a device its token. An older one is good no more.
    pub async fn set_device_token(&self, device: DeviceId, token: Hash, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_token (device_id, token_hash, issued_at) VALUES (?, ?, ?)
                   ON CONFLICT (device_id) DO UPDATE SET token_hash = excluded.token_hash, issued_at = excluded.issued_at";
        sqlx::query(sql).bind(device.to_string()).bind(token.as_slice()).bind(now.millis()).execute(&self.pool).await?;
        Ok(())
    }

    /// The device that holds a token.
    pub async fn device_of(&self, token: Hash) -> Result<Option<DeviceId>, StoreError> {
        let sql = "SELECT device_id FROM device_token WHERE token_hash = ?";
        let id: Option<String> = sqlx::query_scalar(sql).bind(token.as_slice()).fetch_optional(&self.pool).await?;
        id.map(|id| read(&id)).transpose()
    }

    /// The hash of a device's token.
    pub async fn device_token(&self, device: DeviceId) -> Result<Option<Hash>, StoreError> {
        let sql = "SELECT token_hash FROM device_token WHERE device_id = ?";
        let hash: Option<Vec<u8>> = sqlx::query_scalar(sql).bind(device.to_string()).fetch_optional(&self.pool).await?;
        hash.map(read_hash).transpose()
    }

    /// Notes that a device was heard of.
    pub async fn see_device(&self, device: DeviceId, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_seen (device_id, seen_at) VALUES (?, ?) ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at";
        sqlx::query(sql).bind(device.to_string()).bind(now.millis()).execute(&self.pool).await?;
        Ok(())
    }

    /// Notes what a device says of itself.
    pub async fn report_device(&self, device: DeviceId, report: &Report, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO device_seen (device_id, seen_at, reported_at, app_version, unsent, clock_offset_ms) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at, reported_at = excluded.reported_at,
                       app_version = excluded.app_version, unsent = excluded.unsent, clock_offset_ms = excluded.clock_offset_ms";
        sqlx::query(sql)
            .bind(device.to_string())
            .bind(now.millis())
            .bind(now.millis())
            .bind(&report.app_version)
            .bind(report.unsent)
            .bind(report.clock_offset_ms)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What is known of a device's doings.
    pub async fn seen(&self, device: DeviceId) -> Result<Option<Seen>, StoreError> {
        type Row = (i64, Option<i64>, Option<String>, Option<u32>, Option<i64>);
        let sql = "SELECT seen_at, reported_at, app_version, unsent, clock_offset_ms FROM device_seen WHERE device_id = ?";
        let row: Option<Row> = sqlx::query_as(sql).bind(device.to_string()).fetch_optional(&self.pool).await?;
        Ok(row.map(|(seen_at, reported_at, app_version, unsent, clock_offset_ms)| {
            let report = reported_at.zip(app_version).zip(unsent).zip(clock_offset_ms);
            let report = report.map(|(((at, app_version), unsent), clock_offset_ms)| {
                (Instant::from_millis(at), Report { app_version, unsent, clock_offset_ms })
            });
            Seen { seen_at: Instant::from_millis(seen_at), report }
        }))
    }
}
