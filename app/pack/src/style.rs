//! The style sheet: `style/main.css` names the files in their order by `@import`; they become one file without comments and idle space.

use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::Path;

/// Imports inside imports: more floors than this are a circle.
const DEEPEST_IMPORT: usize = 4;

/// Reads `main.css` with all that it imports, and makes it small.
pub fn build(folder: &Path) -> Result<String> {
    let sheet = minify(&inline(&folder.join("main.css"), 0)?);
    if sheet.contains("url(") && !sheet.contains("url(\"data:") {
        bail!("a style sheet points to a file by url(); give it to the bundle first");
    }
    Ok(sheet)
}

fn inline(path: &Path, depth: usize) -> Result<String> {
    if depth > DEEPEST_IMPORT {
        bail!("{} is imported in a circle", path.display());
    }
    let source = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let folder = path.parent().context("a style sheet is in a folder")?;
    let mut whole = String::new();
    for line in source.lines() {
        match import(line) {
            Some(name) => whole.push_str(&inline(&folder.join(name), depth + 1)?),
            None if line.trim_start().starts_with("@import") => {
                bail!("{}: `{line}` is not of the form @import \"file.css\";", path.display())
            }
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    Ok(whole)
}

fn import(line: &str) -> Option<&str> {
    line.trim().strip_prefix("@import")?.trim_start().strip_prefix('"')?.strip_suffix("\";")
}

/// Takes out comments and the space that separates nothing. Strings stay as they are, and so does a space between two values.
fn minify(source: &str) -> String {
    let mut small = String::with_capacity(source.len());
    let mut rest = source;
    let mut space = false;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '/' if rest.starts_with("/*") => {
                space = true;
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            }
            '"' | '\'' => {
                separate(&mut small, &mut space, letter);
                let length = string_length(rest, letter);
                small.push_str(rest.get(..length).unwrap_or_default());
                length
            }
            _ if letter.is_ascii_whitespace() => {
                space = true;
                1
            }
            _ => {
                separate(&mut small, &mut space, letter);
                small.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    small
}

/// Puts the one space that is left between two words, or drops the semicolon that a closing brace makes needless.
fn separate(small: &mut String, space: &mut bool, next: char) {
    let last = small.chars().next_back();
    // `--name: ;` has a space for its value; without it old browsers drop the declaration.
    let empty_value = last == Some(':') && next == ';';
    let idle = last.is_none_or(|last| "{};,:".contains(last)) || "{};,".contains(next);
    if *space && (!idle || empty_value) {
        small.push(' ');
    }
    *space = false;
    if next == '}' && small.ends_with(';') && !small.ends_with(": ;") {
        small.pop();
    }
}

fn string_length(source: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in source.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_idle_space_go() {
        assert_eq!(minify("/* a */ a > b ,\n c { color : red ; margin: 0 1px; }\n"), "a > b,c{color :red;margin:0 1px}");
    }

    #[test]
    fn what_means_something_stays() {
        assert_eq!(minify("a :hover { width: calc(1px + 2px) }"), "a :hover{width:calc(1px + 2px)}");
        assert_eq!(minify("a::after { content: \"a  {b} \\\" /* c */\" }"), "a::after{content:\"a  {b} \\\" /* c */\"}");
        assert_eq!(minify(":root { --off: ; --on: initial; }"), ":root{--off: ;--on:initial}");
        assert_eq!(minify(":root { --off: ; }"), ":root{--off: ;}");
        assert_eq!(minify("@media (min-width: 1em) and (x: y) { a { b: c } }"), "@media (min-width:1em) and (x:y){a{b:c}}");
        assert_eq!(minify("a { b: var(--x, 1px) var(--y) }"), "a{b:var(--x,1px) var(--y)}");
    }

    #[test]
    fn only_plain_imports_count() {
        assert_eq!(import("@import \"a.css\";"), Some("a.css"));
        assert_eq!(import("@import url(a.css);"), None);
    }
}
