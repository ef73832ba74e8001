//! `GET /healthz`, the start and the end.

use tests::served::{Asking, Client, Data, Served, run};

#[tokio::test]
async fn it_answers_when_ready_and_stops_when_told() {
    let data = Data::demonstration().await;
    let served = Served::again(&data).await;
    let mut client = Client::new(&served);
    let answer = client.get("/healthz").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "ready\n"));
    assert_eq!(client.ask(Asking::new("POST", "/healthz").json("{}")).await.refusal(), "405 method_not_allowed");
    // A second server on the same data is refused in one clear line and changes nothing.
    let second = run(&["serve", "--demo", "--listen", "127.0.0.1:0"], data.path()).await;
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains("a server is running on"), "{said}");
    served.close().await;
}

#[tokio::test]
async fn a_demonstration_and_a_real_database_are_kept_apart() {
    let data = Data::demonstration().await;
    let said = run(&["serve", "--listen", "127.0.0.1:0"], data.path()).await;
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).contains("is a demonstration"));
    let empty = Data::empty();
    let served = Served::real(&empty).await;
    served.close().await;
    let said = run(&["serve", "--demo", "--listen", "127.0.0.1:0"], empty.path()).await;
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).contains("takes no demonstration"));
}

#[tokio::test]
async fn plain_http_is_for_this_machine_only() {
    let empty = Data::empty();
    let said = run(&["serve", "--listen", "0.0.0.0:0"], empty.path()).await;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("--tls-cert") && said.contains("--insecure-http"), "{said}");
    assert!(!empty.path().join("shuanglian.db").exists(), "nothing was made");
}

#[tokio::test]
async fn what_is_not_there_is_said_in_a_line() {
    let empty = Data::empty();
    for arguments in [&["check"][..], &["backup", "/nowhere/copy.db"], &["restore", "/nowhere/copy.db"]] {
        let said = run(arguments, empty.path()).await;
        let line = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && !line.contains("panicked") && !line.is_empty(), "{arguments:?}: {line}");
    }
}
