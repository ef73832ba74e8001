//! The access table as it is seen from outside: every route, asked by nobody, a villager at the kiosk, a cadre and an administrator.

use super::VILLAGE;
use super::admin::described;
use super::codes::kiosk;
use insta::assert_snapshot;
use std::fmt::Write as _;
use tests::served::{Asking, Client, Database, Hand, Served};

/// Every route there is, each with a request that is well formed and means nothing.
async fn routes(served: &Served) -> Vec<(String, String)> {
    let database = Database::of(served.data()).await;
    let of = async |kind: &str| database.records(&format!("public:{VILLAGE}"), kind).await[0]["id"].as_str().unwrap().to_owned();
    let (matter, notice) = (of("matter").await, of("notice").await);
    let mut routes: Vec<(String, String)> = [
        "/healthz",
        "/",
        "/v/623023100202",
        "/desk",
        "/desk/households",
        "/kiosk",
        "/kiosk/board",
        "/offline",
        "/sw.js",
        "/manifest.webmanifest",
        "/api/sync/hello",
        "/api/sync/pull?scope=public:623023100202",
        "/api/sync/pull?scope=village:623023100202",
        "/api/sync/pull?scope=village:623023100203",
        "/api/sync/pull?scope=county:623023000000",
        "/api/sync/pull?scope=deployment",
        "/api/session",
        "/api/link/units",
        "/api/link/cadres?village=623023100202",
    ]
    .map(|path| ("GET".to_owned(), path.to_owned()))
    .to_vec();
    routes.insert(3, ("GET".into(), format!("/v/623023100202/matters/{matter}")));
    routes.insert(4, ("GET".into(), format!("/v/623023100202/notices/{notice}")));
    let writing = [
        "/api/sync/push",
        "/api/auth/sign-in",
        "/api/auth/change-password",
        "/api/auth/link",
        "/api/auth/set-password",
        "/api/auth/setup",
        "/api/kiosk/enrol",
        "/api/device/report",
    ];
    routes.extend(writing.map(|path| ("POST".to_owned(), path.to_owned())));
    routes.extend(described(served).await.into_iter().map(|(method, path, _)| (method, path)));
    routes
}

#[tokio::test]
async fn every_route_by_everybody() {
    let served = Served::demonstration().await;
    let mut askers = vec![("nobody", Client::new(&served)), ("villager", kiosk(&served).await.client)];
    for login in ["cadre", "committee", "supervisor", "township", "office", "admin"] {
        askers.push((login, Hand::sign_in(&served, login).await.client));
    }
    let names: Vec<String> = askers.iter().map(|(name, _)| format!("{name:<11}")).collect();
    let mut table = format!("{:<64} {}\n", "", names.join("").trim_end());
    for (method, path) in routes(&served).await {
        let mut line = String::new();
        for (_, client) in &askers {
            let asking = if method == "GET" { Asking::new(&method, &path) } else { Asking::new(&method, &path).json("{}") };
            let _ = write!(line, "{:<11}", client.clone().ask(asking).await.status);
        }
        let shown = path.split('/').map(|part| if part.len() == 36 { "{id}" } else { part }).collect::<Vec<_>>().join("/");
        let _ = writeln!(table, "{method:<7}{shown:<57} {}", line.trim_end());
    }
    assert_snapshot!("access", table);
    served.close().await;
}
