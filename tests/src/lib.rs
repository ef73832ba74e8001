//! Tests that cross crates: what they share lives here.

pub mod served;
pub mod sim;
