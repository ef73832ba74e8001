//! The interface over HTTP, as an administrator's program uses it.

use super::{BASE, described};
use crate::account::tests::support::{Answer, Browser, PASSWORD, VILLAGE, World};
use crate::demo::account_id;
use crate::sync::{Acting, submit};
use axum::http::header;
use serde_json::{Value, json};
use shared::kernel::{DeviceId, Id, Role, ScopeId};

fn at(path: &str) -> String {
    format!("{BASE}{path}")
}

async fn admin(world: &World) -> Browser<'_> {
    let mut browser = world.browser("192.0.2.100");
    assert_eq!(browser.sign_in("admin", PASSWORD, "admin pc").await.told(), (200, ""));
    browser
}

fn items(answer: &Answer) -> &Vec<Value> {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body["items"].as_array().unwrap()
}

#[test]
fn the_description_is_reviewed() {
    let (_, description) = described();
    insta::assert_snapshot!(description.to_pretty_json().unwrap());
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let (_, description) = described();
    let description = serde_json::to_value(&description).unwrap();
    let paths = description["paths"].as_object().unwrap().values();
    let mut names: Vec<&str> =
        paths.flat_map(|path| path.as_object().unwrap().values()).map(|one| one["operationId"].as_str().unwrap()).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "the page runs an operation by its name");
    let roles = description["components"]["schemas"]["Role"]["enum"].as_array().unwrap();
    assert_eq!(roles.len(), Role::SIGNING_IN.len());
    let grant = &description["components"]["schemas"]["NewGrant"]["example"];
    assert_eq!((&grant["role"], grant.get("to")), (&json!("linked_cadre"), None));
}

#[tokio::test]
async fn nobody_but_an_administrator_has_anything_done() {
    let world = World::demo().await;
    let (mut nobody, mut cadre) = (world.browser("192.0.2.1"), world.browser("192.0.2.2"));
    cadre.sign_in("office", PASSWORD, "phone").await;
    let (_, description) = described();
    assert!(description.paths.paths.len() >= 14);
    for (path, operations) in &description.paths.paths {
        let path = path
            .replace("{scope}", "village:623023102202")
            .replace("{code}", VILLAGE)
            .replace("{village}", VILLAGE)
            .replace("{id}", &Id::derived(&["x"]).to_string());
        for (browser, told) in [(&mut nobody, (401, "not_signed_in")), (&mut cadre, (403, "no_right"))] {
            if operations.get.is_some() {
                assert_eq!(browser.get(&path).await.told(), told, "GET {path}");
            }
            if operations.post.is_some() {
                assert_eq!(browser.post(&path, json!({})).await.told(), told, "POST {path}");
            }
            if operations.put.is_some() {
                assert_eq!(browser.put(&path, json!({})).await.told(), told, "PUT {path}");
            }
            if operations.delete.is_some() {
                assert_eq!(browser.delete(&path).await.told(), told, "DELETE {path}");
            }
        }
    }
}

#[tokio::test]
async fn divisions_are_searched_in_any_language_and_come_in_pages() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    for search in ["瓜咱", "guazan", "Guazan", "623023102205"] {
        let found = admin.get(&at(&format!("/divisions?q={}", search.replace("瓜咱", "%E7%93%9C%E5%92%B1")))).await;
        assert!(items(&found).iter().any(|division| division["code"] == "623023102205"), "{search}");
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&at(&format!("/divisions?under=623023000000&level=village&limit=100{next}"))).await;
        seen.extend(items(&page).iter().map(|division| division["code"].as_str().unwrap().to_owned()));
        let Some(after) = page.body["next"].as_str() else { break };
        next = format!("&after={after}");
    }
    assert_eq!(seen.len(), 212);
    assert!(seen.is_sorted(), "by their codes, none twice");
    assert_eq!(admin.get(&at("/divisions?after=%20")).await.told(), (422, "invalid"));
    assert_eq!(admin.get(&at("/divisions?level=galaxy")).await.told(), (400, "malformed"));
    assert_eq!(admin.get(&at("/divisions/999999999999")).await.told(), (404, "not_found"));
}

#[tokio::test]
async fn a_division_is_added_with_its_board_and_its_name_corrected() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    let names = json!({ "hans": "新村", "hant": "新村", "en": "Xincun" });
    let new = json!({ "code": "623023100299", "above": "623023100000", "full": names, "short": names });
    assert_eq!(admin.post(&at("/divisions"), new.clone()).await.status, 201);
    assert_eq!(admin.get("/api/sync/pull?scope=public:623023100299").await.status, 200);
    assert_eq!(admin.post(&at("/divisions"), new).await.told(), (409, "already_exists"));
    let corrected = json!({ "hans": "新建村", "hant": "新建村", "en": "Xinjian Village" });
    let answer = admin.put(&at("/divisions/623023100299/names"), json!({ "full": corrected, "short": corrected })).await;
    assert_eq!(answer.body["full"]["en"], "Xinjian Village");
    let unnamed = json!({ "full": corrected, "short": { "hans": "", "hant": "x", "en": "x" } });
    let wrong = admin.put(&at("/divisions/623023100299/names"), unnamed).await;
    assert_eq!((wrong.told(), &wrong.body["violations"][0]["field"]), ((422, "invalid"), &json!("short.hans")));
    let misplaced = json!({ "code": "623023100298", "above": "623023101000", "full": corrected, "short": corrected });
    assert_eq!(admin.post(&at("/divisions"), misplaced).await.told(), (422, "invalid"));
}

#[tokio::test]
async fn an_account_is_opened_given_a_role_signed_in_with_and_closed() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    let new = json!({ "login": "zhouqu.wang", "name": "王甲子", "office": "县水务局干部", "phone": "0941-5121234" });
    let account = admin.post(&at("/accounts"), new.clone()).await;
    assert_eq!((account.status.as_u16(), &account.body["has_password"]), (201, &json!(false)));
    let id = account.body["id"].as_str().unwrap().to_owned();
    let taken = admin.post(&at("/accounts"), new).await;
    assert_eq!((taken.told(), &taken.body["violations"][0]["field"]), ((409, "name_taken"), &json!("login")));
    let bad = admin.post(&at("/accounts"), json!({ "login": "Wang!", "name": "" })).await;
    assert_eq!((bad.told(), bad.body["violations"].as_array().unwrap().len()), ((422, "invalid"), 2));

    let grant = json!({ "place": VILLAGE, "role": "linked_cadre" });
    let grant = admin.post(&at(&format!("/accounts/{id}/grants")), grant).await;
    assert_eq!((grant.status.as_u16(), &grant.body["partitions"]), (201, &json!(["ordinary"])));
    let homeless = admin.post(&at(&format!("/accounts/{id}/grants")), json!({ "role": "linked_cadre" })).await;
    assert_eq!(homeless.told(), (422, "invalid"));

    let link = admin.post(&at(&format!("/accounts/{id}/password-link")), json!({})).await;
    let token = link.body["path"].as_str().unwrap().strip_prefix("/desk/set-password#token=").unwrap().to_owned();
    let mut phone = world.browser("192.0.2.1");
    let set = phone.post("/api/auth/set-password", json!({ "token": token, "password": "山高路遠一步步走" })).await;
    assert_eq!(set.status, 204);
    phone.sign_in("zhouqu.wang", "山高路遠一步步走", "phone").await;
    assert_eq!(phone.who().await.1.as_deref(), Some("zhouqu.wang"));

    let ended = admin.post(&at(&format!("/grants/{}/end", grant.body["id"].as_str().unwrap())), json!({})).await;
    assert_eq!(ended.status, 200, "{:?}", ended.body);
    assert_eq!(phone.get("/api/sync/hello").await.body["scopes"], json!([]), "at once");
    assert_eq!(admin.post(&at(&format!("/accounts/{id}/close")), json!({})).await.body["closed"], true);
    assert_eq!(phone.who().await.1, None);
    assert_eq!(admin.post(&at(&format!("/accounts/{id}/password-link")), json!({})).await.told(), (403, "account_closed"));
    let own = admin.post(&at(&format!("/accounts/{}/close", account_id("admin"))), json!({})).await;
    assert_eq!(own.told(), (403, "no_right"), "nobody closes their own");
    let closed = admin.get(&at("/accounts?closed=true")).await;
    assert_eq!(items(&closed).iter().map(|account| account["login"].as_str().unwrap()).collect::<Vec<_>>(), ["zhouqu.wang"]);
    assert_eq!(items(&admin.get(&at(&format!("/grants?account={id}"))).await).len(), 1);
    assert!(!items(&admin.get(&at("/grants?under=623023102000&role=village_branch")).await).is_empty());
    assert_eq!(items(&admin.get(&at("/accounts?q=5121234")).await).len(), 1);
}

#[tokio::test]
async fn the_same_account_sent_twice_under_its_id_is_one() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    let new = json!({ "id": Id::derived(&["a"]), "login": "twice", "name": "王甲子" });
    assert_eq!(admin.post(&at("/accounts"), new.clone()).await.status, 201);
    assert_eq!(admin.post(&at("/accounts"), new).await.told(), (409, "name_taken"));
    assert_eq!(items(&admin.get(&at("/accounts?q=twice")).await).len(), 1);
}

#[tokio::test]
async fn a_device_is_seen_as_it_reports_and_revoked() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    let mut phone = world.browser("192.0.2.1");
    phone.sign_in("cadre", PASSWORD, "phone").await;
    let time = world.state.clock.now().plus_millis(90_000);
    let report = json!({ "app_version": "7", "unsent": 3, "device_time": time, "last_error": "timeout" });
    phone.post("/api/device/report", report).await;
    let listed = admin.get(&at("/devices?kind=phone&revoked=false")).await;
    let id = DeviceId::derived(&["phone"]).to_string();
    let shown = items(&listed).iter().find(|device| device["id"] == id.as_str()).unwrap();
    assert_eq!(
        (&shown["last_person"]["login"], &shown["last_person"]["name"]),
        (&json!("cadre"), &json!("赵甲子")),
        "one phone from another"
    );
    let health = &shown["health"];
    assert_eq!((&health["unsent"], &health["last_error"], &health["clock_offset_ms"]), (&json!(3), &json!("timeout"), &json!(90_000)));
    let whole = admin.get(&at(&format!("/devices/{id}"))).await;
    assert_eq!(whole.body["people"], json!([account_id("cadre")]));
    let revoked = admin.post(&at(&format!("/devices/{id}/revoke")), json!({})).await;
    assert_eq!(revoked.body["revoked"], true);
    assert_eq!(phone.get("/api/session").await.told(), (403, "device_revoked"));
    assert_eq!(admin.post(&at(&format!("/devices/{}/revoke", Id::derived(&["none"]))), json!({})).await.told(), (404, "not_found"));
}

#[tokio::test]
async fn a_kiosks_code_is_handed_out_used_and_taken_back() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    let issued = admin.post(&at("/kiosk-codes"), json!({ "village": VILLAGE })).await;
    let code = issued.body["code"].as_str().unwrap().to_owned();
    let mut kiosk = world.browser("192.0.2.1");
    assert_eq!(kiosk.enrol(&code, "kiosk").await.status, 200);
    let listed = admin.get(&at("/kiosk-codes")).await;
    assert_eq!(items(&listed)[0]["device"], json!(DeviceId::derived(&["kiosk"])));
    assert!(!listed.body.to_string().contains(&code));
    for nowhere in ["623023000000", "999999999999"] {
        let refused = admin.post(&at("/kiosk-codes"), json!({ "village": nowhere })).await;
        assert_eq!(refused.told(), (422, "invalid"), "{nowhere}");
    }
    let lost = admin.post(&at("/kiosk-codes"), json!({ "village": VILLAGE })).await.body["code"].as_str().unwrap().to_owned();
    assert_eq!(admin.delete(&at(&format!("/kiosk-codes/{VILLAGE}"))).await.body["withdrawn"], 1);
    assert_eq!(world.browser("192.0.2.2").enrol(&lost, "found").await.told(), (422, "code_unknown"));
    let kiosks = admin.get(&at("/devices?kind=kiosk&under=623023000000")).await;
    assert_eq!(items(&kiosks).len(), 1);
}

#[tokio::test]
async fn held_commands_are_told_without_what_they_say_and_the_audit_tells_who_looked() {
    let world = World::demo().await;
    let mut admin = admin(&world).await;
    let scope = ScopeId::Village(VILLAGE.parse().unwrap());
    let idea = json!({ "id": Id::derived(&["i"]), "text": "一件私事", "submitted_on": "2026-11-01" });
    submit(&world.state, &scope, "idea.submit", idea, Acting::Account(account_id("admin"))).await.unwrap();
    let held = admin.get(&at(&format!("/held-commands?scope={scope}"))).await;
    assert_eq!((&items(&held)[0]["name"], &items(&held)[0]["reason"]), (&json!("idea.submit"), &json!("no_right")));
    assert!(!held.body.to_string().contains("私事"));
    assert!(items(&admin.get(&at("/held-commands?status=quarantined")).await).is_empty());
    world.minutes(1);
    admin.post(&at("/kiosk-codes"), json!({ "village": VILLAGE })).await;
    world.minutes(1);
    let audit = admin.get(&at("/audit?limit=500")).await;
    let actions: Vec<&str> = items(&audit).iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions[..3], ["read.audit", "issue.kiosk_code", "read.held"]);
    let page = admin.get(&at("/audit?limit=1&action=read.held")).await;
    let next = page.body["next"].as_str().unwrap().to_owned();
    let rest = admin.get(&at(&format!("/audit?limit=1&action=read.held&after={next}"))).await;
    assert_eq!((items(&rest).len(), rest.body["next"].as_str()), (1, None));
}

#[tokio::test]
async fn the_description_can_be_read_on_this_server_alone() {
    let world = World::demo().await;
    let mut browser = world.browser("192.0.2.1");
    assert_eq!(browser.get(&at("/openapi.json")).await.body["openapi"].as_str().map(|version| &version[..2]), Some("3."));
    let page = browser.get(&at("/docs/")).await;
    assert_eq!((page.status.as_u16(), page.headers[header::CONTENT_TYPE].to_str().unwrap()), (200, "text/html"));
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert_eq!(browser.get(&at(&format!("/docs/{file}"))).await.status, 200, "{file}");
    }
    assert_eq!(browser.get(&at("/docs/nothing.js")).await.told(), (404, "not_found"));
}
