//! Administrative codes: GB/T 2260 to the county, GB/T 10114 and the statistics bureau's rule below it.

use super::{Malformed, serde_as_text};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A division's statistical code (區劃代碼 / 区划代码): twelve digits, 2 province + 2 prefecture + 2 county + 3 township + 3 village.
/// Divisions above the village end in zeros.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// A division's level (層級 / 层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省
    Province,
    /// 市、自治州
    Prefecture,
    /// 縣、區
    County,
    /// 鄉、鎮、街道
    Township,
    /// 村委會、居委會
    Village,
}

/// Where each level's digits end.
const ENDS: [(Level, usize); 5] =
    [(Level::Village, 12), (Level::Township, 9), (Level::County, 6), (Level::Prefecture, 4), (Level::Province, 2)];

impl Code {
    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level that the zeros at the end tell.
    pub fn level(&self) -> Level {
        ENDS.into_iter()
            .zip(ENDS.into_iter().skip(1))
            .find(|((_, end), (_, above))| self.0.get(*above..*end).is_some_and(|part| part.bytes().any(|byte| byte != b'0')))
            .map_or(Level::Province, |((level, _), _)| level)
    }

    /// The digits that all codes below this one begin with.
    pub fn prefix(&self) -> &str {
        let end = ENDS.into_iter().find(|(level, _)| *level == self.level()).map_or(12, |(_, end)| end);
        self.0.get(..end).unwrap_or(&self.0)
    }

    /// Is `other` this division or one below it?
    pub fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(self.prefix())
    }

    /// The division at this level that this one lies in.
    #[must_use]
    pub fn at(&self, level: Level) -> Self {
        let end = ENDS.into_iter().find(|(named, _)| *named == level).map_or(12, |(_, end)| end);
        Self(format!("{:0<12}", self.0.get(..end).unwrap_or(&self.0)))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Code {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let twelve_digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with("00");
        twelve_digits.then(|| Self(text.to_owned())).ok_or(Malformed("division code"))
    }
}

serde_as_text!(Code);

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("620000000000", Level::Province, "62")]
    #[case("623000000000", Level::Prefecture, "6230")]
    #[case("623023000000", Level::County, "623023")]
    #[case("623023100000", Level::Township, "623023100")]
    #[case("623023100200", Level::Village, "623023100200")]
    fn the_level_is_told_by_the_zeros(#[case] code: &str, #[case] level: Level, #[case] prefix: &str) {
        let code: Code = code.parse().unwrap();
        assert_eq!((code.level(), code.prefix()), (level, prefix));
    }

    #[test]
    fn a_county_covers_its_villages_and_no_other() {
        let county: Code = "623023000000".parse().unwrap();
        assert!(county.covers(&"623023100200".parse().unwrap()));
        assert!(!county.covers(&"623024100200".parse().unwrap()));
        assert_eq!("623023100200".parse::<Code>().unwrap().at(Level::County), county);
    }
}
