//! Coming in over HTTP: each test is a small story told through the routes, with a clock that moves only when told.

mod kiosk;
mod password;
mod sign_in;
pub(crate) mod support;
