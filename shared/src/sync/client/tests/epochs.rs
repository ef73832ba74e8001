//! After a restore: what an earlier epoch answered holds no more, wherever it still stands.

use super::*;

fn answered_in(epoch: u64, name: &str, n: u64, status: Status) -> Entry {
    Entry { result: Some(result(name, n, status)), epoch, ..entry(name, village(), n) }
}

fn remembered(epoch: u64) -> Hello {
    let Event::Hello(hello) = hello(epoch, vec![access(village(), 0, 0)]) else { unreachable!() };
    *hello
}

/// A machine of a person last greeted in `epoch`, over the stores of the whole device.
fn started(epoch: u64, entries: Vec<Entry>) -> Stage {
    let mut stage = Stage { client: Client::new(Some(&remembered(epoch)), entries, BTreeMap::new()), now: 1_000_000 };
    stage.tell(Event::Tick);
    stage
}

#[test]
fn an_old_answer_is_asked_for_anew_though_its_reader_knew_the_epoch_already() {
    // One person's greeting told of the restore; the crash left another's answer of before it in the stores.
    let mut stage = started(2, vec![answered_in(1, "a", 1, Status::Accepted)]);
    let actions = stage.tell(hello(2, vec![access(village(), 0, 1)]));
    assert_eq!((stored(&actions), sent(&actions)), (vec![command("a")], Some(vec![(village(), vec![1])])));
}

#[test]
fn an_answer_of_this_epoch_holds_though_its_reader_was_last_greeted_in_another() {
    for epoch in [0, 1] {
        let mut stage = started(epoch, vec![answered_in(2, "a", 1, Status::Accepted)]);
        let actions = stage.tell(hello(2, vec![access(village(), 0, 1)]));
        assert_eq!((stored(&actions), sent(&actions)), (vec![], None), "the person before has sent it in this epoch");
    }
}

#[test]
fn of_two_stores_the_later_epoch_counts() {
    let forgotten = Entry { epoch: 2, ..entry("a", village(), 1) };
    let old = answered_in(1, "a", 1, Status::Rejected);
    for (one, other) in [(&forgotten, &old), (&old, &forgotten)] {
        assert_eq!(union(vec![one.clone()], vec![other.clone()]), std::slice::from_ref(&forgotten));
    }
    let new = answered_in(2, "a", 1, Status::Accepted);
    assert_eq!(union(vec![forgotten], vec![new.clone()]), [new]);
}

#[test]
fn what_another_tab_still_knows_of_the_old_epoch_does_not_come_back() {
    let mut stage = Stage::greeted(0);
    stage.tell(enqueued("a", 1));
    let refused = pushed(1, vec![batch(village(), 1, vec![result("a", 1, Status::Rejected)], None)]);
    stage.tell(refused);
    stage.tell(hello(2, vec![access(village(), 0, 0)]));
    // The person put the old refusal aside in a tab that has not heard of the restore.
    let aside = Entry { dismissed: true, ..answered_in(1, "a", 1, Status::Rejected) };
    let actions = stage.tell(Event::EntryElsewhere(aside));
    let kept = Entry { epoch: 2, dismissed: true, ..entry("a", village(), 1) };
    assert!(actions.contains(&Action::StoreEntry(kept)), "the stores learn how it stands: {actions:?}");
    assert_eq!(stage.result_of("a"), None);
}

#[test]
fn an_old_answer_read_late_from_the_stores_is_asked_for_anew() {
    let mut stage = Stage::greeted(0);
    stage.tell(hello(2, vec![access(village(), 0, 0)]));
    let actions = stage.tell(Event::EntryElsewhere(answered_in(1, "a", 1, Status::Accepted)));
    assert_eq!((stored(&actions), sent(&actions)), (vec![command("a")], Some(vec![(village(), vec![1])])));
}

#[test]
fn a_backup_of_this_epoch_says_nothing_of_an_answer_of_another() {
    let backed_up = ScopeAccess { backed_up: 9, ..access(village(), 0, 1) };
    let mut stage = started(2, vec![answered_in(3, "a", 1, Status::Accepted)]);
    stage.tell(elsewhere_backed_up());
    assert!(stage.client.entries().next().is_some(), "a page of an epoch gone by");
    stage.tell(hello(3, vec![backed_up]));
    assert!(stage.client.entries().next().is_none());
}

fn elsewhere_backed_up() -> Event {
    let page = Page { epoch: 2, backed_up: 9, ..page(&village(), 0, 0, 0) };
    Event::PageElsewhere { page: Box::new(page), reset: true }
}
