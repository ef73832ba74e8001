//! Disclosure: the village's board and its notices, for the server's pages, for the kiosk and for the desk.

mod board;
#[cfg(feature = "hydrate")]
mod leaf;
mod notice;
#[cfg(feature = "hydrate")]
mod notices;
#[cfg(any(feature = "hydrate", test))]
mod persons;
#[cfg(feature = "hydrate")]
mod post;
#[cfg(feature = "hydrate")]
mod sheet;

pub use board::{BoardPage, BoardView};
#[cfg(feature = "hydrate")]
pub use leaf::{BoardLeaf, NoticeLeaf, next_meeting};
pub use notice::{NoticeSheet, NoticeSheetPage, notice_mark, notice_sheet};
#[cfg(feature = "hydrate")]
pub use notices::NoticesPage;
#[cfg(feature = "hydrate")]
pub use post::PostNoticePage;
#[cfg(feature = "hydrate")]
pub use sheet::NoticeDeskPage;
