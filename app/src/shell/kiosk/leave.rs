//! Leaving: by the button, or by being still for a while. What a visitor wrote, what they chose and whoever is signed in go with them.

use crate::local::{Local, kept};
use crate::shell::mode::{Contrast, Size, Theme};
use crate::shell::update::{self, Update};
use crate::shell::{prefs, speech, texts};
use crate::ui::IdleDialog;
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::text::{Lang, kiosk};
use wasm_bindgen_futures::spawn_local;

/// How often the stillness is counted.
const TICK_MS: u32 = 1_000;
/// A visitor who has not touched the screen for a minute has gone, or reads: they are asked (kiosk guidance: a minute).
const VISITOR_STILL_S: u32 = 60;
/// A committee talks over what it writes down; what it has on the screen is not for everybody, so it is not much longer.
const STAFF_STILL_S: u32 = 180;
/// How long the question stands: ten times what a person needs to answer it (WCAG 2.2.1), and somebody slow can still reach the screen.
const ASKED_S: u32 = 20;
/// What counts as being there.
const SIGNS: [&str; 5] = ["pointerdown", "keydown", "input", "wheel", "touchmove"];
/// The kiosk's own language, as it was when it was enrolled.
const OWN_LANGUAGE: &str = "kiosk_language";
/// After the committee's session: a page loaded anew, so that not even memory holds what they read.
const SESSION_OVER: &str = "/kiosk/staff/done";

/// Remembers the language in which the kiosk was enrolled: it comes back to it when a visitor leaves.
pub(super) fn remember_language(lang: Lang) {
    kept::set_or_warn(OWN_LANGUAGE, &lang.tag());
    prefs::keep_language(lang);
}

/// A kiosk starts in its own language, whatever the browser's is: there is one language, and it is remembered.
pub(super) fn start_in_own_language() {
    if prefs::has_language() {
        return;
    }
    if let Some(own) = kept::get::<String>(OWN_LANGUAGE).and_then(|tag| Lang::from_tag(&tag)).filter(|own| *own != prefs::lang()) {
        prefs::set_language(own);
    }
}

fn own_language() -> Lang {
    kept::get::<String>(OWN_LANGUAGE).and_then(|tag| Lang::from_tag(&tag)).unwrap_or_else(prefs::lang)
}

/// How one leaves, as context of all pages.
#[derive(Clone, Copy)]
pub struct Leaving {
    home: Callback<()>,
    finish: Callback<()>,
}

impl Leaving {
    /// The kiosk's.
    pub fn here() -> Self {
        expect_context()
    }

    /// To the doors; what was being written is forgotten.
    pub fn home(&self) {
        self.home.run(());
    }

    /// To the first screen: the visitor is done.
    pub fn finish(&self) {
        self.finish.run(());
    }
}

/// Watches for stillness, asks, and clears up. It stands inside the router, above all pages.
#[component]
pub(super) fn Watch() -> impl IntoView {
    let local = Local::get();
    let still = RwSignal::new(0_u32);
    let asked = RwSignal::new(false);
    let signed_in = Memo::new(move |_| local.here.with(|here| here.account.is_some()));
    let limit = move || if signed_in.get_untracked() { STAFF_STILL_S } else { VISITOR_STILL_S };
    let location = use_location();
    let rests = Signal::derive(move || location.pathname.with(|path| is_first(path)) && !signed_in.get());
    let gone = RwSignal::new(false);
    let leaving = provide(local, gone, asked, signed_in);
    let printing = watch_signs(still, asked, gone);
    let tick = move || {
        if printing.get_untracked() || speech::is_speaking() {
            still.set(0);
            return;
        }
        let now = still.get_untracked().saturating_add(1);
        still.set(now);
        if rests.get_untracked() {
            if gone.get_untracked() || now >= VISITOR_STILL_S {
                gone.set(false);
                still.set(0);
                freshen();
            }
        } else if now >= limit() + ASKED_S {
            asked.set(false);
            leaving.finish();
        } else if now >= limit() && !asked.get_untracked() {
            asked.set(true);
        }
    };
    let clock = StoredValue::new_local(Interval::new(TICK_MS, tick));
    on_cleanup(move || clock.dispose());
    // Closed by a key or by its button: somebody is there.
    Effect::new(move |_| {
        if !asked.get() {
            still.set(0);
        }
    });
    let left = Signal::derive(move || (limit() + ASKED_S).saturating_sub(still.get()));
    view! {
        <IdleDialog
            id="idle"
            open=asked
            title=texts().t(kiosk::IDLE_TITLE)
            line=texts().t(kiosk::IDLE_WORDS)
            seconds=left
            keep=texts().t(kiosk::IDLE_STAY)
            on_keep=move |()| asked.set(false)
            finish=texts().t(kiosk::IDLE_LEAVE)
            on_finish=move |()| leaving.finish()
        />
    }
    .into_any()
}

fn provide(local: Local, gone: RwSignal<bool>, asked: RwSignal<bool>, signed_in: Memo<bool>) -> Leaving {
    let navigate = use_navigate();
    let to = move |path: &str| navigate(path, NavigateOptions { replace: true, ..NavigateOptions::default() });
    let forget = move || {
        speech::stop();
        local.forget_visitor();
        asked.set(false);
    };
    let home = {
        let to = to.clone();
        move |()| {
            forget();
            if signed_in.get_untracked() { end_session(local) } else { to("/start") }
        }
    };
    let finish = move |()| {
        forget();
        prefs::set_size(Size::default());
        prefs::set_contrast(Contrast::default());
        prefs::set_theme(Theme::default());
        if signed_in.get_untracked() {
            end_session(local);
        } else {
            to("/");
            gone.set(true);
        }
    };
    let leaving = Leaving { home: Callback::new(home), finish: Callback::new(finish) };
    provide_context(leaving);
    leaving
}

/// Signs the committee out and loads the page anew.
fn end_session(local: Local) {
    spawn_local(async move {
        // On a kiosk nothing is asked: what is unsent is sealed and goes by itself.
        _ = local.sign_out(true).await;
        if let Err(error) = window().location().replace(SESSION_OVER) {
            leptos::logging::error!("the page could not be loaded anew: {error:?}");
        }
    });
}

/// Nobody is there: the kiosk's own language again, and a new version if one is waiting.
fn freshen() {
    let own = own_language();
    if prefs::lang() != own {
        prefs::set_language(own);
    } else if update::state().get_untracked() != Update::None {
        update::apply();
    }
}

/// The first screen, where there is nothing to clear up.
fn is_first(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "/kiosk" | "")
}

/// Counts anew with every sign that somebody is there, and says whether the page is being printed.
fn watch_signs(still: RwSignal<u32>, asked: RwSignal<bool>, gone: RwSignal<bool>) -> RwSignal<bool> {
    let printing = RwSignal::new(false);
    let mut listeners: Vec<EventListener> = SIGNS
        .into_iter()
        .map(|name| {
            EventListener::new(&document(), name, move |_| {
                // While the question stands, its own buttons answer it.
                if !asked.get_untracked() {
                    still.set(0);
                    gone.set(false);
                }
            })
        })
        .collect();
    for (name, begins) in [("beforeprint", true), ("afterprint", false)] {
        listeners.push(EventListener::new(&window(), name, move |_| printing.set(begins)));
    }
    let kept = StoredValue::new_local(listeners);
    on_cleanup(move || kept.dispose());
    printing
}
