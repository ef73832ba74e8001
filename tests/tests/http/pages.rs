//! The public pages: whole without JavaScript, the same for everybody, and nobody's secrets in them.

use super::VILLAGE;
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tests::served::{Answer, Asking, Client, Database, Served};

/// The demonstration's villages.
const VILLAGES: [&str; 3] = ["623023100202", "623023100203", "623023102205"];

/// The addresses on a page that lead to other pages of this server.
fn links(html: &str) -> BTreeSet<String> {
    let targets = html.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(target, _)| target);
    let own = targets.filter(|target| target.starts_with('/') && !target.starts_with("/assets/") && !target.starts_with("/desk"));
    own.map(|target| target.split('#').next().unwrap_or_default().replace("&amp;", "&")).collect()
}

/// Every page that can be reached from the front door and the demonstration's boards, with its text.
async fn all_pages(served: &Served, language: &'static str) -> Vec<(String, Answer)> {
    let mut client = Client::new(served).reading(language);
    client.cookies.insert("__Host-walk".into(), language.into());
    let mut waiting: Vec<String> = VILLAGES.iter().map(|code| format!("/v/{code}")).collect();
    waiting.push("/".to_owned());
    let (mut seen, mut pages) = (BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop() {
        // Two hundred boards without a record are alike.
        let empty_board = path.len() == 15 && path.starts_with("/v/") && !VILLAGES.iter().any(|code| path.ends_with(code));
        if path.contains('?') || empty_board || !seen.insert(path.clone()) {
            continue;
        }
        let answer = client.get(&path).await;
        assert_eq!(answer.status, 200, "{path} is linked and is not there");
        if answer.header("content-type").starts_with("text/html") {
            waiting.extend(links(&answer.text()));
        }
        pages.push((path, answer));
    }
    pages
}

/// What stands in a browser's way of running anything but our own files.
fn assert_nothing_inline(path: &str, html: &str) {
    for script in html.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains("src=\"/assets/") || tag.contains("type=\"application/json\""), "{path}: <script{tag}>");
    }
    let lower = html.to_lowercase();
    for inline in ["<style", " style=\"", " onclick", " onload", " onerror", "javascript:", "<iframe", "<object", "<embed", "<base"] {
        assert!(!lower.contains(inline), "{path} has {inline}");
    }
    for word in html.split(['"', '\'', ' ', '>']) {
        let foreign = (word.starts_with("http://") || word.starts_with("https://")) && !word.starts_with("http://www.w3.org/");
        assert!(!foreign, "{path} leads away: {word}");
    }
}

#[tokio::test]
async fn every_page_is_whole_and_runs_nothing_inline() {
    let served = Served::demonstration().await;
    for language in ["zh-Hant", "zh-Hans", "en"] {
        let pages = all_pages(&served, language).await;
        assert!(pages.len() > 15, "{}", pages.len());
        for (path, answer) in &pages {
            if !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            let html = answer.text();
            assert!(html.starts_with(&format!("<!doctype html><html lang=\"{language}\"")), "{path}");
            assert_eq!(html.matches("<h1").count(), 1, "{path} has one heading of the first level");
            assert!(html.ends_with("</body></html>") && html.contains("<title>"), "{path}");
            assert!(answer.header("content-security-policy").contains("script-src 'self' 'wasm-unsafe-eval';"), "{path}");
            assert_nothing_inline(path, &html);
        }
    }
    served.close().await;
}

/// Longer digits than any date or code of a division on a page: telephone, resident's ID, bank account.
fn numbers(text: &str) -> Vec<&str> {
    let runs = text.split(|character: char| !character.is_ascii_digit());
    runs.filter(|run| run.len() >= 8 && !(run.len() == 12 && run.starts_with("6230"))).collect()
}

#[tokio::test]
async fn nobodys_secret_is_on_a_page_or_in_the_public_view() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    // Whatever stands in a sensitive partition or in the vault, and everybody's name.
    let kept = "SELECT DISTINCT value FROM record, json_tree(record.body, '$.body') WHERE scope_id LIKE 'village:%'
        AND partition <> 'ordinary' AND type = 'text' AND length(value) >= 6 AND value NOT LIKE '____-__-__'";
    let names = "SELECT DISTINCT json_extract(body, '$.body.name') FROM record WHERE scope_id LIKE 'village:%' AND kind = 'resident'";
    let staff = database.texts("SELECT json_extract(body, '$.body.name') FROM record WHERE kind = 'account'").await;
    let mut secrets = database.texts(kept).await;
    secrets.extend(database.texts(names).await.into_iter().filter(|name| !staff.contains(name)));
    assert!(secrets.len() > 100, "the demonstration has people: {}", secrets.len());
    let mut texts: Vec<(String, String)> = Vec::new();
    for (path, answer) in all_pages(&served, "zh-Hans").await {
        texts.push((path, answer.text()));
    }
    let mut client = Client::new(&served);
    for code in VILLAGES {
        let path = format!("/api/sync/pull?scope=public:{code}");
        let page = client.get(&path).await.good();
        assert_eq!(page["to"], page["head"], "all of it");
        // What people wrote is in the bodies, in words; money is in numbers.
        let bodies: Vec<String> = page["changes"].as_array().unwrap().iter().map(|change| words(&change["record"]["body"])).collect();
        texts.push((path, bodies.join("\n")));
    }
    for (path, text) in &texts {
        for secret in &secrets {
            assert!(!text.contains(secret), "{path} tells {secret}");
        }
        let readable: String = text.split("<script type=\"application/json\"").next().unwrap_or_default().to_owned();
        let bare: String = without_ids(&readable);
        assert_eq!(numbers(&bare), Vec::<&str>::new(), "{path}");
    }
    served.close().await;
}

/// All texts inside JSON.
fn words(json: &Value) -> String {
    match json {
        Value::String(text) => format!("{text}\n"),
        Value::Array(items) => items.iter().map(words).collect(),
        Value::Object(fields) => fields.values().map(words).collect(),
        _ => String::new(),
    }
}

/// The same without ids and addresses of files, whose digits are nobody's number.
fn without_ids(text: &str) -> String {
    let words = text.split_inclusive(['"', '/', ' ', '<', '>', ',', '\n']);
    words
        .filter(|word| {
            word.matches('-').count() != 4
                && !word.contains(".js")
                && !word.contains(".css")
                && !word.contains(".svg")
                && !word.contains(".wasm")
        })
        .collect()
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let served = Served::demonstration().await;
    let id = "0193f5a0-0000-7000-8000-000000000000";
    let paths = [
        "/v/999999999999".to_owned(),
        "/v/623023100000".to_owned(),
        "/v/x".to_owned(),
        format!("/v/{VILLAGE}/matters/{id}"),
        format!("/v/{VILLAGE}/notices/{id}"),
        format!("/v/{VILLAGE}/matters/x"),
        format!("/v/999999999999/notices/{id}"),
    ];
    for path in paths {
        for language in ["zh-Hant", "zh-Hans", "en"] {
            let answer = Client::new(&served).reading(language).get(&path).await;
            assert_eq!(answer.status, 404, "{path}");
            let html = answer.text();
            assert!(html.contains(&format!("<html lang=\"{language}\"")) && html.contains("href=\"/\""), "{path} shows a way on");
            assert_nothing_inline(&path, &html);
        }
    }
    // A matter of one village is not found at another's address.
    let database = Database::of(served.data()).await;
    let matter = database.records(&format!("public:{VILLAGE}"), "matter").await[0]["id"].as_str().unwrap().to_owned();
    let mut client = Client::new(&served);
    assert_eq!(client.get(&format!("/v/{VILLAGE}/matters/{matter}")).await.status, 200);
    assert_eq!(client.get(&format!("/v/{}/matters/{matter}", VILLAGES[1])).await.status, 404);
    served.close().await;
}

#[tokio::test]
async fn a_choice_is_kept_in_a_cookie_and_leads_back() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let answer = client.get("/v/623023100202?lang=zh-Hant").await;
    assert_snapshot!("choice_language", answer.shown());
    assert!(client.get("/v/623023100202").await.text().contains("<html lang=\"zh-Hant\""));
    let answer = client.get("/?size=elder").await;
    assert_eq!(answer.header("location"), "/");
    assert!(client.get("/").await.text().contains("data-size=\"elder\""));
    // What is no choice sets nothing and leads nowhere.
    for query in
        ["lang=fr", "lang=en%0d%0aset-cookie:%20a=b", "lang=%3Cscript%3E", "theme=%22%3E", "next=https://evil.example", "size=elder%00"]
    {
        let answer = client.get(&format!("/?{query}")).await;
        assert_eq!((answer.status, answer.cookies().len()), (200, 0), "{query}");
    }
    served.close().await;
}

/// Every byte as `%` and two digits.
fn percent_encoded(words: &str) -> String {
    words.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02x}");
        text
    })
}

#[tokio::test]
async fn what_is_searched_for_is_shown_and_never_run() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    client.cookies.insert("__Host-searcher".into(), "x".into());
    for words in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "'; DROP TABLE record; --",
        "%' OR 1=1 --",
        "{{7*7}}${7*7}",
        "\u{202e}gnp.exe",
        "\u{0}",
        "🏠",
    ] {
        let query = percent_encoded(words);
        let answer = client.get(&format!("/?q={query}")).await;
        assert_eq!(answer.status, 200, "{words}");
        let html = answer.text();
        assert!(!html.contains("<script>alert") && !html.contains("<img"), "{words}");
        assert_nothing_inline(words, &html.replace("onerror=", ""));
    }
    for (words, found) in
        [("锁儿头", true), ("鎖兒頭", true), ("suo er tou", true), ("suoertou", true), ("623023100202", true), ("没有这个村", false)]
    {
        let query = percent_encoded(words);
        assert_eq!(client.get(&format!("/?q={query}")).await.text().contains("/v/623023100202"), found, "{words}");
    }
    // However long it is, no more is looked at than a name has.
    let long = client.get(&format!("/?q={}", "x".repeat(3_000))).await;
    assert_eq!(long.status, 200);
    assert!(long.text().len() < 60_000);
    served.close().await;
}

#[tokio::test]
async fn pages_are_read_and_nothing_else() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let mut table = String::new();
    for path in
        ["/", "/v/623023100202", "/desk", "/desk/households", "/kiosk", "/kiosk/board", "/offline", "/manifest.webmanifest", "/sw.js"]
    {
        let mut line = Vec::new();
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let answer = client.ask(Asking::new(method, path)).await;
            if method == "HEAD" {
                assert!(answer.body.is_empty());
            }
            line.push(format!("{method} {}", answer.status));
        }
        let _ = writeln!(table, "{path:<24} {}", line.join("  "));
    }
    assert_snapshot!("page_methods", table);
    served.close().await;
}

#[tokio::test]
async fn pages_of_the_device_are_the_same_for_everybody() {
    let served = Served::demonstration().await;
    for path in ["/desk", "/desk/v/623023100202/h/x", "/kiosk", "/offline"] {
        let one = Client::new(&served).get(path).await;
        let mut other = Client::new(&served).reading("zh-Hant");
        other.cookies.insert("__Host-session".into(), "x".into());
        other.cookies.insert("lang".into(), "en".into());
        let other = other.get(path).await;
        assert_eq!((one.status, &one.body), (other.status, &other.body), "{path}");
        assert_nothing_inline(path, &one.text());
        assert!(one.text().contains("noindex"), "{path}");
    }
    served.close().await;
}

/// What is not there is a page for people and a problem for programs; a slash too many leads to what was meant.
#[tokio::test]
async fn an_address_that_is_not_there_is_told_to_each_in_their_way() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served).reading("zh-Hans");
    for (slashed, meant) in [("/v/623023100202/", "/v/623023100202"), ("/kiosk/", "/kiosk"), ("/desk/", "/desk")] {
        let answer = client.ask(Asking::new("GET", slashed).with("accept", "text/html")).await;
        assert_eq!((answer.status, answer.header("location")), (308, meant));
    }
    for path in ["/zzz", "/V/623023100202"] {
        let page = client.ask(Asking::new("GET", path).with("accept", "text/html,*/*")).await;
        assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        assert!(page.text().contains("lang=\"zh-Hans\""), "in the reader's language");
        assert_eq!(client.ask(Asking::new("GET", path).with("accept", "application/json")).await.refusal(), "404 not_found");
    }
    assert_eq!(client.ask(Asking::new("GET", "/api/zzz").with("accept", "text/html")).await.refusal(), "404 not_found");
    served.close().await;
}
