//! How one kind of request is doing: idle, on its way, or waiting to be tried again.

use crate::kernel::Instant;
use crate::sync::limits::{RETRY_FIRST_MS, RETRY_LONGEST_MS};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Flying,
    Waiting(Instant),
}

/// One kind of request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    phase: Phase,
    failures: u32,
}

impl Line {
    pub const NEW: Self = Self { phase: Phase::Idle, failures: 0 };

    /// May it be sent now? A wait that lasts longer than any we ask for comes from a clock that was set back meanwhile.
    pub fn ready(&self, now: Instant) -> bool {
        match self.phase {
            Phase::Idle => true,
            Phase::Flying => false,
            Phase::Waiting(until) => now >= until || until.millis_since(now) > RETRY_LONGEST_MS,
        }
    }

    pub fn fly(&mut self) {
        self.phase = Phase::Flying;
    }

    /// There is a reason to try at once.
    pub fn wake(&mut self) {
        self.failures = 0;
        if self.phase != Phase::Flying {
            self.phase = Phase::Idle;
        }
    }

    /// Doubles the wait, up to the longest. A spread is not needed: one device makes one request of a kind.
    pub fn failed(&mut self, now: Instant) {
        let wait = RETRY_FIRST_MS.saturating_mul(1_i64 << self.failures.min(10)).min(RETRY_LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting(now.plus_millis(wait));
    }

    /// When it wants to be tried again.
    pub fn until(&self, now: Instant) -> Option<Instant> {
        match self.phase {
            Phase::Waiting(until) if !self.ready(now) => Some(until),
            _ => None,
        }
    }
}
