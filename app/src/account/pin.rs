//! Choosing the PIN that opens the person's key when there is no network.

use super::form::AskForm;
use super::unlock::MAX_PIN;
use crate::local::{Local, MIN_PIN, PinError};
use crate::shell::desk::{Alone, Page, go, pin_chosen, pin_later, toast};
use crate::shell::texts;
use crate::ui::{InputKind, NoticeKind, TextField};
use leptos::prelude::*;
use shared::account::DeviceKind;
use shared::text::{Texts, account, problem, ui};
use wasm_bindgen_futures::spawn_local;

/// Before the desk is open: the key would be gone with the page.
#[component]
pub fn PinPage() -> impl IntoView {
    let (texts, later) = (texts(), pin_later());
    let on_pc = Local::get().here.with_untracked(|here| here.kind == DeviceKind::Pc);
    view! {
        <Alone title=texts.t(account::PIN_CHOOSE)>
            <PinForm on_done=pin_chosen() />
            {on_pc.then(|| view! {
                <div class="stack-s">
                    <p class="quiet">{texts.t(account::PIN_LATER_WORDS)}</p>
                    <button type="button" class="button button-plain" on:click=move |_| later.run(())>{texts.t(account::PIN_LATER)}</button>
                </div>
            })}
        </Alone>
    }
}

/// Another PIN, from the page of whoever is here.
#[component]
pub fn ChangePinPage() -> impl IntoView {
    let (texts, go, toast) = (texts(), go(), toast());
    let done = move || {
        toast(NoticeKind::Done, texts.t(account::PIN_SET).to_owned());
        go("/desk/more");
    };
    view! {
        <Page title=texts.t(account::PIN_CHOOSE) back=("/desk/more".to_owned(), texts.t(ui::BACK).to_owned())>
            <PinForm on_done=done />
        </Page>
    }
}

#[component]
fn PinForm(
    /// It is chosen.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let (local, texts, form) = (Local::get(), texts(), AskForm::default());
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (weak, differs) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let submit = move || {
        let chosen = pin.get_untracked();
        weak.set((!is_strong(&chosen)).then(|| texts.fill(account::PIN_WEAK, &[("n", &MIN_PIN)])));
        differs.set((chosen != again.get_untracked()).then(|| texts.t(account::PIN_DIFFERS).to_owned()));
        if weak.with_untracked(Option::is_some) || differs.with_untracked(Option::is_some) || !form.begin(Vec::new()) {
            return;
        }
        spawn_local(async move {
            let set = local.set_pin(&chosen).await;
            form.busy.try_set(false);
            match set {
                Ok(()) => _ = on_done.try_run(()),
                Err(error) => _ = form.fault.try_set(Some(words(&error, texts))),
            }
        });
    };
    let hint = texts.fill(account::PIN_CHOOSE_WORDS, &[("n", &MIN_PIN)]);
    let fields = view! {
        <p>{hint}</p>
        <TextField id="pin" label=texts.t(account::PIN) value=pin kind=InputKind::SecretDigits max_length=MAX_PIN error=weak />
        <TextField id="pin-again" label=texts.t(account::PIN_AGAIN) value=again kind=InputKind::SecretDigits max_length=MAX_PIN error=differs />
    };
    form.view(texts.t(ui::SAVE), submit, fields.into_any())
}

/// Digits enough, and no plain run of them: not one digit again and again, and neither up nor down one by one.
fn is_strong(pin: &str) -> bool {
    let digits = pin.as_bytes();
    let runs = |step: i16| digits.iter().zip(digits.iter().skip(1)).all(|(one, next)| i16::from(*next) - i16::from(*one) == step);
    pin.len() >= MIN_PIN && digits.iter().all(u8::is_ascii_digit) && ![0, 1, -1].into_iter().any(runs)
}

fn words(error: &PinError, texts: Texts) -> String {
    match error {
        PinError::Weak => texts.fill(account::PIN_WEAK, &[("n", &MIN_PIN)]),
        PinError::NotKept(_) => texts.t(problem::STORAGE_FULL).to_owned(),
        PinError::NoKey => texts.t(problem::NOT_SIGNED_IN).to_owned(),
        PinError::Fault(fault) => {
            leptos::logging::error!("the PIN could not be set: {fault:?}");
            texts.t(problem::FAULT).to_owned()
        }
    }
}
