//! 戶 / 户: a cadre's households, the household's sheet, its card as a form and on paper.
//!
//! - [`list`]: *my households*, and those of a village; [`page`]: a household's sheet, beside the list on a wide screen;
//! - [`card`]: the card's facts to read; [`edit`] and [`member`]: to write, section by section; [`rivals`]: two values of one field;
//! - [`print`]: the card on paper; [`way`]: addresses.
//!
//! Pure parts: [`words`] says what a value means, [`entry`] reads what was typed.

pub mod entry;
pub mod words;

#[cfg(feature = "hydrate")]
pub(crate) mod card;
#[cfg(feature = "hydrate")]
mod cell;
#[cfg(feature = "hydrate")]
mod edit;
#[cfg(feature = "hydrate")]
pub(crate) mod list;
#[cfg(feature = "hydrate")]
mod member;
#[cfg(feature = "hydrate")]
pub(crate) mod page;
#[cfg(feature = "hydrate")]
mod print;
#[cfg(feature = "hydrate")]
mod rivals;
#[cfg(feature = "hydrate")]
pub mod way;

#[cfg(feature = "hydrate")]
pub use edit::EditCardPage;
#[cfg(feature = "hydrate")]
pub use list::{HouseholdsPage, MyHouseholds};
#[cfg(feature = "hydrate")]
pub use member::MemberPage;
#[cfg(feature = "hydrate")]
pub use page::HouseholdPage;
#[cfg(feature = "hydrate")]
pub use print::PrintCardPage;
