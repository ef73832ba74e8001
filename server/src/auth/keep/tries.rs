//! Failed tries: counted before the password is looked at, so that many at once count too.

use super::Keep;
use crate::auth::token::Hash;
use crate::store::StoreError;
use sha2::{Digest, Sha256};
use shared::kernel::Instant;
use sqlx::SqliteConnection;

/// The time that tries are counted over, which is what the text of `too_many_tries` says.
const WINDOW_MS: i64 = 15 * 60_000;

/// How often something may be tried in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Who tries what.
    pub key: Hash,
    /// How often.
    pub tries: u32,
}

/// A key of tries: a hash, so that no table tells who tried to sign in from where.
pub fn tries_key(parts: &[&str]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

impl Keep {
    /// Counts a try against each limit. Over one of them it gives the seconds after which another is free.
    pub async fn try_once(&self, limits: Vec<Limit>, salt: [u8; 8], now: Instant) -> Result<Option<u64>, StoreError> {
        let job = self.database.carry_out(move |connection| Box::pin(async move { count(connection, &limits, salt, now).await }));
        job.await
    }

    /// Forgets a key's tries: it was the right password.
    pub async fn forget_tries(&self, key: Hash) -> Result<(), StoreError> {
        self.write(sqlx::query("DELETE FROM failed_try WHERE key_hash = ?").bind(key.to_vec())).await.map(drop)
    }

    pub(super) async fn purge_tries(&self, now: Instant) -> Result<u64, StoreError> {
        let before = now.plus_millis(-WINDOW_MS).millis();
        self.write(sqlx::query("DELETE FROM failed_try WHERE at <= ?").bind(before)).await
    }
}

async fn count(connection: &mut SqliteConnection, limits: &[Limit], salt: [u8; 8], now: Instant) -> Result<Option<u64>, StoreError> {
    let since = now.plus_millis(-WINDOW_MS).millis();
    for limit in limits {
        let sql = "SELECT COUNT(*), MIN(at) FROM failed_try WHERE key_hash = ? AND at > ?";
        let (count, first): (i64, Option<i64>) =
            sqlx::query_as(sql).bind(limit.key.to_vec()).bind(since).fetch_one(&mut *connection).await?;
        if count >= i64::from(limit.tries) {
            let free_at = Instant::from_millis(first.unwrap_or(now.millis())).plus_millis(WINDOW_MS);
            let wait_ms = u64::try_from(free_at.millis_since(now)).unwrap_or_default();
            return Ok(Some(wait_ms.div_ceil(1000).max(1)));
        }
    }
    for limit in limits {
        let sql = "INSERT OR IGNORE INTO failed_try (key_hash, at, salt) VALUES (?, ?, ?)";
        sqlx::query(sql).bind(limit.key.to_vec()).bind(now.millis()).bind(salt.to_vec()).execute(&mut *connection).await?;
    }
    Ok(None)
}
