//! What numbers and names a record may carry: no resolution without a quorum, and nobody who objected is named.

use super::*;

#[rstest]
#[case::two_thirds(Body::Representatives, 30, 20, 15, None)]
#[case::one_less_passes_nothing(Body::Representatives, 30, 19, 19, Some(("20", "26")))]
#[case::one_less_rejects_nothing(Body::Representatives, 30, 19, 0, Some(("20", "26")))]
#[case::half_an_assembly(Body::Assembly, 100, 50, 50, Some(("51", "22")))]
#[case::more_than_half(Body::Assembly, 101, 51, 30, None)]
fn without_a_quorum_a_meeting_decides_nothing(
    #[case] body: Body,
    #[case] expected: u32,
    #[case] attended: u32,
    #[case] votes_for: u32,
    #[case] refused: Option<(&str, &str)>,
) {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-02").unwrap();
    village.advance(ROAD, StepKind::Review, "2026-11-03").unwrap();
    let mut held = sitting(StepKind::Resolve, "2026-11-10");
    held.body = body;
    held.tally = Some(Tally { expected, attended, votes_for, ..Tally::default() });
    let passed = AdvanceMatter { sitting: held.clone(), ..advance(ROAD, StepKind::Resolve, "2026-11-10") };
    let failed = RejectMatter { id: id("no"), matter: id(ROAD), from: StepKind::Review, step: StepKind::Resolve, sitting: held };
    let Some((needed, article)) = refused else {
        village.run(Role::VillageCommittee, &passed).unwrap();
        return;
    };
    for rejection in [village.run(Role::VillageCommittee, &passed).unwrap_err(), village.run(Role::VillageCommittee, &failed).unwrap_err()]
    {
        assert_eq!(codes(&rejection), [("sitting.tally.attended", "no_quorum")]);
        let values = &rejection.violations[0].values;
        assert_eq!((values["needed"].as_str(), values["article"].as_str()), (needed, article));
        assert_eq!((values["expected"].clone(), values["attended"].clone()), (expected.to_string(), attended.to_string()));
    }
    assert_eq!((matter(&village).step, matter(&village).state), (StepKind::Review, MatterState::Open));
}

#[rstest]
#[case::half(8, 4, false)]
#[case::less_than_half(9, 4, true)]
fn too_few_of_a_committee_are_asked_about(#[case] expected: u32, #[case] attended: u32, #[case] asked: bool) {
    let mut command = advance(ROAD, StepKind::Discuss, "2026-11-02");
    command.sitting.tally = Some(Tally { expected, attended, votes_for: attended, ..Tally::default() });
    let questions = opened().run(Role::VillageBranch, &command).unwrap().questions;
    assert_eq!(questions.iter().any(|question| question.code == "too_few_of_committee"), asked);
}

#[rstest]
#[case::by_name("赵大山提的排水沟已写进方案。", Some("赵某某"))]
#[case::by_telephone("已打 0941-5123456 说明。", Some("094****3456"))]
#[case::by_neither("排水沟已写进方案。", None)]
fn an_answer_does_not_say_who_objected(#[case] text: &str, #[case] found: Option<&str>) {
    let mut village = opened();
    let filed = FileObjection { contact: "0941-5123456".to_owned(), ..objection("o", "2026-11-02", StepKind::Propose) };
    village.run(Role::Visitor, &filed).unwrap();
    let done = village.run(Role::VillageCommittee, &AnswerObjection { text: text.to_owned(), ..answer("o", "2026-11-03") });
    match found {
        None => assert!(done.is_ok()),
        Some(found) => {
            let rejection = done.unwrap_err();
            assert_eq!(codes(&rejection), [("text", "submitter_named")]);
            assert_eq!(rejection.violations[0].values["found"], found);
        }
    }
}

#[test]
fn no_step_and_no_refusal_says_who_objected() {
    let mut village = opened();
    village.run(Role::Visitor, &objection("o", "2026-11-02", StepKind::Propose)).unwrap();
    village.run(Role::VillageCommittee, &answer("o", "2026-11-03")).unwrap();
    let mut held = sitting(StepKind::Discuss, "2026-11-04");
    held.summary = "趙大山不同意，暫不修。".to_owned();
    let passed = AdvanceMatter { sitting: held.clone(), ..advance(ROAD, StepKind::Discuss, "2026-11-04") };
    let failed = RejectMatter { id: id("no"), matter: id(ROAD), from: StepKind::Propose, step: StepKind::Discuss, sitting: held };
    for rejection in [village.run(Role::VillageBranch, &passed).unwrap_err(), village.run(Role::VillageBranch, &failed).unwrap_err()] {
        assert_eq!(codes(&rejection), [("sitting.summary", "submitter_named")]);
    }
}

#[rstest]
#[case::on_its_first_day("2026-11-11", true)]
#[case::on_its_last_day("2026-11-18", true)]
#[case::the_day_after("2026-11-19", false)]
fn a_result_that_comes_while_the_decision_still_hangs_is_asked_about(#[case] on: &str, #[case] asked: bool) {
    let mut village = opened();
    for (step, on) in StepKind::ALL.into_iter().skip(1).take(4).zip(["2026-11-02", "2026-11-03", "2026-11-10", "2026-11-11"]) {
        village.advance(ROAD, step, on).unwrap();
    }
    let decision = PostNotice { matter: Some(id(ROAD)), posted_on: day("2026-11-11"), ..notice("decision", Some("2026-11-18")) };
    village.run(Role::VillageCommittee, &decision).unwrap();
    let questions = village.advance(ROAD, StepKind::PublishResult, on).unwrap().questions;
    assert_eq!(questions.iter().any(|question| question.code == "decision_still_hangs"), asked);
}
