//! 草稿: what stands in a form that was not saved yet, kept while typing and given back when the form opens again.
//!
//! On a personal device a draft is kept per account; an update of the app never drops it. On a kiosk it lives in memory, for the next
//! person must not find it.

use super::kept;
use serde::{Serialize, de::DeserializeOwned};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The drafts of whoever is here.
#[derive(Debug, Clone, Default)]
pub struct Drafts {
    /// A kiosk's drafts.
    memory: Option<Rc<RefCell<BTreeMap<String, String>>>>,
}

impl Drafts {
    /// Kept on the device, or in memory alone.
    pub fn new(in_memory: bool) -> Self {
        Self { memory: in_memory.then(Rc::default) }
    }

    /// The draft of one form on one record. `owner` is the account, or `visitor`.
    pub fn of(&self, owner: &str, form: &str, record: &str) -> Draft {
        Draft { memory: self.memory.clone(), key: format!("draft.{owner}.{form}.{record}") }
    }

    /// Forgets what is in memory: a visitor left, or a session on a kiosk ended.
    pub fn forget(&self) {
        if let Some(memory) = &self.memory {
            memory.borrow_mut().clear();
        }
    }
}

/// The draft of one form on one record.
#[derive(Debug, Clone)]
pub struct Draft {
    memory: Option<Rc<RefCell<BTreeMap<String, String>>>>,
    key: String,
}

impl Draft {
    /// Keeps what stands in the form now.
    pub fn save(&self, value: &impl Serialize) {
        match &self.memory {
            None => kept::set_or_warn(&self.key, value),
            Some(memory) => {
                if let Ok(text) = serde_json::to_string(value) {
                    memory.borrow_mut().insert(self.key.clone(), text);
                }
            }
        }
    }

    /// What stood in the form last. A draft of a form that has changed its shape since is left where it is.
    pub fn restore<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.memory {
            None => kept::get(&self.key),
            Some(memory) => memory.borrow().get(&self.key).and_then(|text| serde_json::from_str(text).ok()),
        }
    }

    /// Is this where it is kept? Asked of what another page has changed.
    pub fn is_under(&self, key: &str) -> bool {
        self.memory.is_none() && self.key == key
    }

    /// Forgets it: the form was saved, or the person threw it away.
    pub fn clear(&self) {
        match &self.memory {
            None => kept::remove(&self.key),
            Some(memory) => _ = memory.borrow_mut().remove(&self.key),
        }
    }
}
