//! Clears away ended sessions, codes long past and old tries.

use crate::state::AppState;
use std::time::Duration;

/// How often. What is past does no harm while it lies there.
const EVERY: Duration = Duration::from_hours(1);

/// Clears away at start and every hour.
pub async fn run(state: AppState) {
    loop {
        match state.keep.purge(state.clock.now()).await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(purge.rows = rows, "cleared away what is past"),
            Err(error) => tracing::error!(store.error = %error, "what is past was not cleared away"),
        }
        if !super::wait(&state, EVERY).await {
            return;
        }
    }
}
