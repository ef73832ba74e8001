//! What every answer tells the browser about how to treat it.

use crate::state::Settings;
use app::shell::document::CONTENT_SECURITY_POLICY;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::set_header::SetResponseHeaderLayer;

/// The headers of every answer. A page that needs another policy says so itself, and nothing here takes it back.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// What no page of ours asks for. The camera stays: it reads the code on a household's card.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), \
    hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Two years, as browsers' lists ask; only where this server speaks TLS itself.
const HSTS: (HeaderName, &str) = (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");

/// What an interface answers is of the moment and of the asker: nothing on the way keeps it.
async fn keep_nothing(request: Request, next: Next) -> Response {
    let interface = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if interface {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Puts the headers on every answer.
pub fn layer(router: Router, settings: Settings) -> Router {
    let router = router.layer(from_fn(keep_nothing));
    let hsts = settings.tls.then_some(HSTS);
    HEADERS
        .into_iter()
        .chain(hsts)
        .fold(router, |router, (name, value)| router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))))
}
