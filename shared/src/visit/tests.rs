//! The rules of a visit, and of what comes of it.

use super::*;
use crate::household::{HouseholdCode, IssueHouseholdCode};
use crate::kernel::Role;
use crate::sync::command::Effects;
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use crate::trial::{Village, account, day, id, visit};
use rstest::rstest;

const HOME: &str = "馬家";
const HELD_ON: &str = "2026-05-03";
const CODE: &str = "7K3M-9QXA";

fn promise(due_on: &str) -> NewPromise {
    NewPromise { id: id("承諾"), text: " 問路燈 ".to_owned(), due_on: day(due_on) }
}

fn issue() -> NewIssue {
    NewIssue { id: id("問題"), topic: Topic::Roads, text: "雨天路爛".to_owned() }
}

/// A visit with a promise and an issue.
fn full() -> RecordVisit {
    RecordVisit { promises: vec![promise("2026-05-20")], issues: vec![issue()], ..visit(HOME, HELD_ON) }
}

fn confirm(given: Given) -> ConfirmVisit {
    ConfirmVisit { id: id("確認"), visit: full().id, given }
}

fn by_code(code: &str) -> ConfirmVisit {
    confirm(Given::Code { sealed: code.to_owned() })
}

fn close_promise(done: bool, note: &str) -> ClosePromise {
    ClosePromise { promise: id("承諾"), done, note: note.to_owned(), on: day("2026-05-20") }
}

fn close_issue(done: bool, note: &str) -> CloseIssue {
    CloseIssue { issue: id("問題"), done, note: note.to_owned(), on: day("2026-05-21") }
}

/// A linked household with a code, visited once.
fn village() -> Village {
    let mut village = Village::default();
    village.linked_household(HOME);
    let code = HouseholdCode::keep(CODE, "5a".repeat(16), day("2026-01-01"));
    let issued = IssueHouseholdCode { household: id(HOME), salt: code.salt, hash: code.hash, issued_on: code.issued_on };
    village.run(Role::VillageCommittee, &issued).unwrap();
    village.run(Role::LinkedCadre, &full()).unwrap();
    village
}

fn code(answer: Result<Effects, Rejection>) -> RejectionCode {
    answer.unwrap_err().code
}

fn asks(effects: &Effects) -> Vec<&str> {
    effects.questions.iter().map(|question| question.code.as_str()).collect()
}

fn confirmation(village: &Village) -> Confirmation {
    village.one(id("確認"))
}

#[test]
fn a_visit_keeps_who_came_and_what_was_promised_and_raised() {
    let village = village();
    let visit: Visit = village.one(full().id);
    assert_eq!((visit.by, visit.by_name.as_str(), visit.held_on), (account(Role::LinkedCadre), "linked_cadre", day(HELD_ON)));
    let promise: Promise = village.one(id("承諾"));
    assert_eq!((promise.text.as_str(), promise.visit, promise.by), ("問路燈", full().id, account(Role::LinkedCadre)));
    let issue: Issue = village.one(id("問題"));
    assert_eq!((issue.topic, issue.raised_on, issue.household), (Topic::Roads, day(HELD_ON), id(HOME)));
    assert!(promise.closed.is_none() && issue.closed.is_none() && village.public.text() == "[]");
}

#[rstest]
#[case::nobody_met(|visit: &mut RecordVisit| visit.met.clear(), "met", "required")]
#[case::nothing_said(|visit: &mut RecordVisit| visit.said = " ".to_owned(), "said", "required")]
#[case::too_much_said(|visit: &mut RecordVisit| visit.said = "字".repeat(MAX_SAID + 1), "said", "too_long")]
#[case::too_many_promises(|visit: &mut RecordVisit| visit.promises = vec![promise(HELD_ON); MAX_ITEMS + 1], "promises", "too_many")]
#[case::too_many_issues(|visit: &mut RecordVisit| visit.issues = vec![issue(); MAX_ITEMS + 1], "issues", "too_many")]
#[case::due_before(|visit: &mut RecordVisit| visit.promises = vec![promise("2026-05-02")], "promises.0.due_on", "date_before")]
#[case::next_on_the_same_day(|visit: &mut RecordVisit| visit.next_on = Some(day(HELD_ON)), "next_on", "date_before")]
fn a_visit_is_checked(#[case] spoil: fn(&mut RecordVisit), #[case] field: &str, #[case] code: &str) {
    let mut command = RecordVisit { id: id("另一次"), ..visit(HOME, HELD_ON) };
    spoil(&mut command);
    let rejection = village().run(Role::LinkedCadre, &command).unwrap_err();
    let found: Vec<_> = rejection.violations.iter().map(|violation| (violation.field.as_str(), violation.code.as_str())).collect();
    assert_eq!(found, [(field, code)]);
}

#[test]
fn whoever_was_met_may_be_somebody_who_is_no_member() {
    let met_other = RecordVisit { id: id("鄰居"), met: Vec::new(), met_other: " 鄰居 ".to_owned(), ..visit(HOME, HELD_ON) };
    let mut village = village();
    village.run(Role::LinkedCadre, &met_other).unwrap();
    assert_eq!(village.one::<Visit>(id("鄰居")).met_other, "鄰居");
}

#[test]
fn a_visit_of_a_day_to_come_is_asked_about_and_kept() {
    let mut village = village();
    let today = village.now.day_in_china();
    let on = |days: i64| RecordVisit { id: id(&days.to_string()), held_on: today.plus_days(days), ..visit(HOME, HELD_ON) };
    assert!(asks(&village.run(Role::LinkedCadre, &on(0)).unwrap()).is_empty());
    assert_eq!(asks(&village.run(Role::LinkedCadre, &on(1)).unwrap()), ["date_in_future"]);
}

#[test]
fn a_cadre_records_where_they_are_linked_and_the_units_lead_everywhere() {
    let mut village = village();
    village.household("別家");
    assert_eq!(code(village.run(Role::LinkedCadre, &visit("別家", HELD_ON))), RejectionCode::NotLinked);
    village.run(Role::UnitLead, &visit("別家", HELD_ON)).unwrap();
    assert_eq!(code(village.run(Role::UnitLead, &visit("無", HELD_ON))), RejectionCode::NotFound);
    for role in [Role::VillageBranch, Role::VillageCommittee, Role::SupervisorVillage, Role::Visitor] {
        assert_eq!(code(village.run(role, &visit("別家", "2026-05-04"))), RejectionCode::NoRight, "{role:?}");
    }
}

#[test]
fn a_household_confirms_with_its_code_however_it_is_typed() {
    let mut village = village();
    assert!(asks(&village.run(Role::LinkedCadre, &by_code("7k3m 9qxa")).unwrap()).is_empty());
    assert_eq!((confirmation(&village).method, confirmation(&village).verdict), (Method::Code, Verdict::Confirmed));
    assert!(!village.own.text().contains(CODE));
}

#[test]
fn a_device_cannot_tell_whether_a_code_fits() {
    let mut village = village();
    village.is_server = false;
    for typed in [CODE, "0000-0000"] {
        let confirmed = ConfirmVisit { id: id(typed), ..by_code(typed) };
        assert!(asks(&village.run(Role::LinkedCadre, &confirmed).unwrap()).is_empty());
        assert_eq!(village.one::<Confirmation>(id(typed)).verdict, Verdict::ToBeChecked);
    }
    assert_eq!(village.one::<HouseholdCode>(id(HOME)).wrong_tries, 0);
}

#[test]
fn a_wrong_code_is_kept_asked_about_and_counted_until_the_day_is_over() {
    let mut village = village();
    let wrong = |n: usize| ConfirmVisit { id: id(&n.to_string()), ..by_code("0000-0000") };
    for n in 0..MAX_WRONG_CODES {
        assert_eq!(asks(&village.run(Role::LinkedCadre, &wrong(n)).unwrap()), ["wrong_household_code"]);
        assert_eq!(village.one::<Confirmation>(id(&n.to_string())).verdict, Verdict::Wrong);
    }
    assert_eq!(code(village.run(Role::LinkedCadre, &by_code(CODE))), RejectionCode::TooManyTries, "even the right one");
    village.now = village.now.plus_millis(86_400_000);
    village.run(Role::LinkedCadre, &by_code(CODE)).unwrap();
    assert_eq!(confirmation(&village).verdict, Verdict::Confirmed);
}

#[test]
fn a_household_without_a_code_confirms_none() {
    let mut village = Village::default();
    village.linked_household(HOME);
    village.run(Role::LinkedCadre, &full()).unwrap();
    village.run(Role::LinkedCadre, &by_code(CODE)).unwrap();
    assert_eq!(confirmation(&village).verdict, Verdict::Wrong);
}

#[rstest]
#[case("M10 20L30 40z", None)]
#[case("<script>", Some("malformed"))]
#[case("", Some("required"))]
fn a_signature_is_a_drawn_line(#[case] path: &str, #[case] refused: Option<&str>) {
    let mut village = village();
    let answer = village.run(Role::LinkedCadre, &confirm(Given::Signature { path: path.to_owned() }));
    match refused {
        None => assert_eq!((answer.is_ok(), confirmation(&village).verdict), (true, Verdict::Signed)),
        Some(code) => assert_eq!(answer.unwrap_err().violations[0].code, code),
    }
}

#[test]
fn a_confirmation_is_of_a_visit_that_is_there_and_carried_by_whoever_may() {
    let mut village = village();
    let none = ConfirmVisit { visit: id("無"), ..by_code(CODE) };
    assert_eq!(code(village.run(Role::LinkedCadre, &none)), RejectionCode::NotFound);
    for role in [Role::VillageCommittee, Role::SupervisorVillage, Role::UnitLead] {
        village.run(role, &ConfirmVisit { id: id(role.name()), ..by_code(CODE) }).unwrap();
    }
    assert_eq!(code(village.run(Role::Visitor, &by_code(CODE))), RejectionCode::NoRight);
}

#[test]
fn promises_and_issues_are_closed_once_and_what_could_not_be_done_says_why() {
    let mut village = village();
    for answer in [village.run(Role::LinkedCadre, &close_promise(false, " ")), village.run(Role::LinkedCadre, &close_issue(false, ""))] {
        assert_eq!(answer.unwrap_err().violations[0].code, "required");
    }
    village.run(Role::LinkedCadre, &close_promise(true, "")).unwrap();
    village.run(Role::UnitLead, &close_issue(false, " 明年再修 ")).unwrap();
    let kept: Promise = village.one(id("承諾"));
    let solved: Issue = village.one(id("問題"));
    assert_eq!(kept.closed.map(|closing| (closing.done, closing.by)), Some((true, account(Role::LinkedCadre))));
    assert_eq!(solved.closed.map(|closing| (closing.done, closing.note)), Some((false, "明年再修".to_owned())));
    assert_eq!(code(village.run(Role::LinkedCadre, &close_promise(true, ""))), RejectionCode::Stale);
    assert_eq!(code(village.run(Role::LinkedCadre, &close_issue(true, ""))), RejectionCode::Stale);
}

#[test]
fn only_a_household_one_is_linked_to_has_promises_and_issues_to_close() {
    let mut village = village();
    village.household("別家");
    village
        .run(
            Role::UnitLead,
            &RecordVisit {
                id: id("別"),
                promises: vec![NewPromise { id: id("別承諾"), ..promise("2026-05-20") }],
                issues: vec![NewIssue { id: id("別問題"), ..issue() }],
                ..visit("別家", HELD_ON)
            },
        )
        .unwrap();
    let promise = ClosePromise { promise: id("別承諾"), ..close_promise(true, "") };
    let issue = CloseIssue { issue: id("別問題"), ..close_issue(true, "") };
    assert_eq!(code(village.run(Role::LinkedCadre, &promise)), RejectionCode::NotLinked);
    assert_eq!(code(village.run(Role::LinkedCadre, &issue)), RejectionCode::NotLinked);
    assert_eq!(code(village.run(Role::LinkedCadre, &ClosePromise { promise: id("無"), ..promise })), RejectionCode::NotFound);
    assert_eq!(code(village.run(Role::LinkedCadre, &CloseIssue { issue: id("無"), ..issue })), RejectionCode::NotFound);
    assert_eq!(code(village.run(Role::VillageCommittee, &close_promise(true, ""))), RejectionCode::NoRight);
    assert!((&village.own as &dyn State).all::<Promise>().iter().all(|promise| promise.value.closed.is_none()));
}
