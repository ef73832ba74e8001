//! A record as stored and sent, and the one function that writes it.
//!
//! Fields that a device does not know are kept, because a body stays a JSON object and a write names the fields it touches.

use super::rejection::{Rejection, RejectionCode};
use crate::kernel::{CommandId, Id, Partition};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A JSON object: a record's fields.
pub type Fields = Map<String, Value>;

/// One record of a scope (記錄 / 记录).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The kind's wire name.
    pub kind: String,
    /// Its id, made on the device that created it.
    pub id: Id,
    /// What it belongs to: a resident to a household, an objection to a matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id>,
    /// The part of the scope that rights name.
    #[serde(default)]
    pub partition: Partition,
    /// The number of the change that last wrote it; 0 while it waits in an outbox.
    pub version: u64,
    /// Gone, with the reason in the body; the row stays so that digests and histories agree.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// The fields.
    pub body: Fields,
    /// For merged fields: the command that last wrote each. Under [`REST`] stands the one that wrote every other field of the body: a card
    /// has dozens of fields and one command that wrote nearly all of them. Ask [`Record::written_by`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub written: BTreeMap<String, CommandId>,
    /// For merged fields: values that another command wrote at the same time, both shown until a person settles it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rivals: BTreeMap<String, Vec<Rival>>,
}

/// The name in [`Record::written`] that stands for all fields of the body without an entry of their own. No field is called so.
pub const REST: &str = "";

impl Record {
    /// The command that last wrote a merged field.
    pub fn written_by(&self, field: &str) -> Option<CommandId> {
        let rest = || self.written.get(REST).filter(|_| self.body.contains_key(field));
        self.written.get(field).or_else(rest).copied()
    }

    /// Gives each field an entry of its own.
    fn spread(&mut self) {
        let Some(command) = self.written.remove(REST) else { return };
        for field in self.body.keys() {
            self.written.entry(field.clone()).or_insert(command);
        }
    }

    /// Says once what was written by the command that wrote most fields of the body, the lower id where two wrote as many. Only where every
    /// field of the body was written by some command: one that no command wrote must not seem written.
    fn gather(&mut self) {
        let mut times: BTreeMap<CommandId, usize> = BTreeMap::new();
        for field in self.body.keys() {
            match self.written.get(field) {
                Some(command) if field != REST => *times.entry(*command).or_default() += 1,
                _ => return,
            }
        }
        let most = times.into_iter().max_by_key(|(command, times)| (*times, Reverse(*command)));
        let Some((command, _)) = most.filter(|(_, times)| *times > 1) else { return };
        let body = &self.body;
        self.written.retain(|field, by| *by != command || !body.contains_key(field));
        self.written.insert(REST.to_owned(), command);
    }
}

/// A value of a field that lost no race and won none (並存的值 / 并存的值).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// What it says.
    pub value: Value,
    /// The command that said it.
    pub command: CommandId,
    /// Who said it, by the name shown.
    pub by: String,
}

/// How a field meets another write of itself. Declared per field, in the room's `fields.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// New records only; nothing to meet (visits, ledger entries).
    Append,
    /// Different fields merge; of the same field both values stay visible until settled.
    Merge,
    /// A set: additions and removals of both count.
    Set,
    /// State machines and money: compare and set, else `stale`.
    Guarded,
    /// Published: a correction is a new record.
    Sealed,
}

/// A change of one merged field, with the write that the person saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// The field's name.
    pub field: String,
    /// The command that had last written the field when the person looked; none where the field was never written.
    #[serde(default)]
    pub base: Option<CommandId>,
    /// The new value; `null` empties the field.
    pub value: Value,
}

/// Additions to and removals from a set field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetEdit {
    /// The field's name.
    pub field: String,
    /// Values to add.
    #[serde(default)]
    pub add: Vec<Value>,
    /// Values to remove.
    #[serde(default)]
    pub remove: Vec<Value>,
}

/// One thing that a command does to one record.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A new record. Refused where the id is taken.
    Create {
        /// The kind's wire name.
        kind: &'static str,
        /// The id.
        id: Id,
        /// What it belongs to.
        parent: Option<Id>,
        /// Its partition.
        partition: Partition,
        /// Its fields.
        body: Fields,
    },
    /// Sets fields whose guard the rule has already checked.
    Patch {
        /// The kind's wire name.
        kind: &'static str,
        /// The id.
        id: Id,
        /// The fields to set.
        fields: Fields,
    },
    /// Merges field edits and set edits.
    Merge {
        /// The kind's wire name.
        kind: &'static str,
        /// The id.
        id: Id,
        /// Field by field.
        edits: Vec<FieldEdit>,
        /// Set by set.
        sets: Vec<SetEdit>,
    },
    /// Settles rival values of one field.
    Settle {
        /// The kind's wire name.
        kind: &'static str,
        /// The id.
        id: Id,
        /// The field.
        field: String,
        /// What it is to say.
        value: Value,
    },
    /// Marks a record as gone.
    Delete {
        /// The kind's wire name.
        kind: &'static str,
        /// The id.
        id: Id,
        /// Why.
        reason: String,
    },
}

impl Write {
    /// The kind and id it touches.
    pub fn key(&self) -> (&'static str, Id) {
        match self {
            Self::Create { kind, id, .. }
            | Self::Patch { kind, id, .. }
            | Self::Merge { kind, id, .. }
            | Self::Settle { kind, id, .. }
            | Self::Delete { kind, id, .. } => (kind, *id),
        }
    }
}

/// A record's typed body: one struct a kind.
pub trait Kind: Serialize + DeserializeOwned {
    /// The wire name.
    const KIND: &'static str;
    /// The partition its records live in.
    const PARTITION: Partition = Partition::Ordinary;

    /// Whether records of it may stand in the public view. Private unless said otherwise.
    const PUBLISHED: bool = false;

    /// What it belongs to.
    fn parent(&self) -> Option<Id> {
        None
    }

    /// The masked public body: fields named one by one, never the whole struct. Nothing for a record that is not public (yet).
    fn public(&self, _id: Id) -> Option<Fields> {
        None
    }

    /// The write that creates it.
    fn create(&self, id: Id) -> Write {
        Write::Create { kind: Self::KIND, id, parent: self.parent(), partition: Self::PARTITION, body: fields(self) }
    }
}

/// A value as a JSON object. What is not an object becomes an empty one; records are always structs.
pub fn fields(value: &impl Serialize) -> Fields {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

/// Who writes, for what is kept beside a value.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// The command.
    pub command: CommandId,
    /// The name shown.
    pub name: &'a str,
}

/// Carries out one write on the record as it stands. The version is left for whoever numbers the change.
///
/// # Errors
/// `already_exists` for a taken id, `not_found` for a record that is not there or gone.
pub fn write(current: Option<Record>, write: Write, writer: Writer<'_>) -> Result<Record, Rejection> {
    if let Write::Create { kind, id, parent, partition, body } = write {
        if current.is_some() {
            return Err(RejectionCode::AlreadyExists.into());
        }
        let written = BTreeMap::new();
        return Ok(Record {
            kind: kind.to_owned(),
            id,
            parent,
            partition,
            version: 0,
            deleted: false,
            body,
            written,
            rivals: BTreeMap::new(),
        });
    }
    let mut record = current.filter(|record| !record.deleted).ok_or(RejectionCode::NotFound)?;
    record.spread();
    match write {
        Write::Create { .. } => {}
        Write::Patch { fields, .. } => record.body.extend(fields),
        Write::Merge { edits, sets, .. } => {
            for edit in edits {
                merge_field(&mut record, edit, writer);
            }
            for set in sets {
                merge_set(&mut record, &set, writer);
            }
        }
        Write::Settle { field, value, .. } => {
            record.rivals.remove(&field);
            put(&mut record, field, value, writer);
        }
        Write::Delete { reason, .. } => {
            record.deleted = true;
            record.body = Fields::from_iter([("reason".to_owned(), Value::String(reason))]);
            record.rivals.clear();
            record.written.clear();
        }
    }
    record.gather();
    Ok(record)
}

fn put(record: &mut Record, field: String, value: Value, writer: Writer<'_>) {
    record.written.insert(field.clone(), writer.command);
    if value.is_null() {
        record.body.remove(&field);
    } else {
        record.body.insert(field, value);
    }
}

/// One merged field: written over what the person saw, or kept beside what another wrote meanwhile.
fn merge_field(record: &mut Record, edit: FieldEdit, writer: Writer<'_>) {
    let FieldEdit { field, base, value } = edit;
    let same = record.body.get(&field).unwrap_or(&Value::Null) == &value;
    if record.written.get(&field) == base.as_ref() || same {
        // Two people who wrote the same agree; the later write is the one the next edit is based on.
        put(record, field, value, writer);
        return;
    }
    let rivals = record.rivals.entry(field).or_default();
    if !rivals.iter().any(|rival| rival.value == value) {
        rivals.push(Rival { value, command: writer.command, by: writer.name.to_owned() });
    }
}

fn merge_set(record: &mut Record, set: &SetEdit, writer: Writer<'_>) {
    let mut values = match record.body.get(&set.field) {
        Some(Value::Array(values)) => values.clone(),
        _ => Vec::new(),
    };
    values.retain(|value| !set.remove.contains(value));
    for value in &set.add {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    values.sort_by_key(Value::to_string);
    put(record, set.field.clone(), Value::Array(values), writer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record() -> Record {
        let body = fields(&json!({"a": 1}));
        let create = Write::Create { kind: "t", id: Id::derived(&["r"]), parent: None, partition: Partition::Ordinary, body };
        write(None, create, writer("0")).unwrap()
    }

    fn writer(name: &str) -> Writer<'_> {
        Writer { command: CommandId::derived(&[name]), name }
    }

    fn edit(field: &str, base: Option<&str>, value: Value) -> Write {
        let base = base.map(|name| CommandId::derived(&[name]));
        Write::Merge { kind: "t", id: Id::derived(&["r"]), edits: vec![FieldEdit { field: field.into(), base, value }], sets: vec![] }
    }

    #[test]
    fn different_fields_merge_and_the_same_field_keeps_both() {
        let record = write(Some(record()), edit("a", None, json!(2)), writer("x")).unwrap();
        let record = write(Some(record), edit("b", None, json!(3)), writer("y")).unwrap();
        let record = write(Some(record), edit("a", None, json!(4)), writer("y")).unwrap();
        assert_eq!((&record.body["a"], &record.body["b"]), (&json!(2), &json!(3)));
        assert_eq!(record.rivals["a"], vec![Rival { value: json!(4), command: CommandId::derived(&["y"]), by: "y".into() }]);
        let settle = Write::Settle { kind: "t", id: record.id, field: "a".into(), value: json!(4) };
        let record = write(Some(record), settle, writer("z")).unwrap();
        assert!(record.rivals.is_empty() && record.body["a"] == json!(4));
    }

    #[test]
    fn an_edit_on_ones_own_unsent_edit_is_no_conflict() {
        let record = write(Some(record()), edit("a", None, json!(2)), writer("x")).unwrap();
        let record = write(Some(record), edit("a", Some("x"), json!(3)), writer("x2")).unwrap();
        assert!(record.rivals.is_empty() && record.body["a"] == json!(3));
    }

    #[test]
    fn what_one_command_wrote_is_said_once_and_every_field_still_knows() {
        let by = |name: &str| Some(CommandId::derived(&[name]));
        let empty = Write::Create { kind: "t", id: Id::derived(&["r"]), parent: None, partition: Partition::Ordinary, body: Fields::new() };
        let edits = ["a", "b", "c"].map(|field| FieldEdit { field: field.into(), base: None, value: json!(1) }).to_vec();
        let card = write(None, empty, writer("x")).unwrap();
        let card = write(Some(card), Write::Merge { kind: "t", id: Id::derived(&["r"]), edits, sets: vec![] }, writer("x")).unwrap();
        assert_eq!(card.written, [(REST.to_owned(), CommandId::derived(&["x"]))].into());
        assert_eq!((card.written_by("a"), card.written_by("none")), (by("x"), None));

        let card = write(Some(card), edit("a", Some("x"), json!(2)), writer("y")).unwrap();
        let card = write(Some(card), edit("b", Some("x"), Value::Null), writer("y")).unwrap();
        assert!(card.rivals.is_empty());
        assert_eq!(["a", "b", "c"].map(|field| card.written_by(field)), [by("y"), by("y"), by("x")]);

        // A guarded field comes that no merge wrote: it must not seem written by whoever wrote the rest.
        let patch = Write::Patch { kind: "t", id: card.id, fields: fields(&json!({"d": 1})) };
        let card = write(Some(card), patch, writer("z")).unwrap();
        assert_eq!(["a", "b", "c", "d"].map(|field| card.written_by(field)), [by("y"), by("y"), by("x"), None]);
    }

    #[test]
    fn set_edits_commute() {
        let set = |add: &str, remove: &str| Write::Merge {
            kind: "t",
            id: Id::derived(&["r"]),
            edits: vec![],
            sets: vec![SetEdit { field: "s".into(), add: vec![json!(add)], remove: vec![json!(remove)] }],
        };
        let one = write(write(Some(record()), set("p", "q"), writer("x")).ok(), set("r", "s"), writer("y")).unwrap();
        let two = write(write(Some(record()), set("r", "s"), writer("x")).ok(), set("p", "q"), writer("y")).unwrap();
        assert_eq!(one.body, two.body);
    }

    #[test]
    fn a_taken_id_and_a_gone_record_are_refused() {
        let again = Write::Create { kind: "t", id: record().id, parent: None, partition: Partition::Ordinary, body: Fields::new() };
        assert_eq!(write(Some(record()), again, writer("x")).unwrap_err().code, RejectionCode::AlreadyExists);
        let gone = write(Some(record()), Write::Delete { kind: "t", id: record().id, reason: "r".into() }, writer("x")).unwrap();
        assert_eq!(write(Some(gone), edit("a", None, json!(1)), writer("x")).unwrap_err().code, RejectionCode::NotFound);
    }
}
