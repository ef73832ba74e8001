//! Places: the front door, where a reader finds their village.

mod front;

pub use front::{Front, FrontPage, Township};

#[cfg(feature = "hydrate")]
mod named;
#[cfg(feature = "hydrate")]
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
