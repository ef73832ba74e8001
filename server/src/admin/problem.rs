//! The refusals as the description tells them.

use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::{IntoResponses, ToSchema};

/// A refusal (RFC 9457). Written by `crate::http::problem`; here for the description alone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// `urn:shuanglian:problem:` and the code.
    r#type: String,
    /// The first sentence, in the language of the request.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code.
    code: String,
    /// All of it.
    detail: String,
    /// Values in the sentence.
    values: Option<BTreeMap<String, String>>,
    /// What can be mended.
    violations: Option<Vec<ViolationDocument>>,
    /// With a fault of ours: its number in the log.
    fault_number: Option<String>,
}

/// One field that can be mended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Violation)]
pub struct ViolationDocument {
    /// The field.
    field: String,
    /// The stable code.
    code: String,
    /// The sentence.
    detail: String,
}

/// What a reading request may be refused with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the description alone")]
pub enum Refused {
    /// Nobody is signed in, or the session has ended.
    #[response(status = 401, content_type = "application/problem+json")]
    NotSignedIn(ProblemDocument),
    /// The role does not allow it.
    #[response(status = 403, content_type = "application/problem+json")]
    NoRight(ProblemDocument),
    /// It is not there.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemDocument),
    /// Something of it cannot be read.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(ProblemDocument),
    /// Too many requests; `Retry-After` says when to come back.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(ProblemDocument),
}

/// What a writing request may be refused with besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the description alone")]
pub enum Conflicting {
    /// It is there already, or it has changed meanwhile.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemDocument),
}
