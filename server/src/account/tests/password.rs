use super::support::{PASSWORD, World};
use crate::account::issue::{self, By};
use crate::demo::account_id;
use crate::state::Mode;
use axum::http::StatusCode;
use serde_json::{Value, json};

const NEW: &str = "山高路遠一步步走";

fn token(link: &str) -> String {
    link.split_once("#token=").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_person_changes_their_password_and_others_must_sign_in_again() {
    let world = World::demo().await;
    let (mut phone, mut pc) = (world.browser("192.0.2.1"), world.browser("192.0.2.2"));
    phone.sign_in("cadre", PASSWORD, "phone").await;
    pc.sign_in("cadre", PASSWORD, "pc").await;
    let change = |old: &str, new: &str| json!({ "old": old, "password": new });
    let wrong = phone.post("/api/auth/change-password", change("wrong", NEW)).await;
    assert_eq!((wrong.told(), wrong.body["violations"][0]["field"].as_str()), ((422, "invalid"), Some("old")));
    let easy = phone.post("/api/auth/change-password", change(PASSWORD, "12345678")).await;
    assert_eq!(easy.body["violations"][0]["code"], "password_common");
    assert_eq!(phone.post("/api/auth/change-password", change(PASSWORD, NEW)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(phone.who().await.1.as_deref(), Some("cadre"), "whoever changed it stays");
    assert_eq!(pc.who().await.1, None);
    assert_eq!(pc.sign_in("cadre", PASSWORD, "pc").await.told(), (401, "wrong_password"));
    assert_eq!(pc.sign_in("cadre", NEW, "pc").await.status, StatusCode::OK);
    assert_eq!(world.browser("192.0.2.3").post("/api/auth/change-password", change(NEW, NEW)).await.told(), (401, "not_signed_in"));
}

#[tokio::test]
async fn a_link_sets_a_password_once() {
    let world = World::demo().await;
    let mut browser = world.browser("192.0.2.1");
    let older = issue::password_link(&world.state, account_id("unit"), By::default()).await.unwrap();
    let link = issue::password_link(&world.state, account_id("unit"), By::default()).await.unwrap();
    let set = |link: &str, password: &str| json!({ "token": token(link), "password": password });
    let set_at = "/api/auth/set-password";
    assert_eq!(browser.post(set_at, set(&older.text, NEW)).await.told(), (422, "code_unknown"), "a newer link was handed out");
    let short = browser.post(set_at, set(&link.text, "kurz")).await;
    assert_eq!((short.told(), short.body["violations"][0]["code"].as_str()), ((422, "invalid"), Some("password_too_short")));
    assert_eq!(browser.post(set_at, set(&link.text, NEW)).await.status, StatusCode::NO_CONTENT, "it was not used up by the short one");
    assert_eq!(browser.post(set_at, set(&link.text, NEW)).await.told(), (422, "code_used"));
    assert_eq!(browser.sign_in("unit", NEW, "pc").await.status, StatusCode::OK);
    let late = issue::password_link(&world.state, account_id("unit"), By::default()).await.unwrap();
    world.minutes(72 * 60);
    assert_eq!(browser.post(set_at, set(&late.text, NEW)).await.told(), (422, "code_expired"));
    let kiosk = world.kiosk_code("623023100202").await;
    assert_eq!(browser.post(set_at, json!({ "token": kiosk, "password": NEW })).await.told(), (422, "code_unknown"));
}

#[tokio::test]
async fn codes_are_not_guessed() {
    let world = World::demo().await;
    let mut browser = world.browser("192.0.2.1");
    for _ in 0..30 {
        let answer = browser.post("/api/auth/set-password", json!({ "token": "guess", "password": NEW })).await;
        assert_eq!(answer.told(), (422, "code_unknown"));
    }
    assert_eq!(browser.post("/api/auth/set-password", json!({ "token": "guess", "password": NEW })).await.told(), (429, "too_many_tries"));
    for _ in 0..20 {
        assert_eq!(browser.enrol("AAAA-BBBB-CCCC", "k").await.told(), (422, "code_unknown"), "a kiosk's codes are counted apart");
    }
    assert_eq!(browser.enrol("AAAA-BBBB-CCCC", "k").await.told(), (429, "too_many_tries"));
    assert_eq!(world.browser("192.0.2.9").enrol("AAAA-BBBB-CCCC", "k").await.told(), (422, "code_unknown"));
}

fn set_up(link: &str, login: &str, password: &str) -> Value {
    json!({ "token": token(link), "login": login, "name": "李管理", "password": password })
}

#[tokio::test]
async fn the_first_administrator_is_set_up_once() {
    let world = World::empty(Mode::Real).await;
    crate::place::import::run(&world.state, b"code,name,level,parent\n620000000000,\xe7\x94\x98\xe8\x82\x83\xe7\x9c\x81,province,\n")
        .await
        .unwrap();
    let mut browser = world.browser("192.0.2.1");
    assert!(crate::account::setup_is_open(&world.state).await.unwrap());
    let link = issue::setup_link(&world.state).await.unwrap().text;
    let at = "/api/auth/setup";
    let bad = browser.post(at, set_up(&link, "Zhang San", "short")).await;
    let fields: Vec<_> = bad.body["violations"].as_array().unwrap().iter().map(|violation| violation["field"].as_str().unwrap()).collect();
    assert_eq!((bad.told(), fields), ((422, "invalid"), vec!["login", "password"]));
    assert_eq!(browser.post(at, set_up("#token=no", "admin", NEW)).await.told(), (422, "code_unknown"));
    assert_eq!(browser.post(at, set_up(&link, "Li.Guan", NEW)).await.status, StatusCode::OK);
    assert_eq!(browser.post(at, set_up(&link, "second", NEW)).await.told(), (422, "code_used"));
    assert!(!crate::account::setup_is_open(&world.state).await.unwrap());
    let signed_in = browser.sign_in("li.guan", NEW, "pc").await;
    assert_eq!((signed_in.status, &signed_in.body["holdings"][0]["role"]), (StatusCode::OK, &json!("admin")));
    // A link that lay about is good for nothing once somebody can sign in.
    let late = issue::setup_link(&world.state).await.unwrap().text;
    assert_eq!(browser.post(at, set_up(&late, "third", NEW)).await.told(), (422, "code_used"));
}

#[tokio::test]
async fn a_set_up_that_was_cut_off_goes_on_and_an_old_link_is_no_more() {
    let world = World::empty(Mode::Real).await;
    let mut browser = world.browser("192.0.2.1");
    let link = issue::setup_link(&world.state).await.unwrap().text;
    world.minutes(12 * 60);
    assert_eq!(browser.post("/api/auth/setup", set_up(&link, "admin", NEW)).await.told(), (422, "code_expired"));
    let older = issue::setup_link(&world.state).await.unwrap().text;
    let link = issue::setup_link(&world.state).await.unwrap().text;
    assert_eq!(browser.post("/api/auth/setup", set_up(&older, "admin", NEW)).await.told(), (422, "code_unknown"));
    // The account was made, and then the power went.
    let hash = crate::auth::token::token_hash(&token(&link));
    let asked = serde_json::from_value(set_up(&link, "admin", NEW)).unwrap();
    crate::account::setup::begin(&world.state, hash, &asked).await.unwrap();
    assert!(crate::account::setup_is_open(&world.state).await.unwrap());
    assert_eq!(browser.post("/api/auth/setup", set_up(&link, "admin", NEW)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_demonstration_has_no_set_up() {
    let world = World::demo().await;
    assert!(!crate::account::setup_is_open(&world.state).await.unwrap());
}

#[tokio::test]
async fn a_link_is_asked_about_before_its_form_is_shown() {
    let world = World::demo().await;
    let mut phone = world.browser("192.0.2.1");
    let issued = issue::password_link(&world.state, account_id("cadre"), By::default()).await.unwrap();
    let token = token(&issued.text);
    let ask = |setup: bool| json!({ "token": token, "setup": setup });
    for _ in 0..2 {
        assert_eq!(phone.post("/api/auth/link", ask(false)).await.status, 204, "asking uses nothing up");
    }
    assert_eq!(phone.post("/api/auth/link", ask(true)).await.told(), (422, "code_unknown"), "it is no link to set up");
    let set = json!({ "token": token, "password": "山高路遠一步步走" });
    assert_eq!(phone.post("/api/auth/set-password", set).await.status, 204);
    assert_eq!(phone.post("/api/auth/link", ask(false)).await.told(), (422, "code_used"));
}

#[tokio::test]
async fn the_set_up_link_is_good_until_somebody_can_sign_in() {
    let world = World::empty(Mode::Real).await;
    let mut browser = world.browser("192.0.2.1");
    let mut asked = async |text: &str| {
        let token = token(text);
        let answer = browser.post("/api/auth/link", json!({ "token": token, "setup": true })).await;
        (answer.status.as_u16(), answer.body["code"].as_str().unwrap_or_default().to_owned())
    };
    let first = issue::setup_link(&world.state).await.unwrap().text;
    let second = issue::setup_link(&world.state).await.unwrap().text;
    assert_eq!(asked(&first).await.0, 422, "a newer one was made");
    assert_eq!(asked(&second).await.0, 204);
    world.minutes(13 * 60);
    assert_eq!(asked(&second).await, (422, "code_expired".to_owned()));
}
