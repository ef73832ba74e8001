//! The outbox's two stores, joined at start: IndexedDB (the database) and localStorage (the notes).
//!
//! The database writes an entry and its number in one transaction; the note is written inside it, before it ends. So the database knows
//! best while it is there, and the notes count where a browser has taken the database away: the union is the outbox. When an entry
//! changes, a note that it needs is written before the database and one that it needs no more is removed after it.

use super::client::{Entry, union};
use crate::kernel::{CommandId, ScopeId};
use std::collections::{BTreeMap, BTreeSet};

/// What one store held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The highest number ever used in each scope.
    pub counters: BTreeMap<ScopeId, u64>,
}

/// Both stores joined, and what each lacks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Joined {
    /// The outbox.
    pub entries: Vec<Entry>,
    /// The highest number ever used in each scope.
    pub counters: BTreeMap<ScopeId, u64>,
    /// Entries that the database lacks or holds in another state.
    pub to_database: Vec<Entry>,
    /// The same for the notes. What the server has accepted needs no note: the database keeps it until a backup has it.
    pub to_notes: Vec<Entry>,
    /// Notes that the database has let go: backed up, or never told "saved". They are not sent.
    pub stray: Vec<Entry>,
}

/// Joins what both stores held. Of two states of one entry [`union`] says which stands.
pub fn join(database: Held, notes: Held) -> Joined {
    let in_database: BTreeMap<CommandId, &Entry> = database.entries.iter().map(|entry| (entry.id, entry)).collect();
    let mut claimed = BTreeSet::new();
    let (noted, stray): (Vec<Entry>, Vec<Entry>) = notes.entries.into_iter().partition(|note| {
        let (used, noted) = (database.counters.get(&note.scope).copied(), notes.counters.get(&note.scope).copied());
        // While the database is there, what it does not hold was never called saved; nor was a number that the noted counter, written
        // before that word, has not reached. Of several such notes of one number one counts.
        let unsaid = used.is_some() || noted.is_none_or(|noted| noted < note.n);
        in_database.contains_key(&note.id) || (note.n > used.unwrap_or(0) && (claimed.insert((note.scope.clone(), note.n)) || !unsaid))
    });
    let in_notes: BTreeMap<CommandId, Entry> = noted.iter().map(|note| (note.id, note.clone())).collect();
    let entries = union(database.entries.clone(), noted);
    let differs = |entry: &&Entry, there: Option<&Entry>| there != Some(*entry);
    let to_database = entries.iter().filter(|entry| differs(entry, in_database.get(&entry.id).copied())).cloned().collect();
    let to_notes = entries.iter().filter(|entry| needs_note(entry) && differs(entry, in_notes.get(&entry.id))).cloned().collect();
    let mut counters = database.counters.clone();
    let known = entries.iter().filter(|entry| !entry.former).map(|entry| (entry.scope.clone(), entry.n)).chain(notes.counters);
    for (scope, n) in known {
        let counter = counters.entry(scope).or_default();
        *counter = n.max(*counter);
    }
    Joined { entries, counters, to_database, to_notes, stray }
}

/// Does an entry need its note? What waits, and what a person must still see.
pub fn needs_note(entry: &Entry) -> bool {
    entry.waits() || entry.needs_eyes()
}

/// Is this the note of a command that nobody called saved, whose number `entry` took? A tab that ends inside its transaction leaves one.
/// Where the database does not hold it, it goes before the note of `entry` does: were the database then taken away, it alone would claim
/// the number.
pub fn is_beside(entry: &Entry, note: &Entry) -> bool {
    note.id != entry.id && note.n == entry.n && note.scope == entry.scope
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Instant;
    use crate::sync::envelope::Proved;
    use crate::sync::protocol::{CommandResult, Content, Status};

    fn entry(name: &str, n: u64, status: Option<Status>) -> Entry {
        let id = CommandId::derived(&[name]);
        let at = Instant::from_millis(1);
        let result = status.map(|status| CommandResult {
            id,
            n,
            status,
            reason: None,
            place: n,
            first_seq: 0,
            last_seq: 0,
            received_at: at,
            questions: vec![],
        });
        let content = Content::Open(Proved { text: name.into(), mac: String::new() });
        Entry {
            id,
            scope: ScopeId::Deployment,
            n,
            name: name.into(),
            actor: None,
            at,
            content,
            result,
            epoch: 0,
            dismissed: false,
            former: false,
        }
    }

    fn held(entries: &[Entry], counter: u64) -> Held {
        let counters = (counter > 0).then_some((ScopeId::Deployment, counter)).into_iter().collect();
        Held { entries: entries.to_vec(), counters }
    }

    #[test]
    fn the_union_counts_when_the_database_is_gone() {
        let joined = join(held(&[], 0), held(&[entry("a", 4, None), entry("b", 5, None)], 5));
        assert_eq!(joined.entries.len(), 2);
        assert_eq!((joined.to_database.len(), joined.stray.len()), (2, 0));
        assert_eq!(joined.counters[&ScopeId::Deployment], 5);
    }

    #[test]
    fn the_union_counts_when_the_notes_are_gone() {
        let joined = join(held(&[entry("a", 4, None), entry("b", 5, Some(Status::Accepted))], 5), Held::default());
        assert_eq!(joined.to_notes, [entry("a", 4, None)]);
        assert_eq!((joined.entries.len(), joined.counters[&ScopeId::Deployment]), (2, 5));
    }

    #[test]
    fn a_counter_never_falls_behind_an_entry() {
        let joined = join(held(&[entry("a", 9, None)], 0), held(&[entry("a", 9, None)], 7));
        assert_eq!(joined.counters[&ScopeId::Deployment], 9);
        assert!(joined.to_database.is_empty() && joined.to_notes.is_empty());
    }

    #[test]
    fn a_note_that_the_database_let_go_is_not_sent_again() {
        let joined = join(held(&[entry("b", 2, None)], 2), held(&[entry("stray", 2, None), entry("b", 2, None)], 2));
        assert_eq!(joined.entries, [entry("b", 2, None)]);
        assert_eq!(joined.stray, [entry("stray", 2, None)]);
    }

    #[test]
    fn a_note_written_just_before_a_crash_counts() {
        let joined = join(held(&[], 1), held(&[entry("c", 2, None)], 1));
        assert_eq!((joined.entries, joined.counters[&ScopeId::Deployment]), (vec![entry("c", 2, None)], 2));
    }

    #[test]
    fn a_note_beside_claims_the_same_number() {
        let kept = entry("a", 1, Some(Status::Accepted));
        assert!(is_beside(&kept, &entry("b", 1, None)));
        assert!(!is_beside(&kept, &entry("a", 1, None)) && !is_beside(&kept, &entry("b", 2, None)));
    }

    #[test]
    fn of_two_notes_of_one_number_one_counts_while_the_database_is_there() {
        let notes = || held(&[entry("a", 2, None), entry("b", 2, None)], 1);
        let joined = join(held(&[], 1), notes());
        assert_eq!((joined.entries.len(), joined.stray.len()), (1, 1));
        let saved = Held { counters: BTreeMap::from([(ScopeId::Deployment, 2)]), ..notes() };
        assert_eq!(join(held(&[], 0), saved).entries.len(), 2, "nobody can tell which was saved: the server says aloud that they fork");
    }

    #[test]
    fn of_two_notes_of_one_number_one_counts_where_neither_was_called_saved() {
        let joined = join(Held::default(), held(&[entry("a", 1, None), entry("b", 1, None)], 0));
        assert_eq!((joined.entries.len(), joined.stray.len(), joined.counters[&ScopeId::Deployment]), (1, 1, 1));
    }

    #[test]
    fn an_answer_that_one_store_missed_is_written_to_it() {
        let answered = entry("a", 1, Some(Status::Rejected));
        let joined = join(held(std::slice::from_ref(&answered), 1), held(&[entry("a", 1, None)], 1));
        assert_eq!((joined.entries, joined.to_database, joined.to_notes), (vec![answered.clone()], vec![], vec![answered]));
    }
}
