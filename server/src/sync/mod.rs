//! The scope log over HTTP: hello, push, pull, live; and [`submit`], by which the server itself sends commands.
//!
//! All decisions are `shared::sync::server::admit`'s. This room gathers what it asks for under the scope's lock, writes what it
//! decided, and tells those who wait.

mod batch;
pub mod hello;
pub mod hub;
pub mod live;
pub mod pull;
pub mod push;
pub mod reach;
pub mod release;
pub mod submit;
#[cfg(test)]
mod tests;

pub(crate) use submit::submit_in;
pub use submit::{Acting, Submission, SubmitError, accepted, submit, submit_all};

use crate::state::AppState;
use axum::Router;
use axum::routing::{get, post};

/// The routes of the scope log.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api/sync/hello", get(hello::hello))
        .route("/api/sync/push", post(push::push))
        .route("/api/sync/pull", get(pull::pull))
        .route("/api/sync/live", get(live::live))
}
