//! Opening the person's key by the PIN, with or without a network.

use super::form::AskForm;
use super::out::SignOutButton;
use super::sign_in::SignInForm;
use crate::local::{Local, UnlockError, clock};
use crate::shell::desk::{Alone, SyncLine, focus_field, wish_new_pin};
use crate::shell::texts;
use crate::ui::{InputKind, TextField};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use shared::kernel::Instant;
use shared::text::{Texts, account, problem};
use wasm_bindgen_futures::spawn_local;

/// Longer than any PIN that people choose.
pub(super) const MAX_PIN: usize = 32;
/// A wait is counted down by the second.
const SECOND_MS: u32 = 1_000;

/// The page that asks for the PIN.
#[component]
pub fn UnlockPage() -> impl IntoView {
    let texts = texts();
    let name = Local::get().here.with_untracked(|here| here.account.as_ref().map(|me| me.name.clone()).unwrap_or_default());
    view! {
        <Alone title=texts.t(account::PIN_UNLOCK)>
            <div class="stack-s">
                <p>{texts.fill(account::SIGNED_IN_AS, &[("name", &name)])}</p>
                <p>{texts.t(account::PIN_UNLOCK_WORDS)}</p>
                <SyncLine />
            </div>
            <UnlockForm />
            <ByPassword />
            <SignOutButton words=texts.t(account::PIN_OTHER_PERSON) />
        </Alone>
    }
}

#[component]
fn UnlockForm() -> impl IntoView {
    let (local, texts, form, pin) = (Local::get(), texts(), AskForm::default(), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let wait = Wait::new();
    focus_field("pin");
    let submit = move || {
        let entered = pin.get_untracked();
        wrong.set(entered.is_empty().then(|| texts.t(problem::REQUIRED).to_owned()));
        if entered.is_empty() || wait.seconds.get_untracked() > 0 || !form.begin(Vec::new()) {
            return;
        }
        spawn_local(async move {
            let opened = local.unlock(&entered).await;
            // After the right PIN, or the last wrong one, the guard has taken this page away.
            form.busy.try_set(false);
            pin.try_set(String::new());
            if let Err(error) = opened {
                wait.try_begin(&error);
                wrong.try_set(words(&error, texts));
                focus_field("pin");
            }
        });
    };
    let error = Signal::derive(move || {
        let said = wrong.get()?;
        let seconds = wait.seconds.get();
        Some(if seconds > 0 { format!("{said} {}", texts.fill(account::PIN_WAIT, &[("n", &seconds)])) } else { said })
    });
    let fields = view! {
        <TextField id="pin" label=texts.t(account::PIN) value=pin kind=InputKind::SecretDigits max_length=MAX_PIN error />
    };
    form.view(texts.t(account::PIN_UNLOCK), submit, fields.into_any())
}

fn words(error: &UnlockError, texts: Texts) -> Option<String> {
    match error {
        UnlockError::Wrong { left, .. } => Some(texts.fill(account::PIN_WRONG, &[("n", left)])),
        UnlockError::Wait { .. } => Some(texts.t(account::PIN_TOO_SOON).to_owned()),
        // The guard shows the sign-in page, which says so.
        UnlockError::Dropped | UnlockError::NoKey => None,
        UnlockError::Fault(fault) => {
            leptos::logging::error!("the key could not be opened: {fault:?}");
            Some(texts.t(problem::FAULT).to_owned())
        }
    }
}

/// Seconds until the next try.
#[derive(Debug, Clone, Copy)]
struct Wait {
    until: StoredValue<Option<Instant>>,
    seconds: RwSignal<i64>,
}

impl Wait {
    fn new() -> Self {
        let wait = Self { until: StoredValue::new(None), seconds: RwSignal::new(0) };
        let ticking = Interval::new(SECOND_MS, move || wait.count());
        let ticking = StoredValue::new_local(Some(ticking));
        on_cleanup(move || _ = ticking.try_update_value(Option::take));
        wait
    }

    fn count(self) {
        let Some(until) = self.until.try_get_value().flatten() else { return };
        let left = until.millis_since(clock::now()).max(0);
        let seconds = (left + i64::from(SECOND_MS) - 1) / i64::from(SECOND_MS);
        if self.seconds.try_get_untracked() != Some(seconds) {
            self.seconds.try_set(seconds);
        }
    }

    fn try_begin(self, error: &UnlockError) {
        if let UnlockError::Wrong { wait_until: until, .. } | UnlockError::Wait { until } = error {
            self.until.try_set_value(Some(*until));
            self.count();
        }
    }
}

/// The way for whoever has forgotten the PIN: sign in, and choose another. The old one stays good until then.
#[component]
fn ByPassword() -> impl IntoView {
    let (texts, asked) = (texts(), RwSignal::new(false));
    let wish = wish_new_pin();
    move || {
        if asked.get() {
            view! { <SignInForm on_done=wish /> }.into_any()
        } else {
            let ask = move |_| asked.set(true);
            view! { <button type="button" class="button button-plain" on:click=ask>{texts.t(account::PIN_FORGOT)}</button> }.into_any()
        }
    }
}
