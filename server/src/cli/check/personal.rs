//! Does a public text hold a number of a person? The same meaning as `shared::kernel::personal`, in code of its own: every text is
//! written anew in plain digits first, by Unicode's own tables, and then read as lines of groups and as rows of digits.
//!
//! An office's telephone, an amount, a contract's number are nobody's. A test drives both over one table and over random texts.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Separators between two groups of a number as it is usually written.
const USUAL_GAP: usize = 3;
/// Signs of any sort between two digits of a number.
const ANY_GAP: usize = 4;
/// Provinces, as the first two digits of a resident number.
const PROVINCES: &str = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91";

/// The zeros of the scripts whose digits Unicode does not call the same as ours. Written down a second time on purpose.
const SCRIPTS: &str = "\u{660}\u{6f0}\u{7c0}\u{966}\u{9e6}\u{a66}\u{ae6}\u{b66}\u{be6}\u{c66}\u{ce6}\u{d66}\u{de6}\u{e50}\u{ed0}\u{f20}\u{1040}\u{1090}\u{17e0}\u{1810}\u{1946}\u{19d0}\u{1a80}\u{1a90}\u{1b50}\u{1bb0}\u{1c40}\u{1c50}\u{a620}\u{a8d0}\u{a900}\u{a9d0}\u{a9f0}\u{aa50}\u{abf0}\u{104a0}\u{10d30}\u{10d40}\u{11066}\u{110f0}\u{11136}\u{111d0}\u{112f0}\u{11450}\u{114d0}\u{11650}\u{116c0}\u{116d0}\u{116da}\u{11730}\u{118e0}\u{11950}\u{11bf0}\u{11c50}\u{11d50}\u{11da0}\u{11de0}\u{11f50}\u{16130}\u{16a60}\u{16ac0}\u{16b50}\u{16d70}\u{1e140}\u{1e2f0}\u{1e4f0}\u{1e5f1}\u{1e950}";

/// A character in plain form.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Plain {
    /// Digits, and whether they are Chinese numerals, enclosed, or neither.
    Digits(String, char),
    /// An X, or what looks like one; whether it is a letter.
    Ex(bool),
    /// The letter O.
    Oh,
    /// A space or a dash.
    Usual(char),
    /// Another sign.
    Sign(char),
    /// A word.
    Word,
}

/// Does the text hold a number of a person?
pub fn names_a_person(text: &str) -> bool {
    let plain: Vec<Plain> = text.chars().filter_map(plain).collect();
    lines(&plain).iter().any(|line| in_groups(line)) || rows(&plain).iter().any(in_row)
}

fn plain(c: char) -> Option<Plain> {
    let mark = is_combining_mark(c)
        && (!c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'));
    let unseen = mark
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    if unseen {
        return None;
    }
    if let Some((digits, sort)) = digits(c) {
        return Some(Plain::Digits(digits, sort));
    }
    Some(match c {
        'x' | 'X' | 'ｘ' | 'Ｘ' | 'х' | 'Х' | 'χ' | 'Χ' | 'ⅹ' | 'Ⅹ' | 'ⓧ' | 'Ⓧ' => Plain::Ex(true),
        '×' | '✕' | '✖' => Plain::Ex(false),
        'o' | 'O' | 'ｏ' | 'Ｏ' | 'о' | 'О' | 'ο' | 'Ο' => Plain::Oh,
        '-' | '‐'..='―' | '⁃' | '−' | '﹘' | '﹣' | '－' => Plain::Usual(c),
        _ if c.is_whitespace() && !is_line_end(c) => Plain::Usual(c),
        _ if c.is_alphanumeric() => Plain::Word,
        _ => Plain::Sign(c),
    })
}

fn is_line_end(c: char) -> bool {
    "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c)
}

/// A character's digits and their sort: `c` Chinese, `e` enclosed, `p` plain.
fn digits(c: char) -> Option<(String, char)> {
    let numerals = "〇零○ 一壹弌幺〡⼀㆒ 二贰貳弍〢⼆㆓ 三叁參叄弎〣㆔ 四肆〤㆕ 五伍〥 六陆陸〦 七柒〧 八捌〨⼋ 九玖〩";
    if let Some(value) = numerals.split(' ').position(|forms| forms.contains(c)) {
        return Some((value.to_string(), 'c'));
    }
    let row = |first: char, from: u32| Some(((u32::from(c) - u32::from(first) + from).to_string(), 'e'));
    match c {
        '⓪' | '⓿' | '🄋' | '🄌' => return Some(("0".to_owned(), 'e')),
        '❶'..='❿' => return row('❶', 1),
        '➀'..='➉' => return row('➀', 1),
        '➊'..='➓' => return row('➊', 1),
        '⓵'..='⓾' => return row('⓵', 1),
        '⓫'..='⓴' => return row('⓫', 11),
        '㈠'..='㈩' => return row('㈠', 1),
        '㊀'..='㊉' => return row('㊀', 1),
        _ => {}
    }
    let known: String = std::iter::once(c).nfkc().collect();
    let value: String = known.chars().filter(char::is_ascii_digit).collect();
    if !value.is_empty() && known.chars().all(|c| c.is_ascii_digit() || "(),.".contains(c)) {
        let enclosed = value.len() > 1 || known.len() > 1 || matches!(c, '①'..='⑨');
        return Some((value, if enclosed { 'e' } else { 'p' }));
    }
    // The ten digits of a script stand in a row behind its zero.
    let value = SCRIPTS.chars().find_map(|zero| u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10))?;
    Some((value.to_string(), 'p'))
}

/// Digits that stand together.
#[derive(Debug, Clone, Default)]
struct Group {
    digits: String,
    after_dash: bool,
    before_x: bool,
}

/// Groups of one sort of digits with nothing but spaces and dashes between them.
fn lines(plain: &[Plain]) -> Vec<Vec<Group>> {
    let mut lines: Vec<Vec<Group>> = vec![Vec::new()];
    let (mut gap, mut sort) = (String::new(), ' ');
    for sign in plain {
        match sign {
            Plain::Digits(digits, own) => {
                let broken = gap.chars().count() > USUAL_GAP || *own != sort;
                let last = lines.last_mut().filter(|line| !line.is_empty() && !broken);
                match last {
                    Some(line) if gap.is_empty() => line.iter_mut().next_back().into_iter().for_each(|group| group.digits.push_str(digits)),
                    Some(line) => {
                        let after_dash = gap.chars().any(|c| !c.is_whitespace());
                        line.push(Group { digits: digits.clone(), after_dash, before_x: false });
                    }
                    None => lines.push(vec![Group { digits: digits.clone(), ..Group::default() }]),
                }
                (gap, sort) = (String::new(), *own);
            }
            Plain::Usual(c) => gap.push(*c),
            other => {
                let near = gap.chars().count() <= USUAL_GAP && matches!(other, Plain::Ex(_));
                lines.last_mut().and_then(|line| line.last_mut()).filter(|_| near).into_iter().for_each(|group| group.before_x = true);
                lines.push(Vec::new());
                gap.clear();
            }
        }
    }
    lines
}

fn in_groups(line: &[Group]) -> bool {
    (0..line.len()).any(|from| {
        (from + 1..=line.len()).any(|to| {
            let groups = line.get(from..to).unwrap_or_default();
            let dashed = groups.len() > 1 && groups.iter().skip(1).all(|group| group.after_dash);
            is_number(groups, groups.len() == 1 || dashed || groups.len() == line.len())
        })
    })
}

fn is_number(groups: &[Group], alone: bool) -> bool {
    let digits: String = groups.iter().map(|group| group.digits.as_str()).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    let apart = lengths.iter().all(|length| *length == 1);
    let one = lengths.len() == 1 || apart;
    let long = lengths.len() == 2 || lengths.iter().all(|length| *length >= 3);
    if digits.len() > 20 || has_day(&digits, &lengths) {
        return false;
    }
    let province = PROVINCES.split(' ').any(|province| digits.starts_with(province)) || one && ("11".."83").contains(&part(&digits, 0, 2));
    let before_x = groups.last().is_some_and(|group| group.before_x);
    let resident = match digits.len() {
        15 => alone && is_day("19", part(&digits, 6, 12)),
        17 => before_x && is_day("", part(&digits, 6, 14)),
        18 => is_day("", part(&digits, 6, 14)),
        20 => {
            is_day("", part(&digits, 6, 14)) && ("1".."8").contains(&part(&digits, 18, 19)) && ("1".."5").contains(&part(&digits, 19, 20))
        }
        _ => false,
    };
    let fours =
        lengths.len() == 2 || lengths.iter().rev().skip(1).all(|length| *length == 4) && lengths.last().is_some_and(|last| *last <= 4);
    let issuer = if one { digits.starts_with(['3', '4', '5', '6', '9']) } else { digits.starts_with("62") || digits.starts_with("9558") };
    let card = alone && (one || fours) && issuer && (16..=19).contains(&digits.len()) && luhn(&digits);
    (one || long) && (resident && province || alone && is_mobile(&digits)) || card
}

fn part(digits: &str, from: usize, to: usize) -> &str {
    digits.get(from..to).unwrap_or_default()
}

fn is_mobile(digits: &str) -> bool {
    let national = if digits.len() == 13 { digits.strip_prefix("86").unwrap_or_default() } else { digits };
    national.len() == 11 && national.starts_with('1') && !matches!(part(national, 1, 2), "0" | "1" | "2")
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| (digit * weight) / 10 + (digit * weight) % 10)
        .sum();
    sum.is_multiple_of(10)
}

/// Is `yyyymmdd`, the century given apart where it is not there, a day on which somebody may be born?
fn is_day(century: &str, digits: &str) -> bool {
    let whole = format!("{century}{digits}");
    let read = |from, to| part(&whole, from, to).parse::<u32>().unwrap_or_default();
    is_date(read(0, 4), read(4, 6), read(6, 8))
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1880..2100).contains(&year) && (1..=days).contains(&day)
}

/// Is a day written in groups of its own, elsewhere than where a resident number has one?
fn has_day(digits: &str, lengths: &[usize]) -> bool {
    let mut at = 0;
    let mut starts = Vec::new();
    for length in lengths {
        starts.push(at);
        at += length;
    }
    let groups: Vec<&str> = starts.iter().zip(lengths).map(|(start, length)| part(digits, *start, start + length)).collect();
    groups.windows(3).zip(&starts).any(|(three, start)| match three {
        [year, month, day] if year.len() == 4 && month.len() < 3 && day.len() < 3 && *start != 6 => {
            let read = |text: &str| text.parse().unwrap_or_default();
            is_date(read(year), read(month), read(day))
        }
        _ => false,
    })
}

/// Digits with a few signs between them, whatever signs.
#[derive(Debug, Default)]
struct Row {
    digits: String,
    /// What stands before each digit, and how the digit is written.
    before: Vec<(String, char)>,
    /// The places of digits behind which an X stands.
    x_after: Vec<usize>,
}

fn rows(plain: &[Plain]) -> Vec<Row> {
    let mut rows = vec![Row::default()];
    let mut gap = String::new();
    for (place, sign) in plain.iter().enumerate() {
        let Some(row) = rows.last_mut() else { return rows };
        let inside = !row.digits.is_empty();
        let read = match sign {
            Plain::Digits(digits, sort) => Some((digits.as_str(), *sort)),
            Plain::Oh if inside && plain.get(place + 1) != Some(&Plain::Word) => Some(("0", 'p')),
            _ => None,
        };
        if let Some((digits, sort)) = read {
            if gap.chars().count() > ANY_GAP {
                rows.push(Row::default());
                gap.clear();
            }
            if let Some(row) = rows.last_mut() {
                add(row, digits, if row.digits.is_empty() { String::new() } else { gap.clone() }, sort);
            }
            gap.clear();
            continue;
        }
        match sign {
            Plain::Usual(c) | Plain::Sign(c) => gap.push(*c),
            Plain::Ex(letter) => {
                if inside {
                    row.x_after.push(row.digits.len() - 1);
                }
                if *letter {
                    rows.push(Row::default());
                    gap.clear();
                } else {
                    gap.push('×');
                }
            }
            _ => {
                rows.push(Row::default());
                gap.clear();
            }
        }
    }
    rows
}

fn add(row: &mut Row, digits: &str, gap: String, sort: char) {
    row.digits.push_str(digits);
    row.before.push((gap, sort));
    row.before.extend(digits.chars().skip(1).map(|_| (String::new(), sort)));
}

fn in_row(row: &Row) -> bool {
    let gaps: Vec<&str> = row.before.iter().skip(1).map(|(gap, _)| gap.as_str()).collect();
    let apart = gaps.iter().all(|gap| !gap.is_empty());
    let between: Vec<&str> = gaps.iter().copied().filter(|gap| !gap.is_empty()).collect();
    let alike = between.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    let listed = between.first().is_some_and(|gap| gap.chars().any(|c| is_line_end(c) || ",，、;；".contains(c)));
    let long = lengths(row, 0, row.digits.len()).iter().all(|length| *length >= 3);
    let as_one = between.is_empty() || apart || alike && long && !listed;
    let old = row.digits.len() == 15
        && apart
        && is_day("19", part(&row.digits, 6, 12))
        && PROVINCES.split(' ').any(|province| row.digits.starts_with(province));
    as_one && is_mobile(&row.digits) || old || (0..row.digits.len()).any(|at| resident_at(row, at))
}

fn lengths(row: &Row, from: usize, to: usize) -> Vec<usize> {
    let mut lengths = Vec::new();
    for (place, (gap, _)) in row.before.get(from..to).unwrap_or_default().iter().enumerate() {
        if place == 0 || !gap.is_empty() {
            lengths.push(0);
        }
        lengths.iter_mut().next_back().into_iter().for_each(|length| *length += 1);
    }
    lengths
}

fn resident_at(row: &Row, at: usize) -> bool {
    let stem = part(&row.digits, at, at + 17);
    if stem.len() != 17 || !PROVINCES.split(' ').any(|province| stem.starts_with(province)) || !is_day("", part(stem, 6, 14)) {
        return false;
    }
    // Each place weighs twice the one behind it, and the whole leaves 1 when divided by 11.
    let sum: u32 = stem.chars().filter_map(|c| c.to_digit(10)).fold(0, |sum, digit| (sum * 2 + digit) % 11);
    let last = (12 - sum * 2 % 11) % 11;
    let end = if last == 10 { at + 17 } else { at + 18 };
    let fits = if last == 10 { row.x_after.contains(&(end - 1)) } else { part(&row.digits, at + 17, end) == last.to_string() };
    let begins = |place: usize| match (place.checked_sub(1).and_then(|before| row.before.get(before)), row.before.get(place)) {
        (Some((_, before)), Some((gap, sort))) => !gap.is_empty() || before != sort,
        _ => true,
    };
    let between: Vec<&str> =
        row.before.get(at + 1..end).unwrap_or_default().iter().map(|(gap, _)| gap.as_str()).filter(|gap| !gap.is_empty()).collect();
    let alike = between.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    let is_table = has_day(part(&row.digits, at, end), &lengths(row, at, end)) || part(stem, 6, 10) >= "2012" && !alike;
    fits && (between.is_empty() || begins(at) && (last == 10 || begins(end)) && !is_table)
}

#[cfg(test)]
mod tests {
    use super::{digits, names_a_person};
    use proptest::prelude::*;
    use shared::kernel::personal::find_personal_data;

    /// What a notice may hold, and what it may not: both sides must say the same.
    #[test]
    fn what_the_write_rule_lets_in_is_in_order_and_what_it_refuses_is_found() {
        let lawful = [
            "電話09415121234",
            "電話0941-5121234",
            "总投资1234567890123元",
            "合同编号 20261125000123",
            "2026-11-23",
            "村代碼 623023100202",
            "戶號 623023100200010012",
            "投資 120000 元",
            "138、2400、3600 元",
            "120035 2019-03-07 2350",
            "2018-11-05 2019-03-07 2020-01-01",
            "31 25 20 3 2 48 12",
            "623023**********34 138****8000",
            "一、修路；二、修渠",
            "二〇二六年十一月二十五日",
            "長 1200 x 寬 350 x 高 480",
        ];
        let personal = [
            "電話13800138000",
            "電話138 0013 8000",
            "+86 13800138000",
            "138.0013.8000",
            "一三八〇〇一三八〇〇〇",
            "幺三八零零幺三八零零零",
            "①③⑧⓪⓪①③⑧⓪⓪⓪",
            "②13800138000",
            "1，3，8，0，0，1，3，8，0，0，0",
            "623023198001011234",
            "62302319800101123X",
            "62302319700101123X",
            "11010519491231002 X",
            "623023198001\n011238",
            "623023，19800101，1238",
            "623023 1980/01/01 1238",
            "6_2_3_0_2_3_1_9_8_0_0_1_0_1_1_2_3_8",
            "六二三〇二三一九八〇〇一〇一一二三八",
            "陆贰叁零贰叁壹玖捌零零壹零壹壹贰叁捌",
            "⑥②③⓪②③⑲⑧⓪⓪①⓪①⑫③⑧",
            "⁶²³⁰²³¹⁹⁸⁰⁰¹⁰¹¹²³⁸",
            "𝟔𝟐𝟑𝟎𝟐𝟑𝟏𝟗𝟖𝟎𝟎𝟏𝟎𝟏𝟏𝟐𝟑𝟖",
            "༦༢༣༠༢༣༡༩༨༠༠༡༠༡༡༢༣༨",
            "٦٢٣٠٢٣١٩٨٠٠١٠١١٢٣٨",
            "〦〢〣〇〢〣〡〩〨〇〇〡〇〡〡〢〣〨",
            "623O231980O1O11238",
            "623023\u{3164}19800101\u{e0041}1234",
            "0062302319800101123800",
            "殘疾證62302319800101123442",
            "623023800101123",
            "6222020200112233446",
            "6222 0202 0011 2233 446",
        ];
        for text in lawful {
            assert_eq!((find_personal_data(text).len(), names_a_person(text)), (0, false), "{text}");
        }
        for text in personal {
            assert_eq!((find_personal_data(text).is_empty(), names_a_person(text)), (false, true), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn both_judge_any_text_alike(
            text in "([0-9]{1,8}[ -]{0,2}|[0-9０-９]{11,20}|1[3-9][0-9]{9}|62[0-9]{4}19[0-9]{2}0[1-9][12][0-9]{3,5}[xX]?|[〇一二三八九①⑩⑫²٣]{1,6}|[，、./\\n_;×xXoO元字 -]{1,4}){1,6}",
        ) {
            prop_assert_eq!(names_a_person(&text), !find_personal_data(&text).is_empty(), "{}", text);
        }

        #[test]
        fn both_read_any_text(text in any::<String>()) {
            prop_assert_eq!(names_a_person(&text), !find_personal_data(&text).is_empty(), "{}", text);
        }
    }

    /// Each character that means something to one means the same to the other.
    #[test]
    fn every_character_is_read_alike() {
        let texts = |c: char| {
            [format!("1380013800{c}"), format!("62302319800101123{c}"), format!("138{c}00138000"), format!("623023{c}19800101{c}1238")]
        };
        let differs = |text: &String| names_a_person(text) == find_personal_data(text).is_empty();
        // Ideographs and syllables are words to both, but for the numerals.
        let all = (0..0x2_0000).chain(0xe_0000..0xe_0200).filter_map(char::from_u32);
        let all = all.filter(|c| *c < '\u{3400}' || !c.is_alphabetic() || c.is_numeric() || digits(*c).is_some());
        let otherwise: Vec<u32> = all.filter(|c| texts(*c).iter().any(differs)).map(u32::from).collect();
        assert!(otherwise.is_empty(), "{otherwise:x?}");
    }
}
