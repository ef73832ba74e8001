//! `POST /api/sync/push`: whoever sends what, each command ends in exactly one answer, and a wrong request in none at all.

use super::VILLAGE;
use super::refuse::{bad_bodies, table};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::fmt::Write as _;
use tests::served::{Asking, Database, Hand, Served, new_id, today, wrong_mac};

pub const SCOPE: &str = "village:623023100202";
const OTHER: &str = "village:623023100203";

/// The households linked to this hand's person.
pub async fn households(database: &Database, hand: &Hand) -> Vec<String> {
    let links = database.records(SCOPE, "cadre_link").await;
    let own = links.iter().filter(|link| link["cadre"].as_str() == hand.account.as_deref() && link["ended_on"].is_null());
    own.map(|link| link["household"].as_str().unwrap().to_owned()).collect()
}

/// A visit as a phone writes it.
pub fn visit(household: &str, said: &str) -> Value {
    json!({ "id": new_id(), "household": household, "held_on": "2026-11-01", "met_other": "戶主", "said": said,
        "written_at": "2026-11-01T08:00:00.000Z" })
}

/// What became of a command, in a line.
fn told(answer: &Value) -> String {
    let result = &answer["results"][0];
    let mut line = result["status"].as_str().unwrap_or("nothing").to_owned();
    for code in
        [&result["reason"]["code"], &result["reason"]["violations"][0]["code"], &result["questions"][0]["code"], &answer["error"]["code"]]
    {
        if let Some(code) = code.as_str() {
            let _ = write!(line, " {code}");
        }
    }
    line
}

#[tokio::test]
async fn a_visit_is_taken_once_and_told_to_who_may_read_it() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await;
    let sent = cadre.command(SCOPE, "visit.record", &visit(&own[0], "路不好走"));
    let body = cadre.push_body(SCOPE, std::slice::from_ref(&sent));
    let first = cadre.client.post("/api/sync/push", &body).await;
    assert_snapshot!("push_accepted", first.shown());
    let heads = database.heads().await;
    for _ in 0..3 {
        assert_eq!(cadre.client.post("/api/sync/push", &body).await.good(), first.json(), "the same again has the same answer");
    }
    assert_eq!(database.heads().await, heads);
    let record = |changes: &[Value]| {
        changes.iter().filter(|change| change["command"] == sent["id"]).map(|change| change["record"].clone()).collect::<Vec<_>>()
    };
    for login in ["cadre2", "unit", "committee", "township", "office"] {
        let mut other = Hand::sign_in(&served, login).await;
        let found = record(&other.pull(SCOPE).await);
        assert_eq!(
            (found.len(), &found[0]["body"]["said"], &found[0]["body"]["by_name"]),
            (1, &json!("路不好走"), &json!("赵甲子")),
            "{login}"
        );
    }
    served.close().await;
}

type Change = Box<dyn Fn(&mut Value)>;

/// Bodies, each with what it is called and the command it is sent as.
fn bodies(own: &str, foreign: &str, account: Option<&str>) -> Vec<(&'static str, &'static str, Value)> {
    let changed = |field: &str, value: Value| {
        let mut body = visit(own, "x");
        body[field] = value;
        body
    };
    let grant = json!({ "id": new_id(), "account": account, "role": "admin", "from": "2026-01-01" });
    vec![
        ("an honest visit", "visit.record", visit(own, "都好")),
        ("somebody else's household", "visit.record", visit(foreign, "x")),
        ("a household that is not there", "visit.record", visit(&new_id(), "x")),
        ("nothing said", "visit.record", visit(own, "  ")),
        ("too much said", "visit.record", visit(own, &"長".repeat(4_001))),
        ("met somebody of another household", "visit.record", changed("met", json!([own]))),
        ("a visit on a day to come", "visit.record", changed("held_on", json!("2031-01-01"))),
        ("a day that is none", "visit.record", changed("held_on", json!("2026-02-30"))),
        ("an id in capitals", "visit.record", changed("household", json!(own.to_uppercase()))),
        ("the id of a record that is there", "visit.record", changed("id", json!(own))),
        ("a list for a body", "visit.record", json!([1, 2])),
        ("no body", "visit.record", Value::Null),
        ("a field that nobody knows", "visit.record", changed("is_admin", json!(true))),
        ("what its role may not do", "household.add", json!({ "id": new_id(), "card": { "head_name": "王甲子" } })),
        ("what only the deployment knows", "account.grant", grant),
        ("a command that nobody knows", "visit.unheard_of", json!({})),
        ("a command without a name", "", json!({})),
        ("a name that is SQL", "visit.record'; DROP TABLE command; --", json!({})),
    ]
}

/// Changes of an envelope before it is proved.
fn envelopes(committee: &Hand) -> Vec<(&'static str, Change)> {
    let set = |field: &'static str, value: Value| -> Change { Box::new(move |envelope| envelope[field] = value.clone()) };
    vec![
        ("a clock far ahead", set("device_time", json!("2099-01-01T00:00:00.000Z"))),
        ("a clock before the flood", set("device_time", json!("1900-01-01T00:00:00.000Z"))),
        ("a clock that is none", set("device_time", json!("yesterday"))),
        ("a newer version of the command", set("version", json!(99))),
        ("version nought", set("version", json!(0))),
        ("a newer protocol", set("protocol", json!(99))),
        ("a field of tomorrow", set("tomorrow", json!({ "a": 1 }))),
        ("seen what has not happened", set("seen", json!(1_000_000_000))),
        ("somebody else's name", set("actor", json!(committee.account))),
        ("nobody's name", set("actor", json!(new_id()))),
        ("no name", set("actor", Value::Null)),
        ("another device's id inside", set("device", json!(committee.device))),
        ("another village inside", set("scope", json!(OTHER))),
    ]
}

/// Changes of a command on its way.
fn on_the_way() -> Vec<(&'static str, Change)> {
    let sealed =
        |text: &'static str| -> Change { Box::new(move |sent| *sent = json!({ "id": sent["id"], "n": sent["n"], "sealed": text })) };
    vec![
        ("a proof under another key", Box::new(|sent| sent["mac"] = json!(wrong_mac(sent["text"].as_str().unwrap())))),
        ("no proof", Box::new(|sent| sent["mac"] = json!(""))),
        ("half a proof", Box::new(|sent| sent["mac"] = json!(&sent["mac"].as_str().unwrap()[..32]))),
        ("one letter changed on the way", Box::new(|sent| sent["text"] = json!(sent["text"].as_str().unwrap().replace("路上", "路下")))),
        ("another id outside", Box::new(|sent| sent["id"] = json!(new_id()))),
        ("no JSON inside", Box::new(|sent| sent["text"] = json!("{\u{0}"))),
        ("nothing inside", Box::new(|sent| sent["text"] = json!(""))),
        ("as large as a body may be", Box::new(|sent| sent["text"] = json!("長".repeat(400_000)))),
        ("sealed to nobody", sealed("AAAA")),
        ("sealed without sense", sealed("這不是密文")),
    ]
}

/// Every way in which a single command can be wrong: the stream goes on after each, and only what is right changes a record.
#[tokio::test]
async fn each_command_ends_in_one_answer() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let committee = Hand::sign_in(&served, "committee").await;
    let linked = households(&database, &cadre).await;
    let own = linked[0].clone();
    let all = database.records(SCOPE, "household").await;
    let ids = all.iter().map(|household| household["id"].as_str().unwrap());
    let foreign = ids.into_iter().find(|id| !linked.iter().any(|own| own == id)).unwrap();
    let mut commands = Vec::new();
    for (name, command, body) in bodies(&own, foreign, cadre.account.as_deref()) {
        commands.push((name, cadre.command(SCOPE, command, &body)));
    }
    for (name, change) in envelopes(&committee) {
        let mut envelope = cadre.envelope(SCOPE, "visit.record", &visit(&own, name));
        change(&mut envelope);
        commands.push((name, cadre.prove(&envelope)));
    }
    for (name, change) in on_the_way() {
        let mut sent = cadre.command(SCOPE, "visit.record", &visit(&own, "路上"));
        change(&mut sent);
        commands.push((name, sent));
    }
    commands.push(("after all that", cadre.command(SCOPE, "visit.record", &visit(&own, "還在"))));
    let (mut lines, mut accepted) = (String::new(), 0);
    for (name, sent) in commands {
        let line = told(&cadre.push(SCOPE, &[sent]).await);
        accepted += usize::from(line.starts_with("accepted"));
        let _ = writeln!(lines, "{name:<40} {line}");
    }
    assert_snapshot!("push_commands", lines);
    let visits = database.records(SCOPE, "visit").await;
    let written = |visit: &&Value| visit["met_other"] == "戶主" && (visit["held_on"] == "2026-11-01" || visit["held_on"] == "2031-01-01");
    assert_eq!(visits.iter().filter(written).count(), accepted, "only what was accepted is there");
    served.close().await;
}

#[tokio::test]
async fn numbers_of_a_stream_are_used_once_and_in_order() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let first = cadre.command(SCOPE, "visit.record", &visit(&own, "一"));
    let second = cadre.command(SCOPE, "visit.record", &visit(&own, "二"));
    let fourth = {
        cadre.rewind(SCOPE, 3);
        cadre.command(SCOPE, "visit.record", &visit(&own, "四"))
    };
    let both = cadre.push(SCOPE, &[first.clone(), second.clone(), fourth]).await;
    assert_eq!(
        (both["results"].as_array().unwrap().len(), &both["error"], &both["last_n"]),
        (2, &json!({ "code": "stream_gap", "expected": 3 }), &json!(2))
    );
    let heads = database.heads().await;
    // The same number with another body, under the same id and under another.
    cadre.rewind(SCOPE, 1);
    let other_id = cadre.command(SCOPE, "visit.record", &visit(&own, "另"));
    let mut envelope: Value = serde_json::from_str(second["text"].as_str().unwrap()).unwrap();
    envelope["body"]["said"] = json!("另");
    let same_id = cadre.prove(&envelope);
    for forked in [other_id, same_id] {
        let answer = cadre.push(SCOPE, &[forked]).await;
        assert_eq!((&answer["error"], &answer["results"]), (&json!({ "code": "forked_device", "n": 2 }), &json!([])));
    }
    // A repeat after a fork still has its answer, and the last number stands.
    let again = cadre.push(SCOPE, &[first, second]).await;
    assert_eq!((&again["results"], &again["last_n"]), (&both["results"], &json!(2)));
    assert_eq!(database.heads().await, heads);
    served.close().await;
}

#[tokio::test]
async fn scopes_that_are_not_theirs_take_nothing() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut lines = String::new();
    for login in ["cadre", "committee", "office", "admin"] {
        let mut hand = Hand::sign_in(&served, login).await;
        for scope in [OTHER, "village:623023102205", "village:999999999999", "public:623023100202", "county:623023000000", "deployment"] {
            let body = json!({ "id": new_id(), "name": "x", "place": "623023000000" });
            let sent = hand.command(scope, "account.add_unit", &body);
            let pull = hand.client.get(&format!("/api/sync/pull?scope={scope}")).await;
            let pulled = if pull.status == 200 { "200".to_owned() } else { pull.refusal() };
            let _ = writeln!(lines, "{login:<10} {scope:<22} push {:<24} pull {pulled}", told(&hand.push(scope, &[sent]).await));
        }
    }
    assert_snapshot!("push_foreign", lines);
    // An administrator adds a unit in the deployment, by the same way as everybody else; the others did not.
    assert_eq!(database.records("deployment", "unit").await.len(), 2);
    served.close().await;
}

#[tokio::test]
async fn a_wrong_push_is_refused_whole() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let good = cadre.command(SCOPE, "visit.record", &visit(&own, "好的"));
    let before = database.heads().await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = cadre.push_body(SCOPE, std::slice::from_ref(&good));
        change(&mut body);
        body
    };
    let many: Vec<Value> = (0..101).map(|_| good.clone()).collect();
    let heavy: Vec<Value> = (0..10).map(|_| json!({ "id": new_id(), "n": 1, "text": "x".repeat(60_000), "mac": "" })).collect();
    let cases: Vec<(&str, Value)> = vec![
        ("a newer protocol", with(&|body| body["protocol"] = json!(2))),
        ("protocol nought", with(&|body| body["protocol"] = json!(0))),
        ("a protocol beyond numbers", with(&|body| body["protocol"] = json!(65_536))),
        ("an epoch below zero", with(&|body| body["epoch"] = json!(-1))),
        ("an epoch of words", with(&|body| body["epoch"] = json!("1"))),
        ("no batches", with(&|body| body["batches"] = Value::Null)),
        ("a batch that is a number", with(&|body| body["batches"] = json!([1]))),
        ("a scope that is none", with(&|body| body["batches"][0]["scope"] = json!("village:x"))),
        (
            "a scope twice",
            with(&|body| {
                let batch = body["batches"][0].clone();
                body["batches"] = json!([batch, batch]);
            }),
        ),
        ("number nought", with(&|body| body["batches"][0]["commands"][0]["n"] = json!(0))),
        ("a number beyond JSON's", with(&|body| body["batches"][0]["commands"][0]["n"] = json!(9_007_199_254_740_992_u64))),
        ("a number with a fraction", with(&|body| body["batches"][0]["commands"][0]["n"] = json!(1.5))),
        ("an id that is none", with(&|body| body["batches"][0]["commands"][0]["id"] = json!("1"))),
        ("neither open nor sealed", with(&|body| body["batches"][0]["commands"][0] = json!({ "id": new_id(), "n": 1 }))),
        ("a hundred and one commands", with(&|body| body["batches"][0]["commands"] = json!(many))),
        ("half a megabyte of commands", with(&|body| body["batches"][0]["commands"] = json!(heavy))),
    ];
    let cases: Vec<(&'static str, Value)> = cases;
    let asked = || cases.iter().map(|(name, body)| (*name, Asking::new("POST", "/api/sync/push").json(body.to_string()))).collect();
    assert_snapshot!("push_refused", table(&cadre.client, asked).await);
    assert_snapshot!("push_bad_bodies", table(&cadre.client, || bad_bodies("POST", "/api/sync/push")).await);
    // Another epoch is no error: nothing is looked at, and the device says hello again.
    let old = cadre.client.post("/api/sync/push", &with(&|body| body["epoch"] = json!(77))).await.good();
    assert_eq!(old, json!({ "epoch": cadre.epoch, "batches": [] }));
    assert_eq!(database.heads().await, before, "nothing was half done");
    assert_eq!(told(&cadre.push(SCOPE, &[good]).await), "accepted");
    served.close().await;
}

/// A batch for each of ninety-nine villages and one's own: each is its own transaction and has its own answer.
#[tokio::test]
async fn many_batches_at_once() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let scopes = database
        .texts("SELECT scope_id FROM scope WHERE scope_id LIKE 'village:%' ORDER BY scope_id = 'village:623023100202' DESC LIMIT 100")
        .await;
    let mut batches = Vec::new();
    for scope in &scopes {
        let sent = cadre.command(scope, "visit.record", &visit(&own, "許多"));
        batches.push(json!({ "scope": scope, "commands": [sent] }));
    }
    let answer = cadre.client.post("/api/sync/push", &json!({ "protocol": 1, "epoch": cadre.epoch, "batches": batches })).await.good();
    let told: Vec<String> = answer["batches"].as_array().unwrap().iter().map(self::told).collect();
    assert_eq!((told.len(), told.iter().filter(|line| *line == "accepted").count()), (100, 1), "{told:?}");
    assert_eq!(told[0], "accepted");
    served.close().await;
}

/// Two tabs that both believe they lead send the same at once, again and again.
#[tokio::test]
async fn the_same_from_two_tabs_at_once_is_taken_once() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let commands: Vec<Value> = (0..30).map(|number| cadre.command(SCOPE, "visit.record", &visit(&own, &format!("第{number}次")))).collect();
    let tabs = (0..4).map(|tab| {
        let (mut hand, commands) = (cadre.clone(), commands.clone());
        tokio::spawn(async move {
            let mut answers = Vec::new();
            for part in commands.chunks(1 + tab) {
                answers.push(hand.push(SCOPE, part).await);
            }
            answers
        })
    });
    for tab in tabs.collect::<Vec<_>>() {
        for answer in tab.await.unwrap() {
            let error = answer["error"]["code"].as_str().unwrap_or_default();
            assert!(error.is_empty() || error == "stream_gap", "{answer}");
        }
    }
    let answer = cadre.push(SCOPE, &commands).await;
    assert_eq!((answer["results"].as_array().unwrap().len(), &answer["error"]), (30, &Value::Null));
    let stored = database.stored(SCOPE, &cadre.device).await;
    assert_eq!((stored.len(), stored.values().copied().max()), (30, Some(1)));
    served.close().await;
}

/// What people write is kept letter by letter, and shown and never run.
#[tokio::test]
async fn hostile_words_are_kept_as_they_are_and_shown_escaped() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut committee = Hand::sign_in(&served, "committee").await;
    let words = [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script><!--",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE record; --",
        "{{constructor.constructor('alert(1)')()}}",
        "&lt;b&gt;&amp;",
        "𠀀😀é́́́",
    ];
    for word in words {
        let body = json!({ "id": new_id(), "title": format!("題 {word}"), "body": format!("文 {word}"), "posted_on": today() });
        let sent = committee.command(SCOPE, "disclosure.post_notice", &body);
        let answer = committee.push(SCOPE, &[sent]).await;
        assert_eq!(told(&answer), "accepted", "{word}: {answer}");
    }
    // What turns or hides what is read is no word: it is refused by name.
    for hidden in ["\u{2028}\u{2029}\u{202e}反着写", "\u{200b}\u{202e}", "響\u{7}"] {
        let body = json!({ "id": new_id(), "title": hidden, "body": "文", "posted_on": today() });
        let sent = committee.command(SCOPE, "disclosure.post_notice", &body);
        assert!(told(&committee.push(SCOPE, &[sent]).await).starts_with("rejected invalid "), "{hidden:?}");
    }
    let notices = database.records(&format!("public:{VILLAGE}"), "notice").await;
    for word in words {
        let own = notices.iter().find(|notice| notice["title"] == format!("題 {word}")).unwrap_or_else(|| panic!("{word} is kept"));
        assert_eq!(own["body"], format!("文 {word}"));
        let id = own["id"].as_str().unwrap();
        for path in [format!("/v/{VILLAGE}"), format!("/v/{VILLAGE}/notices/{id}")] {
            let html = committee.client.get(&path).await.text();
            assert!(!html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("<!--\""), "{path}");
            let data = html.split_once("id=\"page\">").unwrap().1.split_once("</script>").unwrap().0;
            assert!(serde_json::from_str::<Value>(data).is_ok(), "{path}: the page's data reads");
        }
    }
    served.close().await;
}

/// Numbers of persons do not get into the public view, whoever writes them where.
#[tokio::test]
async fn numbers_of_persons_stay_out_of_the_public_view() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut committee = Hand::sign_in(&served, "committee").await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let resident = database.records(SCOPE, "resident").await[0]["id"].clone();
    let secrets = ["11010519491231002X", "13909415823", "6228480402564890018"];
    let edits: Vec<Value> = [("resident_number", secrets[0]), ("bank_account", secrets[2])]
        .map(|(field, value)| json!({ "field": field, "value": value }))
        .to_vec();
    let private = committee.command(SCOPE, "household.edit_private", &json!({ "resident": resident, "edits": edits }));
    assert_eq!(told(&committee.push(SCOPE, &[private]).await), "accepted");
    let mut lines = String::new();
    for secret in secrets {
        let (front, back) = secret.split_at(6);
        let wide = secret.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
        for written in [secret.to_owned(), format!("{front}-{back}"), format!("{front} {back}"), wide] {
            let body = json!({ "id": new_id(), "title": "公示", "body": format!("聯繫 {written}"), "posted_on": today() });
            let sent = committee.command(SCOPE, "disclosure.post_notice", &body);
            let _ = writeln!(lines, "{written:<40} {}", told(&committee.push(SCOPE, &[sent]).await));
        }
    }
    assert_snapshot!("push_personal_data", lines);
    let public: String = committee.pull(&format!("public:{VILLAGE}")).await.iter().map(Value::to_string).collect();
    let board = committee.client.get(&format!("/v/{VILLAGE}")).await.text();
    let cadres: String = cadre.pull(SCOPE).await.iter().map(Value::to_string).collect();
    for secret in secrets {
        for (who, text) in [("the public view", &public), ("the board", &board), ("a cadre without the partition", &cadres)] {
            assert!(!text.contains(secret), "{who} tells {secret}");
        }
    }
    let theirs: String = committee.pull(SCOPE).await.iter().map(Value::to_string).collect();
    assert!(theirs.contains(secrets[0]) && theirs.contains(secrets[2]), "the committee reads what it wrote");
    assert!(database.count("SELECT count(*) FROM audit WHERE action = 'read.sensitive'").await >= 1, "and that is noted");
    served.close().await;
}

/// After a sign-out the device still hands in what waits, and reads nothing more; a device that was shut out does neither.
#[tokio::test]
async fn what_waits_can_go_after_signing_out_and_nothing_comes() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let waiting = cadre.command(SCOPE, "visit.record", &visit(&own, "還沒送"));
    assert_eq!(cadre.client.ask(Asking::new("POST", "/api/auth/sign-out")).await.status, 204);
    assert_eq!(told(&cadre.push(SCOPE, &[waiting]).await), "accepted");
    assert_eq!(cadre.client.get(&format!("/api/sync/pull?scope={SCOPE}")).await.refusal(), "401 not_signed_in");
    let hello = cadre.client.get("/api/sync/hello").await.good();
    assert_eq!((&hello["account"], hello["scopes"].as_array().unwrap().len()), (&Value::Null, 0));
    // Without the device's cookie it is nobody.
    cadre.client.cookies.clear();
    let late = cadre.command(SCOPE, "visit.record", &visit(&own, "冒名"));
    let body = cadre.push_body(SCOPE, &[late]);
    assert_eq!(cadre.client.post("/api/sync/push", &body).await.refusal(), "401 not_signed_in");
    served.close().await;
}
