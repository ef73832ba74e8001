//! The frame that every request passes, and the answers that every refusal gets.

pub mod assets;
pub mod extract;
pub mod guard;
pub mod limits;
pub mod problem;

use axum::extract::Request;

/// The number under which a request stands in the log.
#[derive(Debug, Clone)]
pub struct RequestNumber(pub String);

/// The request's number; empty where the frame has not given one.
pub fn request_number(request: &Request) -> String {
    request.extensions().get::<RequestNumber>().map(|number| number.0.clone()).unwrap_or_default()
}
