//! Deliberation: a matter as a card on the board and as a record page.

mod card;
mod record;

pub use card::{matter_card, matter_marks, meeting_line, now_words, step_name, steps_of};
pub use record::{Record, RecordPage};
