//! The built program, started as an operator starts it and spoken to over HTTP.
//!
//! [`Served`] is a running server on a data folder of its own, [`Client`] a browser's or program's side of the talk, [`Hand`] a device
//! with a person on it. Ids, envelopes and proofs are made here anew from the protocol's documentation, so that a mistake of the
//! server's own code cannot hide by standing on both sides. Nothing here waits by the clock: a server is ready when it says so.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a harness fails loudly, and plays the devices' clocks"
)]

mod answer;
mod client;
mod database;
mod hand;
mod proof;
mod raw;
mod server;

pub use answer::{Answer, Shown};
pub use client::{Asking, Client};
pub use database::Database;
pub use hand::{Hand, PASSWORD};
pub use proof::{code_hash, instant, new_id, now, today, token_hash, wrong_mac};
pub use raw::{Raw, exchange};
pub use server::{Data, Served, help, run};
