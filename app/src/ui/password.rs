//! A password: hidden, and shown where the writer wants to see it.

use super::field::Frame;
use super::icon::EYE;
use leptos::prelude::*;

/// Which password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordKind {
    /// The one there is.
    #[default]
    Present,
    /// One to be set.
    New,
}

/// A password field with a button that shows it.
#[component]
pub fn PasswordField(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What is written.
    value: RwSignal<String>,
    /// Which password.
    #[prop(optional)]
    kind: PasswordKind,
    /// The words that show it, and those that hide it again.
    words: (&'static str, &'static str),
    /// How to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let frame = Frame { id: id.clone(), label, hint, optional: None, error };
    let control = view! {
        <span class="password">
            <input
                class="input"
                id=id.clone()
                name=id
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=match kind { PasswordKind::Present => "current-password", PasswordKind::New => "new-password" }
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=frame.described_by()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <button class="button button-plain" type="button" aria-pressed=move || if shown.get() { "true" } else { "false" }
                on:click=move |_| shown.update(|shown| *shown = !*shown)>
                {EYE.view()}
                <span>{move || if shown.get() { words.1 } else { words.0 }}</span>
            </button>
        </span>
    };
    frame.around(control.into_any())
}
