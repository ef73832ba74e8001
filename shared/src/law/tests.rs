//! Each rule at its boundary, the files as they stand, and periods over days off.

use super::data::{files, rules, rules_of};
use super::*;
use crate::kernel::Day;
use crate::text::Lang;
use rstest::rstest;
use serde_json::json;
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Facts of a meeting on a day when every rule is in force, called in time.
fn facts(body: &str, subject: &str, numbers: serde_json::Value) -> Facts {
    let whole = json!({ "body": body, "subject": subject, "held_on": "2026-03-20", "called_on": "2026-03-01", "numbers": numbers });
    serde_json::from_value(whole).unwrap()
}

fn verdict(facts: &Facts) -> Verdict {
    evaluate(facts).unwrap().verdict
}

fn check(facts: &Facts, kind: CheckKind) -> Option<Check> {
    evaluate(facts).unwrap().checks.into_iter().find(|check| check.check == kind)
}

#[test]
fn every_file_is_read_and_every_rule_has_its_own_name_and_words() {
    for text in files() {
        assert!(!rules_of(text).unwrap().is_empty());
    }
    let versions: BTreeSet<_> = rules().iter().map(|rule| (rule.id.clone(), rule.effective_from)).collect();
    assert_eq!(versions.len(), rules().len());
    for rule in rules() {
        let counts = rule.quorum.iter().chain(&rule.composition).chain([&rule.pass]).flat_map(|test| [test.count, test.base]);
        for count in counts {
            assert!(crate::text::law::key(&format!("count_{}", count.name())).is_some(), "{}", count.name());
        }
        assert!(crate::text::law::key(&format!("law_{}", rule.law.name())).is_some());
    }
}

#[rstest]
// 到會過半數 or 三分之二以上的戶: 813 adults need 407; 240 households need 160.
#[case::adults_half_is_not_enough(812, 406, 240, 100, Verdict::NoQuorum)]
#[case::adults_over_half(812, 407, 240, 100, Verdict::Passed)]
#[case::households_two_thirds(812, 160, 240, 160, Verdict::Passed)]
#[case::households_one_short(812, 159, 240, 159, Verdict::NoQuorum)]
#[case::households_that_do_not_divide(812, 161, 241, 161, Verdict::Passed)]
#[case::households_rounded_up(812, 160, 241, 160, Verdict::NoQuorum)]
fn an_assembly_has_either_quorum(
    #[case] adults: u32,
    #[case] present: u32,
    #[case] households: u32,
    #[case] came: u32,
    #[case] expected: Verdict,
) {
    let numbers = json!({ "adults": adults, "adults_present": present, "households": households, "households_present": came,
                          "votes_for": present });
    assert_eq!(verdict(&facts("assembly", "public_works", numbers)), expected);
}

#[rstest]
#[case::half(20, 10, 0, Verdict::Rejected)]
#[case::over_half(20, 11, 0, Verdict::Passed)]
#[case::abstentions_stay_in_the_base(21, 10, 0, Verdict::Rejected)]
#[case::the_recused_leave_it(21, 10, 2, Verdict::Passed)]
#[case::over_half_of_an_odd_number(21, 11, 0, Verdict::Passed)]
fn representatives_pass_by_more_than_half_of_those_present(
    #[case] present: u32,
    #[case] votes: u32,
    #[case] recused: u32,
    #[case] expected: Verdict,
) {
    let numbers = json!({ "members": 30, "members_present": present, "votes_for": votes, "recused": recused });
    assert_eq!(verdict(&facts("representatives", "other", numbers)), expected);
}

#[rstest]
#[case::two_thirds_of_members(31, 21, Verdict::Passed)]
#[case::one_short(31, 20, Verdict::NoQuorum)]
fn representatives_have_a_quorum_of_two_thirds(#[case] members: u32, #[case] present: u32, #[case] expected: Verdict) {
    let numbers = json!({ "members": members, "members_present": present, "votes_for": present });
    assert_eq!(verdict(&facts("representatives", "other", numbers)), expected);
}

#[rstest]
#[case::whole(31, 25, 11, 240, true)]
#[case::too_few_elected(31, 24, 11, 240, false)]
#[case::too_few_women(31, 25, 10, 240, false)]
#[case::fifteen_households_each(31, 25, 11, 375, true)]
#[case::sixteen_households_for_one(31, 25, 11, 376, false)]
#[case::five_households_each(31, 25, 11, 125, true)]
#[case::four_households_for_one(31, 25, 11, 124, false)]
fn representatives_are_composed_as_the_law_says(
    #[case] members: u32,
    #[case] representatives: u32,
    #[case] women: u32,
    #[case] households: u32,
    #[case] holds: bool,
) {
    let numbers = json!({ "members": members, "members_present": members, "representatives": representatives, "women": women,
                          "households": households, "votes_for": members });
    let evaluation = evaluate(&facts("representatives", "other", numbers)).unwrap();
    assert_eq!((evaluation.lawful, evaluation.verdict), (holds, Verdict::Passed));
}

#[rstest]
#[case::removal_needs_half_of_the_voters("assembly", "removal", json!({ "voters": 800, "votes_cast": 400, "votes_for": 400 }), Verdict::NoQuorum)]
#[case::removal_of_those_who_voted("assembly", "removal", json!({ "voters": 800, "votes_cast": 401, "votes_for": 200, "votes_against": 201 }), Verdict::Rejected)]
#[case::removal("assembly", "removal", json!({ "voters": 800, "votes_cast": 401, "votes_for": 201, "votes_against": 200 }), Verdict::Passed)]
#[case::land_of_all_adults("assembly", "land_adjustment", json!({ "adults": 600, "adults_present": 420, "votes_for": 399 }), Verdict::Rejected)]
#[case::land_two_thirds("assembly", "land_adjustment", json!({ "adults": 600, "adults_present": 420, "votes_for": 400 }), Verdict::Passed)]
#[case::land_by_representatives("representatives", "land_adjustment", json!({ "members": 31, "members_present": 25, "votes_for": 21 }), Verdict::Passed)]
#[case::land_by_too_few("representatives", "land_adjustment", json!({ "members": 31, "members_present": 25, "votes_for": 20 }), Verdict::Rejected)]
#[case::levy_one_household_one_vote("representatives", "levy", json!({ "households": 240, "households_represented": 160, "votes_for": 81 }), Verdict::Passed)]
#[case::levy_half_of_the_households("representatives", "levy", json!({ "households": 240, "households_represented": 160, "votes_for": 80 }), Verdict::Rejected)]
#[case::levy_too_few_households("representatives", "levy", json!({ "households": 240, "households_represented": 159, "votes_for": 159 }), Verdict::NoQuorum)]
#[case::collective("collective_members", "other", json!({ "members": 300, "members_present": 200, "votes_for": 200 }), Verdict::Passed)]
#[case::collective_of_all("collective_members", "other", json!({ "members": 300, "members_present": 200, "votes_for": 199 }), Verdict::Rejected)]
#[case::group("group", "other", json!({ "adults": 90, "adults_present": 60, "households": 30, "households_present": 15, "votes_for": 31 }), Verdict::Passed)]
#[case::group_too_few("group", "other", json!({ "adults": 90, "adults_present": 59, "households": 30, "households_present": 19, "votes_for": 59 }), Verdict::NoQuorum)]
fn each_subject_has_its_rule(#[case] body: &str, #[case] subject: &str, #[case] numbers: serde_json::Value, #[case] expected: Verdict) {
    assert_eq!(verdict(&facts(body, subject, numbers)), expected);
}

#[rstest]
#[case::of_those_present(PartyBase::Present, 20, 10, Verdict::Passed)]
#[case::of_all(PartyBase::Members, 20, 14, Verdict::Rejected)]
#[case::half_of_all(PartyBase::Members, 20, 15, Verdict::Passed)]
fn half_of_the_party_members_is_enough_and_the_county_says_of_whom(
    #[case] base: PartyBase,
    #[case] present: u32,
    #[case] votes: u32,
    #[case] expected: Verdict,
) {
    let numbers = json!({ "members": 30, "members_present": present, "votes_for": votes });
    assert_eq!(verdict(&Facts { party_base: base, ..facts("party_members", "other", numbers) }), expected);
}

#[rstest]
#[case::nine_matters_are_the_assembly_s("representatives", "subsidy", false, false)]
#[case::unless_handed_over("representatives", "subsidy", true, true)]
#[case::the_charter_cannot_be("representatives", "charter", true, false)]
#[case::nor_a_removal("representatives", "removal", true, false)]
#[case::a_levy_by_the_representatives_is_handed_over("representatives", "levy", false, false)]
#[case::and_then_lawful("representatives", "levy", true, true)]
#[case::the_assembly_may_all_nine("assembly", "assets", false, true)]
#[case::a_group_not_the_homesteads("group", "homesteads", true, false)]
fn the_subject_says_which_body_decides(#[case] body: &str, #[case] subject: &str, #[case] delegated: bool, #[case] lawful: bool) {
    let numbers = json!({ "adults": 9, "adults_present": 9, "households": 9, "households_present": 9, "households_represented": 9,
                          "members": 9, "members_present": 9, "votes_for": 9 });
    let facts = Facts { delegated, ..facts(body, subject, numbers) };
    assert_eq!(evaluate(&facts).unwrap().lawful, lawful);
}

#[rstest]
#[case::ten_days("2026-03-10", None, true, false)]
#[case::nine_days("2026-03-11", None, false, false)]
#[case::an_emergency("2026-03-19", Some("山洪要來了"), true, true)]
#[case::an_emergency_called_in_time("2026-03-01", Some("山洪要來了"), true, false)]
fn the_assembly_is_called_ten_days_before(
    #[case] called_on: &str,
    #[case] emergency: Option<&str>,
    #[case] holds: bool,
    #[case] excused: bool,
) {
    let numbers = json!({ "adults": 9, "adults_present": 9, "households": 9, "households_present": 9, "votes_for": 9 });
    let facts = Facts { called_on: Some(day(called_on)), emergency: emergency.map(str::to_owned), ..facts("assembly", "other", numbers) };
    let notice = check(&facts, CheckKind::Notice).unwrap();
    assert_eq!((notice.holds, notice.excused), (holds, excused));
}

#[rstest]
#[case::of_2003("2018-12-31", Some("27"))]
#[case::of_2019("2019-01-01", Some("28"))]
#[case::before_there_was_one("2003-02-28", None)]
fn the_version_in_force_on_the_day_is_used(#[case] held_on: &str, #[case] article: Option<&str>) {
    let numbers = json!({ "members": 30, "members_present": 30, "votes_for": 30 });
    let facts = Facts { held_on: day(held_on), called_on: None, ..facts("representatives", "land_adjustment", numbers) };
    match article {
        Some(article) => assert_eq!(check(&facts, CheckKind::Votes).unwrap().article, article),
        None => assert_eq!(evaluate(&facts).unwrap_err()[0].code, "no_rule_then"),
    }
}

#[rstest]
#[case::a_number_is_missing(json!({ "members": 30 }), "numbers.members_present", "required")]
#[case::more_than_there_are(json!({ "members": 30, "members_present": 31 }), "numbers.members_present", "more_than_expected")]
#[case::more_votes_than_people(json!({ "members": 30, "members_present": 20, "votes_for": 12, "votes_abstain": 9 }), "numbers.votes_for", "more_votes_than_present")]
#[case::a_vote_of_the_recused(json!({ "members": 30, "members_present": 20, "recused": 1, "votes_for": 20 }), "numbers.votes_for", "more_votes_than_present")]
#[case::more_recused_than_came(json!({ "members": 30, "members_present": 20, "recused": 21 }), "numbers.recused", "more_than_expected")]
fn what_cannot_be_is_refused(#[case] numbers: serde_json::Value, #[case] field: &str, #[case] code: &str) {
    let wrong = evaluate(&facts("representatives", "other", numbers)).unwrap_err();
    assert!(wrong.iter().any(|violation| violation.field == field && violation.code == code), "{wrong:?}");
}

#[test]
fn one_way_to_a_quorum_is_enough_to_state() {
    let numbers = json!({ "adults": 90, "adults_present": 60, "votes_for": 31 });
    assert_eq!(verdict(&facts("group", "other", numbers)), Verdict::Passed);
}

#[test]
fn a_meeting_of_unknown_call_is_judged_and_not_lawful() {
    let numbers = json!({ "members": 30, "members_present": 20, "votes_for": 10 });
    let evaluation = evaluate(&Facts { called_on: None, ..facts("party_members", "other", numbers) }).unwrap();
    assert_eq!((evaluation.verdict, evaluation.lawful), (Verdict::Passed, false));
}

#[test]
fn where_nobody_may_vote_nothing_passes() {
    let numbers = json!({ "members": 3, "members_present": 3, "recused": 3 });
    assert_eq!(verdict(&facts("party_members", "other", numbers)), Verdict::Rejected);
}

#[rstest]
#[case::an_ordinary_day("2026-03-02", 3, "2026-03-05")]
#[case::a_saturday_runs_to_monday("2026-03-04", 3, "2026-03-09")]
#[case::over_the_spring_festival("2026-02-10", 7, "2026-02-24")]
#[case::a_saturday_that_is_worked("2026-02-07", 7, "2026-02-14")]
#[case::national_day("2026-09-29", 7, "2026-10-08")]
#[case::a_year_without_a_table("2031-03-05", 3, "2031-03-10")]
fn a_period_leaves_out_its_first_day_and_ends_on_a_working_day(#[case] from: &str, #[case] days: i64, #[case] end: &str) {
    assert_eq!(period_end(day(from), days, Calendar::national()), day(end));
}

#[test]
fn the_table_of_days_off_is_read() {
    assert!([2024, 2025, 2026].into_iter().all(|year| Calendar::national().knows(year)));
    assert!(!Calendar::national().knows(2027));
}

#[test]
fn an_evaluation_is_told_in_one_sentence() {
    let numbers = json!({ "members": 31, "members_present": 21, "votes_for": 12, "votes_against": 6, "votes_abstain": 3 });
    let passed = evaluate(&facts("representatives", "subsidy", numbers)).unwrap();
    let numbers = json!({ "members": 31, "members_present": 20, "votes_for": 19 });
    let few = evaluate(&facts("representatives", "other", numbers)).unwrap();
    let numbers = json!({ "adults": 812, "adults_present": 420, "households": 240, "households_present": 130, "votes_for": 200 });
    let late = Facts { called_on: Some(day("2026-03-15")), ..facts("assembly", "public_works", numbers) };
    let late = evaluate(&late).unwrap();
    let told: Vec<String> =
        [&passed, &few, &late].into_iter().flat_map(|evaluation| Lang::ALL.map(|lang| sentence(lang, evaluation))).collect();
    insta::assert_snapshot!(told.join("\n"));
}
