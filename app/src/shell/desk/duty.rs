//! What whoever is here answers for (職責 / 职责): it decides the places of the frame and what home shows first.

use crate::local::{Here, Local};
use leptos::prelude::*;
use shared::kernel::{Code, Role, ScopeId};
use shared::text::{Key, home};

/// A duty, in the order in which home shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Visits households.
    Cadre,
    /// Runs a village, or watches how it is run.
    Village,
    /// Answers for villages from outside.
    Office,
    /// Keeps accounts, devices and divisions.
    Admin,
}

impl Duty {
    const ALL: [Self; 4] = [Self::Cadre, Self::Village, Self::Office, Self::Admin];

    /// The roles that make this duty.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::Cadre => &[Role::LinkedCadre],
            Self::Village => &[Role::VillageBranch, Role::VillageCommittee, Role::SupervisorVillage],
            Self::Office => &[Role::UnitLead, Role::TownshipParty, Role::CountyDualLinkOffice, Role::OrgDept, Role::Discipline],
            Self::Admin => &[Role::Admin],
        }
    }
}

/// The duties of whoever is here.
pub fn duties() -> Memo<Vec<Duty>> {
    let here = Local::get().here;
    Memo::new(move |_| here.with(of))
}

fn of(here: &Here) -> Vec<Duty> {
    let of_scopes = here.scopes.iter().flat_map(|access| access.roles.iter().copied());
    let roles: Vec<Role> = of_scopes.chain(here.holdings.iter().map(|holding| holding.role)).collect();
    Duty::ALL.into_iter().filter(|duty| roles.iter().any(|role| duty.roles().contains(role))).collect()
}

/// What the villages of an office are to whoever is here: linked with their unit, answered for, or watched.
pub fn villages_word() -> Key {
    let roles: Vec<Role> = Local::get().here.with(|here| {
        let of_scopes = here.scopes.iter().flat_map(|access| access.roles.iter().copied());
        of_scopes.chain(here.holdings.iter().map(|holding| holding.role)).collect()
    });
    let has = |asked: &[Role]| roles.iter().any(|role| asked.contains(role));
    if has(&[Role::TownshipParty, Role::CountyDualLinkOffice]) {
        home::VILLAGES
    } else if has(&[Role::UnitLead]) {
        home::VILLAGES_LINKED
    } else {
        home::VILLAGES_SEEN
    }
}

/// The villages in which whoever is here has one of a duty's roles, by code.
pub fn villages(duty: Duty) -> Memo<Vec<Code>> {
    let here = Local::get().here;
    Memo::new(move |_| here.with(|here| villages_of(here, duty)))
}

fn villages_of(here: &Here, duty: Duty) -> Vec<Code> {
    let held = here.scopes.iter().filter(|access| access.roles.iter().any(|role| duty.roles().contains(role)));
    held.filter_map(|access| match &access.scope {
        ScopeId::Village(code) => Some(code.clone()),
        _ => None,
    })
    .collect()
}
