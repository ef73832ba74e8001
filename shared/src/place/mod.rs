//! Places 地方: the administrative divisions, province to village, and what they are called in three languages.
//!
//! Glossary: *division* 行政區劃 / 行政区划, *village* 村 (also residents' committees 居委會), *natural village* 自然村 and *group* 村民小組 / 社
//! lie below the twelve digits and belong to the household's address.
//!
//! Invariants: a division is never deleted, it ends (codes change yearly, people stay). Published names come in Simplified; the
//! Traditional and English forms are made at import and may be corrected.

mod command;
#[cfg(test)]
mod tests;

pub use command::{AddDivision, CorrectDivisionName};

use crate::kernel::{Code, Day, Id, Level};
use crate::sync::record::Kind;
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// A division (行政區劃 / 行政区划). Lives in the deployment scope; its id follows from its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// Twelve digits.
    pub code: Code,
    /// Province to village.
    pub level: Level,
    /// The division above; none for a province.
    #[serde(default)]
    pub above: Option<Code>,
    /// The full name as published and in the other two languages.
    pub full: Names,
    /// The name without its suffix, for display.
    pub short: Names,
    /// The first day it was valid, where known.
    #[serde(default)]
    pub valid_from: Option<Day>,
    /// The last day it was valid; none while it is.
    #[serde(default)]
    pub valid_to: Option<Day>,
}

/// A name in three languages (地名).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Simplified Chinese, as published.
    pub hans: String,
    /// Traditional Chinese.
    pub hant: String,
    /// Pinyin without tones.
    pub en: String,
}

impl Names {
    /// The name in a language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::ZhHans => &self.hans,
            Lang::ZhHant => &self.hant,
            Lang::En => &self.en,
        }
    }
}

impl Division {
    /// The id of the division with this code: the same wherever it is imported.
    pub fn id(code: &Code) -> Id {
        Id::derived(&["division", code.as_str()])
    }

    /// The id that all divisions directly below `code` have as parent.
    fn above_id(&self) -> Option<Id> {
        self.above.as_ref().map(Self::id)
    }
}

impl Kind for Division {
    const KIND: &'static str = "division";
    fn parent(&self) -> Option<Id> {
        self.above_id()
    }
}

/// Suffixes of published village names that display leaves out, longest first.
const SUFFIXES: [&str; 8] = ["社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "村委会", "居委会", "村村委会", "委会"];

/// A published Simplified village name without its office's suffix, but with the word that tells what it is:
/// 「某某村委会」 is 「某某村」, 「某某社区居委会」 is 「某某社区」. Names of higher divisions stay whole.
pub fn short_name(level: Level, full: &str) -> String {
    if level != Level::Village {
        return full.to_owned();
    }
    let (word, stem) = SUFFIXES
        .iter()
        .find_map(|suffix| full.strip_suffix(suffix).map(|stem| (if suffix.contains('居') { "社区" } else { "村" }, stem)))
        .unwrap_or(("", full));
    let stem = if stem.is_empty() { full } else { stem };
    if stem.ends_with('村') || stem.ends_with("社区") || word.is_empty() { stem.to_owned() } else { format!("{stem}{word}") }
}
