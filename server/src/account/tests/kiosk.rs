use super::support::{OTHER, PASSWORD, VILLAGE, World};
use crate::auth::cookie;
use axum::http::{StatusCode, header};
use serde_json::json;
use shared::kernel::DeviceId;

#[tokio::test]
async fn a_code_enrols_one_kiosk_for_good() {
    let world = World::demo().await;
    let code = world.kiosk_code(VILLAGE).await;
    let mut kiosk = world.browser("192.0.2.1");
    assert_eq!(kiosk.enrol("", "kiosk").await.told(), (422, "code_unknown"));
    let answer = kiosk.enrol(&code.to_lowercase().replace('-', " "), "kiosk").await;
    assert_eq!((answer.status, answer.body["device"]["village"].as_str()), (StatusCode::OK, Some(VILLAGE)), "{:?}", answer.body);
    assert_eq!(kiosk.who().await, (Some("kiosk".into()), None));
    let hello = kiosk.get("/api/sync/hello").await.body;
    assert_eq!(hello["scopes"].as_array().unwrap().len(), 2, "its village write-only, and the public view");
    // The answer was lost on the way: the same device may ask again, another may not.
    let first = kiosk.cookies[cookie::DEVICE].clone();
    kiosk.cookies.clear();
    assert_eq!(kiosk.enrol(&code, "kiosk").await.status, StatusCode::OK);
    assert_ne!(kiosk.cookies[cookie::DEVICE], first);
    assert_eq!(world.browser("192.0.2.2").enrol(&code, "another").await.told(), (422, "code_used"));
    assert_eq!(kiosk.who().await.0.as_deref(), Some("kiosk"));
}

#[tokio::test]
async fn an_old_code_enrols_nothing() {
    let world = World::demo().await;
    let code = world.kiosk_code(VILLAGE).await;
    world.minutes(72 * 60);
    assert_eq!(world.browser("192.0.2.1").enrol(&code, "kiosk").await.told(), (422, "code_expired"));
}

#[tokio::test]
async fn a_device_that_is_something_else_becomes_no_kiosk_and_keeps_the_code_good() {
    let world = World::demo().await;
    let code = world.kiosk_code(VILLAGE).await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("admin", PASSWORD, "phone").await;
    assert_eq!(phone.enrol(&code, "phone").await.told(), (409, "device_in_use"));
    let mut elsewhere = world.browser("192.0.2.2");
    elsewhere.enrol(&world.kiosk_code(OTHER).await, "other").await;
    assert_eq!(elsewhere.enrol(&code, "other").await.told(), (409, "device_in_use"), "another village's kiosk");
    let mut kiosk = world.browser("192.0.2.3");
    let nameless = json!({ "code": code, "device": DeviceId::derived(&["kiosk"]), "name": " " });
    assert_eq!(kiosk.post("/api/kiosk/enrol", nameless).await.told(), (422, "invalid"));
    assert_eq!(kiosk.enrol(&code, "kiosk").await.status, StatusCode::OK);
    world.command("account.revoke_device", json!({ "id": DeviceId::derived(&["kiosk"]) })).await;
    kiosk.cookies.clear();
    assert_eq!(kiosk.enrol(&world.kiosk_code(VILLAGE).await, "kiosk").await.told(), (403, "device_revoked"));
}

#[tokio::test]
async fn a_kiosk_serves_people_of_its_own_village_for_minutes() {
    let world = World::demo().await;
    let mut kiosk = world.browser("192.0.2.1");
    kiosk.enrol(&world.kiosk_code(VILLAGE).await, "kiosk").await;
    for (login, told) in [
        ("committee2", (403, "foreign_scope")),
        ("admin", (403, "foreign_scope")),
        ("committee", (200, "")),
        ("township", (200, "")),
        ("branch", (200, "")),
    ] {
        assert_eq!(kiosk.sign_in(login, PASSWORD, "kiosk").await.told(), told, "{login}");
    }
    assert_eq!(kiosk.who().await.1.as_deref(), Some("branch"), "one person a device");
    let answer = kiosk.sign_in("committee", PASSWORD, "kiosk").await;
    assert_eq!((&answer.body["session"]["kind"], &answer.body["session"]["idle_s"]), (&json!("kiosk"), &json!(600)));
    let session = answer.headers.get_all(header::SET_COOKIE).iter().find(|line| line.to_str().unwrap().starts_with(cookie::SESSION));
    assert!(!session.unwrap().to_str().unwrap().contains("Max-Age"), "it ends with the browser");
    let hello = kiosk.get("/api/sync/hello").await.body;
    assert_eq!(hello["scopes"].as_array().unwrap().len(), 2);
    world.minutes(11);
    assert_eq!(kiosk.who().await, (Some("kiosk".into()), None));
    let change = kiosk.post("/api/auth/change-password", json!({ "old": PASSWORD, "password": "山高路遠一步步走" })).await;
    assert_eq!(change.told(), (401, "session_expired"));
}

#[tokio::test]
async fn whose_grant_ended_signs_in_and_finds_nothing_and_at_the_kiosk_not_at_all() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("committee", PASSWORD, "phone").await;
    let grants = world.state.store.read().await.unwrap();
    let grant = super::support::grant_of(grants, "committee").await;
    let today = world.state.clock.today();
    world.command("account.end_grant", json!({ "id": grant, "to": today.plus_days(-1) })).await;
    let hello = phone.get("/api/sync/hello").await.body;
    assert_eq!((hello["account"]["login"].as_str(), &hello["scopes"]), (Some("committee"), &json!([])));
    let answer = phone.sign_in("committee", PASSWORD, "phone").await;
    assert_eq!((answer.status, &answer.body["holdings"]), (StatusCode::OK, &json!([])));
    let mut kiosk = world.browser("192.0.2.2");
    kiosk.enrol(&world.kiosk_code(VILLAGE).await, "kiosk").await;
    assert_eq!(kiosk.sign_in("committee", PASSWORD, "kiosk").await.told(), (403, "foreign_scope"));
}
