//! The scope log over HTTP: hello, push, pull, live; and [`submit`], by which the server itself sends commands.
//!
//! All decisions are `shared::sync::server::admit`'s. This room gathers what it asks for under the scope's lock, writes what it
//! decided, and tells those who wait.

pub mod hub;
