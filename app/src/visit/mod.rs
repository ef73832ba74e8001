//! 走訪 / 走访: recording a visit, what was said and promised, and what is still to be done.
//!
//! - [`form`]: the form, with [`fields`], [`items`], [`days`] and [`confirm`]; [`told`]: visits to read;
//! - [`open`] and [`close`]: open promises and issues, and closing them; [`pages`]: all visits, all that is to be done.
//!
//! Pure parts: [`read`] reads the village's records for all these pages, [`typed`] turns what was typed into a command and back.

pub mod read;
pub mod typed;

#[cfg(feature = "hydrate")]
mod close;
#[cfg(feature = "hydrate")]
mod confirm;
#[cfg(feature = "hydrate")]
mod days;
#[cfg(feature = "hydrate")]
mod fields;
#[cfg(feature = "hydrate")]
mod form;
#[cfg(feature = "hydrate")]
mod items;
#[cfg(feature = "hydrate")]
mod open;
#[cfg(feature = "hydrate")]
mod pages;
#[cfg(feature = "hydrate")]
mod told;

#[cfg(feature = "hydrate")]
pub use form::RecordVisitPage;
#[cfg(feature = "hydrate")]
pub use open::Open;
#[cfg(feature = "hydrate")]
pub use pages::{TasksPage, VisitsPage};
#[cfg(feature = "hydrate")]
pub use told::Timeline;
