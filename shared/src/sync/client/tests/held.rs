//! What an administrator decides reaches the device, and a revoked device hands over before it forgets.

use super::*;

fn held(name: &str, n: u64) -> Event {
    pushed(1, vec![batch(village(), n, vec![result(name, n, Status::Quarantined)], None)])
}

#[test]
fn what_is_held_is_asked_for_with_each_greeting_and_after_what_waits() {
    let mut stage = Stage::greeted(2);
    stage.tell(enqueued("a", 1));
    stage.tell(held("a", 1));
    stage.tell(enqueued("b", 2));
    stage.tell(Event::SayHello);
    stage.tell(hello(1, vec![access(village(), 2, 1)]));
    // "b" was on its way before the greeting.
    let actions = stage.tell(accepted("b", 2));
    assert_eq!(sent(&actions), Some(vec![(village(), vec![1])]), "the same command again, for its stored result");
    assert_eq!(stage.result_of("a").unwrap().status, Status::Quarantined, "meanwhile it is shown as it was");
    let actions = stage.tell(accepted("a", 1));
    assert_eq!((stored(&actions), stage.result_of("a").unwrap().status), (vec![command("a")], Status::Accepted));
    assert_eq!(sent(&actions), None);
    stage.tell(Event::SayHello);
    assert_eq!(sent(&stage.tell(hello(1, vec![access(village(), 2, 2)]))), None, "decided is decided");
}

#[test]
fn no_news_and_no_answer_change_nothing_of_what_is_held() {
    let mut stage = Stage::greeted(2);
    stage.tell(enqueued("a", 1));
    stage.tell(held("a", 1));
    for answer in [held("a", 1), pushed(1, vec![batch(village(), 1, vec![], Some(BatchError::ForkedDevice { n: 1 }))])] {
        stage.tell(Event::SayHello);
        assert!(sent(&stage.tell(hello(1, vec![access(village(), 2, 1)]))).is_some());
        assert_eq!(stored(&stage.tell(answer)), []);
        assert_eq!((stage.result_of("a").unwrap().status, stage.client.stopped(&village())), (Status::Quarantined, None));
    }
}

#[test]
fn a_revoked_device_hands_over_what_waits_and_then_holds_nothing() {
    let mut stage = Stage::greeted(2);
    stage.tell(Event::Online(false));
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Online(true));
    let actions = stage.tell(Event::Revoked);
    assert_eq!(sent(&actions), Some(vec![(village(), vec![1])]));
    assert!(!actions.contains(&Action::DropScope(village())) && !stage.client.handed_over());
    assert_eq!(asked(&actions), None);
    let actions = stage.tell(held("a", 1));
    assert!(actions.contains(&Action::DropScope(village())) && stage.client.handed_over());
    assert_eq!(stage.client.granted().count(), 0);
    assert!(stage.client.entries().any(Entry::needs_eyes), "what was handed over is still to be seen");
    assert!(!stage.tell(Event::Online(true)).iter().any(|action| matches!(action, Action::SendHello)), "nobody is greeted any more");
}

#[test]
fn a_revoked_device_tries_until_it_has_handed_over_and_follows_a_restored_server() {
    let mut stage = Stage::greeted(2);
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Revoked);
    stage.tell(Event::Failed(Request::Push));
    assert!(!stage.client.handed_over());
    assert!(sent(&stage.after(120_000)).is_some());
    let actions = stage.tell(pushed(2, vec![]));
    assert!(sent(&actions).is_some(), "in the epoch that the server has now");
}

#[test]
fn what_was_written_under_a_former_identity_is_seen_and_never_sent() {
    let former = Entry { former: true, result: Some(result("a", 7, Status::Quarantined)), ..entry("a", village(), 7) };
    let mut stage = Stage::holding(vec![former], BTreeMap::new());
    stage.tell(Event::Tick);
    assert_eq!(stage.client.next_n(&village()), 1, "numbers begin anew");
    let actions = stage.tell(hello(2, vec![access(village(), 0, 0)]));
    assert_eq!(stored(&actions), [], "another epoch does not send it again");
    stage.tell(enqueued("b", 1));
    let answered = pushed(2, vec![batch(village(), 1, vec![result("b", 1, Status::Accepted)], None)]);
    stage.tell(pushed(2, vec![]));
    stage.tell(answered);
    assert_eq!(
        (stage.result_of("b").unwrap().status, stage.client.entries().filter(|entry| entry.needs_eyes()).count()),
        (Status::Accepted, 1)
    );
}

#[test]
fn a_device_taken_out_of_use_keeps_no_words_that_the_server_has() {
    let told = |status| Entry { result: Some(result("a", 1, status)), ..entry("a", village(), 1) };
    let text = |entry: Entry| match entry.left_behind()?.content {
        Content::Open(proved) => Some(proved.text),
        Content::Sealed { .. } => None,
    };
    assert_eq!(text(told(Status::Accepted)), None);
    assert_eq!(text(Entry { dismissed: true, ..told(Status::Rejected) }), None);
    assert_eq!(text(told(Status::Quarantined)), Some(String::new()), "seen by its name and its answer");
    assert_eq!(text(entry("a", village(), 1)), Some("a".to_owned()), "what could not be handed over is the only copy");
    assert!(entry("a", village(), 1).left_behind().is_some_and(|left| left.former));
}
