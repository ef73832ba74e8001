use super::*;
use serde_json::json;
use shared::kernel::Partition;
use shared::sync::record::fields;
use shared::sync::state::Whole;
use shared::text::fold::SearchQuery;

fn id(word: &str) -> Id {
    Id::derived(&[word])
}

fn cadre(word: &str) -> AccountId {
    AccountId::derived(&[word])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn village() -> Code {
    "623023100202".parse().unwrap()
}

fn record(kind: &str, name: &str, parent: Option<&str>, body: serde_json::Value) -> Record {
    Record {
        kind: kind.to_owned(),
        id: id(name),
        parent: parent.map(id),
        partition: Partition::Ordinary,
        version: 1,
        deleted: false,
        body: fields(&body),
        written: BTreeMap::new(),
        rivals: BTreeMap::new(),
    }
}

fn promise(name: &str, of: &str, due_on: &str, closed: bool) -> Record {
    let closed = closed.then(|| json!({ "done": true, "note": "", "on": due_on, "by": cadre("zhao") }));
    let body = json!({ "household": id(of), "visit": id("v1"), "text": name, "due_on": due_on, "by": cadre("zhao"), "closed": closed });
    record("promise", name, Some(of), body)
}

fn visit(name: &str, of: &str, held_on: &str, by: &str) -> Record {
    let body = json!({ "household": id(of), "held_on": held_on, "kind": "planned", "met": [id("r")], "met_other": "", "said": name,
        "next_on": "2026-12-01", "by": cadre(by), "by_name": by, "written_at": "2026-11-01T00:00:00.000Z" });
    record("visit", name, Some(of), body)
}

fn link(of: &str, to: &str, ended_on: Option<&str>) -> Record {
    record("cadre_link", &format!("{of}{to}"), Some(of), json!({ "household": id(of), "cadre": cadre(to), "ended_on": ended_on }))
}

fn some() -> Whole {
    let household = |name: &str, head: &str| record("household", name, None, json!({ "head_name": head, "group": "二组" }));
    let confirmation = |name: &str, of: &str, verdict: &str| {
        record("confirmation", name, Some(of), json!({ "visit": id(of), "method": "code", "verdict": verdict }))
    };
    Whole(vec![
        household("a", "張甲子"),
        household("b", "李乙丑"),
        household("c", "王丙寅"),
        household("d", "趙丁卯"),
        record("resident", "r", Some("a"), json!({ "household": id("a"), "name": "張甲子", "relation": "head" })),
        link("a", "zhao", None),
        link("b", "zhao", None),
        link("c", "zhao", None),
        link("d", "zhao", Some("2026-10-01")),
        link("d", "qian", None),
        visit("v1", "a", "2026-09-01", "zhao"),
        visit("v2", "a", "2026-11-20", "zhao"),
        visit("v3", "b", "2026-10-01", "qian"),
        promise("p1", "a", "2026-11-23", false),
        promise("p2", "a", "2026-11-24", false),
        promise("p3", "a", "2026-11-25", false),
        promise("p4", "a", "2026-11-01", true),
        record(
            "issue",
            "i1",
            Some("b"),
            json!({ "household": id("b"), "visit": id("v3"), "topic": "roads", "text": "路", "raised_on": "2026-10-01" }),
        ),
        confirmation("c1", "v2", "wrong"),
        confirmation("c2", "v2", "to_be_checked"),
    ])
}

#[test]
fn the_longest_without_a_visit_comes_first() {
    let (state, today) = (some(), day("2026-11-24"));
    let lines = lines(&state, &village(), Whose::Of(cadre("zhao")), today);
    let seen: Vec<(&str, Option<i64>, usize, usize, usize)> =
        lines.iter().map(|line| (line.name.as_str(), line.days(today), line.due, line.overdue, line.issues)).collect();
    assert_eq!(seen, [("王丙寅", None, 0, 0, 0), ("李乙丑", Some(54), 0, 0, 1), ("張甲子", Some(4), 2, 1, 0)]);
    assert!(lines[2].key().fits(&SearchQuery::new("zjz")) && lines[2].key().fits(&SearchQuery::new("张甲")));
    assert_eq!(super::lines(&state, &village(), Whose::All, today).len(), 4);
}

#[test]
fn a_wrong_code_is_in_sight_until_a_better_word_is_there() {
    let wrong = |more: &[(&str, &str, &str)]| {
        let Whole(mut records) = some();
        for (name, of, verdict) in more {
            records.push(record("confirmation", name, Some(of), json!({ "visit": id(of), "method": "code", "verdict": verdict })));
        }
        let lines = lines(&Whole(records), &village(), Whose::Of(cadre("zhao")), day("2026-11-24"));
        lines.iter().filter(|line| line.wrong_code).map(|line| line.name.clone()).collect::<Vec<_>>()
    };
    assert!(wrong(&[]).is_empty(), "of 張甲子 another code is to be checked");
    assert_eq!(wrong(&[("c3", "v3", "wrong")]), ["李乙丑"]);
    assert!(wrong(&[("c3", "v3", "wrong"), ("c4", "v3", "signed")]).is_empty());
    assert!(wrong(&[("c3", "v1", "wrong")]).is_empty(), "an earlier visit than the last");
}

#[test]
fn a_day_agreed_stands_until_it_is_kept_or_another_is() {
    let said = |name: &str, held_on: &str, next_on: Option<&str>| {
        let mut record = visit(name, "c", held_on, "zhao");
        record.body.insert("next_on".to_owned(), json!(next_on));
        record
    };
    let next = |visits: Vec<Record>| {
        let Whole(mut records) = some();
        records.extend(visits);
        let lines = lines(&Whole(records), &village(), Whose::Of(cadre("zhao")), day("2026-11-24"));
        lines.iter().find(|line| line.name == "王丙寅").and_then(|line| line.next_on)
    };
    let first = || said("w1", "2026-11-20", Some("2026-12-25"));
    assert_eq!(next(vec![first(), said("w2", "2026-11-20", None)]), Some(day("2026-12-25")), "on the same day");
    assert_eq!(next(vec![said("w2", "2026-11-22", None), first()]), Some(day("2026-12-25")));
    assert_eq!(next(vec![first(), said("w2", "2026-11-22", Some("2026-12-10"))]), Some(day("2026-12-10")));
    assert_eq!(next(vec![said("w1", "2026-10-01", Some("2026-11-01")), said("w2", "2026-11-05", None)]), None, "kept");
    assert_eq!(next(vec![said("w1", "2026-10-01", Some("2026-11-01"))]), Some(day("2026-11-01")), "overdue");
}

#[test]
fn a_visit_of_a_day_to_come_has_not_taken_place() {
    let Whole(mut records) = some();
    records.push(visit("v9", "c", "2099-01-01", "zhao"));
    records.push(visit("v8", "a", "2099-01-01", "zhao"));
    let lines = lines(&Whole(records), &village(), Whose::Of(cadre("zhao")), day("2026-11-24"));
    let seen: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.last_on, line.ahead_on)).collect();
    let ahead = Some(day("2099-01-01"));
    let wanted = [("王丙寅", None, ahead), ("李乙丑", Some(day("2026-10-01")), None), ("張甲子", Some(day("2026-11-20")), ahead)];
    assert_eq!(seen, wanted);
}

#[test]
fn what_is_to_be_done_goes_by_its_day() {
    let tasks = tasks(&some(), &village(), Whose::Of(cadre("zhao")));
    let seen: Vec<&str> = tasks.iter().map(|task| task.text.as_str()).collect();
    assert_eq!(seen, ["p1", "p2", "p3", "路"]);
    assert!(super::tasks(&some(), &village(), Whose::Of(cadre("qian"))).is_empty());
}

#[test]
fn a_history_tells_whom_and_what_the_household_said() {
    let told = history(&some(), &village(), id("a"));
    assert_eq!(told.iter().map(|one| one.visit.said.as_str()).collect::<Vec<_>>(), ["v2", "v1"]);
    assert_eq!((told[0].met.as_slice(), told[0].word), (["張甲子".to_owned()].as_slice(), Word::ToBeChecked));
    assert_eq!((told[1].promises.len(), told[1].word), (4, Word::None));
}

#[test]
fn visits_of_one_cadre_and_of_all() {
    let names = |whose| visits(&some(), &village(), whose).into_iter().map(|visit| visit.said).collect::<Vec<_>>();
    assert_eq!(names(Whose::All), ["v2", "v3", "v1"]);
    assert_eq!(names(Whose::Of(cadre("zhao"))), ["v2", "v1"]);
}

#[test]
fn five_thousand_households_are_read_in_one_pass() {
    let mut records = Vec::new();
    for number in 0..5_000 {
        let name = format!("h{number}");
        records.push(record("household", &name, None, json!({ "head_name": "張甲子", "group": "二组" })));
        records.push(link(&name, "zhao", None));
        records.push(visit(&format!("v{number}"), &name, "2026-11-20", "zhao"));
    }
    let lines = lines(&Whole(records), &village(), Whose::Of(cadre("zhao")), day("2026-11-24"));
    assert_eq!(lines.len(), 5_000);
    let query = SearchQuery::new("張甲");
    assert_eq!(lines.iter().filter(|line| line.key().fits(&query)).count(), 5_000);
}
