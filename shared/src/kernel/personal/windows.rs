//! Numbers of persons whose digits are parted by anything that is no word, or written in several ways at once: a resident number by its
//! province, a real day and its check character, so that no table of amounts holds one by chance; a mobile number by how it is parted.

use super::digits::{self, Sign, Style, is_break, sign};
use super::find::{Finding, FindingKind, PROVINCES, day_of, has_other_day, number};

/// The most characters between two digits of one number: a line break, a comma and two spaces.
const MAX_BETWEEN: usize = 4;
/// The year of birth from which on a day between two figures is a table's: the programme began in it, and whose number stands in a
/// notice was mostly born before.
const DAYS_OF_TABLES: u32 = 2012;
/// Weights of the first seventeen digits of a resident number (ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The last character by the remainder; 10 is the X.
const CHECKS: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
/// Digits of a resident number, of an old one, and of a mobile number.
const LENGTH: usize = 18;
/// See [`LENGTH`].
const OLD_LENGTH: usize = 15;
/// See [`LENGTH`].
const MOBILE_LENGTH: usize = 11;

/// A digit where it stands.
struct Digit<'t> {
    value: u8,
    start: usize,
    end: usize,
    style: Style,
    /// What stands between it and the digit before; nothing where they touch or it is the first.
    gap: &'t str,
    /// Where an X has ended that follows.
    x_end: Option<usize>,
}

/// The numbers that only a look across separators finds, in order.
pub(super) fn find(text: &str) -> Vec<Finding> {
    stretches(text).iter().flat_map(|stretch| in_stretch(stretch)).collect()
}

/// Digits with nothing but a few signs between them.
fn stretches(text: &str) -> Vec<Vec<Digit<'_>>> {
    let (mut all, mut open): (Vec<Vec<Digit<'_>>>, bool) = (Vec::new(), false);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let end = start + c.len_utf8();
        let follows_letter = chars.peek().is_some_and(|(_, next)| next.is_alphabetic() && matches!(sign(*next), Sign::Other));
        let found = match sign(c) {
            Sign::Digits { style, tens, ones } => Some((style, tens, ones)),
            Sign::Oh if open && !follows_letter => Some((Style::Plain, None, 0)),
            Sign::Ex => {
                mark_x(&mut all, open, end);
                // The sign that looks like one stands between sizes too; a letter ends what it follows.
                open &= !c.is_alphanumeric();
                None
            }
            Sign::Invisible | Sign::Between => None,
            Sign::Oh | Sign::Other => {
                open = false;
                None
            }
        };
        if let Some((style, tens, ones)) = found {
            let last = all.last().and_then(|stretch| stretch.last()).filter(|_| open);
            let gap = last.map_or("", |last| visible(text.get(last.end..start).unwrap_or_default()));
            if !open || signs(gap) > MAX_BETWEEN {
                all.push(Vec::new());
            }
            let gap = if open { gap } else { "" };
            if let Some(stretch) = all.last_mut() {
                stretch.extend(tens.map(|value| Digit { value, start, end, style, gap, x_end: None }));
                stretch.push(Digit { value: ones, start, end, style, gap: if tens.is_some() { "" } else { gap }, x_end: None });
            }
            open = true;
        }
    }
    all
}

fn mark_x(all: &mut [Vec<Digit<'_>>], open: bool, end: usize) {
    if let Some(last) = all.last_mut().and_then(|stretch| stretch.last_mut()).filter(|_| open) {
        last.x_end = Some(end);
    }
}

/// A gap without what is not seen at its ends; nothing where all of it is not seen.
fn visible(gap: &str) -> &str {
    gap.trim_matches(digits::is_invisible)
}

fn signs(gap: &str) -> usize {
    gap.chars().filter(|c| !digits::is_invisible(*c)).count()
}

fn in_stretch(stretch: &[Digit<'_>]) -> Vec<Finding> {
    if let Some(finding) = whole(stretch) {
        return vec![finding];
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < stretch.len() {
        match resident_at(stretch, at) {
            Some((finding, taken)) => {
                found.push(finding);
                at += taken;
            }
            None => at += 1,
        }
    }
    found
}

/// A stretch that is one number as a whole: a mobile number, or an old resident number digit by digit.
fn whole(stretch: &[Digit<'_>]) -> Option<Finding> {
    let values: Vec<u8> = stretch.iter().map(|digit| digit.value).collect();
    let national = if values.len() == MOBILE_LENGTH + 2 { values.strip_prefix(&[8, 6])? } else { values.as_slice() };
    let is_mobile = national.len() == MOBILE_LENGTH && matches!(national, [1, 3..=9, ..]) && parted_as_one(stretch);
    let kind = if is_mobile {
        FindingKind::Phone
    } else if values.len() == OLD_LENGTH && is_digit_by_digit(stretch) && is_old(&values) {
        FindingKind::ResidentId
    } else {
        return None;
    };
    Some(Finding { kind, start: stretch.first()?.start, end: stretch.last()?.end })
}

fn is_digit_by_digit(stretch: &[Digit<'_>]) -> bool {
    stretch.iter().skip(1).all(|digit| !digit.gap.is_empty())
}

/// Is a stretch parted as one number is: not at all, digit by digit, or in groups of three and more by one sign that parts no list?
fn parted_as_one(stretch: &[Digit<'_>]) -> bool {
    let mut gaps = stretch.iter().map(|digit| digit.gap).filter(|gap| !gap.is_empty());
    let Some(first) = gaps.next() else { return true };
    let parts_a_list = first.chars().any(|c| is_break(c) || ",，、;；".contains(c));
    is_digit_by_digit(stretch) || !parts_a_list && gaps.all(|gap| gap == first) && runs(stretch).iter().all(|length| *length >= 3)
}

fn is_old(values: &[u8]) -> bool {
    let part = |range| number(values, range);
    let day = || day_of(1900 + part(6..8)?, part(8..10)?, part(10..12)?);
    part(0..2).is_some_and(|province| PROVINCES.contains(&province)) && day().is_some()
}

/// The lengths of the runs of digits that touch.
fn runs(window: &[Digit<'_>]) -> Vec<usize> {
    let mut runs: Vec<usize> = Vec::new();
    for (index, digit) in window.iter().enumerate() {
        match runs.last_mut() {
            Some(length) if index > 0 && digit.gap.is_empty() => *length += 1,
            _ => runs.push(1),
        }
    }
    runs
}

/// The resident number that begins with a digit of a stretch, and how many digits it takes.
fn resident_at(stretch: &[Digit<'_>], at: usize) -> Option<(Finding, usize)> {
    let window = stretch.get(at..at + LENGTH - 1)?;
    let stem: Vec<u8> = window.iter().map(|digit| digit.value).collect();
    let year = number(&stem, 6..10)?;
    if !number(&stem, 0..2).is_some_and(|province| PROVINCES.contains(&province)) {
        return None;
    }
    day_of(year, number(&stem, 10..12)?, number(&stem, 12..14)?)?;
    let sum: u32 = stem.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let check = *CHECKS.get(usize::try_from(sum % 11).ok()?)?;
    let (length, end) = if check == 10 {
        (LENGTH - 1, window.last()?.x_end?)
    } else {
        (LENGTH, stretch.get(at + LENGTH - 1).filter(|digit| digit.value == check)?.end)
    };
    let window = stretch.get(at..at + length)?;
    let stands_alone = begins_anew(stretch, at) && (check == 10 || begins_anew(stretch, at + length));
    (is_one_piece(window) || stands_alone && is_no_row(window, year))
        .then(|| (Finding { kind: FindingKind::ResidentId, start: window.first().map_or(0, |digit| digit.start), end }, length))
}

/// Does something else begin with the digit at this place, or has the stretch ended?
fn begins_anew(stretch: &[Digit<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| stretch.get(before));
    match (before, stretch.get(at)) {
        (Some(before), Some(digit)) => !digit.gap.is_empty() || before.style != digit.style,
        _ => true,
    }
}

fn is_one_piece(window: &[Digit<'_>]) -> bool {
    window.iter().skip(1).all(|digit| digit.gap.is_empty())
}

/// A row of a table has days and figures, parted in several ways; one number is parted in one way, or hides no day of these years.
fn is_no_row(window: &[Digit<'_>], year: u32) -> bool {
    let values: Vec<u8> = window.iter().map(|digit| digit.value).collect();
    let mut gaps = window.iter().skip(1).map(|digit| digit.gap).filter(|gap| !gap.is_empty());
    let first = gaps.next().unwrap_or_default();
    !has_other_day(&values, &runs(window)) && (year < DAYS_OF_TABLES || gaps.all(|gap| gap == first))
}
