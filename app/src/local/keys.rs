//! Who acts: the secret that an (account, device) pair holds, and the PIN that wraps it.
//!
//! The server gives the act key at sign-in; every command carries an HMAC under it. On the device it stands in localStorage only wrapped
//! (`key.<account>`): AES-256-GCM under PBKDF2-SHA256 of the PIN. Unlocked it lives in memory, until the page closes or [`Ring::lock`].

use super::crypto::{CryptoFault, Key, aes_decrypt, aes_encrypt, all_from_text, from_text, hkdf, pbkdf2, to_text};
use super::kept::{self, KeepError};
use super::random;
use super::tries::{MAX_WRONG, wait_ms};
use serde::{Deserialize, Serialize};
use shared::kernel::{AccountId, Instant};
use shared::sync::envelope::ActKey;
use std::cell::RefCell;

/// Rounds of PBKDF2: what OWASP asks of SHA-256, about a second on a cheap phone.
const ITERATIONS: u32 = 600_000;
/// Digits of a PIN. Ten tries against a million PINs is a chance of one in a hundred thousand.
pub const MIN_PIN: usize = 6;

/// How it stands with the key of whoever is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyState {
    /// None on this device: sign in with a network.
    #[default]
    None,
    /// Wrapped: enter the PIN.
    Locked,
    /// In memory, and no PIN chosen yet: it is gone when the page closes.
    OpenWithoutPin,
    /// In memory.
    Open,
}

/// Why the PIN did not open the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnlockError {
    /// Another PIN; so many tries are left.
    Wrong {
        /// Tries left before the key is dropped.
        left: u32,
        /// No earlier than this may it be tried again.
        wait_until: Instant,
    },
    /// Too soon after a wrong try.
    Wait {
        /// No earlier than this.
        until: Instant,
    },
    /// That was the last try: sign in with a network. Nothing unsent is lost.
    Dropped,
    /// There is no key to open: sign in with a network.
    NoKey,
    /// WebCrypto said no.
    Fault(CryptoFault),
}

/// Why a PIN could not be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinError {
    /// Shorter than [`MIN_PIN`], or not digits alone.
    Weak,
    /// There is no key in memory.
    NoKey,
    /// The browser keeps nothing more.
    NotKept(KeepError),
    /// WebCrypto said no.
    Fault(CryptoFault),
}

/// The wrapped key as kept; bytes are base64.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Wrapped {
    salt: String,
    iterations: u32,
    iv: String,
    key: String,
    /// Tells whether a key that the server gives anew is still the wrapped one.
    check: String,
    #[serde(default)]
    wrong: u32,
    #[serde(default)]
    wait_until: Option<Instant>,
}

/// The key in memory.
#[derive(Debug, Default)]
pub struct Ring(RefCell<Option<(AccountId, ActKey)>>);

impl Ring {
    /// Takes the key that the server gave. A PIN chosen for another key is of no use any more.
    pub async fn take(&self, account: AccountId, key: ActKey) -> Result<(), CryptoFault> {
        if let Some(kept) = wrapped(account)
            && kept.check != check(&key).await?
        {
            forget(account);
        }
        self.0.replace(Some((account, key)));
        Ok(())
    }

    /// The key of an account, if it is in memory.
    pub fn key(&self, account: AccountId) -> Option<ActKey> {
        self.0.borrow().filter(|(held, _)| *held == account).map(|(_, key)| key)
    }

    /// Forgets what is in memory.
    pub fn lock(&self) {
        self.0.take();
    }

    /// How it stands with an account's key.
    pub fn state(&self, account: Option<AccountId>) -> KeyState {
        let Some(account) = account else { return KeyState::None };
        match (self.key(account).is_some(), wrapped(account).is_some()) {
            (true, true) => KeyState::Open,
            (true, false) => KeyState::OpenWithoutPin,
            (false, true) => KeyState::Locked,
            (false, false) => KeyState::None,
        }
    }

    /// Wraps the key in memory by a PIN.
    pub async fn set_pin(&self, account: AccountId, pin: &str) -> Result<(), PinError> {
        if pin.len() < MIN_PIN || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinError::Weak);
        }
        let key = self.key(account).ok_or(PinError::NoKey)?;
        let kept = wrap(&key, pin).await.map_err(PinError::Fault)?;
        kept::set(&place(account), &kept).map_err(PinError::NotKept)
    }

    /// Opens the wrapped key by the PIN and keeps it in memory.
    pub async fn unlock(&self, account: AccountId, pin: &str, now: Instant) -> Result<(), UnlockError> {
        let mut kept = wrapped(account).ok_or(UnlockError::NoKey)?;
        if let Some(until) = kept.wait_until.filter(|until| must_wait(kept.wrong, *until, now)) {
            return Err(UnlockError::Wait { until });
        }
        // Counted before it is tried: closing the page midway is no way around the count.
        kept.wrong += 1;
        let until = now.plus_millis(wait_ms(kept.wrong));
        kept.wait_until = Some(until);
        kept::set_or_warn(&place(account), &kept);
        match open(&kept, pin).await {
            Ok(key) => {
                kept::set_or_warn(&place(account), &Wrapped { wrong: 0, wait_until: None, ..kept });
                self.0.replace(Some((account, key)));
                Ok(())
            }
            Err(OpenError::WrongPin) if kept.wrong >= MAX_WRONG => {
                forget(account);
                Err(UnlockError::Dropped)
            }
            Err(OpenError::WrongPin) => Err(UnlockError::Wrong { left: MAX_WRONG - kept.wrong, wait_until: until }),
            Err(OpenError::Fault(fault)) => Err(UnlockError::Fault(fault)),
        }
    }
}

/// Drops an account's wrapped key.
pub fn forget(account: AccountId) {
    kept::remove(&place(account));
}

/// A wait longer than any that was imposed comes from a clock that was set back.
fn must_wait(wrong: u32, until: Instant, now: Instant) -> bool {
    until > now && until.millis_since(now) <= wait_ms(wrong)
}

fn place(account: AccountId) -> String {
    format!("key.{account}")
}

fn wrapped(account: AccountId) -> Option<Wrapped> {
    kept::get(&place(account))
}

enum OpenError {
    WrongPin,
    Fault(CryptoFault),
}

async fn wrap(key: &ActKey, pin: &str) -> Result<Wrapped, CryptoFault> {
    let (salt, iv): ([u8; 16], [u8; 12]) = (random::bytes(), random::bytes());
    let by_pin = pbkdf2(pin, &salt, ITERATIONS).await?;
    let wrapped = aes_encrypt(&by_pin, &iv, key).await?;
    let check = check(key).await?;
    Ok(Wrapped {
        salt: to_text(&salt),
        iterations: ITERATIONS,
        iv: to_text(&iv),
        key: to_text(&wrapped),
        check,
        wrong: 0,
        wait_until: None,
    })
}

async fn open(kept: &Wrapped, pin: &str) -> Result<ActKey, OpenError> {
    let malformed = || OpenError::Fault(CryptoFault("malformed".to_owned()));
    let salt: [u8; 16] = from_text(&kept.salt).ok_or_else(malformed)?;
    let iv = from_text(&kept.iv).ok_or_else(malformed)?;
    let wrapped = all_from_text(&kept.key).ok_or_else(malformed)?;
    let by_pin: Key = pbkdf2(pin, &salt, kept.iterations).await.map_err(OpenError::Fault)?;
    let key = aes_decrypt(&by_pin, &iv, &wrapped).await.map_err(|_| OpenError::WrongPin)?;
    key.try_into().map_err(|_| malformed())
}

async fn check(key: &ActKey) -> Result<String, CryptoFault> {
    Ok(to_text(&hkdf(key, &[], b"shuanglian act key check v1").await?))
}
