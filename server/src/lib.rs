//! The server: authenticates, runs the rules of `shared` with the last word, stores, feeds changes, serves pages and administrators.
//!
//! Rooms with plumbing of their own: [`store`] keeps, [`sync`] admits and feeds, [`http`] is the frame every request passes,
//! [`auth`] knows who asks, [`account`] lets people and devices in, [`admin`] is for administrators, [`jobs`] run by themselves, [`cli`] is the operator's hand. [`state::AppState`] holds what all of them share.

pub mod account;
pub mod admin;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod disclosure;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod link;
pub mod place;
pub mod private;
pub mod random;
pub mod state;
pub mod store;
pub mod sync;
