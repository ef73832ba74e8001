//! Tests that cross crates.

pub mod served;
