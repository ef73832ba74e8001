//! Addresses of a household's pages, and going to them.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::kernel::{Code, Id, ScopeId};

/// The list of a village's households.
pub fn list(village: &Code) -> String {
    format!("/desk/households?v={village}")
}

/// Registering a household in a village.
pub fn register(village: &Code) -> String {
    format!("/desk/v/{village}/households/new")
}

/// A household's page.
pub fn household(village: &Code, id: Id) -> String {
    format!("/desk/v/{village}/h/{id}")
}

/// Recording a visit to it.
pub fn visit(village: &Code, id: Id) -> String {
    format!("{}/visit", household(village, id))
}

/// Its code: issuing a new one.
pub fn code(village: &Code, id: Id) -> String {
    format!("{}/code", household(village, id))
}

/// Its card as a form.
pub fn edit(village: &Code, id: Id) -> String {
    format!("{}/edit", household(village, id))
}

/// Its card on paper.
pub fn print(village: &Code, id: Id) -> String {
    format!("{}/print", household(village, id))
}

/// A member as a form; without one, a new member.
pub fn member(village: &Code, id: Id, resident: Option<Id>) -> String {
    let which = resident.map_or_else(|| "new".to_owned(), |resident| resident.to_string());
    format!("{}/member/{which}", household(village, id))
}

/// The household that the address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its village.
    pub village: Code,
    /// Its id.
    pub id: Id,
}

impl Named {
    /// The scope it lies in.
    pub fn scope(&self) -> ScopeId {
        ScopeId::Village(self.village.clone())
    }
}

/// The household that the address names; nothing where it names none.
pub fn named() -> Memo<Option<Named>> {
    let params = use_params_map();
    Memo::new(move |_| {
        params.with(|params| {
            let village = params.get_str("village")?.parse().ok()?;
            Some(Named { village, id: params.get_str("id")?.parse().ok()? })
        })
    })
}

/// The village that the address names; nothing where it names none.
pub fn village() -> Memo<Option<Code>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str("village")?.parse().ok()))
}

/// A further id that the address names.
pub fn named_also(what: &'static str) -> Memo<Option<Id>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str(what)?.parse().ok()))
}
