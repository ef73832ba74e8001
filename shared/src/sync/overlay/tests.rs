//! What a device shows before, while and after the server has spoken.

use super::*;
use crate::kernel::{Instant, Partition};
use crate::sync::envelope::{Envelope, Proved};
use crate::sync::fixture::{KEY, Room, account, cadre, envelope, village};
use crate::sync::protocol::{CommandResult, Status};
use crate::sync::record::fields;
use crate::sync::rejection::RejectionCode;
use serde_json::{Value, json};

fn id(name: &str) -> Id {
    Id::derived(&[name])
}

fn waiting(n: u64, name: &str, body: &Value) -> Entry {
    let envelope = envelope("phone", n, Some(account()), name, body);
    let content = Content::Open(Proved::seal(&envelope, Some(&KEY)).unwrap());
    let Envelope { id, scope, name, actor, device_time: at, .. } = envelope;
    Entry { id, scope, n, name, actor, at, content, result: None, epoch: 0, dismissed: false, former: false }
}

fn answered(entry: Entry, status: Status, last_seq: u64) -> Entry {
    let (id, n, received_at) = (entry.id, entry.n, Instant::from_millis(9));
    let result = CommandResult { id, n, status, reason: None, place: n, first_seq: last_seq, last_seq, received_at, questions: vec![] };
    Entry { result: Some(result), epoch: 1, ..entry }
}

fn add(n: u64, name: &str) -> Entry {
    waiting(n, "t.add", &json!({ "id": id(name), "title": name }))
}

fn turn(n: u64, name: &str, from: bool) -> Entry {
    waiting(n, "t.turn", &json!({ "id": id(name), "from": from }))
}

/// A replica at `cursor` that holds one closed card for each name.
fn replica(cursor: u64, names: &[&str]) -> Replica {
    let row = |name: &&str| {
        let body = fields(&json!({ "title": name, "inner": "", "open": false }));
        let (written, rivals) = (BTreeMap::new(), BTreeMap::new());
        Record {
            kind: "card".into(),
            id: id(name),
            parent: None,
            partition: Partition::Ordinary,
            version: 1,
            deleted: false,
            body,
            written,
            rivals,
        }
    };
    Replica::stored(cursor, 1, vec![Partition::Ordinary], names.iter().map(row))
}

fn over(replica: &Replica, entries: &[Entry]) -> Overlay {
    Overlay::build(replica, &village(), entries.iter(), &Room, &|_| cadre().standing)
}

/// The titles of the open and closed cards on the screen.
fn shown(replica: &Replica, overlay: &Overlay) -> Vec<(String, bool)> {
    let layered = Layered { replica, overlay };
    let mut shown: Vec<_> =
        (&layered as &dyn State).all::<crate::sync::fixture::Card>().into_iter().map(|card| (card.value.title, card.value.open)).collect();
    shown.sort();
    shown
}

#[test]
fn what_is_written_shows_at_once_and_each_command_sees_those_before_it() {
    let replica = replica(1, &["old"]);
    let overlay = over(&replica, &[add(1, "new"), turn(2, "new", false), turn(3, "old", false)]);
    assert_eq!(shown(&replica, &overlay), [("new".to_owned(), true), ("old".to_owned(), true)]);
    assert!(overlay.touches("card", id("new")) && overlay.touches("card", id("old")) && !overlay.touches("card", id("other")));
    let layered = Layered { replica: &replica, overlay: &overlay };
    assert_eq!(layered.answer(&Query::One("card".into(), id("new")))[0].version, 0, "not numbered yet");
}

#[test]
fn an_accepted_command_shows_until_its_changes_are_here_and_then_no_more() {
    let entries = [answered(add(1, "a"), Status::Accepted, 4)];
    let before = replica(3, &[]);
    assert_eq!(shown(&before, &over(&before, &entries)), [("a".to_owned(), false)], "a saved visit does not flicker");
    let after = replica(4, &["a"]);
    let overlay = over(&after, &entries);
    assert!(!overlay.touches("card", id("a")), "the server's word stands");
}

#[test]
fn a_refused_command_shows_no_more() {
    for status in [Status::Rejected, Status::Quarantined] {
        let replica = replica(3, &["a"]);
        let overlay = over(&replica, &[answered(turn(1, "a", false), status, 0), add(2, "b")]);
        assert_eq!(shown(&replica, &overlay), [("a".to_owned(), false), ("b".to_owned(), false)]);
    }
}

#[test]
fn what_waits_is_rebased_on_what_came_meanwhile() {
    let entries = [turn(1, "a", false)];
    let closed = replica(1, &["a"]);
    assert_eq!(over(&closed, &entries).refused(entries[0].id), None);

    // Somebody else opened it first: as things stand the command would be refused, and the screen shows what the server has.
    let mut opened = replica(2, &["a"]);
    opened.records.values_mut().for_each(|row| _ = row.body.insert("open".into(), true.into()));
    let overlay = over(&opened, &entries);
    assert_eq!(overlay.refused(entries[0].id).map(|reason| reason.code), Some(RejectionCode::Stale));
    assert_eq!(shown(&opened, &overlay), [("a".to_owned(), true)]);
    assert!(!overlay.touches("card", id("a")));
}

#[test]
fn an_accepted_command_is_never_doubted_however_little_is_here() {
    let entries = [answered(turn(1, "not pulled yet", false), Status::Accepted, 4)];
    assert_eq!(over(&replica(1, &[]), &entries).refused(entries[0].id), None);
}

#[test]
fn numbers_of_another_epoch_hide_nothing() {
    // The person before was greeted after a restore and sent it again; these rows are of before it, and their cursor is higher.
    let entry = Entry { epoch: 2, ..answered(add(1, "a"), Status::Accepted, 1) };
    let old = replica(9, &[]);
    assert_eq!(shown(&old, &over(&old, std::slice::from_ref(&entry))).len(), 1);
    assert_eq!(shown(&old, &over(&old, &[Entry { epoch: 1, ..entry }])).len(), 0, "it has come and gone again");
}

#[test]
fn a_command_that_would_be_refused_leaves_nothing_behind_and_the_rest_goes_on() {
    let replica = replica(1, &["a"]);
    let twice = [add(1, "a"), add(2, "b")];
    let overlay = over(&replica, &twice);
    assert_eq!(overlay.refused(twice[0].id).map(|reason| reason.code), Some(RejectionCode::AlreadyExists));
    assert_eq!(shown(&replica, &overlay).len(), 2);
}

#[test]
fn sealed_commands_and_those_of_other_scopes_do_not_show() {
    let sealed = Entry { content: Content::Sealed { sealed: "…".into() }, ..add(1, "a") };
    let elsewhere = Entry { scope: ScopeId::Deployment, ..add(2, "b") };
    let replica = replica(1, &[]);
    assert_eq!(shown(&replica, &over(&replica, &[sealed, elsewhere])), []);
}

#[test]
fn a_gone_record_answers_as_gone() {
    let mut replica = replica(1, &["a", "b"]);
    replica.records.values_mut().take(1).for_each(|row| row.deleted = true);
    let overlay = over(&replica, &[]);
    assert_eq!(shown(&replica, &overlay).len(), 1);
    let layered = Layered { replica: &replica, overlay: &overlay };
    assert_eq!(layered.answer(&Query::All("card".into())).len(), 2, "rules see gone ones too");
}
