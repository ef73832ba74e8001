//! The household's word (農戶確認 / 农户确认): its code, its signature, or later.

use super::read::Word;
use super::typed::{BY_CODE, BY_SIGNATURE, LATER};
use crate::local::{Local, SealError, ids};
use crate::shell::desk::toast;
use crate::shell::form::Form;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, InputKind, MarkKind, NoticeKind, RadioChips, SignaturePad, TextField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Id, ScopeId, Violation};
use shared::text::{Texts, choice_key, sync, ui, visit};
use shared::visit::{ConfirmVisit, Given};
use wasm_bindgen::JsCast as _;

/// What the household said, as a mark: a shape and a word.
pub fn mark(texts: Texts, word: Word) -> (MarkKind, String) {
    let kind = match word {
        Word::None | Word::Signed => MarkKind::Plain,
        Word::ToBeChecked => MarkKind::Waiting,
        Word::Wrong => MarkKind::Refused,
        Word::Confirmed => MarkKind::Done,
    };
    (kind, choice_key("visit", "verdict", word.name()).map_or_else(String::new, |key| texts.t(key).to_owned()))
}

/// What that word is worth, in a sentence.
pub fn worth(texts: Texts, word: Word) -> &'static str {
    visit::key(&format!("word_{}", word.name())).map_or("", |key| texts.t(key))
}

/// How the household confirms.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Which way.
    pub way: RwSignal<String>,
    /// Its code.
    pub code: RwSignal<String>,
    /// Its signature.
    pub signature: RwSignal<String>,
}

impl Asked {
    /// What was given, the code sealed to the server; nothing for later.
    pub async fn given(self, local: Local) -> Result<Option<Given>, SealError> {
        match self.way.get_untracked().as_str() {
            BY_CODE => Ok(Some(Given::Code { sealed: local.seal(self.code.get_untracked().trim()).await? })),
            BY_SIGNATURE => Ok(Some(Given::Signature { path: self.signature.get_untracked() })),
            _ => Ok(None),
        }
    }
}

/// The word of a code that could not be sealed: this device has never met its server, or its browser cannot.
pub fn unsealed(error: &SealError) -> Vec<Violation> {
    let code = match error {
        SealError::NoServerKey => "offline",
        SealError::Fault(fault) => {
            leptos::logging::error!("a code could not be sealed: {fault:?}");
            "fault"
        }
    };
    vec![Violation::new("code", code)]
}

/// The controls: a code to type, a pad to sign on, or nothing for later.
pub fn controls(asked: Asked, form: Form, id: &str, later: bool) -> AnyView {
    let code_id = format!("{id}-code");
    let focused = code_id.clone();
    let texts = texts();
    let mut choices = vec![Choice::new(BY_CODE, texts.t(visit::CONFIRM_CODE)), Choice::new(BY_SIGNATURE, texts.t(visit::CONFIRM_SIGN))];
    if later {
        choices.push(Choice::new(LATER, texts.t(visit::CONFIRM_LATER)));
    }
    let (code_error, signature_error) = (form.error("code"), form.error("signature"));
    // Whoever chooses the code types it at once.
    Effect::watch(
        move || asked.way.get(),
        move |way, _, _| {
            if way == BY_CODE {
                let focused = focused.clone();
                request_animation_frame(move || focus(&focused));
            }
        },
        false,
    );
    let chosen = move || match asked.way.get().as_str() {
        BY_CODE => view! {
            <TextField id=code_id.clone() label=texts.t(visit::CONFIRM_CODE_LABEL) value=asked.code kind=InputKind::Code
                hint=texts.t(visit::CONFIRM_WORDS) error=code_error />
        }
        .into_any(),
        BY_SIGNATURE => view! {
            <div class="stack-s">
                <SignaturePad label=texts.t(ui::SIGNATURE_HERE) hint=texts.t(visit::CONFIRM_SIGN_WORDS) clear=texts.t(ui::SIGNATURE_CLEAR)
                    value=asked.signature />
                <p class="field-error" role="alert">{move || signature_error.get()}</p>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        <div class="stack-s">
            <RadioChips id=id.to_owned() label=texts.t(visit::CONFIRM) value=asked.way choices />
            {chosen}
        </div>
    }
    .into_any()
}

fn focus(id: &str) {
    let found = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(input) = found
        && input.focus().is_err()
    {
        leptos::logging::warn!("the focus stayed where it was");
    }
}

/// Confirms a visit that is recorded already.
#[component]
pub fn ConfirmLater(
    /// Where the visit lies.
    scope: ScopeId,
    /// The visit.
    visit: Id,
) -> impl IntoView {
    let (local, form, toast, texts) = (Local::get(), Form::new(), toast(), texts());
    let text = || RwSignal::new(String::new());
    let asked = Asked { way: RwSignal::new(BY_CODE.to_owned()), code: text(), signature: text() };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (code, signature) = (asked.code.get_untracked(), asked.signature.get_untracked());
        let (field, empty) =
            if asked.way.get_untracked() == BY_CODE { ("code", code.trim().is_empty()) } else { ("signature", signature.is_empty()) };
        if empty {
            return form.refuse(vec![Violation::new(field, "required")]);
        }
        let scope = scope.clone();
        spawn_local(async move {
            let given = match asked.given(local).await {
                Ok(Some(given)) => given,
                Ok(None) => return,
                Err(error) => return form.refuse(unsealed(&error)),
            };
            let command = ConfirmVisit { id: ids::record(), visit, given };
            if form.submit(&scope, &command).await.is_some() {
                toast(NoticeKind::Done, texts.t(sync::STATE_SAVED_HERE).to_owned());
            }
        });
    };
    view! {
        <details class="fold">
            <summary>{texts.t(visit::CONFIRM_NOW)}</summary>
            <form class="stack" on:submit=save novalidate autocomplete="off">
                {controls(asked, form, &format!("confirm-{visit}"), false)}
                {form.said()}
                <p><Button kind=ButtonKind::Primary submit=true busy=form.busy label=texts.t(ui::SAVE) /></p>
            </form>
        </details>
    }
    .into_any()
}
