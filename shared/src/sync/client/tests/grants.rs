//! What happens when a grant begins, changes or ends.

use super::*;

fn with(scope: ScopeId, partitions: &[Partition]) -> ScopeAccess {
    ScopeAccess { partitions: partitions.to_vec(), ..access(scope, 2, 0) }
}

#[test]
fn a_scope_leaves_the_device_when_its_grant_ends() {
    let mut stage = Stage::greeted(2);
    let actions = stage.tell(hello(1, vec![]));
    assert!(actions.contains(&Action::DropScope(village())));
    assert!(stage.client.replica(&village()).is_none() && stage.client.granted().count() == 0);
}

#[test]
fn what_waits_is_sent_before_its_scope_leaves() {
    let mut stage = Stage::greeted(2);
    stage.tell(Event::Online(false));
    stage.tell(enqueued("a", 1));
    stage.tell(Event::Online(true));
    let actions = stage.tell(hello(1, vec![]));
    assert_eq!(sent(&actions), Some(vec![(village(), vec![1])]));
    assert!(!actions.contains(&Action::DropScope(village())));
    assert!(!stage.tell(Event::Failed(Request::Push)).contains(&Action::DropScope(village())), "it is not with the server yet");
    stage.after(1_000);

    let actions = stage.tell(pushed(1, vec![batch(village(), 1, vec![result("a", 1, Status::Quarantined)], None)]));
    assert!(actions.contains(&Action::DropScope(village())));
    assert_eq!(stage.result_of("a").unwrap().status, Status::Quarantined, "the person still sees what became of it");
}

#[test]
fn a_scope_that_can_send_no_more_does_not_stay_for_it() {
    let mut stage = Stage::greeted(2);
    stage.tell(enqueued("a", 1));
    stage.tell(Event::SayHello);
    stage.tell(hello(1, vec![]));
    let forked = vec![batch(village(), 0, vec![], Some(BatchError::ForkedDevice { n: 1 }))];
    assert!(stage.tell(pushed(1, forked)).contains(&Action::DropScope(village())));
    assert!(stage.client.entries().any(Entry::waits), "the entry stays, for all to see");
}

#[test]
fn a_tab_that_cannot_tell_whether_it_can_be_sent_follows_the_leader() {
    let mut stage = Stage::greeted(2);
    stage.tell(Event::Online(false));
    stage.tell(enqueued("a", 1));
    stage.tell(hello(1, vec![]));
    assert!(stage.client.replica(&village()).is_some(), "it may still be sent");
    assert_eq!(stage.tell(Event::DroppedElsewhere(village())), []);
    assert!(stage.client.replica(&village()).is_none());
    assert!(stage.client.entries().any(Entry::waits));
}

#[test]
fn a_pull_that_is_refused_ends_the_scope_until_a_greeting_grants_it_again() {
    let mut stage = Stage::greeted(2);
    assert!(stage.tell(Event::ScopeEnded(village())).contains(&Action::DropScope(village())));
    assert_eq!(stage.tell(Event::Poked(Poke { scope: village(), head: 9 })), []);
    stage.tell(Event::SayHello);
    assert_eq!(asked(&stage.tell(hello(1, vec![access(village(), 2, 0)]))), Some((village(), 0)), "from the beginning");
}

#[test]
fn a_grant_that_comes_back_in_time_keeps_the_rows() {
    let mut stage = Stage::greeted(2);
    stage.tell(enqueued("a", 1));
    stage.tell(hello(1, vec![]));
    stage.tell(hello(1, vec![access(village(), 2, 0)]));
    let actions = stage.tell(accepted("a", 1));
    assert!(!actions.contains(&Action::DropScope(village())));
    assert_eq!(stage.cursor(&village()), Some(2));
}

#[test]
fn another_reach_begins_the_scope_anew() {
    for (before, after) in [
        (&[Partition::Ordinary][..], &[Partition::Ordinary, Partition::Sensitive][..]),
        (&[Partition::Ordinary, Partition::Sensitive], &[Partition::Ordinary]),
    ] {
        let mut stage = Stage::new();
        stage.tell(hello(1, vec![with(village(), before)]));
        let mut whole = page(&village(), 0, 2, 2);
        for part in before {
            whole.tallies.entry(*part).or_default();
        }
        stage.tell(pulled(whole));
        assert_eq!(stage.cursor(&village()), Some(2));
        assert_eq!(asked(&stage.tell(hello(1, vec![with(village(), after)]))), Some((village(), 0)));
    }
}

#[test]
fn the_order_of_partitions_says_nothing() {
    let mut stage = Stage::new();
    stage.tell(hello(1, vec![with(village(), &[Partition::Sensitive, Partition::Ordinary])]));
    let mut whole = page(&village(), 0, 2, 2);
    whole.tallies.entry(Partition::Sensitive).or_default();
    stage.tell(pulled(whole));
    assert_eq!(asked(&stage.tell(hello(1, vec![with(village(), &[Partition::Ordinary, Partition::Sensitive])]))), None);
    assert!(stage.client.settled());
}

#[test]
fn a_page_with_another_reach_than_greeted_is_not_taken() {
    let mut stage = Stage::greeted(2);
    stage.tell(Event::Poked(Poke { scope: village(), head: 3 }));
    let mut wider = page(&village(), 2, 3, 3);
    wider.tallies.entry(Partition::Sensitive).or_default();
    let actions = stage.tell(pulled(wider));
    assert!(actions.contains(&Action::SendHello) && resets(&actions).is_none());
    assert_eq!(stage.cursor(&village()), Some(2));
}

#[test]
fn a_scope_granted_anew_is_pulled_whole_and_the_others_are_not() {
    let mut stage = Stage::greeted(2);
    let actions = stage.tell(hello(1, vec![access(village(), 2, 0), access(neighbour(), 1, 0)]));
    assert_eq!(asked(&actions), Some((neighbour(), 0)));
    stage.tell(pulled(page(&neighbour(), 0, 1, 1)));
    assert!(stage.client.settled());
}
