//! Disclosure: the village's board and its notices, for the server's pages and for the kiosk.

mod board;
#[cfg(feature = "hydrate")]
mod leaf;
mod notice;

pub use board::{BoardPage, BoardView};
#[cfg(feature = "hydrate")]
pub use leaf::{BoardLeaf, NoticeLeaf, next_meeting};
pub use notice::{NoticeSheet, NoticeSheetPage, notice_mark};
