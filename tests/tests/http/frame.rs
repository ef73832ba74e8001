//! What is refused before a room sees it, and what every answer bears.

use super::refuse::{bad_requests, brotli, deflate, gzip, no_proper_client, table};
use super::{OTHER_VILLAGE, VILLAGE};
use insta::assert_snapshot;
use serde_json::json;
use tests::served::{Asking, Client, Database, Served, exchange};
use tokio::io::AsyncWriteExt as _;

#[tokio::test]
async fn a_bad_request_is_refused_in_words_whoever_asks() {
    let served = Served::demonstration().await;
    let database = Database::of(served.data()).await;
    let before = database.heads().await;
    let client = Client::new(&served);
    assert_snapshot!("bad_requests", table(&client, || bad_requests("POST", "/api/sync/push")).await);
    assert_snapshot!("no_proper_client", no_proper_client(&served, "POST", "/api/sync/push").await);
    assert_eq!(database.heads().await, before);
    served.close().await;
}

#[tokio::test]
async fn a_refusal_is_a_whole_document() {
    let served = Served::demonstration().await;
    for language in ["zh-Hant", "zh-Hans", "en"] {
        let mut client = Client::new(&served).reading(language);
        let foreign = client.ask(Asking::new("POST", "/api/sync/push").with("origin", "https://evil.example").json("{}")).await;
        assert_snapshot!(format!("cross_site_{language}"), foreign.shown());
        assert_snapshot!(format!("not_found_{language}"), client.get("/api/nothing").await.shown());
    }
    let mut client = Client::new(&served);
    assert_snapshot!("method_not_allowed", client.ask(Asking::new("DELETE", "/api/sync/push")).await.shown());
    // The choice of the reader comes before the browser's wish.
    client.cookies.insert("lang".to_owned(), "zh-Hant".to_owned());
    assert_eq!(client.get("/api/nothing").await.header("content-language"), "zh-Hant");
    served.close().await;
}

#[tokio::test]
async fn a_packed_body_is_unpacked_and_read() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let body = json!({ "protocol": 1, "epoch": 1, "batches": [] }).to_string();
    for (coding, bytes) in [("gzip", gzip(body.as_bytes())), ("br", brotli(body.as_bytes())), ("deflate", deflate(body.as_bytes()))] {
        let answer = client.ask(Asking::new("POST", "/api/sync/push").with("content-encoding", coding).json(bytes)).await;
        assert_eq!(answer.refusal(), "401 not_signed_in", "{coding}: nothing but the session was missing");
    }
    served.close().await;
}

/// Every way that an address can be spelled to mean another.
#[tokio::test]
async fn an_address_leads_nowhere_else() {
    let served = Served::demonstration().await;
    let paths = [
        "/assets/../shuanglian.db",
        "/assets/..%2f..%2fshuanglian.db",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5c..%5cshuanglian.keys",
        "/assets//etc/passwd",
        "/assets/%00",
        "/assets/style.css%00.png",
        "//evil.example/",
        "/v/..%2f..%2f",
        "/v/623023100202/../../api/sync/hello",
        "/v/623023100202%00",
        "/v/623023100202'%20OR%20'1'='1",
        "/v/623023100202;DROP%20TABLE%20record",
        "/v/6230231002020",
        "/v/%F0%9F%8F%A0",
        "/v/%ff%fe",
        "/v/62302310020２",
        "/v/623023100202/matters/00000000-0000-0000-0000-000000000000",
        "/v/623023100202/matters/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/v/623023100202/notices/../../..",
        "/v/623023000000",
        "/api/sync/hello/",
        "/API/SYNC/HELLO",
        "/api//sync/hello",
        "/api/sync/hello%20",
        "/.git/config",
        "/shuanglian.db",
        "/shuanglian.keys",
        "/healthz/..",
    ];
    for path in paths {
        let raw = exchange(
            &served.address,
            format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-language: en\r\nconnection: close\r\n\r\n").as_bytes(),
        )
        .await;
        assert!(matches!(raw.status, 400 | 404), "{path}: {}", raw.text);
        for secret in ["SQLite format", "act_master", "root:", "<script>alert", "location:"] {
            assert!(!raw.text.contains(secret), "{path}: {}", raw.text);
        }
    }
    served.close().await;
}

/// A body that comes byte by byte holds up nobody else.
#[tokio::test]
async fn a_slow_body_holds_up_nobody() {
    let served = Served::demonstration().await;
    let address = served.address.strip_prefix("http://").unwrap().to_owned();
    let mut slow = Vec::new();
    for _ in 0..50 {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = "POST /api/sync/push HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{";
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    let mut client = Client::new(&served);
    for _ in 0..20 {
        client.get("/api/sync/hello").await.good();
    }
    // Gone in the middle of a body: nothing is left of them.
    drop(slow);
    client.get("/api/sync/hello").await.good();
    served.close().await;
}

#[tokio::test]
async fn what_every_answer_bears() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let paths =
        ["/healthz", "/", "/v/623023100202", "/v/1", "/desk", "/desk/x", "/kiosk", "/offline", "/sw.js", "/api/sync/hello", "/api/x"];
    for path in paths {
        let answer = client.get(path).await;
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        assert_eq!(answer.header("x-request-id").len(), 12, "{path}");
        assert!(answer.headers.get("server").is_none() && answer.headers.get("x-powered-by").is_none(), "{path}");
        if path.starts_with("/api/") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{path} lets another site read it");
    }
    served.close().await;
}

/// Many requests at once on one session end in `rate_limited`, with the time to wait, and others go on.
#[tokio::test]
async fn too_many_requests_are_told_to_wait() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    client.cookies.insert("__Host-one".into(), "session".into());
    let mut limited = None;
    for _ in 0..1_000 {
        let answer = client.get("/api/nothing").await;
        if answer.status == 429 {
            limited = Some(answer);
            break;
        }
    }
    let limited = limited.expect("a limit");
    assert_eq!(limited.refusal(), "429 rate_limited");
    assert!(limited.header("retry-after").parse::<u64>().unwrap() >= 1);
    let mut other = Client::new(&served);
    other.cookies.insert("__Host-another".into(), "session".into());
    other.get("/api/sync/hello").await.good();
    // A hall full of phones without a cookie opens the board at once, and whoever watches the server hears from it.
    let mut hall = Client::new(&served);
    for _ in 0..1_000 {
        assert_eq!(hall.get("/api/nothing").await.status, 404);
    }
    assert!(served.is_up().await);
    served.close().await;
}

#[tokio::test]
async fn a_preflight_lets_no_other_site_in() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let preflight = Asking::new("OPTIONS", "/api/sync/push")
        .with("origin", "https://evil.example")
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "content-type");
    let answer = client.ask(preflight).await;
    assert_eq!(answer.refusal(), "405 method_not_allowed");
    assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control-")));
    for path in [format!("/api/sync/pull?scope=village:{VILLAGE}"), format!("/api/sync/pull?scope=village:{OTHER_VILLAGE}")] {
        assert_eq!(client.get(&path).await.refusal(), "401 not_signed_in");
    }
    served.close().await;
}
