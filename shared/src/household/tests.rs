//! The rules of the card and of the household's members.

use super::*;
use crate::kernel::{Partition, Role, Standing};
use crate::sync::command::{Command, Effects};
use crate::sync::record::{FieldEdit, SetEdit, fields};
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use crate::trial::{Village, account, cadre_link, day, household, id};
use rstest::rstest;
use serde_json::{Value as Json, json};

const HOME: &str = "馬家";
const SON: &str = "馬小軍";

fn edit(field: &str, value: Json) -> FieldEdit {
    FieldEdit { field: field.to_owned(), base: None, value }
}

fn adds(field: &str, values: &[&str]) -> SetEdit {
    SetEdit { field: field.to_owned(), add: values.iter().map(|value| json!(value)).collect(), remove: Vec::new() }
}

fn edit_card(edits: Vec<FieldEdit>, sets: Vec<SetEdit>) -> EditHousehold {
    EditHousehold { id: id(HOME), edits, sets }
}

fn add_son(card: &Json) -> AddResident {
    AddResident { id: id(SON), household: id(HOME), card: fields(card) }
}

fn edit_son(field: &str, value: Json) -> EditResident {
    EditResident { id: id(SON), edits: vec![edit(field, value)], sets: Vec::new() }
}

fn edit_private(field: &str, value: Json) -> EditResidentPrivate {
    EditResidentPrivate { resident: id(SON), edits: vec![edit(field, value)] }
}

fn settle(kind: &str, record: Id, field: &str, value: Json) -> SettleField {
    SettleField { kind: kind.to_owned(), id: record, field: field.to_owned(), value }
}

fn gone() -> RemoveResident {
    RemoveResident { id: id(SON), on: day("2026-11-01"), reason: " 外遷 ".to_owned() }
}

/// A linked household with one member.
fn village() -> Village {
    let mut village = Village::default();
    village.linked_household(HOME);
    village.run(Role::VillageCommittee, &add_son(&json!({ "name": SON, "relation": "child" }))).unwrap();
    village
}

/// The same with two values of a field of the card, and of a field of the member.
fn contested(field: &str, one: &Json, other: &Json) -> Village {
    let mut village = village();
    for value in [one, other] {
        village.run(Role::VillageCommittee, &edit_card(vec![edit(field, value.clone())], Vec::new())).unwrap();
    }
    village
}

/// The codes of the violations of a refused command.
fn codes(answer: Result<Effects, Rejection>) -> Vec<(String, String)> {
    let rejection = answer.unwrap_err();
    assert_eq!(rejection.code, RejectionCode::Invalid);
    rejection.violations.into_iter().map(|violation| (violation.field, violation.code)).collect()
}

fn said(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[test]
fn a_card_begins_with_what_is_known() {
    let mut village = village();
    let card = json!({ "head_name": "趙大山", "phone": "13800000000", "main_cause": "illness", "other_causes": ["water", "land"] });
    village.run(Role::VillageBranch, &AddHousehold { id: id("趙家"), card: fields(&card) }).unwrap();
    let card: Household = village.one(id("趙家"));
    assert_eq!((card.head_name.as_str(), &card.card["other_causes"]), ("趙大山", &json!(["land", "water"])));
    let again = village.run(Role::VillageBranch, &household("趙家")).unwrap_err();
    assert_eq!(again.code, RejectionCode::AlreadyExists);
}

/// What a new card refuses, an edit of it and the settling of two values refuse too: one check for all.
#[rstest]
#[case::blank_name("head_name", json!("  "), "required")]
#[case::no_name("head_name", json!(null), "required")]
#[case::unknown("shoe_size", json!(41), "unknown_field")]
#[case::wrong_type("cooperative", json!("yes"), "wrong_type")]
#[case::out_of_range("income_wages_fen", json!(-1), "out_of_range")]
#[case::several_in_a_field_that_takes_one("address", json!(["a", "b"]), "wrong_type")]
#[case::choices_in_a_field_that_takes_one("main_cause", json!(["illness"]), "unknown_choice")]
fn a_value_is_checked_alike_however_it_is_written(#[case] field: &str, #[case] value: Json, #[case] code: &str) {
    let mut village = contested("group", &json!("二組"), &json!("三組"));
    let mut card = household("新戶").card;
    card.insert(field.to_owned(), value.clone());
    assert_eq!(codes(village.run(Role::VillageCommittee, &AddHousehold { id: id("新戶"), card })), said(field, code), "a new card");
    let edited = edit_card(vec![edit(field, value.clone())], Vec::new());
    assert_eq!(codes(village.run(Role::VillageCommittee, &edited)), said(field, code), "an edit");
    let settled = settle(Household::KIND, id(HOME), field, value);
    assert_eq!(codes(village.run(Role::VillageCommittee, &settled)), said(field, code), "a settled value");
}

#[rstest]
#[case::blank_name("name", json!(""), "required")]
#[case::no_name("name", json!(null), "required")]
#[case::unknown("shoe_size", json!(41), "unknown_field")]
#[case::unknown_choice("sex", json!("yes"), "unknown_choice")]
fn a_members_value_is_checked_alike_however_it_is_written(#[case] field: &str, #[case] value: Json, #[case] code: &str) {
    let mut village = village();
    let mut card = fields(&json!({ "name": "馬小英" }));
    card.insert(field.to_owned(), value.clone());
    let added = AddResident { id: id("馬小英"), household: id(HOME), card };
    assert_eq!(codes(village.run(Role::VillageCommittee, &added)), said(field, code), "a new member");
    assert_eq!(codes(village.run(Role::VillageCommittee, &edit_son(field, value.clone()))), said(field, code), "an edit");
    let settled = settle(Resident::KIND, id(SON), field, value);
    assert_eq!(codes(village.run(Role::VillageCommittee, &settled)), said(field, code), "a settled value");
}

#[test]
fn a_set_takes_its_choices_and_no_single_value() {
    let mut village = village();
    let mut card = household("新戶").card;
    card.insert("other_causes".to_owned(), json!("illness"));
    assert_eq!(codes(village.run(Role::VillageCommittee, &AddHousehold { id: id("新戶"), card })), said("other_causes", "wrong_type"));
    let mut card = household("新戶").card;
    card.insert("other_causes".to_owned(), json!(["illness", "laziness"]));
    assert_eq!(codes(village.run(Role::VillageCommittee, &AddHousehold { id: id("新戶"), card })), said("other_causes", "unknown_choice"));
    let as_one = edit_card(vec![edit("other_causes", json!(["illness"]))], Vec::new());
    assert_eq!(codes(village.run(Role::VillageCommittee, &as_one)), said("other_causes", "wrong_type"));
    let one_as_set = edit_card(Vec::new(), vec![adds("address", &["a"])]);
    assert_eq!(codes(village.run(Role::VillageCommittee, &one_as_set)), said("address", "wrong_type"));
    assert_eq!(codes(village.run(Role::VillageCommittee, &edit_card(Vec::new(), Vec::new()))), said("edits", "required"));
}

#[test]
fn a_card_has_one_main_cause_and_at_most_two_others_whoever_writes_it() {
    let mut village = village();
    let three = ["land", "water", "funds"];
    let mut card = household("新戶").card;
    card.insert("other_causes".to_owned(), json!(three));
    assert_eq!(codes(village.run(Role::VillageCommittee, &AddHousehold { id: id("新戶"), card })), said("other_causes", "too_many_causes"));
    let at_once = edit_card(Vec::new(), vec![adds("other_causes", &three)]);
    assert_eq!(codes(village.run(Role::VillageCommittee, &at_once)), said("other_causes", "too_many_causes"));
    village.run(Role::VillageCommittee, &edit_card(Vec::new(), vec![adds("other_causes", &["land", "water"])])).unwrap();
    let one_more = edit_card(Vec::new(), vec![adds("other_causes", &["funds"])]);
    assert_eq!(codes(village.run(Role::VillageCommittee, &one_more)), said("other_causes", "too_many_causes"));
    let main_too = edit_card(vec![edit("main_cause", json!("land"))], Vec::new());
    assert_eq!(codes(village.run(Role::VillageCommittee, &main_too)), said("other_causes", "too_many_causes"));
}

#[test]
fn settling_two_values_obeys_the_rules_of_the_whole_card() {
    let mut village = contested("main_cause", &json!("illness"), &json!("land"));
    village.run(Role::VillageCommittee, &edit_card(Vec::new(), vec![adds("other_causes", &["land"])])).unwrap();
    let twice = settle(Household::KIND, id(HOME), "main_cause", json!("land"));
    assert_eq!(codes(village.run(Role::VillageCommittee, &twice)), said("other_causes", "too_many_causes"));
    village.run(Role::VillageCommittee, &settle(Household::KIND, id(HOME), "main_cause", json!("illness"))).unwrap();
    assert_eq!(village.one::<Household>(id(HOME)).card["main_cause"], json!("illness"));
}

#[test]
fn only_what_two_people_wrote_is_settled() {
    let mut village = village();
    let settled = village.run(Role::VillageCommittee, &settle(Household::KIND, id(HOME), "group", json!("二組")));
    assert_eq!(settled.unwrap_err().code, RejectionCode::Stale);
    assert_eq!(
        codes(village.run(Role::VillageCommittee, &settle("notice", id(HOME), "title", json!("x")))),
        said("kind", "unknown_choice")
    );
    let nobody = village.run(Role::VillageCommittee, &settle(Household::KIND, id("無"), "group", json!("二組")));
    assert_eq!(nobody.unwrap_err().code, RejectionCode::NotFound);
}

#[test]
fn sensitive_facts_are_a_record_of_their_own_in_their_own_partition() {
    let mut village = village();
    village.run(Role::VillageCommittee, &edit_private("health", json!("chronic"))).unwrap();
    village.run(Role::VillageCommittee, &edit_private("resident_number", json!("11010519491231002X"))).unwrap();
    let found = (&village.own as &dyn State).one::<ResidentPrivate>(ResidentPrivate::id_of(id(SON))).unwrap();
    assert_eq!((found.record.partition, found.record.parent), (Partition::Sensitive, Some(id(SON))));
    assert_eq!((&found.value.card["health"], &found.value.card["resident_number"]), (&json!("chronic"), &json!("11010519491231002X")));
    let wrong = edit_private("resident_number", json!("110105194912310021"));
    assert_eq!(codes(village.run(Role::VillageCommittee, &wrong)), said("resident_number", "bad_resident_id_check"));
    let nobody = EditResidentPrivate { resident: id("無"), ..edit_private("health", json!("healthy")) };
    assert_eq!(village.run(Role::VillageCommittee, &nobody).unwrap_err().code, RejectionCode::NotFound);
}

#[test]
fn two_values_of_a_sensitive_fact_are_settled_too() {
    let mut village = village();
    for health in ["chronic", "serious"] {
        village.run(Role::VillageCommittee, &edit_private("health", json!(health))).unwrap();
    }
    let private = ResidentPrivate::id_of(id(SON));
    village.run(Role::VillageCommittee, &settle(ResidentPrivate::KIND, private, "health", json!("serious"))).unwrap();
    assert_eq!(village.one::<ResidentPrivate>(private).card["health"], json!("serious"));
}

#[test]
fn a_member_who_has_gone_stays_on_record() {
    let mut village = village();
    let silent = RemoveResident { reason: " ".to_owned(), ..gone() };
    assert_eq!(codes(village.run(Role::VillageCommittee, &silent)), said("reason", "required"));
    village.run(Role::VillageCommittee, &gone()).unwrap();
    let son: Resident = village.one(id(SON));
    assert_eq!((son.name.as_str(), &son.card["gone_on"], &son.card["gone_reason"]), (SON, &json!("2026-11-01"), &json!("外遷")));
}

/// A linked cadre writes where they are linked; the others of the village write everywhere.
#[test]
fn a_cadre_writes_the_cards_of_their_own_households_only() {
    fn each(village: &mut Village, role: Role) -> [Result<Effects, Rejection>; 5] {
        [
            village.run(role, &edit_card(vec![edit("address", json!("村頭"))], Vec::new())),
            village.run(role, &AddResident { id: id(role.name()), ..add_son(&json!({ "name": "馬小英" })) }),
            village.run(role, &edit_son("sex", json!("male"))),
            village.run(role, &edit_private("health", json!("healthy"))),
            village.run(role, &gone()),
        ]
    }
    let mut village = village();
    assert!(each(&mut village, Role::LinkedCadre).iter().all(Result::is_ok));
    let mut unlinked = Village::default();
    unlinked.run(Role::VillageCommittee, &household(HOME)).unwrap();
    unlinked.run(Role::VillageCommittee, &add_son(&json!({ "name": SON }))).unwrap();
    for answer in each(&mut unlinked, Role::LinkedCadre) {
        assert_eq!(answer.unwrap_err().code, RejectionCode::NotLinked);
    }
    for role in [Role::VillageBranch, Role::VillageCommittee] {
        assert!(each(&mut unlinked, role).iter().all(Result::is_ok), "{role:?}");
    }
    for role in [Role::SupervisorVillage, Role::TownshipParty, Role::Admin, Role::Visitor] {
        for answer in each(&mut unlinked, role) {
            assert_eq!(answer.unwrap_err().code, RejectionCode::NoRight, "{role:?}");
        }
    }
    // A link with another household opens no door here.
    unlinked.run(Role::VillageCommittee, &household("別家")).unwrap();
    unlinked.run(Role::UnitLead, &cadre_link("別家")).unwrap();
    let cadre = Standing { account: Some(account(Role::LinkedCadre)), roles: vec![Role::LinkedCadre], ..Standing::default() };
    let foreign = unlinked.run_as(&cadre, &edit_card(vec![edit("address", json!("村頭"))], Vec::new()));
    assert_eq!(foreign.unwrap_err().code, RejectionCode::NotLinked);
}

#[test]
fn a_new_code_takes_the_place_of_the_old_one_and_its_wrong_tries() {
    let mut village = village();
    let issue = |code: &str| {
        let kept = HouseholdCode::keep(code, "5a".repeat(16), day("2026-11-01"));
        IssueHouseholdCode { household: id(HOME), salt: kept.salt, hash: kept.hash, issued_on: kept.issued_on }
    };
    village.run(Role::VillageCommittee, &issue("7K3M-9QXA")).unwrap();
    assert!(village.one::<HouseholdCode>(id(HOME)).fits("7k3m 9qxa"));
    village.run(Role::VillageCommittee, &issue("02TB-9QXA")).unwrap();
    let kept: HouseholdCode = village.one(id(HOME));
    assert!(kept.fits("02TB-9QXA") && !kept.fits("7K3M-9QXA") && kept.wrong_tries == 0);
    let malformed = IssueHouseholdCode { salt: "short".to_owned(), ..issue("02TB-9QXA") };
    assert_eq!(codes(village.run(Role::VillageCommittee, &malformed)), said("salt", "malformed"));
    let nobody = IssueHouseholdCode { household: id("無"), ..issue("02TB-9QXA") };
    assert_eq!(village.run(Role::VillageCommittee, &nobody).unwrap_err().code, RejectionCode::NotFound);
    assert_eq!(village.run(Role::LinkedCadre, &issue("02TB-9QXA")).unwrap_err().code, RejectionCode::NoRight);
    assert!(!IssueHouseholdCode::BY.contains(&Role::LinkedCadre));
}

#[test]
fn net_income_is_the_sum_less_the_costs() {
    assert_eq!(income(&Fields::new()), None);
    let card = fields(&json!({ "income_wages_fen": 500_000, "income_business_fen": 300_000, "income_costs_fen": 120_000 }));
    assert_eq!(income(&card), Some(Income { gross: Fen(800_000), net: Fen(680_000) }));
}

#[test]
fn items_that_do_not_add_up_are_a_doubt() {
    let card = |items: i64| fields(&json!({ "income_transfers_fen": 100, "transfers_pension_fen": items }));
    assert_eq!(transfers_doubt(&card(100)), None);
    assert_eq!(transfers_doubt(&card(90)), Some(Fen(90)));
    assert_eq!(transfers_doubt(&fields(&json!({ "income_transfers_fen": 100 }))), None);
}
