//! Two values of one field (兩種寫法 / 两种写法): both are shown, and a person who saw both says which holds.

use super::words;
use crate::shell::desk::toast;
use crate::shell::form::Form;
use crate::shell::texts;
use crate::ui::{Button, Notice, NoticeKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value as Json;
use shared::household::{Field, SettleField, field};
use shared::kernel::{Id, ScopeId};
use shared::sync::record::Record;
use shared::text::{sync, ui};

/// The fields of a record that have two values; nothing where none has.
#[component]
pub fn Rivals(
    /// Where the record lies.
    scope: ScopeId,
    /// Its kind.
    kind: &'static str,
    /// The fields of its kind.
    fields: &'static [Field],
    /// The record.
    #[prop(into)]
    record: Signal<Option<Record>>,
) -> impl IntoView {
    let form = Form::new();
    let settle = settle(scope, kind, form);
    let fields_of = move |record: Record| -> Vec<AnyView> {
        record.rivals.keys().filter_map(|name| Some(one(&record, field(fields, name)?, settle))).collect()
    };
    let shown = move || record.get().map(fields_of).unwrap_or_default();
    view! { {form.said()}{shown} }.into_any()
}

/// What a press on *use this* does: the record, the field and the value that is to hold.
type Settle = Callback<(Id, &'static str, Json)>;

fn settle(scope: ScopeId, kind: &'static str, form: Form) -> Settle {
    let toast = toast();
    let done = texts().t(sync::CONFLICT_SETTLED);
    Callback::new(move |(id, field, value): (Id, &'static str, Json)| {
        let scope = scope.clone();
        let command = SettleField { kind: kind.to_owned(), id, field: field.to_owned(), value };
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                toast(NoticeKind::Done, done.to_owned());
            }
        });
    })
}

fn one(record: &Record, field: &'static Field, settle: Settle) -> AnyView {
    let (texts, id) = (texts(), record.id);
    let current = record.body.get(field.name).cloned().unwrap_or_default();
    let mut values = vec![(texts.t(sync::CONFLICT_CURRENT).to_owned(), current)];
    let rivals = record.rivals.get(field.name).into_iter().flatten();
    values.extend(rivals.map(|rival| (texts.fill(sync::CONFLICT_MINE, &[("who", &rival.by)]), rival.value.clone())));
    let values: Vec<AnyView> = values
        .into_iter()
        .map(|(who, value)| {
            let words = words::value(texts, field, &value).unwrap_or_else(|| texts.t(ui::NOT_FILLED).to_owned());
            let about = words.clone();
            let press = move || settle.run((id, field.name, value.clone()));
            view! {
                <li class="split">
                    <p><span class="quiet">{who}</span><br /><b>{words}</b></p>
                    <Button label=texts.t(sync::CONFLICT_KEEP) about on_press=press />
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <Notice kind=NoticeKind::Waiting title=words::label(texts, field)>
            <p>{texts.t(sync::CONFLICT_WORDS)}</p>
            <ul class="members">{values}</ul>
        </Notice>
    }
    .into_any()
}
