//! Ideas: what villagers put forward at the kiosk without signing in, the receipt they keep, and the answer it finds; on the desk, those that wait for one.

#[cfg(feature = "hydrate")]
mod give;
#[cfg(feature = "hydrate")]
mod ideas;
#[cfg(feature = "hydrate")]
mod look_up;
#[cfg(feature = "hydrate")]
mod receipt;
#[cfg(feature = "hydrate")]
mod voice;

#[cfg(feature = "hydrate")]
pub use give::GivePage;
#[cfg(feature = "hydrate")]
pub use ideas::IdeasPage;
#[cfg(feature = "hydrate")]
pub use look_up::LookUpPage;
#[cfg(feature = "hydrate")]
pub use receipt::{ReceiptSheet, receipt_actions};
#[cfg(feature = "hydrate")]
pub use voice::{Voice, VoiceWords};
