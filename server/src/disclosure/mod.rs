//! The public pages: each computed whole from a village's public view, rendered, and sent with its own data.

mod pages;
mod view;

pub use pages::{elsewhere, router};
