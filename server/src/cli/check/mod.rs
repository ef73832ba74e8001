//! `check`: every promise of the stored data (numbers without a gap, proved actors, masked public views), looked at by code that shares nothing with what wrote it.
//!
//! Rows are read as they lie in the tables; numbers are counted, digests and proofs computed anew. The only thing borrowed is what a
//! kind publishes of itself, and the fields that may appear there are listed a second time in `public.rs`.

mod commands;
mod log;
mod personal;
mod public;
mod rows;
#[cfg(test)]
mod tests;

use crate::config::DataArgs;
use crate::jobs::backup::check_integrity;
use crate::state::AppState;
use rows::{Rows, Village};
use serde_json::Value;
use shared::kernel::ScopeId;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Broken promises told one by one for each promise; the rest is counted. Somebody reads them.
const TOLD: usize = 20;

/// A promise of the stored data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// The file itself is sound, and every row's scope is there.
    Database,
    /// Changes are numbered 1..head without a gap above the floor; commands have places 1, 2, 3 …
    Numbers,
    /// Each record is what its last change says.
    Records,
    /// Count and digest of each partition, now and after every change.
    Tallies,
    /// Each device's numbers are contiguous and are those of its commands.
    Streams,
    /// Each command is the bytes that arrived.
    Commands,
    /// What was accepted is there, and what is there was accepted.
    Acceptance,
    /// Whoever is named as having acted has proved it.
    Proofs,
    /// The public view is the masked copy of the village's records, and holds listed fields only.
    PublicView,
    /// What other scopes had to learn was written once.
    FollowUps,
}

impl Promise {
    const ALL: [Self; 10] = [
        Self::Database,
        Self::Numbers,
        Self::Records,
        Self::Tallies,
        Self::Streams,
        Self::Commands,
        Self::Acceptance,
        Self::Proofs,
        Self::PublicView,
        Self::FollowUps,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Numbers => "numbers",
            Self::Records => "records",
            Self::Tallies => "tallies",
            Self::Streams => "streams",
            Self::Commands => "commands",
            Self::Acceptance => "acceptance",
            Self::Proofs => "proofs",
            Self::PublicView => "public view",
            Self::FollowUps => "follow-ups",
        }
    }
}

/// What was looked at and what was found broken.
#[derive(Debug, Default)]
pub struct Report {
    looked: BTreeMap<Promise, u64>,
    broken: BTreeMap<Promise, Vec<String>>,
}

impl Report {
    /// Notes that a thing was looked at, and what is broken about it unless it holds.
    fn check(&mut self, promise: Promise, holds: bool, what: impl FnOnce() -> String) {
        *self.looked.entry(promise).or_default() += 1;
        if !holds {
            self.broken.entry(promise).or_default().push(what());
        }
    }

    /// Is everything as promised?
    pub fn is_clean(&self) -> bool {
        self.broken.is_empty()
    }

    /// The promises that are broken.
    #[cfg(test)]
    pub fn broken(&self) -> Vec<Promise> {
        self.broken.keys().copied().collect()
    }

    fn print(&self) {
        for promise in Promise::ALL {
            let looked = self.looked.get(&promise).copied().unwrap_or_default();
            let Some(broken) = self.broken.get(&promise) else {
                println!("{:<12} good    {looked} looked at", promise.name());
                continue;
            };
            println!("{:<12} BROKEN  {} of {looked}", promise.name(), broken.len());
            for line in broken.iter().take(TOLD) {
                println!("    {line}");
            }
            if broken.len() > TOLD {
                println!("    and {} more", broken.len() - TOLD);
            }
        }
    }
}

/// Runs `check`. It looks and writes nothing, neither a key nor a table.
pub async fn run(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let state = crate::cli::open_to_look(args).await?;
    let report = examine(&state).await?;
    report.print();
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Looks at the whole database, at one moment of it.
pub async fn examine(state: &AppState) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut view = state.database.readers().begin().await?;
    check_database(&mut view, &mut report).await?;
    let scopes: Vec<String> = sqlx::query_scalar("SELECT scope_id FROM scope ORDER BY scope_id").fetch_all(&mut *view).await?;
    let generations = rows::generations(&mut view).await?;
    let kiosks = rows::kiosks(&mut view).await?;
    for name in scopes {
        let Ok(scope) = name.parse::<ScopeId>() else {
            report.check(Promise::Database, false, || format!("no name of a scope: {name}"));
            continue;
        };
        if matches!(scope, ScopeId::Public(_)) {
            // Looked at beside its village, whose commands write it.
            continue;
        }
        let rows = Rows::read(&mut view, &scope).await?;
        log::check(&rows, &mut report)?;
        commands::check(&rows, &commands::Known { state, generations: &generations, kiosks: &kiosks }, &mut report);
        if let Some(public) = scope.public() {
            let public = Rows::read(&mut view, &public).await?;
            log::check(&public, &mut report)?;
            public::check(&Village { own: &rows, public: &public }, &mut report);
        }
    }
    commands::check_follow_ups(&mut view, &mut report).await?;
    Ok(report)
}

async fn check_database(view: &mut SqliteConnection, report: &mut Report) -> anyhow::Result<()> {
    let sound = check_integrity(view).await;
    report.check(Promise::Database, sound.is_ok(), || sound.err().map(|error| error.to_string()).unwrap_or_default());
    let strays: Vec<(String, Option<i64>, String, i64)> = sqlx::query_as("PRAGMA foreign_key_check").fetch_all(&mut *view).await?;
    report.check(Promise::Database, strays.is_empty(), || format!("{} rows of scopes that are not there", strays.len()));
    let villages = "SELECT count(*) FROM scope AS village WHERE scope_id LIKE 'village:%'
        AND NOT EXISTS (SELECT 1 FROM scope AS public WHERE public.scope_id = 'public:' || substr(village.scope_id, 9))";
    let alone: i64 = sqlx::query_scalar(villages).fetch_one(&mut *view).await?;
    report.check(Promise::Database, alone == 0, || format!("{alone} villages without a public view"));
    Ok(())
}

/// A member of a JSON object; null where it is not one or has none.
fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}
