//! A server with the demonstration in a folder of its own, and browsers that keep cookies.

use crate::clock::Clock;
use crate::keys::Keys;
use crate::random::Random;
use crate::state::{AppState, Mode};
use crate::store::Sqlite;
use crate::sync::{Acting, accepted, submit};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use shared::kernel::{DeviceId, Instant, ScopeId};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

pub const VILLAGE: &str = "623023100202";
pub const OTHER: &str = "623023100203";
pub const PASSWORD: &str = crate::demo::PASSWORD;

pub struct World {
    pub state: AppState,
    router: Router,
    _folder: tempfile::TempDir,
}

/// A browser: an address it asks from, cookies it keeps.
pub struct Browser<'w> {
    world: &'w World,
    pub address: String,
    pub cookies: BTreeMap<String, String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// Status and problem code at once.
    pub fn told(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default())
    }
}

impl World {
    pub async fn demo() -> Self {
        let world = Self::empty(Mode::Demo).await;
        crate::demo::fill(&world.state).await.unwrap();
        world
    }

    pub async fn empty(mode: Mode) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Sqlite::open(&folder.path().join("test.db")).await.unwrap();
        let random = Random::seeded(5);
        let clock = Clock::fixed(Instant::from_millis(1_795_000_000_000));
        let settings = crate::state::Settings { tls: false, trust_proxy: true };
        let state = AppState::open(database, mode, Keys::new(&random).unwrap(), clock, random).await.unwrap();
        let state = state.with(settings, crate::http::assets::Assets::open(None));
        Self { router: crate::http::router(&state), state, _folder: folder }
    }

    pub fn browser(&self, address: &str) -> Browser<'_> {
        Browser { world: self, address: address.to_owned(), cookies: BTreeMap::new() }
    }

    /// A minute by the clock, as many times as told.
    pub fn minutes(&self, minutes: i64) {
        self.state.clock.advance(minutes * 60_000);
    }

    /// An administrator's command.
    pub async fn command(&self, name: &str, body: Value) {
        let admin = Acting::Account(crate::demo::account_id("admin"));
        accepted(submit(&self.state, &ScopeId::Deployment, name, body, admin).await.unwrap()).unwrap();
    }

    pub async fn kiosk_code(&self, village: &str) -> String {
        crate::account::issue::kiosk_code(&self.state, &village.parse().unwrap(), crate::account::issue::By::default()).await.unwrap().text
    }
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str, device: &str) -> Answer {
        let device = json!({ "id": DeviceId::derived(&[device]), "kind": "phone", "name": "phone" });
        self.post("/api/auth/sign-in", json!({ "login": login, "password": password, "device": device })).await
    }

    pub async fn enrol(&mut self, code: &str, device: &str) -> Answer {
        let body = json!({ "code": code, "device": DeviceId::derived(&[device]), "name": "kiosk" });
        self.post("/api/kiosk/enrol", body).await
    }

    pub async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Who the server takes this browser for: device kind and login.
    pub async fn who(&mut self) -> (Option<String>, Option<String>) {
        let answer = self.get("/api/session").await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        let text = |value: &Value| value.as_str().map(str::to_owned);
        (text(&answer.body["device"]["kind"]), text(&answer.body["account"]["login"]))
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header("x-forwarded-for", &self.address);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let (parts, body) = self.world.router.clone().oneshot(request.body(body).unwrap()).await.unwrap().into_parts();
        self.keep(&parts.headers);
        let bytes = to_bytes(body, 1 << 22).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// The first grant of a demonstration account.
pub async fn grant_of(mut reader: Box<dyn crate::store::Reader>, login: &str) -> shared::kernel::Id {
    use shared::sync::state::Query;
    let query = Query::Children("grant".into(), crate::demo::account_id(login).into());
    reader.records(&ScopeId::Deployment, &query).await.unwrap()[0].id
}
