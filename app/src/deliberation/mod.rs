//! Deliberation: a matter as a card on the board and as a record page; on the desk also what moves it.

#[cfg(feature = "hydrate")]
mod advance;
mod card;
mod record;
#[cfg(feature = "hydrate")]
mod sitting;

#[cfg(feature = "hydrate")]
pub use advance::AdvanceForm;
pub use card::{matter_at, matter_card, matter_marks, meeting_line, now_words, step_name, steps_of};
pub use record::{Record, RecordPage};
