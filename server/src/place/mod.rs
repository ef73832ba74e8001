//! Places on the server: what is special about divisions there is their import from published tables.

pub mod import;
mod names;
