//! No text is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::Result;
use shared::text::Key;

use crate::walk::{root, sources};

/// Of a room, the prefixes of the keys that are looked up by name.
fn by_name_prefixes() -> Result<BTreeMap<String, Vec<String>>> {
    let mut rooms = BTreeMap::new();
    for entry in fs::read_dir(root().join("shared/locales/zh-Hant"))? {
        let path = entry?.path();
        let Some(room) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        let text = fs::read_to_string(&path)?;
        let Some(line) = text.lines().next().and_then(|line| line.strip_prefix("# by-name")) else { continue };
        let prefixes: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        rooms.insert(room.to_owned(), if prefixes.is_empty() { vec![String::new()] } else { prefixes });
    }
    Ok(rooms)
}

/// `room::NAME` as one file writes it, and `alias::NAME` where it says `room as alias`.
fn keys_of(source: &str, used: &mut BTreeSet<String>) {
    let mut aliases: BTreeMap<&str, &str> = BTreeMap::new();
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (at, _) in source.match_indices(" as ") {
        let before = source.get(..at).unwrap_or_default();
        let room = before.rsplit(|c| !word(c)).next().unwrap_or_default();
        let after = source.get(at + 4..).unwrap_or_default();
        let alias = after.split(|c| !word(c)).next().unwrap_or_default();
        aliases.insert(alias, room);
    }
    for (at, _) in source.match_indices("::") {
        let before = source.get(..at).unwrap_or_default().rsplit(|c| !word(c)).next().unwrap_or_default();
        let name = source.get(at + 2..).unwrap_or_default().split(|c| !word(c)).next().unwrap_or_default();
        if name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(|c: char| c.is_ascii_lowercase()) {
            let room = aliases.get(before).copied().unwrap_or(before);
            used.insert(format!("{room}.{}", name.to_lowercase()));
        }
    }
}

#[test]
fn no_text_is_unused() -> Result<()> {
    let by_name = by_name_prefixes()?;
    let mut used = BTreeSet::new();
    for (path, source) in sources(&["app/src", "app/pack/src", "server/src", "shared/src"])? {
        let in_catalog = path.components().any(|part| part.as_os_str() == "text") && !path.ends_with("format.rs");
        if !in_catalog {
            keys_of(&source, &mut used);
        }
    }
    let unused: Vec<&str> = Key::all()
        .map(|(_, name)| name)
        .filter(|name| {
            let (room, key) = name.split_once('.').unwrap_or_default();
            let looked_up = by_name.get(room).is_some_and(|prefixes| prefixes.iter().any(|prefix| key.starts_with(prefix.as_str())));
            !looked_up && !used.contains(*name)
        })
        .collect();
    assert!(unused.is_empty(), "{} texts are used nowhere:\n{}", unused.len(), unused.join("\n"));
    Ok(())
}
