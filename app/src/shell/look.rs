//! 看一下再發 / 看一下再发: what cannot be taken back is shown as everybody will read it, and is done only then.

use super::entry::Reading;
use super::form::Form;
use super::texts;
use crate::ui::{Button, ButtonKind, Notice};
use leptos::html;
use leptos::prelude::*;
use shared::kernel::Violation;
use shared::text::{Key, disclosure, ui};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// What a form would do, while it is looked at; the form waits behind it with everything that was typed.
#[derive(Debug)]
pub struct Look<T: Send + Sync + 'static>(RwSignal<Option<T>>);

impl<T: Send + Sync + 'static> Clone for Look<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Look<T> {}

impl<T: Clone + Send + Sync + 'static> Look<T> {
    /// Nothing is looked at yet.
    pub fn closed() -> Self {
        Self(RwSignal::new(None))
    }

    /// Shows it, unless something could not be read or the rules object: then the form says so.
    pub fn at(self, form: Form, it: T, reading: Reading, rules: Vec<Violation>) {
        let wrong = reading.with(rules);
        if wrong.is_empty() {
            form.quiet();
            self.0.set(Some(it));
        } else {
            form.refuse(wrong);
        }
    }

    /// Is it being looked at?
    pub fn is_open(self) -> Signal<bool> {
        Signal::derive(move || self.0.with(Option::is_some))
    }

    /// Back to the form.
    pub fn close(self) {
        self.0.try_set(None);
    }

    /// After it was tried: where it was not taken because of a field, back to the form, which says so there.
    pub fn tried(self, form: Form) {
        if form.is_wrong() {
            self.close();
        }
    }

    /// The sheet as everybody will read it, the button that does it, and the way back. It comes into sight at its beginning, however far
    /// down the form was, and whoever hears the page hears it; back in the form one stands where one left it.
    pub fn view(
        self,
        form: Form,
        label: Key,
        words: Key,
        sheet: impl Fn(&T) -> AnyView + Send + Sync + 'static,
        act: Callback<T>,
    ) -> AnyView {
        let place = NodeRef::<html::Div>::new();
        Effect::new(move |_| {
            if let Some(look) = place.get() {
                request_animation_frame(move || to(&look));
            }
        });
        let back = move || {
            let form = place.get_untracked().and_then(|look| look.previous_element_sibling());
            self.close();
            request_animation_frame(move || form.iter().for_each(back_to));
        };
        let shown = move || {
            self.0.get().map(|it| {
                let sheet = sheet(&it);
                let done = StoredValue::new(it);
                view! {
                    <div class="stack look" tabindex="-1" node_ref=place>
                        <Notice title=texts().t(disclosure::PREVIEW_TITLE)>{texts().t(words)}</Notice>
                        <div class="look-sheet">{sheet}</div>
                        {form.said()}
                        <div class="savebar">
                            <Button label=texts().t(label) kind=ButtonKind::Seal busy=form.busy on_press=move || act.run(done.get_value()) />
                            <Button label=texts().t(ui::EDIT) on_press=back />
                        </div>
                    </div>
                }
                .into_any()
            })
        };
        shown.into_any()
    }
}

/// Brings the beginning of what is looked at into sight, and the focus to it.
fn to(look: &HtmlElement) {
    look.scroll_into_view();
    focus(look);
}

/// Goes back to the button of a form, which was the last thing pressed there; the form stands above it.
fn back_to(form: &Element) {
    let button = form.query_selector("[type='submit']").ok().flatten().and_then(|button| button.dyn_into::<HtmlElement>().ok());
    match button {
        Some(button) => focus(&button),
        None => form.scroll_into_view(),
    }
}

fn focus(element: &HtmlElement) {
    if element.focus().is_err() {
        leptos::logging::warn!("the focus stayed where it was");
    }
}
