//! What a user can mend: a field, a text key and the values in the sentence.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing wrong with what was entered (填寫問題 / 填写问题). The sentence is the text `problem.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The field of the command, with dots and numbers for what lies inside: `promises.0.due`.
    pub field: String,
    /// The stable code, which is also the text's key.
    pub code: String,
    /// Values in the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

impl Violation {
    /// A violation without values.
    pub fn new(field: impl Into<String>, code: &str) -> Self {
        Self { field: field.into(), code: code.to_owned(), values: BTreeMap::new() }
    }

    /// The same with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Gathers violations while a command checks itself.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Notes `code` at `field` unless `holds`.
    pub fn check(&mut self, holds: bool, field: &str, code: &str) {
        if !holds {
            self.0.push(Violation::new(field, code));
        }
    }

    /// Notes a violation.
    pub fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// A text that must be there (`required`) and be no longer than `limit` characters (`too_long`).
    pub fn text(&mut self, field: &str, text: &str, limit: usize) {
        self.check(!text.trim().is_empty(), field, "required");
        self.optional_text(field, text, limit);
    }

    /// A text that may be empty but not longer than `limit` characters. What is there can be read: no character steers the machine or
    /// turns the line round (`control_characters`), and something is to be seen (`nothing_visible`).
    pub fn optional_text(&mut self, field: &str, text: &str, limit: usize) {
        let length = text.chars().count();
        if length > limit {
            self.push(Violation::new(field, "too_long").with("limit", limit).with("length", length));
        }
        if text.chars().any(is_steering) {
            self.push(Violation::new(field, "control_characters"));
        } else if !text.trim().is_empty() && !text.chars().any(is_visible) {
            self.push(Violation::new(field, "nothing_visible"));
        }
    }

    /// A text of one line that must be there: as [`Self::text`], without a line break (`one_line`).
    pub fn line(&mut self, field: &str, text: &str, limit: usize) {
        self.text(field, text, limit);
        self.check(!has_break(text), field, "one_line");
    }

    /// A text of one line that may be empty.
    pub fn optional_line(&mut self, field: &str, text: &str, limit: usize) {
        self.optional_text(field, text, limit);
        self.check(!has_break(text), field, "one_line");
    }

    /// A whole number between two bounds, both included.
    pub fn range(&mut self, field: &str, value: i64, low: i64, high: i64) {
        if value < low || value > high {
            self.push(Violation::new(field, "out_of_range").with("low", low).with("high", high));
        }
    }

    /// What was found.
    pub fn finish(self) -> Vec<Violation> {
        self.0
    }
}

/// Does the line end within the text? What stands before and after it is trimmed away.
fn has_break(text: &str) -> bool {
    text.trim().contains(['\n', '\r', '\u{2028}', '\u{2029}'])
}

/// A character that is no letter of any text: it steers a terminal, or turns the direction of what follows so that a line reads as
/// something else. Ends of lines and tabs are neither.
fn is_steering(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A character that leaves something on the screen: neither space nor one of those that only join, mark or fill.
fn is_visible(c: char) -> bool {
    let unseen = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    !unseen && !c.is_whitespace() && !c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn codes(found: Violations) -> Vec<String> {
        found.finish().into_iter().map(|violation| violation.code).collect()
    }

    #[rstest]
    #[case::words("二組道路\n硬化", &[])]
    #[case::ends_of_lines_and_tabs("一\r\n二\t三", &[])]
    #[case::joined_letters("ن\u{200c}م", &[])]
    #[case::a_bell("響\u{7}", &["control_characters"])]
    #[case::a_nought("無\u{0}", &["control_characters"])]
    #[case::turned_round("記\u{202e}錄", &["control_characters"])]
    #[case::set_apart("記\u{2066}錄\u{2069}", &["control_characters"])]
    #[case::of_the_second_set("記\u{85}錄", &["control_characters"])]
    #[case::nothing_to_see("\u{200b}\u{200b}", &["nothing_visible"])]
    #[case::filled_with_nothing("\u{3164}", &["nothing_visible"])]
    #[case::spaces(" \u{3000}\n", &["required"])]
    fn a_text_can_be_read(#[case] text: &str, #[case] expected: &[&str]) {
        let mut found = Violations::default();
        found.text("body", text, 100);
        assert_eq!(codes(found), expected);
    }

    #[rstest]
    #[case("一行", &[])]
    #[case("一行\n", &[])]
    #[case("兩\n行", &["one_line"])]
    #[case("兩\u{2028}行", &["one_line"])]
    #[case("", &[])]
    fn a_line_is_one(#[case] text: &str, #[case] expected: &[&str]) {
        let mut found = Violations::default();
        found.optional_line("title", text, 100);
        assert_eq!(codes(found), expected);
    }
}
