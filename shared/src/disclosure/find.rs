//! Finds numbers of persons in a text: resident numbers, mobile telephones, bank cards; in full-width digits and with gaps too.
//!
//! It is there for mistakes, not for those who hide a number on purpose, and leans to finding one too many: the clerk sees what
//! was found and can write it another way.

use crate::kernel::Day;
use serde::{Deserialize, Serialize};

/// A number of a person in a text (個人信息 / 个人信息), by bytes from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of number.
    pub kind: FindingKind,
    /// Where it begins.
    pub start: usize,
    /// Where it has ended.
    pub end: usize,
}

/// What kind of number was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// 身份證號 / 身份证号, of 18 or 15 digits, also within a disability certificate's number.
    ResidentId,
    /// 手機號 / 手机号
    Phone,
    /// 銀行卡號 / 银行卡号
    BankCard,
}

/// The most digits looked at together: a disability certificate has 20.
const MAX_DIGITS: usize = 20;
/// The most separators between two groups of one number.
const MAX_GAP: usize = 2;

/// Digits that stand together, and whether the next ones follow after a mere gap.
struct Group {
    start: usize,
    end: usize,
    digits: Vec<u8>,
    /// An X follows at once: the check character of a resident number.
    ends_in_x: bool,
    goes_on: bool,
}

/// The value of a digit, ASCII or full-width.
pub(super) fn digit(c: char) -> Option<u8> {
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        _ => return None,
    };
    u8::try_from(value).ok()
}

/// What people put between the digits of one number.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{2002}'..='\u{200d}' | '\u{202f}' | '\u{3000}' | '\u{2060}' | '\u{feff}' | '-' | '\u{2010}'..='\u{2015}' | '－')
}

/// The numbers of persons in a text, in order, none overlapping another.
pub fn find_personal_data(text: &str) -> Vec<Finding> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut rest = groups.as_slice();
    while let Some((_, tail)) = rest.split_first() {
        if let Some((finding, taken)) = longest(rest) {
            found.push(finding);
            rest = rest.get(taken..).unwrap_or_default();
        } else {
            rest = tail;
        }
    }
    found
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut gap = Some(0);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if let Some(value) = digit(c) {
            match groups.last_mut() {
                Some(group) if group.end == at && !group.ends_in_x => {
                    group.digits.push(value);
                    group.end = end;
                }
                last => {
                    if let Some(last) = last {
                        last.goes_on = gap.is_some_and(|gap| gap <= MAX_GAP) && !last.ends_in_x;
                    }
                    groups.push(Group { start: at, end, digits: vec![value], ends_in_x: false, goes_on: false });
                }
            }
            gap = Some(0);
        } else if is_separator(c) {
            gap = gap.map(|gap| gap + 1);
        } else {
            gap = None;
            if let Some(group) = groups.last_mut().filter(|group| group.end == at && matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')) {
                group.ends_in_x = true;
                group.end = end;
            }
        }
    }
    groups
}

/// The longest number that begins with the first group, and how many groups it takes.
fn longest(groups: &[Group]) -> Option<(Finding, usize)> {
    let start = groups.first()?.start;
    let mut digits = Vec::new();
    let mut best = None;
    for (index, group) in groups.iter().enumerate() {
        digits.extend_from_slice(&group.digits);
        if digits.len() > MAX_DIGITS {
            break;
        }
        let lengths = groups.iter().take(index + 1).map(|group| group.digits.len());
        if let Some(kind) = recognise(&digits, group.ends_in_x, &lengths.collect::<Vec<_>>()) {
            best = Some((Finding { kind, start, end: group.end }, index + 1));
        }
        if !group.goes_on {
            break;
        }
    }
    best
}

fn recognise(digits: &[u8], ends_in_x: bool, lengths: &[usize]) -> Option<FindingKind> {
    if is_resident_id(digits, ends_in_x) {
        return Some(FindingKind::ResidentId);
    }
    if is_mobile(digits, lengths) {
        return Some(FindingKind::Phone);
    }
    is_bank_card(digits, lengths).then_some(FindingKind::BankCard)
}

/// County, day of birth, serial. The check character is not asked: a number with a slip of the pen still tells whose it is.
fn is_resident_id(digits: &[u8], ends_in_x: bool) -> bool {
    let province = number(digits, 0..2).is_some_and(|province| (11..=82).contains(&province));
    let day = match (digits.len(), ends_in_x) {
        (17, true) | (18 | 20, false) => birthday(digits, 6, 4),
        (15, false) => birthday(digits, 6, 2),
        _ => None,
    };
    province && day.is_some()
}

/// The day that stands at `at` with a year of so many digits.
fn birthday(digits: &[u8], at: usize, year_digits: usize) -> Option<Day> {
    let year = number(digits, at..at + year_digits)?;
    let year = if year_digits == 2 { 1900 + year } else { year };
    let month = number(digits, at + year_digits..at + year_digits + 2)?;
    let day = number(digits, at + year_digits + 2..at + year_digits + 4)?;
    // Nobody alive was born before, and no number issued in this century's lifetime lies after.
    (1880..2100).contains(&year).then(|| Day::new(i32::try_from(year).ok()?, month, day)).flatten()
}

fn number(digits: &[u8], range: std::ops::Range<usize>) -> Option<u32> {
    let part = digits.get(range)?;
    Some(part.iter().fold(0, |number, digit| number * 10 + u32::from(*digit)))
}

/// Eleven digits, 13 to 19 at the front, with or without 86 before; in groups of three and more, as they are written.
fn is_mobile(digits: &[u8], lengths: &[usize]) -> bool {
    let national = if digits.len() == 13 { digits.strip_prefix(&[8, 6]) } else { Some(digits) };
    let is_mobile = matches!(national, Some([1, 3..=9, ..])) && national.is_some_and(|national| national.len() == 11);
    is_mobile && (lengths.len() == 1 || lengths.iter().all(|length| *length >= 3))
}

/// 16 to 19 digits with Luhn's check. In groups only with a Chinese issuer in front, because a row of a table is groups too.
fn is_bank_card(digits: &[u8], lengths: &[usize]) -> bool {
    let issuer = match lengths.len() {
        1 => matches!(digits, [3..=6 | 9, ..]),
        _ => matches!(digits, [6, 2, ..] | [9, 5, 5, 8, ..]),
    };
    issuer && (16..=19).contains(&digits.len()) && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let weigh = |(index, digit): (usize, &u8)| {
        let weighed = u32::from(*digit) * if index % 2 == 1 { 2 } else { 1 };
        weighed / 10 + weighed % 10
    };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}
