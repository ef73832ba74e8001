//! Each code and each name on the wire has its words.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use shared::text::{Key, Lang, command_key, kind_key};

use crate::walk::{root, sources};

#[test]
fn every_kind_and_command_has_a_name() {
    let kinds = shared::register::KINDS.iter().filter(|kind| kind_key(kind.name).is_none()).map(|kind| kind.name);
    let commands = shared::register::COMMANDS.iter().filter(|command| command_key(command.name).is_none()).map(|command| command.name);
    let nameless: Vec<&str> = kinds.chain(commands).collect();
    assert!(nameless.is_empty(), "no kind_… or command_… text in a by-name room for {nameless:?}");
}

/// The last string literal inside the parentheses or braces that open at the start of `text`, where it looks like a code.
fn last_code(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let end = text.find(|c| {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })?;
    let code = text.get(..end)?.rsplit('"').nth(1)?;
    let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    is_code.then_some(code)
}

/// Codes of violations as rules name them: with or without values for their sentence.
fn violation_codes() -> Result<BTreeMap<String, bool>> {
    let mut codes = BTreeMap::new();
    for (_, source) in sources(&["shared/src"])? {
        let product = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let bad = product
            .split('"')
            .filter(|literal| literal.starts_with("bad_") && literal.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        codes.extend(bad.map(|code| (code.to_owned(), false)));
        for (mark, valued) in [(".check(", false), ("Violation::new(", true)] {
            for (at, _) in product.match_indices(mark) {
                let arguments = product.get(at + mark.len() - 1..).unwrap_or_default();
                if let Some(code) = last_code(arguments) {
                    let all_valued = codes.entry(code.to_owned()).or_insert(true);
                    *all_valued &= valued;
                }
            }
        }
    }
    Ok(codes)
}

/// The wire names in `RejectionCode::name`.
fn rejection_codes() -> Result<Vec<String>> {
    let source = fs::read_to_string(root().join("shared/src/sync/rejection.rs"))?;
    let names = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \"")?.1.split_once('"'));
    Ok(names.map(|(name, _)| name.to_owned()).collect())
}

#[test]
fn every_code_has_its_sentence() -> Result<()> {
    let (violations, rejections) = (violation_codes()?, rejection_codes()?);
    assert!(violations.contains_key("required") && rejections.iter().any(|code| code == "stale"), "the scan finds no codes");
    let mut faults = Vec::new();
    for (code, valued) in violations.into_iter().chain(rejections.into_iter().map(|code| (code, true))) {
        match Key::by_name(&format!("problem.{code}")) {
            None => faults.push(format!("problem.{code} is missing")),
            Some(key) if !valued && shared::text::t(Lang::En, key).contains('{') => {
                faults.push(format!("problem.{code} wants values, and a rule names it without"));
            }
            Some(_) => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// The commands of the register, each with its room.
fn commands() -> Result<Vec<(String, String)>> {
    let register = fs::read_to_string(root().join("shared/src/register.rs"))?;
    let list = register.split("\n    commands:\n").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
    let named = list.split(',').filter_map(|entry| entry.trim().split_once("::"));
    Ok(named.map(|(room, command)| (room.to_owned(), command.to_owned())).collect())
}

#[test]
fn every_command_is_named_in_its_rooms_tests() -> Result<()> {
    let mut untested = Vec::new();
    let commands = commands()?;
    assert_eq!(commands.len(), shared::register::COMMANDS.len(), "the scan reads another register");
    let trial = fs::read_to_string(root().join("shared/src/trial.rs"))?;
    for (room, command) in commands {
        let folder = format!("shared/src/{room}");
        let is_test = |path: &Path| {
            let within = path.strip_prefix(root().join(&folder)).unwrap_or(path);
            within.components().next().is_some_and(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
        };
        let of_room = sources(&[&folder])?;
        let mut tests = of_room.iter().filter(|(path, _)| is_test(path));
        if !trial.contains(&command) && !tests.any(|(_, source)| source.contains(&command)) {
            untested.push(format!("{room}::{command}"));
        }
    }
    assert!(untested.is_empty(), "no test of its room runs {}", untested.join(", "));
    Ok(())
}

/// The words of every closed choice that a page shows by its code.
#[test]
fn every_choice_has_its_words() {
    use shared::household::{Field, HOUSEHOLD, PRIVATE, RESIDENT, Value};
    use shared::{deliberation, disclosure, idea, kernel, visit};

    let mut wanted: Vec<String> = Vec::new();
    let mut choices =
        |room: &str, field: &str, values: &[&str]| wanted.extend(values.iter().map(|value| format!("{room}.choice_{field}_{value}")));
    choices("visit", "visit_kind", &visit::VisitKind::ALL.map(visit::VisitKind::name));
    choices("visit", "topic", &visit::Topic::ALL.map(visit::Topic::name));
    choices("idea", "topic", &idea::Topic::ALL.map(idea::Topic::name));
    choices("disclosure", "notice_kind", &disclosure::NoticeKind::ALL.map(disclosure::NoticeKind::name));
    choices("deliberation", "matter_kind", &deliberation::MatterKind::ALL.map(deliberation::MatterKind::name));
    choices("deliberation", "body", &deliberation::Body::ALL.map(deliberation::Body::name));
    for field in HOUSEHOLD.iter().chain(RESIDENT).chain(PRIVATE) {
        if let Value::One(set, values) | Value::Many(set, values, _) = field.value {
            choices("household", set, values);
        }
    }
    wanted.extend(
        HOUSEHOLD
            .iter()
            .chain(RESIDENT)
            .chain(PRIVATE)
            .flat_map(|Field { name, section, .. }| [format!("household.field_{name}"), format!("household.section_{}", section.name())]),
    );
    wanted.extend(kernel::Role::SIGNING_IN.map(|role| format!("account.role_{}", role.name())));
    wanted.extend(
        deliberation::StepKind::ALL
            .iter()
            .flat_map(|step| [format!("deliberation.step_{}", step.name()), format!("deliberation.step_long_{}", step.name())]),
    );
    let missing: Vec<String> = wanted.into_iter().filter(|name| Key::by_name(name).is_none()).collect();
    assert!(missing.is_empty(), "no text for:\n{}", missing.join("\n"));
}
