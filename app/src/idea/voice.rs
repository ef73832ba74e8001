//! What a visitor writes, idea or objection: their words, and a name and a way to answer if they wish. Nobody signs in.

use crate::local::{Draft, Local, Receipt, SubmitError};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, InputKind, Notice, NoticeKind, TextArea, TextField};
use leptos::prelude::*;
use shared::kernel::limit::{MAX_CONTACT, MAX_NAME};
use shared::kernel::{ScopeId, Violation};
use shared::sync::command::Command;
use shared::sync::rejection::Rejection;
use shared::sync::state::State;
use shared::text::{self, Key, Texts, kiosk, ui};
use wasm_bindgen_futures::spawn_local;

/// What the fields are called.
#[derive(Debug, Clone, Copy)]
pub struct VoiceWords {
    /// Above the large field.
    pub text: Key,
    /// How to answer it.
    pub hint: Key,
    /// The name.
    pub name: Key,
    /// Where to answer to.
    pub contact: Key,
    /// What of it becomes public.
    pub private: Key,
    /// Who reads it.
    pub readers: Key,
}

/// The fields of a submission with what is wrong in them.
#[derive(Clone, Copy)]
pub struct Voice {
    /// In their words.
    pub text: RwSignal<String>,
    /// Who says so.
    pub name: RwSignal<String>,
    /// Where to answer to.
    pub contact: RwSignal<String>,
    /// What it is about, for those that ask.
    pub topic: RwSignal<String>,
    /// The receipt, once it is in both stores.
    pub receipt: RwSignal<Option<Receipt>>,
    found: RwSignal<Vec<Violation>>,
    fault: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    draft: StoredValue<Draft, LocalStorage>,
    local: Local,
    texts: Texts,
}

impl Voice {
    /// The fields as this visitor left them, or empty. They live in memory and go when the visitor goes.
    pub fn new(form: &str, record: &str) -> Self {
        let local = Local::get();
        let draft = local.draft(form, record);
        let [text, name, contact, topic] = draft.restore::<[String; 4]>().unwrap_or_default().map(RwSignal::new);
        let voice = Self {
            text,
            name,
            contact,
            topic,
            receipt: RwSignal::new(None),
            found: RwSignal::default(),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
            draft: StoredValue::new_local(draft),
            local,
            texts: texts(),
        };
        Effect::new(move |before: Option<[String; 4]>| {
            let now = [text.get(), name.get(), contact.get(), topic.get()];
            if before.is_some_and(|before| before != now) && voice.receipt.with_untracked(Option::is_none) {
                voice.draft.with_value(|draft| draft.save(&now));
            }
            now
        });
        voice
    }

    /// What is wrong with a field of the command.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let wrong = self.found.with(|found| found.iter().find(|violation| violation.field == field).cloned());
            wrong.map(|violation| text::problem(self.texts.lang, &violation.code, &violation.values))
        })
    }

    /// Submits it, sealed to the server; `check` looks at what is public of the village.
    pub fn send<C: Command + 'static>(self, scope: ScopeId, command: C, check: impl FnOnce(&dyn State) -> Result<(), Rejection> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.found.set(Vec::new());
        self.fault.set(None);
        spawn_local(async move {
            let sent = self.local.submit_anonymous(&scope, &command, check).await;
            // The visitor may have left meanwhile; what they sent is kept, and the page is not there to say so.
            _ = self.busy.try_set(false);
            match sent {
                Ok(receipt) => {
                    self.draft.try_with_value(Draft::clear);
                    _ = self.receipt.try_set(Some(receipt));
                }
                Err(error) => self.refuse(&error),
            }
        });
    }

    fn refuse(self, error: &SubmitError) {
        let lang = self.texts.lang;
        let words = match error {
            SubmitError::Refused(rejection) if !rejection.violations.is_empty() => {
                _ = self.found.try_set(rejection.violations.clone());
                return;
            }
            SubmitError::Refused(rejection) => text::problem(lang, rejection.code.name(), &rejection.values),
            SubmitError::OutboxFull => self.texts.t(kiosk::FULL).to_owned(),
            SubmitError::Fault(words) => {
                leptos::logging::error!("not saved: {words}");
                self.texts.t(text::problem_key(error.code())).to_owned()
            }
            other => self.texts.t(text::problem_key(other.code())).to_owned(),
        };
        _ = self.fault.try_set(Some(words));
    }

    /// The fields, with what is kept private and what went wrong.
    pub fn view(self, words: VoiceWords, limit: usize) -> AnyView {
        let texts = self.texts;
        view! {
            <div class="voice-text">
                <TextArea id="text" label=texts.t(words.text) value=self.text hint=texts.t(words.hint) error=self.error("text") max_length=limit />
            </div>
            <div class="field-row">
                <TextField id="visitor" label=texts.t(words.name) value=self.name kind=InputKind::Text error=self.error("name") max_length=MAX_NAME />
                <TextField id="contact" label=texts.t(words.contact) value=self.contact kind=InputKind::Phone error=self.error("contact") max_length=MAX_CONTACT />
            </div>
            <p class="quiet">{texts.t(words.private)}</p>
            <p class="quiet">{texts.t(words.readers)}</p>
        }
        .into_any()
    }

    /// The button that sends, with what went wrong above it.
    pub fn actions(self, on_send: Callback<()>) -> AnyView {
        let fault = move || self.fault.get().map(|words| view! { <Notice kind=NoticeKind::Problem><p>{words}</p></Notice> }.into_any());
        view! {
            {fault}
            <Button label=self.texts.t(ui::SEND) kind=ButtonKind::Primary wide=true busy=self.busy on_press=on_send />
        }
        .into_any()
    }
}
