//! The server's clock: the only place that reads the time. Tests lend a clock that stands still.

use shared::kernel::{Day, Instant};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that moves only when told, for tests.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this instant.
    pub fn fixed(at: Instant) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.millis())))
    }

    /// Now.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant::from_millis(system_millis()),
            Self::Fixed(millis) => Instant::from_millis(millis.load(Ordering::Relaxed)),
        }
    }

    /// Today in China, whose one zone all legal dates are told in.
    pub fn today(&self) -> Day {
        self.now().day_in_china()
    }

    /// Moves a fixed clock on; the machine's clock moves by itself.
    pub fn advance(&self, millis: i64) {
        if let Self::Fixed(at) = self {
            at.fetch_add(millis, Ordering::Relaxed);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn system_millis() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
}

/// Measures how long something took, for logs and progress only.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Milliseconds since the start.
    pub fn millis(&self) -> u128 {
        self.0.elapsed().as_millis()
    }
}
