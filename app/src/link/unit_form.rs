//! Making and ending a unit's link with a village.

use crate::local::{clock, ids};
use crate::shell::desk::toast;
use crate::shell::form::{Form, form_fields};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, DateField, NoticeKind, RadioChips, Select, TextArea};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Id, ScopeId, Violation};
use shared::link::protocol::{UnitLinked, UnitName};
use shared::link::{EndUnitLink, LinkUnit};
use shared::text::{link, sync, ui};

/// It leads among the village's units.
const LEADS: &str = "leads";
/// It helps.
const HELPS: &str = "helps";

form_fields! {
    /// The fields of a new link.
    LinkFields keeps
    /// What stands in them.
    Linking { unit: String, share: String, from: String }
}

form_fields! {
    /// The fields of a link's end.
    EndFields keeps
    /// What stands in them.
    Ending { on: String, reason: String }
}

/// Links a unit with a village.
#[component]
pub(super) fn LinkUnitForm(
    /// The village.
    scope: ScopeId,
    /// The units there are.
    units: Vec<UnitName>,
    /// Those that are linked with the village now.
    links: Memo<Vec<UnitLinked>>,
    /// Where what is made here is noted.
    made: RwSignal<Vec<UnitLinked>>,
) -> impl IntoView {
    let (texts, form, toast) = (texts(), Form::new(), toast());
    let share = if links.with_untracked(|links| links.iter().any(|link| link.lead)) { HELPS } else { LEADS };
    let fields = LinkFields::new(Linking { unit: String::new(), share: share.to_owned(), from: clock::today().to_string() });
    form.keep(fields, "link_unit", &scope.to_string());
    let place = scope.place().map(ToString::to_string).unwrap_or_default();
    let choices = std::iter::once(Choice::new("", texts.t(ui::CHOOSE)))
        .chain(units.iter().map(|unit| Choice::new(unit.id.to_string(), unit.name.clone())))
        .collect();
    let shares = vec![Choice::new(LEADS, texts.t(link::LEAD_UNIT)), Choice::new(HELPS, texts.t(link::HELPER))];
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen: Option<Id> = fields.unit.get_untracked().parse().ok();
        let Some(unit) = chosen.and_then(|id| units.iter().find(|unit| unit.id == id)) else {
            return form.refuse(vec![Violation::new("unit", "required")]);
        };
        if links.with_untracked(|links| links.iter().any(|link| link.unit == unit.id)) {
            return form.refuse(vec![Violation::new("unit", "already_exists")]);
        }
        let from = fields.from.get_untracked().parse().unwrap_or_else(|_| clock::today());
        let lead = fields.share.with_untracked(|share| share == LEADS);
        let command = LinkUnit { id: ids::record(), unit: unit.id, unit_name: unit.name.clone(), lead, from };
        let scope = scope.clone();
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(None);
                fields.unit.set(String::new());
                made.update(|made| {
                    made.push(UnitLinked { id: command.id, unit: command.unit, unit_name: command.unit_name, lead, from });
                });
                toast(NoticeKind::Done, texts.t(sync::STATE_SAVED_HERE).to_owned());
            }
        });
    };
    view! {
        <form class="stack boxed" on:submit=save novalidate>
            <Select id=format!("unit-{place}") label=texts.t(link::CHOOSE_UNIT) value=fields.unit choices error=form.error("unit") />
            <RadioChips id=format!("unit-share-{place}") label=texts.t(link::SHARE) value=fields.share choices=shares />
            <DateField id=format!("unit-from-{place}") label=texts.t(link::STARTED_ON) value=fields.from />
            {form.said()}
            <p><Button kind=ButtonKind::Primary submit=true busy=form.busy label=texts.t(link::LINK_UNIT) /></p>
        </form>
    }
    .into_any()
}

/// Ends a unit's link, with a note for whoever follows.
#[component]
pub(super) fn EndUnitForm(
    /// The village.
    scope: ScopeId,
    /// The link.
    id: Id,
    /// Whose.
    name: String,
    /// Where what is ended here is noted.
    ended: RwSignal<Vec<Id>>,
) -> impl IntoView {
    let (texts, form, toast) = (texts(), Form::new(), toast());
    let fields = EndFields::new(Ending { on: clock::today().to_string(), reason: String::new() });
    form.keep(fields, "end_unit_link", &id.to_string());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let on = fields.on.get_untracked().parse().unwrap_or_else(|_| clock::today());
        let command = EndUnitLink { id, on, reason: fields.reason.get_untracked() };
        let scope = scope.clone();
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(None);
                ended.update(|ended| ended.push(id));
                toast(NoticeKind::Done, texts.t(sync::STATE_SAVED_HERE).to_owned());
            }
        });
    };
    view! {
        <details class="fold">
            <summary>{format!("{} · {name}", texts.t(link::END))}</summary>
            <form class="stack" on:submit=save novalidate>
                <DateField id=format!("end-unit-on-{id}") label=texts.t(link::ENDED_ON) value=fields.on />
                <TextArea id=format!("end-unit-reason-{id}") label=texts.t(link::END_REASON) value=fields.reason error=form.error("reason") />
                {form.said()}
                <p><Button kind=ButtonKind::Danger submit=true busy=form.busy label=texts.t(link::END) about=name.clone() /></p>
            </form>
        </details>
    }
    .into_any()
}
