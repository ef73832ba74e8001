//! All of a command as plain text, in the reader's words: for a printer, a message to an administrator, another form.

use crate::household::words;
use crate::local::{Amend, Local};
use serde_json::Value;
use shared::household::{HOUSEHOLD, PRIVATE, RESIDENT, Resident, field};
use shared::kernel::{Day, Id};
use shared::text::{self, Key, Texts, format, link, ui, visit};

/// Fields that say nothing to a person: ids, hashes, clocks, drawn lines.
const SILENT: [&str; 8] = ["id", "base", "salt", "hash", "sealed", "path", "written_at", "method"];

/// The lines of a command's body, each with the name that its form gives the field.
pub(super) fn lines(amend: &Amend, texts: Texts) -> Vec<String> {
    let body: Value = serde_json::from_str(&amend.body).unwrap_or_default();
    let mut lines = Vec::new();
    Telling { amend, texts }.tell("", &body, &mut lines);
    lines
}

struct Telling<'a> {
    amend: &'a Amend,
    texts: Texts,
}

impl Telling<'_> {
    fn tell(&self, name: &str, value: &Value, lines: &mut Vec<String>) {
        if SILENT.contains(&name) {
            return;
        }
        match value {
            // An edit of a card: the field it names, and its value.
            Value::Object(edit) if edit.contains_key("field") => self.edit(edit, lines),
            Value::Object(fields) => fields.iter().for_each(|(field, value)| self.tell(field, value, lines)),
            Value::Array(items) => items.iter().for_each(|item| self.tell(name, item, lines)),
            _ => lines.extend(self.words(name, value).map(|words| match self.label(name) {
                Some(label) => format!("{label}: {words}"),
                None => words,
            })),
        }
    }

    fn edit(&self, edit: &serde_json::Map<String, Value>, lines: &mut Vec<String>) {
        let name = edit.get("field").and_then(Value::as_str).unwrap_or_default();
        let values = [edit.get("value"), edit.get("add")].into_iter().flatten();
        values.for_each(|value| self.tell(name, value, lines));
    }

    /// What the form calls a field.
    fn label(&self, name: &str) -> Option<String> {
        let card = [HOUSEHOLD, RESIDENT, PRIVATE].into_iter().find_map(|fields| field(fields, name));
        if let Some(card) = card.filter(|_| self.amend.name.starts_with("household.")) {
            return Some(words::label(self.texts, card));
        }
        label_key(name).map(|key| self.texts.t(key).to_owned())
    }

    /// A value as a person writes it; nothing for what says nothing to them.
    fn words(&self, name: &str, value: &Value) -> Option<String> {
        let card = [HOUSEHOLD, RESIDENT, PRIVATE].into_iter().find_map(|fields| field(fields, name));
        if let Some(card) = card.filter(|_| self.amend.name.starts_with("household.")) {
            return words::value(self.texts, card, value);
        }
        match value {
            Value::Bool(yes) => Some(self.texts.t(if *yes { ui::YES } else { ui::NO }).to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::String(words) if words.is_empty() => None,
            Value::String(words) => self.string(name, words),
            _ => None,
        }
    }

    fn string(&self, name: &str, words: &str) -> Option<String> {
        if let Ok(day) = words.parse::<Day>() {
            return Some(format::day(self.texts.lang, day));
        }
        if let Ok(id) = words.parse::<Id>() {
            let resident = Local::get().read_once(&self.amend.scope, |state| state.one::<Resident>(id));
            return resident.map(|found| found.value.name);
        }
        let room = self.amend.name.split('.').next().unwrap_or_default();
        let choice = [name, "visit_kind", "matter_kind", "notice_kind"].into_iter().find_map(|set| text::choice_key(room, set, words));
        Some(choice.map_or_else(|| words.to_owned(), |key| self.texts.t(key).to_owned()))
    }
}

fn label_key(name: &str) -> Option<Key> {
    Some(match name {
        "held_on" => visit::HELD_ON,
        "kind" => visit::KIND,
        "met" | "met_other" => visit::MET,
        "said" => visit::SAID,
        "due_on" => visit::PROMISE_DUE,
        "topic" => visit::ISSUE_TOPIC,
        "next_on" => visit::NEXT_ON,
        "done" => visit::CLOSED_DONE,
        "note" => visit::CLOSING_NOTE,
        "on" => ui::DATE,
        "cadre_name" => link::LINKED_CADRE,
        "unit_name" => link::LINKED_UNIT,
        "from" => link::STARTED_ON,
        _ => return None,
    })
}
