//! Places: the front door, where a reader finds their village; where a village's pages are.

mod front;
mod links;

pub use front::{Front, FrontPage, Township};
pub use links::Links;

#[cfg(feature = "csr")]
mod named;
#[cfg(feature = "csr")]
pub use named::{line_of, name_of};

use serde::{Deserialize, Serialize};
use shared::kernel::Code;
use shared::place::Names;

/// Where a village lies, as a page's head says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceLine {
    /// The village's code, which is its address.
    pub code: Code,
    /// The county.
    pub county: Names,
    /// The township.
    pub township: Names,
    /// The village.
    pub village: Names,
}
