//! `POST /api/device/report`: what a device says of itself, for whoever looks after them.

use crate::auth::keep::Report;
use crate::auth::{Authenticated, cookie};
use crate::http::extract::Json;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use shared::account::protocol::DeviceReport;
use shared::kernel::Violations;

/// Characters of an app's version and of a problem's code.
const MAX_WORD: usize = 64;

/// Takes a report in. It is the device's word: shown, never relied on.
pub async fn report(
    State(state): State<AppState>,
    asker: Authenticated,
    asked: HeaderMap,
    Json(report): Json<DeviceReport>,
) -> Result<(StatusCode, HeaderMap), Problem> {
    let mut found = Violations::default();
    found.text("app_version", &report.app_version, MAX_WORD);
    found.optional_text("last_error", report.last_error.as_deref().unwrap_or_default(), MAX_WORD);
    let violations = found.finish();
    if !violations.is_empty() {
        return Err(Problem::from(Refusal::Invalid).violations(violations));
    }
    let now = state.clock.now();
    let kept = Report {
        app_version: report.app_version,
        unsent: report.unsent,
        clock_offset_ms: report.device_time.millis_since(now),
        last_error: report.last_error,
    };
    state.keep.report_device(asker.device, &kept, now).await?;
    let mut cookies = HeaderMap::new();
    cookie::renew_device(&asked, &mut cookies);
    Ok((StatusCode::NO_CONTENT, cookies))
}
