//! The catalog's files as they are written: a flat subset of TOML, `key = "text"` and comments.
//!
//! Read by the build script, and by the tests of this crate; never part of the product.

use std::collections::BTreeMap;

/// One room's file in one language.
#[derive(Debug, PartialEq, Eq)]
pub struct RoomFile {
    /// Which keys may be looked up by name: none, or those that start with one of these (an empty prefix is all).
    pub by_name: Vec<String>,
    /// Texts by key.
    pub texts: BTreeMap<String, String>,
}

/// The first line of a file whose keys are looked up by name: alone for all of them, or with the prefixes that are.
const BY_NAME: &str = "# by-name";

/// Reads a file, or tells every line that is wrong.
pub fn parse(source: &str) -> Result<RoomFile, Vec<String>> {
    let mut room = RoomFile { by_name: by_name_of(source), texts: BTreeMap::new() };
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(source.lines()) {
        match entry(line) {
            Ok(None) => {}
            Ok(Some((key, text))) => {
                if room.texts.insert(key.clone(), text).is_some() {
                    faults.push(format!("line {number}: {key} stands twice"));
                }
            }
            Err(why) => faults.push(format!("line {number}: {why}")),
        }
    }
    if faults.is_empty() { Ok(room) } else { Err(faults) }
}

fn by_name_of(source: &str) -> Vec<String> {
    let Some(prefixes) = source.lines().next().and_then(|line| line.strip_prefix(BY_NAME)) else {
        return Vec::new();
    };
    let named: Vec<String> = prefixes.split_whitespace().map(str::to_owned).collect();
    if named.is_empty() { vec![String::new()] } else { named }
}

fn entry(line: &str) -> Result<Option<(String, String)>, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (key, value) = line.split_once('=').ok_or("expected key = \"text\"")?;
    let key = key.trim_end();
    let sound =
        key.starts_with(|c: char| c.is_ascii_lowercase()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !sound {
        return Err(format!("{key:?} is not a key: small letters, digits and _"));
    }
    let text = quoted(value.trim_start())?;
    if text.trim() != text || text.is_empty() {
        return Err(format!("{key}: the text is empty or has space at an end"));
    }
    Ok(Some((key.to_owned(), text)))
}

fn quoted(value: &str) -> Result<String, String> {
    let inside = value.strip_prefix('"').ok_or("the text must stand in double quotes")?;
    let mut text = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let after = chars.as_str().trim_start();
                return if after.is_empty() || after.starts_with('#') { Ok(text) } else { Err(format!("{after:?} after the text")) };
            }
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some(escaped @ ('"' | '\\')) => text.push(escaped),
                other => return Err(format!("unknown escape {other:?}")),
            },
            plain => text.push(plain),
        }
    }
    Err("the text has no end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse;
    use rstest::rstest;

    #[test]
    fn reads_keys_comments_and_escapes() {
        let room = parse("# by-name field_ choice_\n\nsaved = \"已保存\" # short\nsaid = \"說了「\\\"好\\\"」\\n再見\"\n").unwrap();
        assert_eq!(room.by_name, ["field_", "choice_"]);
        assert_eq!(room.texts["saved"], "已保存");
        assert_eq!(room.texts["said"], "說了「\"好\"」\n再見");
        assert_eq!(parse("# by-name\n").unwrap().by_name, [""]);
        assert!(parse("# a room\n").unwrap().by_name.is_empty());
    }

    #[rstest]
    #[case("saved", "line 1: expected key = \"text\"")]
    #[case("Saved = \"x\"", "line 1: \"Saved\" is not a key: small letters, digits and _")]
    #[case("saved = ''", "line 1: the text must stand in double quotes")]
    #[case("saved = \"\"", "line 1: saved: the text is empty or has space at an end")]
    #[case("saved = \"x \"", "line 1: saved: the text is empty or has space at an end")]
    #[case("saved = \"x", "line 1: the text has no end")]
    #[case("saved = \"x\" y", "line 1: \"y\" after the text")]
    #[case("saved = \"\\t\"", "line 1: unknown escape Some('t')")]
    #[case("a = \"x\"\na = \"y\"", "line 2: a stands twice")]
    fn tells_what_is_wrong(#[case] source: &str, #[case] fault: &str) {
        assert_eq!(parse(source).unwrap_err(), [fault]);
    }
}
