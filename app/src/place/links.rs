//! Where a village's matters and notices are found: at the public addresses, or inside the kiosk, which shows no link that leaves it.

use leptos::prelude::use_context;
use shared::kernel::{Code, Id};

/// Whose pages the links of this page lead to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Links {
    /// The public addresses, for everybody.
    #[default]
    Public,
    /// The kiosk's own pages. Its root gives this as context.
    Kiosk,
}

impl Links {
    /// As the page's root said.
    pub fn here() -> Self {
        use_context().unwrap_or_default()
    }

    /// The address of a matter's record.
    pub fn matter(self, village: &Code, id: Id) -> String {
        match self {
            Self::Public => format!("/v/{village}/matters/{id}"),
            Self::Kiosk => format!("/kiosk/matters/{id}"),
        }
    }

    /// The address of a notice.
    pub fn notice(self, village: &Code, id: Id) -> String {
        match self {
            Self::Public => format!("/v/{village}/notices/{id}"),
            Self::Kiosk => format!("/kiosk/notices/{id}"),
        }
    }
}
