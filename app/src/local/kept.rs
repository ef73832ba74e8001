//! Small facts kept in localStorage through gloo-storage. A browser that refuses storage keeps nothing and says so.
//!
//! Keys, each with what follows it: `outbox.<command>`, `counter.<scope>` (see `outbox`), `stray.<command>`, `device`, `here`,
//! `hello.<account or "device">`, `key.<account>`, `draft.<account>.<form>.<record>`, `leader`, `good.<account>`, `persisted`,
//! `kiosk_language` (see `shell::kiosk`), `revoked` (see `revoked`), `places` (what places were called that are no longer held).

use gloo_storage::{LocalStorage, Storage as _, errors::StorageError};
use serde::{Serialize, de::DeserializeOwned};

/// Why something could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepError {
    /// No room.
    Full,
    /// The browser keeps nothing here.
    Refused,
}

/// `LocalStorage` panics where the browser refuses it, so every call asks first.
fn there() -> bool {
    web_sys::window().is_some_and(|window| window.local_storage().is_ok_and(|storage| storage.is_some()))
}

/// What is kept under a key; nothing where it is missing or cannot be read.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    there().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Keeps a value under a key, durably as far as the browser is.
pub fn set(key: &str, value: &impl Serialize) -> Result<(), KeepError> {
    if !there() {
        return Err(KeepError::Refused);
    }
    LocalStorage::set(key, value).map_err(|error| match error {
        StorageError::JsError(error) if error.name == "QuotaExceededError" => KeepError::Full,
        _ => KeepError::Refused,
    })
}

/// Keeps what may be lost without harm.
pub fn set_or_warn(key: &str, value: &impl Serialize) {
    if let Err(error) = set(key, value) {
        leptos::logging::warn!("{key} could not be kept: {error:?}");
    }
}

/// Forgets what is kept under a key.
pub fn remove(key: &str) {
    if there() {
        LocalStorage::delete(key);
    }
}

/// All keys that begin so.
pub fn keys(prefix: &str) -> Vec<String> {
    if !there() {
        return Vec::new();
    }
    let storage = LocalStorage::raw();
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|index| storage.key(index).ok().flatten()).filter(|key| key.starts_with(prefix)).collect()
}
