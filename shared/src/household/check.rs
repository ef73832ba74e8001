//! Checks of card fields, from their declaration.

use super::fields::{CAUSE, Field, Value, field};
use super::resident_id::{NotAResidentId, ResidentId};
use crate::kernel::{Day, Violation, Violations};
use crate::sync::record::{Conflict, FieldEdit, Fields, SetEdit};
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

/// Checks one value against its declaration: the whole of a set, or whatever the field holds. `null` empties a field that may be empty.
pub fn check_field(field: &Field, value: &Json) -> Option<Violation> {
    if field.required && (value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())) {
        return Some(Violation::new(field.name, "required"));
    }
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
        Value::One(_, choices) => found.check(is_choice(choices, value), field.name, "unknown_choice"),
        Value::Many(_, choices, _) => match value.as_array() {
            Some(values) => {
                found.check(values.iter().all(|value| is_choice(choices, value)), field.name, "unknown_choice");
                if let Some(violation) = too_many(field, value) {
                    found.push(violation);
                }
            }
            None => found.check(false, field.name, "wrong_type"),
        },
        Value::ResidentNumber => check_number(&mut found, field, value),
        Value::Phone => found.check(value.as_str().is_some_and(is_phone), field.name, "bad_phone"),
        Value::BankAccount => {
            let account = |text: &str| (8..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            found.check(value.as_str().is_some_and(account), field.name, "bad_bank_account");
        }
    }
    found.finish().into_iter().next()
}

fn is_choice(choices: &[&str], value: &Json) -> bool {
    value.as_str().is_some_and(|chosen| choices.contains(&chosen))
}

/// More of the choices than the field takes.
fn too_many(field: &Field, value: &Json) -> Option<Violation> {
    let Value::Many(set, _, limit) = field.value else { return None };
    // The sentence of the causes tells the whole rule, also of the main one.
    let code = if set == CAUSE { "too_many_causes" } else { "too_many" };
    let over = value.as_array().is_some_and(|values| values.len() > limit);
    over.then(|| Violation::new(field.name, code).with("limit", limit))
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

/// Checks what a command writes to a card: the one check of whoever adds, edits or settles.
pub(super) fn check_edits(declared: &'static [Field], edits: &[FieldEdit], sets: &[SetEdit]) -> Vec<Violation> {
    let edits = edits.iter().filter_map(|edit| check_write(declared, &edit.field, Conflict::Merge, &edit.value));
    let sets = sets.iter().filter_map(|set| check_write(declared, &set.field, Conflict::Set, &Json::Array(set.add.clone())));
    edits.chain(sets).collect()
}

fn check_write(declared: &'static [Field], name: &str, way: Conflict, value: &Json) -> Option<Violation> {
    match field(declared, name) {
        None => Some(Violation::new(name, "unknown_field")),
        Some(field) if field.conflict != way => Some(Violation::new(name, "wrong_type")),
        Some(field) => check_field(field, value),
    }
}

/// Checks an edit: it edits something, and each value holds.
pub(super) fn check_change(declared: &'static [Field], edits: &[FieldEdit], sets: &[SetEdit]) -> Vec<Violation> {
    if edits.is_empty() && sets.is_empty() {
        return vec![Violation::new("edits", "required")];
    }
    check_edits(declared, edits, sets)
}

/// Checks a new card: what it must have is there, each value holds, and so does the whole.
pub(super) fn check_new(declared: &'static [Field], card: &Fields) -> Vec<Violation> {
    let missing = declared.iter().filter(|field| field.required && !card.contains_key(field.name));
    let mut found: Vec<Violation> = missing.map(|field| Violation::new(field.name, "required")).collect();
    let (edits, sets) = split(declared, card);
    found.extend(check_edits(declared, &edits, &sets));
    if found.is_empty() { check_card(declared, card) } else { found }
}

/// A new card as the edits and set edits that fill it.
pub(super) fn split(declared: &'static [Field], card: &Fields) -> (Vec<FieldEdit>, Vec<SetEdit>) {
    let (mut edits, mut sets) = (Vec::new(), Vec::new());
    for (name, value) in card {
        let is_set = field(declared, name).is_some_and(|field| field.conflict == Conflict::Set);
        match value.as_array().filter(|_| is_set) {
            Some(values) => sets.push(SetEdit { field: name.clone(), add: values.clone(), remove: Vec::new() }),
            None => edits.push(FieldEdit { field: name.clone(), base: None, value: value.clone() }),
        }
    }
    (edits, sets)
}

/// Checks a card as it would stand, for what no value by itself can tell: sets that have grown too large, and the main cause among the
/// others. Choices that a newer version wrote are none of an older one's business.
pub(super) fn check_card(declared: &'static [Field], card: &Fields) -> Vec<Violation> {
    let grown = declared.iter().filter_map(|field| too_many(field, card.get(field.name)?));
    grown.chain(main_cause_twice(card)).collect()
}

fn main_cause_twice(card: &Fields) -> Option<Violation> {
    let main = card.get("main_cause").filter(|main| !main.is_null())?;
    let others = card.get("other_causes").and_then(Json::as_array)?;
    others.contains(main).then(|| Violation::new("other_causes", "too_many_causes"))
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
    #[case("head_name", json!(null), Some("required"))]
    #[case("head_name", json!("　"), Some("required"))]
    #[case("marks", json!(["military_family", "party_member"]), None)]
    #[case("marks", json!(["family_planning", "military_family", "party_member", "party_member"]), Some("too_many"))]
    #[case("other_causes", json!(["land", "water", "funds"]), Some("too_many_causes"))]
    #[case("other_causes", json!("land"), Some("wrong_type"))]
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
        let fits = |main: &str, others: &[&str]| check_card(HOUSEHOLD, &card(main, others)).is_empty();
        assert!(fits("illness", &["land", "water"]) && fits("illness", &[]));
        assert!(!fits("illness", &["illness"]) && !fits("illness", &["land", "water", "funds"]));
    }
}
