//! The scope log on a real database: the demonstration, pushed to, pulled from and looked at by `check`.

mod release;

use super::batch::Sender;
use super::push::{self, take_batch};
use super::reach::{Asker, held, reach};
use super::{Acting, Submission, accepted, pull, submit, submit_all};
use crate::clock::Clock;
use crate::demo::account_id;
use crate::keys::Keys;
use crate::random::Random;
use crate::state::{AppState, Mode};
use crate::store::{Sqlite, transact};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use shared::kernel::{AccountId, CommandId, DeviceId, Id, Instant, Partition, Role, ScopeId};
use shared::sync::envelope::{ActKey, Envelope, Proved};
use shared::sync::protocol::{Batch, BatchAnswer, BatchError, Content, Page, Push, Sent, Status};
use shared::sync::rejection::RejectionCode;
use shared::sync::state::Query;
use std::collections::BTreeMap;

const VILLAGE: &str = "623023100202";
const OTHER: &str = "623023100203";

struct World {
    state: AppState,
    _folder: tempfile::TempDir,
}

/// A device of the test and the person on it.
struct Hand {
    device: DeviceId,
    account: Option<AccountId>,
    key: Option<ActKey>,
    kiosk: Option<&'static str>,
    n: u64,
}

fn village(code: &str) -> ScopeId {
    ScopeId::Village(code.parse().unwrap())
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let database = Sqlite::open(&folder.path().join("test.db")).await.unwrap();
    let random = Random::seeded(1);
    let clock = Clock::fixed(Instant::from_millis(1_795_000_000_000));
    let state = AppState::open(database, Mode::Demo, Keys::new(&random).unwrap(), clock, random).await.unwrap();
    crate::demo::fill(&state).await.unwrap();
    World { state, _folder: folder }
}

impl World {
    /// A person signed in on a device of their own.
    async fn hand(&self, login: &str) -> Hand {
        let (account, device) = (account_id(login), DeviceId::derived(&["phone", login]));
        let generation =
            transact(&*self.state.store, move |writer| Box::pin(async move { writer.next_act_generation(account, device).await }))
                .await
                .unwrap();
        Hand { device, account: Some(account), key: Some(self.state.keys.act_key(account, device, generation)), kiosk: None, n: 0 }
    }

    /// An enrolled kiosk with nobody signed in.
    async fn kiosk(&self) -> Hand {
        let device = DeviceId::derived(&["kiosk"]);
        let body = json!({ "id": device, "kind": "kiosk", "name": "k", "village": VILLAGE });
        let result = submit(&self.state, &ScopeId::Deployment, "account.enrol_device", body, Acting::System).await.unwrap();
        assert_eq!(result.status, Status::Accepted, "{:?}", result.reason);
        Hand { device, account: None, key: None, kiosk: Some(VILLAGE), n: 0 }
    }

    async fn push(&self, hand: &Hand, scope: &ScopeId, commands: Vec<Sent>) -> BatchAnswer {
        let sender = Sender::Device { id: hand.device, kiosk_village: hand.kiosk.map(|code| code.parse().unwrap()) };
        take_batch(&self.state, sender, Batch { scope: scope.clone(), commands }).await
    }

    /// Pulls a scope to its end, as this asker, and gives all changes, having compared every page's tallies.
    async fn pull(&self, asker: &Asker, scope: &ScopeId) -> Vec<shared::sync::protocol::Change> {
        let (mut after, mut changes, mut held, mut sums) = (0, Vec::new(), BTreeMap::new(), BTreeMap::new());
        loop {
            let asked = pull::Asked { scope: scope.clone(), after, schema: None };
            let (page, _) = pull::page(&self.state, asker, asked).await.unwrap();
            let page: Page = serde_json::from_str(&serde_json::to_string(&page).unwrap()).unwrap();
            for change in page.changes {
                let sum: &mut shared::sync::digest::Tally = sums.entry(change.record.partition).or_default();
                sum.replace(held.get(&(change.record.kind.clone(), change.record.id)), &change.record);
                held.insert((change.record.kind.clone(), change.record.id), change.record.clone());
                changes.push(change);
            }
            for (partition, told) in &page.tallies {
                assert_eq!(sums.get(partition).copied().unwrap_or_default(), *told, "{partition:?} at {}", page.to);
            }
            if page.to >= page.head {
                return changes;
            }
            assert!(page.to > after, "a page goes on");
            after = page.to;
        }
    }

    async fn clean(&self) {
        let report = crate::cli::examine(&self.state).await.unwrap();
        assert!(report.is_clean(), "{report:?}");
    }

    async fn households(&self, scope: &ScopeId) -> Vec<Id> {
        let links = self.state.store.read().await.unwrap().records(scope, &Query::All("cadre_link".into())).await.unwrap();
        let own = links.into_iter().filter(|link| link.body["cadre"] == json!(account_id("cadre")) && link.body["ended_on"].is_null());
        own.map(|link| link.body["household"].as_str().unwrap().parse().unwrap()).collect()
    }
}

impl Hand {
    fn asker(&self) -> Asker {
        Asker { account: self.account, kiosk_village: self.kiosk.map(|code| code.parse().unwrap()), known_device: true, without: None }
    }

    fn envelope(&mut self, scope: &ScopeId, name: &str, body: &Value) -> Envelope {
        self.n += 1;
        Envelope {
            protocol: 1,
            id: CommandId::derived(&["c", &self.device.to_string(), &scope.to_string(), &self.n.to_string()]),
            scope: scope.clone(),
            device: self.device,
            n: self.n,
            actor: self.account,
            name: name.to_owned(),
            version: 1,
            device_time: Instant::from_millis(4_100_000_000_000),
            seen: 0,
            body: RawValue::from_string(body.to_string()).unwrap(),
        }
    }

    fn sent(&mut self, scope: &ScopeId, name: &str, body: &Value) -> Sent {
        let envelope = self.envelope(scope, name, body);
        let proved = Proved::seal(&envelope, self.key.as_ref()).unwrap();
        Sent { id: envelope.id, n: envelope.n, content: Content::Open(proved) }
    }
}

fn visit(id: &str, household: Id) -> Value {
    json!({ "id": Id::derived(&[id]), "household": household, "held_on": "2026-11-01", "met_other": "戶主", "said": "路不好走",
        "written_at": "2026-11-01T08:00:00.000Z" })
}

#[tokio::test]
async fn a_visit_is_taken_once_and_fed_to_who_may_read_it() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    let listener = world.state.hub.listen(&[scope.clone()].into());
    let sent = cadre.sent(&scope, "visit.record", &visit("v", household));
    let first = world.push(&cadre, &scope, vec![sent.clone()]).await;
    assert_eq!((first.error, first.last_n, first.results[0].status), (None, 1, Status::Accepted), "{:?}", first.results);
    assert!(first.results[0].first_seq > 0, "a device's clock in the year 2099 refuses nothing");
    assert_eq!(listener.next().await[0].head, first.results[0].last_seq);

    let again = world.push(&cadre, &scope, vec![sent.clone()]).await;
    assert_eq!(again.results, first.results, "the same command has the same answer");
    let Content::Open(proved) = &sent.content else { panic!() };
    let forged = Proved { text: proved.text.replace("路", "橋"), mac: proved.mac.clone() };
    let forged = Sent { content: Content::Open(forged), ..sent.clone() };
    assert_eq!(world.push(&cadre, &scope, vec![forged]).await.error, Some(BatchError::ForkedDevice { n: 1 }));
    cadre.n += 3;
    let late = cadre.sent(&scope, "visit.record", &visit("w", household));
    assert_eq!(world.push(&cadre, &scope, vec![late]).await.error, Some(BatchError::StreamGap { expected: 2 }));

    let changes = world.pull(&world.hand("cadre2").await.asker(), &scope).await;
    let fed: Vec<_> = changes.iter().filter(|change| change.record.id == Id::derived(&["v"])).collect();
    assert_eq!((fed.len(), &fed[0].record.body["by_name"]), (1, &json!("赵甲子")));
    world.clean().await;
}

#[tokio::test]
async fn a_batch_reads_its_own_writes_and_stops_at_nothing_that_is_refused() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    let promise = Id::derived(&["p"]);
    let mut with_promise = visit("v", household);
    with_promise["promises"] = json!([{ "id": promise, "text": "修水管", "due_on": "2026-12-01" }]);
    let close = json!({ "promise": promise, "done": true, "note": "", "on": "2026-11-20" });
    let mut future = cadre.envelope(&scope, "visit.record", &visit("f", household));
    future.version = 99;
    cadre.n = 0;
    let sent = vec![
        cadre.sent(&scope, "visit.record", &with_promise),
        cadre.sent(&scope, "visit.close_promise", &close),
        cadre.sent(&scope, "visit.close_promise", &close),
        cadre.sent(&scope, "visit.unheard_of", &json!({})),
        cadre.sent(&scope, "visit.record", &json!({ "id": 7 })),
        cadre.sent(&scope, "household.add", &json!({})),
    ];
    let answer = world.push(&cadre, &scope, sent).await;
    let told: Vec<_> = answer.results.iter().map(|result| result.reason.as_ref().map(|reason| reason.code)).collect();
    use RejectionCode::{Malformed, Stale, UnknownCommand};
    assert_eq!(told[..5], [None, None, Some(Stale), Some(UnknownCommand), Some(Malformed)]);
    assert_eq!((answer.last_n, answer.error), (6, None));
    future.n = 7;
    let proved = Proved::seal(&future, cadre.key.as_ref()).unwrap();
    let future =
        Sent { id: CommandId::derived(&["c", &cadre.device.to_string(), &scope.to_string(), "1"]), n: 7, content: Content::Open(proved) };
    assert_eq!(world.push(&cadre, &scope, vec![future]).await.error, Some(BatchError::ForkedDevice { n: 7 }));
    world.clean().await;
}

#[tokio::test]
async fn a_newer_version_of_a_command_is_kept_and_refused() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    let mut envelope = cadre.envelope(&scope, "visit.record", &visit("v", household));
    envelope.version = 99;
    let proved = Proved::seal(&envelope, cadre.key.as_ref()).unwrap();
    let answer = world.push(&cadre, &scope, vec![Sent { id: envelope.id, n: 1, content: Content::Open(proved) }]).await;
    assert_eq!(answer.results[0].reason.as_ref().unwrap().code, RejectionCode::UnsupportedVersion);
    world.clean().await;
}

#[tokio::test]
async fn who_cannot_be_proved_or_may_no_more_is_quarantined() {
    let world = world().await;
    let (scope, mut cadre) = (village(VILLAGE), world.hand("cadre").await);
    let household = world.households(&scope).await[0];
    let code = |answer: &BatchAnswer| (answer.results[0].status, answer.results[0].reason.as_ref().map(|reason| reason.code));
    // Somebody else's name, under one's own key.
    let own = cadre.account.replace(account_id("committee"));
    let forged = cadre.sent(&scope, "visit.record", &visit("v", household));
    assert_eq!(code(&world.push(&cadre, &scope, vec![forged]).await), (Status::Quarantined, Some(RejectionCode::BadSignature)));
    cadre.account = own;
    // Not to be read at all.
    let noise =
        Sent { id: CommandId::derived(&["noise"]), n: 2, content: Content::Open(Proved { text: "{\u{0}".into(), mac: "zz".into() }) };
    assert_eq!(code(&world.push(&cadre, &scope, vec![noise]).await), (Status::Quarantined, Some(RejectionCode::Malformed)));
    cadre.n = 2;
    // The grant ended.
    let grants = world.state.store.read().await.unwrap().records(&ScopeId::Deployment, &Query::All("grant".into())).await.unwrap();
    let grant = grants.iter().find(|grant| grant.body["account"] == json!(account_id("cadre")) && grant.body["place"] == VILLAGE).unwrap();
    let admin = Acting::Account(account_id("admin"));
    let end = json!({ "id": grant.id, "to": "2026-11-01" });
    accepted(submit(&world.state, &ScopeId::Deployment, "account.end_grant", end, admin).await.unwrap()).unwrap();
    let late = cadre.sent(&scope, "visit.record", &visit("v", household));
    assert_eq!(code(&world.push(&cadre, &scope, vec![late]).await), (Status::Quarantined, Some(RejectionCode::GrantEnded)));
    let today = world.state.clock.today();
    let mut reader = world.state.store.read().await.unwrap();
    assert_eq!(reach(&mut *reader, &cadre.asker(), &scope, today).await.unwrap(), None, "and nothing is read any more");
    drop(reader);
    // The account closed.
    let close = json!({ "id": account_id("cadre") });
    accepted(submit(&world.state, &ScopeId::Deployment, "account.close", close, admin).await.unwrap()).unwrap();
    let closed = cadre.sent(&scope, "visit.record", &visit("v", household));
    assert_eq!(code(&world.push(&cadre, &scope, vec![closed]).await), (Status::Quarantined, Some(RejectionCode::AccountClosed)));
    world.clean().await;
}

#[tokio::test]
async fn a_kiosk_sends_sealed_words_to_its_own_village_and_reads_none() {
    let world = world().await;
    let (scope, mut kiosk) = (village(VILLAGE), world.kiosk().await);
    let idea = json!({ "id": Id::derived(&["idea"]), "text": "修一座橋", "submitted_on": "2026-11-20" });
    let sealed = |world: &World, sent: Sent| {
        let Content::Open(proved) = sent.content else { panic!() };
        let sealed = world.state.keys.seal(&serde_json::to_string(&proved).unwrap(), &world.state.random).unwrap();
        Sent { content: Content::Sealed { sealed }, ..sent }
    };
    let sent = sealed(&world, kiosk.sent(&scope, "idea.submit", &idea));
    let answer = world.push(&kiosk, &scope, vec![sent.clone()]).await;
    assert_eq!(answer.results[0].status, Status::Accepted, "{:?}", answer.results);
    assert_eq!(world.push(&kiosk, &scope, vec![sent]).await.results, answer.results);
    let broken = Sent { id: CommandId::derived(&["b"]), n: 2, content: Content::Sealed { sealed: "AAAA".into() } };
    assert_eq!(world.push(&kiosk, &scope, vec![broken]).await.results[0].status, Status::Quarantined);

    kiosk.n = 0;
    let elsewhere = village(OTHER);
    let abroad = sealed(&world, kiosk.sent(&elsewhere, "idea.submit", &idea));
    let answer = world.push(&kiosk, &elsewhere, vec![abroad]).await;
    assert_eq!(answer.results[0].reason.as_ref().unwrap().code, RejectionCode::NoRight, "another village's kiosk");

    assert!(world.pull(&kiosk.asker(), &scope).await.is_empty(), "write-only");
    let public = world.pull(&Asker::default(), &ScopeId::Public(VILLAGE.parse().unwrap())).await;
    assert!(public.iter().any(|change| change.record.kind == "idea"));
    let mut reader = world.state.store.read().await.unwrap();
    let today = world.state.clock.today();
    let scopes: Vec<String> = held(&mut *reader, &kiosk.asker(), today)
        .await
        .unwrap()
        .into_iter()
        .map(|(scope, _, reach)| format!("{scope} {:?}", reach.partitions))
        .collect();
    assert_eq!(scopes, [format!("village:{VILLAGE} []"), format!("public:{VILLAGE} [Ordinary]")]);
    drop(reader);
    world.clean().await;
}

#[tokio::test]
async fn partitions_are_fed_by_grant_and_the_vault_to_nobody() {
    let world = world().await;
    let scope = village(VILLAGE);
    let today = world.state.clock.today();
    let residents = world.state.store.read().await.unwrap().records(&scope, &Query::All("resident".into())).await.unwrap();
    let illness = json!({ "resident": residents[0].id, "edits": [{ "field": "illness", "base": null, "value": "高血压" }] });
    let branch = Acting::Account(account_id("branch"));
    accepted(submit(&world.state, &scope, "household.edit_private", illness, branch).await.unwrap()).unwrap();
    for account in crate::demo::ACCOUNTS {
        let asker = Asker { account: Some(account_id(account.login)), known_device: true, kiosk_village: None, without: None };
        let mut reader = world.state.store.read().await.unwrap();
        let allowed = reach(&mut *reader, &asker, &scope, today).await.unwrap();
        drop(reader);
        let Some(allowed) = allowed else {
            assert!(account.role == Role::Admin || account.places.iter().all(|place| *place != VILLAGE), "{}", account.login);
            continue;
        };
        let changes = world.pull(&asker, &scope).await;
        let sees = |partition| changes.iter().any(|change| change.record.partition == partition);
        let expected = matches!(account.role, Role::VillageBranch | Role::VillageCommittee);
        assert!(sees(Partition::Ordinary), "{}", account.login);
        assert_eq!(sees(Partition::Sensitive), expected, "{}", account.login);
        assert_eq!(allowed.partitions.contains(&Partition::Sensitive), expected, "{}", account.login);
        assert!(!sees(Partition::Vault), "{}", account.login);
    }
    for (asker, scope) in [
        (Asker::default(), scope.clone()),
        (Asker { account: Some(account_id("committee")), known_device: true, kiosk_village: None, without: None }, village(OTHER)),
        (Asker { account: Some(account_id("admin")), known_device: true, kiosk_village: None, without: None }, ScopeId::Deployment),
        // The committee of one village at the kiosk of another.
        (
            Asker {
                account: Some(account_id("committee")),
                known_device: true,
                kiosk_village: Some(OTHER.parse().unwrap()),
                without: None,
            },
            scope.clone(),
        ),
    ] {
        let refused = pull::page(&world.state, &asker, pull::Asked { scope, after: 0, schema: None }).await;
        assert!(matches!(refused, Err(pull::PullError::Refused(_))), "{asker:?}");
    }
}

#[tokio::test]
async fn a_cursor_from_the_future_gets_an_empty_page_and_the_head() {
    let world = world().await;
    let scope = ScopeId::Public(VILLAGE.parse().unwrap());
    for after in [1_000_000, u64::MAX] {
        let (page, _) =
            pull::page(&world.state, &Asker::default(), pull::Asked { scope: scope.clone(), after, schema: None }).await.unwrap();
        let page: Page = serde_json::from_str(&serde_json::to_string(&page).unwrap()).unwrap();
        assert!(page.changes.is_empty() && page.head < page.after && page.to == after);
    }
    let nowhere = pull::Asked { scope: village("999999999999"), after: 0, schema: None };
    assert!(matches!(pull::page(&world.state, &Asker::default(), nowhere).await, Err(pull::PullError::NotFound)));
}

#[tokio::test]
async fn a_wide_grant_holds_a_few_villages_and_nobody_holds_the_deployment() {
    let world = world().await;
    let today = world.state.clock.today();
    for (login, expected) in [("cadre", 2), ("unit", 3), ("committee", 1), ("township", 2), ("office", 4), ("admin", 0)] {
        let asker = Asker { account: Some(account_id(login)), known_device: true, kiosk_village: None, without: None };
        let mut reader = world.state.store.read().await.unwrap();
        let scopes: Vec<String> =
            held(&mut *reader, &asker, today).await.unwrap().into_iter().map(|(scope, ..)| scope.to_string()).collect();
        assert_eq!(scopes.len(), expected, "{login}: {scopes:?}");
        assert!(!scopes.contains(&"deployment".to_owned()));
    }
}

#[tokio::test]
async fn what_the_server_submits_under_a_derived_id_is_done_once() {
    let world = world().await;
    let body = json!({ "id": Id::derived(&["unit"]), "name": "縣水務局", "place": "623023000000" });
    let submission = || Submission::new("account.add_unit", body.clone(), Acting::System).with_id(CommandId::derived(&["once"]));
    let first = submit_all(&world.state, &ScopeId::Deployment, vec![submission(), submission()]).await.unwrap();
    let again = submit_all(&world.state, &ScopeId::Deployment, vec![submission()]).await.unwrap();
    assert_eq!((&first[0], &first[0]), (&first[1], &again[0]));
    assert!(submit(&world.state, &village("999999999999"), "x", json!({}), Acting::System).await.is_err());
    let refused = submit(&world.state, &ScopeId::Deployment, "account.add_unit", body, Acting::Account(account_id("cadre"))).await.unwrap();
    assert_eq!(accepted(refused).unwrap_err().code(), "no_right");
    world.clean().await;
}

#[tokio::test]
async fn a_follow_up_is_carried_out_once_and_waits_for_its_scope() {
    let world = world().await;
    let store = &world.state.store;
    let unit = Id::derived(&["followed"]);
    let source = transact(&**store, move |writer| {
        Box::pin(async move {
            let scope = village(VILLAGE);
            let head = writer.lock(&scope).await?.unwrap_or_default().head;
            let id = CommandId::derived(&["source"]);
            let text =
                json!({ "id": id, "scope": scope, "device": DeviceId::derived(&["d"]), "n": 1, "actor": null, "name": "t" }).to_string();
            let proved = Proved { text: text.clone(), mac: String::new() };
            let follow_up = |scope: ScopeId| shared::sync::command::FollowUp {
                scope,
                name: "account.add_unit".into(),
                body: json!({ "id": unit, "name": "跟進", "place": "623023000000" }),
            };
            let result = shared::sync::protocol::CommandResult {
                id,
                n: 1,
                status: Status::Accepted,
                reason: None,
                place: head.commands + 1,
                first_seq: 0,
                last_seq: 0,
                received_at: Instant::from_millis(0),
                questions: Vec::new(),
            };
            let command = shared::sync::server::StoredCommand {
                hash: proved.hash(),
                text,
                mac: String::new(),
                actor: None,
                name: "t".into(),
                device_time: None,
            };
            let batch = crate::store::StoredBatch {
                device: DeviceId::derived(&["d"]),
                head: shared::sync::server::Head { commands: head.commands + 1, ..head },
                stream: shared::sync::server::Stream { last_n: 1, epoch: 1 },
                received_at: Instant::from_millis(0),
                commands: vec![(command, result)],
                changes: Vec::new(),
                public: None,
                follow_ups: vec![(id, follow_up(ScopeId::Deployment)), (id, follow_up(village("999999999999")))],
                scope,
            };
            writer.store(&batch).await
        })
    });
    source.await.unwrap();
    assert_eq!(crate::jobs::carry_out_waiting(&world.state).await.unwrap(), 1);
    assert_eq!(crate::jobs::carry_out_waiting(&world.state).await.unwrap(), 0);
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.records(&ScopeId::Deployment, &Query::One("unit".into(), unit)).await.unwrap().len(), 1);
    let waiting = reader.follow_ups_waiting(10).await.unwrap();
    // Once more after the one that was done, for that might have opened the scope.
    assert_eq!((waiting.len(), waiting[0].tries), (1, 3));
}

#[test]
fn a_push_that_no_device_sends_is_not_looked_at() {
    let sent = |n| Sent { id: CommandId::derived(&["c"]), n, content: Content::Sealed { sealed: "A".repeat(300_000) } };
    let push = |protocol, batches: Vec<(&str, Vec<Sent>)>| Push {
        protocol,
        epoch: 1,
        asks: false,
        batches: batches.into_iter().map(|(code, commands)| Batch { scope: village(code), commands }).collect(),
    };
    use push::PushError::{Malformed, TooLarge, UnsupportedVersion};
    let cases = [
        (push(1, vec![(VILLAGE, vec![sent(1)])]), Ok(())),
        (push(1, vec![]), Ok(())),
        (push(0, vec![]), Err(Malformed)),
        (push(2, vec![]), Err(UnsupportedVersion)),
        (push(1, vec![(VILLAGE, vec![sent(0)])]), Err(Malformed)),
        (push(1, vec![(VILLAGE, vec![sent(u64::MAX)])]), Err(Malformed)),
        (push(1, vec![(VILLAGE, vec![]), (VILLAGE, vec![])]), Err(Malformed)),
        (push(1, vec![(VILLAGE, vec![sent(1), sent(2)])]), Err(TooLarge)),
        (push(1, vec![(VILLAGE, vec![]); 101]), Err(TooLarge)),
    ];
    for (index, (push, expected)) in cases.into_iter().enumerate() {
        assert_eq!(push::check(&push), expected, "case {index}");
    }
}
