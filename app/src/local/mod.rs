//! 本機 / 本机: the device's own half, and the only code that touches browser storage, the network, the clock and randomness.
//!
//! Pages use [`Local`] and nothing else (beside [`clock::today`], [`ids::record`] and, for offices that read through the server, [`net`]):
//! they read records by it, submit commands to it, and watch its three signals. Beneath it:
//!
//! - [`core`] holds the protocol's machine and the overlays; `engine` feeds it, with `requests`, `events`, `live`, `tabs` and `writer` for the
//!   network, the browser's hints, the live stream, the other tabs and the stores;
//! - `submit` takes a command into both stores of the [`outbox`] before anything says "saved"; `person` signs in and out;
//! - [`replica`] keeps what was pulled, [`kept`] small facts, [`drafts`] unfinished forms; [`keys`], [`seal`] and [`crypto`] prove and close.
//!
//! It knows no room: commands come as `shared::sync::command::Command`, rules as `shared::sync::command::Rules`.

pub mod lease;
pub mod tries;

#[cfg(feature = "hydrate")]
pub mod clock;
#[cfg(feature = "hydrate")]
pub mod core;
#[cfg(feature = "hydrate")]
pub mod crypto;
#[cfg(feature = "hydrate")]
mod db;
#[cfg(feature = "hydrate")]
pub mod drafts;
#[cfg(feature = "hydrate")]
mod engine;
#[cfg(feature = "hydrate")]
mod events;
#[cfg(feature = "hydrate")]
pub mod ids;
#[cfg(feature = "hydrate")]
pub mod kept;
#[cfg(feature = "hydrate")]
pub mod keys;
#[cfg(feature = "hydrate")]
mod live;
#[cfg(feature = "hydrate")]
pub mod net;
#[cfg(feature = "hydrate")]
mod outbox;
#[cfg(feature = "hydrate")]
mod person;
#[cfg(feature = "hydrate")]
pub mod random;
#[cfg(feature = "hydrate")]
mod replica;
#[cfg(feature = "hydrate")]
mod report;
#[cfg(feature = "hydrate")]
mod requests;
#[cfg(feature = "hydrate")]
mod room;
#[cfg(feature = "hydrate")]
pub mod seal;
#[cfg(feature = "hydrate")]
pub mod session;
#[cfg(feature = "hydrate")]
pub mod status;
#[cfg(feature = "hydrate")]
mod store;
#[cfg(feature = "hydrate")]
mod submit;
#[cfg(feature = "hydrate")]
mod tabs;
#[cfg(feature = "hydrate")]
mod writer;

#[cfg(feature = "hydrate")]
pub use drafts::Draft;
#[cfg(feature = "hydrate")]
pub use keys::{KeyState, MIN_PIN, PinError, UnlockError};
#[cfg(feature = "hydrate")]
pub use net::AskError;
#[cfg(feature = "hydrate")]
pub use person::{SignOutError, SignedIn};
#[cfg(feature = "hydrate")]
pub use seal::SealError;
#[cfg(feature = "hydrate")]
pub use session::Here;
#[cfg(feature = "hydrate")]
pub use status::{Reach, Refused, SyncStatus, Waiting};
#[cfg(feature = "hydrate")]
pub use store::{Amend, Face, Local};
#[cfg(feature = "hydrate")]
pub use submit::{Receipt, Saved, SubmitError};
