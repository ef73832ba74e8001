//! Keeps the scope logs. One small trait, [`Store`], that every engine implements; [`Sqlite`] is the one that is built in.
//!
//! Nothing here decides anything: what is written was decided by `shared::sync::server::admit` under the scope's lock.

mod sql;
mod sqlite;
#[expect(clippy::module_inception, reason = "the trait is the store; its engines stand beside it")]
mod store;
mod writer;

#[cfg(test)]
mod conformance;

pub use sqlite::{Sqlite, companions};
pub use store::*;
