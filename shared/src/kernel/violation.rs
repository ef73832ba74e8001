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

    /// A text that may be empty but not longer than `limit` characters.
    pub fn optional_text(&mut self, field: &str, text: &str, limit: usize) {
        let length = text.chars().count();
        if length > limit {
            self.push(Violation::new(field, "too_long").with("limit", limit).with("length", length));
        }
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
