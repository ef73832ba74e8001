//! What an operator types, read with words that say what is wrong: which argument it is stands before them, clap says so.

use shared::kernel::{Code, Day, DeviceId, Id};
use std::net::SocketAddr;

/// A division's code.
pub fn place(text: &str) -> Result<Code, String> {
    text.parse()
        .map_err(|_| "a division is named by its twelve digits, like 623023102205; `shuanglian division list` shows them".to_owned())
}

/// A day.
pub fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| "a day is written year-month-day with all its noughts, like 2026-03-01".to_owned())
}

/// A grant's id.
pub fn grant(text: &str) -> Result<Id, String> {
    text.parse().map_err(|_| format!("a grant is named by its id, {SHAPE}; `shuanglian account list` shows it in the column `grant`"))
}

/// A unit's id.
pub fn unit(text: &str) -> Result<Id, String> {
    text.parse().map_err(|_| format!("a unit is named by its id, {SHAPE}; `shuanglian account units` shows them"))
}

/// A device's id.
pub fn device(text: &str) -> Result<DeviceId, String> {
    text.parse().map_err(|_| format!("a device is named by its id, {SHAPE}; `shuanglian device list` shows them"))
}

/// What an id looks like.
const SHAPE: &str = "36 characters like 018f3a5b-7c00-7000-8000-000000000001";

/// An address to listen on.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    let wrong = "an address and a port are needed, like 127.0.0.1:3000 for this machine alone or 0.0.0.0:443 for all; an IPv6 address stands in brackets, like [::1]:3000";
    text.parse().map_err(|_| wrong.to_owned())
}
