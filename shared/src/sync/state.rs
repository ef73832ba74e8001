//! What a rule may read: records of its own scope, and nothing else.
//!
//! A rule is pure and can be run again, so whoever lends it the state need not guess what it reads: [`Loaded`] answers from
//! what it holds and notes what it was asked for and did not have; the server loads that and runs the rule again.

use super::record::{Kind, Record};
use crate::kernel::Id;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A question a rule may ask of its scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Query {
    /// One record, gone ones too.
    One(String, Id),
    /// All records of a kind that belong to one parent, gone ones too.
    Children(String, Id),
    /// All records of a kind in the scope, gone ones too. For small kinds only.
    All(String),
}

impl Query {
    /// Does the record belong in the answer?
    pub fn takes(&self, record: &Record) -> bool {
        match self {
            Self::One(kind, id) => record.kind == *kind && record.id == *id,
            Self::Children(kind, parent) => record.kind == *kind && record.parent == Some(*parent),
            Self::All(kind) => record.kind == *kind,
        }
    }
}

/// The records of one scope, as a rule or a page reads them.
pub trait State {
    /// The answer to a question, by id; gone records included.
    fn answer(&self, query: &Query) -> Vec<Record>;
}

impl dyn State + '_ {
    /// One living record as its typed body.
    pub fn one<T: Kind>(&self, id: Id) -> Option<Found<T>> {
        typed(self.answer(&Query::One(T::KIND.to_owned(), id))).into_iter().next()
    }

    /// The living records of a kind that belong to one parent.
    pub fn children<T: Kind>(&self, parent: Id) -> Vec<Found<T>> {
        typed(self.answer(&Query::Children(T::KIND.to_owned(), parent)))
    }

    /// All living records of a kind.
    pub fn all<T: Kind>(&self) -> Vec<Found<T>> {
        typed(self.answer(&Query::All(T::KIND.to_owned())))
    }
}

/// A typed record with what stands beside its body.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// Its id.
    pub id: Id,
    /// The typed body.
    pub value: T,
    /// The record itself.
    pub record: Record,
}

fn typed<T: Kind>(records: Vec<Record>) -> Vec<Found<T>> {
    let living = records.into_iter().filter(|record| !record.deleted);
    living
        .filter_map(|record| {
            let value = T::deserialize(&record.body).ok()?;
            Some(Found { id: record.id, value, record })
        })
        .collect()
}

/// A state that holds all there is: what a page reads of a public view.
#[derive(Debug, Default)]
pub struct Whole(pub Vec<Record>);

impl State for Whole {
    fn answer(&self, query: &Query) -> Vec<Record> {
        self.0.iter().filter(|record| query.takes(record)).cloned().collect()
    }
}

/// A state that holds the answers loaded so far and notes the questions it could not answer.
#[derive(Debug, Default)]
pub struct Loaded {
    records: BTreeMap<(String, Id), Record>,
    answered: BTreeSet<Query>,
    missing: RefCell<BTreeSet<Query>>,
}

impl Loaded {
    /// Takes in the answer to a question. A record that a command of the same batch has written meanwhile stays as written.
    pub fn load(&mut self, query: Query, records: Vec<Record>) {
        for record in records {
            let known = self.records.entry((record.kind.clone(), record.id));
            known
                .and_modify(|known| {
                    if known.version < record.version {
                        known.clone_from(&record);
                    }
                })
                .or_insert(record);
        }
        self.answered.insert(query);
    }

    /// The questions asked since the last call that had no answer yet.
    pub fn take_missing(&self) -> BTreeSet<Query> {
        self.missing.take()
    }

    /// Puts a record as a command has just written it, so that the next command of the batch reads it.
    pub fn put(&mut self, record: Record) {
        self.records.insert((record.kind.clone(), record.id), record);
    }
}

impl State for Loaded {
    fn answer(&self, query: &Query) -> Vec<Record> {
        if !self.answered.contains(query) {
            self.missing.borrow_mut().insert(query.clone());
            return Vec::new();
        }
        match query {
            Query::One(kind, id) => self.records.get(&(kind.clone(), *id)).cloned().into_iter().collect(),
            _ => self.records.values().filter(|record| query.takes(record)).cloned().collect(),
        }
    }
}
