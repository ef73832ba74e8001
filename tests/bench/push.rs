//! Visits that were written offline, acknowledged and durable, beside the same bytes put into SQLite as fast as it syncs them.

use super::report::{Line, in_turn};
use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use shared::sync::limits::MAX_PUSH_COMMANDS;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use std::time::Instant;
use tests::served::{Database, Hand, Served, new_id};

/// The village of the demonstration that the cadre visits.
const SCOPE: &str = "village:623023100202";

pub async fn measure(runs: usize, visits: usize) -> anyhow::Result<Vec<Line>> {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let links = database.records(SCOPE, "cadre_link").await;
    let own = |link: &&Value| {
        link.get("cadre").and_then(Value::as_str) == cadre.account.as_deref() && link.get("ended_on").is_none_or(Value::is_null)
    };
    let households: Vec<Value> = links.iter().filter(own).filter_map(|link| link.get("household").cloned()).collect();
    ensure!(!households.is_empty(), "the cadre has no households");
    let folder = tempfile::tempdir()?;
    let mut peer = open(&folder.path().join("peer.db")).await?;

    let texts = texts(&mut cadre.clone(), &households, visits);
    let ours = async || push(&mut cadre, &households, visits).await;
    let (ours, floor) = in_turn(runs, ours, async || insert(&mut peer, &texts).await).await?;
    served.stop().await;
    let amount = f64::from(u32::try_from(visits)?);
    Ok(vec![Line {
        what: format!("{visits} visits acknowledged and durable, {MAX_PUSH_COMMANDS} a push"),
        unit: "visits/s",
        ours: ours.rate(amount),
        beside: Some(("SQLite inserts of the same bytes, a commit for as many", floor.rate(amount))),
        budget: None,
    }])
}

fn visits_of(cadre: &mut Hand, households: &[Value], visits: usize) -> Vec<Value> {
    let body = |number: usize| {
        json!({
            "id": new_id(), "household": households.get(number % households.len()), "held_on": "2026-11-01", "met_other": "户主",
            "said": format!("第{number}次走访。路已修到村口，家里两个老人身体还好，今年的药材卖了一半，盼着明年通自来水。"),
            "written_at": "2026-11-01T08:00:00.000Z",
        })
    };
    (0..visits).map(|number| cadre.command(SCOPE, "visit.record", &body(number))).collect()
}

fn texts(cadre: &mut Hand, households: &[Value], visits: usize) -> Vec<String> {
    visits_of(cadre, households, visits).iter().map(Value::to_string).collect()
}

/// Writes visits, then sends them: only the sending is measured.
async fn push(cadre: &mut Hand, households: &[Value], visits: usize) -> anyhow::Result<f64> {
    let commands = visits_of(cadre, households, visits);
    let begun = Instant::now();
    for batch in commands.chunks(MAX_PUSH_COMMANDS) {
        let answer = cadre.push(SCOPE, batch).await;
        let results = answer.pointer("/results").and_then(Value::as_array).context("no results")?;
        let accepted = results.iter().filter(|result| result.get("status") == Some(&json!("accepted"))).count();
        ensure!(accepted == batch.len(), "{answer}");
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// SQLite as the server opens it: a write-ahead log, and a commit is on the disk when it returns.
async fn open(file: &std::path::Path) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut peer = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).connect().await?;
    sqlx::query("CREATE TABLE command (id INTEGER PRIMARY KEY, body TEXT NOT NULL)").execute(&mut peer).await?;
    Ok(peer)
}

async fn insert(peer: &mut SqliteConnection, texts: &[String]) -> anyhow::Result<f64> {
    let begun = Instant::now();
    for batch in texts.chunks(MAX_PUSH_COMMANDS) {
        let mut transaction = peer.begin().await?;
        for text in batch {
            sqlx::query("INSERT INTO command (body) VALUES (?)").bind(text).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// The version of the engine, for the report.
pub async fn sqlite_version() -> anyhow::Result<String> {
    let mut memory = SqliteConnectOptions::new().in_memory(true).connect().await?;
    Ok(sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut memory).await?)
}
