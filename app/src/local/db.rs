//! IndexedDB, as much of it as the outbox and the replica need.
//!
//! A transaction commits itself when anything but its own requests is awaited. So the rule here: prepare everything first, issue all
//! writes without awaiting between, `commit()`, await completion only. Where a write depends on a read ([`Database::decide`]), the decision
//! runs inside the read's own callback. Values are JSON texts under keys of their own: `getAll` of texts is the fastest way into memory.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the third argument of `transaction`, which web-sys hides behind an unstable flag.
    #[wasm_bindgen(extends = IdbDatabase)]
    type WithOptions;
    #[wasm_bindgen(catch, method, js_name = transaction)]
    fn transaction_with(this: &WithOptions, stores: &Array, mode: &str, options: &Object) -> Result<IdbTransaction, JsValue>;
    /// Missing in browsers (and private windows) that refuse the database.
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static FACTORY: Option<IdbFactory>;
}

/// Why the database did not do it. Nothing of the transaction was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DbError {
    /// No room.
    Full,
    /// Anything else, in the browser's words.
    Broken(String),
}

impl From<JsValue> for DbError {
    fn from(error: JsValue) -> Self {
        let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
        if name == "QuotaExceededError" { Self::Full } else { Self::Broken(format!("{name} {error:?}")) }
    }
}

/// How long a write may take to be safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk before it counts as done: the outbox.
    Strict,
    /// With the operating system: what can be fetched again.
    Relaxed,
}

/// What a decision inside a transaction came to, unless it was written.
#[derive(Debug)]
pub enum Undecided<E> {
    /// The decision was not to write; nothing was kept.
    No(E),
    /// The database failed; nothing was kept.
    Failed(DbError),
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens a database and makes the stores that are missing. No store is ever removed here.
    pub async fn open(name: &str, version: u32, stores: &'static [&'static str]) -> Result<Self, DbError> {
        let factory = FACTORY.with(Clone::clone).ok_or_else(|| DbError::Broken("no IndexedDB".to_owned()))?;
        let request = factory.open_with_u32(name, version)?;
        let upgrade = upgrading(&request, stores);
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database: IdbDatabase = settled(&request).await?.unchecked_into();
        // Another tab of a newer version may need the way free; an old one that holds on would block it.
        let leaving = database.clone();
        let leave = Closure::<dyn FnMut()>::new(move || leaving.close());
        database.set_onversionchange(Some(leave.into_js_value().unchecked_ref()));
        Ok(Self(database))
    }

    /// The value under a key.
    pub async fn get(&self, store: &str, key: &JsValue) -> Result<Option<String>, DbError> {
        let request = self.reading(store)?.get(key)?;
        Ok(settled(&request).await?.as_string())
    }

    /// All values, or those whose keys lie in a range, in the order of their keys.
    pub async fn all(&self, store: &str, range: Option<&IdbKeyRange>) -> Result<Vec<String>, DbError> {
        let store = self.reading(store)?;
        let request = match range {
            Some(range) => store.get_all_with_key(range)?,
            None => store.get_all()?,
        };
        let values: Array = settled(&request).await?.unchecked_into();
        Ok(values.iter().filter_map(|value| value.as_string()).collect())
    }

    /// Begins a transaction that writes.
    pub fn write(&self, stores: &[&str], durability: Durability) -> Result<Writing, DbError> {
        let options = Object::new();
        let wanted = if durability == Durability::Strict { "strict" } else { "relaxed" };
        Reflect::set(&options, &"durability".into(), &wanted.into())?;
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        Ok(Writing(self.0.unchecked_ref::<WithOptions>().transaction_with(&names, "readwrite", &options)?))
    }

    /// Reads one value and decides in the same strict transaction what to write. While it runs no other tab writes to these stores.
    pub async fn decide<E: 'static>(
        &self,
        stores: &[&str],
        (store, key): (&str, &JsValue),
        decide: impl FnOnce(Option<String>, &Writing) -> Result<(), Undecided<E>> + 'static,
    ) -> Result<(), Undecided<E>> {
        let writing = self.write(stores, Durability::Strict).map_err(Undecided::Failed)?;
        let refused = Rc::new(RefCell::new(None));
        let request = writing.store(store).and_then(|store| Ok(store.get(key)?)).map_err(Undecided::Failed)?;
        let callback = {
            let (writing, refused, request) = (Writing(writing.0.clone()), Rc::clone(&refused), request.clone());
            Closure::once(move || {
                let found = request.result().ok().and_then(|value| value.as_string());
                if let Err(reason) = decide(found, &writing) {
                    refused.replace(Some(reason));
                    writing.abort();
                }
            })
        };
        request.set_onsuccess(Some(callback.as_ref().unchecked_ref()));
        let done = writing.finished().await;
        match refused.take() {
            Some(reason) => Err(reason),
            None => done.map_err(Undecided::Failed),
        }
    }

    /// Empties every store. Other tabs that have it open go on with an empty one.
    pub async fn wipe(&self, stores: &[&str]) -> Result<(), DbError> {
        let writing = self.write(stores, Durability::Strict)?;
        for store in stores {
            writing.store(store)?.clear()?;
        }
        writing.commit().await
    }

    fn reading(&self, store: &str) -> Result<IdbObjectStore, DbError> {
        Ok(self.0.transaction_with_str(store)?.object_store(store)?)
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub struct Writing(IdbTransaction);

impl Writing {
    /// Writes a value under a key.
    pub fn put(&self, store: &str, key: &JsValue, value: &str) -> Result<(), DbError> {
        self.store(store)?.put_with_key(&JsValue::from_str(value), key)?;
        Ok(())
    }

    /// Removes a key, or all keys of a range.
    pub fn delete(&self, store: &str, key: &JsValue) -> Result<(), DbError> {
        self.store(store)?.delete(key)?;
        Ok(())
    }

    /// Removes all that a store holds.
    pub fn clear(&self, store: &str) -> Result<(), DbError> {
        self.store(store)?.clear()?;
        Ok(())
    }

    /// Says that nothing more comes and waits until it is kept.
    pub async fn commit(self) -> Result<(), DbError> {
        self.no_more();
        self.finished().await
    }

    /// Says that nothing more comes. Old browsers lack `commit()`; they commit by themselves a moment later.
    pub fn no_more(&self) {
        let commit = Reflect::get(&self.0, &"commit".into()).ok().and_then(|commit| commit.dyn_into::<Function>().ok());
        _ = commit.map(|commit| commit.call0(&self.0));
    }

    fn store(&self, name: &str) -> Result<IdbObjectStore, DbError> {
        Ok(self.0.object_store(name)?)
    }

    fn abort(&self) {
        // Fails only where the transaction has ended by itself, with nothing kept.
        _ = self.0.abort();
    }

    async fn finished(&self) -> Result<(), DbError> {
        let tx = &self.0;
        let mut kept = Vec::new();
        let promise = Promise::new(&mut |resolve, reject| {
            tx.set_oncomplete(Some(&resolve));
            let failed = tx.clone();
            let abort = Closure::<dyn FnMut()>::new(move || {
                let reason = failed.error().map_or_else(|| JsValue::from_str("aborted"), JsValue::from);
                _ = reject.call1(&JsValue::NULL, &reason);
            });
            tx.set_onabort(Some(abort.as_ref().unchecked_ref()));
            kept.push(abort);
        });
        JsFuture::from(promise).await?;
        Ok(())
    }
}

/// The key of several parts.
pub fn key(parts: &[&str]) -> JsValue {
    parts.iter().map(|part| JsValue::from_str(part)).collect::<Array>().into()
}

/// All keys of several parts that begin with this one: an array sorts after every text.
pub fn beginning(part: &str) -> Result<IdbKeyRange, DbError> {
    let end: Array = [JsValue::from_str(part), Array::new().into()].into_iter().collect();
    Ok(IdbKeyRange::bound(&key(&[part]), &end)?)
}

fn upgrading(request: &IdbOpenDbRequest, stores: &'static [&'static str]) -> Closure<dyn FnMut()> {
    let request = request.clone();
    Closure::new(move || {
        let Ok(database) = request.result().map(JsValue::unchecked_into::<IdbDatabase>) else { return };
        let there = database.object_store_names();
        for store in stores.iter().filter(|store| !there.contains(store)) {
            if let Err(error) = database.create_object_store(store) {
                leptos::logging::error!("store {store} could not be made: {error:?}");
            }
        }
    })
}

/// Waits for a request's own answer.
async fn settled(request: &IdbRequest) -> Result<JsValue, DbError> {
    let mut kept = Vec::new();
    let promise = Promise::new(&mut |resolve, reject| {
        let asked = request.clone();
        let success = Closure::<dyn FnMut()>::new(move || {
            _ = resolve.call1(&JsValue::NULL, &asked.result().unwrap_or_default());
        });
        let asked = request.clone();
        let failure = Closure::<dyn FnMut()>::new(move || {
            let reason = asked.error().ok().flatten().map_or_else(|| JsValue::from_str("failed"), JsValue::from);
            _ = reject.call1(&JsValue::NULL, &reason);
        });
        request.set_onsuccess(Some(success.as_ref().unchecked_ref()));
        request.set_onerror(Some(failure.as_ref().unchecked_ref()));
        kept.extend([success, failure]);
    });
    Ok(JsFuture::from(promise).await?)
}
