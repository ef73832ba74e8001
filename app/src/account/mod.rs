//! Accounts on the device: signing in, the PIN, one-time links, and the page of whoever is here.
//!
//! No page here keeps a password or a PIN longer than its form stands. A one-time link's token arrives behind `#`, so it never
//! travels in an address; it is taken out of the address bar at once.

mod change;
mod form;
pub mod install;
mod link;
mod more;
mod out;
mod pin;
mod sign_in;
mod unlock;

pub use change::{ChangePasswordPage, OwnPasswordPage};
pub use form::{AskForm, ask_words};
pub use link::{SetPasswordPage, SetUpPage};
pub use more::MorePage;
pub use pin::{ChangePinPage, PinPage};
pub use sign_in::{SignInAgainPage, SignInPage};
pub use unlock::UnlockPage;
