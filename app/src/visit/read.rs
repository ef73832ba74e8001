//! What the pages of visits show, read from a village's records in one pass: lists, what is to be done, and a household's history.
//!
//! Pure, so that lists of thousands can be tested without a browser. Records are read field by field: a list needs few of their fields.

mod word;

pub use word::Word;

use serde::de::DeserializeOwned;
use shared::household::{Household, Resident};
use shared::kernel::{AccountId, Code, Day, Id};
use shared::link::CadreLink;
use shared::sync::record::{Kind, Record};
use shared::sync::state::{Query, State};
use shared::text::fold::SearchKey;
use shared::visit::{Confirmation, Issue, Promise, Topic, Visit};
use std::collections::{BTreeMap, BTreeSet};
use word::words;

/// Whose households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those linked to one cadre now.
    Of(AccountId),
    /// All of the village.
    All,
}

/// A household in a list (戶 / 户).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its village.
    pub village: Code,
    /// Its id.
    pub id: Id,
    /// The head's name.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Its number, where it has one.
    pub number: String,
    /// The last visit.
    pub last_on: Option<Day>,
    /// The first day that has not come yet and has a visit written down all the same.
    pub ahead_on: Option<Day>,
    /// When the next visit is meant to be, as it was last agreed.
    pub next_on: Option<Day>,
    /// Open promises whose day has come.
    pub due: usize,
    /// Of these, whose day is past.
    pub overdue: usize,
    /// Open issues.
    pub issues: usize,
    /// The code that was given for the last visit was another one.
    pub wrong_code: bool,
    /// Something of it is saved on this device and not sent yet.
    pub waits: bool,
    /// A field of its card, or of a member, has two values.
    pub conflict: bool,
    /// What a search looks at besides: the hamlet, the telephone, the address.
    pub more: [String; 3],
}

impl Line {
    /// Days since the last visit; nothing where there was none.
    pub fn days(&self, today: Day) -> Option<i64> {
        self.last_on.map(|last| today.days_since(last).max(0))
    }

    /// What a search looks at. It needs large tables, so a list asks for it only once somebody searches.
    pub fn key(&self) -> SearchKey {
        let [hamlet, phone, address] = &self.more;
        SearchKey::new(&[&self.name], &[&self.group, &self.number, hamlet, phone, address])
    }
}

/// A record's field as its type; nothing where it is missing or of another.
fn field<T: DeserializeOwned>(record: &Record, name: &str) -> Option<T> {
    record.body.get(name).filter(|value| !value.is_null()).and_then(|value| T::deserialize(value).ok())
}

fn text(record: &Record, name: &str) -> String {
    record.body.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn all<K: Kind>(state: &dyn State) -> impl Iterator<Item = Record> {
    state.answer(&Query::All(K::KIND.to_owned())).into_iter().filter(|record| !record.deleted)
}

/// Written by a command of this device that the server has not answered yet: such a record has no number.
fn waits(record: &Record) -> bool {
    record.version == 0
}

/// Is it open still?
fn is_open(record: &Record) -> bool {
    record.body.get("closed").is_none_or(serde_json::Value::is_null)
}

/// The households that are asked for.
fn chosen(state: &dyn State, whose: Whose) -> Option<BTreeSet<Id>> {
    let Whose::Of(cadre) = whose else { return None };
    let current = all::<CadreLink>(state).filter(|link| field::<Day>(link, "ended_on").is_none());
    Some(current.filter(|link| field(link, "cadre") == Some(cadre)).filter_map(|link| link.parent).collect())
}

/// What visits, promises and issues say of each household.
#[derive(Debug, Default)]
struct Counts {
    last: Option<Day>,
    /// The visits of that day.
    visits: Vec<Id>,
    /// The last agreement on a next visit: the day it was made, and the day agreed.
    agreed: Option<(Day, Day)>,
    ahead: Option<Day>,
    due: usize,
    overdue: usize,
    issues: usize,
    waits: bool,
    conflict: bool,
}

fn counts(state: &dyn State, today: Day) -> BTreeMap<Id, Counts> {
    let mut counts: BTreeMap<Id, Counts> = BTreeMap::new();
    for visit in all::<Visit>(state) {
        let (Some(household), Some(held_on)) = (visit.parent, field::<Day>(&visit, "held_on")) else { continue };
        let counts = counts.entry(household).or_default();
        counts.waits |= waits(&visit);
        // What is written for a day to come has not taken place: it counts as no visit.
        if held_on > today {
            counts.ahead = counts.ahead.map_or(Some(held_on), |day| Some(day.min(held_on)));
            continue;
        }
        if counts.last.is_none_or(|last| last < held_on) {
            counts.last = Some(held_on);
            counts.visits.clear();
        }
        if counts.last == Some(held_on) {
            counts.visits.push(visit.id);
        }
        if let Some(next_on) = field(&visit, "next_on") {
            counts.agreed = counts.agreed.max(Some((held_on, next_on)));
        }
    }
    for promise in all::<Promise>(state) {
        let (Some(household), Some(due_on)) = (promise.parent, field::<Day>(&promise, "due_on")) else { continue };
        let counts = counts.entry(household).or_default();
        counts.waits |= waits(&promise);
        if !is_open(&promise) {
            continue;
        }
        counts.due += usize::from(due_on <= today);
        counts.overdue += usize::from(due_on < today);
    }
    for issue in all::<Issue>(state) {
        let Some(household) = issue.parent else { continue };
        let counts = counts.entry(household).or_default();
        counts.waits |= waits(&issue);
        counts.issues += usize::from(is_open(&issue));
    }
    for resident in all::<Resident>(state).filter(|resident| !resident.rivals.is_empty()) {
        if let Some(household) = resident.parent {
            counts.entry(household).or_default().conflict = true;
        }
    }
    counts
}

/// The households of a village, the longest without a visit first.
pub fn lines(state: &dyn State, village: &Code, whose: Whose, today: Day) -> Vec<Line> {
    let (chosen, mut counts, words) = (chosen(state, whose), counts(state, today), words(state));
    let asked = all::<Household>(state).filter(|record| chosen.as_ref().is_none_or(|chosen| chosen.contains(&record.id)));
    let mut lines: Vec<Line> = asked.map(|record| line(&record, village, counts.remove(&record.id).unwrap_or_default(), &words)).collect();
    sort(&mut lines);
    lines
}

fn line(record: &Record, village: &Code, counts: Counts, words: &BTreeMap<Id, Word>) -> Line {
    let [name, group, number, hamlet, phone, address] =
        ["head_name", "group", "number", "natural_village", "phone", "address"].map(|name| text(record, name));
    let last_on = counts.last;
    // A visit that says nothing of the next one leaves what was agreed before; one on the day itself, or later, has kept it.
    let next_on = counts.agreed.map(|(_, next)| next).filter(|next| last_on.is_none_or(|last| last < *next));
    let wrong_code = counts.visits.iter().any(|visit| words.get(visit) == Some(&Word::Wrong));
    let Counts { ahead: ahead_on, due, overdue, issues, .. } = counts;
    let (waits, conflict) = (counts.waits || waits(record), counts.conflict || !record.rivals.is_empty());
    let (village, id) = (village.clone(), record.id);
    Line {
        village,
        id,
        name,
        group,
        number,
        last_on,
        ahead_on,
        next_on,
        due,
        overdue,
        issues,
        wrong_code,
        waits,
        conflict,
        more: [hamlet, phone, address],
    }
}

/// The longest without a visit first; those never visited before all.
pub fn sort(lines: &mut [Line]) {
    lines.sort_by(|one, other| (one.last_on, &one.group, &one.name, one.id).cmp(&(other.last_on, &other.group, &other.name, other.id)));
}

/// Something that is to be done for a household (待辦 / 待办).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its village.
    pub village: Code,
    /// The household.
    pub household: Id,
    /// The head's name.
    pub name: String,
    /// The group.
    pub group: String,
    /// The promise or the issue.
    pub id: Id,
    /// In words.
    pub text: String,
    /// What it is.
    pub what: What,
    /// It is saved on this device and not sent yet.
    pub waits: bool,
}

/// A promise or an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A promise, by its day.
    Promise(Day),
    /// An issue, since its day.
    Issue(Day, TopicName),
}

/// A topic's wire name, by which its word is found.
pub type TopicName = &'static str;

/// What is open in a village: promises by their day, then issues, the oldest first.
pub fn tasks(state: &dyn State, village: &Code, whose: Whose) -> Vec<Task> {
    let chosen = chosen(state, whose);
    let of = |record: &Record| record.parent.filter(|id| chosen.as_ref().is_none_or(|chosen| chosen.contains(id)));
    let mut names: BTreeMap<Id, (String, String)> = BTreeMap::new();
    let mut found = Vec::new();
    let promises = all::<Promise>(state).filter(is_open).filter_map(|record| Some((What::Promise(field(&record, "due_on")?), record)));
    let issues = all::<Issue>(state).filter(is_open).filter_map(|record| {
        let topic = field::<Topic>(&record, "topic").unwrap_or_default().name();
        Some((What::Issue(field(&record, "raised_on")?, topic), record))
    });
    for (what, record) in promises.chain(issues) {
        let Some(household) = of(&record) else { continue };
        let (name, group) = names.entry(household).or_insert_with(|| name_and_group(state, household)).clone();
        let (id, text, waits) = (record.id, text(&record, "text"), waits(&record));
        found.push(Task { village: village.clone(), household, name, group, id, text, what, waits });
    }
    found.sort_by_key(|task| (task.what, task.id));
    found
}

fn name_and_group(state: &dyn State, household: Id) -> (String, String) {
    let record = state.answer(&Query::One(Household::KIND.to_owned(), household)).into_iter().next();
    record.map(|record| (text(&record, "head_name"), text(&record, "group"))).unwrap_or_default()
}

/// A visit as a page tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its village.
    pub village: Code,
    /// Its id.
    pub id: Id,
    /// The head's name of the household.
    pub name: String,
    /// The visit.
    pub visit: Visit,
    /// Who was met, by name.
    pub met: Vec<String>,
    /// What the household said of it.
    pub word: Word,
    /// The signature, where it signed.
    pub signature: Option<String>,
    /// What was promised.
    pub promises: Vec<(Id, Promise)>,
    /// What was raised.
    pub issues: Vec<(Id, Issue)>,
    /// It is saved on this device and not sent yet.
    pub waits: bool,
}

/// The visits to a household, newest first.
pub fn history(state: &dyn State, village: &Code, household: Id) -> Vec<Told> {
    let (name, _) = name_and_group(state, household);
    let promises = state.children::<Promise>(household);
    let issues = state.children::<Issue>(household);
    let mut told: Vec<Told> = state
        .children::<Visit>(household)
        .into_iter()
        .map(|found| {
            let confirmations = state.children::<Confirmation>(found.id);
            let of_visit = |visit: Id| visit == found.id;
            Told {
                village: village.clone(),
                id: found.id,
                name: name.clone(),
                met: met_names(state, &found.value),
                word: confirmations.iter().map(|one| Word::from(one.value.verdict)).max().unwrap_or_default(),
                signature: confirmations.into_iter().find_map(|one| one.value.signature),
                promises: promises.iter().filter(|one| of_visit(one.value.visit)).map(|one| (one.id, one.value.clone())).collect(),
                issues: issues.iter().filter(|one| of_visit(one.value.visit)).map(|one| (one.id, one.value.clone())).collect(),
                waits: waits(&found.record),
                visit: found.value,
            }
        })
        .collect();
    told.sort_by_key(|one| std::cmp::Reverse((one.visit.held_on, one.visit.written_at, one.id)));
    told
}

fn met_names(state: &dyn State, visit: &Visit) -> Vec<String> {
    let named = visit.met.iter().filter_map(|id| state.answer(&Query::One("resident".to_owned(), *id)).into_iter().next());
    let other = Some(visit.met_other.clone()).filter(|other| !other.is_empty());
    named.map(|record| text(&record, "name")).chain(other).collect()
}

/// A visit in a list of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    /// Its village.
    pub village: Code,
    /// Its id.
    pub id: Id,
    /// The household.
    pub household: Id,
    /// The head's name.
    pub name: String,
    /// The group.
    pub group: String,
    /// When.
    pub held_on: Day,
    /// Who visited.
    pub by_name: String,
    /// What was said, as it was written.
    pub said: String,
    /// What the household said of it.
    pub word: Word,
    /// It is saved on this device and not sent yet.
    pub waits: bool,
}

/// The visits of a village, newest first; of one cadre, where one is asked for.
pub fn visits(state: &dyn State, village: &Code, whose: Whose) -> Vec<VisitLine> {
    let words = words(state);
    let by = |record: &Record| match whose {
        Whose::All => true,
        Whose::Of(cadre) => field(record, "by") == Some(cadre),
    };
    let mut found: Vec<VisitLine> = all::<Visit>(state)
        .filter(by)
        .filter_map(|record| {
            let (household, held_on) = (record.parent?, field(&record, "held_on")?);
            let (name, group) = name_and_group(state, household);
            let (by_name, said) = (text(&record, "by_name"), text(&record, "said"));
            let word = words.get(&record.id).copied().unwrap_or_default();
            let (id, waits, village) = (record.id, waits(&record), village.clone());
            Some(VisitLine { village, id, household, name, group, held_on, by_name, said, word, waits })
        })
        .collect();
    sort_visits(&mut found);
    found
}

/// Did a visit take place within so many days, today the last of them? The figure and the list behind it ask the same.
pub fn within(held_on: Day, today: Day, days: i64) -> bool {
    held_on > today.plus_days(-days) && held_on <= today
}

/// Newest first.
pub fn sort_visits(visits: &mut [VisitLine]) {
    visits.sort_by_key(|visit| std::cmp::Reverse((visit.held_on, visit.id)));
}

#[cfg(test)]
mod tests;
