//! What works once: the first administrator's link, a person's password link, a kiosk's code.

use super::VILLAGE;
use super::push::{SCOPE, households, visit};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::fmt::Write as _;
use tests::served::{Asking, Client, Data, Database, Hand, PASSWORD, Served, code_hash, instant, new_id, now, today, token_hash};

/// Puts a code into the database as an administrator's request does. Good from now for so many milliseconds.
async fn put(served: &Served, hash: &str, kind: &str, account: &str, village: &str, good_ms: i64) {
    let (from, until) = (now(), i64::try_from(now()).unwrap() + good_ms);
    let sql = "INSERT INTO enrolment (code_hash, kind, account_id, village, issued_at, expires_at)
        VALUES (unhex(?), ?, nullif(?, ''), nullif(?, ''), CAST(? AS INTEGER), CAST(? AS INTEGER))";
    let done = Database::meddle(served.data(), sql, &[hash, kind, account, village, &from.to_string(), &until.to_string()]).await;
    assert_eq!(done, 1);
}

/// An enrolled kiosk of the first village.
pub async fn kiosk(served: &Served) -> Hand {
    let code = "7K3M-9QXA-02TB";
    put(served, &code_hash(code), "kiosk", "", VILLAGE, 60_000).await;
    let mut kiosk = Hand::nobody(served).await;
    let answer = kiosk.enrol(code).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    kiosk
}

#[tokio::test]
async fn the_first_administrator_is_set_up_once() {
    let data = Data::empty();
    let served = Served::real(&data).await;
    let token = served.told("#token=").await.trim().to_owned();
    let mut client = Client::new(&served);
    let ask = |token: &str, login: &str, password: &str| json!({ "token": token, "login": login, "name": "管理員", "password": password });
    let mut lines = String::new();
    for (name, body) in [
        ("a token that is none", ask("x", "root", "三月開春就種核桃樹")),
        ("a password too short", ask(&token, "root", "x")),
        ("a name of spaces", ask(&token, "   ", "三月開春就種核桃樹")),
        ("a name that is SQL", ask(&token, "a' OR '1'='1", "三月開春就種核桃樹")),
        ("the path with its token", ask(&format!("/desk/setup#token={token}"), "root", "三月開春就種核桃樹")),
    ] {
        let answer = client.post("/api/auth/setup", &body).await;
        let _ = writeln!(lines, "{name:<32} {}", answer.refusal());
    }
    let answer = client.post("/api/auth/setup", &ask(&token, "root.admin", "三月開春就種核桃樹")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let again = client.post("/api/auth/setup", &ask(&token, "second", "三月開春就種核桃樹")).await;
    let _ = writeln!(lines, "{:<32} {}", "the same link again", again.refusal());
    assert_snapshot!("setup_refused", lines);
    let mut admin = Hand::nobody(&served).await;
    assert_eq!(admin.enter("root.admin", "三月開春就種核桃樹").await.status, 200);
    let session = admin.client.get("/api/session").await.good();
    assert_eq!((&session["holdings"][0]["role"], &session["holdings"][0]["place"]), (&json!("admin"), &Value::Null));
    served.close().await;
    // Now that somebody can sign in there is no second link.
    let served = Served::real(&data).await;
    admin.at(&served);
    assert_eq!(admin.client.get("/api/session").await.good()["account"]["login"], "root.admin", "sessions outlive a restart");
    assert!(!served.log().contains("#token="));
    served.close().await;
}

#[tokio::test]
async fn a_password_link_works_once_and_in_time() {
    let served = Served::demonstration().await;
    let mut old = Hand::sign_in(&served, "branch").await;
    let account = old.account.clone().unwrap();
    put(&served, &token_hash("good"), "set_password", &account, "", 60_000).await;
    put(&served, &token_hash("late"), "set_password", &account, "", -1_000).await;
    put(&served, &code_hash("7K3M-9QXA-02TB"), "kiosk", "", VILLAGE, 60_000).await;
    let mut client = Client::new(&served);
    let mut lines = String::new();
    for (name, token, password) in [
        ("a token that is none", "x", "三月開春就種核桃樹"),
        ("a late one", "late", "三月開春就種核桃樹"),
        ("a kiosk's code", "7K3M-9QXA-02TB", "三月開春就種核桃樹"),
        ("a password too easy", "good", "password1"),
        ("a good one", "good", "三月開春就種核桃樹"),
        ("the same again", "good", "四月開春就種核桃樹"),
    ] {
        let answer = client.post("/api/auth/set-password", &json!({ "token": token, "password": password })).await;
        let told = if answer.status == 204 { "204".to_owned() } else { answer.refusal() };
        let _ = writeln!(lines, "{name:<32} {told}");
    }
    assert_snapshot!("set_password", lines);
    assert_eq!(old.client.get("/api/session").await.good()["account"], Value::Null);
    assert_eq!(Hand::nobody(&served).await.enter("branch", "三月開春就種核桃樹").await.status, 200);
    served.close().await;
}

/// The status and the reason of a pushed command.
async fn pushed(hand: &mut Hand, sent: &Value) -> (String, String) {
    let answer = hand.push(SCOPE, std::slice::from_ref(sent)).await;
    let result = &answer["results"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&result["status"]), text(&result["reason"]["code"]))
}

fn held(reason: &str) -> (String, String) {
    ("quarantined".to_owned(), reason.to_owned())
}

fn taken() -> (String, String) {
    ("accepted".to_owned(), String::new())
}

#[tokio::test]
async fn what_states_that_it_was_written_after_its_author_had_left_is_held() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let before = cadre.command(SCOPE, "visit.record", &visit(&own, "走之前寫的"));
    // Whoever has the device keeps its cookie and the key.
    assert_eq!(cadre.client.ask(Asking::new("POST", "/api/auth/sign-out")).await.status, 204);
    assert_eq!(pushed(&mut cadre, &before).await, taken(), "sent late, and written in time");
    let mut later = cadre.envelope(SCOPE, "visit.record", &visit(&own, "走之後寫的"));
    later["device_time"] = json!(instant(now() + 1_000));
    let later = cadre.prove(&later);
    assert_eq!(pushed(&mut cadre, &later).await, held("written_signed_out"));
    for language in ["zh-Hant", "zh-Hans", "en"] {
        let mut admin = Hand::sign_in(&served, "admin").await.client.reading(language);
        let seen = admin.get("/api/admin/v1/held-commands?status=quarantined").await.text();
        assert!(seen.contains(later["id"].as_str().unwrap()) && seen.contains("written_signed_out"), "{seen}");
    }
    // They come back: what they write from then on counts, and so does what the key had proved.
    assert_eq!(cadre.enter("cadre", PASSWORD).await.status, 200);
    let again = cadre.command(SCOPE, "visit.record", &visit(&own, "回來以後"));
    assert_eq!(pushed(&mut cadre, &again).await, taken());
    // Somebody else signs in on the device: with that the first has left it.
    let first = cadre.clone();
    assert_eq!(cadre.enter("committee", PASSWORD).await.status, 200);
    let mut envelope = cadre.envelope(SCOPE, "visit.record", &visit(&own, "用別人的名字"));
    (envelope["actor"], envelope["device_time"]) = (json!(first.account), json!(instant(now() + 1_000)));
    assert_eq!(pushed(&mut cadre, &first.prove(&envelope)).await, held("written_signed_out"));
    served.close().await;
}

#[tokio::test]
async fn a_key_from_before_a_password_was_reset_proves_nothing_more() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &cadre).await[0].clone();
    let before = cadre.command(SCOPE, "visit.record", &visit(&own, "重設以前寫的"));
    put(&served, &token_hash("reset"), "set_password", &cadre.account.clone().unwrap(), "", 60_000).await;
    let set = json!({ "token": "reset", "password": "三月開春就種核桃樹" });
    assert_eq!(Client::new(&served).post("/api/auth/set-password", &set).await.status, 204);
    assert_eq!(pushed(&mut cadre, &before).await, held("password_reset"));
    let stolen = cadre.clone();
    assert_eq!(cadre.enter("cadre", "三月開春就種核桃樹").await.status, 200);
    let after = cadre.command(SCOPE, "visit.record", &visit(&own, "重設以後寫的"));
    assert_eq!(pushed(&mut cadre, &after).await, taken());
    // The old key, after its person has another.
    let envelope = cadre.envelope(SCOPE, "visit.record", &visit(&own, "拿着舊鑰匙寫的"));
    assert_eq!(pushed(&mut cadre, &stolen.prove(&envelope)).await, held("password_reset"));
    // An administrator who knows that it was the person lets it count.
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let accept = format!("/api/admin/v1/held-commands/{SCOPE}/{}/accept", before["id"].as_str().unwrap());
    assert_eq!(admin.ask(Asking::new("POST", &accept)).await.good()["status"], "accepted");
    served.close().await;
}

#[tokio::test]
async fn a_newer_code_of_a_kiosk_takes_the_older_ones_place_and_wrong_ones_are_counted() {
    let served = Served::demonstration().await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let mut issue =
        async || admin.post("/api/admin/v1/kiosk-codes", &json!({ "village": VILLAGE })).await.json()["code"].as_str().unwrap().to_owned();
    let (older, newer) = (issue().await, issue().await);
    assert_eq!(Hand::nobody(&served).await.enrol(&older).await.refusal(), "422 code_unknown");
    assert_eq!(Hand::nobody(&served).await.enrol(&newer).await.status, 200);
    let mut guesser = Hand::nobody(&served).await;
    let mut told = Vec::new();
    for n in 0..25 {
        told.push(guesser.enrol(&format!("0000-0000-{n:04}")).await.refusal());
    }
    assert_eq!((told[0].as_str(), told[24].as_str()), ("422 code_unknown", "429 too_many_tries"));
    let set = json!({ "token": "x", "password": "三月開春就種核桃樹" });
    assert_eq!(Client::new(&served).post("/api/auth/set-password", &set).await.refusal(), "422 code_unknown", "links are counted apart");
    served.close().await;
}

#[tokio::test]
async fn a_kiosk_is_enrolled_once_and_speaks_for_visitors_of_its_village() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut kiosk = kiosk(&served).await;
    let mut lines = String::new();
    put(&served, &code_hash("AAAA-BBBB-CCCC"), "kiosk", "", VILLAGE, -1_000).await;
    put(&served, &token_hash("link"), "set_password", &new_id(), "", 60_000).await;
    for (name, code) in [
        ("used", "7K3M-9QXA-02TB"),
        ("late", "AAAA-BBBB-CCCC"),
        ("none", "0000-0000-0000"),
        ("empty", ""),
        ("a password link", "link"),
        ("long", &"A".repeat(10_000)),
    ] {
        let _ = writeln!(lines, "{name:<20} {}", Hand::nobody(&served).await.enrol(code).await.refusal());
    }
    assert_eq!(kiosk.enrol("7k3m 9qxa 02tb").await.status, 200, "the same kiosk, whose answer was lost");
    assert_snapshot!("enrol_refused", lines);
    assert_snapshot!("hello_kiosk", kiosk.client.get("/api/sync/hello").await.shown());
    assert_eq!(
        kiosk.client.get(&format!("/api/sync/pull?scope={SCOPE}")).await.good()["changes"].as_array().unwrap().len(),
        0,
        "write-only"
    );
    let idea = |text: &str| json!({ "id": new_id(), "text": text, "submitted_on": today() });
    let mut told = String::new();
    for (name, scope, command, body) in [
        ("an idea", SCOPE, "idea.submit", idea("修一座橋")),
        ("an idea for another village", "village:623023100203", "idea.submit", idea("x")),
        ("too long an idea", SCOPE, "idea.submit", idea(&"長".repeat(1_001))),
        ("a visit", SCOPE, "visit.record", json!({})),
        ("a notice", SCOPE, "disclosure.post_notice", json!({ "id": new_id(), "title": "x", "body": "x", "posted_on": today() })),
    ] {
        let sent = kiosk.command(scope, command, &body);
        let answer = kiosk.push(scope, &[sent]).await;
        let result = &answer["results"][0];
        let _ = writeln!(told, "{name:<32} {} {} {}", result["status"], result["reason"]["code"], answer["error"]["code"]);
    }
    assert_snapshot!("kiosk_commands", told);
    assert_eq!(database.records(SCOPE, "idea").await.len(), 2);
    served.close().await;
}

#[tokio::test]
async fn a_session_at_a_kiosk_is_short_and_its_villages() {
    let served = Served::demonstration().await;
    let mut kiosk = kiosk(&served).await;
    let enter = |hand: &Hand, login: &str| {
        let mut body = hand.sign_in_body(login, PASSWORD);
        body["device"]["kind"] = json!("kiosk");
        body
    };
    for (login, expected) in [("committee2", "403 foreign_scope"), ("admin", "403 foreign_scope")] {
        let body = enter(&kiosk, login);
        assert_eq!(kiosk.client.post("/api/auth/sign-in", &body).await.refusal(), expected, "{login}");
    }
    let body = enter(&kiosk, "committee");
    let answer = kiosk.client.post("/api/auth/sign-in", &body).await;
    assert_eq!(answer.good()["session"]["kind"], "kiosk");
    let session = answer.cookies().into_iter().find(|line| line.starts_with("__Host-session")).unwrap();
    assert!(!session.contains("Max-Age") && !session.contains("Expires"), "it ends with the browser: {session}");
    assert!(kiosk.client.get(&format!("/api/sync/pull?scope={SCOPE}")).await.good()["head"].as_u64().unwrap() > 0);
    let past = (now() - 1_000).to_string();
    Database::meddle(served.data(), "UPDATE session SET expires_at = CAST(? AS INTEGER) WHERE device_id = ?", &[&past, &kiosk.device])
        .await;
    let page = kiosk.client.get(&format!("/api/sync/pull?scope={SCOPE}")).await.good();
    assert_eq!(page["changes"].as_array().unwrap().len(), 0, "the session has ended, and with it what it could read");
    assert!(instant(now()).ends_with('Z'));
    served.close().await;
}
