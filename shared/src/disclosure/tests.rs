//! Notices, masking, and the board.

mod board;
mod mask;
mod notice;
