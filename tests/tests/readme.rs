//! The README's promises: every path it names exists, and so does every subcommand.

use std::path::Path;

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
