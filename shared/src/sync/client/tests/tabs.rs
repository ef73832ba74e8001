//! Several tabs: one leads, all show the same, and another can take over.

use super::*;

fn elsewhere(page: Page, reset: bool) -> Event {
    Event::PageElsewhere { page: Box::new(page), reset }
}

/// A tab that does not lead, beside a leader that has pulled `count` records.
fn follower(count: u64) -> Stage {
    let mut stage = Stage::new();
    stage.tell(Event::Online(false));
    stage.tell(hello(1, vec![access(village(), count, 0)]));
    stage.tell(elsewhere(page(&village(), 0, count, count), false));
    stage
}

#[test]
fn a_tab_that_does_not_lead_sends_nothing() {
    let mut stage = follower(2);
    for event in [enqueued("a", 1), Event::Tick, Event::Poked(Poke { scope: village(), head: 5 })] {
        let actions = stage.tell(event);
        assert_eq!((sent(&actions), asked(&actions), actions.contains(&Action::SendHello)), (None, None, false));
    }
}

#[test]
fn the_leader_sends_what_another_tab_wrote() {
    let mut stage = Stage::greeted(0);
    let actions = stage.tell(Event::EntryElsewhere(entry("theirs", village(), 1)));
    assert_eq!(sent(&actions), Some(vec![(village(), vec![1])]));
    assert_eq!(stage.client.next_n(&village()), 2);
}

#[test]
fn an_answer_is_shown_in_every_tab() {
    let mut stage = follower(0);
    stage.tell(enqueued("a", 1));
    let answered = Entry { result: Some(result("a", 1, Status::Rejected)), epoch: 1, ..entry("a", village(), 1) };
    stage.tell(Event::EntryElsewhere(answered.clone()));
    assert_eq!(stage.client.entries().collect::<Vec<_>>(), [&answered]);
    stage.tell(Event::EntryElsewhere(Entry { dismissed: true, ..answered }));
    assert!(stage.client.entries().all(|entry| !entry.needs_eyes()));
}

#[test]
fn the_page_of_another_tab_is_followed_once() {
    let mut stage = follower(2);
    assert_eq!(stage.cursor(&village()), Some(2));
    for _ in 0..2 {
        assert_eq!(resets(&stage.tell(elsewhere(page(&village(), 2, 4, 4), false))), None, "the other tab has stored it");
        assert_eq!((stage.cursor(&village()), stage.client.replica(&village()).unwrap().records.len()), (Some(4), 4));
    }
}

#[test]
fn a_page_with_a_gap_before_it_is_left_to_one_that_begins_anew() {
    let mut stage = follower(2);
    stage.tell(elsewhere(page(&village(), 5, 6, 6), false));
    assert_eq!(stage.cursor(&village()), Some(2));
    stage.tell(elsewhere(page(&village(), 0, 6, 6), true));
    assert_eq!((stage.cursor(&village()), stage.client.replica(&village()).unwrap().records.len()), (Some(6), 6));
}

#[test]
fn a_page_of_a_scope_never_heard_of_is_shown_too() {
    let mut stage = follower(0);
    stage.tell(elsewhere(page(&neighbour(), 0, 1, 1), false));
    assert_eq!(stage.cursor(&neighbour()), Some(1));
}

#[test]
fn what_a_closed_tab_could_not_tell_is_read_from_the_stores() {
    // A tab wrote "a" as 1 and was closed before it could tell; this one then wrote "b" as 2.
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("b", 2));
    let gap = pushed(1, vec![batch(village(), 0, vec![], Some(BatchError::StreamGap { expected: 1 }))]);
    let actions = stage.tell(gap);
    assert!(actions.contains(&Action::ReadOutbox) && sent(&actions).is_none());
    let actions = stage.tell(Event::EntryElsewhere(entry("a", village(), 1)));
    assert_eq!((sent(&actions), stage.client.stopped(&village())), (Some(vec![(village(), vec![1, 2])]), None));
    assert!(stage.tell(hello(1, vec![access(village(), 0, 0)])).contains(&Action::ReadOutbox), "and with every greeting");
}

#[test]
fn nothing_is_sent_before_the_stores_are_read() {
    // The same after a restore: the server would take 2 for the first number that is left of this device's, and 1 would come too late.
    let mut stage = Stage::greeted(0);
    stage.tell(Event::Online(false));
    stage.tell(enqueued("b", 2));
    stage.tell(Event::Online(true));
    let actions = stage.tell_unread(hello(2, vec![access(village(), 0, 0)]));
    assert!(actions.contains(&Action::ReadOutbox) && sent(&actions).is_none() && !stage.client.settled());
    assert_eq!(sent(&stage.tell_unread(Event::EntryElsewhere(entry("a", village(), 1)))), None);
    assert_eq!(sent(&stage.tell_unread(Event::OutboxRead)), Some(vec![(village(), vec![1, 2])]));
}

#[test]
fn what_is_backed_up_leaves_the_memory_of_every_tab() {
    // Else a restore would let it wait again in the tab that still has it, for ever.
    let mut stage = follower(0);
    let told = CommandResult { first_seq: 1, last_seq: 1, ..result("a", 1, Status::Accepted) };
    stage.tell(Event::EntryElsewhere(Entry { result: Some(told), epoch: 1, ..entry("a", village(), 1) }));
    stage.tell(elsewhere(Page { backed_up: 1, ..page(&village(), 0, 1, 1) }, false));
    assert_eq!(stage.client.entries().count(), 0);
}

#[test]
fn rows_of_an_epoch_gone_by_hide_nothing_at_a_start() {
    let Event::Hello(remembered) = hello(2, vec![access(village(), 1, 1)]) else { unreachable!() };
    let old = Replica::stored(9, 1, vec![Partition::Ordinary], [record(1)]);
    let client = Client::new(Some(&remembered), vec![], [(village(), old)].into());
    assert_eq!(client.replica(&village()).map(|replica| replica.cursor), Some(0));
}

#[test]
fn whoever_takes_over_goes_on_where_the_stores_stand() {
    // What the leader had sent and not heard of is sent again under the same numbers; the server knows what it has.
    let mut leader = Stage::greeted(2);
    leader.tell(enqueued("a", 1));
    let Event::Hello(remembered) = hello(1, vec![access(village(), 2, 0)]) else { unreachable!() };
    let replica = Replica::stored(2, 1, vec![Partition::Ordinary], [record(1), record(2)]);
    let entries = leader.client.entries().cloned().collect();
    let mut next = Stage { client: Client::new(Some(&remembered), entries, [(village(), replica)].into()), now: leader.now };
    assert_eq!(next.tell(Event::Tick), [Action::SendHello]);
    let actions = next.tell(hello(1, vec![access(village(), 3, 0)]));
    assert_eq!((sent(&actions), asked(&actions)), (Some(vec![(village(), vec![1])]), Some((village(), 2))));
}

#[test]
fn a_restart_offline_knows_who_may_do_what() {
    let Event::Hello(remembered) = hello(4, vec![access(village(), 2, 17)]) else { unreachable!() };
    let client = Client::new(Some(&remembered), vec![], BTreeMap::new());
    assert_eq!(client.granted().map(|access| &access.scope).collect::<Vec<_>>(), [&village()]);
    assert_eq!((client.next_n(&village()), client.settled()), (18, false));
}

#[test]
fn two_entries_with_one_number_are_both_sent_and_neither_vanishes() {
    // Only a broken store can hold them. The server says aloud that the device is forked.
    let entries = vec![entry("one", village(), 1), entry("other", village(), 1)];
    let mut stage = Stage::holding(entries, BTreeMap::new());
    stage.tell(Event::Tick);
    assert_eq!(sent(&stage.tell(hello(1, vec![access(village(), 0, 0)]))), Some(vec![(village(), vec![1, 1])]));
    let answers = vec![result("one", 1, Status::Accepted)];
    stage.tell(pushed(1, vec![batch(village(), 1, answers, Some(BatchError::ForkedDevice { n: 1 }))]));
    assert_eq!(stage.client.entries().filter(|entry| entry.waits()).count(), 1);
    assert!(stage.client.stopped(&village()).is_some());
}

#[test]
fn what_either_store_holds_counts_and_the_later_answer_wins() {
    let answered = |at: i64, status| {
        let result = CommandResult { received_at: Instant::from_millis(at), ..result("a", 1, status) };
        Entry { result: Some(result), ..entry("a", village(), 1) }
    };
    let joined = |one: Entry, other: Entry| union(vec![one], vec![other]);
    let (early, late) = (answered(1, Status::Rejected), answered(2, Status::Accepted));
    assert_eq!(joined(early.clone(), late.clone()), joined(late.clone(), early.clone()));
    assert_eq!(joined(early.clone(), late.clone()), std::slice::from_ref(&late));
    assert_eq!(joined(entry("a", village(), 1), early.clone()), std::slice::from_ref(&early));
    assert!(joined(Entry { dismissed: true, ..early.clone() }, early)[0].dismissed);
    assert_eq!(union(vec![entry("a", village(), 1)], vec![entry("b", village(), 2)]).len(), 2);
}
