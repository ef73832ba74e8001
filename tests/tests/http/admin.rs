//! The administrators' interface: what its description names is all walked, and one account, grant, code and device is led to its end.

use super::VILLAGE;
use super::push::{SCOPE, households, visit};
use super::refuse::{bad_bodies, bad_requests};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tests::served::{Asking, Client, Database, Hand, PASSWORD, Served, new_id};

const BASE: &str = "/api/admin/v1";

/// Every way into the interface that its own description names, each with an address of something that is not there, and whether it
/// takes a body.
pub async fn described(served: &Served) -> Vec<(String, String, bool)> {
    let description = Client::new(served).get(&format!("{BASE}/openapi.json")).await.good();
    let mut ways = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let path = path
                .replace("{id}", "0193f5a0-0000-7000-8000-000000000000")
                .replace("{scope}", "village:623099999999")
                .replace("{code}", "623099999999")
                .replace("{village}", "623099999999");
            ways.push((method.to_uppercase(), path, operation.get("requestBody").is_some()));
        }
    }
    assert!(ways.len() >= 20, "{ways:?}");
    ways
}

#[tokio::test]
async fn bad_input_is_refused_on_every_address_and_does_nothing() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut bodies = String::new();
    for (method, path, _) in described(&served).await.into_iter().filter(|(_, _, body)| *body) {
        // A device each: the limit of one session is not what is tested here.
        let mut admin = Hand::sign_in(&served, "admin").await.client;
        let heads = database.heads().await;
        for (case, asking) in bad_requests(&method, &path) {
            let refusal = admin.ask(asking).await.refusal();
            assert!(
                [
                    "400 malformed",
                    "403 cross_site",
                    "413 decompression_bomb",
                    "413 too_large",
                    "415 wrong_content_type",
                    "415 wrong_content_encoding"
                ]
                .contains(&refusal.as_str()),
                "{path} {case}: {refusal}"
            );
        }
        let _ = writeln!(bodies, "{method} {}", path.replace("0193f5a0-0000-7000-8000-000000000000", "{id}"));
        for (case, asking) in bad_bodies(&method, &path) {
            let _ = writeln!(bodies, "    {case:<40} {}", admin.ask(asking).await.refusal());
        }
        // A refused command is kept with its reason; what changed no record has changed no number.
        let numbers = |heads: BTreeMap<String, (i64, i64)>| heads.into_iter().map(|(scope, (head, _))| (scope, head)).collect::<Vec<_>>();
        assert_eq!(numbers(database.heads().await), numbers(heads), "{path}");
    }
    assert_snapshot!("admin_bad_bodies", bodies);
    served.close().await;
}

#[tokio::test]
async fn lists_are_searched_and_paged_with_care() {
    let served = Served::demonstration().await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let mut lines = String::new();
    let queries = [
        ("limit=0", "nothing a page"),
        ("limit=501", "more than a page"),
        ("limit=-1", "less than nothing"),
        ("limit=x", "a word for a number"),
        ("after=x", "a place that is none"),
        ("after=eB8", "a place of two empty halves"),
        ("q=%27%20OR%201%3D1%20--", "SQL"),
        ("q=%25", "a wild card"),
        ("q=%00", "a nought"),
        ("q=%3Cscript%3E", "a script"),
        ("unheard=of", "a question that nobody knows"),
    ];
    for (query, name) in queries {
        let mut line = String::new();
        for list in ["divisions", "accounts", "grants", "units", "devices", "kiosk-codes", "held-commands", "audit"] {
            let answer = admin.get(&format!("{BASE}/{list}?{query}")).await;
            let told =
                if answer.status == 200 { answer.json()["items"].as_array().unwrap().len().min(2).to_string() } else { answer.problem() };
            let told = if told == "2" { "many".to_owned() } else { told };
            let _ = write!(line, "{told:<10}");
        }
        let _ = writeln!(lines, "{name:<32} {}", line.trim_end());
    }
    assert_snapshot!("admin_lists", lines);
    // All pages together are the whole list, each entry once.
    let (mut after, mut codes) = (String::new(), Vec::new());
    loop {
        let page = admin.get(&format!("{BASE}/divisions?limit=50{after}")).await.good();
        codes.extend(page["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let divisions = Database::of(served.data()).await.count("SELECT count(*) FROM record WHERE kind = 'division' AND deleted = 0").await;
    assert_eq!(i64::try_from(codes.len()).unwrap(), divisions);
    assert!(codes.is_sorted());
    served.close().await;
}

#[tokio::test]
async fn an_account_from_its_opening_to_its_end() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let name = "<script>alert(1)</script>'; DROP TABLE record; --";
    let id = new_id();
    let new = json!({ "id": id, "login": "new.cadre", "name": name, "office": "縣水務局" });
    let opened = admin.post(&format!("{BASE}/accounts"), &new).await;
    assert_eq!((opened.status, &opened.json()["name"], &opened.json()["has_password"]), (201, &json!(name), &json!(false)));
    let again = admin.post(&format!("{BASE}/accounts"), &new).await;
    assert!(again.status == 201 || again.status == 409, "the same again adds nothing: {}", again.text());
    let taken = admin.post(&format!("{BASE}/accounts"), &json!({ "login": "New.Cadre", "name": "x" })).await;
    assert!(["409 name_taken", "422 invalid"].contains(&taken.refusal().as_str()), "{}", taken.text());
    let link = admin.ask(Asking::new("POST", &format!("{BASE}/accounts/{id}/password-link"))).await;
    assert_eq!(link.status, 201, "{}", link.text());
    let path = link.json()["path"].as_str().unwrap().to_owned();
    let token = path.split_once("#token=").unwrap().1.to_owned();
    let set = json!({ "token": token, "password": "三月開春就種核桃樹" });
    assert_eq!(Client::new(&served).post("/api/auth/set-password", &set).await.status, 204);
    let mut person = Hand::nobody(&served).await;
    assert_eq!(person.enter("new.cadre", "三月開春就種核桃樹").await.status, 200);
    let pull = format!("/api/sync/pull?scope={SCOPE}");
    assert_eq!(person.client.get(&pull).await.refusal(), "403 foreign_scope", "no grant yet");

    let grant = json!({ "role": "linked_cadre", "place": VILLAGE });
    let given = admin.post(&format!("{BASE}/accounts/{id}/grants"), &grant).await;
    assert_eq!(given.status, 201, "{}", given.text());
    person.client.get(&pull).await.good();
    let grant = given.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(admin.post(&format!("{BASE}/grants/{grant}/end"), &json!({})).await.status, 200);
    assert_eq!(person.client.get(&pull).await.refusal(), "403 foreign_scope", "the grant has ended");
    let household = database.records(SCOPE, "household").await[0]["id"].as_str().unwrap().to_owned();
    let late = person.command(SCOPE, "visit.record", &visit(&household, "遲到"));
    let held = person.push(SCOPE, std::slice::from_ref(&late)).await;
    assert_eq!((&held["results"][0]["status"], &held["results"][0]["reason"]["code"]), (&json!("quarantined"), &json!("grant_ended")));
    let seen = admin.get(&format!("{BASE}/held-commands")).await;
    assert!(
        seen.text().contains(late["id"].as_str().unwrap()) && !seen.text().contains("遲到"),
        "held, without what it says: {}",
        seen.text()
    );

    assert_eq!(admin.ask(Asking::new("POST", &format!("{BASE}/accounts/{id}/close"))).await.status, 200);
    assert_eq!(person.client.get("/api/session").await.good()["account"], Value::Null);
    assert_eq!(person.enter("new.cadre", "三月開春就種核桃樹").await.refusal(), "403 account_closed");
    let link = admin.ask(Asking::new("POST", &format!("{BASE}/accounts/{id}/password-link"))).await;
    assert_eq!(link.refusal(), "403 account_closed");
    // Nothing that is shown, noted or logged is a secret.
    let audit = admin.get(&format!("{BASE}/audit")).await.text();
    assert!(audit.contains("issue.password_link"));
    for text in [audit, admin.get(&format!("{BASE}/accounts?limit=500")).await.text(), served.log()] {
        for secret in [token.as_str(), "$argon2id$", "三月開春就種核桃樹", PASSWORD] {
            assert!(
                !text.contains(secret) || text.contains("Accounts of the demonstration") && secret == PASSWORD,
                "{secret} is told: {text}"
            );
        }
    }
    served.close().await;
}

#[tokio::test]
async fn a_held_record_of_a_day_without_a_role_says_what_to_do() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let mut cadre = Hand::sign_in(&served, "cadre").await;
    let account = cadre.account.clone().unwrap();
    let household = super::push::households(&database, &cadre).await[0].clone();
    let grants = admin.get(&format!("{BASE}/grants?account={account}")).await.good();
    for grant in grants["items"].as_array().unwrap() {
        admin.post(&format!("{BASE}/grants/{}/end", grant["id"].as_str().unwrap()), &json!({})).await;
    }
    let sent = cadre.command(SCOPE, "visit.record", &visit(&household, "昨天到期，今天寫的"));
    assert_eq!(cadre.push(SCOPE, std::slice::from_ref(&sent)).await["results"][0]["reason"]["code"], "grant_ended");
    let accept = format!("{BASE}/held-commands/{SCOPE}/{}/accept", sent["id"].as_str().unwrap());
    let told = admin.ask(Asking::new("POST", &accept)).await;
    assert_eq!(told.refusal(), "409 no_right_that_day");
    let today = tests::served::today();
    assert_eq!(told.json()["values"]["day"], today.as_str(), "{}", told.text());
    // What it says to do helps.
    let grant = json!({ "role": "linked_cadre", "place": VILLAGE, "from": today, "to": today });
    assert_eq!(admin.post(&format!("{BASE}/accounts/{account}/grants"), &grant).await.status, 201);
    assert_eq!(admin.ask(Asking::new("POST", &accept)).await.good()["status"], "accepted");
    served.close().await;
}

#[tokio::test]
async fn a_closed_account_is_given_no_role() {
    let served = Served::demonstration().await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let id = new_id();
    assert_eq!(admin.post(&format!("{BASE}/accounts"), &json!({ "id": id, "login": "gone", "name": "x" })).await.status, 201);
    assert_eq!(admin.ask(Asking::new("POST", &format!("{BASE}/accounts/{id}/close"))).await.status, 200);
    let told = admin.post(&format!("{BASE}/accounts/{id}/grants"), &json!({ "role": "linked_cadre", "place": VILLAGE })).await;
    assert_eq!((told.refusal().as_str(), &told.json()["violations"][0]["code"]), ("422 invalid", &json!("closed_account")));
    served.close().await;
}

#[tokio::test]
async fn a_kiosk_from_its_code_to_its_loss() {
    let served = Served::demonstration().await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    for village in ["623023100000", "999999999999"] {
        assert_eq!(admin.post(&format!("{BASE}/kiosk-codes"), &json!({ "village": village })).await.refusal(), "422 invalid", "{village}");
    }
    let issued = admin.post(&format!("{BASE}/kiosk-codes"), &json!({ "village": VILLAGE })).await;
    assert_eq!(issued.status, 201, "{}", issued.text());
    let code = issued.json()["code"].as_str().unwrap().to_owned();
    assert!(!admin.get(&format!("{BASE}/kiosk-codes")).await.text().contains(&code), "shown once");
    let mut kiosk = Hand::nobody(&served).await;
    assert_eq!(kiosk.enrol(&code.to_lowercase().replace('-', " ")).await.status, 200);
    let withdrawn = admin.ask(Asking::new("DELETE", &format!("{BASE}/kiosk-codes/{VILLAGE}"))).await;
    assert_eq!(withdrawn.refusal(), "404 not_found", "a used code is not taken back");
    let revoked = admin.ask(Asking::new("POST", &format!("{BASE}/devices/{}/revoke", kiosk.device))).await;
    assert_eq!((revoked.status, &revoked.json()["revoked"]), (200, &json!(true)));
    let sent = kiosk.command(SCOPE, "idea.submit", &json!({ "id": new_id(), "text": "x", "submitted_on": "2026-11-20" }));
    let body = kiosk.push_body(SCOPE, &[sent]);
    let held = kiosk.client.post("/api/sync/push", &body).await.good();
    assert_eq!(held["batches"][0]["results"][0]["status"], "quarantined", "handed over, not applied");
    assert_ne!(kiosk.client.get(&format!("/api/sync/pull?scope={SCOPE}")).await.status, 200);
    assert_ne!(kiosk.enrol(&code).await.status, 200, "a revoked kiosk does not come back by its old code");
    served.close().await;
}

/// The scopes' heads, whatever was stored beside them.
async fn lost_changes(database: &Database) -> Vec<i64> {
    database.heads().await.into_values().map(|(head, _)| head).collect()
}

/// A held command is read and decided on: what its author wrote before their grant ended counts.
#[tokio::test]
async fn what_is_held_is_read_taken_and_refused() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let mut lost = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &lost).await;
    admin.ask(Asking::new("POST", &format!("{BASE}/devices/{}/revoke", lost.device))).await;
    let sent = ["一", "二"].map(|said| lost.command(SCOPE, "visit.record", &visit(&own[0], said)));
    let results = lost.push(SCOPE, &sent).await;
    assert_eq!(results["results"][1]["status"], "quarantined", "{results}");
    let path = |sent: &Value, act: &str| format!("{BASE}/held-commands/{SCOPE}/{}{act}", sent["id"].as_str().unwrap());
    let read = admin.get(&path(&sent[0], "")).await.good();
    assert_eq!((&read["name"], &read["body"]["said"]), (&json!("visit.record"), &json!("一")));
    assert_eq!(admin.post(&path(&sent[0], "/accept"), &json!({})).await.good()["status"], "accepted");
    assert_eq!(admin.post(&path(&sent[1], "/refuse"), &json!({ "words": " " })).await.refusal(), "422 invalid");
    assert_eq!(admin.post(&path(&sent[1], "/refuse"), &json!({ "words": "重複" })).await.good()["reason"], "not_taken");
    let again = lost.push(SCOPE, &sent).await;
    assert_eq!((&again["results"][0]["status"], &again["results"][1]["reason"]["values"]["words"]), (&json!("accepted"), &json!("重複")));
    let audit = admin.get(&format!("{BASE}/audit?limit=500")).await.text();
    assert!(audit.contains("read.held_words") && audit.contains("decide.held") && !audit.contains("重複"));
    served.close().await;
}

/// A phone that is lost: its person goes on elsewhere, and what the thief sends is not taken.
#[tokio::test]
async fn a_lost_phone_is_shut_out_at_once() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let mut admin = Hand::sign_in(&served, "admin").await.client;
    let mut lost = Hand::sign_in(&served, "cadre").await;
    let own = households(&database, &lost).await;
    let sent = lost.command(SCOPE, "visit.record", &visit(&own[0], "之前"));
    assert_eq!(lost.push(SCOPE, &[sent]).await["results"][0]["status"], "accepted");
    assert_eq!(admin.ask(Asking::new("POST", &format!("{BASE}/devices/{}/revoke", lost.device))).await.status, 200);
    let changes = lost_changes(&database).await;
    let sent = lost.command(SCOPE, "visit.record", &visit(&own[0], "之後"));
    let body = lost.push_body(SCOPE, &[sent]);
    let held = lost.client.post("/api/sync/push", &body).await.good()["batches"][0]["results"][0].take();
    assert_eq!((&held["status"], &held["reason"]["code"]), (&json!("quarantined"), &json!("device_revoked")));
    assert_eq!(lost.client.get("/api/sync/hello").await.refusal(), "403 device_revoked");
    assert!(matches!(lost.client.get(&format!("/api/sync/pull?scope={SCOPE}")).await.status, 401 | 403));
    assert_eq!(lost.enter("cadre", PASSWORD).await.refusal(), "403 device_revoked", "even with the password");
    assert_eq!(lost_changes(&database).await, changes, "nothing of it is applied");
    let mut other = Hand::sign_in(&served, "cadre").await;
    let sent = other.command(SCOPE, "visit.record", &visit(&own[0], "新手機"));
    assert_eq!(other.push(SCOPE, &[sent]).await["results"][0]["status"], "accepted");
    served.close().await;
}

#[tokio::test]
async fn the_page_to_read_it_runs_its_own_scripts_only() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let page = client.get(&format!("{BASE}/docs/")).await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'; script-src 'self';") && !policy.contains("unsafe-eval"), "{policy}");
    assert_eq!(policy.matches("unsafe-inline").count(), policy.matches("style-src-attr 'unsafe-inline'").count(), "{policy}");
    assert_eq!(page.header("cache-control"), "no-store");
    for path in ["docs/..%2f..%2fshuanglian.db", "docs/nothing.js", "docs/%00"] {
        assert_eq!(client.get(&format!("{BASE}/{path}")).await.refusal(), "404 not_found", "{path}");
    }
    served.close().await;
}
