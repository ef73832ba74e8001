//! Turns `locales/<language>/<room>.toml` into the typed catalog of `shared::text`, and refuses a catalog with a gap:
//! a room, key or placeholder that one language lacks, an empty text, a plural where there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

#[path = "src/text/source.rs"]
mod source;
#[path = "src/text/template.rs"]
mod template;

use source::RoomFile;
use template::{Piece, pieces};

/// The languages and the names of their tables; the first is the one that others are compared with.
const LANGUAGES: [(&str, &str); 3] = [("zh-Hant", "ZH_HANT"), ("zh-Hans", "ZH_HANS"), ("en", "EN")];
/// The one language whose words change with a number.
const PLURAL_LANGUAGE: &str = "en";
/// A key is a `u16`.
const MAX_KEYS: usize = u16::MAX as usize;

type Rooms = BTreeMap<String, RoomFile>;

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=src/text/source.rs");
    println!("cargo:rerun-if-changed=src/text/template.rs");
    println!("cargo:rerun-if-changed=build.rs");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(faults) => {
            for fault in faults {
                println!("cargo:error={fault}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Vec<String>> {
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for (language, _) in LANGUAGES {
        match read_language(language) {
            Ok(rooms) => all.push(rooms),
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let [first, others @ ..] = all.as_slice() else {
        return Err(vec!["no language".to_owned()]);
    };
    check_texts(LANGUAGES[0].0, first, &mut faults);
    for (rooms, (language, _)) in others.iter().zip(LANGUAGES.iter().skip(1)) {
        compare(first, language, rooms, &mut faults);
        check_texts(language, rooms, &mut faults);
    }
    let count = first.values().map(|room| room.texts.len()).sum::<usize>();
    if count > MAX_KEYS {
        faults.push(format!("{count} keys, more than {MAX_KEYS}"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let out = env::var("OUT_DIR").map_err(|why| vec![why.to_string()])?;
    fs::write(Path::new(&out).join("texts.rs"), generate(&all)).map_err(|why| vec![why.to_string()])
}

fn read_language(language: &str) -> Result<Rooms, Vec<String>> {
    let folder = Path::new("locales").join(language);
    let entries = fs::read_dir(&folder).map_err(|why| vec![format!("{}: {why}", folder.display())])?;
    let mut rooms = Rooms::new();
    let mut faults = Vec::new();
    for entry in entries {
        let path = entry.map_err(|why| vec![why.to_string()])?.path();
        let (Some(name), Some("toml")) = (path.file_stem().and_then(|n| n.to_str()), path.extension().and_then(|e| e.to_str())) else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(|why| vec![format!("{}: {why}", path.display())])?;
        match source::parse(&text) {
            Ok(room) => _ = rooms.insert(name.to_owned(), room),
            Err(more) => faults.extend(more.into_iter().map(|why| format!("{}: {why}", path.display()))),
        }
    }
    if faults.is_empty() { Ok(rooms) } else { Err(faults) }
}

fn compare(first: &Rooms, language: &str, rooms: &Rooms, faults: &mut Vec<String>) {
    let names: BTreeSet<&String> = first.keys().chain(rooms.keys()).collect();
    for name in names {
        let (Some(ours), Some(theirs)) = (first.get(name), rooms.get(name)) else {
            faults.push(format!("{name}.toml is not there in every language ({language})"));
            continue;
        };
        if ours.by_name != theirs.by_name {
            faults.push(format!("{language}/{name}.toml: its by-name line differs from {}", LANGUAGES[0].0));
        }
        let keys: BTreeSet<&String> = ours.texts.keys().chain(theirs.texts.keys()).collect();
        for key in keys {
            match (ours.texts.get(key), theirs.texts.get(key)) {
                (Some(a), Some(b)) if slots(a) == slots(b) => {}
                (Some(_), Some(_)) => faults.push(format!("{language}/{name}.toml: {key} has other placeholders than {}", LANGUAGES[0].0)),
                _ => faults.push(format!("{name}.{key} is not there in every language ({language})")),
            }
        }
    }
}

fn slots(text: &str) -> BTreeSet<&str> {
    pieces(text).filter_map(|piece| if let Piece::Slot { name, .. } = piece { Some(name) } else { None }).collect()
}

fn check_texts(language: &str, rooms: &Rooms, faults: &mut Vec<String>) {
    for (name, room) in rooms {
        for (key, text) in &room.texts {
            for piece in pieces(text) {
                match piece {
                    Piece::Broken(part) => faults.push(format!("{language}/{name}.toml: {key} has a broken placeholder at {part:?}")),
                    Piece::Slot { name: slot, forms: Some(_) } if language != PLURAL_LANGUAGE => {
                        faults.push(format!("{language}/{name}.toml: {key} has a plural ({slot}), which only {PLURAL_LANGUAGE} has"));
                    }
                    Piece::Plain(_) | Piece::Slot { .. } => {}
                }
            }
        }
    }
}

/// Keys are numbered in the order room, key: both are sorted, so the same catalog gives the same numbers everywhere.
fn generate(all: &[Rooms]) -> String {
    let mut out = String::new();
    let Some(first) = all.first() else { return out };
    let names: Vec<String> = first.iter().flat_map(|(room, file)| file.texts.keys().map(move |key| format!("{room}.{key}"))).collect();
    let count = names.len();
    let revision = fingerprint(&names);
    _ = writeln!(out, "/// How many keys there are.\npub const COUNT: usize = {count};");
    _ = writeln!(out, "/// Changes when a key is added, removed or renamed: a table of another revision is another numbering.");
    _ = writeln!(out, "pub const REVISION: &str = \"{revision:016x}\";");
    table(&mut out, "NAMES", names.iter().map(String::as_str));
    for (rooms, (_, constant)) in all.iter().zip(LANGUAGES) {
        table(&mut out, constant, rooms.values().flat_map(|room| room.texts.values().map(String::as_str)));
    }
    let english = all.last().unwrap_or(first);
    let mut number = 0;
    for (name, room) in first {
        room_module(&mut out, name, room, english.get(name), &mut number);
    }
    lookup(&mut out, first);
    out
}

fn table<'a>(out: &mut String, name: &str, texts: impl Iterator<Item = &'a str>) {
    _ = writeln!(out, "#[cfg(not(target_arch = \"wasm32\"))]\nstatic {name}: [&str; COUNT] = [");
    for text in texts {
        _ = writeln!(out, "    {text:?},");
    }
    _ = writeln!(out, "];");
}

fn room_module(out: &mut String, name: &str, room: &RoomFile, english: Option<&RoomFile>, number: &mut usize) {
    _ = writeln!(out, "/// Texts of `{name}`.\npub mod {name} {{");
    if !room.texts.is_empty() {
        _ = writeln!(out, "    use super::Key;");
    }
    let mut found = String::new();
    for (key, text) in &room.texts {
        let doc = format!("`{}` · `{}`", text, english.and_then(|file| file.texts.get(key)).unwrap_or(text)).replace('\n', " ");
        _ = writeln!(out, "    #[doc = {doc:?}]\n    pub const {}: Key = Key({number});", key.to_uppercase());
        if room.by_name.iter().any(|prefix| key.starts_with(prefix.as_str())) {
            _ = writeln!(found, "        ({key:?}, {number}),");
        }
        *number += 1;
    }
    if !room.by_name.is_empty() {
        _ = writeln!(out, "    static BY_NAME: &[(&str, u16)] = &[\n{found}    ];");
        _ = writeln!(out, "    /// The key of this name, for codes that come as data.");
        _ = writeln!(out, "    pub fn key(name: &str) -> Option<Key> {{\n        super::find(BY_NAME, name)\n    }}");
    }
    _ = writeln!(out, "}}");
}

fn lookup(out: &mut String, rooms: &Rooms) {
    let by_name: Vec<&String> = rooms.iter().filter(|(_, room)| !room.by_name.is_empty()).map(|(name, _)| name).collect();
    _ = writeln!(out, "/// The rooms whose file opens with `# by-name`.\npub const BY_NAME_ROOMS: &[&str] = &{by_name:?};");
    _ = writeln!(out, "/// The key of this name in a room whose file opens with `# by-name`.");
    _ = writeln!(out, "pub fn lookup(room: &str, name: &str) -> Option<Key> {{\n    match room {{");
    for name in by_name {
        _ = writeln!(out, "        {name:?} => {name}::key(name),");
    }
    _ = writeln!(out, "        _ => None,\n    }}\n}}");
}

/// FNV-1a over the names: enough to tell two catalogs apart, and no library.
fn fingerprint(names: &[String]) -> u64 {
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
