//! `GET /api/sync/pull`.

use super::{OTHER_VILLAGE, VILLAGE};
use insta::assert_snapshot;
use std::fmt::Write as _;
use tests::served::{Client, Database, Served};

#[tokio::test]
async fn anybody_reads_a_villages_public_view_and_nothing_else() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let mut page = client.get(&format!("/api/sync/pull?scope=public:{VILLAGE}")).await.good();
    assert_eq!(page["to"], page["head"]);
    let heads = Database::of(served.data()).await.heads().await;
    assert_eq!(page["head"], heads[&format!("public:{VILLAGE}")].0);
    let changes = page["changes"].as_array_mut().unwrap();
    assert!(changes.len() > 20 && changes.iter().all(|change| change["record"]["partition"].as_str().unwrap_or("ordinary") == "ordinary"));
    changes.truncate(1);
    page["changes"][0]["record"]["body"] = serde_json::json!("…");
    assert_snapshot!("pull_public_first", tests::served::Shown::default().json(page));
    served.close().await;
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_in_words() {
    let served = Served::demonstration().await;
    let queries = [
        ("no scope", String::new()),
        ("an empty scope", "scope=".into()),
        ("no such sort of scope", "scope=province:620000000000".into()),
        ("a village without a code", "scope=village".into()),
        ("a code of letters", "scope=village:62302310020x".into()),
        ("a script for a code", "scope=%3Cscript%3E".into()),
        ("SQL for a code", "scope=public:623023100202'%20OR%20'1'='1".into()),
        ("a village that is not there", "scope=public:999999999999".into()),
        ("a village, without a session", format!("scope=village:{VILLAGE}")),
        ("another village, without a session", format!("scope=village:{OTHER_VILLAGE}")),
        ("the county, without a session", "scope=county:623023000000".into()),
        ("the deployment, without a session", "scope=deployment".into()),
        ("a cursor below zero", format!("scope=public:{VILLAGE}&after=-1")),
        ("a cursor beyond numbers", format!("scope=public:{VILLAGE}&after=99999999999999999999999")),
        ("a cursor of words", format!("scope=public:{VILLAGE}&after=x")),
        ("an older shape of records", format!("scope=public:{VILLAGE}&schema=0")),
        ("the same twice", format!("scope=public:{VILLAGE}&scope=public:{OTHER_VILLAGE}")),
    ];
    let mut table = String::new();
    for (name, query) in queries {
        let codes: Vec<String> = {
            let mut codes = Vec::new();
            for language in ["zh-Hant", "zh-Hans", "en"] {
                codes.push(Client::new(&served).reading(language).get(&format!("/api/sync/pull?{query}")).await.refusal());
            }
            codes.dedup();
            codes
        };
        let _ = writeln!(table, "{name:<40} {}", codes.join(" / "));
    }
    assert_snapshot!("pull_refused", table);
    served.close().await;
}

#[tokio::test]
async fn a_cursor_from_the_future_gets_an_empty_page_and_the_head() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    for after in [1_000_000_u64, 9_007_199_254_740_991, u64::MAX] {
        let page = client.get(&format!("/api/sync/pull?scope=public:{VILLAGE}&after={after}")).await.good();
        assert_eq!((page["changes"].as_array().unwrap().len(), &page["to"]), (0, &after.into()));
        assert!(page["head"].as_u64().unwrap() < after);
    }
    served.close().await;
}
