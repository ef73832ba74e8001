//! How a session is kept alive and how it ends.

use super::cookie::{self, Keeping};
use super::keep;
use super::standing;
use super::token::{Hash, token_hash};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use crate::store::Reader;
use axum::http::HeaderMap;
use shared::account::Account;
use shared::account::protocol::{SessionFacts, SessionKind};
use shared::kernel::{AccountId, DeviceId, Instant};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;
/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A session that was used within this time is not noted again.
const NOTED_EVERY_MS: i64 = MINUTE_MS;

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// It ends when it was not used for so long.
    pub idle_ms: i64,
    /// It ends after so long however much it is used.
    pub longest_ms: i64,
}

impl Life {
    /// A person's own phone may be two weeks in the mountains; behind its PIN the session outlives that, and a season is the
    /// longest. A kiosk stands in a hall: minutes when its page is gone, an afternoon's meeting at most.
    pub fn of(kind: SessionKind) -> Self {
        match kind {
            SessionKind::Person => Self { idle_ms: 21 * DAY_MS, longest_ms: 90 * DAY_MS },
            SessionKind::Kiosk => Self { idle_ms: 10 * MINUTE_MS, longest_ms: 240 * MINUTE_MS },
        }
    }

    /// When a session ends that was opened then and is used now.
    pub fn end(self, opened: Instant, now: Instant) -> Instant {
        now.plus_millis(self.idle_ms).min(opened.plus_millis(self.longest_ms))
    }

    /// How long the browser keeps its cookie.
    pub fn keeping(kind: SessionKind) -> Keeping {
        match kind {
            SessionKind::Person => Keeping::Seconds(Self::of(kind).longest_ms / 1_000),
            SessionKind::Kiosk => Keeping::UntilClosed,
        }
    }
}

/// A person signed in on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// On a device of their own or at a kiosk.
    pub kind: SessionKind,
    /// When it ends unless it is used.
    pub expires_at: Instant,
    /// By what it is kept.
    pub token: Hash,
}

impl Session {
    /// What is told of it.
    pub fn facts(&self) -> SessionFacts {
        SessionFacts { kind: self.kind, idle_s: Life::of(self.kind).idle_ms / 1_000, expires: self.expires_at }
    }
}

/// The session that these headers carry on this device, or what to tell whoever needs one.
pub(super) async fn read(
    headers: &HeaderMap,
    state: &AppState,
    reader: &mut dyn Reader,
    device: DeviceId,
    now: Instant,
) -> Result<Result<Session, Refusal>, Problem> {
    // A cookie that was to be forgotten and was not is none.
    let Some(token) = cookie::read(headers, cookie::SESSION).filter(|token| !token.is_empty()) else {
        return Ok(Err(Refusal::NotSignedIn));
    };
    let token = token_hash(token);
    let kept = state.keep.session(token).await?;
    let Some(kept) = kept.filter(|kept| kept.device == device && kept.expires_at > now) else {
        // What nobody began cannot have ended.
        let nobody_yet = state.keep.people_of(device).await?.is_empty();
        return Ok(Err(if nobody_yet { Refusal::NotSignedIn } else { Refusal::SessionExpired }));
    };
    match standing::one::<Account>(reader, kept.account.into()).await? {
        Some(account) if account.closed => return Ok(Err(Refusal::AccountClosed)),
        Some(_) => {}
        None => return Ok(Err(Refusal::SessionExpired)),
    }
    let expires_at = keep_alive(state, token, &kept, now).await?;
    Ok(Ok(Session { account: kept.account, kind: kept.kind, expires_at, token }))
}

/// Moves the end on, at most once a minute.
async fn keep_alive(state: &AppState, token: Hash, kept: &keep::Session, now: Instant) -> Result<Instant, Problem> {
    if now.millis_since(kept.used_at) < NOTED_EVERY_MS {
        return Ok(kept.expires_at);
    }
    let expires_at = Life::of(kept.kind).end(kept.created_at, now);
    state.keep.touch_session(token, now, expires_at).await?;
    Ok(expires_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_moves_the_end_on_and_never_beyond_the_longest() {
        let opened = Instant::from_millis(1_000);
        for kind in [SessionKind::Person, SessionKind::Kiosk] {
            let life = Life::of(kind);
            assert_eq!(life.end(opened, opened), opened.plus_millis(life.idle_ms));
            let late = opened.plus_millis(life.longest_ms - 1);
            assert_eq!(life.end(opened, late), opened.plus_millis(life.longest_ms));
        }
        assert!(Life::of(SessionKind::Kiosk).idle_ms < 60 * MINUTE_MS);
        assert_eq!(Life::keeping(SessionKind::Kiosk), Keeping::UntilClosed);
    }
}
