//! What the server does by itself: carry out follow-ups, write backups, clear away what is past.
//!
//! A job writes only where a stored fact must change, and under an id that follows from that fact, so that two can't do it twice.

pub mod backup;
mod follow_ups;
mod purge;

use crate::config::DataArgs;
use crate::state::AppState;
use std::time::Duration;

pub use follow_ups::carry_out_waiting;

/// Starts all jobs. They end when the server does.
pub fn start(state: &AppState, data: &DataArgs) {
    tokio::spawn(follow_ups::run(state.clone()));
    tokio::spawn(purge::run(state.clone()));
    tokio::spawn(backup::run(state.clone(), data.clone()));
}

/// Waits; false once the server is ending.
async fn wait(state: &AppState, time: Duration) -> bool {
    let mut ending = state.ending.subscribe();
    tokio::select! {
        () = tokio::time::sleep(time) => true,
        _ = ending.wait_for(|ending| *ending) => false,
    }
}
