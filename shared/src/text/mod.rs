//! 文字 / 文字: every word that people read, in three languages.
//!
//! Words stand in `locales/<language>/<room>.toml`; the build script makes a typed key of each ([`visit::SAVED`]) and refuses a
//! catalog with a gap. A new room is a new file in each language and nothing else. Natively all languages are compiled in; a
//! browser fetches the one table it shows and installs it. Prices and dates are written by [`format`](mod@format).
//!
//! ```
//! use shared::text::{self, Lang};
//! assert_eq!(text::t(Lang::En, text::ui::SAVE), "Save");
//! ```

pub mod fold;
pub mod format;
#[cfg(any(target_arch = "wasm32", test))]
mod installed;
mod lang;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod source;
mod template;

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

#[cfg(any(target_arch = "wasm32", test))]
pub use installed::{InstallError, install, is_installed};
pub use lang::{Lang, negotiate};
#[cfg(not(target_arch = "wasm32"))]
pub use native::{catalog, catalog_json};

use template::{Piece, pieces};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// What is shown where a table has not arrived yet.
const NOT_HERE: &str = "…";

/// The name of one text. Its number holds for one [`REVISION`] and is never stored or sent; stored codes are looked up by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u16);

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "text {}", self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// The text of a key. In a browser, of the language that is installed.
pub fn t(lang: Lang, key: Key) -> &'static str {
    #[cfg(not(target_arch = "wasm32"))]
    let table = Some(catalog(lang));
    #[cfg(target_arch = "wasm32")]
    let table = installed::table(lang);
    table.and_then(|texts| texts.get(usize::from(key.0)).copied()).unwrap_or(NOT_HERE)
}

/// The text of a key with its values: `fill(lang, sync::UNSENT, &[("n", &3)])`.
pub fn fill(lang: Lang, key: Key, values: &[(&str, &dyn Display)]) -> String {
    fill_template(t(lang, key), values)
}

/// What a code of a refusal or violation means; for a code that is new to us, *something went wrong here*.
pub fn problem_key(code: &str) -> Key {
    problem::key(code).unwrap_or(problem::FAULT)
}

/// The sentence of a refusal or violation, with the values that came with its code. A value that is a day is told as people tell it.
pub fn problem(lang: Lang, code: &str, values: &BTreeMap<String, String>) -> String {
    let told = |value: &String| value.parse().map_or_else(|_| value.clone(), |day| format::day(lang, day));
    let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (name.as_str(), told(value))).collect();
    let values: Vec<(&str, &dyn Display)> = values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    fill(lang, problem_key(code), &values)
}

/// What a command is called: of `visit.record`, the text `command_record` in the room `visit`.
pub fn command_key(command: &str) -> Option<Key> {
    let (room, verb) = command.split_once('.')?;
    lookup(room, &format!("command_{verb}"))
}

/// What records of a kind are called: the text `kind_<kind>` in whichever room has it.
pub fn kind_key(kind: &str) -> Option<Key> {
    let name = format!("kind_{kind}");
    BY_NAME_ROOMS.iter().find_map(|room| lookup(room, &name))
}

/// What a value of a closed choice is called: the text `choice_<field>_<value>` of a room.
pub fn choice_key(room: &str, field: &str, value: &str) -> Option<Key> {
    lookup(room, &format!("choice_{field}_{value}"))
}

/// A language at hand: what pages pass around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Texts {
    /// The language of the page.
    pub lang: Lang,
}

impl Texts {
    /// Texts of this language.
    pub fn new(lang: Lang) -> Texts {
        Texts { lang }
    }

    /// See [`t`](fn@t).
    pub fn t(self, key: Key) -> &'static str {
        t(self.lang, key)
    }

    /// See [`fill`].
    pub fn fill(self, key: Key, values: &[(&str, &dyn Display)]) -> String {
        fill(self.lang, key, values)
    }
}

/// A name that no value has stays visible as `{name}`: a gap one can see and report.
fn fill_template(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Plain(words) | Piece::Broken(words) => out.push_str(words),
            Piece::Slot { name, forms } => match (values.iter().find(|(known, _)| *known == name), forms) {
                (None, _) => _ = write!(out, "{{{name}}}"),
                (Some((_, value)), None) => _ = write!(out, "{value}"),
                (Some((_, value)), Some((one, other))) => {
                    let value = value.to_string();
                    out.push_str(&if value == "1" { one } else { other }.replace('#', &value));
                }
            },
        }
    }
    out
}

/// Names are sorted by the build script.
fn find(names: &[(&str, u16)], name: &str) -> Option<Key> {
    let at = names.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    names.get(at).map(|(_, number)| Key(*number))
}

#[cfg(test)]
mod tests {
    use super::{Lang, Texts, choice_key, command_key, fill_template, kind_key, lookup, problem, problem_key, t, ui, visit};
    use rstest::rstest;

    #[rstest]
    #[case("還差 {n} 人", "還差 3 人")]
    #[case("{n, one visit, # visits}", "3 visits")]
    #[case("{one, one visit, # visits}", "one visit")]
    #[case("{n} of {one}", "3 of 1")]
    #[case("{unknown}", "{unknown}")]
    fn fills(#[case] template: &str, #[case] wanted: &str) {
        assert_eq!(fill_template(template, &[("n", &3), ("one", &1)]), wanted);
    }

    #[test]
    fn codes_find_their_words() {
        assert_eq!(problem::key("stale"), Some(problem::STALE));
        assert_eq!(lookup("problem", "stale"), Some(problem::STALE));
        assert_eq!(lookup("no_room", "stale"), None);
        assert_eq!(problem_key("code_of_next_year"), problem::FAULT);
        let values = [("limit".to_owned(), "200".to_owned())].into();
        assert!(super::problem(Lang::ZhHans, "too_long", &values).contains("200"));
    }

    #[test]
    fn names_of_data_find_their_words() {
        assert_eq!(command_key("visit.record"), Some(visit::COMMAND_RECORD));
        assert_eq!(command_key("record"), None);
        assert_eq!(kind_key("promise"), Some(visit::KIND_PROMISE));
        assert_eq!(kind_key("of_next_year"), None);
        assert_eq!(choice_key("visit", "topic", "roads"), Some(visit::CHOICE_TOPIC_ROADS));
    }

    #[test]
    fn handle_speaks_its_language() {
        assert_eq!(Texts::new(Lang::En).t(ui::SAVE), "Save");
        assert_eq!(t(Lang::ZhHant, ui::SAVE), "保存");
    }
}
