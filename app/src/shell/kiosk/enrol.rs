//! Enrolment 登記 / 登记: an administrator's one-time code makes this browser a village's kiosk.

use super::leave;
use crate::local::{AskError, Local};
use crate::shell::{prefs, public, texts};
use crate::ui::{Button, ButtonKind, CodePad, InputKind, Notice, NoticeKind, TextField};
use leptos::prelude::*;
use shared::kernel::limit::MAX_NAME;
use shared::text::{self, Texts, kiosk, problem, ui};
use wasm_bindgen_futures::spawn_local;

/// Characters of an enrolment code.
const CODE_LENGTH: usize = 12;

/// The page of a browser that is no village's kiosk, or none any more.
#[component]
pub(super) fn Enrol(
    /// The server has taken this device out of service.
    revoked: bool,
) -> impl IntoView {
    let local = Local::get();
    let (code, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<String>);
    let texts = texts();
    let send = Callback::new(move |()| {
        if busy.get_untracked() || code.with_untracked(|code| code.len() < CODE_LENGTH) {
            return;
        }
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            leave::remember_language(prefs::lang());
            let told = local.enrol(&code.get_untracked(), name.get_untracked().trim()).await;
            // Where it worked, this page has gone already.
            _ = busy.try_set(false);
            if let Err(error) = told {
                _ = fault.try_set(Some(words(texts, &error)));
            }
        });
    });
    let whole = Signal::derive(move || code.with(|code| code.len() < CODE_LENGTH));
    let no_storage = move || local.status.with(|status| status.no_storage);
    view! {
        <div class="kiosk kiosk-leaf kiosk-enrol">
            <header class="kiosk-head"><h1 tabindex="-1">{texts.t(kiosk::ENROL_TITLE)}</h1></header>
            <main id="main" class="kiosk-main kiosk-page">
<div class="stack-l kiosk-enrol-form">
                {revoked.then(|| view! { <Notice kind=NoticeKind::Problem><p>{texts.t(kiosk::REVOKED)}</p></Notice> })}
                {move || no_storage().then(|| view! { <Notice kind=NoticeKind::Problem><p>{texts.t(kiosk::ENROL_NO_STORAGE)}</p></Notice> })}
                <p class="lead">{texts.t(kiosk::ENROL_WORDS)}</p>
                <div class="field"><p class="field-label">{texts.t(kiosk::ENROL_CODE)}</p>
                <CodePad label=texts.t(kiosk::ENROL_CODE) value=code length=CODE_LENGTH clear=texts.t(ui::CLEAR) back=texts.t(ui::BACKSPACE) on_enter=send /></div>
                {move || fault.get().map(|fault| view! { <Notice kind=NoticeKind::Problem><p>{fault}</p></Notice> })}
                <TextField id="device-name" label=texts.t(kiosk::ENROL_NAME) value=name kind=InputKind::Text hint=texts.t(kiosk::ENROL_NAME_HINT)
                    optional=texts.t(ui::OPTIONAL) max_length=MAX_NAME />
                <Button label=texts.t(kiosk::ENROL_DO) kind=ButtonKind::Primary wide=true busy disabled=whole on_press=send />
            </div></main>
            <footer class="kiosk-foot"><public::Tools /></footer>
        </div>
    }
    .into_any()
}

/// What went wrong, in a sentence.
fn words(texts: Texts, error: &AskError) -> String {
    match error {
        AskError::NoAnswer => texts.t(kiosk::ENROL_NEEDS_NETWORK).to_owned(),
        AskError::Problem(told) => text::problem(texts.lang, error.code(), &told.values),
        AskError::Unreadable => texts.t(problem::FAULT).to_owned(),
    }
}
