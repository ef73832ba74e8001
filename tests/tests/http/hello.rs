//! `GET /api/sync/hello`.

use insta::assert_snapshot;
use tests::served::{Asking, Client, Served};

#[tokio::test]
async fn a_browser_that_is_no_device_hears_the_protocol_and_holds_nothing() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    assert_snapshot!("hello_nobody", client.get("/api/sync/hello").await.shown());
    // Cookies that somebody made up are nobody's.
    for name in ["__Host-session", "__Host-device", "session"] {
        client.cookies.insert(name.to_owned(), "x'; DROP TABLE session; --".to_owned());
    }
    assert_eq!(client.get("/api/sync/hello?x=%00&scope=village").await.good()["scopes"].as_array().unwrap().len(), 0);
    assert_eq!(client.ask(Asking::new("POST", "/api/sync/hello").json("{}")).await.refusal(), "405 method_not_allowed");
    served.close().await;
}
