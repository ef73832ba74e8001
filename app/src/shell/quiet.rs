//! 寫入未完 / 写入未完: whether a write is in flight, and what waits for none to be.
//!
//! Whoever writes to the device's stores holds a [`Hold`] meanwhile; whatever would end the page (a new version, another language)
//! goes through [`when_quiet`].

use std::cell::{Cell, RefCell};

type Waiting = Box<dyn FnOnce()>;

thread_local! {
    static HOLDS: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
}

/// A write in flight, until it is dropped.
#[derive(Debug)]
#[must_use = "the write counts as done when this is dropped"]
pub struct Hold(());

/// Says that a write begins.
pub fn hold() -> Hold {
    HOLDS.set(HOLDS.get() + 1);
    Hold(())
}

impl Drop for Hold {
    fn drop(&mut self) {
        HOLDS.set(HOLDS.get().saturating_sub(1));
        run_if_quiet();
    }
}

/// Runs this at once, or as soon as no write is in flight.
pub fn when_quiet(run: impl FnOnce() + 'static) {
    WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(run)));
    run_if_quiet();
}

fn run_if_quiet() {
    if HOLDS.get() == 0 {
        for run in WAITING.take() {
            run();
        }
    }
}
