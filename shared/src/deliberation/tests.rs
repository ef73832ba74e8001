//! The rules of a matter, from its proposal to its archive.

mod spoken;

use super::*;
use crate::disclosure::{NoticeKind, PostNotice, WithdrawNotice};
use crate::kernel::{Role, Standing, receipt_code};
use crate::sync::record::Kind as _;
use crate::sync::rejection::{Rejection, RejectionCode};
use crate::sync::state::State;
use crate::trial::{Village, account, advance, counted, day, id, proposal, sitting};
use proptest::prelude::*;
use rstest::rstest;

const ROAD: &str = "二組道路";

fn matter(village: &Village) -> Matter {
    (&village.own as &dyn State).one::<Matter>(id(ROAD)).unwrap().value
}

fn objection_record(village: &Village, name: &str) -> Objection {
    (&village.own as &dyn State).one::<Objection>(id(name)).unwrap().value
}

fn objection(name: &str, filed_on: &str, seen: StepKind) -> FileObjection {
    FileObjection {
        id: id(name),
        to: ObjectTo::Matter(id(ROAD)),
        text: "路佔了我家的地".to_owned(),
        name: "趙大山".to_owned(),
        contact: "13800138000".to_owned(),
        filed_on: day(filed_on),
        seen,
    }
}

fn answer(name: &str, on: &str) -> AnswerObjection {
    AnswerObjection { objection: id(name), text: "已經重新丈量，不佔。".to_owned(), on: day(on) }
}

fn codes(rejection: &Rejection) -> Vec<(&str, &str)> {
    rejection.violations.iter().map(|violation| (violation.field.as_str(), violation.code.as_str())).collect()
}

fn opened() -> Village {
    let mut village = Village::default();
    village.open(ROAD, "2026-11-01").unwrap();
    village
}

#[test]
fn the_six_steps_end_in_the_archive() {
    let mut village = opened();
    for (step, on) in StepKind::ALL.into_iter().skip(1).zip(["2026-11-02", "2026-11-02", "2026-11-10", "2026-11-11", "2026-12-20"]) {
        assert_eq!(matter(&village).step.next(), Some(step));
        village.advance(ROAD, step, on).unwrap();
    }
    let matter = matter(&village);
    assert_eq!((matter.step, matter.state, matter.closed_on), (StepKind::PublishResult, MatterState::Archived, Some(day("2026-12-20"))));
    assert_eq!((&village.own as &dyn State).children::<Step>(id(ROAD)).len(), 6);
    assert_eq!(village.advance(ROAD, StepKind::PublishResult, "2026-12-21").unwrap_err().code, RejectionCode::Stale);
}

#[rstest]
#[case::seen_an_older_state(StepKind::Propose, StepKind::Discuss, RejectionCode::Stale)]
#[case::jumps(StepKind::Discuss, StepKind::PublishDecision, RejectionCode::StepOutOfOrder)]
#[case::goes_back(StepKind::Discuss, StepKind::Discuss, RejectionCode::StepOutOfOrder)]
fn steps_have_one_order(#[case] from: StepKind, #[case] step: StepKind, #[case] code: RejectionCode) {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-02").unwrap();
    let command = AdvanceMatter { id: id("new"), from, ..advance(ROAD, step, "2026-11-03") };
    let rejection = village.run(Role::VillageCommittee, &command).unwrap_err();
    assert_eq!((rejection.code, rejection.values["current"].as_str()), (code, "discuss"));
}

#[rstest]
#[case(StepKind::Discuss, &[Role::VillageBranch, Role::VillageCommittee])]
#[case(StepKind::Review, &[Role::VillageBranch])]
#[case(StepKind::Resolve, &[Role::VillageCommittee])]
#[case(StepKind::PublishDecision, &[Role::VillageCommittee])]
#[case(StepKind::PublishResult, &[Role::VillageCommittee])]
fn each_step_has_its_own_hands(#[case] step: StepKind, #[case] allowed: &[Role]) {
    for role in Role::SIGNING_IN.into_iter().chain([Role::Visitor]) {
        let mut village = opened();
        for before in StepKind::ALL.into_iter().skip(1).filter(|before| *before < step) {
            village.advance(ROAD, before, "2026-11-02").unwrap();
        }
        let done = village.run(role, &advance(ROAD, step, "2026-11-03"));
        let refused = done.err().map(|rejection| rejection.code);
        assert_eq!(refused, (!allowed.contains(&role)).then_some(RejectionCode::NoRight), "{role:?} {step:?}");
    }
}

#[test]
fn only_the_branch_proposes() {
    for role in Role::SIGNING_IN.into_iter().chain([Role::Visitor]) {
        let done = Village::default().run(role, &proposal(ROAD, "2026-11-01"));
        assert_eq!(done.is_ok(), role == Role::VillageBranch, "{role:?}");
    }
}

#[rstest]
#[case("2026-10-31", false)]
#[case("2026-11-01", true)]
#[case("2027-06-01", true)]
fn a_step_is_not_held_before_the_one_it_follows(#[case] on: &str, #[case] taken: bool) {
    let mut village = opened();
    let done = village.advance(ROAD, StepKind::Discuss, on);
    if taken {
        // A day to come by the clock is asked about and never refused.
        let asked: Vec<String> = done.unwrap().questions.into_iter().map(|question| question.code).collect();
        assert_eq!(asked, if on > "2026-12-31" { vec!["date_in_future"] } else { vec![] });
    } else {
        assert_eq!(codes(&done.unwrap_err()), [("sitting.held_on", "date_before")]);
    }
}

#[rstest]
#[case::just_more_than_half(Body::Representatives, 25, 13, 0, None)]
#[case::just_less(Body::Representatives, 25, 12, 0, Some(("13", "26")))]
#[case::exactly_half(Body::Assembly, 100, 50, 0, Some(("51", "22")))]
#[case::abstentions_count_in_the_base(Body::Assembly, 100, 50, 50, Some(("51", "22")))]
#[case::one_more_than_half(Body::Assembly, 100, 51, 49, None)]
#[case::alone(Body::Representatives, 1, 1, 0, None)]
fn a_resolution_needs_more_than_half_of_those_present(
    #[case] body: Body,
    #[case] attended: u32,
    #[case] votes_for: u32,
    #[case] abstain: u32,
    #[case] refused: Option<(&str, &str)>,
) {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-02").unwrap();
    village.advance(ROAD, StepKind::Review, "2026-11-03").unwrap();
    let held = counted(sitting(StepKind::Resolve, "2026-11-10"), body, attended, votes_for, abstain);
    let passed = AdvanceMatter { sitting: held.clone(), ..advance(ROAD, StepKind::Resolve, "2026-11-10") };
    let failed = RejectMatter { id: id("no"), matter: id(ROAD), from: StepKind::Review, step: StepKind::Resolve, sitting: held };
    match refused {
        None => {
            let rejection = village.run(Role::VillageCommittee, &failed).unwrap_err();
            assert_eq!(codes(&rejection), [("sitting.tally.votes_for", "resolution_passed")]);
            village.run(Role::VillageCommittee, &passed).unwrap();
        }
        Some((needed, article)) => {
            let rejection = village.run(Role::VillageCommittee, &passed).unwrap_err();
            assert_eq!(codes(&rejection), [("sitting.tally.votes_for", "resolution_not_passed")]);
            let values = &rejection.violations[0].values;
            assert_eq!((values["needed"].as_str(), values["article"].as_str()), (needed, article));
            village.run(Role::VillageCommittee, &failed).unwrap();
            assert_eq!((matter(&village).state, matter(&village).step), (MatterState::Rejected, StepKind::Review));
        }
    }
}

#[rstest]
#[case::more_against(3, 5, Some("not_carried"))]
#[case::as_many(4, 4, Some("not_carried"))]
#[case::nobody_voted(0, 0, Some("not_carried"))]
#[case::one_more_for_it(5, 4, None)]
fn no_step_passes_against_its_numbers(#[case] votes_for: u32, #[case] votes_against: u32, #[case] refused: Option<&str>) {
    let tally = Some(Tally { expected: 9, attended: 9, votes_for, votes_against, votes_abstain: 0 });
    let mut proposed = proposal(ROAD, "2026-11-01");
    proposed.sitting.tally = tally;
    let done = Village::default().run(Role::VillageBranch, &proposed);
    assert_eq!(done.err().map(|rejection| rejection.violations[0].code.clone()).as_deref(), refused);
    for step in [StepKind::Discuss, StepKind::Review] {
        let mut village = opened();
        if step == StepKind::Review {
            village.advance(ROAD, StepKind::Discuss, "2026-11-02").unwrap();
        }
        let mut command = advance(ROAD, step, "2026-11-03");
        command.sitting.tally = tally;
        let done = village.run(Role::VillageBranch, &command);
        let found = done.err().map(|rejection| (rejection.violations[0].field.clone(), rejection.violations[0].code.clone()));
        assert_eq!(found, refused.map(|code| ("sitting.tally.votes_for".to_owned(), code.to_owned())), "{step:?}");
    }
}

#[rstest]
#[case::two_thirds(9, 6, false)]
#[case::one_less(9, 5, true)]
#[case::alone(1, 1, false)]
fn too_few_members_are_asked_about(#[case] expected: u32, #[case] attended: u32, #[case] asked: bool) {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-02").unwrap();
    let mut command = advance(ROAD, StepKind::Review, "2026-11-03");
    command.sitting.tally = Some(Tally { expected, attended, votes_for: attended, ..Tally::default() });
    let questions = village.run(Role::VillageBranch, &command).unwrap().questions;
    assert_eq!(questions.iter().any(|question| question.code == "too_few_members"), asked);
}

#[rstest]
#[case("2026-12-31", false)]
#[case("2026-12-30", true)]
fn a_call_for_a_day_that_is_over_is_asked_about(#[case] on: &str, #[case] asked: bool) {
    let mut village = opened();
    let called = CallMeeting { on: day(on), ..call("late", Some(id(ROAD)), None) };
    let questions = village.run(Role::VillageCommittee, &called).unwrap().questions;
    assert_eq!(questions.iter().any(|question| question.code == "day_over"), asked);
}

#[test]
fn a_closed_matter_moves_no_more_and_a_resolution_is_not_undone() {
    let mut village = opened();
    let reject =
        |step| RejectMatter { id: id("no"), matter: id(ROAD), from: StepKind::Propose, step, sitting: sitting(step, "2026-11-05") };
    let rejection = village.run(Role::VillageCommittee, &reject(StepKind::PublishDecision)).unwrap_err();
    assert_eq!(codes(&rejection), [("step", "already_resolved")]);
    village.run(Role::VillageBranch, &reject(StepKind::Discuss)).unwrap();
    assert_eq!(village.advance(ROAD, StepKind::Discuss, "2026-11-06").unwrap_err().code, RejectionCode::MatterClosed);
    let call = call("again", Some(id(ROAD)), None);
    assert_eq!(village.run(Role::VillageCommittee, &call).unwrap_err().code, RejectionCode::MatterClosed);
}

#[rstest]
#[case::more_than_entitled(|sitting: &mut Sitting| sitting.tally = Some(Tally { expected: 3, attended: 4, votes_for: 4, ..Tally::default() }), "sitting.tally.attended", "more_than_expected")]
#[case::more_votes_than_people(|sitting: &mut Sitting| sitting.tally = Some(Tally { expected: 3, attended: 3, votes_for: 2, votes_against: 1, votes_abstain: 1 }), "sitting.tally.votes_for", "more_votes_than_present")]
#[case::nobody_there(|sitting: &mut Sitting| sitting.tally = Some(Tally { expected: 3, ..Tally::default() }), "sitting.tally.attended", "out_of_range")]
#[case::votes_that_would_wrap(|sitting: &mut Sitting| sitting.tally = Some(Tally { expected: 3, attended: 3, votes_for: u32::MAX, votes_against: u32::MAX, votes_abstain: 2 }), "sitting.tally.votes_for", "more_votes_than_present")]
#[case::no_numbers(|sitting: &mut Sitting| sitting.tally = None, "sitting.tally", "required")]
#[case::another_body(|sitting: &mut Sitting| sitting.body = Body::Assembly, "sitting.body", "wrong_body")]
#[case::next_before(|sitting: &mut Sitting| sitting.next_on = Some(day("2026-11-01")), "sitting.next_on", "date_before")]
#[case::no_chair(|sitting: &mut Sitting| sitting.chair.name = "  ".to_owned(), "sitting.chair.name", "required")]
#[case::no_words(|sitting: &mut Sitting| sitting.summary.clear(), "sitting.summary", "required")]
#[case::a_resident_number(|sitting: &mut Sitting| sitting.summary = "補貼發給６２３０２３１９８００１０１１２３Ｘ".to_owned(), "sitting.summary", "personal_data_in_public_text")]
#[case::a_telephone(|sitting: &mut Sitting| sitting.place = "王家 138 0013 8000".to_owned(), "sitting.place", "personal_data_in_public_text")]
fn a_sitting_is_checked(#[case] spoil: fn(&mut Sitting), #[case] field: &str, #[case] code: &str) {
    let mut village = opened();
    let mut command = advance(ROAD, StepKind::Discuss, "2026-11-02");
    spoil(&mut command.sitting);
    let rejection = village.run(Role::VillageBranch, &command).unwrap_err();
    assert!(codes(&rejection).contains(&(field, code)), "{:?}", codes(&rejection));
}

#[rstest]
#[case(|matter: &mut OpenMatter| matter.title.clear(), "title", "required")]
#[case(|matter: &mut OpenMatter| matter.title = "路".repeat(MAX_TITLE + 1), "title", "too_long")]
#[case(|matter: &mut OpenMatter| matter.options = vec!["修".to_owned(); MAX_OPTIONS + 1], "options", "too_many")]
#[case(|matter: &mut OpenMatter| matter.options = vec!["修".to_owned(), " ".to_owned()], "options.1", "required")]
#[case(|matter: &mut OpenMatter| matter.money_fen = Some(Fen(-1)), "money_fen", "out_of_range")]
#[case(|matter: &mut OpenMatter| matter.households = Some(MAX_COUNT + 1), "households", "out_of_range")]
#[case(|matter: &mut OpenMatter| matter.background = "電話13800138000".to_owned(), "background", "personal_data_in_public_text")]
fn a_proposal_is_checked(#[case] spoil: fn(&mut OpenMatter), #[case] field: &str, #[case] code: &str) {
    let mut command = proposal(ROAD, "2026-11-01");
    spoil(&mut command);
    let rejection = Village::default().run(Role::VillageBranch, &command).unwrap_err();
    assert_eq!(codes(&rejection), [(field, code)]);
}

#[test]
fn an_objection_holds_the_next_step_until_it_is_answered() {
    let mut village = opened();
    village.run(Role::Visitor, &objection("o", "2026-11-02", StepKind::Propose)).unwrap();
    assert_eq!(objection_record(&village, "o").receipt, receipt_code(village.last_command()));
    let rejection = village.advance(ROAD, StepKind::Discuss, "2026-11-03").unwrap_err();
    assert_eq!((rejection.code, rejection.values["count"].as_str()), (RejectionCode::OpenObjections, "1"));
    village.run(Role::SupervisorVillage, &answer("o", "2026-11-03")).unwrap();
    village.advance(ROAD, StepKind::Discuss, "2026-11-03").unwrap();
}

#[test]
fn an_objection_that_a_step_overtook_flags_it_and_holds_the_one_after() {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-05").unwrap();
    // Filed on a kiosk without a network before the step, arrived after it.
    village.run(Role::Visitor, &objection("late", "2026-11-04", StepKind::Propose)).unwrap();
    assert_eq!(objection_record(&village, "late").overtaken_by, [StepKind::Discuss]);
    // Not even a day stated before it was filed lets the next one through: the first step could have heard it.
    assert_eq!(village.advance(ROAD, StepKind::Review, "2026-11-05").unwrap_err().code, RejectionCode::OpenObjections);
    village.run(Role::VillageCommittee, &answer("late", "2026-11-06")).unwrap();
    village.advance(ROAD, StepKind::Review, "2026-11-06").unwrap();
    assert_eq!(objection_record(&village, "late").overtaken_by, [StepKind::Discuss]);
}

#[test]
fn a_step_held_before_an_objection_is_written_down_late_and_the_next_one_waits() {
    let mut village = opened();
    village.run(Role::Visitor, &objection("o", "2026-11-04", StepKind::Propose)).unwrap();
    village.advance(ROAD, StepKind::Discuss, "2026-11-03").unwrap();
    assert_eq!(objection_record(&village, "o").overtaken_by, [StepKind::Discuss]);
    assert_eq!(village.advance(ROAD, StepKind::Review, "2026-11-03").unwrap_err().code, RejectionCode::OpenObjections);
}

#[rstest]
#[case::open(MatterState::Open, None, "2026-12-01", true)]
#[case::in_time(MatterState::Archived, Some("2026-11-20"), "2026-11-20", true)]
#[case::too_late(MatterState::Archived, Some("2026-11-20"), "2026-11-21", false)]
#[case::rejected(MatterState::Rejected, Some("2026-11-20"), "2026-12-01", false)]
fn one_rule_on_both_sides_says_whether_an_objection_is_taken(
    #[case] state: MatterState,
    #[case] closed_on: Option<&str>,
    #[case] filed_on: &str,
    #[case] taken: bool,
) {
    let private = Matter { state, closed_on: closed_on.map(day), ..matter(&opened()) };
    assert_eq!(PublicMatter::from(&private).check_objection(day(filed_on)).is_ok(), taken);
    assert_eq!(check_objection(private.state, private.closed_on, day(filed_on)).is_ok(), taken);
}

#[test]
fn a_closed_matter_takes_objections_filed_in_time_only() {
    let mut village = opened();
    let reject = RejectMatter {
        id: id("no"),
        matter: id(ROAD),
        from: StepKind::Propose,
        step: StepKind::Discuss,
        sitting: sitting(StepKind::Discuss, "2026-11-05"),
    };
    village.run(Role::VillageBranch, &reject).unwrap();
    let late = village.run(Role::Visitor, &objection("o", "2026-11-06", StepKind::Propose));
    assert_eq!(late.unwrap_err().code, RejectionCode::MatterClosed);
    village.run(Role::Visitor, &objection("o", "2026-11-05", StepKind::Propose)).unwrap();
    village.run(Role::VillageCommittee, &answer("o", "2026-11-07")).unwrap();
}

#[test]
fn whoever_opened_a_matter_answers_no_objection_to_it() {
    let mut village = opened();
    village.run(Role::Visitor, &objection("o", "2026-11-02", StepKind::Propose)).unwrap();
    // The secretary who is the director too (一肩挑).
    let roles = vec![Role::VillageBranch, Role::VillageCommittee];
    let both = Standing { account: Some(account(Role::VillageBranch)), name: "both".to_owned(), roles };
    assert_eq!(village.run_as(&both, &answer("o", "2026-11-03")).unwrap_err().code, RejectionCode::OwnMatter);
    let early = village.run(Role::VillageCommittee, &answer("o", "2026-11-01")).unwrap_err();
    assert_eq!(codes(&early), [("on", "date_before")]);
    village.run(Role::VillageCommittee, &answer("o", "2026-11-03")).unwrap();
    assert_eq!(village.run(Role::SupervisorVillage, &answer("o", "2026-11-04")).unwrap_err().code, RejectionCode::Stale);
}

#[test]
fn nothing_of_an_objector_is_published() {
    let mut village = opened();
    village.run(Role::Visitor, &objection("o", "2026-11-02", StepKind::Propose)).unwrap();
    village.run(Role::VillageCommittee, &answer("o", "2026-11-03")).unwrap();
    let text = village.public.text();
    for private in
        ["路佔了我家的地", "趙大山", "13800138000", &account(Role::VillageBranch).to_string(), &account(Role::VillageCommittee).to_string()]
    {
        assert!(village.own.text().contains(private) && !text.contains(private), "{private}");
    }
    assert!(text.contains("已經重新丈量") && text.contains(&receipt_code(crate::kernel::CommandId::derived(&["2"]))));
}

fn correct(name: &str, step: &str, after: Option<&str>, held_on: &str) -> CorrectStepDay {
    let (id_, step, after) = (id(name), id(&format!("{ROAD}/{step}")), after.map(id));
    CorrectStepDay { id: id_, step, after, held_on: day(held_on), reason: "日期寫錯了年份".to_owned(), on: day("2026-11-20") }
}

#[test]
fn a_step_of_a_wrong_day_is_corrected_beside_it_and_the_matter_goes_on() {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2027-03-01").unwrap();
    let stuck = village.advance(ROAD, StepKind::Review, "2026-11-20").unwrap_err();
    assert_eq!(codes(&stuck), [("sitting.held_on", "date_before")]);
    village.run(Role::VillageCommittee, &correct("c", "discuss", None, "2026-11-10")).unwrap();
    assert_eq!(matter(&village).step_on, day("2026-11-10"));
    let sealed = (&village.own as &dyn State).one::<Step>(id(&format!("{ROAD}/discuss"))).unwrap().value;
    assert_eq!(sealed.sitting.held_on, day("2027-03-01"));
    village.advance(ROAD, StepKind::Review, "2026-11-20").unwrap();
    let page = crate::disclosure::matter_page(&village.public, id(ROAD), day("2026-11-21")).unwrap();
    let step = &page.steps[1];
    assert_eq!((step.record.held_on, step.last_correction), (day("2026-11-10"), Some(id("c"))));
    assert_eq!((step.corrections[0].instead_of, step.corrections[0].reason.as_str()), (day("2027-03-01"), "日期寫錯了年份"));
    assert!(!village.public.text().contains(&account(Role::VillageCommittee).to_string()));
}

#[rstest]
#[case::before_the_step_before("discuss", None, "2026-10-31", "date_before")]
#[case::after_the_next("discuss", None, "2026-11-13", "day_after_next")]
#[case::no_other_day("discuss", None, "2026-11-05", "same_day")]
#[case::as_early_as_the_step_before("discuss", None, "2026-11-01", "")]
#[case::the_last_one("review", None, "2026-12-01", "")]
#[case::somebody_was_faster("discuss", Some("unseen"), "2026-11-06", "stale")]
fn a_corrected_day_keeps_the_order(#[case] step: &str, #[case] after: Option<&str>, #[case] held_on: &str, #[case] code: &str) {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-05").unwrap();
    village.advance(ROAD, StepKind::Review, "2026-11-12").unwrap();
    let done = village.run(Role::VillageBranch, &correct("c", step, after, held_on));
    let found = done.err().map(|no| no.violations.first().map_or(no.code.name().to_owned(), |one| one.code.clone()));
    assert_eq!(found.unwrap_or_default(), code);
}

#[test]
fn a_day_is_corrected_again_by_whoever_saw_the_last_correction_and_by_a_steps_own_people() {
    let mut village = opened();
    village.advance(ROAD, StepKind::Discuss, "2026-11-05").unwrap();
    village.run(Role::VillageBranch, &correct("first", "discuss", None, "2026-11-06")).unwrap();
    let stale = village.run(Role::VillageBranch, &correct("second", "discuss", None, "2026-11-07")).unwrap_err();
    assert_eq!(stale.code, RejectionCode::Stale);
    village.run(Role::VillageBranch, &correct("second", "discuss", Some("first"), "2026-11-05")).unwrap();
    assert_eq!(matter(&village).step_on, day("2026-11-05"));
    // The proposal is the branch's.
    let foreign = village.run(Role::VillageCommittee, &correct("third", "propose", None, "2026-11-02")).unwrap_err();
    assert_eq!(foreign.code, RejectionCode::NoRight);
    village.run(Role::VillageBranch, &correct("third", "propose", None, "2026-11-02")).unwrap();
    assert_eq!(matter(&village).opened_on, day("2026-11-02"));
}

fn notice(name: &str, until: Option<&str>) -> PostNotice {
    PostNotice {
        id: id(name),
        kind: NoticeKind::MinimumLiving,
        title: "低保第一榜".to_owned(),
        body: "一組三戶。".to_owned(),
        posted_on: day("2026-11-01"),
        until: until.map(day),
        names_persons: false,
        corrects: None,
        matter: None,
    }
}

#[rstest]
#[case::on_its_first_day("2026-11-01", None, true)]
#[case::on_its_last_day("2026-11-08", None, true)]
#[case::after_its_last_day("2026-11-09", None, false)]
#[case::before_it_was_taken_down("2026-11-04", Some("2026-11-05"), true)]
#[case::after_it_was_taken_down("2026-11-06", Some("2026-11-05"), false)]
fn a_notice_takes_objections_while_it_hangs(#[case] filed_on: &str, #[case] withdrawn: Option<&str>, #[case] taken: bool) {
    let mut village = Village::default();
    village.run(Role::VillageCommittee, &notice("list", Some("2026-11-08"))).unwrap();
    if let Some(on) = withdrawn {
        let withdrawal = WithdrawNotice { notice: id("list"), reason: "有誤".to_owned(), on: day(on) };
        village.run(Role::VillageCommittee, &withdrawal).unwrap();
    }
    let filed = FileObjection { to: ObjectTo::Notice(id("list")), ..objection("o", filed_on, StepKind::PublishResult) };
    let done = village.run(Role::Visitor, &filed);
    assert_eq!(done.err().map(|rejection| rejection.code), (!taken).then_some(RejectionCode::NotOnNotice));
    if taken {
        let kept = objection_record(&village, "o");
        assert_eq!((kept.parent(), kept.seen, kept.overtaken_by), (Some(id("list")), StepKind::Propose, vec![]));
    }
}

#[test]
fn an_objection_to_a_notice_is_answered_by_somebody_else_and_keeps_its_words() {
    let mut village = Village::default();
    village.run(Role::VillageCommittee, &notice("list", Some("2026-11-08"))).unwrap();
    let nowhere = FileObjection { to: ObjectTo::Notice(id("nowhere")), ..objection("x", "2026-11-02", StepKind::Propose) };
    assert_eq!(village.run(Role::Visitor, &nowhere).unwrap_err().code, RejectionCode::NotFound);
    let filed = FileObjection { to: ObjectTo::Notice(id("list")), ..objection("o", "2026-11-02", StepKind::Propose) };
    village.run(Role::Visitor, &filed).unwrap();
    assert_eq!(village.run(Role::VillageCommittee, &answer("o", "2026-11-03")).unwrap_err().code, RejectionCode::OwnMatter);
    village.run(Role::SupervisorVillage, &answer("o", "2026-11-03")).unwrap();
    let text = village.public.text();
    assert!(text.contains("已經重新丈量") && !text.contains("路佔了我家的地") && !text.contains("趙大山"));
}

#[test]
fn an_objection_written_before_notices_took_any_is_read_as_one_to_a_matter() {
    let body = serde_json::json!({
        "id": id("o"), "matter": id(ROAD), "text": "不同意", "filed_on": "2026-11-02", "seen": "propose",
    });
    let command: FileObjection = serde_json::from_value(body).unwrap();
    assert_eq!(command.to, ObjectTo::Matter(id(ROAD)));
    let sent = serde_json::to_value(&command).unwrap();
    assert_eq!(sent["matter"], serde_json::to_value(id(ROAD)).unwrap());
    assert!(serde_json::from_value::<FileObjection>(serde_json::json!({ "id": id("o"), "text": "x", "filed_on": "2026-11-02" })).is_err());
}

fn call(name: &str, matter: Option<Id>, replaces: Option<Id>) -> CallMeeting {
    CallMeeting {
        id: id(name),
        matter,
        body: Body::Representatives,
        on: day("2026-11-20"),
        at: "09:30".parse().unwrap(),
        place: "村活動中心".to_owned(),
        agenda: "二組道路".to_owned(),
        replaces,
    }
}

#[test]
fn a_call_replaces_only_a_call_that_is_there() {
    let mut village = opened();
    village.open("水渠", "2026-11-01").unwrap();
    village.run(Role::VillageCommittee, &call("first", Some(id(ROAD)), None)).unwrap();
    village.run(Role::VillageCommittee, &call("second", Some(id(ROAD)), Some(id("first")))).unwrap();
    let others = call("third", Some(id("水渠")), Some(id("first")));
    assert_eq!(village.run(Role::VillageCommittee, &others).unwrap_err().code, RejectionCode::NotFound);
    let nowhere = call("fourth", None, Some(id("nowhere")));
    assert_eq!(village.run(Role::VillageCommittee, &nowhere).unwrap_err().code, RejectionCode::NotFound);
    assert_eq!(village.run(Role::Visitor, &call("fifth", None, None)).unwrap_err().code, RejectionCode::NoRight);
}

#[rstest]
#[case("09:30", true)]
#[case("23:59", true)]
#[case("24:00", false)]
#[case("9:30", false)]
#[case("09:60", false)]
#[case("０9:30", false)]
#[case("09:30:00", false)]
#[case("", false)]
fn times_have_one_spelling(#[case] text: &str, #[case] good: bool) {
    assert_eq!(text.parse::<TimeOfDay>().map(|time| time.to_string()).ok(), good.then(|| text.to_owned()));
}

#[test]
fn the_six_steps_are_numbered_from_one() {
    assert_eq!(StepKind::ALL.map(StepKind::number), [1, 2, 3, 4, 5, 6]);
}

/// The assembly is called ten days before (Art. 21); nobody else is.
#[rstest]
#[case(Body::Assembly, 9, true)]
#[case(Body::Assembly, 10, false)]
#[case(Body::Assembly, 0, true)]
#[case(Body::Representatives, 1, false)]
fn an_assembly_called_late_is_asked_about_and_taken(#[case] body: Body, #[case] days: i64, #[case] late: bool) {
    let mut village = Village::default();
    let on = village.now.day_in_china().plus_days(days);
    let (place, agenda) = ("村活動中心".to_owned(), "道路".to_owned());
    let call = CallMeeting { id: id("會"), matter: None, body, on, at: TimeOfDay::new(9, 30).unwrap(), place, agenda, replaces: None };
    let asked = village.run(Role::VillageCommittee, &call).unwrap().questions;
    let values = |name: &str| asked.first().and_then(|question| question.values.get(name).cloned());
    assert_eq!(
        asked.iter().map(|question| question.code.as_str()).collect::<Vec<_>>(),
        if late { vec!["assembly_called_late"] } else { vec![] }
    );
    assert_eq!((values("n"), values("article")), if late { (Some("10".to_owned()), Some("21".to_owned())) } else { (None, None) });
}

/// What may happen to a matter, for the properties.
#[derive(Debug, Clone)]
enum Deed {
    Advance(StepKind, i64),
    Object(i64, StepKind),
    Answer(usize, i64),
    Reject(StepKind, i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let step = || proptest::sample::select(StepKind::ALL.as_slice());
    prop_oneof![
        4 => (step(), 0_i64..40).prop_map(|(step, on)| Deed::Advance(step, on)),
        2 => (0_i64..40, step()).prop_map(|(on, seen)| Deed::Object(on, seen)),
        2 => (0_usize..4, 0_i64..60).prop_map(|(which, on)| Deed::Answer(which, on)),
        1 => (step(), 0_i64..40).prop_map(|(step, on)| Deed::Reject(step, on)),
    ]
}

fn perform(village: &mut Village, index: usize, deed: &Deed) -> bool {
    let date = |days: i64| day("2026-10-20").plus_days(days).to_string();
    let done = match deed {
        Deed::Advance(step, on) => village.advance(ROAD, *step, &date(*on)),
        Deed::Object(on, seen) => village.run(Role::Visitor, &objection(&format!("o{index}"), &date(*on), *seen)),
        Deed::Answer(which, on) => village.run(Role::SupervisorVillage, &answer(&format!("o{which}"), &date(*on))),
        Deed::Reject(step, on) => {
            let mut held = sitting(*step, &date(*on));
            held.tally = Some(Tally { expected: 9, attended: 9, votes_for: 4, votes_against: 5, votes_abstain: 0 });
            let from = matter(village).step;
            let role = if *step == StepKind::Resolve { Role::VillageCommittee } else { Role::VillageBranch };
            village.run(role, &RejectMatter { id: id("no"), matter: id(ROAD), from, step: *step, sitting: held })
        }
    };
    done.is_ok()
}

proptest! {
    #[test]
    fn whatever_is_tried_the_record_stays_in_order(deeds in proptest::collection::vec(deed(), 0..24)) {
        let mut village = Village::default();
        village.open(ROAD, "2026-10-20").unwrap();
        for (index, deed) in deeds.iter().enumerate() {
            let before = matter(&village);
            let held: Vec<Objection> = (&village.own as &dyn State).children::<Objection>(id(ROAD)).into_iter().map(|found| found.value).collect();
            let done = perform(&mut village, index, deed);
            let after = matter(&village);
            if !done {
                prop_assert_eq!(&before, &after);
            }
            // Only one step at a time, never back, and never past an open objection that an earlier step had overtaken.
            prop_assert!(after.step == before.step || before.step.next() == Some(after.step));
            if after.step != before.step {
                prop_assert!(before.state == MatterState::Open);
                prop_assert!(!held.iter().any(|objection| objection.is_open() && (!objection.overtaken_by.is_empty() || objection.filed_on <= after.step_on)));
            }
        }
        let matter = matter(&village);
        let mut steps: Vec<Step> = (&village.own as &dyn State).children::<Step>(id(ROAD)).into_iter().map(|found| found.value).collect();
        steps.sort_by_key(|step| step.kind);
        prop_assert!(steps.is_sorted_by_key(|step| step.sitting.held_on));
        prop_assert_eq!(steps.iter().filter(|step| step.outcome == Outcome::Passed).map(|step| step.kind).max(), Some(matter.step));
        prop_assert_eq!(matter.state == MatterState::Rejected, steps.iter().any(|step| step.outcome == Outcome::Rejected));
        prop_assert!(!village.public.text().contains("路佔了我家的地"));
    }

    #[test]
    fn a_majority_is_strictly_more_than_half_and_its_least_is_the_least(attended in 1_u32..=MAX_COUNT, votes_for in 0_u32..=MAX_COUNT) {
        let tally = Tally { expected: attended, attended, votes_for, ..Tally::default() };
        prop_assert_eq!(tally.is_majority_of_present(), votes_for >= tally.least_majority());
        prop_assert!(u64::from(tally.least_majority()) * 2 > u64::from(attended));
        prop_assert!(u64::from(tally.least_majority() - 1) * 2 <= u64::from(attended));
    }
}
