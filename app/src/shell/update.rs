//! 新版本 / 新版本: the way from one version of the app to the next.
//!
//! The service worker of a new version installs beside the old one and waits. The page shows that it is ready; when the reader agrees
//! (a kiosk: when it is idle) [`apply`] lets it in as soon as no write is in flight, and loads the page anew.

use super::{quiet, texts};
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use js_sys::Reflect;
use leptos::prelude::*;
use shared::text::shell;
use std::cell::Cell;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState, ServiceWorkerUpdateViaCache};

/// A desk or a kiosk stays open for days without a navigation, so it asks by itself: hourly, a few hundred bytes each time.
const ASK_EVERY_MS: u32 = 60 * 60 * 1000;

/// The message that lets a waiting service worker in; `sw.js` knows the same word.
const ACTIVATE: &str = "activate";

/// Where the way to the next version stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Update {
    /// There is none.
    #[default]
    None,
    /// A new version is on the device and waits for [`apply`].
    Ready,
    /// Another window let it in; this page is of the version before and should be loaded anew, by [`apply`] too.
    Elsewhere,
}

thread_local! {
    static STATE: ArcRwSignal<Update> = ArcRwSignal::new(Update::None);
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a new version is there.
pub fn state() -> Signal<Update> {
    STATE.with(|state| state.clone().into())
}

/// Changes to the new version when no write is in flight, and loads the page anew.
pub fn apply() {
    quiet::when_quiet(|| {
        ASKED.set(true);
        spawn_local(async {
            let waiting = match registration().await {
                Some(registration) => registration.waiting(),
                None => None,
            };
            match waiting {
                Some(worker) => report(worker.post_message(&JsValue::from_str(ACTIVATE))),
                None => reload(),
            }
        });
    });
}

/// Installs the service worker and watches for the next one. Without one (an old browser, an address without TLS) the app works online.
pub(super) fn watch() {
    let Some(container) = container() else { return };
    listen_for_takeover(&container);
    spawn_local(async move {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        match JsFuture::from(container.register_with_options("/sw.js", &options)).await {
            Ok(registration) => follow(&registration.unchecked_into(), &container),
            Err(error) => leptos::logging::warn!("no service worker: {error:?}"),
        }
    });
}

/// Says that a new version is there, and lets the reader change now or later. A face shows it where it disturbs nothing.
#[component]
pub fn UpdateNotice() -> impl IntoView {
    let state = state();
    let later = RwSignal::new(false);
    let texts = texts();
    move || {
        (state.get() != Update::None && !later.get()).then(|| {
            view! {
                <div class="notice notice-info" role="status">
                    <div>
                        <p class="notice-title">{texts.t(shell::UPDATE_READY)}</p>
                        <p>{texts.t(shell::UPDATE_WORDS)}</p>
                        <div class="button-row">
                            <button type="button" class="button" on:click=move |_| apply()>
                                {texts.t(shell::UPDATE_NOW)}
                            </button>
                            <button type="button" class="button" on:click=move |_| later.set(true)>
                                {texts.t(shell::UPDATE_LATER)}
                            </button>
                        </div>
                    </div>
                </div>
            }
        })
    }
}

fn follow(registration: &ServiceWorkerRegistration, container: &ServiceWorkerContainer) {
    // The very first worker also passes through `waiting`; there is no version before it, so nothing is new.
    if registration.waiting().is_some() && container.controller().is_some() {
        set(Update::Ready);
    }
    let found = registration.clone();
    let controlled = container.clone();
    EventListener::new(registration, "updatefound", move |_| {
        let Some(worker) = found.installing() else {
            return;
        };
        let controlled = controlled.clone();
        let installing = worker.clone();
        EventListener::new(&worker, "statechange", move |_| {
            if installing.state() == ServiceWorkerState::Installed && controlled.controller().is_some() {
                set(Update::Ready);
            }
        })
        .forget();
    })
    .forget();
    let registration = registration.clone();
    Interval::new(ASK_EVERY_MS, move || {
        // Offline the answer is a refusal, and the next hour asks again.
        if let Ok(asked) = registration.update() {
            spawn_local(async move { _ = JsFuture::from(asked).await });
        }
    })
    .forget();
}

fn listen_for_takeover(container: &ServiceWorkerContainer) {
    let had_controller = Cell::new(container.controller().is_some());
    EventListener::new(container, "controllerchange", move |_| {
        if ASKED.get() {
            reload();
        } else if had_controller.replace(true) {
            set(Update::Elsewhere);
        }
    })
    .forget();
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    JsFuture::from(container()?.get_registration()).await.ok()?.dyn_into().ok()
}

/// `navigator.serviceWorker` is missing in some browsers and on addresses without TLS.
fn container() -> Option<ServiceWorkerContainer> {
    Reflect::get(&window().navigator(), &JsValue::from_str("serviceWorker")).ok()?.dyn_into().ok()
}

fn set(update: Update) {
    STATE.with(|state| state.set(update));
}

fn reload() {
    report(window().location().reload());
}

fn report(outcome: Result<(), JsValue>) {
    if let Err(error) = outcome {
        leptos::logging::warn!("the new version could not be let in: {error:?}");
    }
}
