use super::support::{PASSWORD, World};
use crate::auth::cookie;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use shared::account::protocol::SignedIn;
use shared::kernel::DeviceId;

#[tokio::test]
async fn a_person_signs_in_on_a_new_device_and_out_again() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    assert_eq!(phone.who().await, (None, None));
    let answer = phone.sign_in(" Cadre ", PASSWORD, "phone").await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let told: SignedIn = serde_json::from_value(answer.body).unwrap();
    assert_eq!((told.account.login.as_str(), told.holdings.len(), told.must_change_password), ("cadre", 2, false));
    assert!(!format!("{told:?}").contains(&told.act_key.0));
    for line in answer.headers.get_all(header::SET_COOKIE) {
        let line = line.to_str().unwrap();
        assert!(line.contains("; Path=/; Secure; HttpOnly; SameSite=Strict") && line.starts_with("__Host-"), "{line}");
    }
    assert_eq!(phone.who().await, (Some("phone".into()), Some("cadre".into())));
    let hello = phone.get("/api/sync/hello").await.body;
    assert_eq!((hello["account"]["login"].as_str(), hello["scopes"].as_array().map(Vec::len)), (Some("cadre"), Some(2)));

    let session = phone.cookies[cookie::SESSION].clone();
    assert_eq!(phone.post("/api/auth/sign-out", json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(phone.who().await, (Some("phone".into()), None), "the device stays known");
    phone.cookies.insert(cookie::SESSION.into(), session);
    assert_eq!(phone.who().await, (Some("phone".into()), None), "the old session is no more, whoever kept its cookie");
    // Again, with the same key: what waits in the outbox stays proved.
    let again: SignedIn = serde_json::from_value(phone.sign_in("cadre", PASSWORD, "phone").await.body).unwrap();
    assert_eq!(again.act_key, told.act_key);
}

#[tokio::test]
async fn only_hashes_are_kept() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("cadre", PASSWORD, "phone").await;
    let kept = crate::auth::token::token_hash(&phone.cookies[cookie::SESSION]);
    assert!(world.state.keep.session(kept).await.unwrap().is_some());
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("copy.db");
    world.state.database.copy_to(&path).await.unwrap();
    let bytes = std::fs::read(path).unwrap();
    for secret in [&phone.cookies[cookie::SESSION], &phone.cookies[cookie::DEVICE], PASSWORD] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "a secret stands in the database");
    }
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_are_told_alike() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    let wrong = phone.sign_in("cadre", "not the password", "phone").await;
    let unknown = phone.sign_in("nobody.here", "not the password", "phone").await;
    let endless = phone.sign_in("cadre", &"x".repeat(10_000), "phone").await;
    assert_eq!(wrong.told(), (401, "wrong_password"));
    for other in [unknown, endless] {
        assert_eq!((other.status, &other.body), (wrong.status, &wrong.body));
    }
    assert_eq!(phone.who().await, (None, None), "no device is enrolled by a wrong password");
}

#[tokio::test]
async fn a_closed_account_is_told_so_only_with_its_password_and_its_session_ends() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("cadre2", PASSWORD, "phone").await;
    world.command("account.close", json!({ "id": crate::demo::account_id("cadre2") })).await;
    assert_eq!(phone.who().await, (Some("phone".into()), None));
    let change = phone.post("/api/auth/change-password", json!({ "old": PASSWORD, "password": "山高路遠一步步走" })).await;
    assert_eq!(change.told(), (403, "account_closed"));
    assert_eq!(phone.sign_in("cadre2", "wrong", "phone").await.told(), (401, "wrong_password"));
    assert_eq!(phone.sign_in("cadre2", PASSWORD, "phone").await.told(), (403, "account_closed"));
}

#[tokio::test]
async fn ten_wrong_passwords_wait_a_quarter_of_an_hour_and_nobody_else_does() {
    let world = World::demo().await;
    let mut own = world.browser("192.0.2.1");
    own.sign_in("cadre", PASSWORD, "phone").await;
    let mut thief = world.browser("192.0.2.2");
    for _ in 0..10 {
        assert_eq!(thief.sign_in("cadre", "guess", "x").await.told(), (401, "wrong_password"));
    }
    let refused = thief.sign_in("cadre", PASSWORD, "x").await;
    assert_eq!(refused.told(), (429, "too_many_tries"), "not even with the right one");
    let wait: i64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(thief.sign_in("unit", PASSWORD, "x").await.status, StatusCode::OK, "another name at the same address");
    assert_eq!(own.sign_in("cadre", PASSWORD, "phone").await.status, StatusCode::OK, "on one's own device");
    assert_eq!(world.browser("192.0.2.3").sign_in("cadre", PASSWORD, "y").await.status, StatusCode::OK, "elsewhere");
    world.minutes(16);
    assert_eq!(
        world.browser("192.0.2.2").sign_in("cadre", PASSWORD, "z").await.status,
        StatusCode::OK,
        "and for ever is nobody locked out"
    );
}

#[tokio::test]
async fn whoever_tries_from_everywhere_is_slowed_and_keeps_nobody_from_their_own_device() {
    let world = World::demo().await;
    let mut own = world.browser("192.0.2.1");
    own.sign_in("cadre", PASSWORD, "phone").await;
    let key = crate::auth::keep::tries_key(&["password", "anywhere", "cadre"]);
    let limit = crate::auth::keep::Limit { key, tries: u32::MAX };
    for _ in 0..200 {
        world.state.keep.try_once(vec![limit], world.state.random.bytes().unwrap(), world.state.clock.now()).await.unwrap();
    }
    assert_eq!(world.browser("198.51.100.1").sign_in("cadre", "guess", "x").await.told(), (429, "too_many_tries"));
    assert_eq!(own.sign_in("cadre", PASSWORD, "phone").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_unused_and_ends_at_last_however_much_it_is_used() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("cadre", PASSWORD, "phone").await;
    let day = 24 * 60;
    for _ in 0..4 {
        world.minutes(20 * day);
        assert_eq!(phone.who().await.1.as_deref(), Some("cadre"), "used within three weeks");
    }
    world.minutes(11 * day);
    assert_eq!(phone.who().await, (Some("phone".into()), None), "a season is the longest");
    let change = phone.post("/api/auth/change-password", json!({ "old": PASSWORD, "password": "山高路遠一步步走" })).await;
    assert_eq!(change.told(), (401, "session_expired"));
    phone.sign_in("cadre", PASSWORD, "phone").await;
    world.minutes(22 * day);
    assert_eq!(phone.who().await, (Some("phone".into()), None), "three weeks unused");
    assert!(world.state.keep.purge(world.state.clock.now()).await.unwrap() > 0);
}

#[tokio::test]
async fn a_revoked_device_is_told_so_whatever_it_asks() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("cadre", PASSWORD, "phone").await;
    world.command("account.revoke_device", json!({ "id": DeviceId::derived(&["phone"]) })).await;
    for path in ["/api/session", "/api/sync/hello"] {
        assert_eq!(phone.get(path).await.told(), (403, "device_revoked"), "{path}");
    }
    let push = json!({ "protocol": 1, "epoch": 1, "batches": [] });
    assert_eq!(phone.post("/api/sync/push", push.clone()).await.status, 200, "it may hand over");
    assert_eq!(phone.sign_in("cadre", PASSWORD, "phone").await.told(), (403, "device_revoked"));
    assert_eq!(phone.sign_in("cadre", PASSWORD, "as a new one").await.told(), (200, ""), "the browser begins anew under another id");
    assert_eq!(phone.get("/api/session").await.body["device"]["id"], json!(DeviceId::derived(&["as a new one"])));
    phone.cookies.clear();
    assert_eq!(phone.sign_in("cadre", PASSWORD, "phone").await.told(), (403, "device_revoked"), "nor under its id alone");
    assert_eq!(phone.post("/api/sync/push", push).await.told(), (401, "not_signed_in"));
}

#[tokio::test]
async fn a_session_is_good_on_its_own_device_only() {
    let world = World::demo().await;
    let (mut phone, mut other) = (world.browser("192.0.2.1"), world.browser("192.0.2.2"));
    phone.sign_in("cadre", PASSWORD, "phone").await;
    other.sign_in("unit", PASSWORD, "other").await;
    other.cookies.insert(cookie::SESSION.into(), phone.cookies[cookie::SESSION].clone());
    assert_eq!(other.who().await.1, None);
    other.cookies.remove(cookie::DEVICE);
    assert_eq!(other.who().await, (None, None), "a session without its device speaks for nobody");
}

#[tokio::test]
async fn an_id_alone_is_no_device_of_somebody_elses() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("cadre", PASSWORD, "phone").await;
    let mut thief = world.browser("192.0.2.2");
    assert_eq!(thief.sign_in("cadre2", PASSWORD, "phone").await.told(), (409, "device_in_use"));
    assert_eq!(phone.who().await.1.as_deref(), Some("cadre"), "its token is untouched");
    // Its own person, whose browser lost the cookies, gets it back.
    phone.cookies.clear();
    assert_eq!(phone.sign_in("cadre", PASSWORD, "phone").await.status, StatusCode::OK);
    // Two people share a phone: whoever signs in next ends the other's session, and both keep their keys.
    assert_eq!(phone.sign_in("cadre2", PASSWORD, "phone").await.status, StatusCode::OK);
    assert_eq!(phone.who().await.1.as_deref(), Some("cadre2"));
}

#[tokio::test]
async fn no_browser_makes_itself_a_kiosk() {
    let world = World::demo().await;
    let mut browser = world.browser("192.0.2.1");
    let device = json!({ "id": DeviceId::derived(&["k"]), "kind": "kiosk", "name": "kiosk" });
    let answer = browser.post("/api/auth/sign-in", json!({ "login": "committee", "password": PASSWORD, "device": device })).await;
    assert_eq!(answer.told(), (401, "device_not_enrolled"));
}

#[tokio::test]
async fn what_is_no_sign_in_is_refused_as_what_it_is() {
    let world = World::demo().await;
    let mut browser = world.browser("192.0.2.1");
    let nameless =
        json!({ "login": "cadre", "password": PASSWORD, "device": { "id": DeviceId::derived(&["n"]), "kind": "pc", "name": "" } });
    for (body, told) in [
        (json!({}), (422, "wrong_type")),
        (json!({ "login": 7, "password": "x", "device": Value::Null }), (422, "wrong_type")),
        (json!([]), (422, "wrong_type")),
        (nameless, (422, "invalid")),
    ] {
        assert_eq!(browser.post("/api/auth/sign-in", body.clone()).await.told(), told, "{body}");
    }
}

#[tokio::test]
async fn a_device_reports_how_it_is() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    let report = json!({ "app_version": "7", "unsent": 3, "device_time": "2026-11-18T11:06:45.000Z", "last_error": "timeout" });
    assert_eq!(phone.post("/api/device/report", report.clone()).await.told(), (401, "not_signed_in"));
    phone.sign_in("cadre", PASSWORD, "phone").await;
    assert_eq!(phone.post("/api/device/report", report).await.status, StatusCode::NO_CONTENT);
    let seen = world.state.keep.seen(DeviceId::derived(&["phone"])).await.unwrap().unwrap();
    let (_, report) = seen.report.unwrap();
    assert_eq!((report.unsent, report.last_error.as_deref()), (3, Some("timeout")));
    let endless = json!({ "app_version": "7".repeat(65), "unsent": 3, "device_time": "2026-11-18T11:06:45.000Z" });
    assert_eq!(phone.post("/api/device/report", endless).await.told(), (422, "invalid"));
}
