//! Tests that cross crates: what they share lives here.

pub mod oracle;
pub mod served;
pub mod sim;
