//! What both sides must agree on.

pub mod kernel;
pub mod text;
