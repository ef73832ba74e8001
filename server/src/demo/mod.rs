//! The demonstration: three real villages of Zhouqu with people who do not exist.
//!
//! Everything is generated from one seed and goes through the same commands as what people enter. Persons are named after the
//! cycle of sixty 干支 (王甲子, 李乙丑 …), so that nobody mistakes them for somebody. Days are counted back from the day the database was
//! born, so that the lists look like a week in use.

mod fill;
mod matters;
mod people;
mod plan;
mod random;
mod seats;
mod staff;

pub use fill::{accounts_to_print, fill};
pub use people::demo_code as code_of;
pub use plan::{By, Step, account_id, plan};
pub use staff::{ACCOUNTS, DemoAccount, PASSWORD};

/// The seed. Another one gives other households in the same villages.
pub const SEED: u64 = 0x5348_5541_4e47_4c49;

/// The three villages 鎖兒頭村, 真牙頭村 and 瓜咱村.
pub const VILLAGES: [&str; 3] = ["623023100202", "623023100203", "623023102205"];

/// Households of each village: what one person can look through in a demonstration, and enough to fill a list.
pub const HOUSEHOLDS: [usize; 3] = [48, 32, 24];
