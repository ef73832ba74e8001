//! What the forms of this room have in common: a submit that asks the server or the device, and the answer in words.

use crate::local::AskError;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Notice, NoticeKind};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::kernel::Violation;
use shared::text::{self, account, problem};

/// How a form of this room stands.
#[derive(Debug, Clone, Copy)]
pub struct AskForm {
    /// Works at the moment.
    pub busy: RwSignal<bool>,
    /// What went wrong with the whole, in words.
    pub fault: RwSignal<Option<String>>,
    violations: RwSignal<Vec<Violation>>,
}

impl Default for AskForm {
    /// Before anything was asked.
    fn default() -> Self {
        Self { busy: RwSignal::new(false), fault: RwSignal::new(None), violations: RwSignal::new(Vec::new()) }
    }
}

impl AskForm {
    /// Begins a try with what is wrong as far as the page itself sees. Says whether it may be asked.
    pub fn begin(&self, violations: Vec<Violation>) -> bool {
        let sound = violations.is_empty();
        self.violations.set(violations);
        self.fault.set(None);
        self.busy.set(sound);
        sound
    }

    /// Takes in what was answered.
    pub fn refused(&self, error: &AskError, texts: text::Texts) {
        self.busy.set(false);
        match error {
            AskError::Problem(problem) if !problem.violations.is_empty() => self.violations.set(problem.violations.clone()),
            _ => self.fault.set(Some(ask_words(error, texts))),
        }
    }

    /// What is wrong with one field, in words.
    pub fn error(&self, field: &'static str) -> Signal<Option<String>> {
        let (violations, lang) = (self.violations, texts().lang);
        Signal::derive(move || {
            violations.with(|violations| {
                let found = violations.iter().find(|violation| violation.field == field)?;
                Some(text::problem(lang, &found.code, &found.values))
            })
        })
    }

    /// The form around its fields: the fault in words, the fields, the button.
    pub fn view(self, button: &'static str, on_submit: impl Fn() + 'static, fields: AnyView) -> AnyView {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            if !self.busy.get_untracked() {
                on_submit();
            }
        };
        let fault = move || self.fault.get().map(|words| view! { <Notice kind=NoticeKind::Problem><p>{words}</p></Notice> });
        view! {
            <form class="form" method="post" novalidate on:submit=submit>
                {fault}
                {fields}
                <Button label=button kind=ButtonKind::Primary wide=true submit=true busy=self.busy />
            </form>
        }
        .into_any()
    }
}

/// Why the server gave no value, in words.
pub fn ask_words(error: &AskError, texts: text::Texts) -> String {
    match error {
        AskError::Problem(problem) if problem.code == "fault" && !problem.detail.is_empty() => problem.detail.clone(),
        AskError::Problem(problem) => text::problem(texts.lang, error.code(), &problem.values),
        AskError::NoAnswer => texts.t(problem::OFFLINE).to_owned(),
        AskError::Unreadable => texts.t(problem::FAULT).to_owned(),
    }
}

/// `required`, where a field is empty.
pub fn filled(field: &str, value: &str) -> Option<Violation> {
    value.trim().is_empty().then(|| Violation::new(field, "required"))
}

/// The words that show and hide a password.
pub fn password_words() -> (&'static str, &'static str) {
    let texts = texts();
    (texts.t(account::SHOW_PASSWORD), texts.t(account::HIDE_PASSWORD))
}
