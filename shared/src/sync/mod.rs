//! The sync protocol: what a person did, once, in one order per scope.
//!
//! Two state machines that do no input or output: [`server`] admits, applies, numbers and answers; [`client`] keeps outbox,
//! overlay, cursors and retries. `server/src/sync` and `app/src/local` lend them storage, network, clock and randomness; the
//! simulator in `tests/` lends them a seeded world. This module knows no room: it meets rooms through [`command::Command`].

pub mod client;
pub mod command;
pub mod digest;
pub mod envelope;
#[cfg(test)]
mod fixture;
pub mod limits;
pub mod overlay;
#[cfg(test)]
mod properties;
pub mod protocol;
pub mod record;
pub mod rejection;
pub mod seal;
pub mod server;
pub mod state;
pub mod two_stores;
