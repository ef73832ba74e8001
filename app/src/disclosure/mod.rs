//! Disclosure: the village's board and its notices, for the server's pages and for the kiosk.

mod board;
mod notice;

pub use board::{BoardPage, BoardView};
pub use notice::{NoticeSheet, NoticeSheetPage, notice_mark};
