//! Password hashes.

use super::{Keep, Statement};
use crate::store::StoreError;
use shared::kernel::{AccountId, Instant};

/// A person's password as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Argon2id with its parameters and salt.
    pub password_hash: String,
    /// Somebody else chose it; the person is asked for one of their own.
    pub must_change: bool,
}

impl Keep {
    /// An account's password.
    pub async fn credential(&self, account: AccountId) -> Result<Option<Credential>, StoreError> {
        let sql = "SELECT password_hash, must_change FROM credential WHERE account_id = ?";
        let row: Option<(String, bool)> = sqlx::query_as(sql).bind(account.to_string()).fetch_optional(self.pool()).await?;
        Ok(row.map(|(password_hash, must_change)| Credential { password_hash, must_change }))
    }

    /// Sets an account's password.
    pub async fn set_credential(&self, account: AccountId, credential: &Credential, now: Instant) -> Result<(), StoreError> {
        self.write(setting(account, credential, now)).await.map(drop)
    }

    /// Keeps the same password under today's parameters, unless it was changed meanwhile.
    pub async fn rehash(&self, account: AccountId, old: &str, new: &str) -> Result<(), StoreError> {
        let sql = "UPDATE credential SET password_hash = ? WHERE account_id = ? AND password_hash = ?";
        self.write(sqlx::query(sql).bind(new.to_owned()).bind(account.to_string()).bind(old.to_owned())).await.map(drop)
    }
}

pub(super) fn setting(account: AccountId, credential: &Credential, now: Instant) -> Statement {
    let sql = "INSERT INTO credential (account_id, password_hash, must_change, set_at) VALUES (?, ?, ?, ?)
               ON CONFLICT (account_id) DO UPDATE SET password_hash = excluded.password_hash,
                   must_change = excluded.must_change, set_at = excluded.set_at";
    let statement = sqlx::query(sql).bind(account.to_string()).bind(credential.password_hash.clone());
    statement.bind(credential.must_change).bind(now.millis())
}
