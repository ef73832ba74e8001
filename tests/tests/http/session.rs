//! Signing in and out, the session, passwords, what a device reports.

use super::VILLAGE;
use super::refuse::{bad_bodies, bad_requests, table};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::fmt::Write as _;
use tests::served::{Asking, Client, Database, Hand, PASSWORD, Served, instant, new_id, now};

#[tokio::test]
async fn signing_in_tells_who_and_sets_two_cookies_that_no_script_reads() {
    let served = Served::demonstration().await;
    let mut hand = Hand::nobody(&served).await;
    let answer = hand.enter("cadre", PASSWORD).await;
    assert_snapshot!("sign_in", answer.shown());
    for line in answer.cookies() {
        assert!(line.starts_with("__Host-"), "{line}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(line.split("; ").any(|word| word == attribute), "{line} lacks {attribute}");
        }
        assert!(!line.to_lowercase().contains("domain"), "{line}");
    }
    assert_snapshot!("session_cadre", hand.client.get("/api/session").await.shown());
    let mut hello = hand.client.get("/api/sync/hello").await.good();
    hello["scopes"].as_array_mut().unwrap().sort_by_key(|scope| scope["scope"].to_string());
    assert_snapshot!("hello_cadre", tests::served::Shown::default().json(hello));
    assert_snapshot!("session_nobody", Client::new(&served).get("/api/session").await.shown());
    served.close().await;
}

#[tokio::test]
async fn a_name_and_a_password_are_not_told_apart() {
    let served = Served::demonstration().await;
    let mut lines = String::new();
    for (name, login, password) in [
        ("a wrong password", "cadre", "wrong-password"),
        ("a name that is not there", "nobody", PASSWORD),
        ("no name", "", PASSWORD),
        ("no password", "cadre", ""),
        ("a name that is SQL", "cadre' OR '1'='1", PASSWORD),
        ("a password of a megabyte", "cadre", &"x".repeat(1_000_000)),
        ("a password with a nought", "cadre", "shuanglian-demo\u{0}"),
        ("a password in capitals", "cadre", "SHUANGLIAN-DEMO"),
        ("a name in full-width letters", "ｃａｄｒｅ", PASSWORD),
    ] {
        let mut hand = Hand::nobody(&served).await;
        let answer = hand.enter(login, password).await;
        assert!(answer.cookies().is_empty(), "{name} sets a cookie");
        let _ = writeln!(lines, "{name:<32} {}", answer.refusal());
    }
    assert_snapshot!("sign_in_refused", lines);
    // A capital and a space are a phone's doing.
    assert_eq!(Hand::nobody(&served).await.enter(" Cadre ", PASSWORD).await.status, 200);
    served.close().await;
}

#[tokio::test]
async fn who_tries_too_often_waits_and_their_own_phone_does_not() {
    let served = Served::demonstration().await;
    let mut own = Hand::sign_in(&served, "cadre").await;
    let mut thief = Hand::nobody(&served).await;
    let mut codes = Vec::new();
    for _ in 0..12 {
        codes.push(thief.enter("cadre", "guess").await);
    }
    let last = codes.last().unwrap();
    assert_eq!(last.refusal(), "429 too_many_tries");
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 60);
    assert_eq!(codes[0].refusal(), "401 wrong_password");
    assert_eq!(thief.enter("cadre", PASSWORD).await.refusal(), "429 too_many_tries", "even the right one");
    assert_eq!(own.enter("cadre", PASSWORD).await.status, 200, "the person's own phone is not kept out");
    assert_eq!(thief.enter("committee", PASSWORD).await.status, 200, "nor is anybody else");
    served.close().await;
}

#[tokio::test]
async fn a_device_is_what_it_proves_to_be() {
    let served = Served::demonstration().await;
    let own = Hand::sign_in(&served, "cadre").await;
    let mut lines = String::new();
    let mut said = async |name: &str, device: Value| {
        let mut client = Client::new(&served);
        let body = json!({ "login": "committee", "password": PASSWORD, "device": device });
        let answer = client.post("/api/auth/sign-in", &body).await;
        let told = if answer.status == 200 { "200".to_owned() } else { answer.refusal() };
        let _ = writeln!(lines, "{name:<40} {told}");
    };
    said("somebody else's device", json!({ "id": own.device, "kind": "phone", "name": "x" })).await;
    said("a kiosk without a code", json!({ "id": new_id(), "kind": "kiosk", "name": "x" })).await;
    said("a kind that is none", json!({ "id": new_id(), "kind": "toaster", "name": "x" })).await;
    said("an id that is none", json!({ "id": "1", "kind": "phone", "name": "x" })).await;
    said("no name", json!({ "id": new_id(), "kind": "phone", "name": "" })).await;
    said("a long name", json!({ "id": new_id(), "kind": "phone", "name": "長".repeat(1_000) })).await;
    said("a script for a name", json!({ "id": new_id(), "kind": "phone", "name": "<script>alert(1)</script>" })).await;
    said("an account's id for a device's", json!({ "id": own.account, "kind": "phone", "name": "x" })).await;
    assert_snapshot!("sign_in_devices", lines);
    served.close().await;
}

#[tokio::test]
async fn a_session_ends_by_itself_and_with_it_what_it_could_read() {
    let served = Served::demonstration().await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let pull = format!("/api/sync/pull?scope=village:{VILLAGE}");
    cadre.client.get(&pull).await.good();
    let past = (now() - 1_000).to_string();
    let ended =
        Database::meddle(served.data(), "UPDATE session SET expires_at = CAST(? AS INTEGER) WHERE device_id = ?", &[&past, &cadre.device])
            .await;
    assert_eq!(ended, 1);
    for language in ["zh-Hant", "zh-Hans", "en"] {
        let mut client = cadre.client.clone().reading(language);
        let change = json!({ "old": PASSWORD, "password": "三月開春就種核桃樹" });
        assert_eq!(client.post("/api/auth/change-password", &change).await.refusal(), "401 session_expired");
        assert_eq!(client.get(&pull).await.refusal(), "401 session_expired", "{language}");
        assert_eq!(client.get(&format!("/api/sync/live?scope=village:{VILLAGE}")).await.refusal(), "401 session_expired");
    }
    assert_eq!(cadre.client.get("/api/session").await.good()["account"], Value::Null);
    assert_eq!(cadre.enter("cadre", PASSWORD).await.status, 200);
    cadre.client.get(&pull).await.good();
    served.close().await;
}

#[tokio::test]
async fn where_nobody_signed_in_no_session_has_ended() {
    let served = Served::demonstration().await;
    let mut kiosk = super::codes::kiosk(&served).await;
    let change = json!({ "old": PASSWORD, "password": "三月開春就種核桃樹" });
    for cookie in [None, Some(""), Some("x")] {
        kiosk.client.cookies.remove("__Host-session");
        kiosk.client.cookies.extend(cookie.map(|value| ("__Host-session".to_owned(), value.to_owned())));
        assert_eq!(kiosk.client.post("/api/auth/change-password", &change).await.refusal(), "401 not_signed_in", "{cookie:?}");
    }
    served.close().await;
}

#[tokio::test]
async fn a_session_is_good_on_its_own_device_only() {
    let served = Served::demonstration().await;
    let cadre = Hand::sign_in(&served, "cadre").await;
    let committee = Hand::sign_in(&served, "committee").await;
    let session = |hand: &Hand| hand.client.cookies["__Host-session"].clone();
    let mut mixed = cadre.client.clone();
    mixed.cookies.insert("__Host-session".into(), session(&committee));
    assert_eq!(mixed.get("/api/session").await.good()["account"], Value::Null, "a stolen session without its device");
    let mut alone = Client::new(&served);
    alone.cookies.insert("__Host-session".into(), session(&committee));
    assert_eq!(alone.get("/api/session").await.good()["account"], Value::Null);
    for made_up in ["", "x", "%00", &"A".repeat(43), &"A".repeat(3_000), "' OR 1=1 --"] {
        let mut client = cadre.client.clone();
        client.cookies.insert("__Host-session".into(), made_up.to_owned());
        assert_eq!(client.get("/api/session").await.good()["account"], Value::Null, "{made_up}");
    }
    // Signing out ends it on the server, not only in the browser.
    let mut gone = cadre.client.clone();
    let copy = gone.clone();
    assert_eq!(gone.ask(Asking::new("POST", "/api/auth/sign-out")).await.status, 204);
    assert_eq!(copy.clone().get("/api/session").await.good()["account"], Value::Null);
    assert_eq!(gone.ask(Asking::new("POST", "/api/auth/sign-out")).await.status, 204, "twice is once");
    served.close().await;
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions() {
    let served = Served::demonstration().await;
    let mut here = Hand::sign_in(&served, "branch").await;
    let mut there = Hand::sign_in(&served, "branch").await;
    let mut lines = String::new();
    for (name, old, new) in [
        ("a wrong old one", "x", "三月開春就種核桃樹"),
        ("too short", PASSWORD, "short"),
        ("too common", PASSWORD, "password1"),
        ("the name again", PASSWORD, "branch123"),
        ("too long", PASSWORD, &"長".repeat(1_000)),
    ] {
        let answer = here.client.post("/api/auth/change-password", &json!({ "old": old, "password": new })).await;
        let _ = writeln!(lines, "{name:<20} {} {}", answer.refusal(), answer.json()["violations"][0]["code"]);
    }
    assert_snapshot!("change_password_refused", lines);
    let change = json!({ "old": PASSWORD, "password": "三月開春就種核桃樹" });
    assert_eq!(here.client.post("/api/auth/change-password", &change).await.status, 204);
    assert_ne!(here.client.get("/api/session").await.good()["account"], Value::Null);
    assert_eq!(there.client.get("/api/session").await.good()["account"], Value::Null);
    assert_eq!(Hand::nobody(&served).await.enter("branch", PASSWORD).await.refusal(), "401 wrong_password");
    assert_eq!(Hand::nobody(&served).await.enter("branch", "三月開春就種核桃樹").await.status, 200);
    // What is kept is a hash, and nothing of a password is logged.
    let hashes = Database::of(served.data()).await.texts("SELECT password_hash FROM credential").await;
    assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$")));
    let log = served.log();
    for secret in ["三月開春就種核桃樹", &here.client.cookies["__Host-session"], &here.client.cookies["__Host-device"]] {
        assert!(!log.contains(secret), "{log}");
    }
    served.close().await;
}

#[tokio::test]
async fn a_device_reports_how_it_is() {
    let served = Served::demonstration().await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let report = json!({ "app_version": "0.1.0", "unsent": 3, "device_time": instant(now() + 3_600_000) });
    assert_eq!(cadre.client.post("/api/device/report", &report).await.status, 204);
    let database = Database::of(served.data()).await;
    assert_eq!(
        database.count("SELECT count(*) FROM device_seen WHERE unsent = 3 AND clock_offset_ms BETWEEN 3590000 AND 3600000").await,
        1
    );
    let mut lines = String::new();
    for (name, report) in [
        ("nothing", json!({})),
        ("no version", json!({ "app_version": "", "unsent": 0, "device_time": "2026-01-01T00:00:00.000Z" })),
        ("a long version", json!({ "app_version": "1".repeat(1_000), "unsent": 0, "device_time": "2026-01-01T00:00:00.000Z" })),
        ("fewer than none", json!({ "app_version": "1", "unsent": -1, "device_time": "2026-01-01T00:00:00.000Z" })),
        ("more than there are", json!({ "app_version": "1", "unsent": 4_294_967_296_u64, "device_time": "2026-01-01T00:00:00.000Z" })),
        ("no clock", json!({ "app_version": "1", "unsent": 0, "device_time": "noon" })),
        ("a clock at the end of time", json!({ "app_version": "1", "unsent": 0, "device_time": "9999-12-31T23:59:59.999Z" })),
    ] {
        let answer = cadre.client.post("/api/device/report", &report).await;
        let told = if answer.status == 204 { "204".to_owned() } else { answer.refusal() };
        let _ = writeln!(lines, "{name:<32} {told}");
    }
    assert_snapshot!("report_refused", lines);
    assert_eq!(Client::new(&served).post("/api/device/report", &report).await.refusal(), "401 not_signed_in");
    served.close().await;
}

/// Every endpoint that takes a body, with every body that it does not take.
#[tokio::test]
async fn bad_input_is_refused_everywhere_and_does_nothing() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let before = (database.heads().await, database.count("SELECT count(*) FROM session").await);
    for (name, path) in [
        ("sign_in", "/api/auth/sign-in"),
        ("change_password", "/api/auth/change-password"),
        ("set_password", "/api/auth/set-password"),
        ("setup", "/api/auth/setup"),
        ("enrol", "/api/kiosk/enrol"),
        ("report", "/api/device/report"),
    ] {
        // The stricter limit of tries counts each; a server of its own for every address keeps it out of the way.
        let other = Served::demonstration().await;
        let mut client = Hand::sign_in(&other, "cadre").await.client;
        let mut lines = String::new();
        for (case, asking) in bad_bodies("POST", path).into_iter().chain(bad_requests("POST", path)) {
            let _ = writeln!(lines, "{case:<40} {}", client.ask(asking).await.refusal());
        }
        assert_snapshot!(format!("bad_input_{name}"), lines);
        other.close().await;
    }
    let report = table(&cadre.client, || bad_bodies("POST", "/api/device/report")).await;
    assert!(report.lines().count() > 10);
    assert_eq!((database.heads().await, database.count("SELECT count(*) FROM session").await), before);
    assert_eq!(cadre.client.get("/api/session").await.good()["account"]["login"], "cadre");
    served.close().await;
}
