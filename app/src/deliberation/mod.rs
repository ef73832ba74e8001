//! Deliberation: a matter as a card on the board and as a record page; on the desk also what moves it, on the kiosk the way to object.

#[cfg(feature = "hydrate")]
mod advance;
mod card;
#[cfg(feature = "hydrate")]
pub mod desk;
#[cfg(feature = "hydrate")]
mod file;
#[cfg(feature = "hydrate")]
mod leaf;
#[cfg(feature = "hydrate")]
mod matter;
#[cfg(feature = "hydrate")]
mod matters;
#[cfg(feature = "hydrate")]
mod meeting;
#[cfg(feature = "hydrate")]
mod object;
#[cfg(feature = "hydrate")]
mod objections;
#[cfg(feature = "hydrate")]
mod open;
#[cfg(feature = "hydrate")]
mod print;
mod record;
#[cfg(feature = "hydrate")]
mod sitting;

#[cfg(feature = "hydrate")]
pub use advance::AdvanceForm;
pub use card::{matter_at, matter_card, matter_marks, meeting_line, now_at, now_words, step_name, steps_of};
#[cfg(feature = "hydrate")]
pub use leaf::RecordLeaf;
#[cfg(feature = "hydrate")]
pub use matter::MatterPage;
#[cfg(feature = "hydrate")]
pub use matters::MattersPage;
#[cfg(feature = "hydrate")]
pub use meeting::MeetingForm;
#[cfg(feature = "hydrate")]
pub use object::{ChooseObjectPage, ObjectPage};
#[cfg(feature = "hydrate")]
pub(crate) use object::{leaf_words, named};
#[cfg(feature = "hydrate")]
pub use open::OpenMatterPage;
pub use record::{Record, RecordPage, record_sheet};
