//! Choosing: big chips for a few, a native list for many. A value is a choice's stable code.

use super::field::Frame;
use super::icon::{CHECK, DOWN};
use leptos::prelude::*;

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its code, as commands know it.
    pub value: String,
    /// Its word.
    pub label: String,
    /// A second, quiet line.
    pub note: Option<String>,
}

impl Choice {
    /// A choice with its code and word.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: None }
    }

    /// The same with a second line.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

fn chips_class(fill: bool) -> &'static str {
    if fill { "chips chips-fill" } else { "chips" }
}

fn chip(input: AnyView, label: String, note: Option<String>) -> AnyView {
    view! {
        <label class="chip">
            {input}
            {CHECK.view()}
            <span>
                {label}
                {note.map(|note| view! { <span class="chip-note">{note}</span> })}
            </span>
        </label>
    }
    .into_any()
}

/// One of a few.
#[component]
pub fn RadioChips(
    /// The group's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The chosen code, empty for none.
    value: RwSignal<String>,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// Shares the width evenly.
    #[prop(optional)]
    fill: bool,
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
    let name = format!("{id}-choice");
    let chips: Vec<AnyView> = choices
        .into_iter()
        .map(|Choice { value: code, label, note }| {
            let (shown, chosen) = (code.clone(), code.clone());
            let input = view! {
                <input type="radio" name=name.clone() value=code
                    prop:checked=move || value.with(|value| *value == shown)
                    on:change=move |_| value.set(chosen.clone()) />
            };
            chip(input.into_any(), label, note)
        })
        .collect();
    Frame { id, label, hint, optional, error }.around_group(view! { <div class=chips_class(fill)>{chips}</div> }.into_any())
}

/// Several of a few.
#[component]
pub fn CheckChips(
    /// The group's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The chosen codes, in the order they were chosen.
    value: RwSignal<Vec<String>>,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// Shares the width evenly.
    #[prop(optional)]
    fill: bool,
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
    let name = format!("{id}-choice");
    let chips: Vec<AnyView> = choices
        .into_iter()
        .map(|Choice { value: code, label, note }| {
            let (shown, chosen) = (code.clone(), code.clone());
            let input = view! {
                <input type="checkbox" name=name.clone() value=code
                    prop:checked=move || value.with(|value| value.contains(&shown))
                    on:change=move |event| value.update(|value| toggle(value, &chosen, event_target_checked(&event))) />
            };
            chip(input.into_any(), label, note)
        })
        .collect();
    Frame { id, label, hint, optional, error }.around_group(view! { <div class=chips_class(fill)>{chips}</div> }.into_any())
}

fn toggle(chosen: &mut Vec<String>, code: &str, on: bool) {
    chosen.retain(|other| other != code);
    if on {
        chosen.push(code.to_owned());
    }
}

/// One of many, by the system's own list.
#[component]
pub fn Select(
    /// The control's id and name.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The chosen code.
    value: RwSignal<String>,
    /// What can be chosen.
    choices: Vec<Choice>,
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
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|Choice { value: code, label, .. }| {
            let shown = code.clone();
            view! { <option value=code prop:selected=move || value.with(|value| *value == shown)>{label}</option> }.into_any()
        })
        .collect();
    let control = view! {
        <span class="select">
            <select class="input" id=id.clone() name=id aria-describedby=frame.described_by()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:change=move |event| value.set(event_target_value(&event))>{options}</select>
            {DOWN.view()}
        </span>
    };
    frame.around(control.into_any())
}

#[cfg(test)]
mod tests {
    use super::toggle;

    #[test]
    fn a_code_is_chosen_once_and_taken_back() {
        let mut chosen = vec!["head".to_owned()];
        toggle(&mut chosen, "spouse", true);
        toggle(&mut chosen, "spouse", true);
        assert_eq!(chosen, ["head", "spouse"]);
        toggle(&mut chosen, "head", false);
        assert_eq!(chosen, ["spouse"]);
    }
}
