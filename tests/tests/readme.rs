//! The README's promises: every path it names exists, and so does every subcommand.

use std::path::{Path, PathBuf};
use tests::served::help;

const README: &str = include_str!("../../README.md");

/// What stands between backticks.
fn quoted() -> impl Iterator<Item = &'static str> {
    README.split('`').skip(1).step_by(2)
}

#[test]
fn every_path_it_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the workspace");
    let rooms = ["shared/", "server/", "app/", "style/", "tests/"];
    let paths: Vec<&str> = quoted().filter(|words| rooms.iter().any(|room| words.starts_with(room))).collect();
    assert!(paths.len() > 20, "the map of the rooms is gone");
    let missing: Vec<&&str> = paths.iter().filter(|path| !root.join(path).exists()).collect();
    assert!(missing.is_empty(), "README names what is not there: {missing:?}");
}

/// A file that it names without its folder is in the room that it says to copy.
#[test]
fn every_file_of_a_room_is_there() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src/visit");
    for name in quoted().filter(|words| Path::new(words).extension().is_some_and(|kind| kind == "rs") && !words.contains('/')) {
        assert!(room.join(name).exists(), "{name} is not in {}", room.display());
    }
}

#[test]
fn every_cargo_command_it_names_is_there() {
    let aliases = include_str!("../../.cargo/config.toml");
    let commands: Vec<&str> = quoted().filter_map(|words| words.strip_prefix("cargo ")).collect();
    assert!(commands.len() >= 3, "the two commands are gone");
    for command in commands {
        let name = command.split(' ').next().unwrap_or_default();
        let here = match name {
            "bench" => include_str!("../Cargo.toml").contains("[[bench]]"),
            "run" => program_of(command).is_some_and(|path| path.exists()),
            _ => aliases.contains(&format!("{name} = ")),
        };
        assert!(here, "cargo {command}: there is no such thing");
    }
}

/// The source of the program that `cargo run … -p tests --bin NAME` runs.
fn program_of(command: &str) -> Option<PathBuf> {
    let (_, rest) = command.split_once("-p tests --bin ")?;
    let name = rest.split(' ').next()?;
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin").join(name).with_extension("rs"))
}

/// Every subcommand of the program that it names, with the options it names for it, and every option by itself.
#[test]
fn every_subcommand_and_option_it_names_is_there() {
    let serving = help(&["serve"]);
    for words in quoted() {
        if let Some(command) = words.strip_prefix("shuanglian ") {
            let parts: Vec<&str> = command.split(' ').collect();
            let mut told = help(parts.get(..1).unwrap_or_default());
            // A group of subcommands names its own, each with its options.
            if let Some(own) = parts.get(1).filter(|own| told.contains(&format!("\n  {own} "))) {
                told += &help(&[parts[0], own]);
            }
            for option in parts.iter().filter(|part| part.starts_with("--")) {
                assert!(told.contains(option), "shuanglian {command}: there is no {option}");
            }
        } else if words.starts_with("--") {
            assert!(serving.contains(words), "serve has no {words}");
        }
    }
}

#[test]
fn every_room_is_on_the_map() {
    let rooms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src");
    for entry in std::fs::read_dir(rooms).expect("shared/src") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            let name = format!("shared/src/{}/", entry.file_name().to_string_lossy());
            assert!(README.contains(&name), "{name} is not on the README's map");
        }
    }
}
