//! 聯繫 / 联系: who answers for a household, and making and ending that.
//!
//! [`LinkPart`] is a part of the household's sheet; [`UnitsPage`] is the page of villages and their units.

mod form;
mod unit_form;
mod units;

pub use units::{UnitsPage, links_units, units_href};

use crate::local::Local;
use crate::shell::rights::may;
use crate::shell::texts;
use crate::ui::{Empty, Mark, MarkKind, Section, icon};
use form::{AssignForm, EndForm};
use leptos::prelude::*;
use shared::kernel::{AccountId, Day, Id, Role, ScopeId};
use shared::link::protocol::UnitLinked;
use shared::link::{CadreLink, EndCadreLink, LinkCadre, UnitLink};
use shared::sync::command::Command as _;
use shared::text::{format, link};

/// A cadre's link as the page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Linked {
    id: Id,
    cadre: AccountId,
    name: String,
    primary: bool,
    from: Day,
    ended_on: Option<Day>,
    reason: String,
}

/// The links of a household, those that last first, the primary one before all.
fn links(scope: &ScopeId, household: Id) -> Vec<Linked> {
    let found = Local::get().read(scope, |state| state.children::<CadreLink>(household));
    let mut links: Vec<Linked> = found
        .into_iter()
        .map(|link| {
            let CadreLink { cadre, cadre_name: name, primary, from, ended_on, reason, .. } = link.value;
            Linked { id: link.id, cadre, name, primary, from, ended_on, reason }
        })
        .collect();
    links.sort_by_key(|link| (link.ended_on.is_some(), !link.primary, std::cmp::Reverse(link.ended_on), link.from, link.id));
    links
}

/// The units that are linked with the village now, the leading one first.
fn units(scope: &ScopeId) -> Vec<(String, bool)> {
    let found = Local::get().read(scope, |state| state.all::<UnitLink>());
    UnitLinked::current(found.into_iter().map(|link| (link.id, link.value))).into_iter().map(|link| (link.unit_name, link.lead)).collect()
}

/// May whoever is here do for this household what these roles may? A linked cadre may where the household is theirs now; who has
/// another of the roles is not bound by links. What is not offered here would be refused by the rule.
pub fn may_for(scope: &ScopeId, household: Id, by: &[Role]) -> bool {
    let others: Vec<Role> = by.iter().copied().filter(|role| *role != Role::LinkedCadre).collect();
    if may(scope, &others) {
        return true;
    }
    let local = Local::get();
    let me = local.here.with(|here| here.account.as_ref().map(|me| me.id));
    may(scope, by) && local.read(scope, |state| CadreLink::holds(state, household, me))
}

/// Who answers for a household.
#[component]
pub fn LinkPart(
    /// Its village.
    scope: ScopeId,
    /// The household.
    household: Id,
) -> impl IntoView {
    let (assigns, ends) = (may(&scope, LinkCadre::BY), may(&scope, EndCadreLink::BY));
    let (of_cadres, of_units) = (scope.clone(), scope.clone());
    let all = Memo::new(move |_| links(&of_cadres, household));
    let units = Memo::new(move |_| units(&of_units));
    let current = Memo::new(move |_| all.with(|all| all.iter().filter(|link| link.ended_on.is_none()).count()));
    let words = if assigns { link::NO_CADRE_ASSIGN } else { link::NO_CADRE_WORDS };
    let nobody =
        move || (current.get() == 0).then(|| view! { <Empty icon=icon::PERSON title=texts().t(link::NO_CADRE) line=texts().t(words) /> });
    let ending = scope.clone();
    let one = move |linked: Linked| cadre_row(&ending, linked, ends);
    let has_primary = Signal::derive(move || all.with(|all| all.iter().any(|link| link.primary && link.ended_on.is_none())));
    view! {
        <Section title=texts().t(link::TITLE)>
            {nobody}
            <ul class="open-items"><For each=move || all.get() key=|link| (link.id, link.ended_on) children=one /></ul>
            {unit_line(&scope, units)}
            {assigns.then(|| view! { <AssignForm scope household has_primary /> })}
        </Section>
    }
    .into_any()
}

fn unit_line(scope: &ScopeId, units: Memo<Vec<(String, bool)>>) -> AnyView {
    let words = move || {
        let texts = texts();
        let units = units.get();
        if units.is_empty() {
            return texts.t(link::NO_UNIT).to_owned();
        }
        let of = |(name, lead): &(String, bool)| if *lead { format!("{name} · {}", texts.t(link::LEAD_UNIT)) } else { name.clone() };
        let names: Vec<String> = units.iter().map(of).collect();
        format!("{} {}", texts.t(link::LINKED_UNIT), format::list(texts.lang, &names))
    };
    let change = links_units().then(|| view! { " "<a href=units_href(scope.place())>{texts().t(link::CHANGE_UNITS)}</a> });
    view! { <p class="quiet">{words}{change}</p> }.into_any()
}

fn cadre_row(scope: &ScopeId, linked: Linked, ends: bool) -> AnyView {
    let texts = texts();
    let day = |day: Day| format::day(texts.lang, day);
    let mut words = texts.fill(link::SINCE, &[("day", &day(linked.from))]);
    if let Some(ended_on) = linked.ended_on {
        words = format!("{words} · {} · {}", texts.fill(link::ENDED, &[("day", &day(ended_on))]), linked.reason);
    }
    let (kind, word) = match (linked.ended_on, linked.primary) {
        (Some(_), _) => (MarkKind::Plain, texts.t(link::FORMER)),
        (None, true) => (MarkKind::Done, texts.t(link::PRIMARY)),
        (None, false) => (MarkKind::Plain, texts.t(link::HELPER)),
    };
    let end = (ends && linked.ended_on.is_none()).then(|| view! { <EndForm scope=scope.clone() id=linked.id name=linked.name.clone() /> });
    view! {
        <li class="stack-s">
            <p><span class="quiet">{texts.t(link::LINKED_CADRE)}</span>" "<b>{linked.name}</b></p>
            <p class="mark-row"><Mark kind word=word.to_owned() /><span class="quiet">{words}</span></p>
            {end}
        </li>
    }
    .into_any()
}
