//! The promise of the front page against power cuts: what was acknowledged is there, exactly once, whatever happens to the server.

use super::push::{SCOPE, households, visit};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::served::{Data, Database, Hand, Served, run};

/// Power cuts.
const CUTS: usize = 20;
/// Commands of one push: several transactions in the writer's queue beside one another's.
const AT_ONCE: usize = 4;

/// What a device keeps of what it wrote: each command, and the answer once there was one.
#[derive(Default)]
struct Outbox {
    commands: Vec<Value>,
    answers: BTreeMap<String, Value>,
}

impl Outbox {
    fn unanswered(&self) -> Vec<Value> {
        let open = |command: &&Value| !self.answers.contains_key(command["id"].as_str().unwrap());
        self.commands.iter().filter(open).take(100).cloned().collect()
    }

    /// Takes an answer in. Whoever had one before gets the same again.
    fn hear(&mut self, answer: &Value) {
        assert_eq!(answer["error"], Value::Null, "{answer}");
        for result in answer["results"].as_array().unwrap() {
            assert_eq!(result["status"], "accepted", "{result}");
            let before = self.answers.insert(result["id"].as_str().unwrap().to_owned(), result.clone());
            assert!(before.is_none_or(|before| before == *result));
        }
    }
}

/// Every command exactly once, in the command log and as a record.
async fn assert_all_there(data: &Data, device: &str, outbox: &Outbox) {
    let database = Database::of(data.path()).await;
    let stored = database.stored(SCOPE, device).await;
    let sent: BTreeMap<String, i64> = outbox.commands.iter().map(|command| (command["id"].as_str().unwrap().to_owned(), 1)).collect();
    assert_eq!(stored, sent);
    let visits = database.records(SCOPE, "visit").await;
    for command in &outbox.commands {
        let envelope: Value = serde_json::from_str(command["text"].as_str().unwrap()).unwrap();
        assert_eq!(visits.iter().filter(|visit| visit["id"] == envelope["body"]["id"]).count(), 1);
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_power_cuts_exactly_once() {
    let data = Data::demonstration().await;
    let served = Served::again(&data).await;
    let mut hand = Hand::sign_in(&served, "cadre").await;
    let own = households(&Database::of(data.path()).await, &hand).await;
    served.stop().await;
    let mut outbox = Outbox::default();
    for cut in 0..CUTS {
        let served = Served::again(&data).await;
        hand.at(&served);
        // What has no answer yet goes again first; then new work, more each time, until the power goes in the middle of it.
        for round in 0..=cut % 5 {
            for number in 0..AT_ONCE {
                let said = format!("第{cut}次 {round}.{number}");
                outbox.commands.push(hand.command(SCOPE, "visit.record", &visit(&own[number % own.len()], &said)));
            }
            let waiting = outbox.unanswered();
            if round < cut % 5 {
                let answer = hand.push(SCOPE, &waiting).await;
                outbox.hear(&answer);
                continue;
            }
            let mut sender = hand.clone();
            let sending = tokio::spawn(async move { sender.try_push(SCOPE, &waiting).await });
            // As many turns as the cut's number, so that it falls before, in and after the write.
            for _ in 0..cut * cut {
                tokio::task::yield_now().await;
            }
            if cut % 3 == 2 {
                hand.client.try_ask(tests::served::Asking::new("GET", "/api/sync/hello")).await.unwrap();
            }
            served.kill().await;
            if let Some(answer) = sending.await.unwrap() {
                outbox.hear(&answer);
            }
            break;
        }
    }
    let served = Served::again(&data).await;
    hand.at(&served);
    while !outbox.unanswered().is_empty() {
        let answer = hand.push(SCOPE, &outbox.unanswered()).await;
        outbox.hear(&answer);
    }
    // All of it once more, as a device does that lost its answers.
    for part in outbox.commands.clone().chunks(100) {
        let answer = hand.push(SCOPE, part).await;
        outbox.hear(&answer);
    }
    served.close().await;
    assert!(outbox.commands.len() > CUTS * AT_ONCE);
    assert_all_there(&data, &hand.device, &outbox).await;
}

#[tokio::test]
async fn a_backup_taken_while_work_goes_on_is_restored_and_the_device_fills_the_gap() {
    let data = Data::demonstration().await;
    let served = Served::again(&data).await;
    let mut hand = Hand::sign_in(&served, "cadre").await;
    let own = households(&Database::of(data.path()).await, &hand).await;
    let mut outbox = Outbox::default();
    let file = data.path().join("copy.db");
    let path = file.to_str().unwrap().to_owned();
    // Work goes on while the copy is written.
    let folder = data.clone();
    let copying = tokio::spawn(async move { run(&["backup", &path], folder.path()).await });
    while outbox.commands.is_empty() || !copying.is_finished() {
        let command = hand.command(SCOPE, "visit.record", &visit(&own[0], "抄寫之時"));
        outbox.commands.push(command.clone());
        let answer = hand.push(SCOPE, &[command]).await;
        outbox.hear(&answer);
    }
    let copied = copying.await.unwrap();
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    for number in 0..10 {
        let command = hand.command(SCOPE, "visit.record", &visit(&own[0], &format!("抄寫之後 {number}")));
        outbox.commands.push(command.clone());
        let answer = hand.push(SCOPE, &[command]).await;
        outbox.hear(&answer);
    }
    // Nothing is restored under a running server.
    let path = file.to_str().unwrap();
    assert!(!run(&["restore", path], data.path()).await.status.success());
    served.kill().await;
    let restored = run(&["restore", path], data.path()).await;
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));

    let served = Served::again(&data).await;
    hand.at(&served);
    let hello = hand.client.get("/api/sync/hello").await.good();
    let epoch = hello["epoch"].as_u64().unwrap();
    assert!(epoch > hand.epoch, "a restore begins a new epoch");
    let scope = hello["scopes"].as_array().unwrap().iter().find(|scope| scope["scope"] == SCOPE).unwrap().clone();
    let known = scope["last_n"].as_u64().unwrap();
    assert!(known < outbox.commands.len() as u64, "the copy is older than the work");
    // A device that has not heard of it is told, and nothing is looked at.
    let command = hand.command(SCOPE, "visit.record", &visit(&own[0], "新的"));
    let old = hand.client.post("/api/sync/push", &hand.push_body(SCOPE, std::slice::from_ref(&command))).await.good();
    assert_eq!(old, json!({ "epoch": epoch, "batches": [] }));
    outbox.commands.push(command);
    hand.epoch = epoch;
    // It sends again whatever it still has: what the copy knows is answered, the rest is taken.
    let mut after = Outbox { commands: outbox.commands.clone(), answers: BTreeMap::new() };
    for part in after.commands.clone().chunks(100) {
        let answer = hand.push(SCOPE, part).await;
        after.hear(&answer);
    }
    for (id, answer) in after.answers.iter().filter(|(_, answer)| answer["n"].as_u64().unwrap() <= known) {
        assert_eq!(Some(answer), outbox.answers.get(id), "what the copy knew has its old answer");
    }
    served.close().await;
    assert_all_there(&data, &hand.device, &after).await;
}

#[tokio::test]
async fn a_copy_that_is_no_copy_is_not_restored() {
    let data = Data::demonstration().await;
    let before = std::fs::read(data.path().join("shuanglian.db")).unwrap();
    let file = data.path().join("copy.db");
    for content in [&b""[..], b"SQLite format 3\0 and nothing more", &before[..before.len() / 2]] {
        std::fs::write(&file, content).unwrap();
        let said = run(&["restore", file.to_str().unwrap()], data.path()).await;
        let line = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && !line.contains("panicked"), "{line}");
    }
    let served = Served::again(&data).await;
    served.close().await;
}
