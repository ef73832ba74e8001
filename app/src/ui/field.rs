//! Fields: a label, a hint, a native control and its error, tied together for those who only hear the page.
//!
//! `id` is the control's id and name. An error arrives as a sentence that says what to do.

use super::icon::{MINUS, PLUS, SEARCH, WARNING};
use leptos::prelude::*;

/// What stands around a control.
pub(super) struct Frame {
    /// The control's id and name.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// How to answer.
    pub hint: Option<String>,
    /// The word that says it may be left out.
    pub optional: Option<String>,
    /// What is wrong, and what to do.
    pub error: Signal<Option<String>>,
}

impl Frame {
    /// The ids of hint and error, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        match self.hint {
            Some(_) => format!("{0}-hint {0}-error", self.id),
            None => format!("{}-error", self.id),
        }
    }

    /// A label above one control.
    pub fn around(self, control: AnyView) -> AnyView {
        let Self { id, label, hint, optional, error } = self;
        view! {
            <div class="field">
                <label class="field-label" for=id.clone()>
                    {label}
                    {optional_word(optional)}
                </label>
                {hint_line(&id, hint)}
                {control}
                {error_line(&id, error)}
            </div>
        }
        .into_any()
    }

    /// A legend above several controls.
    pub fn around_group(self, controls: AnyView) -> AnyView {
        let described_by = self.described_by();
        let Self { id, label, hint, optional, error } = self;
        view! {
            <fieldset class="field" id=id.clone() aria-describedby=described_by>
                <legend class="field-label">
                    {label}
                    {optional_word(optional)}
                </legend>
                {hint_line(&id, hint)}
                {controls}
                {error_line(&id, error)}
            </fieldset>
        }
        .into_any()
    }
}

fn optional_word(word: Option<String>) -> Option<AnyView> {
    word.map(|word| view! { <span class="field-optional">{word}</span> }.into_any())
}

fn hint_line(id: &str, hint: Option<String>) -> Option<AnyView> {
    hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> }.into_any())
}

fn error_line(id: &str, error: Signal<Option<String>>) -> AnyView {
    let words = move || error.get().map(|error| view! { {WARNING.view()} <span>{error}</span> }.into_any());
    view! { <p class="field-error" id=format!("{id}-error") role="alert">{words}</p> }.into_any()
}

fn invalid(error: Signal<Option<String>>) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static {
    move || error.with(Option::is_some).then_some("true")
}

/// What is written into a line; it decides the keyboard and what the browser may fill in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any words.
    #[default]
    Text,
    /// An account's name at sign-in.
    Username,
    /// The present password.
    Password,
    /// A password to be set.
    NewPassword,
    /// A telephone number.
    Phone,
    /// A code of letters and figures; nothing is filled in or corrected.
    Code,
    /// A code of figures only.
    Digits,
    /// A secret code of figures, such as the device's PIN.
    SecretDigits,
    /// A secret on a device of many: shown as dots by the style sheet, for of a password field the browser offers to keep what was typed.
    Masked,
}

impl InputKind {
    const fn kind(self) -> &'static str {
        match self {
            Self::Password | Self::NewPassword | Self::SecretDigits => "password",
            Self::Phone => "tel",
            _ => "text",
        }
    }

    const fn mode(self) -> &'static str {
        match self {
            Self::Digits | Self::SecretDigits => "numeric",
            Self::Phone => "tel",
            _ => "text",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
            _ => "off",
        }
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What is written.
    value: RwSignal<String>,
    /// What kind of text.
    #[prop(optional)]
    kind: InputKind,
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The word that says it may be left out.
    #[prop(optional, into)]
    optional: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// At most so many characters.
    #[prop(optional, into)]
    max_length: Option<usize>,
) -> impl IntoView {
    let frame = Frame { id: id.clone(), label, hint, optional, error };
    let exact = !matches!(kind, InputKind::Text);
    let control = view! {
        <input
            class=if kind == InputKind::Masked { "input input-masked" } else { "input" }
            id=id.clone()
            name=id
            type=kind.kind()
            inputmode=kind.mode()
            autocomplete=kind.autocomplete()
            autocapitalize=exact.then_some("none")
            spellcheck=exact.then_some("false")
            maxlength=max_length.map(|n| n.to_string())
            aria-describedby=frame.described_by()
            aria-invalid=invalid(error)
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    };
    frame.around(control.into_any())
}

/// Several lines of text; it grows with what is written.
#[component]
pub fn TextArea(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What is written.
    value: RwSignal<String>,
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The word that says it may be left out.
    #[prop(optional, into)]
    optional: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// At most so many characters.
    #[prop(optional, into)]
    max_length: Option<usize>,
) -> impl IntoView {
    let frame = Frame { id: id.clone(), label, hint, optional, error };
    let control = view! {
        <textarea
            class="input"
            id=id.clone()
            name=id
            rows="3"
            autocomplete="off"
            maxlength=max_length.map(|n| n.to_string())
            aria-describedby=frame.described_by()
            aria-invalid=invalid(error)
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    };
    frame.around(control.into_any())
}

/// Which figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberKind {
    /// Counts.
    #[default]
    Whole,
    /// Money and areas.
    Decimal,
}

/// A number as it is written; the rules read it. Not the browser's number control, which loses what it cannot read.
#[component]
pub fn NumberField(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked, with its unit.
    #[prop(into)]
    label: String,
    /// What is written.
    value: RwSignal<String>,
    /// Which figures.
    #[prop(optional)]
    kind: NumberKind,
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The word that says it may be left out.
    #[prop(optional, into)]
    optional: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let frame = Frame { id: id.clone(), label, hint, optional, error };
    let control = view! {
        <input
            class="input input-short num"
            id=id.clone()
            name=id
            type="text"
            inputmode=match kind { NumberKind::Whole => "numeric", NumberKind::Decimal => "decimal" }
            autocomplete="off"
            aria-describedby=frame.described_by()
            aria-invalid=invalid(error)
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    };
    frame.around(control.into_any())
}

/// A day, by the browser's own calendar. The value is `2026-11-28` or empty.
#[component]
pub fn DateField(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The day.
    value: RwSignal<String>,
    /// The first day that may be chosen.
    #[prop(optional, into)]
    min: Option<String>,
    /// The last day that may be chosen.
    #[prop(optional, into)]
    max: Option<String>,
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The word that says it may be left out.
    #[prop(optional, into)]
    optional: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let frame = Frame { id: id.clone(), label, hint, optional, error };
    let control = view! {
        <input
            class="input num"
            id=id.clone()
            name=id
            type="date"
            min=min
            max=max
            aria-describedby=frame.described_by()
            aria-invalid=invalid(error)
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    };
    frame.around(control.into_any())
}

/// A time of day, by the browser's own control. The value is `09:30` or empty.
#[component]
pub fn TimeField(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The time.
    value: RwSignal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let frame = Frame { id: id.clone(), label, hint: None, optional: None, error };
    let control = view! {
        <input
            class="input input-short num"
            id=id.clone()
            name=id
            type="time"
            aria-describedby=frame.described_by()
            aria-invalid=invalid(error)
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    };
    frame.around(control.into_any())
}

/// A group of controls of one's own under one legend.
#[component]
pub fn FieldSet(
    /// The group's id.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The word that says it may be left out.
    #[prop(optional, into)]
    optional: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The controls.
    children: Children,
) -> impl IntoView {
    Frame { id, label, hint, optional, error }.around_group(children())
}

/// Search within what is on the page; the label is heard, not seen.
#[component]
pub fn SearchBox(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is searched, and by what.
    #[prop(into)]
    label: String,
    /// What is written.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="searchbox" role="search">
            {SEARCH.view()}
            <input
                class="input"
                id=id.clone()
                name=id
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                aria-label=label.clone()
                placeholder=label
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

/// A small number, counted up and down.
#[component]
pub fn Stepper(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The number.
    value: RwSignal<u32>,
    /// The smallest.
    #[prop(optional)]
    min: u32,
    /// The largest.
    max: u32,
    /// The word for one less.
    #[prop(into)]
    less: String,
    /// The word for one more.
    #[prop(into)]
    more: String,
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let frame = Frame { id: id.clone(), label, hint, optional: None, error };
    let typed = move |event| {
        if let Ok(number) = event_target_value(&event).trim().parse::<u32>() {
            value.set(number.clamp(min, max));
        }
    };
    let control = view! {
        <div class="stepper">
            <button class="button" type="button" aria-label=less disabled=move || value.get() <= min
                on:click=move |_| value.update(|n| *n = n.saturating_sub(1).max(min))>{MINUS.view()}</button>
            <input class="input" id=id.clone() name=id type="text" inputmode="numeric" autocomplete="off"
                aria-describedby=frame.described_by() aria-invalid=invalid(error)
                prop:value=move || value.get().to_string() on:change=typed />
            <button class="button" type="button" aria-label=more disabled=move || { value.get() >= max }
                on:click=move |_| value.update(|n| *n = n.saturating_add(1).min(max))>{PLUS.view()}</button>
        </div>
    };
    frame.around(control.into_any())
}
