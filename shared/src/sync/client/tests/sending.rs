//! The outbox: what is sent when, what the answers do, and how often it is tried again.

use super::*;
use crate::sync::limits::{MAX_PUSH_BYTES, MAX_PUSH_COMMANDS};

#[test]
fn nothing_is_sent_before_the_greeting() {
    let mut stage = Stage::new();
    assert_eq!(stage.tell(enqueued("a", 1)), [Action::SendHello]);
    assert_eq!(stage.tell(enqueued("b", 2)), []);
    assert_eq!(sent(&stage.tell(hello(1, vec![access(village(), 0, 0)]))), Some(vec![(village(), vec![1, 2])]));
}

#[test]
fn each_scope_has_a_batch_in_the_order_of_its_numbers() {
    let entries = vec![entry("d", neighbour(), 1), entry("b", village(), 2), entry("a", village(), 1)];
    let mut stage = Stage::holding(entries, BTreeMap::new());
    stage.tell(Event::Tick);
    let actions = stage.tell(hello(1, vec![access(village(), 0, 0), access(neighbour(), 0, 0)]));
    assert_eq!(sent(&actions), Some(vec![(village(), vec![1, 2]), (neighbour(), vec![1])]));
}

#[test]
fn one_push_flies_at_a_time_and_the_rest_follows() {
    let mut stage = Stage::greeted(0);
    assert!(sent(&stage.tell(enqueued("a", 1))).is_some());
    assert_eq!(sent(&stage.tell(enqueued("b", 2))), None);
    assert_eq!(sent(&stage.after(60_000)), None, "whoever lends the network ends a request that hangs");
    let actions = stage.tell(accepted("a", 1));
    assert_eq!((stored(&actions), sent(&actions)), (vec![command("a")], Some(vec![(village(), vec![2])])));
}

#[test]
fn a_push_stays_within_its_limits() {
    let many = (1..=250).map(|n| entry(&format!("e{n}"), village(), n)).collect();
    let mut stage = Stage::holding(many, BTreeMap::new());
    stage.tell(Event::Tick);
    let actions = stage.tell(hello(1, vec![access(village(), 0, 0)]));
    assert_eq!(sent(&actions).unwrap()[0].1, (1..=100).collect::<Vec<u64>>());
    assert_eq!(MAX_PUSH_COMMANDS, 100);

    let long = |n: u64| {
        let content = Content::Sealed { sealed: "x".repeat(MAX_PUSH_BYTES / 2) };
        Entry { content, ..entry(&format!("l{n}"), village(), n) }
    };
    let mut stage = Stage::holding((1..=5).map(long).collect(), BTreeMap::new());
    stage.tell(Event::Tick);
    assert_eq!(sent(&stage.tell(hello(1, vec![access(village(), 0, 0)]))), Some(vec![(village(), vec![1, 2])]));
}

#[test]
fn an_entry_larger_than_a_push_goes_alone_and_does_not_hold_up_the_rest_for_good() {
    let content = Content::Sealed { sealed: "x".repeat(MAX_PUSH_BYTES * 2) };
    let huge = Entry { content, ..entry("huge", village(), 1) };
    let mut stage = Stage::holding(vec![huge, entry("b", village(), 2)], BTreeMap::new());
    stage.tell(Event::Tick);
    assert_eq!(sent(&stage.tell(hello(1, vec![access(village(), 0, 0)]))), Some(vec![(village(), vec![1])]));
}

#[test]
fn a_failed_push_waits_longer_each_time_and_never_long() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    for wait in [1_000, 2_000, 4_000, 4_000, 4_000] {
        let actions = stage.tell(Event::Failed(Request::Push));
        assert_eq!((sent(&actions), wakes(&stage, &actions)), (None, Some(wait)));
        assert_eq!(sent(&stage.after(wait - 1)), None);
        assert_eq!(sent(&stage.after(1)), Some(vec![(village(), vec![1])]));
    }
}

#[test]
fn an_answer_makes_the_wait_short_again() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Failed(Request::Push));
    stage.after(1_000);
    stage.tell(Event::Failed(Request::Push));
    stage.after(2_000);
    stage.tell(accepted("a", 1));
    stage.tell(enqueued("b", 2));
    let actions = stage.tell(Event::Failed(Request::Push));
    assert_eq!(wakes(&stage, &actions), Some(1_000));
}

#[test]
fn what_is_written_next_or_the_network_coming_back_ends_the_wait() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Failed(Request::Push));
    assert_eq!(sent(&stage.tell(enqueued("b", 2))), Some(vec![(village(), vec![1, 2])]));

    stage.tell(Event::Failed(Request::Push));
    assert_eq!(stage.tell(Event::Online(false)), []);
    assert_eq!(stage.after(60_000), [], "nobody there to send it to");
    assert!(stage.tell(Event::Online(true)).contains(&Action::SendHello), "who is back asks first who it is");
    assert_eq!(sent(&stage.tell(hello(1, vec![access(village(), 0, 0)]))), Some(vec![(village(), vec![1, 2])]));
}

#[test]
fn a_clock_that_is_set_back_does_not_stretch_the_wait() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Failed(Request::Push));
    assert!(sent(&stage.after(-3_600_000)).is_some());
}

#[test]
fn a_fault_of_the_server_is_tried_again_and_what_was_answered_counts() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Failed(Request::Push));
    stage.tell(enqueued("b", 2));
    let answers = vec![batch(village(), 1, vec![result("a", 1, Status::Accepted)], Some(BatchError::Fault))];
    let actions = stage.tell(pushed(1, answers));
    assert_eq!((stored(&actions), sent(&actions)), (vec![command("a")], None));
    let wait = wakes(&stage, &actions).unwrap();
    assert_eq!(sent(&stage.after(wait)), Some(vec![(village(), vec![2])]));
}

#[test]
fn an_answer_that_moves_nothing_is_not_asked_for_in_a_circle() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    let actions = stage.tell(pushed(1, vec![]));
    assert_eq!((sent(&actions), wakes(&stage, &actions)), (None, Some(1_000)));
}

#[test]
fn a_refusal_stays_until_somebody_has_seen_it() {
    for status in [Status::Rejected, Status::Quarantined] {
        let mut stage = Stage::greeted(0);
        stage.tell(enqueued("a", 1));
        let actions = stage.tell(pushed(1, vec![batch(village(), 1, vec![result("a", 1, status)], None)]));
        assert_eq!((stored(&actions), stage.client.settled()), (vec![command("a")], true));
        assert_eq!(stage.result_of("a").unwrap().reason, result("a", 1, status).reason);

        let backed_up = ScopeAccess { backed_up: 9, ..access(village(), 0, 1) };
        stage.tell(hello(1, vec![backed_up.clone()]));
        assert!(stage.client.entries().all(Entry::needs_eyes), "a backup has it, but nobody has seen it");

        let actions = stage.tell(Event::Dismissed(command("a")));
        assert_eq!(stored(&actions), [command("a")]);
        assert_eq!(stage.client.entries().filter(|entry| entry.needs_eyes()).count(), 0);
        assert_eq!(stored(&stage.tell(Event::Dismissed(command("a")))), [], "once is enough");
        assert!(stage.tell(hello(1, vec![backed_up])).contains(&Action::DropEntry(command("a"))));
    }
}

#[test]
fn what_is_accepted_is_forgotten_when_a_backup_has_it_and_the_screen_does_too() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    let told = CommandResult { first_seq: 1, last_seq: 1, ..result("a", 1, Status::Accepted) };
    stage.tell(pushed(1, vec![batch(village(), 1, vec![told], None)]));

    let backed_up = |place| ScopeAccess { backed_up: place, ..access(village(), 1, 1) };
    let drop = Action::DropEntry(command("a"));
    assert!(!stage.tell(hello(1, vec![backed_up(1)])).contains(&drop), "its change is not here yet: the visit would flicker");
    let actions = stage.tell(pulled(Page { backed_up: 0, ..page(&village(), 0, 1, 1) }));
    assert!(!actions.contains(&drop), "no backup has it");
    assert!(stage.tell(hello(1, vec![backed_up(1)])).contains(&drop));
    assert_eq!(stage.client.next_n(&village()), 2, "its number is never given out again");
}

#[test]
fn a_gap_that_the_device_can_fill_is_filled() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(accepted("a", 1));
    stage.tell(enqueued("b", 2));
    let gap = vec![batch(village(), 0, vec![], Some(BatchError::StreamGap { expected: 1 }))];
    let actions = stage.tell(pushed(1, gap));
    assert_eq!(stored(&actions), [command("a")]);
    let wait = wakes(&stage, &actions).unwrap_or(0);
    let next = sent(&actions).or_else(|| sent(&stage.after(wait)));
    assert_eq!(next, Some(vec![(village(), vec![1, 2])]));
}

#[test]
fn a_scope_that_cannot_go_on_stops_and_says_so_and_the_others_go_on() {
    for error in [BatchError::StreamGap { expected: 1 }, BatchError::ForkedDevice { n: 7 }, BatchError::NotFound] {
        let mut stage = Stage::new();
        stage.tell(Event::Tick);
        stage.tell(hello(1, vec![access(village(), 0, 0), access(neighbour(), 0, 0)]));
        stage.tell(enqueued("a", 7));
        stage.tell(Event::Enqueued(entry("b", neighbour(), 1)));
        let actions = stage.tell(pushed(1, vec![batch(village(), 0, vec![], Some(error))]));
        assert_eq!(stage.client.stopped(&village()), Some(error));
        assert_eq!(sent(&actions), Some(vec![(neighbour(), vec![1])]));
        assert!(stage.client.entries().any(|entry| entry.id == command("a") && entry.waits()), "it waits, for all to see");

        stage.tell(hello(1, vec![access(village(), 0, 0), access(neighbour(), 0, 0)]));
        assert_eq!(stage.client.stopped(&village()), None, "a greeting is a reason to try again");
    }
}

#[test]
fn numbers_go_on_above_all_that_was_ever_used() {
    let mut stage = Stage::new();
    assert_eq!(stage.client.next_n(&village()), 1);
    stage.tell(hello(1, vec![access(village(), 0, 41)]));
    assert_eq!(stage.client.next_n(&village()), 42);
    stage.tell(enqueued("a", 60));
    assert_eq!(stage.client.next_n(&village()), 61);
    stage.tell(pushed(1, vec![batch(village(), 70, vec![], None)]));
    assert_eq!((stage.client.next_n(&village()), stage.client.next_n(&neighbour())), (71, 1));
}

#[test]
fn an_outbox_that_is_full_says_so_and_has_room_again_once_it_is_sent() {
    let many = (1..=1_000).map(|n| entry(&format!("e{n}"), village(), n)).collect();
    let mut stage = Stage::holding(many, BTreeMap::new());
    assert!(!stage.client.has_room());
    stage.tell(hello(1, vec![access(village(), 0, 0)]));
    stage.tell(accepted("e1", 1));
    assert!(stage.client.has_room());
}

#[test]
fn after_a_restore_everything_kept_is_sent_again() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(accepted("a", 1));
    stage.tell(enqueued("b", 2));
    let actions = stage.tell(pushed(2, vec![]));
    assert_eq!(actions, [Action::SendHello], "an answer of another epoch has looked at nothing");
    let actions = stage.tell(hello(2, vec![access(village(), 0, 0)]));
    assert_eq!((stored(&actions), sent(&actions)), (vec![command("a")], Some(vec![(village(), vec![1, 2])])));
}

#[test]
fn after_a_restore_that_nobody_announced_what_the_server_forgot_is_sent_again() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(accepted("a", 1));
    stage.tell(enqueued("b", 2));
    stage.tell(accepted("b", 2));
    let actions = stage.tell(hello(1, vec![access(village(), 0, 1)]));
    assert_eq!((stored(&actions), sent(&actions)), (vec![command("b")], Some(vec![(village(), vec![2])])));
}

#[test]
fn an_answer_that_comes_twice_changes_nothing() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    stage.tell(accepted("a", 1));
    let before = stage.client.entries().cloned().collect::<Vec<_>>();
    stage.tell(accepted("a", 1));
    assert_eq!(stage.client.entries().cloned().collect::<Vec<_>>(), before);
    let foreign = pushed(1, vec![batch(village(), 1, vec![result("not ours", 1, Status::Rejected)], None)]);
    assert_eq!(stored(&stage.tell(foreign)), []);
}
