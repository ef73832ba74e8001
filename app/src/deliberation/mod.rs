//! Deliberation: a matter as a card on the board and as a record page; on the desk also what moves it, on the kiosk the way to object.

#[cfg(feature = "hydrate")]
mod advance;
mod card;
#[cfg(feature = "hydrate")]
mod leaf;
#[cfg(feature = "hydrate")]
mod object;
mod record;
#[cfg(feature = "hydrate")]
mod sitting;

#[cfg(feature = "hydrate")]
pub use advance::AdvanceForm;
pub use card::{matter_at, matter_card, matter_marks, meeting_line, now_at, now_words, step_name, steps_of};
#[cfg(feature = "hydrate")]
pub use leaf::RecordLeaf;
#[cfg(feature = "hydrate")]
pub use object::{ChooseObjectPage, ObjectPage};
#[cfg(feature = "hydrate")]
pub(crate) use object::{leaf_words, named};
pub use record::{Record, RecordPage};
