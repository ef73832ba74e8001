//! Checks of card fields, from their declaration.

use super::fields::{CAUSES, Field, Value, field};
use super::resident_id::{NotAResidentId, ResidentId};
use crate::kernel::{Day, Violation, Violations};
use crate::sync::record::{Conflict, FieldEdit, SetEdit};
use serde_json::Value as Json;

/// The largest amount on a card, in fen: a hundred million yuan. Beyond it a key was stuck.
const MAX_FEN: i64 = 10_000_000_000;
/// The largest area, in hundredths of a mu.
const MAX_AREA: i64 = 10_000_000;
/// The first year that a house or an income may name.
const FIRST_YEAR: i64 = 1850;
/// The last year that one may name.
const LAST_YEAR: i64 = 2150;
/// The day up to which a birth is believed where no clock may be asked: rules reject on stated facts only.
const LAST_BIRTH: (i32, u32, u32) = (2150, 1, 1);

/// Checks one value against its declaration. `null` empties any field.
pub fn check_field(field: &Field, value: &Json) -> Option<Violation> {
    if value.is_null() {
        return None;
    }
    let mut found = Violations::default();
    match field.value {
        Value::Text(limit) => match value.as_str() {
            Some(text) => found.optional_text(field.name, text, limit),
            None => found.check(false, field.name, "wrong_type"),
        },
        Value::Whole(low, high) => whole(&mut found, field, value, low, high),
        Value::Money => whole(&mut found, field, value, 0, MAX_FEN),
        Value::Area => whole(&mut found, field, value, 0, MAX_AREA),
        Value::Year => whole(&mut found, field, value, FIRST_YEAR, LAST_YEAR),
        Value::Flag => found.check(value.is_boolean(), field.name, "wrong_type"),
        Value::Day => found.check(value.as_str().is_some_and(|text| text.parse::<Day>().is_ok()), field.name, "malformed"),
        Value::One(_, choices) => {
            found.check(value.as_str().is_some_and(|chosen| choices.contains(&chosen)), field.name, "unknown_choice");
        }
        Value::Many(_, choices, _) => {
            found.check(value.as_str().is_some_and(|chosen| choices.contains(&chosen)), field.name, "unknown_choice");
        }
        Value::ResidentNumber => check_number(&mut found, field, value),
        Value::Phone => found.check(value.as_str().is_some_and(is_phone), field.name, "bad_phone"),
        Value::BankAccount => {
            let account = |text: &str| (8..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            found.check(value.as_str().is_some_and(account), field.name, "bad_bank_account");
        }
    }
    found.finish().into_iter().next()
}

fn whole(found: &mut Violations, field: &Field, value: &Json, low: i64, high: i64) {
    match value.as_i64() {
        Some(number) => found.range(field.name, number, low, high),
        None => found.check(false, field.name, "wrong_type"),
    }
}

fn check_number(found: &mut Violations, field: &Field, value: &Json) {
    let (year, month, day) = LAST_BIRTH;
    let read = Day::new(year, month, day).zip(value.as_str()).map(|(last, text)| ResidentId::read(text, last));
    let code = match read {
        Some(Ok(_)) => return,
        Some(Err(NotAResidentId::Check)) => "bad_resident_id_check",
        Some(Err(NotAResidentId::Birth)) => "bad_resident_id_birth",
        _ => "bad_resident_id",
    };
    found.check(false, field.name, code);
}

/// Telephone numbers as written: digits, an optional leading +, dashes and spaces.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits) && text.bytes().all(|byte| byte.is_ascii_digit() || b"+- ".contains(&byte))
}

/// Checks a command's field edits and set edits against the declarations of a list.
pub fn check_edits(fields: &'static [Field], edits: &[FieldEdit], sets: &[SetEdit]) -> Vec<Violation> {
    let mut found = Violations::default();
    found.check(!edits.is_empty() || !sets.is_empty(), "edits", "required");
    for edit in edits {
        match field(fields, &edit.field).filter(|field| field.conflict == Conflict::Merge) {
            Some(field) => check_field(field, &edit.value).into_iter().for_each(|violation| found.push(violation)),
            None => found.push(Violation::new(&edit.field, "unknown_field")),
        }
    }
    for set in sets {
        match field(fields, &set.field).filter(|field| field.conflict == Conflict::Set) {
            Some(field) => set.add.iter().filter_map(|value| check_field(field, value)).for_each(|violation| found.push(violation)),
            None => found.push(Violation::new(&set.field, "unknown_field")),
        }
    }
    found.finish()
}

/// The card as it would stand: one main cause, at most two others, and the main one not among them.
pub(super) fn check_causes(card: &crate::sync::record::Fields) -> Option<Violation> {
    let others: Vec<&str> = card
        .get("other_causes")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .filter(|cause| CAUSES.contains(cause))
        .collect();
    let main = card.get("main_cause").and_then(Json::as_str);
    let twice = main.is_some_and(|main| others.contains(&main));
    (others.len() > 2 || twice).then(|| Violation::new("other_causes", "too_many_causes").with("limit", 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::{HOUSEHOLD, PRIVATE, RESIDENT};
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("income_wages_fen", json!(123_400), None)]
    #[case("income_wages_fen", json!(12.5), Some("wrong_type"))]
    #[case("income_wages_fen", json!(-1), Some("out_of_range"))]
    #[case("main_cause", json!("illness"), None)]
    #[case("main_cause", json!("laziness"), Some("unknown_choice"))]
    #[case("phone", json!("138 0000 0000"), None)]
    #[case("phone", json!("call me"), Some("bad_phone"))]
    #[case("address", json!("x".repeat(101)), Some("too_long"))]
    #[case("address", json!(null), None)]
    #[case("income_year", json!(99), Some("out_of_range"))]
    #[case("cooperative", json!("yes"), Some("wrong_type"))]
    fn values_against_their_declaration(#[case] name: &str, #[case] value: Json, #[case] code: Option<&str>) {
        let field = field(HOUSEHOLD, name).unwrap();
        assert_eq!(check_field(field, &value).map(|violation| violation.code).as_deref(), code);
    }

    #[test]
    fn every_field_is_declared_once() {
        for fields in [HOUSEHOLD, RESIDENT, PRIVATE] {
            let names: std::collections::BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), fields.len());
        }
    }

    #[test]
    fn the_main_cause_is_not_also_another() {
        let card = |main: &str, others: &[&str]| crate::sync::record::fields(&json!({ "main_cause": main, "other_causes": others }));
        assert!(check_causes(&card("illness", &["land", "water"])).is_none());
        assert!(check_causes(&card("illness", &["illness"])).is_some());
        assert!(check_causes(&card("illness", &["land", "water", "funds"])).is_some());
    }
}
