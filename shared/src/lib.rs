//! 雙聯 Shuanglian: what both sides must agree on.
//!
//! Types, named commands, rules, rights, masking, the sync protocol. No input or output, no clock, no randomness: whoever calls
//! lends the time and the random bytes, so everything here runs the same on the server, in a browser and in a simulator.
//!
//! `register.rs` names every record kind and every command once; a room is a folder with its types, commands, rules and fields.

pub mod kernel;
pub mod sync;
pub mod text;

pub mod access;
pub mod account;
pub mod deliberation;
pub mod disclosure;
pub mod household;
pub mod idea;
pub mod law;
pub mod link;
pub mod meeting;
pub mod place;
mod question;
pub mod register;
pub mod visit;

#[cfg(test)]
mod trial;
