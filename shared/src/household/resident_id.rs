//! The resident number (公民身份號碼, GB 11643-1999).

use crate::kernel::Day;

/// A resident number in its 18-character form (公民身份號碼 / 公民身份号码).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentId(String);

/// Weights of the first seventeen digits (ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// Why a text is no resident number (號碼有誤 / 号码有误).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAResidentId {
    /// Not 15 or 18 characters of the right sort.
    Shape,
    /// Digits 7–14 are no day, or one after the day given.
    Birth,
    /// The last character does not fit the others.
    Check,
}

impl ResidentId {
    /// Reads a number as people write it: full-width digits, spaces, a small x, and the old 15 digits, which gain `19` and a check.
    ///
    /// The issuing county's code is not looked up: codes change yearly and people keep their number.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str, today: Day) -> Result<Self, NotAResidentId> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        let old = plain.len() == 15 && plain.bytes().all(|byte| byte.is_ascii_digit());
        let stem = match (old, plain.get(..6), plain.get(6..)) {
            (true, Some(county), Some(rest)) => format!("{county}19{rest}"),
            _ => plain.get(..17).unwrap_or_default().to_owned(),
        };
        let shaped = stem.len() == 17 && stem.bytes().all(|byte| byte.is_ascii_digit()) && (old || plain.chars().count() == 18);
        if !shaped {
            return Err(NotAResidentId::Shape);
        }
        let check = check_character(&stem).ok_or(NotAResidentId::Shape)?;
        if !old && !plain.ends_with(check) {
            return Err(NotAResidentId::Check);
        }
        let id = Self(format!("{stem}{check}"));
        let born_on = id.born_on().ok_or(NotAResidentId::Birth)?;
        if born_on > today { Err(NotAResidentId::Birth) } else { Ok(id) }
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day of birth in digits 7–14.
    pub fn born_on(&self) -> Option<Day> {
        let part = |range: std::ops::Range<usize>| self.0.get(range)?.parse::<u32>().ok();
        Day::new(i32::try_from(part(6..10)?).ok()?, part(10..12)?, part(12..14)?)
    }

    /// Odd in the seventeenth place is male.
    pub fn is_male(&self) -> bool {
        self.0.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1)
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ｘ' | 'ｘ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_uppercase(),
        _ => c.to_ascii_uppercase(),
    }
}

fn check_character(stem: &str) -> Option<char> {
    let sum: u32 = stem.chars().filter_map(|c| c.to_digit(10)).zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn today() -> Day {
        "2026-11-23".parse().unwrap()
    }

    #[rstest]
    #[case("11010519491231002X", Ok("11010519491231002X"))]
    #[case("11010519491231002x", Ok("11010519491231002X"))]
    #[case("１１０１０５１９４９１２３１００２Ｘ", Ok("11010519491231002X"))]
    #[case("110105 19491231 002X", Ok("11010519491231002X"))]
    #[case("110105491231002", Ok("11010519491231002X"))]
    #[case("110105194912310021", Err(NotAResidentId::Check))]
    #[case("11010519491331002X", Err(NotAResidentId::Check))]
    #[case("1101051949123100", Err(NotAResidentId::Shape))]
    #[case("", Err(NotAResidentId::Shape))]
    fn numbers_as_people_write_them(#[case] text: &str, #[case] expected: Result<&str, NotAResidentId>) {
        assert_eq!(ResidentId::read(text, today()).as_ref().map(ResidentId::as_str), expected.as_ref().copied());
    }

    #[test]
    fn what_the_number_tells() {
        let id = ResidentId::read("11010519491231002X", today()).unwrap();
        assert_eq!(id.born_on(), "1949-12-31".parse().ok());
        assert!(!id.is_male());
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(place in 0_usize..17, delta in 1_u32..10) {
            let digits: Vec<char> = "11010519491231002X".chars().collect();
            let wrong: String = digits.iter().enumerate().map(|(at, c)| {
                if at == place { char::from_digit((c.to_digit(10).unwrap() + delta) % 10, 10).unwrap() } else { *c }
            }).collect();
            prop_assert!(ResidentId::read(&wrong, today()).is_err());
        }
    }
}
