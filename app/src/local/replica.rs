//! 副本: what one person holds of their scopes, one row per record; the cursor is written in the same transaction as the rows it describes.
//!
//! Each account has a database of its own, `replica.<account>`; a kiosk's public view has `replica.public`. What a committee fetches on a
//! kiosk is never written at all: it lives in memory and ends with the session.

use super::db::{Database, DbError, Durability, beginning, key};
use super::outbox::read_all;
use serde::{Deserialize, Serialize};
use shared::kernel::{AccountId, Partition, ScopeId};
use shared::sync::client::Replica;
use shared::sync::protocol::Page;
use shared::sync::record::Record;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;

/// Goes up when a store is added.
const VERSION: u32 = 1;
/// The records, by scope, kind and id.
const RECORD: &str = "record";
/// What is known of each scope, by scope.
const SCOPE: &str = "scope";
const STORES: &[&str] = &[RECORD, SCOPE];

/// What stands beside a scope's rows, of the page that was stored last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct About {
    scope: ScopeId,
    /// The epoch in which the rows were fetched.
    epoch: u64,
    cursor: u64,
    partitions: Vec<Partition>,
}

/// One holder's database.
#[derive(Debug, Clone)]
pub struct Replicas {
    database: Database,
    /// Nothing but public views is written here.
    public_only: bool,
}

impl Replicas {
    /// The database of an account, on a device that is the person's own.
    pub async fn of_account(account: AccountId) -> Result<Self, DbError> {
        let database = Database::open(&format!("replica.{account}"), VERSION, STORES).await?;
        Ok(Self { database, public_only: false })
    }

    /// The database of a kiosk's public view.
    pub async fn of_kiosk() -> Result<Self, DbError> {
        let database = Database::open("replica.public", VERSION, STORES).await?;
        Ok(Self { database, public_only: true })
    }

    /// Everything that is held, scope by scope. The tallies are counted anew from the rows, so that the next page shows whether any is lost.
    pub async fn load(&self) -> Result<BTreeMap<ScopeId, Replica>, DbError> {
        let mut held = BTreeMap::new();
        for about in read_all::<About>(&self.database.all(SCOPE, None).await?) {
            let rows = self.database.all(RECORD, Some(&beginning(&about.scope.to_string())?)).await?;
            let replica = Replica::stored(about.cursor, about.epoch, about.partitions, read_all::<Record>(&rows));
            held.insert(about.scope, replica);
        }
        Ok(held)
    }

    /// Writes a page and what stands beside the rows after it, all or nothing.
    pub async fn store(&self, page: &Page, reset: bool) -> Result<(), DbError> {
        if self.keeps_out(&page.scope) {
            return Ok(());
        }
        let scope = page.scope.to_string();
        let last: BTreeMap<_, &Record> =
            page.changes.iter().map(|change| ((&change.record.kind, change.record.id), &change.record)).collect();
        let mut rows = Vec::with_capacity(last.len());
        for record in last.into_values() {
            rows.push((key(&[&scope, &record.kind, &record.id.to_string()]), json(record)?));
        }
        let partitions = page.tallies.keys().copied().collect();
        let about = json(&About { scope: page.scope.clone(), epoch: page.epoch, cursor: page.to, partitions })?;
        let writing = self.database.write(STORES, Durability::Relaxed)?;
        if reset {
            writing.delete(RECORD, &beginning(&scope)?.into())?;
        }
        for (key, row) in rows {
            writing.put(RECORD, &key, &row)?;
        }
        writing.put(SCOPE, &JsValue::from_str(&scope), &about)?;
        writing.commit().await
    }

    /// Removes a scope's rows.
    pub async fn drop_scope(&self, scope: &ScopeId) -> Result<(), DbError> {
        let scope = scope.to_string();
        let writing = self.database.write(STORES, Durability::Relaxed)?;
        writing.delete(RECORD, &beginning(&scope)?.into())?;
        writing.delete(SCOPE, &JsValue::from_str(&scope))?;
        writing.commit().await
    }

    /// Removes everything.
    pub async fn wipe(&self) -> Result<(), DbError> {
        self.database.wipe(STORES).await
    }

    fn keeps_out(&self, scope: &ScopeId) -> bool {
        self.public_only && !matches!(scope, ScopeId::Public(_))
    }
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Broken(error.to_string()))
}
