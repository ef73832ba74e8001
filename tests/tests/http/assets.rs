//! The bundle: hashed names for ever, everything else asked for anew, and nothing beside it.

use tests::served::{Asking, Client, Served};

#[tokio::test]
async fn files_with_hashed_names_are_kept_for_ever_and_the_rest_is_asked_about() {
    let served = Served::demonstration().await;
    let mut client = Client::new(&served);
    let html = client.get("/").await.text();
    let assets: Vec<&str> = html.split('"').filter(|word| word.starts_with("/assets/")).collect();
    assert!(assets.len() >= 3, "this program has no bundle inside: build it with `cargo pack`");
    for path in assets {
        let packed = client.ask(Asking::new("GET", path).with("accept-encoding", "br, gzip")).await;
        assert_eq!(packed.status, 200, "{path}");
        assert!(packed.header("cache-control").contains("immutable"), "{path}");
        assert_eq!(packed.header("vary"), "accept-encoding", "{path}");
        let etag = packed.header("etag").to_owned();
        let known = client.ask(Asking::new("GET", path).with("accept-encoding", "br, gzip").with("if-none-match", &etag)).await;
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
        let plain = client.get(path).await;
        assert!(plain.header("content-encoding").is_empty() && plain.body.len() >= packed.body.len(), "{path}");
    }
    for path in ["/sw.js", "/manifest.webmanifest", "/desk"] {
        let answer = client.get(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-cache"), "{path}");
    }
    for path in ["/assets", "/assets/x.js", "/assets/manifest.json"] {
        assert_eq!(client.get(path).await.refusal(), "404 not_found", "{path}");
    }
    let robots = client.get("/robots.txt").await;
    assert!(robots.status == 200 && robots.header("content-type").starts_with("text/plain"));
    for line in ["User-agent: *", "Disallow: /desk", "Disallow: /kiosk", "Disallow: /api/"] {
        assert!(robots.text().lines().any(|told| told == line), "{}", robots.text());
    }
    let icon = client.get("/favicon.ico").await;
    assert_eq!((icon.status, client.get(icon.header("location")).await.status), (307, 200));
    assert_eq!(client.ask(Asking::new("POST", "/assets/x.js").json("{}")).await.status, 405);
    served.close().await;
}
