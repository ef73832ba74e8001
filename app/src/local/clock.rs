//! The device's clock. Evidence only: it never orders and never refuses.

use shared::kernel::{Day, Instant};

/// Now, by the device's clock.
#[expect(clippy::disallowed_methods, reason = "the one place in the app that may read the clock")]
pub fn now() -> Instant {
    // Whole milliseconds since 1970 stay exact in a float for 285,000 years.
    #[expect(clippy::cast_possible_truncation, reason = "Date.now() gives whole milliseconds")]
    Instant::from_millis(js_sys::Date::now() as i64)
}

/// The calendar day in China by the device's clock: what a form proposes.
pub fn today() -> Day {
    now().day_in_china()
}
