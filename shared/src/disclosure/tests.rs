//! Notices, and the board.

mod board;
mod notice;
