//! The replicas: pages, cursors, digests, and beginning anew.

use super::*;

#[test]
fn pages_follow_one_another_to_the_head() {
    let mut stage = Stage::new();
    stage.tell(Event::Tick);
    let actions = stage.tell(hello(1, vec![access(village(), 5, 0)]));
    assert_eq!(asked(&actions), Some((village(), 0)));
    let actions = stage.tell(pulled(page(&village(), 0, 3, 5)));
    assert_eq!((resets(&actions), asked(&actions)), (Some(false), Some((village(), 3))));
    assert!(stage.client.replica(&village()).unwrap().fresh_at.is_none() && !stage.client.settled());
    let actions = stage.tell(pulled(page(&village(), 3, 5, 5)));
    assert_eq!((asked(&actions), stage.client.settled()), (None, true));
    let replica = stage.client.replica(&village()).unwrap();
    assert_eq!((replica.cursor, replica.records.len(), replica.fresh_at), (5, 5, Some(Instant::from_millis(stage.now))));
}

#[test]
fn a_head_that_moves_while_pages_come_is_followed() {
    let mut stage = Stage::new();
    stage.tell(hello(1, vec![access(village(), 3, 0)]));
    let actions = stage.tell(pulled(page(&village(), 0, 3, 8)));
    assert_eq!(asked(&actions), Some((village(), 3)));
}

#[test]
fn a_poke_is_followed_at_once_or_after_the_page_on_its_way() {
    let mut stage = Stage::greeted(2);
    let poke = |head| Event::Poked(Poke { scope: village(), head });
    assert_eq!(asked(&stage.tell(poke(3))), Some((village(), 2)));
    assert_eq!(asked(&stage.tell(poke(4))), None);
    assert_eq!(asked(&stage.tell(pulled(page(&village(), 2, 3, 3)))), Some((village(), 3)));
    stage.tell(pulled(page(&village(), 3, 4, 4)));
    assert_eq!(stage.tell(poke(2)), [], "an old poke says nothing new");
    assert_eq!(stage.tell(Event::Poked(Poke { scope: neighbour(), head: 9 })), [], "nor does one of a foreign scope");
}

#[test]
fn ones_own_accepted_command_is_pulled_without_a_poke() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    let told = CommandResult { first_seq: 1, last_seq: 1, ..result("a", 1, Status::Accepted) };
    assert_eq!(asked(&stage.tell(pushed(1, vec![batch(village(), 1, vec![told], None)]))), Some((village(), 0)));
}

#[test]
fn downloads_never_wait_for_uploads() {
    let mut stage = Stage::holding(vec![entry("a", village(), 1)], BTreeMap::new());
    stage.tell(Event::Tick);
    let actions = stage.tell(hello(1, vec![access(village(), 5, 0)]));
    assert!(sent(&actions).is_some() && asked(&actions).is_some());
    assert_eq!(asked(&stage.tell(pulled(page(&village(), 0, 3, 5)))), Some((village(), 3)), "the push is still on its way");
}

#[test]
fn a_failed_pull_waits_longer_each_time() {
    let mut stage = Stage::greeted(0);
    stage.tell(Event::Poked(Poke { scope: village(), head: 1 }));
    for wait in [1_000, 2_000, 4_000, 4_000] {
        let actions = stage.tell(Event::Failed(Request::Pull));
        assert_eq!((asked(&actions), wakes(&stage, &actions)), (None, Some(wait)));
        assert_eq!(asked(&stage.after(wait)), Some((village(), 0)));
    }
}

#[test]
fn a_head_that_is_no_more_is_not_asked_for_in_a_circle() {
    // The poke was sent before a restore and came after the greeting that told of it.
    let mut stage = Stage::greeted(2);
    assert_eq!(asked(&stage.tell(Event::Poked(Poke { scope: village(), head: 9 }))), Some((village(), 2)));
    let actions = stage.tell(pulled(page(&village(), 2, 2, 2)));
    assert_eq!((asked(&actions), stage.client.settled()), (None, true));

    // One that comes while a page is on its way may be news that the page could not have.
    stage.tell(Event::Poked(Poke { scope: village(), head: 3 }));
    stage.tell(Event::Poked(Poke { scope: village(), head: 4 }));
    assert_eq!(asked(&stage.tell(pulled(page(&village(), 2, 3, 3)))), Some((village(), 3)));
}

#[test]
fn a_scope_that_fails_lets_the_others_go_first() {
    let mut stage = Stage::new();
    let actions = stage.tell(hello(1, vec![access(village(), 1, 0), access(neighbour(), 1, 0)]));
    assert_eq!(asked(&actions), Some((village(), 0)));
    stage.tell(Event::Failed(Request::Pull));
    assert_eq!(asked(&stage.after(1_000)), Some((neighbour(), 0)));
    stage.tell(Event::Failed(Request::Pull));
    assert_eq!(asked(&stage.after(2_000)), Some((village(), 0)), "all take turns");
}

#[test]
fn a_wrong_digest_begins_the_scope_anew_and_never_touches_the_outbox() {
    let mut stage = Stage::greeted(2);
    stage.tell(enqueued("waits", 1));
    stage.tell(enqueued("too", 2));
    let outbox = stage.client.entries().cloned().collect::<Vec<_>>();
    stage.tell(Event::Poked(Poke { scope: village(), head: 3 }));

    let mut wrong = page(&village(), 2, 3, 3);
    wrong.tallies.get_mut(&Partition::Ordinary).unwrap().digest ^= 1;
    let actions = stage.tell(pulled(wrong));
    assert_eq!((resets(&actions), asked(&actions), wakes(&stage, &actions)), (None, None, Some(1_000)), "it is not stored");
    assert_eq!(asked(&stage.after(1_000)), Some((village(), 0)), "from the beginning");

    let actions = stage.tell(pulled(page(&village(), 0, 2, 3)));
    assert_eq!((resets(&actions), asked(&actions)), (Some(true), Some((village(), 2))));
    let actions = stage.tell(pulled(page(&village(), 2, 3, 3)));
    assert_eq!((resets(&actions), stage.cursor(&village())), (Some(false), Some(3)));
    assert_eq!(stage.client.entries().cloned().collect::<Vec<_>>(), outbox);
}

#[test]
fn a_row_too_many_on_the_device_is_noticed_too() {
    let stray = Replica::stored(2, 1, vec![Partition::Ordinary], [record(1), record(2), record(9)]);
    let mut stage = Stage::holding(vec![], [(village(), stray)].into());
    stage.client = Client::new(Some(&greeting(vec![access(village(), 2, 0)])), vec![], std::mem::take(&mut stage.client.replicas));
    stage.tell(hello(1, vec![access(village(), 2, 0)]));
    stage.tell(pulled(page(&village(), 2, 2, 2)));
    assert_eq!(asked(&stage.after(1_000)), Some((village(), 0)));
    stage.tell(pulled(page(&village(), 0, 2, 2)));
    assert_eq!(stage.client.replica(&village()).unwrap().records.len(), 2);
}

fn greeting(scopes: Vec<ScopeAccess>) -> Hello {
    match hello(1, scopes) {
        Event::Hello(hello) => *hello,
        _ => unreachable!(),
    }
}

#[test]
fn a_start_asks_each_scope_once_whether_it_is_whole() {
    let replica = Replica::stored(2, 1, vec![Partition::Ordinary], [record(1), record(2)]);
    let remembered = greeting(vec![access(village(), 2, 0)]);
    let mut stage = Stage::new();
    stage.client = Client::new(Some(&remembered), vec![], [(village(), replica)].into());
    assert_eq!(asked(&stage.tell(hello(1, vec![access(village(), 2, 0)]))), Some((village(), 2)));
    let actions = stage.tell(pulled(page(&village(), 2, 2, 2)));
    assert_eq!((resets(&actions), stage.client.settled()), (Some(false), true));
}

#[test]
fn another_epoch_begins_every_scope_anew() {
    let mut stage = Stage::greeted(3);
    stage.tell(Event::SayHello);
    assert_eq!(asked(&stage.tell(hello(2, vec![access(village(), 3, 0)]))), Some((village(), 0)));
    let actions = stage.tell(pulled(Page { epoch: 2, ..page(&village(), 0, 2, 2) }));
    assert_eq!((resets(&actions), stage.client.replica(&village()).unwrap().records.len()), (Some(true), 2));
    assert_eq!(stage.client.replica(&village()).unwrap().epoch, 2);
}

#[test]
fn a_page_of_another_epoch_asks_who_we_are() {
    let mut stage = Stage::greeted(3);
    stage.tell(Event::Poked(Poke { scope: village(), head: 4 }));
    assert_eq!(stage.tell(pulled(Page { epoch: 2, ..page(&village(), 3, 4, 4) })), [Action::SendHello]);
    assert_eq!(stage.cursor(&village()), Some(3));
}

#[test]
fn a_cursor_from_the_future_begins_anew() {
    let mut stage = Stage::greeted(5);
    assert_eq!(asked(&stage.tell(hello(1, vec![access(village(), 2, 0)]))), Some((village(), 0)), "told by the greeting");

    let mut stage = Stage::greeted(5);
    stage.tell(Event::Poked(Poke { scope: village(), head: 6 }));
    let empty = Page { changes: vec![], to: 5, head: 2, ..page(&village(), 5, 5, 5) };
    let wait = stage.tell(pulled(empty));
    assert_eq!(resets(&wait), None);
    assert_eq!(asked(&stage.after(1_000)), Some((village(), 0)), "told by a page");
}

#[test]
fn after_a_restore_no_number_seen_before_counts() {
    // What the restored server accepts anew has small numbers. They must not look as if their changes were here already: the saved
    // visit would vanish from the screen until the first page comes.
    let announced = |stage: &mut Stage| stage.tell(hello(2, vec![access(village(), 0, 0)]));
    let silent = |stage: &mut Stage| stage.tell(hello(1, vec![access(village(), 1, 0)]));
    for restored in [announced, silent] {
        let mut stage = Stage::greeted(5);
        restored(&mut stage);
        assert_eq!(stage.cursor(&village()), Some(0));
    }
    let mut stage = Stage::greeted(5);
    stage.tell(Event::Poked(Poke { scope: village(), head: 6 }));
    stage.tell(pulled(Page { changes: vec![], to: 5, head: 2, ..page(&village(), 5, 5, 5) }));
    assert_eq!(stage.cursor(&village()), Some(0));
}

#[test]
fn a_page_that_does_not_follow_is_left() {
    let mut stage = Stage::greeted(2);
    for stray in [page(&village(), 0, 1, 2), page(&village(), 3, 4, 4), page(&neighbour(), 0, 1, 1)] {
        assert_eq!(resets(&stage.tell(pulled(stray))), None);
        assert_eq!(stage.cursor(&village()), Some(2));
    }
    assert!(stage.client.replica(&neighbour()).is_none());
}

#[test]
fn a_page_that_makes_no_way_is_not_asked_for_in_a_circle() {
    let mut stage = Stage::greeted(2);
    stage.tell(Event::Poked(Poke { scope: village(), head: 4 }));
    let stuck = Page { changes: vec![], head: 4, ..page(&village(), 2, 2, 2) };
    let actions = stage.tell(pulled(stuck));
    assert_eq!((asked(&actions), wakes(&stage, &actions)), (None, Some(1_000)));
}

#[test]
fn a_device_that_must_be_renewed_still_sends() {
    // Its pulls are refused for as long as it knows an older shape of the records; its pushes are taken.
    let mut stage = Stage::new();
    let Event::Hello(mut newer) = hello(1, vec![access(village(), 5, 0)]) else { unreachable!() };
    newer.schema += 1;
    stage.tell(Event::Tick);
    stage.tell(Event::Hello(newer));
    stage.tell(Event::Failed(Request::Pull));
    for n in 1..=3 {
        let name = format!("e{n}");
        assert_eq!(sent(&stage.tell(enqueued(&name, n))), Some(vec![(village(), vec![n])]));
        stage.tell(accepted(&name, n));
        stage.after(4_000);
        stage.tell(Event::Failed(Request::Pull));
    }
    assert!(stage.client.entries().all(|entry| !entry.waits()));
}
