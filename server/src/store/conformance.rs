//! What every engine must do: one suite, run on each. SQLite runs it on a file and in memory.

use super::{ActStanding, AuditEntry, Portion, Sqlite, Store, StoreError, StoredBatch, WaitingFollowUp, transact};
use serde_json::json;
use shared::kernel::{AccountId, CommandId, DeviceId, Id, Instant, Partition, ScopeId};
use shared::sync::command::FollowUp;
use shared::sync::digest::Tally;
use shared::sync::protocol::{Change, CommandResult, Status};
use shared::sync::record::{Record, fields};
use shared::sync::server::{Head, StoredCommand, Stream};
use shared::sync::state::Query;
use std::sync::Arc;

const NOW: Instant = Instant::from_millis(1_700_000_000_000);

fn village() -> ScopeId {
    ScopeId::Village("623023100200".parse().unwrap())
}

fn public() -> ScopeId {
    ScopeId::Public("623023100200".parse().unwrap())
}

fn device() -> DeviceId {
    DeviceId::derived(&["device"])
}

fn record(name: &str, partition: Partition, version: u64, text: &str) -> Record {
    Record {
        kind: "thing".into(),
        id: Id::derived(&[name]),
        parent: Some(Id::derived(&["parent"])),
        partition,
        version,
        deleted: false,
        body: fields(&json!({ "text": text })),
        written: [("text".to_owned(), CommandId::derived(&["w"]))].into(),
        rivals: std::collections::BTreeMap::new(),
    }
}

/// A batch of one command with these changes, numbered on from a head.
fn batch(n: u64, head: &Head, records: Vec<Record>) -> StoredBatch {
    let id = CommandId::derived(&["command", &n.to_string()]);
    let mut after = head.clone();
    after.commands += 1;
    let mut changes = Vec::new();
    for mut record in records {
        after.seq += 1;
        record.version = after.seq;
        let tally = after.tallies.entry(record.partition).or_default();
        tally.replace(None, &record);
        changes.push(Change { seq: after.seq, command: id, record, tally: *tally });
    }
    let result = CommandResult {
        id,
        n,
        status: Status::Accepted,
        reason: None,
        place: after.commands,
        first_seq: changes.first().map_or(0, |change| change.seq),
        last_seq: changes.last().map_or(0, |change| change.seq),
        received_at: NOW,
        questions: Vec::new(),
    };
    let command = StoredCommand {
        text: format!("{{\"n\":  {n}, \"odd\": \"\u{0}\u{1f600}\\u0000 繁體\"}}"),
        mac: "ab".into(),
        hash: [7; 32],
        actor: Some(AccountId::derived(&["a"])),
        name: "t.t".into(),
        device_time: Some(NOW),
    };
    StoredBatch {
        scope: village(),
        device: device(),
        stream: Stream { last_n: n, epoch: 1 },
        received_at: NOW,
        commands: vec![(command, result)],
        changes,
        public: None,
        follow_ups: Vec::new(),
        head: after,
    }
}

async fn store_batch(store: &dyn Store, batch: StoredBatch) -> Result<(), StoreError> {
    transact(store, move |writer| {
        Box::pin(async move {
            writer.lock(&batch.scope).await?;
            writer.store(&batch).await
        })
    })
    .await
}

async fn ready(store: &dyn Store) {
    let scopes = [ScopeId::Deployment, village(), public()];
    transact(store, move |writer| Box::pin(async move { writer.ensure_scopes(&scopes, NOW).await })).await.unwrap();
}

/// What is written is read back as it was, and the same scope again is left as it is.
async fn keeps_what_is_written(store: &dyn Store) {
    ready(store).await;
    let first =
        batch(1, &Head::default(), vec![record("one", Partition::Ordinary, 0, "\u{0}é"), record("two", Partition::Sensitive, 0, "")]);
    let (head, mut expected) = (first.head.clone(), first.changes.clone());
    let (sent, result) = first.commands[0].clone();
    store_batch(store, first).await.unwrap();
    ready(store).await;

    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.scope(&village()).await.unwrap().unwrap().head, head);
    assert_eq!(reader.scope(&ScopeId::Village("623023100201".parse().unwrap())).await.unwrap(), None);
    assert_eq!(reader.stream(&village(), device()).await.unwrap(), Stream { last_n: 1, epoch: 1 });
    let earlier = reader.earlier(&village(), &[result.id, CommandId::derived(&["other"])]).await.unwrap();
    assert_eq!((earlier.len(), &earlier[0].hash, &earlier[0].result), (1, &sent.hash, &result));

    expected.sort_by_key(|change| change.record.id);
    let expected: Vec<Record> = expected.into_iter().map(|change| change.record).collect();
    for query in [Query::All("thing".into()), Query::Children("thing".into(), Id::derived(&["parent"]))] {
        assert_eq!(reader.records(&village(), &query).await.unwrap(), expected);
    }
    let one = Query::One("thing".into(), Id::derived(&["one"]));
    assert_eq!(reader.records(&village(), &one).await.unwrap()[0].body["text"], "\u{0}é");
    assert!(reader.records(&public(), &one).await.unwrap().is_empty(), "a scope sees nothing of another");
    assert_eq!(reader.scopes("village:623023").await.unwrap().len(), 1);
    assert_eq!(reader.scopes("").await.unwrap().len(), 3);
    assert!(reader.scopes("village:9").await.unwrap().is_empty());
}

fn at_most(changes: usize) -> Portion {
    Portion { changes, bytes: usize::MAX }
}

/// Changes come in order, by partition, from a cursor, up to a limit; tallies as they stood.
async fn feeds_changes(store: &dyn Store) {
    ready(store).await;
    let mut head = Head::default();
    for n in 1..=4 {
        let partition = if n % 2 == 0 { Partition::Sensitive } else { Partition::Ordinary };
        let batch = batch(n, &head, vec![record(&n.to_string(), partition, 0, "x")]);
        head = batch.head.clone();
        store_batch(store, batch).await.unwrap();
    }
    let mut reader = store.read().await.unwrap();
    let mut seqs = async |after, partitions: &[Partition], limit| -> Vec<u64> {
        let changes = reader.changes(&village(), after, partitions, at_most(limit)).await.unwrap();
        changes.into_iter().map(|change| change.seq).collect()
    };
    let both = [Partition::Ordinary, Partition::Sensitive];
    assert_eq!(seqs(0, &both, 10).await, [1, 2, 3, 4]);
    assert_eq!(seqs(1, &both, 2).await, [2, 3]);
    assert_eq!(seqs(0, &[Partition::Ordinary], 10).await, [1, 3]);
    assert_eq!(seqs(0, &[], 10).await, [0_u64; 0]);
    assert_eq!(seqs(u64::MAX, &both, 10).await, [0_u64; 0]);
    let few = Portion { changes: 10, bytes: 1 };
    let cut = reader.changes(&village(), 1, &both, few).await.unwrap();
    assert_eq!(cut.iter().map(|change| change.seq).collect::<Vec<_>>(), [2], "it ends with the change that went beyond its bytes");
    assert_eq!(reader.changes(&village(), 0, &both, at_most(10)).await.unwrap().len(), 4, "and what was not read leaves nothing behind");
    let tallies = reader.tallies_at(&village(), 3, &both).await.unwrap();
    assert_eq!((tallies[&Partition::Ordinary].count, tallies[&Partition::Sensitive].count), (2, 1));
    assert_eq!(reader.tallies_at(&village(), 4, &both).await.unwrap(), head.tallies);
    assert!(reader.tallies_at(&village(), 0, &both).await.unwrap().is_empty());
}

/// A change of a record takes the place of the one before; the history keeps both.
async fn the_last_change_of_a_record_stays(store: &dyn Store) {
    ready(store).await;
    let first = batch(1, &Head::default(), vec![record("r", Partition::Ordinary, 0, "old")]);
    let mut second = batch(2, &first.head, Vec::new());
    let mut deleted = Record { version: 3, deleted: true, ..record("r", Partition::Ordinary, 0, "gone") };
    let middle = Record { version: 2, deleted: false, ..deleted.clone() };
    deleted.body = fields(&json!({ "reason": "moved" }));
    for record in [middle, deleted.clone()] {
        second.changes.push(Change { seq: record.version, command: second.commands[0].1.id, record, tally: Tally::default() });
    }
    second.head.seq = 3;
    store_batch(store, first).await.unwrap();
    store_batch(store, second).await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.records(&village(), &Query::All("thing".into())).await.unwrap(), [deleted]);
    assert_eq!(reader.changes(&village(), 0, &[Partition::Ordinary], at_most(10)).await.unwrap().len(), 3);
}

/// A job that fails, or breaks down, leaves nothing behind and takes nothing with it.
async fn a_failed_job_leaves_nothing(store: &dyn Store) {
    ready(store).await;
    let good = batch(1, &Head::default(), vec![record("good", Partition::Ordinary, 0, "x")]);
    let failing = transact::<()>(store, |writer| {
        Box::pin(async move {
            writer.set_meta("half", "done").await?;
            Err(StoreError::Closed)
        })
    });
    let breaking = transact::<()>(store, |writer| {
        Box::pin(async move {
            writer.set_meta("broken", "down").await?;
            panic!("on purpose");
        })
    });
    let (failed, stored, broke) = tokio::join!(failing, store_batch(store, good), breaking);
    assert!(matches!(failed, Err(StoreError::Closed)));
    assert!(matches!(broke, Err(StoreError::Panicked(why)) if why == "on purpose"));
    stored.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!((reader.meta("half").await.unwrap(), reader.meta("broken").await.unwrap()), (None, None));
    assert_eq!(reader.scope(&village()).await.unwrap().unwrap().head.seq, 1);
    drop(reader);
    // The same number again is refused by the tables themselves, as is a scope that is not there.
    let again = batch(1, &Head::default(), vec![record("good", Partition::Ordinary, 0, "x")]);
    assert!(store_batch(store, again).await.is_err());
    let mut nowhere = batch(2, &Head::default(), Vec::new());
    nowhere.scope = ScopeId::County("623023000000".parse().unwrap());
    assert!(store_batch(store, nowhere).await.is_err());
    assert!(store.is_ready());
}

/// Many jobs at once each lock, count and commit: no number is given twice, none is left out.
async fn writers_take_turns(store: Arc<dyn Store>) {
    ready(&*store).await;
    let jobs = (0..50_u64).map(|index| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            transact(&*store, move |writer| {
                Box::pin(async move {
                    let head = writer.lock(&village()).await?.ok_or(StoreError::Closed)?.head;
                    let batch = batch(head.commands + 1, &head, vec![record(&index.to_string(), Partition::Ordinary, 0, "x")]);
                    writer.store(&batch).await
                })
            })
            .await
        })
    });
    for job in futures::future::join_all(jobs).await {
        job.unwrap().unwrap();
    }
    let mut reader = store.read().await.unwrap();
    let head = reader.scope(&village()).await.unwrap().unwrap().head;
    assert_eq!((head.seq, head.commands, head.tallies[&Partition::Ordinary].count), (50, 50, 50));
    let seqs: Vec<u64> =
        reader.changes(&village(), 0, &[Partition::Ordinary], at_most(100)).await.unwrap().into_iter().map(|change| change.seq).collect();
    assert_eq!(seqs, (1..=50).collect::<Vec<_>>());
}

/// A view does not move while it is read.
async fn a_reader_sees_one_moment(store: &dyn Store) {
    ready(store).await;
    let first = batch(1, &Head::default(), vec![record("a", Partition::Ordinary, 0, "x")]);
    let second = batch(2, &first.head, vec![record("b", Partition::Ordinary, 0, "x")]);
    store_batch(store, first).await.unwrap();
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.scope(&village()).await.unwrap().unwrap().head.seq, 1);
    store_batch(store, second).await.unwrap();
    assert_eq!(reader.changes(&village(), 0, &[Partition::Ordinary], at_most(10)).await.unwrap().len(), 1);
    drop(reader);
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.scope(&village()).await.unwrap().unwrap().head.seq, 2);
}

/// Follow-ups wait until they are done; keys move on; backups only ever reach further; audit rows are kept.
async fn keeps_what_stands_beside(store: &dyn Store) {
    ready(store).await;
    let mut batch = batch(1, &Head::default(), Vec::new());
    let id = batch.commands[0].1.id;
    let follow_up = |name: &str| FollowUp { scope: public(), name: name.into(), body: json!({ "x": 1 }) };
    batch.follow_ups = vec![(id, follow_up("a")), (id, follow_up("b"))];
    let result = batch.commands[0].1.clone();
    store_batch(store, batch).await.unwrap();
    let waiting = store.read().await.unwrap().follow_ups_waiting(10).await.unwrap();
    let named: Vec<_> = waiting.iter().map(|waiting| (waiting.place, waiting.follow_up.name.as_str())).collect();
    assert_eq!(named, [(0, "a"), (1, "b")]);
    let (first, second): (WaitingFollowUp, WaitingFollowUp) = (waiting[0].clone(), waiting[1].clone());
    transact(store, move |writer| {
        Box::pin(async move {
            writer.follow_up_tried(&first, Some((&result, NOW))).await?;
            writer.follow_up_tried(&second, None).await?;
            let (account, device) = (AccountId::derived(&["a"]), device());
            assert_eq!(writer.act_generation(account, device).await?, None);
            assert_eq!(writer.next_act_generation(account, device).await?, 1);
            assert_eq!(writer.next_act_generation(account, device).await?, 2);
            assert_eq!(writer.act_generation(account, device).await?, Some(2));
            assert_eq!(writer.begin_acting(account, device).await?, 2, "the key stays from sign-in to sign-in");
            let standing = ActStanding { generation: 2, ended_at: None, is_old: false };
            assert_eq!(writer.act_standing(account, device).await?, Some(standing));
            assert_eq!(writer.act_standing(AccountId::derived(&["b"]), device).await?, None);
            writer.set_backed_up(&[(village(), 7), (public(), 1)]).await?;
            writer.set_backed_up(&[(village(), 3)]).await?;
            let entry = AuditEntry {
                scope: village(),
                at: NOW,
                id: Id::derived(&["audit"]),
                account: Some(account),
                device: None,
                action: "read.sensitive",
                detail: json!({}),
            };
            writer.audit(&entry).await
        })
    })
    .await
    .unwrap();
    let mut reader = store.read().await.unwrap();
    let waiting = reader.follow_ups_waiting(10).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].tries, waiting[0].place), (1, 1, 1));
    assert_eq!(reader.scope(&village()).await.unwrap().unwrap().backed_up, 7);
    assert_eq!(reader.streams(device()).await.unwrap().len(), 1);
}

/// Runs every promise on a store of its own.
macro_rules! suite {
    ($engine:ident: $open:expr) => {
        mod $engine {
            use super::*;

            suite!(@case $open, keeps_what_is_written, feeds_changes, the_last_change_of_a_record_stays,
                a_failed_job_leaves_nothing, a_reader_sees_one_moment, keeps_what_stands_beside);

            #[tokio::test(flavor = "multi_thread")]
            async fn writers_take_turns() {
                let (store, _guard) = $open("writers_take_turns").await;
                super::writers_take_turns(Arc::new(store)).await;
            }
        }
    };
    (@case $open:expr, $($name:ident),*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let (store, _guard) = $open(stringify!($name)).await;
            super::$name(&store).await;
        })*
    };
}

async fn in_file(_name: &str) -> (Sqlite, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Sqlite::open(&folder.path().join("test.db")).await.unwrap(), folder)
}

suite!(sqlite_file: in_file);

/// A database in memory has no write-ahead log: whoever reads holds up whoever writes, so what needs both at once runs on files only.
mod sqlite_memory {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn keeps_and_feeds() {
        keeps_what_is_written(&Sqlite::memory("keeps").await.unwrap()).await;
        feeds_changes(&Sqlite::memory("feeds").await.unwrap()).await;
        the_last_change_of_a_record_stays(&Sqlite::memory("last").await.unwrap()).await;
        a_failed_job_leaves_nothing(&Sqlite::memory("failed").await.unwrap()).await;
        keeps_what_stands_beside(&Sqlite::memory("beside").await.unwrap()).await;
        writers_take_turns(Arc::new(Sqlite::memory("turns").await.unwrap())).await;
    }
}

/// What every answer rests on: a commit is on disk when it is answered, whatever the operating system does next.
#[tokio::test]
async fn a_file_is_synced_fully_and_logged_ahead() {
    let (store, _folder) = in_file("").await;
    let pragmas = store.carry_out(|connection| {
        Box::pin(async move {
            let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
            let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
            let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *connection).await?;
            Ok((synchronous, journal, foreign_keys))
        })
    });
    assert_eq!(pragmas.await.unwrap(), (2, "wal".to_owned(), 1));
    assert!(sqlx::query("DELETE FROM scope").execute(store.readers()).await.is_err(), "readers only read");
}

/// A copy made while others write opens by itself and holds a moment of the whole.
#[tokio::test]
async fn a_copy_is_whole() {
    let (store, folder) = in_file("").await;
    ready(&store).await;
    store_batch(&store, batch(1, &Head::default(), vec![record("a", Partition::Ordinary, 0, "x")])).await.unwrap();
    let path = folder.path().join("copy.db");
    store.copy_to(&path).await.unwrap();
    let copy = Sqlite::open(&path).await.unwrap();
    assert_eq!(copy.read().await.unwrap().scope(&village()).await.unwrap().unwrap().head.seq, 1);
    assert!(store.copy_to(&path).await.is_err(), "an existing file is not overwritten");
}
