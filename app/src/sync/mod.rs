//! Sync 同步 as people see it: what is unsent, what was refused and why, and each one's ways out.
//!
//! - `page`: how things stand, what waits, what was refused; `refused`: one refused command and its ways out;
//! - `about`: whose household a command is about; `text`: all of it as plain text; `conflict`: fields with two values;
//! - `routes`: which form amends which command; `words`: commands and reasons in words; `storage`: what the device keeps.

mod about;
mod conflict;
mod page;
mod refused;
mod routes;
mod standing;
mod storage;
mod text;
mod words;

pub use conflict::{ConflictList, conflicts, provide as provide_conflicts};
pub use page::SyncPage;
pub use refused::{PutAside, refused_head};
pub use storage::StorageLine;
pub use words::{command_words, reason_words};
