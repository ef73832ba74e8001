//! Disclosure: the village's board and its notices, for the server's pages, for the kiosk and for the desk.

mod board;
#[cfg(feature = "csr")]
mod leaf;
mod notice;
#[cfg(feature = "csr")]
mod notices;
#[cfg(any(feature = "csr", test))]
mod persons;
#[cfg(feature = "csr")]
mod post;
#[cfg(feature = "csr")]
mod sheet;

pub use board::{BoardPage, BoardView};
#[cfg(feature = "csr")]
pub use leaf::{BoardLeaf, NoticeLeaf, next_meeting};
pub use notice::{NoticeSheet, NoticeSheetPage, notice_mark, notice_sheet};
#[cfg(feature = "csr")]
pub use notices::{NoticesPage, notice_href};
#[cfg(feature = "csr")]
pub use persons::{Register, persons_line, text_warnings};
#[cfg(feature = "csr")]
pub use post::PostNoticePage;
#[cfg(feature = "csr")]
pub use sheet::NoticeDeskPage;
