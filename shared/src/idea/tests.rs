//! The rules of an idea.

use super::*;
use crate::kernel::{Role, receipt_code};
use crate::sync::rejection::RejectionCode;
use crate::sync::state::State;
use crate::trial::{Village, account, day, id};
use rstest::rstest;

fn idea(text: &str) -> SubmitIdea {
    SubmitIdea {
        id: id("idea"),
        topic: Topic::Works,
        text: text.to_owned(),
        name: "趙大山".to_owned(),
        contact: "13800138000".to_owned(),
        submitted_on: day("2026-11-02"),
    }
}

fn answer(publish: bool, on: &str) -> AnswerIdea {
    AnswerIdea { idea: id("idea"), adopted: true, text: "列入明年計劃。".to_owned(), on: day(on), publish }
}

fn published(village: &Village) -> PublicIdea {
    (&village.public as &dyn State).one::<PublicIdea>(id("idea")).unwrap().value
}

#[rstest]
#[case(false, None)]
#[case(true, Some("路口要裝燈"))]
fn its_words_are_public_only_where_the_answer_says_so(#[case] publish: bool, #[case] words: Option<&str>) {
    let mut village = Village::default();
    village.run(Role::Visitor, &idea("路口要裝燈")).unwrap();
    assert_eq!((published(&village).text, published(&village).receipt), (None, receipt_code(village.last_command())));
    village.run(Role::VillageCommittee, &answer(publish, "2026-11-05")).unwrap();
    let public = published(&village);
    assert_eq!((public.text.as_deref(), public.answer.map(|answer| answer.adopted)), (words, Some(true)));
    for private in ["趙大山", "13800138000", &account(Role::VillageCommittee).to_string()] {
        assert!(village.own.text().contains(private) && !village.public.text().contains(private), "{private}");
    }
}

#[test]
fn words_that_carry_a_number_are_not_published() {
    let mut village = Village::default();
    village.run(Role::Visitor, &idea("找我 13800138000")).unwrap();
    let rejection = village.run(Role::VillageCommittee, &answer(true, "2026-11-05")).unwrap_err();
    let violation = &rejection.violations[0];
    assert_eq!((violation.field.as_str(), violation.code.as_str()), ("publish", "personal_data_in_public_text"));
    assert_eq!(violation.values["found"], "138****8000");
    village.run(Role::VillageCommittee, &answer(false, "2026-11-05")).unwrap();
}

#[rstest]
#[case::in_the_answer("路口要裝燈", "赵大山提得好，列入明年计划。", false, &["text"])]
#[case::in_their_own_words("我是趙大山，路口要裝燈", "列入明年計劃。", true, &["publish"])]
#[case::in_words_that_are_withheld("我是趙大山，路口要裝燈", "列入明年計劃。", false, &[])]
fn nothing_published_says_whose_idea_it_was(#[case] words: &str, #[case] text: &str, #[case] publish: bool, #[case] fields: &[&str]) {
    let mut village = Village::default();
    village.run(Role::Visitor, &idea(words)).unwrap();
    let done = village.run(Role::VillageCommittee, &AnswerIdea { text: text.to_owned(), ..answer(publish, "2026-11-05") });
    let found = done.err().map(|rejection| rejection.violations).unwrap_or_default();
    let said = |found: &str| ["赵某某", "趙某某"].contains(&found);
    assert!(found.iter().all(|violation| violation.code == "submitter_named" && said(&violation.values["found"])));
    assert_eq!(found.iter().map(|violation| violation.field.as_str()).collect::<Vec<_>>(), fields);
}

#[test]
fn an_idea_is_answered_once_by_the_committee_and_not_before_it_was_put_forward() {
    let mut village = Village::default();
    village.run(Role::Visitor, &idea("路口要裝燈")).unwrap();
    assert_eq!(village.run(Role::VillageBranch, &answer(false, "2026-11-05")).unwrap_err().code, RejectionCode::NoRight);
    assert_eq!(village.run(Role::VillageCommittee, &answer(false, "2026-11-01")).unwrap_err().violations[0].code, "date_before");
    village.run(Role::VillageCommittee, &answer(false, "2026-11-02")).unwrap();
    assert_eq!(village.run(Role::VillageCommittee, &answer(true, "2026-11-06")).unwrap_err().code, RejectionCode::Stale);
}

#[rstest]
#[case("  ", "required")]
#[case(&"字".repeat(MAX_IDEA + 1), "too_long")]
fn an_idea_is_checked(#[case] text: &str, #[case] code: &str) {
    let rejection = Village::default().run(Role::Visitor, &idea(text)).unwrap_err();
    assert_eq!(rejection.violations[0].code, code);
}
