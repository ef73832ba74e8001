//! Shares of a number, in whole numbers.

use serde::{Deserialize, Serialize};

/// How much of a base a count must be (比例), as numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// 「以上」 / “以上”: the share itself is enough.
    AtLeast(u64, u64),
    /// 「過半數」 / “过半数”: strictly more than the share.
    MoreThan(u64, u64),
}

impl Share {
    /// Is `count` that much of `base`? Where there is nobody, nothing is a share of them.
    pub fn holds(self, count: u64, base: u64) -> bool {
        match self {
            _ if base == 0 => false,
            Self::AtLeast(numerator, denominator) => count * denominator >= base * numerator,
            Self::MoreThan(numerator, denominator) => count * denominator > base * numerator,
        }
    }

    /// The least count that is that much of `base`.
    pub fn least(self, base: u64) -> u64 {
        match self {
            Self::AtLeast(numerator, denominator) => (base * numerator).div_ceil(denominator.max(1)).max(1),
            Self::MoreThan(numerator, denominator) => base * numerator / denominator.max(1) + 1,
        }
    }
}
