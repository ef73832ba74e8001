//! What the stored commands mean, decided and applied a second time by whoever read the documentation only.
//!
//! Nothing here calls the protocol: texts are read as plain JSON, proofs and digests computed by their formulas, merges by their words.

use super::crypt::MASTER;
use super::device::{KIOSK, PERSONS};
use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A record as the model has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub parent: Value,
    pub partition: &'static str,
    pub version: u64,
    pub deleted: bool,
    pub body: Map<String, Value>,
    pub written: BTreeMap<String, String>,
    pub rivals: BTreeMap<String, Vec<Value>>,
}

/// A scope as the model has it: rows by kind and id, the last number, how many commands.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    pub rows: BTreeMap<(String, String), Row>,
    pub seq: u64,
    pub commands: u64,
}

/// A stored command as plain texts.
#[derive(Debug)]
pub struct Command<'a> {
    pub scope: &'a str,
    pub device: &'a str,
    pub text: &'a str,
    pub mac: &'a str,
    pub readable: bool,
}

/// What the model says became of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    pub status: &'static str,
    pub reason: Option<&'static str>,
    pub first_seq: u64,
    pub last_seq: u64,
    pub place: u64,
}

/// All scopes, and the follow-ups that must have been carried out: scope, name, body.
#[derive(Debug, Default)]
pub struct Model {
    pub shelves: BTreeMap<String, Shelf>,
    pub follow_ups: Vec<(String, String, Value)>,
}

type Key = (String, String);
type Refusal = &'static str;

/// The id that follows from parts: SHA-256 over each part after its length, as a UUID of version 8.
pub fn derived(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut hex = hex::encode(hasher.finalize());
    hex.truncate(32);
    let variant = hex.get(16..17).and_then(|digit| u8::from_str_radix(digit, 16).ok()).map_or(8, |digit| digit & 3 | 8);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    format!("{}-{}-8{}-{variant:x}{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// Count and sum of the digests of rows, mod 2^128.
pub fn tally<'a>(rows: impl Iterator<Item = (&'a Key, &'a Row)>) -> (u64, u128) {
    rows.fold((0, 0), |(count, sum), ((kind, id), row)| {
        let id = hex::decode(id.replace('-', "")).unwrap_or_default();
        let mut bytes = (kind.len() as u64).to_be_bytes().to_vec();
        bytes.extend(kind.as_bytes());
        bytes.extend(id);
        bytes.extend(row.version.to_be_bytes());
        bytes.push(u8::from(row.deleted));
        let first = Sha256::digest(&bytes).iter().take(16).fold(0_u128, |sum, byte| sum * 256 + u128::from(*byte));
        (count + 1, first.wrapping_add(sum))
    })
}

impl Row {
    fn new(parent: Value, partition: &'static str, body: Value) -> Self {
        let Value::Object(body) = body else { return Self::new(parent, partition, json!({})) };
        Self { parent, partition, version: 0, deleted: false, body, written: BTreeMap::new(), rivals: BTreeMap::new() }
    }

    /// The record as it travels.
    pub fn json(&self, (kind, id): &Key) -> Value {
        let mut json = Map::new();
        json.insert("kind".into(), kind.clone().into());
        json.insert("id".into(), id.clone().into());
        if !self.parent.is_null() {
            json.insert("parent".into(), self.parent.clone());
        }
        json.insert("partition".into(), self.partition.into());
        json.insert("version".into(), self.version.into());
        if self.deleted {
            json.insert("deleted".into(), true.into());
        }
        json.insert("body".into(), self.body.clone().into());
        let written = self.told_once();
        if !written.is_empty() {
            json.insert("written".into(), json!(written));
        }
        if !self.rivals.is_empty() {
            json.insert("rivals".into(), json!(self.rivals));
        }
        json.into()
    }

    /// Which command wrote which field: under the empty name the one that wrote most fields of the body, where that is more than one and
    /// every field of the body was written by some command; of two that wrote as many the lower id.
    fn told_once(&self) -> BTreeMap<String, String> {
        let mut written = self.written.clone();
        let writers: Option<Vec<&String>> = self.body.keys().map(|field| self.written.get(field)).collect();
        let mut writers = writers.unwrap_or_default();
        writers.sort();
        let runs: Vec<&[&String]> = writers.chunk_by(|one, other| one == other).collect();
        let longest = runs.iter().map(|run| run.len()).max().filter(|times| *times > 1);
        let most = runs.iter().find(|run| Some(run.len()) == longest).and_then(|run| run.first());
        if let Some(most) = most {
            written.retain(|field, by| by != *most || !self.body.contains_key(field));
            written.insert(String::new(), (*most).clone());
        }
        written
    }
}

/// One command while it is applied: what it has touched, in the order first touched.
struct Pen<'a> {
    shelf: &'a Shelf,
    touched: Vec<(Key, Row)>,
    command: String,
    by: String,
}

impl Pen<'_> {
    fn row(&self, kind: &str, id: &str) -> Option<Row> {
        let key = (kind.to_owned(), id.to_owned());
        let touched = self.touched.iter().find(|(found, _)| *found == key).map(|(_, row)| row);
        touched.or_else(|| self.shelf.rows.get(&key)).cloned()
    }

    fn living(&self, kind: &str, id: &str) -> Result<Row, Refusal> {
        self.row(kind, id).filter(|row| !row.deleted).ok_or("not_found")
    }

    fn put(&mut self, kind: &str, id: &str, row: Row) {
        let key = (kind.to_owned(), id.to_owned());
        match self.touched.iter_mut().find(|(found, _)| *found == key) {
            Some((_, known)) => *known = row,
            None => self.touched.push((key, row)),
        }
    }

    fn create(&mut self, kind: &str, id: &str, row: Row) -> Result<(), Refusal> {
        if self.row(kind, id).is_some() {
            return Err("already_exists");
        }
        self.put(kind, id, row);
        Ok(())
    }

    fn set(&mut self, kind: &str, id: &str, fields: Value) -> Result<(), Refusal> {
        let mut row = self.living(kind, id)?;
        row.body.extend(fields.as_object().cloned().unwrap_or_default());
        self.put(kind, id, row);
        Ok(())
    }

    /// Over what the person saw it is written; beside what another wrote meanwhile it stands as a rival.
    fn merge(&self, row: &mut Row, edit: &Value) {
        let (field, value) = (text(edit, "field"), edit.get("value").cloned().unwrap_or_default());
        let base = edit.get("base").and_then(Value::as_str).map(str::to_owned);
        let agrees = row.body.get(&field).cloned().unwrap_or_default() == value;
        if agrees || row.written.get(&field).cloned() == base {
            self.settle(row, &field, value);
            return;
        }
        let rivals = row.rivals.entry(field).or_default();
        if rivals.iter().all(|rival| rival.get("value") != Some(&value)) {
            rivals.push(json!({ "value": value, "command": self.command, "by": self.by }));
        }
    }

    fn settle(&self, row: &mut Row, field: &str, value: Value) {
        row.written.insert(field.to_owned(), self.command.clone());
        if value.is_null() {
            row.body.remove(field);
        } else {
            row.body.insert(field.to_owned(), value);
        }
    }

    fn edit_set(&self, row: &mut Row, field: &str, add: &[Value], remove: &[Value]) {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        let old = row.body.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        for value in old.iter().filter(|value| !remove.contains(value)).chain(add) {
            values.insert(value.to_string(), value.clone());
        }
        self.settle(row, field, values.into_values().collect());
    }

    fn run(&mut self, scope: &str, name: &str, body: &Value) -> Result<Option<(String, String, Value)>, Refusal> {
        let (id, card) = (text(body, "id"), text(body, "card"));
        match name {
            "toy.add_note" => {
                if text(body, "text").is_empty() {
                    return Err("invalid");
                }
                if !card.is_empty() {
                    self.living("card", &card)?;
                }
                let fields = json!({ "text": body.get("text"), "card": body.get("card") });
                self.create("note", &id, Row::new(body.get("card").cloned().unwrap_or_default(), "ordinary", fields))?;
            }
            "toy.add_card" => {
                let fields = json!({ "name": body.get("name"), "phone": null });
                self.create("card", &id, Row::new(Value::Null, "ordinary", fields))?;
            }
            "toy.edit_card" => {
                let mut row = self.living("card", &card)?;
                for edit in list(body, "edits") {
                    self.merge(&mut row, &edit);
                }
                for set in list(body, "sets") {
                    self.edit_set(&mut row, &text(&set, "field"), &list(&set, "add"), &list(&set, "remove"));
                }
                self.put("card", &card, row);
            }
            "toy.settle_card" => {
                let mut row = self.living("card", &card)?;
                row.rivals.remove(&text(body, "field"));
                self.settle(&mut row, &text(body, "field"), body.get("value").cloned().unwrap_or_default());
                self.put("card", &card, row);
            }
            "toy.drop_card" => self.drop_card(&card, body)?,
            "toy.move_gauge" => {
                let (from, to) = (body.get("from").and_then(Value::as_i64), body.get("to").cloned().unwrap_or_default());
                match self.living("gauge", &id) {
                    Err(_) if from == Some(0) => {
                        self.create("gauge", &id, Row::new(Value::Null, "ordinary", json!({ "value": to })))?;
                    }
                    Ok(row) if row.body.get("value").and_then(Value::as_i64) == from => self.set("gauge", &id, json!({ "value": to }))?,
                    _ => return Err("stale"),
                }
            }
            "toy.post_notice" => {
                let fields = json!({ "title": body.get("title"), "inner": body.get("inner"), "open": body.get("open") });
                self.create("notice", &id, Row::new(Value::Null, "ordinary", fields))?;
            }
            "toy.turn_notice" => self.set("notice", &id, json!({ "title": body.get("title"), "open": body.get("open") }))?,
            "toy.count" => {
                let notes = self.shelf.rows.iter().filter(|((kind, _), row)| kind == "note" && !row.deleted).count();
                self.create("census", &id, Row::new(Value::Null, "ordinary", json!({ "notes": notes })))?;
            }
            "toy.arrive" => {
                self.create("note", &id, Row::new(Value::Null, "ordinary", json!({ "text": body.get("text"), "card": null })))?;
            }
            "toy.send_over" => {
                self.create("note", &id, Row::new(Value::Null, "ordinary", json!({ "text": body.get("text"), "card": null })))?;
                let there = json!({ "id": derived(&["over", &id]), "text": body.get("text") });
                return Ok(Some((text(body, "to"), "toy.arrive".to_owned(), there)));
            }
            _ => self.run_guarded(scope, name, body)?,
        }
        Ok(None)
    }

    fn run_guarded(&mut self, scope: &str, name: &str, body: &Value) -> Result<(), Refusal> {
        let (id, card) = (text(body, "id"), text(body, "card"));
        match name {
            "toy.add_illness" => {
                let mut flagged = self.living("card", &card)?;
                let fields = json!({ "card": card, "text": body.get("text") });
                self.create("illness", &id, Row::new(card.clone().into(), "sensitive", fields))?;
                self.edit_set(&mut flagged, "flags", &[json!("ill")], &[]);
                self.put("card", &card, flagged);
                Ok(())
            }
            "toy.set_secret" => {
                let id = derived(&["secret", &card]);
                match self.living("secret", &id) {
                    Ok(_) => self.set("secret", &id, json!({ "code": body.get("code") })),
                    Err(_) => self.create("secret", &id, Row::new(Value::Null, "vault", json!({ "code": body.get("code") }))),
                }
            }
            "toy.send_idea" => {
                let secret = self.living("secret", &derived(&["secret", &card])).ok();
                let code = secret.and_then(|row| row.body.get("code")?.as_str().map(str::to_owned));
                let verdict = match code {
                    None => "unknown",
                    Some(code) if unsealed(&text(body, "sealed")).as_ref() == Some(&code) => "right",
                    Some(_) => "wrong",
                };
                self.create("idea", &id, Row::new(Value::Null, "ordinary", json!({ "text": body.get("text"), "verdict": verdict })))
            }
            "toy.give_grant" if scope == "deployment" => {
                let mut fields = body.clone();
                if let Value::Object(fields) = &mut fields {
                    fields.remove("id");
                    fields.insert("ended".into(), false.into());
                }
                self.create("grant", &id, Row::new(body.get("account").cloned().unwrap_or_default(), "ordinary", fields))
            }
            "toy.end_grant" if scope == "deployment" => {
                if self.living("grant", &id)?.body.get("ended") == Some(&json!(true)) {
                    return Err("stale");
                }
                self.set("grant", &id, json!({ "ended": true }))
            }
            _ => Err("unknown_command"),
        }
    }

    fn drop_card(&mut self, card: &str, body: &Value) -> Result<(), Refusal> {
        let belongs = |((kind, _), row): (&Key, &Row)| kind == "note" && !row.deleted && row.parent.as_str() == Some(card);
        if self.shelf.rows.iter().any(belongs) {
            return Err("stale");
        }
        let mut row = self.living("card", card)?;
        row.deleted = true;
        row.body = Map::from_iter([("reason".to_owned(), body.get("reason").cloned().unwrap_or_default())]);
        row.rivals.clear();
        row.written.clear();
        self.put("card", card, row);
        Ok(())
    }
}

impl Model {
    /// Decides and applies the next stored command.
    pub fn store(&mut self, command: &Command<'_>) -> Verdict {
        let decided = self.decide(command);
        let shelf = self.shelves.entry(command.scope.to_owned()).or_default();
        shelf.commands += 1;
        let place = shelf.commands;
        let (status, reason) = match decided {
            Ok(touched) => {
                let first_seq = if touched.is_empty() { 0 } else { shelf.seq + 1 };
                for (key, mut row) in touched.clone() {
                    shelf.seq += 1;
                    row.version = shelf.seq;
                    shelf.rows.insert(key, row);
                }
                let last_seq = if touched.is_empty() { 0 } else { shelf.seq };
                self.publish(command.scope, touched);
                return Verdict { status: "accepted", reason: None, first_seq, last_seq, place };
            }
            Err((status, reason)) => (status, Some(reason)),
        };
        Verdict { status, reason, first_seq: 0, last_seq: 0, place }
    }

    fn decide(&mut self, command: &Command<'_>) -> Result<Vec<(Key, Row)>, (&'static str, Refusal)> {
        let Some(envelope) = serde_json::from_str::<Value>(command.text).ok().filter(|_| command.readable) else {
            return Err(("quarantined", "malformed"));
        };
        let actor = envelope.get("actor").and_then(Value::as_str);
        let roles = match actor {
            None if command.device == derived(&["server"]) => vec!["system".to_owned()],
            None if command.device == derived(&["device", &KIOSK.to_string()]) => vec!["visitor".to_owned()],
            None => Vec::new(),
            Some(actor) => {
                if !proved(command, actor) {
                    return Err(("quarantined", "bad_signature"));
                }
                let grants = self.grants(actor, command.scope);
                if !grants.is_empty() && grants.iter().all(ended) {
                    return Err(("quarantined", "grant_ended"));
                }
                grants.iter().filter(|grant| !ended(grant)).map(|grant| text(grant, "role")).collect()
            }
        };
        let name = text(&envelope, "name");
        let allowed = by(&name).ok_or(("rejected", "unknown_command"))?;
        if !allowed.iter().any(|role| roles.iter().any(|own| own == role)) {
            return Err(("rejected", "no_right"));
        }
        let by = (0..PERSONS).find(|person| actor == Some(&account(*person))).map(|person| format!("person {person}")).unwrap_or_default();
        let none = Shelf::default();
        let shelf = self.shelves.get(command.scope).unwrap_or(&none);
        let mut pen = Pen { shelf, touched: Vec::new(), command: text(&envelope, "id"), by };
        let body = envelope.get("body").cloned().unwrap_or_default();
        let follow_up = pen.run(command.scope, &name, &body).map_err(|reason| ("rejected", reason))?;
        let touched = pen.touched;
        self.follow_ups.extend(follow_up);
        Ok(touched)
    }

    /// The grants of an account in a scope, ended ones too.
    pub fn grants(&self, account: &str, scope: &str) -> Vec<Value> {
        let rows = self.shelves.get("deployment").into_iter().flat_map(|shelf| &shelf.rows);
        let grants = rows.filter(|((kind, _), row)| kind == "grant" && !row.deleted).map(|(_, row)| Value::from(row.body.clone()));
        grants.filter(|grant| text(grant, "account") == account && text(grant, "scope") == scope).collect()
    }

    /// The partitions that a person may hold of a scope; nothing where it is not theirs.
    pub fn reach(&self, person: usize, scope: &str) -> Option<Vec<String>> {
        let grants = self.grants(&account(person), scope);
        let living: Vec<&Value> = grants.iter().filter(|grant| !ended(grant)).collect();
        let partitions = living.iter().flat_map(|grant| list(grant, "partitions"));
        (!living.is_empty()).then(|| partitions.filter_map(|partition| partition.as_str().map(str::to_owned)).collect())
    }

    /// An open notice stands in the public view with its title and nothing else; one that is closed stands there as gone.
    fn publish(&mut self, scope: &str, touched: Vec<(Key, Row)>) {
        let Some(village) = scope.strip_prefix("village:") else { return };
        let public = self.shelves.entry(format!("public:{village}")).or_default();
        for (key, row) in touched.into_iter().filter(|((kind, _), _)| kind == "notice") {
            let open = row.body.get("open") == Some(&json!(true)) && !row.deleted;
            let body = if open { json!({ "title": row.body.get("title") }) } else { json!({}) };
            let mut masked = Row::new(row.parent, "ordinary", body);
            masked.deleted = !open;
            let known = public.rows.get(&key);
            let says_the_same = known.map_or(!open, |known| known.deleted == masked.deleted && known.body == masked.body);
            if !says_the_same {
                public.seq += 1;
                masked.version = public.seq;
                public.rows.insert(key, masked);
            }
        }
    }
}

fn text(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list(value: &Value, field: &str) -> Vec<Value> {
    value.get(field).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn ended(grant: &Value) -> bool {
    grant.get("ended") == Some(&json!(true))
}

fn account(person: usize) -> String {
    derived(&["person", &person.to_string()])
}

fn unsealed(sealed: &str) -> Option<String> {
    let text = String::from_utf8(base64::prelude::BASE64_STANDARD.decode(sealed).ok()?).ok()?;
    text.strip_prefix("sealed to the server\n").map(str::to_owned)
}

/// Who may send what.
fn by(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "toy.add_note" | "toy.add_card" | "toy.edit_card" | "toy.settle_card" | "toy.move_gauge" | "toy.post_notice"
        | "toy.turn_notice" | "toy.count" => Some(&["linked_cadre", "village_committee"]),
        "toy.drop_card" | "toy.add_illness" | "toy.set_secret" | "toy.send_over" => Some(&["village_committee"]),
        "toy.send_idea" => Some(&["visitor"]),
        "toy.arrive" => Some(&["system"]),
        "toy.give_grant" | "toy.end_grant" => Some(&["admin", "system"]),
        _ => None,
    }
}

/// HMAC-SHA256 over the exact text, under the key that follows from the master key, the account and the device.
fn proved(command: &Command<'_>, account: &str) -> bool {
    let id = |text: &str| hex::decode(text.replace('-', "")).unwrap_or_default();
    let parts = [b"shuanglian act key".to_vec(), id(account), id(command.device), 1_u32.to_be_bytes().to_vec()];
    let hash = |key: &[u8], text: &[u8]| {
        let hasher = Hmac::<Sha256>::new_from_slice(key).ok()?;
        Some(hasher.chain_update(text).finalize().into_bytes())
    };
    let proof = hash(&MASTER, &parts.concat()).and_then(|key| hash(&key, command.text.as_bytes()));
    proof.is_some_and(|proof| hex::encode(proof) == command.mac)
}
