//! The description as JSON, and the page to read and try it: Swagger UI out of this program, nothing from elsewhere.

use super::BASE;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::Config;

/// What the page may do: its own scripts and styles, its pictures inside them, and this interface. It sets styles on single
/// elements, which only the attribute's own directive lets it, and has one style sheet of constant text in itself, let in by its hash.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; \
     style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The routes of the description and its page.
pub fn router(description: OpenApi) -> Router<AppState> {
    let description = Arc::new(description);
    let config = Arc::new(
        Config::from(format!("{BASE}/openapi.json")).validator_url("none").filter(true).deep_linking(true).display_request_duration(true),
    );
    let index = Arc::clone(&config);
    Router::new()
        .route(&format!("{BASE}/openapi.json"), get(async move || axum::Json(description.as_ref()).into_response()))
        .route(&format!("{BASE}/docs"), get(async || Redirect::permanent("/api/admin/v1/docs/")))
        .route(&format!("{BASE}/docs/"), get(async move || file("index.html", index)))
        .route(&format!("{BASE}/docs/{{*path}}"), get(async move |Path(path): Path<String>| file(&path, config)))
}

fn file(path: &str, config: Arc<Config<'static>>) -> Result<Response, Problem> {
    let found = utoipa_swagger_ui::serve(path, config).map_err(Problem::fault)?.ok_or(Refusal::NotFound)?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(&found.content_type).map_err(Problem::fault)?);
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    if found.gzpipped {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok((headers, found.bytes.into_owned()).into_response())
}
