//! The frame that every request passes, and the answers that every refusal gets.

pub mod assets;
pub mod doors;
pub mod extract;
pub mod guard;
mod headers;
pub mod limits;
pub mod problem;
pub mod rate;
pub mod serve;

use crate::clock::Stopwatch;
use crate::state::AppState;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::FutureExt as _;
use problem::{Problem, Refusal};
use std::panic::AssertUnwindSafe;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tracing::Instrument as _;

/// The header that tells a request's number.
const REQUEST_NUMBER: HeaderName = HeaderName::from_static("x-request-id");

/// The whole server: all rooms' routes inside the frame.
pub fn router(state: &AppState) -> Router {
    frame(routes(state), state)
}

fn routes(state: &AppState) -> Router {
    Router::new()
        .merge(crate::sync::router())
        .merge(crate::account::router(state))
        .merge(crate::admin::router())
        .merge(crate::disclosure::router())
        .merge(crate::link::router())
        .merge(state.assets.clone().router())
        .fallback(crate::disclosure::elsewhere)
        .with_state(state.clone())
}

/// The layers, the last one outermost. A request is numbered and timed, counted, measured, unpacked and judged before a room sees it;
/// whatever refuses it, the refusal is written in one place on the way out.
fn frame(routes: Router, state: &AppState) -> Router {
    let limited = routes
        .layer(from_fn(guard::json_only))
        .layer(from_fn(guard::same_site))
        .layer(from_fn(guard::unpacked))
        .layer(RequestDecompressionLayer::new())
        .layer(from_fn(guard::bearable))
        .layer(from_fn_with_state(rate::sessions(), rate::within_session))
        .layer(rate::by_address(state.settings.trust_proxy));
    // Whoever watches over the server asks however busy its callers' address is: told to wait, they would take it for down.
    let watched = Router::new().route("/healthz", get(health)).with_state(state.clone());
    let judged = limited
        .merge(watched)
        .layer(from_fn(within_time))
        .layer(from_fn(catch_panic))
        .layer(from_fn(problem::write_problems))
        .layer(CompressionLayer::new());
    headers::layer(judged, state.settings).layer(from_fn_with_state(state.clone(), observe))
}

/// Ready: migrated, and the writer runs.
async fn health(State(state): State<AppState>) -> Result<&'static str, Refusal> {
    let readable = state.store.is_ready() && state.store.read().await.is_ok();
    if readable { Ok("ready\n") } else { Err(Refusal::Unavailable) }
}

/// The number under which a request stands in the log.
#[derive(Debug, Clone)]
pub struct RequestNumber(pub String);

/// The request's number; empty where the frame has not given one.
pub fn request_number(request: &Request) -> String {
    request.extensions().get::<RequestNumber>().map(|number| number.0.clone()).unwrap_or_default()
}

/// Numbers and times a request. The log has the route's pattern, never the address: an address may name a person.
async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let number = state.random.bytes::<6>().map(hex::encode).unwrap_or_default();
    request.extensions_mut().insert(RequestNumber(number.clone()));
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let span = tracing::info_span!("request", request.id = %number, http.method = %request.method(), http.route = %route);
    let watch = Stopwatch::start();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::debug!(http.status = response.status().as_u16(), duration_ms = watch.millis(), "answered"));
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(REQUEST_NUMBER, number);
    }
    response
}

/// An answer that does not begin in time does not come.
async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(limits::ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::Timeout.into_response(),
    }
}

/// A handler that breaks down is a fault of one request, not of the server.
async fn catch_panic(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
            Problem::fault(format!("a handler broke down: {}", text.unwrap_or_default())).into_response()
        }
    }
}
