//! Finds numbers of persons in a text: resident numbers, mobile telephones, bank cards; in the digits of every script and with gaps too.
//!
//! It leans to finding one too many where a number stands in one piece or in its usual groups: the clerk sees what was found and can
//! write it another way. What is parted otherwise is judged more strictly ([`super::windows`]). An office's telephone, an amount, a
//! contract's number are lawful in public and are not found.

use super::digits::{Sign, Style, is_separator, sign};
use super::windows;
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

/// What kind of number was found (號碼類別 / 号码类别).
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
/// The most separators between two groups of one number: a dash between two spaces.
const MAX_GAP: usize = 3;
/// The province codes of GB/T 2260 and, with 91, of foreigners who live here. No year of ours begins with one, so digits in groups
/// are a resident number only behind one of these.
pub(super) const PROVINCES: [u32; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
    83, 91,
];

/// Digits that stand together, and whether the next ones follow after a mere gap.
struct Group {
    start: usize,
    end: usize,
    style: Style,
    digits: Vec<u8>,
    /// Where an X has ended that follows them, perhaps after a gap: the check character of a resident number.
    x_end: Option<usize>,
    goes_on: bool,
    /// A dash stands before them, and not spaces alone: a table is not parted so.
    after_dash: bool,
}

/// How the digits of a number are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grouping {
    /// In one piece, or each by itself: nobody writes anything but one number like that.
    One,
    /// In groups of three and more, as long numbers are written, or parted once.
    Long,
    /// Otherwise, as the counts of a table stand side by side.
    Mixed,
    /// With a day as days are written, where a resident number has none: a row of days.
    Days,
}

/// Where the day of birth begins in a resident number.
const BIRTH: usize = 6;

/// The numbers of persons in a text, in order, none overlapping another.
pub fn find_personal_data(text: &str) -> Vec<Finding> {
    let mut found = in_groups(text);
    for finding in windows::find(text) {
        // What overlaps is one number, found in two ways, or two that cannot be told apart: the longer stretch is covered.
        match found.iter_mut().find(|other| other.start < finding.end && finding.start < other.end) {
            Some(other) if finding.end - finding.start > other.end - other.start => *other = finding,
            Some(_) => {}
            None => found.push(finding),
        }
    }
    found.sort_by_key(|finding| finding.start);
    apart(found)
}

/// Of findings that overlap only the first.
fn apart(found: Vec<Finding>) -> Vec<Finding> {
    let mut end = 0;
    let mut apart = found;
    apart.retain(|finding| {
        let free = finding.start >= end;
        end = if free { finding.end } else { end };
        free
    });
    apart
}

fn in_groups(text: &str) -> Vec<Finding> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = groups.get(at..).filter(|rest| !rest.is_empty()) {
        let begins = !at.checked_sub(1).and_then(|before| groups.get(before)).is_some_and(|before| before.goes_on);
        let (finding, taken) = longest(rest, begins).map_or((None, 1), |(finding, taken)| (Some(finding), taken));
        found.extend(finding);
        at += taken;
    }
    found
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // The separators since the last digit, and whether one is a dash; nothing where something else stood between.
    let mut gap: Option<(usize, bool)> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match sign(c) {
            Sign::Digits { style, tens, ones } => {
                add_digits(&mut groups, gap, (at, end), style, &[tens, Some(ones)]);
                gap = Some((0, false));
            }
            Sign::Invisible => {}
            _ if is_separator(c) => {
                gap = gap.map(|(length, dash)| (length + 1, dash || !c.is_whitespace())).filter(|(length, _)| *length <= MAX_GAP);
            }
            kind => {
                if let Some(group) = groups.last_mut().filter(|_| gap.is_some() && kind == Sign::Ex) {
                    group.x_end = Some(end);
                }
                gap = None;
            }
        }
    }
    groups
}

fn add_digits(groups: &mut Vec<Group>, gap: Option<(usize, bool)>, (start, end): (usize, usize), style: Style, values: &[Option<u8>]) {
    let values = values.iter().flatten().copied();
    match groups.last_mut() {
        Some(group) if gap.is_some_and(|(length, _)| length == 0) && group.style == style => {
            group.digits.extend(values);
            group.end = end;
        }
        last => {
            if let Some(last) = last {
                last.goes_on = gap.is_some() && last.style == style;
            }
            let after_dash = gap.is_some_and(|(_, dash)| dash);
            groups.push(Group { start, end, style, digits: values.collect(), x_end: None, goes_on: false, after_dash });
        }
    }
}

/// The longest number that begins with the first group, and how many groups it takes. `begins` says that no digits stand before it.
fn longest(groups: &[Group], begins: bool) -> Option<(Finding, usize)> {
    let start = groups.first()?.start;
    let (mut digits, mut lengths) = (Vec::new(), Vec::new());
    let mut best = None;
    for (index, group) in groups.iter().enumerate() {
        digits.extend_from_slice(&group.digits);
        lengths.push(group.digits.len());
        if digits.len() > MAX_DIGITS {
            break;
        }
        let grouping = Grouping::of(&digits, &lengths);
        let dashed = index > 0 && groups.iter().take(index + 1).skip(1).all(|group| group.after_dash);
        // Among other figures groups are a row of a table; a dash stands in no row.
        let alone = index == 0 || dashed || begins && !group.goes_on;
        let with_x = group.x_end.filter(|_| digits.len() == 17 && is_resident_id(&digits, grouping));
        if let Some(end) = with_x {
            best = Some((Finding { kind: FindingKind::ResidentId, start, end }, index + 1));
        } else if let Some(kind) = recognise(&digits, grouping, &lengths, alone) {
            best = Some((Finding { kind, start, end: group.end }, index + 1));
        }
        if !group.goes_on {
            break;
        }
    }
    best
}

impl Grouping {
    fn of(digits: &[u8], lengths: &[usize]) -> Self {
        if has_other_day(digits, lengths) {
            Self::Days
        } else if lengths.len() == 1 || lengths.iter().all(|length| *length == 1) {
            Self::One
        } else if lengths.len() == 2 || lengths.iter().all(|length| *length >= 3) {
            Self::Long
        } else {
            Self::Mixed
        }
    }
}

/// Does a day stand among the groups, year, month and day each one of them, where no day of birth does?
pub(super) fn has_other_day(digits: &[u8], lengths: &[usize]) -> bool {
    let mut at = 0;
    lengths.windows(3).any(|window| {
        let [year, month, day] = window else { return false };
        let start = at;
        at += year;
        let written = *year == 4 && (1..=2).contains(month) && (1..=2).contains(day);
        let (months, days) = (start + year, start + year + month);
        let read = || day_of(number(digits, start..months)?, number(digits, months..days)?, number(digits, days..days + day)?);
        written && start != BIRTH && read().is_some()
    })
}

fn recognise(digits: &[u8], grouping: Grouping, lengths: &[usize], alone: bool) -> Option<FindingKind> {
    if digits.len() != 17 && is_resident_id(digits, grouping) && (alone || digits.len() != 15) {
        return Some(FindingKind::ResidentId);
    }
    if alone && is_mobile(digits, grouping) {
        return Some(FindingKind::Phone);
    }
    (alone && is_bank_card(digits, grouping, lengths)).then_some(FindingKind::BankCard)
}

/// County, day of birth, serial. The check character is not asked: a number with a slip of the pen still tells whose it is.
/// Seventeen digits are one with an X behind them, twenty a certificate's with kind and degree of a disability.
fn is_resident_id(digits: &[u8], grouping: Grouping) -> bool {
    let in_one = grouping == Grouping::One;
    let is_province = |province: u32| PROVINCES.contains(&province) || in_one && (11..=82).contains(&province);
    let day = match digits.len() {
        // In groups like these the check character is asked: see `windows`.
        _ if matches!(grouping, Grouping::Days | Grouping::Mixed) => None,
        17 | 18 => birthday(digits, 4),
        20 if matches!(digits, [.., 1..=7, 1..=4]) => birthday(digits, 4),
        // The old number's day has six digits only, and any table has six digits that make a day.
        15 => birthday(digits, 2),
        _ => None,
    };
    number(digits, 0..2).is_some_and(is_province) && day.is_some()
}

/// The day of birth, with a year of so many digits.
fn birthday(digits: &[u8], year_digits: usize) -> Option<Day> {
    let (month, day) = (BIRTH + year_digits, BIRTH + year_digits + 2);
    let year = number(digits, BIRTH..month)?;
    let year = if year_digits == 2 { 1900 + year } else { year };
    day_of(year, number(digits, month..day)?, number(digits, day..day + 2)?)
}

pub(super) fn day_of(year: u32, month: u32, day: u32) -> Option<Day> {
    // Nobody alive was born before, and no number issued in this century's lifetime lies after.
    (1880..2100).contains(&year).then(|| Day::new(i32::try_from(year).ok()?, month, day)).flatten()
}

pub(super) fn number(digits: &[u8], range: std::ops::Range<usize>) -> Option<u32> {
    let part = digits.get(range)?;
    Some(part.iter().fold(0, |number, digit| number * 10 + u32::from(*digit)))
}

/// Eleven digits, 13 to 19 at the front, with or without 86 before.
fn is_mobile(digits: &[u8], grouping: Grouping) -> bool {
    let national = if digits.len() == 13 { digits.strip_prefix(&[8, 6]) } else { Some(digits) };
    let is_mobile = matches!(national, Some([1, 3..=9, ..])) && national.is_some_and(|national| national.len() == 11);
    is_mobile && matches!(grouping, Grouping::One | Grouping::Long)
}

/// 16 to 19 digits with Luhn's check. In groups only as a card has them, with a Chinese issuer in front, because a row of a table is
/// groups too.
fn is_bank_card(digits: &[u8], grouping: Grouping, lengths: &[usize]) -> bool {
    let (last, fours) = lengths.split_last().map_or((0, &[][..]), |(last, fours)| (*last, fours));
    let issuer = match grouping {
        Grouping::One => matches!(digits, [3..=6 | 9, ..]),
        Grouping::Long | Grouping::Mixed if lengths.len() == 2 || last <= 4 && fours.iter().all(|length| *length == 4) => {
            matches!(digits, [6, 2, ..] | [9, 5, 5, 8, ..])
        }
        Grouping::Long | Grouping::Mixed | Grouping::Days => false,
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
