//! 走訪 / 走访: recording a visit, what was said and promised, and what is still to be done.
//!
//! - [`form`]: the form, with [`fields`], [`items`], [`days`] and [`confirm`]; [`told`]: visits to read;
//! - [`open`] and [`close`]: open promises and issues, and closing them; [`mend`] and [`refused`]: what the server refused; [`pages`]: all visits, all that is to be done.
//!
//! Pure parts: [`read`] reads the village's records for all these pages, [`typed`] turns what was typed into a command and back.

pub mod read;
pub mod typed;

#[cfg(feature = "csr")]
mod close;
#[cfg(feature = "csr")]
mod confirm;
#[cfg(feature = "csr")]
mod days;
#[cfg(feature = "csr")]
mod fields;
#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod items;
#[cfg(feature = "csr")]
mod mend;
#[cfg(feature = "csr")]
mod open;
#[cfg(feature = "csr")]
mod pages;
#[cfg(feature = "csr")]
mod refused;
#[cfg(feature = "csr")]
mod told;

#[cfg(feature = "csr")]
pub use form::RecordVisitPage;
#[cfg(feature = "csr")]
pub use mend::MendClosingPage;
#[cfg(feature = "csr")]
pub use open::Open;
#[cfg(feature = "csr")]
pub use pages::{TasksPage, VisitsPage};
#[cfg(feature = "csr")]
pub use told::Timeline;
