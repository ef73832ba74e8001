//! Builds the bundle.
fn main() {}
