//! Deliberation: a matter as a card on the board and as a record page; on the desk also what moves it, on the kiosk the way to object.

#[cfg(feature = "csr")]
mod advance;
mod card;
#[cfg(feature = "csr")]
mod correct;
#[cfg(feature = "csr")]
pub mod desk;
#[cfg(feature = "csr")]
mod file;
#[cfg(feature = "csr")]
mod held;
#[cfg(feature = "csr")]
mod leaf;
#[cfg(feature = "csr")]
mod matter;
#[cfg(feature = "csr")]
mod matters;
#[cfg(feature = "csr")]
mod meeting;
#[cfg(feature = "csr")]
mod object;
#[cfg(feature = "csr")]
mod objections;
#[cfg(feature = "csr")]
mod open;
#[cfg(feature = "csr")]
mod print;
mod record;
#[cfg(feature = "csr")]
mod refused;
#[cfg(feature = "csr")]
mod sitting;
#[cfg(feature = "csr")]
mod standing;

#[cfg(feature = "csr")]
pub use advance::AdvanceForm;
pub use card::{matter_at, matter_card, matter_marks, meeting_line, now_at, now_words, step_name, steps_of};
#[cfg(feature = "csr")]
pub use file::file_form;
#[cfg(feature = "csr")]
pub use leaf::RecordLeaf;
#[cfg(feature = "csr")]
pub use matter::MatterPage;
#[cfg(feature = "csr")]
pub use matters::MattersPage;
#[cfg(feature = "csr")]
pub use meeting::MeetingForm;
#[cfg(feature = "csr")]
pub use object::{ChooseObjectPage, ObjectNoticePage, ObjectPage};
#[cfg(feature = "csr")]
pub(crate) use object::{leaf_words, named};
#[cfg(feature = "csr")]
pub(crate) use objections::answer_sheet;
#[cfg(feature = "csr")]
pub use objections::objections;
#[cfg(feature = "csr")]
pub use open::OpenMatterPage;
pub use record::{Record, RecordPage, objections_part, record_sheet};
#[cfg(feature = "csr")]
pub use refused::refused_here;
