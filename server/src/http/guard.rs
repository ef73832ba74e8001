//! What a request must be before a handler sees it: from our own pages, in JSON, of a bearable size, not too many.

use super::limits::{MAX_BODY_BYTES, MAX_DISCARDED_BYTES, MAX_UNPACKED_BYTES, MAX_URI_BYTES};
use super::problem::{Problem, Refusal};
use axum::body::Body;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt as _, Limited};

/// Is the body said to be JSON?
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// How a body may be packed.
const CODINGS: [&str; 5] = ["identity", "gzip", "deflate", "br", "zstd"];

/// Does this method ask for a change?
fn writes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Refuses a writing request that another site had a browser send. Browsers say where a request comes from; programs that are no
/// browser say nothing and hold no cookie that another site could use.
pub async fn same_site(request: Request, next: Next) -> Response {
    if writes(request.method()) && !is_same_site(request.headers(), request.uri().authority().map(Authority::as_str)) {
        return Refusal::CrossSite.into_response();
    }
    next.run(request).await
}

fn is_same_site(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let read = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = read("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = read("origin") else { return true };
    let host = authority.or_else(|| read("host")).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

/// Refuses a writing request with a body that is not JSON, which no form of another site can send without being asked first.
pub async fn json_only(request: Request, next: Next) -> Response {
    if writes(request.method()) && has_body(request.headers()) && !is_json(request.headers()) {
        return Refusal::WrongContentType.into_response();
    }
    next.run(request).await
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length != "0")
}

/// The body was compressed: what unpacks beyond the limit is a bomb, not a long text.
#[derive(Debug, Clone, Copy)]
struct Packed;

/// Takes in the body as it travelled, up to its limit. What announces more is refused without being kept.
pub async fn bearable(request: Request, next: Next) -> Response {
    if request.uri().to_string().len() > MAX_URI_BYTES {
        return Refusal::TooLarge.into_response();
    }
    if !writes(request.method()) {
        return next.run(request).await;
    }
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if let Some(length) = announced.filter(|length| *length > MAX_BODY_BYTES) {
        if length <= MAX_DISCARDED_BYTES {
            discard(&mut request.into_body()).await;
        }
        return Refusal::TooLarge.into_response();
    }
    let packed = request.headers().contains_key(header::CONTENT_ENCODING);
    if packed && !is_known_coding(request.headers()) {
        return Refusal::WrongContentEncoding.into_response();
    }
    match collected(request, MAX_BODY_BYTES, Refusal::TooLarge).await {
        Ok(mut request) => {
            if packed {
                request.extensions_mut().insert(Packed);
            }
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Is the body packed once, in a way that is unpacked here?
fn is_known_coding(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::CONTENT_ENCODING).iter();
    let known = lines.next().and_then(|line| line.to_str().ok()).is_some_and(|coding| CODINGS.contains(&coding.trim()));
    known && lines.next().is_none()
}

/// Takes in the unpacked body, up to its limit and not a byte beyond, however little it was on the way.
pub async fn unpacked(request: Request, next: Next) -> Response {
    if request.extensions().get::<Packed>().is_none() {
        return next.run(request).await;
    }
    match collected(request, MAX_UNPACKED_BYTES, Refusal::DecompressionBomb).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn collected(request: Request, limit: usize, beyond: Refusal) -> Result<Request, Problem> {
    let (parts, mut body) = request.into_parts();
    match Limited::new(&mut body, limit).collect().await {
        Ok(collected) => Ok(Request::from_parts(parts, Body::from(collected.to_bytes()))),
        Err(error) if is_beyond_limit(&*error) => {
            if beyond == Refusal::TooLarge {
                discard(&mut body).await;
            }
            Err(beyond.into())
        }
        Err(_) => Err(Refusal::Malformed.into()),
    }
}

/// Reads on and keeps nothing: whoever is still sending hears no answer, only that the connection is gone.
async fn discard(body: &mut Body) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, axum::body::Bytes::len);
        if read > MAX_DISCARDED_BYTES {
            return;
        }
    }
}

fn is_beyond_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_and_programs_write() {
        let own = [
            &[][..],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("origin", "http://a.example:3000"), ("host", "a.example:3000")],
        ];
        let foreign = [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://a.example"), ("host", "a.example")],
            &[("origin", "http://b.example"), ("host", "a.example")],
            &[("origin", "null"), ("host", "a.example")],
            &[("origin", "http://a.example:3001"), ("host", "a.example:3000")],
        ];
        for pairs in own {
            assert!(is_same_site(&headers(pairs), None), "{pairs:?}");
        }
        for pairs in foreign {
            assert!(!is_same_site(&headers(pairs), None), "{pairs:?}");
        }
    }

    #[test]
    fn json_is_told_by_its_type_alone() {
        assert!(is_json(&headers(&[("content-type", "application/json; charset=utf-8")])));
        for other in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
            assert!(!is_json(&headers(&[("content-type", other)])), "{other}");
        }
    }
}
