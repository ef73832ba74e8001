//! An objection written down for somebody who came to the village's office with it; they take its receipt home.

use crate::local::{clock, ids};
use crate::shell::form::{Fields as _, Form, form_fields};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, InputKind, Notice, NoticeKind, TextArea, TextField};
use leptos::prelude::*;
use shared::deliberation::{FileObjection, Matter, ObjectTo};
use shared::kernel::{ScopeId, receipt_code};
use shared::text::{deliberation, kiosk};
use wasm_bindgen_futures::spawn_local;

form_fields! {
    /// The fields of an objection.
    FileFields keeps
    /// What stands in them.
    FileValues { text: String, name: String, contact: String }
}

/// The form; once it is saved, the receipt.
pub fn file_form(scope: ScopeId, to: ObjectTo) -> AnyView {
    let form = Form::new();
    let fields = FileFields::new(FileValues::default());
    form.keep(fields, "file_objection", &to.id().to_string());
    let receipt = RwSignal::new(None::<String>);
    let scope = StoredValue::new(scope);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let scope = scope.get_value();
            let seen = form.local.read_once(&scope, |state| state.one::<Matter>(to.id())).map(|found| found.value.step).unwrap_or_default();
            let FileValues { text, name, contact } = untrack(|| fields.values());
            let command = FileObjection { id: ids::record(), to, text, name, contact, filed_on: clock::today(), seen };
            if let Some(saved) = form.submit(&scope, &command).await {
                form.done(None);
                receipt.try_set(Some(receipt_code(saved.command)));
            }
        });
    };
    (move || match receipt.get() {
        None => view! { <form class="form boxed" novalidate on:submit=submit>{written(form, fields)}</form> }.into_any(),
        Some(code) => view! {
            <Notice kind=NoticeKind::Done title=texts().t(kiosk::RECEIPT_TITLE)>
                <p>{texts().t(kiosk::RECEIPT_CODE)}" "<code class="receipt">{code}</code></p>
                <p>{texts().t(kiosk::RECEIPT_WORDS)}</p>
            </Notice>
        }
        .into_any(),
    })
    .into_any()
}

fn written(form: Form, fields: FileFields) -> AnyView {
    view! {
        <h3>{texts().t(deliberation::OBJECT_FOR)}</h3>
        {form.draft_line()}
        <TextArea id="objection-text" label=texts().t(deliberation::OBJECTION_TEXT) value=fields.text
            hint=texts().t(deliberation::OBJECTION_HINT) error=form.error("text") />
        <div class="field-row">
            <TextField id="objection-name" label=texts().t(deliberation::OBJECTION_NAME) value=fields.name error=form.error("name") />
            <TextField id="objection-contact" label=texts().t(deliberation::OBJECTION_CONTACT) value=fields.contact kind=InputKind::Phone
                error=form.error("contact") />
        </div>
        <p class="quiet">{texts().t(deliberation::OBJECTION_PRIVATE)}</p>
        {form.said()}
        <div class="button-row"><Button label=texts().t(deliberation::OBJECT) kind=ButtonKind::Primary submit=true busy=form.busy /></div>
    }
    .into_any()
}
