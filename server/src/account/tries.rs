//! How often a secret may be tried. Counted over a quarter of an hour and then forgotten, so nobody is locked out for ever.

use crate::auth::Authenticated;
use crate::auth::keep::{Limit, tries_key};
use crate::auth::token::Hash;
use crate::http::extract::Caller;
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::StoreError;

/// Wrong passwords for one name from one device or address: more than anybody's fingers, far from any list of common passwords.
const FOR_NAME_HERE: u32 = 10;
/// Wrong passwords for one name from anywhere but their own devices: those who try from many addresses get under 20,000 a day.
const FOR_NAME_ANYWHERE: u32 = 200;
/// Codes and links from one address: a township handing out kiosks to all its villages on one line.
const CODES_HERE: u32 = 30;
/// Kiosks' codes from one address: they are typed off a slip, so slips of the finger count, and no link's tries with them.
const KIOSK_CODES_HERE: u32 = 20;

/// Tries that were counted before the secret was looked at.
#[derive(Debug)]
pub struct Tries {
    here: Hash,
}

impl Tries {
    /// Counts a try at a password. On a device that the person signed in on before only that device's own tries count, so that
    /// whoever tries their name elsewhere cannot keep them out.
    pub async fn password(state: &AppState, caller: Caller, own: Option<&Authenticated>, login: &str) -> Result<Self, Problem> {
        let address = caller.0.to_string();
        let limits = match own {
            Some(own) => vec![Limit { key: tries_key(&["password", "device", &own.device.to_string(), login]), tries: FOR_NAME_HERE }],
            None => vec![
                Limit { key: tries_key(&["password", "address", &address, login]), tries: FOR_NAME_HERE },
                Limit { key: tries_key(&["password", "anywhere", login]), tries: FOR_NAME_ANYWHERE },
            ],
        };
        Self::count(state, limits).await
    }

    /// Counts a try at a code or a link.
    pub async fn code(state: &AppState, caller: Caller) -> Result<Self, Problem> {
        let key = tries_key(&["code", "address", &caller.0.to_string()]);
        Self::count(state, vec![Limit { key, tries: CODES_HERE }]).await
    }

    /// Counts a try at a kiosk's code.
    pub async fn kiosk_code(state: &AppState, caller: Caller) -> Result<Self, Problem> {
        let key = tries_key(&["kiosk code", "address", &caller.0.to_string()]);
        Self::count(state, vec![Limit { key, tries: KIOSK_CODES_HERE }]).await
    }

    async fn count(state: &AppState, limits: Vec<Limit>) -> Result<Self, Problem> {
        let here = limits.first().map(|limit| limit.key).unwrap_or_default();
        let wait_s = state.keep.try_once(limits, state.random.bytes()?, state.clock.now()).await?;
        match wait_s {
            Some(seconds) => Err(Problem::from(Refusal::TooManyTries).retry_after_s(seconds)),
            None => Ok(Self { here }),
        }
    }

    /// It was the right one: what was tried here before is forgotten.
    pub async fn forget(self, state: &AppState) -> Result<(), StoreError> {
        state.keep.forget_tries(self.here).await
    }
}
