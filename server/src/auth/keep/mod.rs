//! Keeps the secrets beside the records: password hashes, hashes of session and device tokens and of one-time codes, failed tries.
//!
//! It writes on connections of its own, beside the one writer of the scope logs: nothing here takes part in a scope's order, and
//! `busy_timeout` lets the two wait for each other for the milliseconds that a commit takes.

mod code;
mod credential;
mod device;
mod session;
mod tries;

pub use code::{Code, CodeKind, Found, NewCode};
pub use credential::Credential;
pub use device::{Report, Seen};
pub use session::{Session, SessionKind};
pub use tries::{Limit, tries_key};

use super::token::Hash;
use crate::store::StoreError;
use shared::kernel::Instant;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// Connections: reads are single rows by key, and one writes at a time anyway.
const CONNECTIONS: u32 = 4;
/// How long to wait for another writer. A group commit takes milliseconds; a backup's checkpoint may take seconds.
const BUSY: Duration = Duration::from_secs(10);

/// The secrets' tables.
#[derive(Debug, Clone)]
pub struct Keep {
    pool: SqlitePool,
}

impl Keep {
    /// Opens the tables of a migrated database.
    pub async fn open(database: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(database)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        Ok(Self { pool: SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await? })
    }

    /// The connections, for an administrator's lists across the tables.
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Takes away what is past: ended sessions, codes long used or expired, old tries. Gives the number of rows.
    pub async fn purge(&self, now: Instant) -> Result<u64, StoreError> {
        let sessions = self.purge_sessions(now).await?;
        let codes = self.purge_codes(now).await?;
        Ok(sessions + codes + self.purge_tries(now).await?)
    }
}

/// A stored text as its type. What we wrote and cannot read is corrupt.
fn read<T: FromStr<Err: Display>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::Corrupt(format!("{text}: {error}")))
}

/// A stored hash.
fn read_hash(bytes: Vec<u8>) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("a hash of another length".to_owned()))
}
