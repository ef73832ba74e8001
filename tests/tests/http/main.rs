//! The real program over HTTP, as an attacker and as an honest but broken client meet it. One file a resource.
//!
//! Each test has a server and a demonstration of its own, and ends with [`tests::served::Served::close`]: still up, stopped when told,
//! and every promise of the stored data still holds.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that finds something wrong stops there")]

mod access;
mod admin;
mod assets;
mod codes;
mod crash;
mod frame;
mod health;
mod hello;
mod link;
mod live;
mod pages;
mod pull;
mod push;
mod refuse;
mod session;

/// The first demonstration village, and one that its people have no say in.
const VILLAGE: &str = "623023100202";
const OTHER_VILLAGE: &str = "623023100203";
