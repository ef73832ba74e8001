//! What the desk's pages of a village share: the village and the record of the address, and going on to another page.

use crate::local::Local;
use crate::shell::desk::Page;
use crate::shell::texts;
use crate::ui::{Empty, icon};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::kernel::{Code, Id, ScopeId};
use shared::text::shell;

/// The page of the village in the address, or that there is none. It appears as soon as the device holds the village.
pub fn of_village(page: impl Fn(Code) -> AnyView + Send + Sync + 'static) -> AnyView {
    let (params, local) = (use_params_map(), Local::get());
    let code = Memo::new(move |_| params.with(|params| params.get("village")).and_then(|code| code.parse::<Code>().ok()));
    let is_held = Memo::new(move |_| code.get().is_some_and(|code| local.holds(&ScopeId::Village(code))));
    (move || match code.get() {
        Some(code) if is_held.get() => page(code),
        Some(code) => not_held(&code),
        None => nothing_here(),
    })
    .into_any()
}

/// The page of the record in the address, or that there is none.
pub fn of_record(page: impl Fn(Code, Id) -> AnyView + Send + Sync + 'static) -> AnyView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<Id>().ok()));
    let page = StoredValue::new(page);
    of_village(move |code| {
        (move || match id.get() {
            Some(id) => page.with_value(|page| page(code.clone(), id)),
            None => nothing_here(),
        })
        .into_any()
    })
}

/// A village that this device does not hold, or not yet; its public board is the way.
fn not_held(code: &Code) -> AnyView {
    let board = format!("/v/{code}");
    view! {
        <Page title=texts().t(shell::NOT_HELD)>
            <Empty icon=icon::BOARD title=texts().t(shell::NOT_HELD) line=texts().t(shell::NOT_HELD_WORDS)>
                <a class="button" href=board rel="external">{texts().t(shell::TO_BOARD)}</a>
            </Empty>
        </Page>
    }
    .into_any()
}

/// There is nothing at this address.
pub fn nothing_here() -> AnyView {
    view! {
        <Page title=texts().t(shell::NOT_FOUND)>
            <Empty icon=icon::QUESTION title=texts().t(shell::NOT_FOUND) line=texts().t(shell::NOT_FOUND_WORDS) />
        </Page>
    }
    .into_any()
}

/// The desk's page of a village's matters.
pub fn matters_href(code: &Code) -> String {
    format!("/desk/v/{code}/matters")
}

/// The desk's page of one matter.
pub fn matter_href(code: &Code, id: Id) -> String {
    format!("/desk/v/{code}/matters/{id}")
}
