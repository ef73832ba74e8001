//! Closing a promise or an issue (了結 / 了结): kept or solved, or why it could not be.

use crate::local::{Local, clock};
use crate::shell::desk::toast;
use crate::shell::form::{Form, amended, form_fields};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, DateField, NoticeKind, RadioChips, TextArea};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{CommandId, Day, Id, ScopeId, Violation};
use shared::text::{sync, ui, visit};
use shared::visit::{CloseIssue, ClosePromise};

const DONE: &str = "done";
const NOT_DONE: &str = "not_done";

form_fields! {
    /// The fields of the form.
    CloseFields keeps
    /// What stands in them.
    Closed { done: String, note: String, on: String }
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// A promise.
    Promise,
    /// An issue.
    Issue,
}

/// The refused closing that the address names, where it is of this promise or issue.
fn refused(closes: Closes, id: Id) -> Option<(CommandId, Closed)> {
    let kept = |done: bool, note: String, on: Day| Closed { done: if done { DONE } else { NOT_DONE }.to_owned(), note, on: on.to_string() };
    match closes {
        Closes::Promise => amended::<ClosePromise>()
            .filter(|(_, close)| close.promise == id)
            .map(|(command, close)| (command, kept(close.done, close.note, close.on))),
        Closes::Issue => amended::<CloseIssue>()
            .filter(|(_, close)| close.issue == id)
            .map(|(command, close)| (command, kept(close.done, close.note, close.on))),
    }
}

/// The form, folded until it is asked for.
#[component]
pub fn CloseForm(
    /// Where the promise or issue lies.
    scope: ScopeId,
    /// Which of the two.
    closes: Closes,
    /// Its id.
    id: Id,
) -> impl IntoView {
    let texts = texts();
    let title = texts.t(match closes {
        Closes::Promise => visit::CLOSE_PROMISE,
        Closes::Issue => visit::CLOSE_ISSUE,
    });
    let form = Form::new();
    // Nothing is chosen beforehand: whoever closes says how it ended.
    let empty = Closed { done: String::new(), note: String::new(), on: clock::today().to_string() };
    let fields = CloseFields::new(empty);
    form.keep(fields, "close", &id.to_string());
    let amends = refused(closes, id).map(|(command, closed)| {
        crate::shell::form::Fields::fill(&fields, closed);
        command
    });
    let choices = vec![Choice::new(DONE, texts.t(visit::CLOSED_DONE)), Choice::new(NOT_DONE, texts.t(visit::CLOSED_NOT_DONE))];
    let note_error = form.error("note");
    let note = move || {
        let done = fields.done.with(|done| done != NOT_DONE);
        let note_id = format!("{id}-note");
        if done {
            view! { <TextArea id=note_id label=texts.t(visit::CLOSING_NOTE) value=fields.note optional=texts.t(ui::OPTIONAL) error=note_error /> }
        } else {
            view! { <TextArea id=note_id label=texts.t(visit::CLOSING_WHY) value=fields.note error=note_error /> }
        }
    };
    view! {
        <details class="fold" open=amends.is_some()>
            <summary>{title}</summary>
            <form class="stack" on:submit=save(scope, closes, id, fields, form, amends) novalidate>
                {form.draft_line()}
                <RadioChips id=format!("{id}-done") label=title value=fields.done choices error=form.error("done") />
                {note}
                <DateField id=format!("{id}-on") label=texts.t(visit::CLOSING_ON) value=fields.on max=Local::get().latest_day().to_string() error=form.error("on") />
                {form.said()}
                <p><Button kind=ButtonKind::Primary submit=true busy=form.busy label=texts.t(ui::SAVE) about=title /></p>
            </form>
        </details>
    }
    .into_any()
}

fn save(
    scope: ScopeId,
    closes: Closes,
    id: Id,
    fields: CloseFields,
    form: Form,
    amends: Option<CommandId>,
) -> impl Fn(SubmitEvent) + 'static {
    let toast = toast();
    let saved = texts().t(sync::STATE_SAVED_HERE);
    move |event: SubmitEvent| {
        event.prevent_default();
        if fields.done.with_untracked(String::is_empty) {
            return form.refuse(vec![Violation::new("done", "required")]);
        }
        let scope = scope.clone();
        let done = fields.done.with_untracked(|done| done == DONE);
        let latest = Local::get().latest_day();
        let on = fields.on.get_untracked().parse().unwrap_or(latest);
        if on > latest {
            return form.refuse(vec![Violation::new("on", "day_not_come").with("today", latest)]);
        }
        let note = fields.note.get_untracked();
        spawn_local(async move {
            let taken = match closes {
                Closes::Promise => form.submit(&scope, &ClosePromise { promise: id, done, note, on }).await,
                Closes::Issue => form.submit(&scope, &CloseIssue { issue: id, done, note, on }).await,
            };
            if taken.is_some() {
                form.done(amends);
                toast(NoticeKind::Done, saved.to_owned());
            }
        });
    }
}
