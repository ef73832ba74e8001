//! The sync mark: always there, in words; a press opens what is unsent and refused.

use crate::local::{Local, Reach, SyncStatus, clock};
use crate::shell::texts;
use crate::ui::{SyncMark, SyncState};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use shared::kernel::Instant;
use shared::sync::protocol::Status;
use shared::text::{format, sync};

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
    let (status, now, texts) = (Local::get().status, minute(), texts());
    let note = Signal::derive(move || {
        let at = status.with(|status| status.last_good)?;
        Some(format::ago(texts.lang, now.get().millis_since(at)))
    });
    view! {
        <SyncMark
            state=Signal::derive(move || status.with(state))
            words=Signal::derive(move || status.with(words))
            note
            about=texts.t(sync::MARK_OPEN)
            href="/desk/sync"
        />
    }
}

/// How things stand in a line, for pages before the desk is open.
#[component]
pub fn SyncLine() -> impl IntoView {
    let (status, ago) = (Local::get().status, last_sync());
    move || {
        let words = status.with(words);
        view! { <p class="quiet">{words}" · "{ago.get()}</p> }
    }
}

/// What was refused and asks for a hand. What is held waits for an administrator.
fn refused(status: &SyncStatus) -> usize {
    status.refused.iter().filter(|refused| refused.status == Status::Rejected).count()
}

fn state(status: &SyncStatus) -> SyncState {
    if refused(status) > 0 {
        return SyncState::Refused;
    }
    if !status.refused.is_empty() {
        return SyncState::Waiting;
    }
    match (status.unsent, status.reach) {
        (1.., _) => SyncState::Waiting,
        (_, Reach::Offline | Reach::Away | Reach::SignedOut) => SyncState::Offline,
        _ if status.behind > 0 => SyncState::Working,
        _ => SyncState::Sent,
    }
}

fn words(status: &SyncStatus) -> String {
    let texts = texts();
    match (refused(status), status.refused.len()) {
        // What was never sent comes first; what is held is in safe hands.
        (0, held) if held > 0 && status.unsent == 0 => return texts.fill(sync::MARK_HELD, &[("n", &held)]),
        (0, _) => {}
        (refused, _) => return texts.fill(sync::MARK_REFUSED, &[("n", &refused)]),
    }
    match (status.unsent, status.reach) {
        (unsent @ 1.., _) => texts.fill(sync::MARK_UNSENT, &[("n", &unsent)]),
        (_, Reach::Offline) => texts.t(sync::MARK_OFFLINE).to_owned(),
        (_, Reach::Away) => texts.t(sync::MARK_AWAY).to_owned(),
        (_, Reach::SignedOut) => texts.t(sync::MARK_SIGNED_OUT).to_owned(),
        _ if status.behind > 0 => texts.t(sync::MARK_FETCHING).to_owned(),
        _ => texts.t(sync::MARK_ALL_SENT).to_owned(),
    }
}
