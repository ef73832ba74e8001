//! What becomes of an arrival, case by case.

use super::*;
use crate::kernel::{AccountId, Role};
use crate::sync::fixture::{self, KEY, Village, account, arrival, cadre, device, envelope, proved_arrival, village};
use crate::sync::record::Kind as _;
use serde_json::{Value, json};

fn add(id: &str, title: &str) -> Value {
    json!({ "id": Id::derived(&[id]), "title": title })
}

fn add_arrival(n: u64) -> Arrival {
    arrival("phone", n, "t.add", &add(&n.to_string(), "title"))
}

/// A village that has taken commands 1 to `n` of the phone.
fn with(n: u64) -> Village {
    let mut village = Village { epoch: 1, ..Village::default() };
    for n in 1..=n {
        assert_eq!(village.take(device("phone"), &cadre(), &add_arrival(n)).unwrap().status, Status::Accepted);
    }
    village
}

fn take(village: &mut Village, arrival: &Arrival) -> Result<CommandResult, BatchError> {
    village.take(device("phone"), &cadre(), arrival)
}

/// Status and code of a result.
fn told(result: &CommandResult) -> (Status, Option<RejectionCode>) {
    (result.status, result.reason.as_ref().map(|reason| reason.code))
}

#[test]
fn numbers_and_places_count_up_without_a_gap() {
    let mut village = with(3);
    assert_eq!(village.changes.iter().map(|change| change.seq).collect::<Vec<_>>(), [1, 2, 3]);
    let refused = take(&mut village, &arrival("phone", 4, "t.add", &add("4", ""))).unwrap();
    assert_eq!((told(&refused), refused.place, refused.last_seq), ((Status::Rejected, Some(RejectionCode::Invalid)), 4, 0));
    let next = take(&mut village, &add_arrival(5)).unwrap();
    assert_eq!((next.place, next.first_seq, next.last_seq), (5, 4, 4), "a refusal takes a place and no number");
    assert_eq!((village.head.seq, village.head.commands), (4, 5));
}

#[test]
fn the_same_command_again_gets_its_stored_answer_and_stores_nothing() {
    let mut village = with(2);
    let before = village.clone();
    for n in [1, 2, 1] {
        assert_eq!(take(&mut village, &add_arrival(n)).unwrap().place, n);
    }
    assert_eq!(village, before);
}

#[test]
fn the_same_number_or_id_with_another_body_is_a_fork_and_never_applied() {
    let mut village = with(2);
    let before = village.clone();
    let other = arrival("phone", 2, "t.add", &add("2", "another title"));
    assert_eq!(take(&mut village, &other), Err(BatchError::ForkedDevice { n: 2 }));
    let same_number = Arrival { id: CommandId::derived(&["new"]), ..add_arrival(1) };
    assert_eq!(take(&mut village, &same_number), Err(BatchError::ForkedDevice { n: 1 }));
    let mut other_proof = add_arrival(2);
    other_proof.proved.as_mut().unwrap().mac = "00".into();
    assert_eq!(take(&mut village, &other_proof), Err(BatchError::ForkedDevice { n: 2 }));
    assert_eq!(village, before);
}

#[test]
fn a_number_too_far_waits_for_the_ones_before_it() {
    let mut village = with(2);
    assert_eq!(take(&mut village, &add_arrival(5)), Err(BatchError::StreamGap { expected: 3 }));
    assert_eq!(village, with(2));
    assert!(take(&mut village, &add_arrival(3)).is_ok());
}

#[test]
fn each_device_has_a_stream_of_its_own() {
    let mut village = with(2);
    let theirs = arrival("desk", 1, "t.add", &add("desk", "title"));
    assert_eq!(village.take(device("desk"), &cadre(), &theirs).unwrap().place, 3);
    assert_eq!(village.streams[&device("phone")].last_n, 2);
}

#[test]
fn after_a_restore_a_device_may_go_on_from_a_later_number_once() {
    let mut village = with(2);
    village.epoch = 2;
    assert!(take(&mut village, &add_arrival(7)).is_ok(), "3 to 6 were acknowledged, lost with the server, and evicted from the device");
    assert_eq!(take(&mut village, &add_arrival(9)), Err(BatchError::StreamGap { expected: 8 }));
    assert_eq!(take(&mut village, &add_arrival(3)), Err(BatchError::ForkedDevice { n: 3 }));
}

#[test]
fn a_new_stream_begins_with_one_unless_a_restore_took_its_beginning() {
    let mut village = with(0);
    assert_eq!(take(&mut village, &add_arrival(2)), Err(BatchError::StreamGap { expected: 1 }));
    village.epoch = FIRST_EPOCH + 1;
    assert!(take(&mut village, &add_arrival(2)).is_ok());
}

#[test]
fn nobody_can_name_somebody_else() {
    let forge = |key: Option<&ActKey>| proved_arrival(&envelope("phone", 1, Some(account()), "t.add", &add("1", "t")), key);
    let unknown = Person { key: None, ..cadre() };
    for (person, arrival) in [(cadre(), forge(Some(&[9; 32]))), (cadre(), forge(None)), (unknown, forge(Some(&KEY)))] {
        let mut village = with(0);
        let result = village.take(device("phone"), &person, &arrival).unwrap();
        assert_eq!(told(&result), (Status::Quarantined, Some(RejectionCode::BadSignature)));
        assert!(village.records.is_empty() && village.streams[&device("phone")].last_n == 1, "kept for an administrator, not applied");
    }
}

#[test]
fn the_commands_of_a_closed_account_an_ended_grant_or_a_revoked_device_are_kept_apart() {
    let closed = Person { closed: true, ..cadre() };
    let ended = Person { grant_ended: true, ..cadre() };
    let revoked = Person { revoked: true, signed_out_at: Some(Instant::from_millis(-1)), ..cadre() };
    let reset = Person { key_is_old: true, ..cadre() };
    let former = Person { key: Some([9; 32]), former_keys: vec![[8; 32], KEY], ..cadre() };
    let signed_out = Person { signed_out_at: Some(Instant::from_millis(-1)), ..cadre() };
    let cases = [
        (closed, RejectionCode::AccountClosed),
        (reset, RejectionCode::PasswordReset),
        (former, RejectionCode::PasswordReset),
        (signed_out, RejectionCode::WrittenSignedOut),
        (ended, RejectionCode::GrantEnded),
        (revoked, RejectionCode::DeviceRevoked),
    ];
    for (person, code) in cases {
        let mut village = with(0);
        let result = village.take(device("phone"), &person, &add_arrival(1)).unwrap();
        assert_eq!((told(&result), village.records.len()), ((Status::Quarantined, Some(code)), 0));
        assert_eq!(village.take(device("phone"), &cadre(), &add_arrival(1)).unwrap(), result, "the answer stands");
    }
}

#[test]
fn what_was_written_before_they_signed_out_counts_however_late_it_comes() {
    let signed_out = Person { signed_out_at: Some(Instant::from_millis(i64::MAX)), ..cadre() };
    assert_eq!(with(0).take(device("phone"), &signed_out, &add_arrival(1)).unwrap().status, Status::Accepted);
}

#[test]
fn without_a_person_only_a_visitors_commands_are_taken() {
    let nobody = |name: &str, body: Value| proved_arrival(&envelope("phone", 1, None, name, &body), None);
    let visitor = Person { standing: Standing { roles: vec![Role::Visitor], ..Standing::default() }, ..Person::default() };
    let mut village = with(0);
    assert_eq!(village.take(device("phone"), &visitor, &nobody("t.add", add("1", "t"))).unwrap().status, Status::Accepted);
    let mut village = with(0);
    let result = village.take(device("phone"), &visitor, &nobody("t.turn", json!({ "id": Id::LOWEST, "from": true }))).unwrap();
    assert_eq!(told(&result), (Status::Rejected, Some(RejectionCode::NoRight)));
    let mut village = with(0);
    let result = village.take(device("phone"), &Person::default(), &nobody("t.add", add("1", "t"))).unwrap();
    assert_eq!(told(&result), (Status::Rejected, Some(RejectionCode::NoRight)), "deny by default");
}

#[test]
fn what_cannot_be_read_is_kept_as_it_came_and_the_stream_goes_on() {
    let elsewhere = Envelope { scope: ScopeId::Deployment, ..envelope("phone", 1, Some(account()), "t.add", &add("1", "t")) };
    let other_device = Envelope { device: device("desk"), ..envelope("phone", 1, Some(account()), "t.add", &add("1", "t")) };
    let other_number = Arrival { n: 1, ..add_arrival(2) };
    let other_id = Arrival { id: CommandId::derived(&["another"]), ..add_arrival(1) };
    let sealed_wrong = Arrival { proved: None, raw: "not for us".into(), ..add_arrival(1) };
    let not_json = Arrival { proved: Some(Proved { text: "{".into(), mac: String::new() }), ..add_arrival(1) };
    let huge = Arrival {
        proved: Some(Proved { text: " ".repeat(crate::sync::limits::MAX_ENVELOPE_BYTES + 1), mac: String::new() }),
        ..add_arrival(1)
    };
    let (elsewhere, other_device) = (proved_arrival(&elsewhere, Some(&KEY)), proved_arrival(&other_device, Some(&KEY)));
    for arrival in [elsewhere, other_device, other_number, other_id, sealed_wrong, not_json, huge] {
        let mut village = with(0);
        let result = take(&mut village, &arrival).unwrap();
        assert_eq!(told(&result), (Status::Quarantined, Some(RejectionCode::Malformed)));
        assert_eq!(take(&mut village, &arrival).unwrap(), result);
        assert!(take(&mut village, &add_arrival(2)).is_ok());
    }
}

#[test]
fn what_is_stored_are_the_exact_bytes() {
    let village = with(0);
    let (envelope, state) = (envelope("phone", 1, Some(account()), "t.add", &add("1", "t")), (Loaded::default(), Loaded::default()));
    let mut proved = Proved::seal(&envelope, None).unwrap();
    proved.text = proved.text.replacen('{', "{\n  \"to come\": [1,  2],", 1);
    let arrival = Arrival { id: envelope.id, n: 1, proved: Some(proved.clone()), raw: String::new() };
    let Verdict::Store(plan) = village.decide(device("phone"), &cadre(), &arrival, (&state.0, &state.1)) else { panic!("it is stored") };
    assert_eq!((plan.command.text, plan.command.mac, plan.command.hash), (proved.text.clone(), proved.mac.clone(), proved.hash()));
    assert_eq!((plan.command.actor, plan.command.name.as_str()), (Some(account()), "t.add"));
    assert_eq!(plan.command.device_time, Some(Instant::from_millis(1)));
}

#[test]
fn a_rule_is_asked_again_until_all_it_reads_is_loaded() {
    let mut village = with(1);
    let turn = arrival("phone", 2, "t.turn", &json!({ "id": Id::derived(&["1"]), "from": false }));
    let empty = (Loaded::default(), Loaded::default());
    let Verdict::Load { scope, .. } = village.decide(device("phone"), &cadre(), &turn, (&empty.0, &empty.1)) else { panic!("it loads") };
    assert_eq!(scope.into_iter().collect::<Vec<_>>(), [Query::One("card".into(), Id::derived(&["1"]))]);
    assert_eq!(take(&mut village, &turn).unwrap().status, Status::Accepted);
    let stale = arrival("phone", 3, "t.turn", &json!({ "id": Id::derived(&["1"]), "from": false }));
    let result = take(&mut village, &stale).unwrap();
    assert_eq!(
        (told(&result), &result.reason.unwrap().values["current"]),
        ((Status::Rejected, Some(RejectionCode::Stale)), &"true".to_owned())
    );
}

#[test]
fn a_command_writes_all_or_nothing() {
    let mut village = with(1);
    let taken = Id::derived(&[&Id::derived(&["many"]).to_string(), "2"]);
    let illness = fixture::Illness { text: String::new() }.create(taken);
    let row = write(None, illness, Writer { command: CommandId::LOWEST, name: "" }).unwrap();
    village.records.insert((row.kind.clone(), row.id), row);
    let before = village.records.clone();
    let result = take(&mut village, &arrival("phone", 2, "t.note", &json!({ "id": Id::derived(&["many"]), "times": 4 }))).unwrap();
    assert_eq!(told(&result), (Status::Rejected, Some(RejectionCode::AlreadyExists)));
    assert!(village.records == before && village.follow_ups.is_empty() && village.head.seq == 1);
}

#[test]
fn no_command_writes_more_than_a_command_may() {
    for (times, status) in [(MAX_EFFECTS, Status::Accepted), (MAX_EFFECTS + 1, Status::Rejected)] {
        let mut village = with(0);
        let result = take(&mut village, &arrival("phone", 1, "t.note", &json!({ "id": Id::LOWEST, "times": times }))).unwrap();
        assert_eq!(result.status, status);
        assert_eq!(village.follow_ups.len(), usize::from(status == Status::Accepted));
    }
}

#[test]
fn only_masked_fields_of_what_is_public_reach_the_public_view() {
    let mut village = with(1);
    assert!(village.public_records.is_empty(), "it is not open");
    let id = Id::derived(&["1"]);
    let turn = |n: u64, from: bool| arrival("phone", n, "t.turn", &json!({ "id": id, "from": from }));
    take(&mut village, &turn(2, false)).unwrap();
    let row = village.public_records[&("card".to_owned(), id)].clone();
    assert_eq!((Value::Object(row.body), row.version, row.written.len()), (json!({ "title": "title" }), 1, 0));

    let inner = json!({ "id": id, "edits": [{ "field": "inner", "value": "a secret" }] });
    take(&mut village, &arrival("phone", 3, "t.edit", &inner)).unwrap();
    assert_eq!(village.public.seq, 1, "it says nothing new there");
    take(&mut village, &turn(4, true)).unwrap();
    let row = &village.public_records[&("card".to_owned(), id)];
    assert!(row.deleted && row.body.is_empty(), "it leaves the view");
    assert_eq!((village.public.seq, village.public.tallies[&Partition::Ordinary].count), (2, 1));

    take(&mut village, &arrival("phone", 5, "t.note", &json!({ "id": id, "times": 3 }))).unwrap();
    assert_eq!(village.public.seq, 2, "sensitive facts never do");
}

#[test]
fn counts_and_digests_are_kept_by_partition() {
    let mut village = with(2);
    take(&mut village, &arrival("phone", 3, "t.note", &json!({ "id": Id::LOWEST, "times": 3 }))).unwrap();
    let counts = |part| village.head.tallies.get(&part).map_or(0, |tally: &Tally| tally.count);
    assert_eq!((counts(Partition::Ordinary), counts(Partition::Sensitive), counts(Partition::Vault)), (2, 3, 0));
    for part in [Partition::Ordinary, Partition::Sensitive] {
        let mut counted = Tally::default();
        village.records.values().filter(|row| row.partition == part).for_each(|row| counted.replace(None, row));
        assert_eq!(village.head.tallies[&part], counted);
    }
}

#[test]
fn an_account_without_a_role_here_has_no_right_and_is_told_so() {
    let stranger = Person { standing: Standing { account: Some(AccountId::derived(&["x"])), ..Standing::default() }, ..cadre() };
    let mut village = with(0);
    let result = village.take(device("phone"), &stranger, &add_arrival(1)).unwrap();
    assert_eq!(told(&result), (Status::Rejected, Some(RejectionCode::NoRight)));
    assert_eq!(village_of(&village), village_of(&with(0)));
}

fn village_of(village: &Village) -> (u64, usize) {
    (village.head.seq, village.records.len())
}

#[test]
fn versions_never_released_and_names_never_heard_are_refused_in_words() {
    let newer = Envelope { version: 9, ..envelope("phone", 1, Some(account()), "t.add", &add("1", "t")) };
    let unknown = envelope("phone", 1, Some(account()), "t.nothing", &json!({}));
    let shapeless = envelope("phone", 1, Some(account()), "t.add", &json!({ "id": 5 }));
    let cases =
        [(newer, RejectionCode::UnsupportedVersion), (unknown, RejectionCode::UnknownCommand), (shapeless, RejectionCode::Malformed)];
    for (envelope, code) in cases {
        let mut village = with(0);
        assert_eq!(told(&take(&mut village, &proved_arrival(&envelope, Some(&KEY))).unwrap()), (Status::Rejected, Some(code)));
    }
    assert_eq!(village().place().map(ToString::to_string).as_deref(), Some("623023100200"));
}
