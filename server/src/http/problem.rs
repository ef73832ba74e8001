//! What a refused request is answered with (RFC 9457): one place that writes it, in the reader's language.
//!
//! A handler returns a [`Problem`] (or an error that becomes one); the frame writes the document, because only it knows the
//! request's language. A bare error status of a library becomes a problem there too, so no refusal leaves without a stable code.

use crate::random::NoRandom;
use crate::store::StoreError;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shared::kernel::Violation;
use shared::sync::rejection::{Rejection, RejectionCode};
use shared::text::{self, Lang};
use std::collections::BTreeMap;

/// The media type of a problem document.
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why a request was refused. The wire name is stable and is the key of its sentence in the texts of `problem`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its text in shared/locales/<language>/problem.toml")]
pub enum Refusal {
    Malformed,
    WrongType,
    TooLarge,
    DecompressionBomb,
    WrongContentType,
    WrongContentEncoding,
    MethodNotAllowed,
    CrossSite,
    NotSignedIn,
    SessionExpired,
    WrongPassword,
    TooManyTries,
    RateLimited,
    NoRight,
    NotFound,
    ForeignScope,
    DeviceNotEnrolled,
    DeviceRevoked,
    DeviceInUse,
    AccountClosed,
    UpgradeNeeded,
    UnsupportedVersion,
    CursorFromFuture,
    Invalid,
    AlreadyExists,
    NameTaken,
    CodeUnknown,
    CodeExpired,
    CodeUsed,
    Timeout,
    Unavailable,
    Fault,
}

impl Refusal {
    /// The stable code on the wire.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status it goes out with.
    pub fn status(self) -> StatusCode {
        self.row().1
    }

    fn row(self) -> (&'static str, StatusCode) {
        match self {
            Self::Malformed => ("malformed", StatusCode::BAD_REQUEST),
            Self::WrongType => ("wrong_type", StatusCode::UNPROCESSABLE_ENTITY),
            Self::TooLarge => ("too_large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::DecompressionBomb => ("decompression_bomb", StatusCode::PAYLOAD_TOO_LARGE),
            Self::WrongContentType => ("wrong_content_type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::WrongContentEncoding => ("wrong_content_encoding", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::MethodNotAllowed => ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED),
            Self::CrossSite => ("cross_site", StatusCode::FORBIDDEN),
            Self::NotSignedIn => ("not_signed_in", StatusCode::UNAUTHORIZED),
            Self::SessionExpired => ("session_expired", StatusCode::UNAUTHORIZED),
            Self::WrongPassword => ("wrong_password", StatusCode::UNAUTHORIZED),
            Self::TooManyTries => ("too_many_tries", StatusCode::TOO_MANY_REQUESTS),
            Self::RateLimited => ("rate_limited", StatusCode::TOO_MANY_REQUESTS),
            Self::NoRight => ("no_right", StatusCode::FORBIDDEN),
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND),
            Self::ForeignScope => ("foreign_scope", StatusCode::FORBIDDEN),
            Self::DeviceNotEnrolled => ("device_not_enrolled", StatusCode::UNAUTHORIZED),
            Self::DeviceRevoked => ("device_revoked", StatusCode::FORBIDDEN),
            Self::DeviceInUse => ("device_in_use", StatusCode::CONFLICT),
            Self::AccountClosed => ("account_closed", StatusCode::FORBIDDEN),
            Self::UpgradeNeeded => ("upgrade_needed", StatusCode::UPGRADE_REQUIRED),
            Self::UnsupportedVersion => ("unsupported_version", StatusCode::UNPROCESSABLE_ENTITY),
            Self::CursorFromFuture => ("cursor_from_future", StatusCode::CONFLICT),
            Self::Invalid => ("invalid", StatusCode::UNPROCESSABLE_ENTITY),
            Self::AlreadyExists => ("already_exists", StatusCode::CONFLICT),
            Self::NameTaken => ("name_taken", StatusCode::CONFLICT),
            Self::CodeUnknown => ("code_unknown", StatusCode::UNPROCESSABLE_ENTITY),
            Self::CodeExpired => ("code_expired", StatusCode::UNPROCESSABLE_ENTITY),
            Self::CodeUsed => ("code_used", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Timeout => ("timeout", StatusCode::SERVICE_UNAVAILABLE),
            Self::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
            Self::Fault => ("fault", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// A refused request, not yet in anybody's language.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    values: BTreeMap<String, String>,
    violations: Vec<Violation>,
    cause: Option<String>,
    retry_after_s: Option<u64>,
}

impl Problem {
    /// The same with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// What the person can mend.
    #[must_use]
    pub fn violations(mut self, violations: Vec<Violation>) -> Self {
        self.violations = violations;
        self
    }

    /// The same with more that the person can mend.
    #[must_use]
    pub fn and_violations(mut self, more: Vec<Violation>) -> Self {
        self.violations.splice(0..0, more);
        self
    }

    /// One field the person can mend.
    pub fn field(field: &str, code: &str) -> Self {
        Self::from(Refusal::Invalid).violations(vec![Violation::new(field, code)])
    }

    /// When to try again.
    #[must_use]
    pub fn retry_after_s(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Our own failure. The cause goes to the log under the number that the reader is told, never to the reader.
    pub fn fault(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::from(Refusal::Fault) }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (code, status) = refusal.row();
        Self { status, code, values: BTreeMap::new(), violations: Vec::new(), cause: None, retry_after_s: None }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::fault(error)
    }
}

impl From<NoRandom> for Problem {
    fn from(error: NoRandom) -> Self {
        Self::fault(error)
    }
}

impl From<crate::auth::password::HashFault> for Problem {
    fn from(error: crate::auth::password::HashFault) -> Self {
        Self::fault(error)
    }
}

/// A command refused inside a request of its own: an administrator's endpoint.
impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let status = match rejection.code {
            RejectionCode::Invalid | RejectionCode::UnknownCommand | RejectionCode::UnsupportedVersion => StatusCode::UNPROCESSABLE_ENTITY,
            RejectionCode::Malformed => StatusCode::BAD_REQUEST,
            RejectionCode::NoRight
            | RejectionCode::NotLinked
            | RejectionCode::GrantEnded
            | RejectionCode::BadSignature
            | RejectionCode::AccountClosed => StatusCode::FORBIDDEN,
            RejectionCode::NotFound => StatusCode::NOT_FOUND,
            RejectionCode::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
            RejectionCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::CONFLICT,
        };
        let Rejection { code, values, violations } = rejection;
        Self { status, code: code.name(), values, violations, cause: None, retry_after_s: None }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

/// The document on the wire.
#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<ViolationDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault_number: Option<&'a str>,
}

#[derive(Serialize)]
struct ViolationDocument<'a> {
    #[serde(flatten)]
    violation: &'a Violation,
    detail: String,
}

impl Problem {
    /// Writes the document.
    fn write(&self, lang: Lang, number: Option<&str>) -> Response {
        let mut detail = text::problem(lang, self.code, &self.values);
        if let Some(number) = number {
            let number: BTreeMap<_, _> = [("number".to_owned(), number.to_owned())].into();
            detail = format!("{detail} {}", text::problem(lang, "fault_number", &number));
        }
        let violations = self.violations.iter();
        let violations =
            violations.map(|violation| ViolationDocument { violation, detail: text::problem(lang, &violation.code, &violation.values) });
        let document = Document {
            r#type: format!("urn:shuanglian:problem:{}", self.code),
            title: first_sentence(&detail),
            status: self.status.as_u16(),
            code: self.code,
            detail: &detail,
            values: &self.values,
            violations: violations.collect(),
            fault_number: number,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn first_sentence(detail: &str) -> &str {
    let ends = [("。", 3), (". ", 1), ("；", 0), ("; ", 0)];
    let end = ends.iter().filter_map(|(mark, keep)| detail.find(mark).map(|at| at + keep)).min();
    end.and_then(|end| detail.get(..end)).unwrap_or(detail)
}

/// The language to answer a request in: the one chosen, else the one the browser prefers.
pub fn language(headers: &HeaderMap) -> Lang {
    let read = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    app::shell::mode::language(read(header::COOKIE), read(header::ACCEPT_LANGUAGE))
}

/// The frame's layer that writes every problem in the request's language and gives each fault its number.
pub async fn write_problems(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let number = super::request_number(&request);
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>().or_else(|| bare(&response)) else {
        return response;
    };
    let fault = problem.code == Refusal::Fault.code();
    if fault {
        tracing::error!(fault.number = number, fault.cause = problem.cause.as_deref().unwrap_or_default(), "a request ended in a fault");
    }
    let mut written = problem.write(lang, fault.then_some(number.as_str()));
    // What the inner layers said beside it stays: which methods are allowed, when to come back, a cookie to forget.
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE] {
        for value in response.headers().get_all(&name) {
            written.headers_mut().append(name.clone(), value.clone());
        }
    }
    written
}

/// A library's bare refusal as a problem. A page that says what is wrong in its own words stays as it is.
fn bare(response: &Response) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/html") || kind.contains("json") {
        return None;
    }
    let refusal = match status {
        StatusCode::NOT_FOUND => Refusal::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Refusal::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::WrongContentType,
        StatusCode::UNPROCESSABLE_ENTITY => Refusal::WrongType,
        StatusCode::UNAUTHORIZED => Refusal::NotSignedIn,
        StatusCode::FORBIDDEN => Refusal::NoRight,
        StatusCode::TOO_MANY_REQUESTS => Refusal::RateLimited,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Refusal::Timeout,
        StatusCode::SERVICE_UNAVAILABLE => Refusal::Unavailable,
        status if status.is_client_error() => Refusal::Malformed,
        _ => return Some(Problem::fault(format!("a bare status {status}"))),
    };
    Some(refusal.into())
}
