//! 本機 / 本机: the device's own half, and the only code that touches browser storage, the network, the clock and randomness.
//!
//! Pages use [`Local`] and nothing else (beside [`clock::today`], [`ids::record`] and, for offices that read through the server, [`net`]):
//! they read records by it, submit commands to it, and watch its three signals. Beneath it:
//!
//! - [`core`] holds the protocol's machine and the overlays; `engine` feeds it, with `requests`, `events`, `live`, `tabs` and `writer` for the
//!   network, the browser's hints, the live stream, the other tabs and the stores;
//! - `submit` takes a command into both stores of the [`outbox`] before anything says "saved"; `person` signs in and out, `revoked` leaves;
//! - [`replica`] keeps what was pulled, [`kept`] small facts, [`drafts`] unfinished forms; [`keys`], [`seal`] and [`crypto`] prove and close.
//!
//! It knows no room: commands come as `shared::sync::command::Command`, rules as `shared::sync::command::Rules`.

pub mod lease;
pub mod tries;

#[cfg(feature = "browser")]
pub mod clock;
#[cfg(feature = "csr")]
pub mod core;
#[cfg(feature = "csr")]
pub mod crypto;
#[cfg(feature = "csr")]
mod db;
#[cfg(feature = "csr")]
pub mod drafts;
#[cfg(feature = "csr")]
mod engine;
#[cfg(feature = "browser")]
pub mod enrolled;
#[cfg(feature = "csr")]
mod events;
#[cfg(feature = "csr")]
pub mod ids;
#[cfg(feature = "browser")]
pub mod kept;
#[cfg(feature = "csr")]
pub mod keys;
#[cfg(feature = "csr")]
mod live;
#[cfg(feature = "csr")]
pub mod net;
#[cfg(feature = "csr")]
mod outbox;
#[cfg(feature = "csr")]
mod person;
#[cfg(feature = "csr")]
pub mod random;
#[cfg(feature = "csr")]
mod replica;
#[cfg(feature = "csr")]
mod report;
#[cfg(feature = "csr")]
mod requests;
#[cfg(feature = "csr")]
mod revoked;
#[cfg(feature = "csr")]
mod room;
#[cfg(feature = "csr")]
mod rules;
#[cfg(feature = "csr")]
pub mod seal;
#[cfg(feature = "csr")]
pub mod session;
#[cfg(feature = "csr")]
pub mod status;
#[cfg(feature = "csr")]
mod store;
#[cfg(feature = "csr")]
mod submit;
#[cfg(feature = "csr")]
mod tabs;
#[cfg(feature = "csr")]
mod writer;

#[cfg(feature = "csr")]
pub use drafts::Draft;
#[cfg(feature = "csr")]
pub use keys::{KeyState, MIN_PIN, PinError, UnlockError};
#[cfg(feature = "csr")]
pub use net::AskError;
#[cfg(feature = "csr")]
pub use person::{SignOutError, SignedIn};
#[cfg(feature = "csr")]
pub use rules::RulesArriving;
#[cfg(feature = "csr")]
pub use seal::SealError;
#[cfg(feature = "csr")]
pub use session::Here;
#[cfg(feature = "csr")]
pub use status::{Reach, Refused, SyncStatus, Waiting};
#[cfg(feature = "csr")]
pub use store::{Amend, Face, Local};
#[cfg(feature = "csr")]
pub use submit::{Receipt, Saved, SubmitError};
