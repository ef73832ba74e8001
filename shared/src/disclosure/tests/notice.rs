//! The rules of a notice.

use super::super::*;
use crate::deliberation::{FileObjection, ObjectTo, StepKind};
use crate::kernel::Role;
use crate::sync::rejection::RejectionCode;
use crate::trial::{Village, account, day, id};
use rstest::rstest;

/// A notice that may be posted.
pub(super) fn notice(name: &str, posted_on: &str, until: Option<&str>) -> PostNotice {
    PostNotice {
        id: id(name),
        kind: NoticeKind::MinimumLiving,
        title: format!("{name}公示"),
        body: "王某某，二組，623023**********34，每月 320 元。\n\n有異議請在公示期內提出。".to_owned(),
        posted_on: day(posted_on),
        until: until.map(day),
        names_persons: false,
        corrects: None,
        matter: None,
    }
}

/// The withdrawal of a notice.
pub(super) fn withdrawal(name: &str, on: &str) -> WithdrawNotice {
    WithdrawNotice { notice: id(name), reason: "金額有誤，另行公示。".to_owned(), on: day(on) }
}

#[rstest]
#[case(|notice: &mut PostNotice| notice.title.clear(), "title", "required")]
#[case(|notice: &mut PostNotice| notice.body = "字".repeat(MAX_BODY + 1), "body", "too_long")]
#[case(|notice: &mut PostNotice| notice.until = Some(day("2026-10-31")), "until", "date_before")]
#[case(|notice: &mut PostNotice| notice.names_persons = true, "until", "required")]
#[case(|notice: &mut PostNotice| notice.title = "王小明 623023198001011234".to_owned(), "title", "personal_data_in_public_text")]
#[case(|notice: &mut PostNotice| notice.body = "卡號 6222020200112233446".to_owned(), "body", "personal_data_in_public_text")]
fn a_notice_is_checked(#[case] spoil: fn(&mut PostNotice), #[case] field: &str, #[case] code: &str) {
    let mut command = notice("低保", "2026-11-01", None);
    spoil(&mut command);
    let rejection = Village::default().run(Role::VillageCommittee, &command).unwrap_err();
    let found: Vec<_> = rejection.violations.iter().map(|violation| (violation.field.as_str(), violation.code.as_str())).collect();
    assert_eq!(found, [(field, code)]);
}

#[test]
fn branch_and_committee_post_and_the_committee_takes_down() {
    for role in Role::SIGNING_IN.into_iter().chain([Role::Visitor]) {
        let mut village = Village::default();
        let posted = village.run(role, &notice("低保", "2026-11-01", None));
        assert_eq!(posted.is_ok(), [Role::VillageBranch, Role::VillageCommittee].contains(&role), "{role:?}");
        village.run(Role::VillageCommittee, &notice("其他", "2026-11-01", None)).unwrap();
        assert_eq!(village.run(role, &withdrawal("其他", "2026-11-02")).is_ok(), role == Role::VillageCommittee, "{role:?}");
    }
}

#[test]
fn the_branch_takes_down_its_own_and_no_other() {
    let mut village = Village::default();
    village.run(Role::VillageBranch, &notice("自己的", "2026-11-01", None)).unwrap();
    village.run(Role::VillageCommittee, &notice("村委會的", "2026-11-01", None)).unwrap();
    village.run(Role::VillageBranch, &withdrawal("自己的", "2026-11-02")).unwrap();
    let refused = village.run(Role::VillageBranch, &withdrawal("村委會的", "2026-11-02")).unwrap_err();
    assert_eq!(refused.code, RejectionCode::NoRight);
}

#[test]
fn a_withdrawn_notice_keeps_title_days_and_reason_in_public_and_no_body() {
    let mut village = Village::default();
    village.run(Role::VillageBranch, &notice("低保", "2026-11-01", None)).unwrap();
    let early = village.run(Role::VillageCommittee, &withdrawal("低保", "2026-10-31")).unwrap_err();
    assert_eq!(early.violations[0].code, "date_before");
    village.run(Role::VillageCommittee, &withdrawal("低保", "2026-11-03")).unwrap();
    let text = village.public.text();
    assert!(text.contains("低保公示") && text.contains("2026-11-03") && text.contains("金額有誤"));
    assert!(!text.contains("320 元") && village.own.text().contains("320 元"));
    assert!(!text.contains(&account(Role::VillageCommittee).to_string()) && !text.contains(&account(Role::VillageBranch).to_string()));
    let again = village.run(Role::VillageCommittee, &withdrawal("低保", "2026-11-04")).unwrap_err();
    assert_eq!(again.code, RejectionCode::Stale);
}

#[test]
fn why_a_notice_is_taken_down_does_not_say_who_objected() {
    let mut village = Village::default();
    village.run(Role::VillageBranch, &notice("低保", "2026-11-01", None)).unwrap();
    let filed = FileObjection {
        id: id("o"),
        to: ObjectTo::Notice(id("低保")),
        text: "漏了一戶".to_owned(),
        name: "趙大山".to_owned(),
        contact: String::new(),
        filed_on: day("2026-11-02"),
        seen: StepKind::Propose,
    };
    village.run(Role::Visitor, &filed).unwrap();
    let named = WithdrawNotice { reason: "赵大山指出金额有误。".to_owned(), ..withdrawal("低保", "2026-11-03") };
    let violation = village.run(Role::VillageCommittee, &named).unwrap_err().violations.remove(0);
    assert_eq!((violation.field.as_str(), violation.code.as_str()), ("reason", "submitter_named"));
    village.run(Role::VillageCommittee, &withdrawal("低保", "2026-11-03")).unwrap();
}

#[rstest]
#[case("一組王某某，患癌症，救助 800 元。", true)]
#[case("一組王某某，救助 800 元。", false)]
fn words_of_illness_are_asked_about(#[case] body: &str, #[case] asked: bool) {
    let command = PostNotice { body: body.to_owned(), ..notice("救助", "2026-11-01", Some("2026-11-08")) };
    let questions = Village::default().run(Role::VillageCommittee, &command).unwrap().questions;
    assert_eq!(questions.iter().any(|question| question.code == "health_in_public_text"), asked);
}

#[test]
fn a_correction_names_a_notice_that_is_there() {
    let mut village = Village::default();
    let correction = PostNotice { corrects: Some(id("低保")), ..notice("更正", "2026-11-02", None) };
    assert_eq!(village.run(Role::VillageCommittee, &correction).unwrap_err().code, RejectionCode::NotFound);
    village.run(Role::VillageCommittee, &notice("低保", "2026-11-01", None)).unwrap();
    village.run(Role::VillageCommittee, &correction).unwrap();
}
