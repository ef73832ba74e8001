//! The board and its pages, made from the public view of a village whose commands ran as on the server.

use super::super::*;
use super::notice::{notice, withdrawal};
use crate::deliberation::{AnswerObjection, Body, CallMeeting, FileObjection, ObjectTo, RejectMatter, StepKind};
use crate::idea::{AnswerIdea, SubmitIdea, Topic};
use crate::kernel::{Id, Role, receipt_code};
use crate::place::Names;
use crate::trial::{Village, day, id, sitting};
use proptest::prelude::*;

const TODAY: &str = "2026-11-23";

fn names() -> Names {
    Names { hans: "瓜咱村".to_owned(), hant: "瓜咱村".to_owned(), en: "Guazan".to_owned() }
}

fn shown(village: &Village) -> Board {
    let board = board(&village.public, &names(), day(TODAY));
    let text = serde_json::to_string(&board).unwrap();
    // What the server sends to hydrate is read back as it was.
    assert_eq!(serde_json::from_str::<Board>(&text).unwrap(), board);
    board
}

fn call(name: &str, matter: Option<Id>, on: &str, replaces: Option<Id>) -> CallMeeting {
    let (place, agenda) = ("村活動中心".to_owned(), "道路".to_owned());
    CallMeeting { id: id(name), matter, body: Body::Representatives, on: day(on), at: "09:30".parse().unwrap(), place, agenda, replaces }
}

fn object(village: &mut Village, name: &str, matter: &str, on: &str, seen: StepKind) {
    let (text, empty) = ("不同意".to_owned(), String::new());
    let to = ObjectTo::Matter(id(matter));
    let command = FileObjection { id: id(name), to, text, name: empty.clone(), contact: empty, filed_on: day(on), seen };
    village.run(Role::Visitor, &command).unwrap();
}

fn standings(card: &MatterCard) -> Vec<&'static str> {
    card.steps.iter().map(|mark| mark.standing.name()).collect()
}

#[test]
fn matters_stand_where_they_are() {
    let mut village = Village::default();
    village.open("道路", "2026-11-01").unwrap();
    village.open("水渠", "2026-11-02").unwrap();
    village.open("路燈", "2026-10-01").unwrap();
    village.advance("道路", StepKind::Discuss, "2026-11-05").unwrap();
    for step in [StepKind::Discuss, StepKind::Review, StepKind::Resolve] {
        village.advance("路燈", step, "2026-10-10").unwrap();
    }
    let no = RejectMatter {
        id: id("no"),
        matter: id("水渠"),
        from: StepKind::Propose,
        step: StepKind::Discuss,
        sitting: sitting(StepKind::Discuss, "2026-11-06"),
    };
    village.run(Role::VillageCommittee, &no).unwrap();
    let board = shown(&village);
    let [road] = board.deliberating.as_slice() else { panic!("{:?}", board.deliberating) };
    assert_eq!(standings(road), ["done", "done", "current", "open", "open", "open"]);
    let [canal, lights] = board.decided.as_slice() else { panic!("{:?}", board.decided) };
    assert_eq!((canal.id, standings(canal)), (id("水渠"), vec!["done", "refused", "dropped", "dropped", "dropped", "dropped"]));
    assert_eq!((lights.id, standings(lights)), (id("路燈"), vec!["done", "done", "done", "done", "current", "open"]));
    assert_eq!(lights.verdict.map(|verdict| (verdict.passed, verdict.needed, verdict.article.number())), Some((true, 13, 26)));
    assert_eq!((canal.verdict, canal.decision.is_some(), board.decided_total), (None, true, 2));
}

#[test]
fn a_matter_says_until_when_its_decision_hangs() {
    let mut village = Village::default();
    village.open("道路", "2026-11-01").unwrap();
    village.open("水渠", "2026-11-01").unwrap();
    let decision =
        |name: &str, until: &str| crate::disclosure::PostNotice { matter: Some(id("道路")), ..notice(name, "2026-11-10", Some(until)) };
    village.run(Role::VillageCommittee, &decision("first", "2026-11-25")).unwrap();
    let hangs = |village: &Village, today: &str| {
        let cards = all_matters(&village.public, day(today));
        let of = |name: &str| cards.iter().find(|card| card.id == id(name)).unwrap().hangs_until;
        assert_eq!(of("水渠"), None);
        assert_eq!(matter_page(&village.public, id("道路"), day(today)).unwrap().card.hangs_until, of("道路"));
        of("道路")
    };
    assert_eq!(hangs(&village, "2026-11-25"), Some(day("2026-11-25")));
    assert_eq!(hangs(&village, "2026-11-26"), None);
    village.run(Role::VillageCommittee, &decision("second", "2026-11-30")).unwrap();
    assert_eq!(hangs(&village, TODAY), Some(day("2026-11-30")));
    village.run(Role::VillageCommittee, &withdrawal("second", "2026-11-12")).unwrap();
    assert_eq!(hangs(&village, TODAY), Some(day("2026-11-25")));
    let lost = crate::disclosure::PostNotice { matter: Some(id("nowhere")), ..notice("lost", "2026-11-10", None) };
    assert_eq!(village.run(Role::VillageCommittee, &lost).unwrap_err().code, crate::sync::rejection::RejectionCode::NotFound);
}

#[test]
fn an_objection_to_a_notice_shows_beside_it_and_its_answer_on_the_board() {
    let mut village = Village::default();
    village.run(Role::VillageCommittee, &notice("list", "2026-11-20", Some("2026-11-30"))).unwrap();
    let to = ObjectTo::Notice(id("list"));
    let filed = FileObjection {
        id: id("o"),
        to,
        text: "漏了一戶".to_owned(),
        name: String::new(),
        contact: String::new(),
        filed_on: day("2026-11-21"),
        seen: StepKind::Propose,
    };
    village.run(Role::Visitor, &filed).unwrap();
    let receipt = receipt_code(village.last_command());
    assert_eq!(shown(&village).notices[0].open_objections, 1);
    let page = notice_page(&village.public, id("list"), day(TODAY)).unwrap();
    assert_eq!((page.objections.len(), page.takes_objections), (1, true));
    assert!(!notice_page(&village.public, id("list"), day("2026-12-01")).unwrap().takes_objections);
    let answer = AnswerObjection { objection: id("o"), text: "已補上".to_owned(), on: day("2026-11-22") };
    village.run(Role::SupervisorVillage, &answer).unwrap();
    let board = shown(&village);
    assert_eq!(board.notices[0].open_objections, 0);
    assert!(matches!(&board.answers[0].to, AnswerTo::Objection { at, title } if *at == to && *title == board.notices[0].title));
    assert!(matches!(find_receipt(&village.public, &receipt), Some(Reply::Objection { at, answer: Some(_), .. }) if at == to));
}

#[test]
fn an_open_objection_shows_as_what_holds_the_matter() {
    let mut village = Village::default();
    village.open("道路", "2026-11-01").unwrap();
    village.advance("道路", StepKind::Discuss, "2026-11-05").unwrap();
    object(&mut village, "late", "道路", "2026-11-04", StepKind::Propose);
    let card = &shown(&village).deliberating[0];
    assert_eq!((card.open_objections, card.blocked), (1, true));
    assert_eq!(card.steps.iter().map(|mark| mark.flagged).collect::<Vec<_>>(), [false, true, false, false, false, false]);
    let receipt = receipt_code(village.last_command());
    assert!(matches!(find_receipt(&village.public, &receipt), Some(Reply::Objection { answer: None, .. })));

    let answer = AnswerObjection { objection: id("late"), text: "已解釋。".to_owned(), on: day("2026-11-06") };
    village.run(Role::SupervisorVillage, &answer).unwrap();
    let board = shown(&village);
    assert!(!board.deliberating[0].blocked && board.deliberating[0].steps[1].flagged);
    assert_eq!(board.answers[0].text, "已解釋。");
    let page = matter_page(&village.public, id("道路"), day(TODAY)).unwrap();
    assert_eq!((page.steps.len(), page.steps[1].flagged, page.objections[0].overtaken), (2, true, true));
    assert_eq!(page.card, board.deliberating[0]);
    assert!(matter_page(&village.public, id("nowhere"), day(TODAY)).is_none());
}

#[test]
fn the_next_meeting_is_the_first_that_is_to_come_and_not_replaced() {
    let mut village = Village::default();
    village.open("道路", "2026-11-01").unwrap();
    village.run(Role::VillageCommittee, &call("past", None, "2026-11-22", None)).unwrap();
    village.run(Role::VillageCommittee, &call("moved", Some(id("道路")), "2026-11-24", None)).unwrap();
    village.run(Role::VillageCommittee, &call("new", Some(id("道路")), "2026-11-28", Some(id("moved")))).unwrap();
    village.run(Role::VillageCommittee, &call("today", None, TODAY, None)).unwrap();
    let board = shown(&village);
    assert_eq!(board.next_meeting.map(|meeting| meeting.id), Some(id("today")));
    assert_eq!(board.deliberating[0].next_meeting.as_ref().map(|meeting| meeting.id), Some(id("new")));
    let page = matter_page(&village.public, id("道路"), day(TODAY)).unwrap();
    assert_eq!(page.meetings.iter().map(|meeting| meeting.id).collect::<Vec<_>>(), [id("new")]);
}

#[test]
fn a_notice_leaves_the_board_after_its_day_and_a_withdrawn_one_says_why() {
    let mut village = Village::default();
    for (name, posted_on, until) in [
        ("過期", "2026-11-01", Some("2026-11-22")),
        ("今天止", "2026-11-02", Some(TODAY)),
        ("長期", "2026-11-03", None),
        ("撤下", "2026-11-04", None),
        ("以後", "2026-11-24", None),
    ] {
        village.run(Role::VillageCommittee, &notice(name, posted_on, until)).unwrap();
    }
    village.run(Role::VillageCommittee, &withdrawal("撤下", "2026-11-05")).unwrap();
    let board = shown(&village);
    let names: Vec<_> = board.notices.iter().map(|card| (card.title.as_str(), card.days_left)).collect();
    assert_eq!(names, [("撤下公示", None), ("長期公示", None), ("今天止公示", Some(0))]);
    assert!(matches!(&board.notices[0].standing, NoticeStanding::Withdrawn { reason, .. } if reason.contains("金額有誤")));
    assert_eq!(all_notices(&village.public, day(TODAY)).len(), 5);
    assert!(notice_page(&village.public, id("撤下"), day(TODAY)).unwrap().paragraphs.is_empty());
    assert_eq!(notice_page(&village.public, id("長期"), day(TODAY)).unwrap().paragraphs.len(), 2);
    // One that names nobody may still be read after its day.
    assert_eq!(notice_page(&village.public, id("過期"), day(TODAY)).unwrap().paragraphs.len(), 2);
}

#[test]
fn a_notice_that_names_persons_cannot_be_read_after_its_day() {
    let mut village = Village::default();
    let named = PostNotice { names_persons: true, ..notice("低保", "2026-11-01", Some(TODAY)) };
    village.run(Role::VillageCommittee, &named).unwrap();
    village.run(Role::VillageCommittee, &PostNotice { corrects: Some(id("低保")), ..notice("更正", "2026-11-02", None) }).unwrap();
    let page = |on| notice_page(&village.public, id("低保"), day(on)).unwrap();
    assert_eq!((page(TODAY).paragraphs.len(), page(TODAY).names_persons, page(TODAY).card.corrected_by), (2, true, Some(id("更正"))));
    assert_eq!((page("2026-11-24").paragraphs.len(), page("2026-11-24").card.standing), (0, NoticeStanding::Ended));
}

#[test]
fn a_receipt_finds_its_answer_however_it_is_typed() {
    let mut village = Village::default();
    let empty = String::new();
    let (id, text, submitted_on) = (id("idea"), "裝路燈".to_owned(), day("2026-11-01"));
    let idea = SubmitIdea { id, topic: Topic::Works, text, name: empty.clone(), contact: empty, submitted_on };
    village.run(Role::Visitor, &idea).unwrap();
    let receipt = receipt_code(village.last_command());
    assert!(shown(&village).answers.is_empty());
    let answer = AnswerIdea { idea: id, adopted: false, text: "今年沒有錢。".to_owned(), on: day("2026-11-10"), publish: false };
    village.run(Role::VillageCommittee, &answer).unwrap();
    for typed in [receipt.clone(), receipt.to_lowercase(), receipt.replace('-', " "), receipt.replace('0', "o").replace('1', "l")] {
        let found = find_receipt(&village.public, &typed);
        assert!(matches!(found, Some(Reply::Idea { adopted: Some(false), answer: Some(_), .. })), "{typed}");
    }
    assert_eq!(find_receipt(&village.public, "AAAA-AAAA"), None);
    assert_eq!(find_receipt(&village.public, ""), None);
    let answers = shown(&village).answers;
    assert!(matches!(&answers[0].to, AnswerTo::Idea { words: None, adopted: false, .. }));
}

#[test]
fn an_empty_village_has_an_empty_board() {
    let board = shown(&Village::default());
    assert!(board.deliberating.is_empty() && board.decided.is_empty() && board.notices.is_empty() && board.next_meeting.is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_matter_stands_on_the_board_once_and_its_six_steps_in_order(held in proptest::collection::vec(0_usize..6, 0..6)) {
        let mut village = Village::default();
        for (index, steps) in held.iter().enumerate() {
            let name = format!("議題{index}");
            village.open(&name, "2026-11-01").unwrap();
            for step in StepKind::ALL.into_iter().skip(1).take(*steps) {
                village.advance(&name, step, "2026-11-02").unwrap();
            }
        }
        let board = shown(&village);
        let cards: Vec<&MatterCard> = board.deliberating.iter().chain(&board.decided).collect();
        prop_assert_eq!(cards.len(), held.len());
        for card in cards {
            let standings = standings(card);
            let done = standings.iter().filter(|standing| **standing == "done").count();
            prop_assert_eq!(done, card.step.number());
            prop_assert!(standings.iter().take(done).all(|standing| *standing == "done"));
            prop_assert_eq!(standings.get(done).copied(), (done < 6).then_some("current"));
            prop_assert!(standings.iter().skip(done + 1).all(|standing| *standing == "open"));
        }
    }
}
