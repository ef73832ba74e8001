//! Ideas: what villagers put forward at the kiosk without signing in, the receipt they keep, and the answer it finds; on the desk, those that wait for one.

#[cfg(feature = "csr")]
mod give;
#[cfg(feature = "csr")]
mod ideas;
#[cfg(feature = "csr")]
mod look_up;
#[cfg(feature = "csr")]
mod receipt;
#[cfg(feature = "csr")]
mod voice;

#[cfg(feature = "csr")]
pub use give::GivePage;
#[cfg(feature = "csr")]
pub use ideas::IdeasPage;
#[cfg(feature = "csr")]
pub use look_up::LookUpPage;
#[cfg(feature = "csr")]
pub use receipt::{ReceiptSheet, receipt_actions};
#[cfg(feature = "csr")]
pub use voice::{Voice, VoiceWords};
