//! The people of a household on its sheet, each with the way to their form.

use super::card;
use super::page::follows;
use super::way::{self, Named};
use crate::shell::rights::may;
use crate::shell::texts;
use crate::ui::{ButtonKind, LinkButton, Mark, MarkKind, Section, icon};
use leptos::prelude::*;
use shared::access::Act;
use shared::household::EditHousehold;
use shared::kernel::ScopeId;
use shared::sync::command::Command as _;
use shared::sync::record::Record;
use shared::text::{household, sync, ui};

/// The members, and the way to add one.
pub(super) fn members_part(named: &Named, members: Memo<Vec<Record>>) -> AnyView {
    let (texts, scope) = (texts(), named.scope());
    let writes = follows(named, EditHousehold::BY);
    let reads_private = may(&scope, Act::ReadSensitive.by());
    let (village, household) = (named.village.clone(), named.id);
    let add = way::member(&village, household, None);
    let list = move || {
        let rows: Vec<AnyView> = members
            .get()
            .into_iter()
            .map(|record| {
                let edit = writes.get().then(|| way::member(&village, household, Some(record.id)));
                member_row(&scope, record, edit, reads_private)
            })
            .collect();
        view! { <ul class="members">{rows}</ul> }
    };
    let count = move || texts.fill(household::MEMBER_COUNT, &[("n", &members.with(Vec::len))]);
    view! {
        <Section title=texts.t(household::MEMBERS)>
            <p class="quiet">{count}</p>
            {list}
            {(!reads_private).then(|| view! { <p class="quiet">{texts.t(household::SENSITIVE_HIDDEN)}</p> })}
            {move || {
                let href = add.clone();
                writes.get().then(|| view! { <p><LinkButton icon=icon::PLUS label=texts.t(household::ADD_MEMBER) href /></p> })
            }}
        </Section>
    }
    .into_any()
}

fn member_row(scope: &ScopeId, record: Record, edit: Option<String>, reads_private: bool) -> AnyView {
    let texts = texts();
    let name = card::text(&record, "name");
    let private = reads_private.then(|| card::private_line(scope, record.id)).flatten();
    let edit = edit.map(|href| view! { <LinkButton kind=ButtonKind::Plain label=texts.t(ui::EDIT) about=name.clone() href /> }.into_any());
    let conflict = (!record.rivals.is_empty()).then(|| view! { <Mark kind=MarkKind::Overdue word=texts.t(sync::STATE_CONFLICT) /> });
    view! {
        <li class="split">
            <div>
                <p><b>{name}</b>" "{card::member_line(texts, &record)}</p>
                {private.map(|private| view! { <p class="quiet num">{private}</p> })}
                {conflict}
            </div>
            {edit}
        </li>
    }
    .into_any()
}
