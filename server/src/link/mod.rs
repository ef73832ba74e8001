//! Links: what whoever makes them must know beforehand. The links themselves are commands in the village's scope like all else.
//!
//! A unit and an account are records of the deployment, which no village's device holds: their names are asked for here, by those
//! alone who may make the link for which they are needed.

mod cadres;
mod units;

use crate::state::AppState;
use axum::Router;
use axum::routing::get;

/// The routes.
pub fn router() -> Router<AppState> {
    Router::new().route("/api/link/units", get(units::units)).route("/api/link/cadres", get(cadres::cadres))
}
