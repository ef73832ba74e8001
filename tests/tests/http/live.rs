//! `GET /api/sync/live`.

use super::{OTHER_VILLAGE, VILLAGE};
use insta::assert_snapshot;
use std::fmt::Write as _;
use tests::served::{Client, Database, Served};

/// The first event of a stream.
pub async fn first_event(response: &mut reqwest::Response) -> String {
    let mut text = String::new();
    while !text.contains("\n\n") {
        let chunk = response.chunk().await.unwrap().expect("the stream goes on");
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    text
}

#[tokio::test]
async fn a_stream_begins_with_the_heads_as_they_are() {
    let served = Served::demonstration().await;
    let client = Client::new(&served);
    let mut stream = client.open(&format!("/api/sync/live?scope=public:{VILLAGE}")).await;
    assert_eq!((stream.status().as_u16(), stream.headers()["content-type"].to_str().unwrap()), (200, "text/event-stream"));
    assert_eq!(stream.headers()["cache-control"], "no-store");
    let head = Database::of(served.data()).await.heads().await[&format!("public:{VILLAGE}")].0;
    assert_eq!(first_event(&mut stream).await, format!("data: {{\"scope\":\"public:{VILLAGE}\",\"head\":{head}}}\n\n"));
    // Streams do not hold the server up when it is told to stop.
    served.close().await;
    while let Ok(Some(_)) = stream.chunk().await {}
}

#[tokio::test]
async fn what_may_not_be_heard_is_refused_in_words() {
    let served = Served::demonstration().await;
    let many: Vec<String> = (0..65).map(|number| format!("public:6230231002{number:02}")).collect();
    let queries = [
        ("nothing, without a device", String::new()),
        ("no such sort of scope", "scope=x:1".into()),
        ("a village that is not there", "scope=public:999999999999".into()),
        ("a village, without a session", format!("scope=village:{VILLAGE}")),
        ("one public, one not", format!("scope=public:{VILLAGE},village:{OTHER_VILLAGE}")),
        ("the deployment", "scope=deployment".into()),
        ("too many", format!("scope={}", many.join(","))),
        ("SQL", "scope=public:623023100202'--".into()),
    ];
    let mut table = String::new();
    for (name, query) in queries {
        let answer = Client::new(&served).get(&format!("/api/sync/live?{query}")).await;
        let _ = writeln!(table, "{name:<40} {}", answer.refusal());
    }
    assert_snapshot!("live_refused", table);
    served.close().await;
}
