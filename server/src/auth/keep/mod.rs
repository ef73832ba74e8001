//! Keeps the secrets beside the records: password hashes, hashes of session and device tokens and of one-time codes, failed tries.
//!
//! Nothing here takes part in a scope's order. What it writes goes through the database's one writer all the same, so that a sign-in
//! waits its turn in the queue and never fights a day of pushes for the lock.

mod code;
mod credential;
mod device;
mod session;
mod tries;

pub use code::{Code, CodeKind, Found, KioskCode, NewCode};
pub use credential::Credential;
pub use device::{Report, Seen};
pub use session::{Session, SessionKind};
pub use tries::{Limit, tries_key};

use super::token::Hash;
use crate::store::{Sqlite, StoreError};
use shared::kernel::Instant;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite as Engine, SqlitePool};
use std::fmt::Display;
use std::str::FromStr;

/// One writing statement with its values.
type Statement = Query<'static, Engine, SqliteArguments>;

/// The secrets' tables.
#[derive(Debug, Clone)]
pub struct Keep {
    database: Sqlite,
}

impl Keep {
    /// The tables of this database.
    pub fn new(database: Sqlite) -> Self {
        Self { database }
    }

    /// The connections that read.
    fn pool(&self) -> &SqlitePool {
        self.database.readers()
    }

    /// Carries out one statement and gives the number of rows it touched. Done means on disk.
    async fn write(&self, statement: Statement) -> Result<u64, StoreError> {
        let job =
            self.database.carry_out(move |connection| Box::pin(async move { Ok(statement.execute(connection).await?.rows_affected()) }));
        job.await
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
