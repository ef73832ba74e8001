//! Making and ending a cadre's link: never silently, always with a note for whoever follows.

use crate::local::net::{self, ASK_MS, Flight};
use crate::local::{Local, clock, ids};
use crate::shell::desk::toast;
use crate::shell::form::{Form, form_fields};
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Choice, DateField, NoticeKind, RadioChips, Select, TextArea};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{AccountId, Id, ScopeId, Violation};
use shared::link::protocol::CadreName;
use shared::link::{CadreLink, EndCadreLink, LinkCadre};
use shared::sync::command::Command as _;
use shared::text::{link, sync, ui};
use std::collections::BTreeMap;

/// They answer for the household.
const PRIMARY: &str = "primary";
/// They help.
const HELPER: &str = "helper";

form_fields! {
    /// The fields of a new link.
    AssignFields keeps
    /// What stands in them.
    Assign { cadre: String, share: String, from: String }
}

form_fields! {
    /// The fields of a link's end.
    EndFields keeps
    /// What stands in them.
    End { on: String, reason: String }
}

/// Cadres that this device knows: those who are linked in any of the villages it holds.
fn known() -> BTreeMap<AccountId, String> {
    let local = Local::get();
    let staff = local.scopes(LinkCadre::BY);
    let of = |scope: ScopeId| local.read_once(&scope, |state| state.all::<CadreLink>());
    staff.into_iter().flat_map(of).map(|link| (link.value.cadre, link.value.cadre_name)).collect()
}

/// Those whom the device knows now, and those whom the server knows once it has answered: accounts stand in no village's records.
fn cadres_of(scope: &ScopeId) -> RwSignal<BTreeMap<AccountId, String>> {
    let cadres = RwSignal::new(known());
    let village = scope.place().map(ToString::to_string).unwrap_or_default();
    spawn_local(async move {
        let asked: Result<Vec<CadreName>, _> = net::get(&format!("/api/link/cadres?village={village}"), ASK_MS, Flight::default()).await;
        match asked {
            Ok(answer) => {
                let told = answer.into_iter().map(|cadre| (cadre.id, cadre.name)).collect();
                // Whoever has no grant here any more is left out, once the server has said so.
                cadres.try_set(told);
            }
            Err(error) => leptos::logging::warn!("the village's cadres were not told: {error:?}"),
        }
    });
    cadres
}

/// Links a cadre with a household.
#[component]
pub(super) fn AssignForm(
    /// The village.
    scope: ScopeId,
    /// The household.
    household: Id,
    /// Somebody answers for it already.
    has_primary: Signal<bool>,
) -> impl IntoView {
    let (texts, form, toast) = (texts(), Form::new(), toast());
    let share = if has_primary.get_untracked() { HELPER } else { PRIMARY };
    let fields = AssignFields::new(Assign { cadre: String::new(), share: share.to_owned(), from: clock::today().to_string() });
    form.keep(fields, "assign", &household.to_string());
    // Whose last link has just ended needs somebody who answers for it, not one who helps.
    Effect::new(move |before: Option<bool>| {
        let now = has_primary.get();
        if before == Some(true) && !now {
            fields.share.set(PRIMARY.to_owned());
        }
        now
    });
    let cadres = cadres_of(&scope);
    let error = form.error("cadre");
    let choose = move || {
        let choices = std::iter::once(Choice::new("", texts.t(ui::CHOOSE)))
            .chain(cadres.get().into_iter().map(|(id, name)| Choice::new(id.to_string(), name)))
            .collect();
        view! { <Select id="assign-cadre" label=texts.t(link::CHOOSE_CADRE) value=fields.cadre choices error /> }
    };
    let nobody = move || cadres.with(BTreeMap::is_empty).then(|| view! { <p class="quiet">{texts.t(link::NO_CADRES_YET)}</p> });
    let shares = vec![Choice::new(PRIMARY, texts.t(link::PRIMARY)), Choice::new(HELPER, texts.t(link::HELPER))];
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen: Option<AccountId> = fields.cadre.get_untracked().parse().ok();
        let Some((cadre, cadre_name)) = chosen.and_then(|id| Some((id, cadres.with_untracked(|cadres| cadres.get(&id).cloned())?))) else {
            return form.refuse(vec![Violation::new("cadre", "required")]);
        };
        let from = fields.from.get_untracked().parse().unwrap_or_else(|_| clock::today());
        let primary = fields.share.with_untracked(|share| share == PRIMARY);
        let command = LinkCadre { id: ids::record(), household, cadre, cadre_name, primary, from };
        let scope = scope.clone();
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(None);
                fields.cadre.set(String::new());
                toast(NoticeKind::Done, texts.t(sync::STATE_SAVED_HERE).to_owned());
            }
        });
    };
    view! {
        <details class="fold">
            <summary>{texts.t(link::ASSIGN)}</summary>
            <form class="stack" on:submit=save novalidate>
                {choose}
                {nobody}
                <RadioChips id="assign-share" label=texts.t(link::SHARE) value=fields.share choices=shares />
                <DateField id="assign-from" label=texts.t(link::STARTED_ON) value=fields.from />
                {form.said()}
                <p><Button kind=ButtonKind::Primary submit=true busy=form.busy label=texts.t(link::ASSIGN) /></p>
            </form>
        </details>
    }
    .into_any()
}

/// Ends a cadre's link.
#[component]
pub(super) fn EndForm(
    /// The village.
    scope: ScopeId,
    /// The link.
    id: Id,
    /// Whose.
    name: String,
) -> impl IntoView {
    let (texts, form, toast) = (texts(), Form::new(), toast());
    let fields = EndFields::new(End { on: clock::today().to_string(), reason: String::new() });
    form.keep(fields, "end_link", &id.to_string());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let on = fields.on.get_untracked().parse().unwrap_or_else(|_| clock::today());
        let command = EndCadreLink { id, on, reason: fields.reason.get_untracked() };
        let scope = scope.clone();
        spawn_local(async move {
            if form.submit(&scope, &command).await.is_some() {
                form.done(None);
                toast(NoticeKind::Done, texts.t(sync::STATE_SAVED_HERE).to_owned());
            }
        });
    };
    let (on_id, reason_id) = (format!("end-on-{id}"), format!("end-reason-{id}"));
    view! {
        <details class="fold">
            <summary>{texts.t(link::END)}</summary>
            <form class="stack" on:submit=save novalidate>
                <DateField id=on_id label=texts.t(link::ENDED_ON) value=fields.on />
                <TextArea id=reason_id label=texts.t(link::END_REASON) hint=texts.t(link::HANDOVER_HINT) value=fields.reason error=form.error("reason") />
                {form.said()}
                <p><Button kind=ButtonKind::Danger submit=true busy=form.busy label=texts.t(link::END) about=name /></p>
            </form>
        </details>
    }
    .into_any()
}
