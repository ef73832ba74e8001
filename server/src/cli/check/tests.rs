//! The demonstration keeps every promise; each promise broken by hand is found, and what else it breaks is said.

use super::{Promise, examine};
use crate::clock::Clock;
use crate::keys::Keys;
use crate::random::Random;
use crate::state::{AppState, Mode};
use crate::store::Sqlite;
use shared::kernel::Instant;

/// A filled demonstration in a folder of its own.
async fn demonstration() -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let database = Sqlite::open(&folder.path().join("test.db")).await.unwrap();
    let random = Random::seeded(1);
    let clock = Clock::fixed(Instant::from_millis(1_795_000_000_000));
    let state = AppState::open(database, Mode::Demo, Keys::new(&random).unwrap(), clock, random).await.unwrap();
    crate::demo::fill(&state).await.unwrap();
    (state, folder)
}

#[tokio::test]
async fn the_demonstration_keeps_every_promise() {
    let (state, _folder) = demonstration().await;
    let report = examine(&state).await.unwrap();
    assert!(report.is_clean(), "{:?}", report.broken);
    for promise in Promise::ALL {
        assert!(
            promise == Promise::FollowUps || report.looked.get(&promise).is_some_and(|looked| *looked > 0),
            "{promise:?} was not looked at"
        );
    }
}

/// Breaks one thing after the other, each in a copy of its own, and expects the very promises that this breaks.
#[tokio::test]
async fn each_broken_promise_is_found() {
    let (state, _folder) = demonstration().await;
    let village = "'village:623023100202'";
    let cases: [(&[Promise], &'static str); 14] = [
        (
            &[Promise::Numbers, Promise::Streams, Promise::Commands],
            "UPDATE command SET place = place + 100000 WHERE scope_id = ?1 AND place = 3",
        ),
        (&[Promise::Numbers], "UPDATE scope SET head = head + 1 WHERE scope_id = ?1"),
        (&[Promise::Numbers], "UPDATE scope SET backed_up = commands + 1 WHERE scope_id = ?1"),
        (
            &[Promise::Records],
            "UPDATE record SET body = replace(body, '\"body\":{', '\"body\":{\"x\":1,') WHERE scope_id = ?1 AND kind = 'household'",
        ),
        (&[Promise::Records, Promise::Tallies], "DELETE FROM record WHERE scope_id = ?1 AND kind = 'visit'"),
        (&[Promise::Tallies], "UPDATE scope SET tallies = '{}' WHERE scope_id = ?1"),
        (&[Promise::Tallies], "UPDATE change SET count = count + 1 WHERE scope_id = ?1 AND seq = 5"),
        (&[Promise::Streams], "UPDATE device_stream SET last_n = last_n + 1 WHERE scope_id = ?1"),
        (&[Promise::Commands], "UPDATE command SET hash = replace(hash, 'a', 'b') WHERE scope_id = ?1 AND place = 1"),
        (&[Promise::Commands], "UPDATE command SET name = 'visit.forged' WHERE scope_id = ?1 AND place = 1"),
        (&[Promise::Acceptance], "UPDATE change SET command_id = 'nobody' WHERE scope_id = ?1 AND seq = 1"),
        (&[Promise::Commands, Promise::Proofs], "UPDATE command SET mac = '00' WHERE scope_id = ?1 AND actor IS NOT NULL"),
        (
            // A masked copy that was changed is another record than its last change, too.
            &[Promise::Records, Promise::PublicView],
            "UPDATE record SET body = replace(body, '\"title\":', '\"phone\":\"13800000000\",\"title\":') WHERE scope_id = 'public:' || substr(?1, 9) AND kind = 'matter'",
        ),
        (
            &[Promise::FollowUps],
            "INSERT INTO follow_up (scope_id, command_id, place, target, name, body, created_at) VALUES (?1, 'nobody', 0, ?1, 'x', '{}', 0)",
        ),
    ];
    let mut wrong = Vec::new();
    for (promises, statement) in cases {
        let scope = village.trim_matches('\'');
        let copy = tempfile::tempdir().unwrap();
        let path = copy.path().join("copy.db");
        state.database.copy_to(&path).await.unwrap();
        let database = Sqlite::open(&path).await.unwrap();
        database
            .carry_out(move |connection| {
                Box::pin(async move { Ok(sqlx::query(statement).bind(scope).execute(connection).await?.rows_affected()) })
            })
            .await
            .map(|rows| assert!(rows > 0, "{statement}"))
            .unwrap();
        let broken = AppState::open(database, Mode::Demo, state.keys.clone(), state.clock.clone(), state.random.clone()).await.unwrap();
        let report = examine(&broken).await.unwrap();
        let blamed: Vec<Promise> = report.broken().into_iter().collect();
        if blamed != promises {
            wrong.push((statement, blamed));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
