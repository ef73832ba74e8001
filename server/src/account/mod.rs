//! Lets people and devices in: signing in and out, passwords, the first administrator, a kiosk's enrolment, what a device reports.
//!
//! Accounts, grants and devices are records of the deployment and are written by commands alone ([`crate::sync::submit`]); what this
//! room keeps besides are their secrets ([`crate::auth::keep`]). Invariants: an unknown name and a wrong password get the same answer
//! after the same work; nobody is locked out for ever; a code works once; a kiosk serves people of its own village only.

mod device;
pub mod issue;
mod kiosk;
mod password;
mod report;
mod session;
mod setup;
mod sign_in;
#[cfg(test)]
pub(crate) mod tests;
mod tries;

pub use setup::is_open as setup_is_open;

use crate::http::rate;
use crate::state::AppState;
use axum::Router;
use axum::routing::{get, post};

/// The routes. Those that try a secret count by address more strictly than the rest.
pub fn router(state: &AppState) -> Router<AppState> {
    let trying = Router::new()
        .route("/api/auth/sign-in", post(sign_in::sign_in))
        .route("/api/auth/change-password", post(password::change))
        .route("/api/auth/link", post(password::ask))
        .route("/api/auth/set-password", post(password::set))
        .route("/api/auth/setup", post(setup::set_up))
        .route("/api/kiosk/enrol", post(kiosk::enrol))
        .layer(rate::signing_in(state.settings.trust_proxy));
    Router::new()
        .route("/api/auth/sign-out", post(session::sign_out))
        .route("/api/session", get(session::session))
        .route("/api/device/report", post(report::report))
        .merge(trying)
}
