//! Masking 遮蔽: how names and numbers of persons may stand in public, and what stops a text that still carries them.

mod digits;
mod find;
mod health;
mod submitter;
#[cfg(test)]
mod tests;
mod windows;

pub use find::{Finding, FindingKind, find_personal_data};
pub use health::find_illness;
pub use submitter::Submitter;

use super::{Violation, Violations};
use digits::{Sign, sign};

/// The character that stands for each one covered in a Chinese name.
const SOMEONE: char = '某';
/// The character that stands for each one covered elsewhere.
const STAR: char = '*';
/// Digits of a resident number that stay at the front: the county, which everybody in the village shares.
const ID_FRONT: usize = 6;
/// Digits of a resident number that stay at the end: two tell namesakes apart, and no more than that.
const ID_BACK: usize = 2;
/// Digits of a telephone number that stay at the front and at the end.
const PHONE_FRONT: usize = 3;
/// See [`PHONE_FRONT`].
const PHONE_BACK: usize = 4;
/// Digits of a bank card that stay at the end.
const CARD_BACK: usize = 4;

/// Surnames of two characters (複姓 / 复姓), in both scripts: the ones that are still borne.
const COMPOUND_SURNAMES: [&str; 66] = [
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "令狐", "慕容", "宇文",
    "司徒", "司空", "夏侯", "长孙", "長孫", "端木", "东郭", "東郭", "南宫", "南宮", "西门", "西門", "百里", "呼延", "轩辕", "軒轅", "申屠",
    "太史", "澹台", "澹臺", "濮阳", "濮陽", "公冶", "钟离", "鍾離", "鲜于", "鮮于", "闻人", "聞人", "赫连", "赫連", "拓跋", "独孤", "獨孤",
    "万俟", "萬俟", "宗政", "淳于", "单于", "單于", "太叔", "闾丘", "閭丘", "达奚", "達奚", "第五", "梁丘", "左丘", "仲孙",
];

/// A name as it may stand in public: 王小明 is 王某某, 歐陽修 is 歐陽某, 扎西·頓珠 is 扎某·某某. As long as the name was.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let shown = shown_chars(name);
    let cover = |(index, c): (usize, char)| if index < shown || is_name_part(c) { c } else { covered(c) };
    name.chars().enumerate().map(cover).collect()
}

/// How many characters at the front are the surname. Of a name in parts only the first character stays; of one character, none.
fn shown_chars(name: &str) -> usize {
    let length = name.chars().count();
    if length < 2 {
        return 0;
    }
    let compound = length > 2 && !name.chars().any(is_name_part) && COMPOUND_SURNAMES.iter().any(|surname| name.starts_with(surname));
    if compound { 2 } else { 1 }
}

/// What stands between the parts of a name.
fn is_name_part(c: char) -> bool {
    c.is_whitespace() || matches!(c, '·' | '・' | '•' | '‧' | '．' | '-')
}

fn covered(c: char) -> char {
    let han = matches!(c, '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    if han { SOMEONE } else { STAR }
}

/// A resident number as it may stand in public: the first six and the last two. One of an odd length shows nothing.
pub fn mask_resident_id(number: &str) -> String {
    let plain = plain_number(number);
    match plain.chars().count() {
        15 | 18 => stars(&plain, ID_FRONT, ID_BACK),
        _ => stars(&plain, 0, 0),
    }
}

/// A telephone number as it may stand in public: the first three and the last four of a mobile, the last two of a shorter one.
pub fn mask_phone(number: &str) -> String {
    let plain = plain_number(number);
    if plain.chars().count() >= 11 { stars(&plain, PHONE_FRONT, PHONE_BACK) } else { stars(&plain, 0, 2) }
}

/// A bank card as it may stand in public: the last four.
pub fn mask_card(number: &str) -> String {
    stars(&plain_number(number), 0, CARD_BACK)
}

/// The number in ASCII, without what was put between its digits.
fn plain_number(number: &str) -> String {
    let mut plain = String::new();
    for c in number.trim().chars() {
        match sign(c) {
            Sign::Digits { tens, ones, .. } => plain.extend([tens, Some(ones)].into_iter().flatten().map(|value| char::from(b'0' + value))),
            Sign::Oh => plain.push('0'),
            // Not a letter, and yet it stands for one.
            Sign::Ex if !c.is_ascii() => plain.push('X'),
            Sign::Ex | Sign::Other => plain.push(c),
            Sign::Invisible | Sign::Between => {}
        }
    }
    plain
}

/// Covers all but so many characters at both ends. A text that is all ends shows nothing.
fn stars(text: &str, front: usize, back: usize) -> String {
    let length = text.chars().count();
    let all = length <= front + back;
    let cover = |(index, c)| if !all && (index < front || index >= length - back) { c } else { STAR };
    text.chars().enumerate().map(cover).collect()
}

/// The text with every number of a person in it masked; what the page offers to put in place of a refused one.
pub fn mask_text(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let found = find_personal_data(&text);
        if found.is_empty() {
            return text;
        }
        // Every round covers digits, and a number cut short may reveal a neighbour that only now stands alone.
        text = masked_once(&text, &found);
    }
}

fn masked_once(text: &str, found: &[Finding]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for finding in found {
        masked.push_str(text.get(done..finding.start).unwrap_or_default());
        masked.push_str(&finding.masked(text));
        done = finding.end;
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    masked
}

impl Finding {
    /// What was found, masked.
    pub fn masked(&self, text: &str) -> String {
        let number = text.get(self.start..self.end).unwrap_or_default();
        match self.kind {
            FindingKind::ResidentId => mask_resident_id(number),
            FindingKind::Phone => mask_phone(number),
            FindingKind::BankCard => mask_card(number),
        }
    }
}

/// Notes `personal_data_in_public_text` where a text to be published carries a number of a person; the value shows it masked.
pub fn check_published(found: &mut Violations, field: &str, text: &str) {
    if let Some(finding) = find_personal_data(text).first() {
        found.push(Violation::new(field, "personal_data_in_public_text").with("found", finding.masked(text)));
    }
}
