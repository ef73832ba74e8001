//! The sync mark: always there, in words; a press opens what is unsent and refused.

use crate::local::{Local, Reach, SyncStatus, clock};
use crate::shell::texts;
use crate::sync::conflicts;
use crate::ui::{SyncMark, SyncState};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::kernel::Instant;
use shared::sync::protocol::Status;
use shared::text::{format, sync};

/// The page that the mark opens.
const SYNC_PAGE: &str = "/desk/sync";
/// Words such as *2 minutes ago* are looked at anew so often.
const TICK_MS: u32 = 20_000;

/// Goes up with time.
#[derive(Debug, Clone, Copy)]
struct Minute(ArcTick);

type ArcTick = RwSignal<u64>;

/// Begins to count time.
pub(super) fn provide() {
    let tick = RwSignal::new(0_u64);
    Interval::new(TICK_MS, move || tick.update(|tick| *tick += 1)).forget();
    provide_context(Minute(tick));
}

/// Follows the clock where words depend on it: the time now, read again from time to time.
pub fn minute() -> Signal<Instant> {
    let tick = use_context::<Minute>();
    Signal::derive(move || {
        if let Some(Minute(tick)) = tick {
            tick.track();
        }
        clock::now()
    })
}

/// When everything was last sent and up to date, in words.
pub fn last_sync() -> Signal<String> {
    let (status, now, texts) = (Local::get().status, minute(), texts());
    Signal::derive(move || match status.with(|status| status.last_good) {
        Some(at) => texts.fill(sync::LAST_SYNC, &[("ago", &format::ago(texts.lang, now.get().millis_since(at)))]),
        None => texts.t(sync::NEVER_SYNCED).to_owned(),
    })
}

/// The mark.
#[component]
pub(super) fn Mark() -> impl IntoView {
    let (status, now, texts, conflicts) = (Local::get().status, minute(), texts(), conflicts());
    let path = use_location().pathname;
    let counted = Memo::new(move |_| status.with(|status| Counted::of(status, conflicts.with(Vec::len))));
    // What matters most is the word; what else matters stands below it, and where nothing else does, how old all of it is.
    let note = Signal::derive(move || {
        let rest = counted.with(|counted| counted.words().split_off(1));
        if !rest.is_empty() {
            return Some(rest.join(" · "));
        }
        // The page that it opens says so itself.
        if path.with(|path| path.trim_end_matches('/') == SYNC_PAGE) {
            return None;
        }
        let at = status.with(|status| status.last_good)?;
        Some(format::ago(texts.lang, now.get().millis_since(at)))
    });
    view! {
        <SyncMark
            state=Signal::derive(move || counted.with(Counted::state))
            words=Signal::derive(move || counted.with(|counted| counted.words().swap_remove(0)))
            note
            about=texts.t(sync::MARK_OPEN)
            href=SYNC_PAGE
        />
    }
}

/// How things stand in a line, for pages before the desk is open.
#[component]
pub fn SyncLine() -> impl IntoView {
    let (status, ago) = (Local::get().status, last_sync());
    move || {
        let words = status.with(|status| Counted::of(status, 0).words().join(" · "));
        view! { <p class="quiet">{words}" · "{ago.get()}</p> }
    }
}

/// What the mark tells, in the order in which it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counted {
    refused: usize,
    conflicts: usize,
    /// With the server, for an administrator to look at: not refused.
    held: usize,
    unsent: usize,
    reach: Reach,
    fetching: bool,
}

impl Counted {
    fn of(status: &SyncStatus, conflicts: usize) -> Self {
        let held = status.refused.iter().filter(|refused| refused.status == Status::Quarantined).count();
        let refused = status.refused.len() - held;
        Self { refused, conflicts, held, unsent: status.unsent, reach: status.reach, fetching: status.behind > 0 }
    }

    fn state(&self) -> SyncState {
        if self.refused > 0 || self.conflicts > 0 {
            return SyncState::Refused;
        }
        match (self.unsent + self.held, self.reach) {
            (1.., _) => SyncState::Waiting,
            (_, Reach::Offline | Reach::Away | Reach::SignedOut) => SyncState::Offline,
            _ if self.fetching => SyncState::Working,
            _ => SyncState::Sent,
        }
    }

    /// All that matters, the most urgent first; at least one word.
    fn words(&self) -> Vec<String> {
        let texts = texts();
        let counts = [
            (sync::MARK_REFUSED, self.refused),
            (sync::MARK_CONFLICT, self.conflicts),
            (sync::MARK_UNSENT, self.unsent),
            (sync::MARK_HELD, self.held),
        ];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| texts.fill(key, &[("n", &count)]));
        let reach = match self.reach {
            Reach::Offline => Some(sync::MARK_OFFLINE),
            Reach::Away => Some(sync::MARK_AWAY),
            Reach::SignedOut => Some(sync::MARK_SIGNED_OUT),
            Reach::Unknown | Reach::Online => None,
        };
        let mut words: Vec<String> = counts.chain(reach.map(|key| texts.t(key).to_owned())).collect();
        if words.is_empty() {
            words.push(texts.t(if self.fetching { sync::MARK_FETCHING } else { sync::MARK_ALL_SENT }).to_owned());
        }
        words
    }
}
