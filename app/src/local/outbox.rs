//! 待送: every command of this device until the server has it and a backup has it too.
//!
//! Two stores hold each entry before the screen says "saved": the database `outbox` (store `entry`, strict) and localStorage
//! (`outbox.<command>`). Numbers are contiguous per scope: they are taken inside one strict transaction that all tabs queue for, and the
//! note in localStorage is written within it, so either both hold the entry or neither does. No upgrade of the database removes a store.

use super::db::{Database, DbError, Durability, Undecided, Writing};
use super::kept::{self, KeepError};
use super::seal::Own;
use serde::de::DeserializeOwned;
use shared::kernel::{CommandId, DeviceId, ScopeId};
use shared::sync::client::Entry;
use shared::sync::two_stores::{Held, Joined, is_beside, join, needs_note};
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;

const DATABASE: &str = "outbox";
/// Goes up when a store is added.
const VERSION: u32 = 1;
/// The entries, by command.
const ENTRY: &str = "entry";
/// The highest number ever used, by scope.
const COUNTER: &str = "counter";
/// What an author can open again of what was sealed, by command.
const OWN: &str = "own";
/// Facts about this device, by name.
const FACT: &str = "fact";
const STORES: &[&str] = &[ENTRY, COUNTER, OWN, FACT];

const NOTE: &str = "outbox.";
const NOTED_COUNTER: &str = "counter.";
const STRAY: &str = "stray.";
const DEVICE: &str = "device";

/// Why an entry was not kept. Neither store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppendError {
    /// Another tab took this number; this is the highest used now.
    Taken(u64),
    /// One of the stores has no room.
    Full,
    /// A store failed.
    Broken(String),
}

impl From<DbError> for AppendError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Full => Self::Full,
            DbError::Broken(words) => Self::Broken(words),
        }
    }
}

impl From<KeepError> for AppendError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Full => Self::Full,
            KeepError::Refused => Self::Broken("localStorage refused".to_owned()),
        }
    }
}

/// The two stores.
#[derive(Debug, Clone)]
pub struct Outbox(Database);

impl Outbox {
    /// Opens the database.
    pub async fn open() -> Result<Self, DbError> {
        Ok(Self(Database::open(DATABASE, VERSION, STORES).await?))
    }

    /// This device's identity: the same in both stores, made here the first time.
    pub async fn device(&self, new: impl FnOnce() -> DeviceId) -> Result<DeviceId, DbError> {
        let in_database = self.0.get(FACT, &DEVICE.into()).await?.and_then(|text| text.parse().ok());
        let noted: Option<DeviceId> = kept::get(DEVICE);
        // The database wins: its counters belong to its device.
        let device = in_database.or(noted).unwrap_or_else(new);
        if in_database.is_none() {
            let writing = self.0.write(&[FACT], Durability::Strict)?;
            writing.put(FACT, &DEVICE.into(), &device.to_string())?;
            writing.commit().await?;
        }
        if noted != Some(device) {
            kept::set_or_warn(DEVICE, &device);
        }
        Ok(device)
    }

    /// Gives this device another identity. Of what it holds stays what a person has yet to see, and all that could not be handed over, as
    /// written under the identity before; numbers begin anew.
    pub async fn renew(&self, device: DeviceId) -> Result<DeviceId, DbError> {
        let held = join(self.held().await?, noted());
        let left: Vec<Entry> = held.entries.into_iter().filter_map(Entry::left_behind).collect();
        // The notes first: the database still holds all of it, and none of theirs is taken for one of the device to come.
        for key in [NOTE, NOTED_COUNTER, STRAY].iter().flat_map(|beginning| kept::keys(beginning)) {
            kept::remove(&key);
        }
        let writing = self.0.write(&[ENTRY, COUNTER, OWN, FACT], Durability::Strict)?;
        for store in [ENTRY, COUNTER, OWN] {
            writing.clear(store)?;
        }
        for entry in &left {
            put_entry(&writing, entry)?;
        }
        writing.put(FACT, &DEVICE.into(), &device.to_string())?;
        writing.commit().await?;
        for entry in left.iter().filter(|entry| needs_note(entry)) {
            kept::set_or_warn(&note(entry.id), entry);
        }
        kept::set_or_warn(DEVICE, &device);
        Ok(device)
    }

    /// Everything that waits or is kept, out of both stores, each repaired from the other.
    pub async fn load(&self) -> Result<Vec<Entry>, DbError> {
        let joined = join(self.held().await?, noted());
        self.repair(&joined).await?;
        Ok(joined.entries)
    }

    async fn held(&self) -> Result<Held, DbError> {
        let entries = read_all(&self.0.all(ENTRY, None).await?);
        let counters: Vec<(ScopeId, u64)> = read_all(&self.0.all(COUNTER, None).await?);
        Ok(Held { entries, counters: counters.into_iter().collect() })
    }

    async fn repair(&self, joined: &Joined) -> Result<(), DbError> {
        let writing = self.0.write(&[ENTRY, COUNTER], Durability::Strict)?;
        for entry in &joined.to_database {
            put_entry(&writing, entry)?;
        }
        for (scope, n) in &joined.counters {
            put_counter(&writing, scope, *n)?;
        }
        writing.commit().await?;
        for (scope, n) in &joined.counters {
            note_counter(scope, *n);
        }
        for entry in &joined.to_notes {
            kept::set_or_warn(&note(entry.id), entry);
        }
        joined.stray.iter().for_each(set_aside);
        Ok(())
    }

    /// The highest number used in a scope so far.
    pub async fn used(&self, scope: &ScopeId) -> Result<u64, DbError> {
        let kept = self.0.get(COUNTER, &JsValue::from_str(&scope.to_string())).await?;
        Ok(kept.as_deref().map_or(0, counter_of))
    }

    /// Writes a new entry to both stores, if its number is still the next one after the counter and after `floor`.
    pub async fn append(&self, entry: &Entry, floor: u64, own: Option<&Own>) -> Result<(), AppendError> {
        let (new, own) = (entry.clone(), own.cloned());
        let key = JsValue::from_str(&entry.scope.to_string());
        let decided = self.0.decide(&[ENTRY, COUNTER, OWN], (COUNTER, &key), move |kept, writing| {
            let used = kept.as_deref().map_or(0, counter_of).max(floor);
            if new.n != used + 1 {
                return Err(Undecided::No(AppendError::Taken(used)));
            }
            put_both(writing, &new, own.as_ref()).map_err(Undecided::No)
        });
        let failed = match decided.await {
            Ok(()) => {
                note_counter(&entry.scope, entry.n);
                return Ok(());
            }
            Err(Undecided::No(reason)) => reason,
            Err(Undecided::Failed(error)) => error.into(),
        };
        // Nothing half-kept: the database has taken nothing, so the note goes too.
        kept::remove(&note(entry.id));
        Err(failed)
    }

    /// Writes entries as they now stand. A note that is needed is written first and one that is not is removed last: whatever a crash
    /// leaves, what waits is in both stores.
    pub async fn store(&self, entries: &[Entry]) -> Result<(), DbError> {
        for entry in entries.iter().filter(|entry| needs_note(entry)) {
            kept::set_or_warn(&note(entry.id), entry);
        }
        // A lost answer is asked for again, so this need not wait for the disk.
        let writing = self.0.write(&[ENTRY], Durability::Relaxed)?;
        for entry in entries {
            put_entry(&writing, entry)?;
        }
        writing.commit().await?;
        let needless: Vec<&Entry> = entries.iter().filter(|entry| !needs_note(entry)).collect();
        self.set_strays_aside(&needless).await?;
        for entry in needless {
            kept::remove(&note(entry.id));
        }
        Ok(())
    }

    /// Sets aside the notes that claim the number of one of these entries and that the database does not hold.
    async fn set_strays_aside(&self, entries: &[&Entry]) -> Result<(), DbError> {
        if entries.is_empty() {
            return Ok(());
        }
        for stray in noted().entries.iter().filter(|note| entries.iter().any(|entry| is_beside(entry, note))) {
            if self.0.get(ENTRY, &JsValue::from_str(&stray.id.to_string())).await?.is_none() {
                set_aside(stray);
            }
        }
        Ok(())
    }

    /// Forgets entries: a backup has them.
    pub async fn forget(&self, commands: &[CommandId]) -> Result<(), DbError> {
        let writing = self.0.write(&[ENTRY, OWN], Durability::Relaxed)?;
        for command in commands {
            let key = JsValue::from_str(&command.to_string());
            writing.delete(ENTRY, &key)?;
            writing.delete(OWN, &key)?;
        }
        writing.commit().await?;
        for command in commands {
            kept::remove(&note(*command));
        }
        Ok(())
    }

    /// What authors can open again.
    pub async fn own(&self) -> Result<Vec<(CommandId, Own)>, DbError> {
        Ok(read_all(&self.0.all(OWN, None).await?))
    }
}

fn set_aside(stray: &Entry) {
    leptos::logging::warn!("a stray note of {} was set aside", stray.id);
    if !stray.waits() || kept::set(&format!("{STRAY}{}", stray.id), stray).is_ok() {
        kept::remove(&note(stray.id));
    }
}

/// Removes notes of what the server has accepted: the database keeps it.
pub(super) fn drop_needless_notes() {
    for entry in noted().entries.iter().filter(|entry| !needs_note(entry)) {
        kept::remove(&note(entry.id));
    }
}

fn put_both(writing: &Writing, entry: &Entry, own: Option<&Own>) -> Result<(), AppendError> {
    kept::set(&note(entry.id), entry)?;
    put_entry(writing, entry)?;
    put_counter(writing, &entry.scope, entry.n)?;
    if let Some(own) = own {
        let text = json(&(entry.id, own))?;
        writing.put(OWN, &JsValue::from_str(&entry.id.to_string()), &text)?;
    }
    writing.no_more();
    Ok(())
}

fn put_entry(writing: &Writing, entry: &Entry) -> Result<(), DbError> {
    writing.put(ENTRY, &JsValue::from_str(&entry.id.to_string()), &json(entry)?)
}

/// Scope and number together, so that all counters can be read in one go.
fn put_counter(writing: &Writing, scope: &ScopeId, n: u64) -> Result<(), DbError> {
    writing.put(COUNTER, &JsValue::from_str(&scope.to_string()), &json(&(scope, n))?)
}

fn counter_of(text: &str) -> u64 {
    serde_json::from_str::<(ScopeId, u64)>(text).map_or(0, |(_, n)| n)
}

fn note(command: CommandId) -> String {
    format!("{NOTE}{command}")
}

fn note_counter(scope: &ScopeId, n: u64) {
    let key = format!("{NOTED_COUNTER}{scope}");
    // Two tabs may come here in another order than their transactions.
    if kept::get::<u64>(&key).is_none_or(|noted| noted < n) {
        kept::set_or_warn(&key, &n);
    }
}

fn noted() -> Held {
    let entries = kept::keys(NOTE).iter().filter_map(|key| kept::get(key)).collect();
    let counters: BTreeMap<ScopeId, u64> = kept::keys(NOTED_COUNTER)
        .iter()
        .filter_map(|key| Some((key.strip_prefix(NOTED_COUNTER)?.parse().ok()?, kept::get(key)?)))
        .collect();
    Held { entries, counters }
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Broken(error.to_string()))
}

/// What cannot be read is left where it is and named in the log.
pub(super) fn read_all<T: DeserializeOwned>(texts: &[String]) -> Vec<T> {
    let read = |text: &String| serde_json::from_str(text).inspect_err(|error| leptos::logging::error!("unreadable row: {error}")).ok();
    texts.iter().filter_map(read).collect()
}
