//! Problems that were raised and promises that were made, one below the other, each added by one press.

use super::days::{DayChips, MONTH, in_days};
use super::fields::Item;
use crate::shell::form::Form;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, Select, TextField, icon};
use leptos::prelude::*;
use shared::text::{Key, Texts, choice_key, ui, visit};
use shared::visit::{MAX_LINE, Topic};
use wasm_bindgen::JsCast as _;

/// A topic in words.
pub fn topic(texts: Texts, name: &str) -> &'static str {
    choice_key("visit", "topic", name).map_or("", |key| texts.t(key))
}

/// The problems raised.
pub fn issues(items: RwSignal<Vec<Item>>, form: Form) -> AnyView {
    let one = move |item: Item| {
        let texts = texts();
        let choices = Topic::ALL.into_iter().map(|one| Choice::new(one.name(), topic(texts, one.name()))).collect();
        let id = format!("issue-{}", item.id);
        view! {
            <TextField id=id.clone() label=texts.t(visit::ISSUE_TEXT) value=item.text max_length=MAX_LINE
                error=form.error(&format!("issues.{}.text", item.id)) />
            <Select id=format!("{id}-topic") label=texts.t(visit::ISSUE_TOPIC) value=item.more choices />
        }
        .into_any()
    };
    let add = || Item::new(Topic::default().name().to_owned());
    list(items, visit::ISSUES, visit::ISSUE_ADD, add, one)
}

/// The promises made.
pub fn promises(items: RwSignal<Vec<Item>>, form: Form) -> AnyView {
    let one = move |item: Item| {
        let texts = texts();
        let id = format!("promise-{}", item.id);
        view! {
            <TextField id=id.clone() label=texts.t(visit::PROMISE_TEXT) value=item.text max_length=MAX_LINE
                error=form.error(&format!("promises.{}.text", item.id)) />
            <DayChips id=format!("{id}-due") label=texts.t(visit::PROMISE_DUE) value=item.more
                error=form.error(&format!("promises.{}.due_on", item.id)) />
        }
        .into_any()
    };
    list(items, visit::PROMISES, visit::PROMISE_ADD, || Item::new(in_days(MONTH)), one)
}

fn list(
    items: RwSignal<Vec<Item>>,
    title: Key,
    add_words: Key,
    new: fn() -> Item,
    one: impl Fn(Item) -> AnyView + Clone + Send + 'static,
) -> AnyView {
    let texts = texts();
    let row = move |item: Item| {
        if item.fresh {
            request_animation_frame(move || focus_last(item.id));
        }
        let remove = move || items.update(|items| items.retain(|other| other.id != item.id));
        view! {
            <li class="item stack-s">
                {one(item)}
                <p><Button kind=ButtonKind::Plain icon=icon::REMOVE label=texts.t(ui::REMOVE) about=texts.t(title) on_press=remove /></p>
            </li>
        }
    };
    view! {
        <section class="stack-s" aria-label=texts.t(title)>
            <h2 class="field-label items-head">{texts.t(title)}</h2>
            <ul class="items"><For each=move || items.get() key=|item| item.id children=row /></ul>
            <p><Button icon=icon::PLUS label=texts.t(add_words) on_press=move || items.update(|items| items.push(new())) /></p>
        </section>
    }
    .into_any()
}

/// Whoever added it writes at once.
fn focus_last(id: shared::kernel::Id) {
    let found = ["issue", "promise"].into_iter().find_map(|kind| document().get_element_by_id(&format!("{kind}-{id}")));
    if let Some(input) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        && input.focus().is_err()
    {
        leptos::logging::warn!("the focus stayed where it was");
    }
}
