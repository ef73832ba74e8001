//! The database as its file says, read beside the server and without its code.

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqlitePool};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// How long to wait for the server's own writes.
const BUSY: Duration = Duration::from_secs(10);

/// A database that is looked at, never written.
#[derive(Debug, Clone)]
pub struct Database(SqlitePool);

impl Database {
    /// That of a data folder.
    pub async fn of(data: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(data.join("shuanglian.db")).read_only(true);
        Self(SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("the database opens"))
    }

    /// Each scope's head and count of commands, with what was stored beside them: nothing was done where it is the same before and after.
    pub async fn heads(&self) -> BTreeMap<String, (i64, i64)> {
        let rows = sqlx::query("SELECT scope_id, head, commands FROM scope").fetch_all(&self.0).await.unwrap();
        rows.into_iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect()
    }

    /// Another's hand in the file: writes what no request can, such as an hour that has passed.
    pub async fn meddle(data: &Path, sql: &'static str, values: &[&str]) -> u64 {
        let options = SqliteConnectOptions::new().filename(data.join("shuanglian.db")).busy_timeout(BUSY);
        let mut file = options.connect().await.expect("the database opens");
        let query = values.iter().fold(sqlx::query(sql), |query, value| query.bind(*value));
        let done = query.execute(&mut file).await.unwrap();
        file.close().await.unwrap();
        done.rows_affected()
    }

    /// The number that a question counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.0).await.unwrap()
    }

    /// The column of texts that a question gives.
    pub async fn texts(&self, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).fetch_all(&self.0).await.unwrap()
    }

    /// How often each command id of a device's stream is stored in a scope.
    pub async fn stored(&self, scope: &str, device: &str) -> BTreeMap<String, i64> {
        let sql = "SELECT command_id, count(*) FROM command WHERE scope_id = ? AND device_id = ? GROUP BY command_id";
        let rows = sqlx::query(sql).bind(scope).bind(device).fetch_all(&self.0).await.unwrap();
        rows.into_iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// The living records of a kind in a scope, with their ids inside.
    pub async fn records(&self, scope: &str, kind: &str) -> Vec<Value> {
        let sql = "SELECT id, body FROM record WHERE scope_id = ? AND kind = ? AND deleted = 0 ORDER BY id";
        let rows = sqlx::query(sql).bind(scope).bind(kind).fetch_all(&self.0).await.unwrap();
        let read = |row: sqlx::sqlite::SqliteRow| {
            let mut record: Value = serde_json::from_str(row.get(1)).unwrap();
            let mut body = record["body"].take();
            body["id"] = Value::String(row.get(0));
            body
        };
        rows.into_iter().map(read).collect()
    }
}
