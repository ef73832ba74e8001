//! How it stands between this device and the server, in sentences, what needs doing first.

use super::words::{scope_words, stopped_words};
use crate::local::{Local, Reach, SyncStatus};
use crate::shell::texts;
use crate::shell::update;
use crate::ui::{Button, LinkButton, Notice, NoticeKind, Progress};
use leptos::prelude::*;
use shared::text::{Texts, account, shell, sync};

/// A clock this far off is worth a word: dates entered near midnight would be wrong by then.
const CLOCK_OFF_MS: u64 = 5 * 60 * 1000;
const MINUTE_MS: u64 = 60 * 1000;
/// A bar is shown from so many changes on: fewer are there before it is read.
const WORTH_A_BAR: u64 = 200;

/// The sentences; nothing where all is well.
#[component]
pub(super) fn Standing() -> impl IntoView {
    let (status, texts) = (Local::get().status, texts());
    let notices = move || {
        status
            .with(|status| {
                [blocking(status, texts), reach(status, texts), stopped(status, texts), clock(status, texts), other_tab(status, texts)]
            })
            .into_iter()
            .flatten()
            .collect::<Vec<AnyView>>()
    };
    view! {
        <div class="stack">{notices}</div>
        <FirstSync />
    }
}

/// What keeps the device from saving or sending at all.
fn blocking(status: &SyncStatus, texts: Texts) -> Option<AnyView> {
    let problem = |words: &'static str| view! { <Notice kind=NoticeKind::Problem><p>{words}</p></Notice> }.into_any();
    if status.no_storage {
        return Some(problem(texts.t(sync::NO_STORAGE)));
    }
    if status.revoked {
        return Some(problem(texts.t(sync::REVOKED)));
    }
    status.upgrade_needed.then(|| {
        view! {
            <Notice kind=NoticeKind::Waiting>
                <p>{texts.t(sync::UPGRADE)}</p>
                <div class="button-row"><Button label=texts.t(shell::UPDATE_NOW) on_press=update::apply /></div>
            </Notice>
        }
        .into_any()
    })
}

fn reach(status: &SyncStatus, texts: Texts) -> Option<AnyView> {
    let info = |words: &'static str| view! { <Notice><p>{words}</p></Notice> }.into_any();
    match status.reach {
        Reach::Offline => Some(info(texts.t(sync::OFFLINE_WORDS))),
        Reach::Away => Some(info(texts.t(sync::SERVER_AWAY))),
        Reach::SignedOut => Some(
            view! {
                <Notice kind=NoticeKind::Waiting>
                    <p>{texts.t(sync::SIGNED_OUT)}</p>
                    <div class="button-row"><LinkButton label=texts.t(account::SIGN_IN) href="/desk/sign-in" /></div>
                </Notice>
            }
            .into_any(),
        ),
        Reach::Unknown | Reach::Online => None,
    }
}

fn stopped(status: &SyncStatus, texts: Texts) -> Option<AnyView> {
    if status.stopped.is_empty() {
        return None;
    }
    let lines: Vec<AnyView> = status
        .stopped
        .iter()
        .map(|(scope, error)| view! { <p><b>{scope_words(scope)}</b>" "{stopped_words(*error, texts)}</p> }.into_any())
        .collect();
    Some(view! { <Notice kind=NoticeKind::Problem title=texts.t(sync::STOPPED).to_owned()>{lines}</Notice> }.into_any())
}

fn clock(status: &SyncStatus, texts: Texts) -> Option<AnyView> {
    let ahead = status.clock_ahead_ms.filter(|ahead| ahead.unsigned_abs() >= CLOCK_OFF_MS)?;
    let key = if ahead > 0 { sync::CLOCK_AHEAD } else { sync::CLOCK_BEHIND };
    let words = texts.fill(key, &[("n", &(ahead.unsigned_abs() / MINUTE_MS))]);
    Some(view! { <Notice kind=NoticeKind::Waiting><p>{words}</p></Notice> }.into_any())
}

fn other_tab(status: &SyncStatus, texts: Texts) -> Option<AnyView> {
    status.other_tab.then(|| view! { <p class="quiet">{texts.t(sync::OTHER_TAB)}</p> }.into_any())
}

/// How far the first fetch has come.
#[component]
fn FirstSync() -> impl IntoView {
    let (status, texts) = (Local::get().status, texts());
    // The most that was ever left to fetch while this page stands is the whole.
    let whole = RwSignal::new(0_u64);
    let behind = Memo::new(move |_| status.with(|status| status.behind));
    Effect::new(move || {
        let behind = behind.get();
        whole.update(|whole| *whole = if behind == 0 { 0 } else { behind.max(*whole) });
    });
    move || {
        let (whole, behind) = (whole.get(), behind.get());
        let worth = whole >= WORTH_A_BAR && behind > 0;
        worth.then(|| {
            let done = whole.saturating_sub(behind);
            let words = texts.fill(sync::FIRST_SYNC, &[("done", &done), ("total", &whole)]);
            let bar = (u32::try_from(done).unwrap_or(u32::MAX), u32::try_from(whole).unwrap_or(u32::MAX));
            view! {
                <div class="stack-s">
                    <Progress id="first-sync" words done=Some(bar) />
                    <p class="quiet">{texts.t(sync::FIRST_SYNC_WORDS)}</p>
                </div>
            }
        })
    }
}
