//! Buttons, and links that look like them. A label is a verb.

use super::icon::Icon;
use leptos::prelude::*;

/// What a button is for; its look follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// What one came to this page to do. One on a page.
    Primary,
    /// Everything else.
    #[default]
    Quiet,
    /// As quiet as a link.
    Plain,
    /// What cannot be taken back.
    Danger,
    /// The act that makes a record official, and nothing else.
    Seal,
}

fn class_of(kind: ButtonKind, wide: bool) -> &'static str {
    match (kind, wide) {
        (ButtonKind::Primary, false) => "button button-primary",
        (ButtonKind::Primary, true) => "button button-primary button-wide",
        (ButtonKind::Quiet, false) => "button",
        (ButtonKind::Quiet, true) => "button button-wide",
        (ButtonKind::Plain, false) => "button button-plain",
        (ButtonKind::Plain, true) => "button button-plain button-wide",
        (ButtonKind::Danger, false) => "button button-danger",
        (ButtonKind::Danger, true) => "button button-danger button-wide",
        (ButtonKind::Seal, false) => "button button-seal",
        (ButtonKind::Seal, true) => "button button-seal button-wide",
    }
}

fn face(label: String, icon: Option<Icon>, about: Option<String>) -> AnyView {
    view! {
        {icon.map(Icon::view)}
        <span>{label}</span>
        {about.map(|about| view! { <span class="visually-hidden">" "{about}</span> })}
    }
    .into_any()
}

/// A button. While `busy` it keeps its focus and takes no further press.
#[component]
pub fn Button(
    /// The verb.
    #[prop(into)]
    label: String,
    /// What it is for.
    #[prop(optional)]
    kind: ButtonKind,
    /// Stands before the label.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Says to those who only hear the page which thing is meant, where several buttons bear the same verb.
    #[prop(optional, into)]
    about: Option<String>,
    /// Fills its place.
    #[prop(optional)]
    wide: bool,
    /// Submits the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// Works at the moment.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// For a button that stays on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// What happens.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            class=class_of(kind, wide)
            type=if submit { "submit" } else { "button" }
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-pressed=move || pressed.map(|pressed| if pressed.get() { "true" } else { "false" })
            on:click=press
        >
            {face(label, icon, about)}
        </button>
    }
    .into_any()
}

/// A link that looks like a button, for going somewhere.
#[component]
pub fn LinkButton(
    /// The verb.
    #[prop(into)]
    label: String,
    /// Where to.
    #[prop(into)]
    href: String,
    /// What it is for.
    #[prop(optional)]
    kind: ButtonKind,
    /// Stands before the label.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Which thing is meant, for those who only hear the page.
    #[prop(optional, into)]
    about: Option<String>,
    /// Fills its place.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    view! { <a class=class_of(kind, wide) href=href>{face(label, icon, about)}</a> }.into_any()
}
