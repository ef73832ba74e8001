//! 戶 / 户: a cadre's households, the household's sheet, its card as a form and on paper.
//!
//! - [`list`]: *my households*, and those of a village; [`page`]: a household's sheet, beside the list on a wide screen;
//! - [`card`]: the card's facts to read; [`edit`] and [`member`]: to write, section by section; [`rivals`]: two values of one field;
//! - [`register`] with [`people`]: a new household and its first members;
//! - [`code`]: the code by which a household confirms; [`print`]: the card on paper; [`way`]: addresses.
//!
//! Pure parts: [`words`] says what a value means, [`entry`] reads what was typed.

pub mod entry;
pub mod words;

#[cfg(feature = "csr")]
pub(crate) mod card;
#[cfg(feature = "csr")]
mod cell;
#[cfg(feature = "csr")]
mod code;
#[cfg(feature = "csr")]
mod edit;
#[cfg(feature = "csr")]
pub(crate) mod list;
#[cfg(feature = "csr")]
mod member;
#[cfg(feature = "csr")]
mod members;
#[cfg(feature = "csr")]
pub(crate) mod page;
#[cfg(feature = "csr")]
mod people;
#[cfg(feature = "csr")]
mod print;
#[cfg(feature = "csr")]
mod register;
#[cfg(feature = "csr")]
mod rivals;
#[cfg(feature = "csr")]
mod row;
#[cfg(feature = "csr")]
mod search;
#[cfg(feature = "csr")]
pub mod way;

#[cfg(feature = "csr")]
pub use code::CodePage;
#[cfg(feature = "csr")]
pub use edit::EditCardPage;
#[cfg(feature = "csr")]
pub use list::{HouseholdsPage, MyHouseholds};
#[cfg(feature = "csr")]
pub use member::MemberPage;
#[cfg(feature = "csr")]
pub use page::HouseholdPage;
#[cfg(feature = "csr")]
pub use print::PrintCardPage;
#[cfg(feature = "csr")]
pub use register::RegisterPage;
#[cfg(feature = "csr")]
pub(crate) use search::SEARCH;
