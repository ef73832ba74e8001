//! Sync 同步 as people see it: what is unsent, what was refused and why, and each one's ways out.
//!
//! - `page`: how things stand, what waits, what was refused; `refused`: one refused command and its ways out;
//! - `routes`: which form amends which command; `words`: commands and reasons in words; `storage`: what the device keeps.

mod page;
mod refused;
mod routes;
mod standing;
mod storage;
mod words;

pub use page::SyncPage;
pub use storage::StorageLine;
pub use words::{command_words, reason_words};
