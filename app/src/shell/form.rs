//! 表單 / 表单: what every form of the device does alike. It keeps what is typed, submits one command, and says beside each field what is
//! wrong; a refused command opens in it again by `?amend=<id>`.

mod amend;

pub use amend::{amended, amended_id, why_refused, with_amend};

use super::entry::Reading;
use super::texts;
use crate::local::{Draft, Local, Saved, SubmitError};
use crate::ui::{Button, ButtonKind, Notice, NoticeKind};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::kernel::{CommandId, ScopeId, Violation};
use shared::sync::command::Command;
use shared::text::{self, Texts, ui};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// The fields of a form, as signals that can be read and filled together.
pub trait Fields: Copy + 'static {
    /// What stands in them, as a draft keeps it.
    type Values: Serialize + DeserializeOwned + Clone + PartialEq + 'static;
    /// What stands in them now; whoever asks in an effect is asked again when it changes.
    fn values(&self) -> Self::Values;
    /// Writes all of them.
    fn fill(&self, values: Self::Values);
}

/// Declares the fields of a form once: the signals that controls write, and the values that a draft keeps.
macro_rules! form_fields {
    ($(#[$doc:meta])* $fields:ident keeps $(#[$values_doc:meta])* $values:ident { $($name:ident: $type:ty),* $(,)? }) => {
        $(#[$values_doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub(super) struct $values { $(pub(super) $name: $type),* }

        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(super) struct $fields { $(pub(super) $name: leptos::prelude::RwSignal<$type>),* }

        impl $fields {
            pub(super) fn new(values: $values) -> Self {
                Self { $($name: leptos::prelude::RwSignal::new(values.$name)),* }
            }
        }

        impl $crate::shell::form::Fields for $fields {
            type Values = $values;

            fn values(&self) -> $values {
                $values { $($name: leptos::prelude::Get::get(&self.$name)),* }
            }

            fn fill(&self, values: $values) {
                $(leptos::prelude::Set::set(&self.$name, values.$name);)*
            }
        }
    };
}
pub(crate) use form_fields;

/// What became of the same form in another page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    /// Somebody writes in it.
    Written,
    /// It was saved there, or thrown away.
    Done,
}

/// What a form knows beside its fields.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// A command is on its way into the stores.
    pub busy: RwSignal<bool>,
    /// The device's own half.
    pub local: Local,
    texts: Texts,
    violations: RwSignal<Vec<Violation>>,
    problem: RwSignal<Option<String>>,
    /// Fields that show their own violations.
    shown: StoredValue<Vec<String>>,
    /// Fields that show the violations of all that lies inside.
    within: StoredValue<Vec<String>>,
    restored: RwSignal<bool>,
    draft: StoredValue<Option<Draft>, LocalStorage>,
    /// The same form is open in another page too, and was written or saved there last: this one keeps nothing until told to.
    elsewhere: RwSignal<Option<Elsewhere>>,
    discard: StoredValue<Option<Callback<()>>>,
}

impl Form {
    /// A form with nothing wrong in it.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            texts: texts(),
            local: Local::get(),
            violations: RwSignal::default(),
            problem: RwSignal::default(),
            shown: StoredValue::default(),
            within: StoredValue::default(),
            restored: RwSignal::new(false),
            draft: StoredValue::new_local(None),
            elsewhere: RwSignal::new(None),
            discard: StoredValue::new(None),
        }
    }

    /// Keeps what is typed under this name, on this record, and gives back what stood there. What stands in the fields now is what
    /// they are emptied to.
    pub fn keep<F: Fields + Send + Sync>(&self, fields: F, name: &str, record: &str)
    where
        F::Values: Send + Sync,
    {
        let draft = self.local.draft(name, record);
        let empty = untrack(|| fields.values());
        if let Some(values) = draft.restore::<F::Values>().filter(|values| *values != empty) {
            fields.fill(values);
            self.restored.set(true);
        }
        self.draft.set_value(Some(draft));
        self.discard.set_value(Some(Callback::new(move |()| fields.fill(empty.clone()))));
        self.hear_of_other_pages();
        let (kept, elsewhere, violations) = (self.draft, self.elsewhere, self.violations);
        Effect::new(move |before: Option<(F::Values, Option<Elsewhere>)>| {
            let (now, other) = (fields.values(), elsewhere.get());
            // Whoever goes on here after all keeps what stands here from now on.
            if let Some((before, _)) = before.filter(|(before, before_other)| *before != now || *before_other != other) {
                if other.is_none() {
                    kept.with_value(|draft| draft.as_ref().inspect(|draft| draft.save(&now)).is_some());
                }
                forgive(violations, &before, &now);
            }
            (now, other)
        });
    }

    /// Two pages with one form have one draft: the one that is not written in says so, instead of the two overwriting each other.
    fn hear_of_other_pages(&self) {
        let (draft, elsewhere) = (self.draft, self.elsewhere);
        let heard = window_event_listener(leptos::ev::storage, move |event| {
            let ours =
                draft.try_with_value(|draft| draft.as_ref().is_some_and(|draft| event.key().is_some_and(|key| draft.is_under(&key))));
            if ours == Some(true) {
                elsewhere.try_set(Some(if event.new_value().is_some() { Elsewhere::Written } else { Elsewhere::Done }));
            }
        });
        on_cleanup(move || heard.remove());
    }

    /// What is wrong with the field of this name, in a sentence. The name is the command's, with dots for what lies inside.
    pub fn error(&self, field: &str) -> Signal<Option<String>> {
        let (field, violations, texts) = (field.to_owned(), self.violations, self.texts);
        self.shown.update_value(|shown| shown.push(field.clone()));
        Signal::derive(move || {
            violations.with(|all| all.iter().find(|violation| violation.field == field).map(|found| sentence(texts, found)))
        })
    }

    /// What is wrong with the field of this name, or with the first of what lies inside it.
    pub fn error_within(&self, field: &str) -> Signal<Option<String>> {
        let (inside, field, violations, texts) = (format!("{field}."), field.to_owned(), self.violations, self.texts);
        self.within.update_value(|within| within.push(inside.clone()));
        let own = self.error(&field);
        Signal::derive(move || {
            let first =
                violations.with(|all| all.iter().find(|found| found.field.starts_with(&inside)).map(|found| sentence(texts, found)));
            own.get().or(first)
        })
    }

    /// Shows what is wrong and leads there.
    pub fn refuse(&self, violations: Vec<Violation>) {
        self.problem.try_set(None);
        self.violations.try_set(violations);
        request_animation_frame(to_first_error);
    }

    /// Does a field say that something is wrong with it?
    pub fn is_wrong(&self) -> bool {
        self.violations.try_with_untracked(|violations| !violations.is_empty()) == Some(true)
    }

    /// Takes away what was said.
    pub fn quiet(&self) {
        self.problem.try_set(None);
        self.violations.try_set(Vec::new());
    }

    /// Submits a command made of what was read, unless something could not be read or its own rules object.
    pub async fn submit_read<C: Command>(&self, scope: &ScopeId, command: &C, reading: Reading) -> Option<Saved> {
        let wrong = reading.with(command.check());
        if !wrong.is_empty() {
            self.refuse(wrong);
            return None;
        }
        self.submit(scope, command).await
    }

    /// Submits a command. Where it was not taken, the form says why and keeps everything. The form may have left the page meanwhile.
    pub async fn submit<C: Command>(&self, scope: &ScopeId, command: &C) -> Option<Saved> {
        if self.busy.try_get_untracked() == Some(true) {
            return None;
        }
        if self.elsewhere.try_get_untracked().flatten().is_some() {
            // What the form says above its button tells why, and offers the way.
            request_animation_frame(to_first_error);
            return None;
        }
        self.quiet();
        self.busy.try_set(true);
        let answer = self.local.submit(scope, command).await;
        self.busy.try_set(false);
        match answer {
            Ok(saved) => Some(saved),
            Err(SubmitError::Refused(rejection)) if !rejection.violations.is_empty() => {
                self.refuse(rejection.violations);
                None
            }
            Err(error) => {
                self.problem.try_set(Some(self.words(&error)));
                request_animation_frame(to_first_error);
                None
            }
        }
    }

    /// The form has done its work: its draft goes, and so does the refused command that it was opened with.
    pub fn done(&self, amended: Option<CommandId>) {
        self.draft.update_value(|draft| {
            if let Some(draft) = draft.take() {
                draft.clear();
            }
        });
        if let Some(command) = amended {
            self.local.dismiss(command);
        }
    }

    fn words(&self, error: &SubmitError) -> String {
        match error {
            SubmitError::Refused(rejection) => text::problem(self.texts.lang, rejection.code.name(), &rejection.values),
            SubmitError::Fault(words) => {
                leptos::logging::error!("not saved: {words}");
                self.texts.t(text::problem_key(error.code())).to_owned()
            }
            _ => self.texts.t(text::problem_key(error.code())).to_owned(),
        }
    }

    /// What the form says above its button: why nothing was saved, and how much is to be mended.
    pub fn said(&self) -> AnyView {
        let Self { texts, violations, problem, shown, within, elsewhere, .. } = *self;
        let wrong = move || {
            let all = violations.get();
            (!all.is_empty()).then(|| {
                let title = texts.fill(ui::ERRORS_TITLE, &[("n", &all.len())]);
                let seen = |field: &String| {
                    shown.with_value(|shown| shown.contains(field))
                        || within.with_value(|within| within.iter().any(|one| field.starts_with(one)))
                };
                let elsewhere = all.iter().filter(|violation| !seen(&violation.field));
                let rest: Vec<AnyView> = elsewhere.map(|found| view! { <p>{sentence(texts, found)}</p> }.into_any()).collect();
                view! { <Notice kind=NoticeKind::Problem title>{rest}</Notice> }.into_any()
            })
        };
        let why = move || problem.get().map(|words| view! { <Notice kind=NoticeKind::Problem>{words}</Notice> }.into_any());
        let other = move || elsewhere.get().map(|other| other_page(texts, other, elsewhere));
        view! { <div class="form-said" tabindex="-1">{wrong}{why}{other}</div> }.into_any()
    }

    /// That the form goes on from a draft, with the way to begin anew.
    pub fn draft_line(&self) -> AnyView {
        let Self { texts, restored, discard, draft, .. } = *self;
        let forget = move || {
            restored.set(false);
            if let Some(discard) = discard.get_value() {
                discard.run(());
            }
            draft.with_value(|draft| draft.as_ref().inspect(|draft| draft.clear()).is_some());
        };
        let line = move || {
            restored.get().then(|| {
                view! {
                    <p class="cluster quiet">
                        <span>{texts.t(ui::DRAFT_RESTORED)}</span>
                        <Button kind=ButtonKind::Plain label=texts.t(ui::DRAFT_DISCARD) on_press=forget />
                    </p>
                }
                .into_any()
            })
        };
        view! { {line} }.into_any()
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

/// That the form was written or saved in another page, with the way to go on in this one.
fn other_page(texts: Texts, other: Elsewhere, elsewhere: RwSignal<Option<Elsewhere>>) -> AnyView {
    let words = match other {
        Elsewhere::Written => ui::DRAFT_ELSEWHERE,
        Elsewhere::Done => ui::DRAFT_DONE_ELSEWHERE,
    };
    view! {
        <Notice kind=NoticeKind::Waiting>
            <p>{texts.t(words)}</p>
            <Button label=texts.t(ui::DRAFT_GO_ON_HERE) on_press=move || elsewhere.set(None) />
        </Notice>
    }
    .into_any()
}

/// What was said of a field holds no longer once somebody has changed it.
fn forgive(violations: RwSignal<Vec<Violation>>, before: &impl Serialize, now: &impl Serialize) {
    if violations.with_untracked(Vec::is_empty) {
        return;
    }
    let (before, now) = (serde_json::to_value(before).unwrap_or_default(), serde_json::to_value(now).unwrap_or_default());
    // A form may keep what lies deeper in the command under its own name: `sitting.tally.votes_for`.
    let changed = |violation: &Violation| violation.field.split('.').any(|name| value_of(&before, name) != value_of(&now, name));
    violations.update(|all| all.retain(|violation| !changed(violation)));
}

/// What a draft keeps of a field: among all of them, or within one that holds several.
fn value_of<'a>(values: &'a serde_json::Value, field: &str) -> Option<&'a serde_json::Value> {
    let within = || values.as_object()?.values().find_map(|value| value.get(field));
    values.get(field).or_else(within)
}

/// The sentence of a violation.
fn sentence(texts: Texts, violation: &Violation) -> String {
    text::problem(texts.lang, &violation.code, &violation.values)
}

/// Leads to what is to be mended first: the field, or what the form says.
fn to_first_error() {
    let wanted = "[aria-invalid='true'], fieldset:has(> .field-error:not(:empty)) input, .form-said:has(.notice)";
    let found = document().query_selector(wanted).ok().flatten().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = found
        && element.focus().is_err()
    {
        leptos::logging::warn!("the focus stayed where it was");
    }
}
