//! Dialogs on the browser's own `<dialog>`: it holds the focus, closes on Escape and gives the focus back to where it was.

use super::button::{Button, ButtonKind};
use leptos::html;
use leptos::prelude::*;

/// Opens and closes the element as the signal says.
#[cfg(feature = "browser")]
fn follow(dialog: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        match (open.get(), element.open()) {
            // It can only fail where the element has left the page, and then there is nothing to show.
            (true, false) => drop(element.show_modal()),
            (false, true) => element.close(),
            _ => {}
        }
    });
}

/// The server shows no dialog.
#[cfg(not(feature = "browser"))]
fn follow(_dialog: NodeRef<html::Dialog>, _open: RwSignal<bool>) {}

fn frame(class: &'static str, id: String, open: RwSignal<bool>, title: String, body: AnyView, actions: AnyView) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let title_id = format!("{id}-title");
    view! {
        <dialog class=class id=id aria-labelledby=title_id node_ref=dialog on:close=move |_| open.set(false)>
            <h2 class="dialog-title" id=title_id.clone() tabindex="-1" autofocus=true>{title}</h2>
            <div class="dialog-body">{body}</div>
            <div class="dialog-actions">{actions}</div>
        </dialog>
    }
    .into_any()
}

/// A question or a small form above the page.
#[component]
pub fn Dialog(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is asked.
    #[prop(into)]
    title: String,
    /// The answers, the expected one first; the focus begins on the title, so that no key answers by accident.
    #[prop(into)]
    actions: AnyView,
    /// The rest.
    children: Children,
) -> impl IntoView {
    frame("dialog", id, open, title, children(), actions)
}

/// The kiosk's calm countdown: it says what will happen, and one press stops it.
#[component]
pub fn IdleDialog(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is asked.
    #[prop(into)]
    title: String,
    /// What happens at the end.
    #[prop(into)]
    line: String,
    /// Seconds left.
    #[prop(into)]
    seconds: Signal<u32>,
    /// The words of who stays.
    #[prop(into)]
    keep: String,
    /// Who stays.
    #[prop(into)]
    on_keep: Callback<()>,
    /// The words of who is done.
    #[prop(into)]
    finish: String,
    /// Who is done.
    #[prop(into)]
    on_finish: Callback<()>,
) -> impl IntoView {
    let body = view! {
        <p>{line}</p>
        <output class="idle-seconds" aria-live="off">{move || seconds.get()}</output>
    };
    let actions = view! {
        <Button label=keep kind=ButtonKind::Primary on_press=move || on_keep.run(()) />
        <Button label=finish on_press=move || on_finish.run(()) />
    };
    frame("dialog dialog-idle", id, open, title, body.into_any(), actions.into_any())
}
