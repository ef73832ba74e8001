//! The first page of those who visit no household.

use super::{admin, office, village};
use crate::local::Local;
use crate::shell::desk::{Duty, Page, duties};
use crate::shell::texts;
use crate::ui::{Button, Empty, icon};
use leptos::prelude::*;
use shared::text::{account, shell, sync};

/// What waits for whoever visits no household, by their duties.
#[component]
pub fn OtherHome() -> impl IntoView {
    let duties = duties();
    move || {
        let first = duties.with(|duties| duties.first().copied());
        view! { <HomeOf first /> }
    }
}

#[component]
fn HomeOf(
    /// The first duty; none where nothing is assigned yet.
    first: Option<Duty>,
) -> impl IntoView {
    let texts = texts();
    let title = match first {
        Some(Duty::Admin) => shell::NAV_ADMIN,
        Some(Duty::Cadre | Duty::Village | Duty::Office) | None => shell::NAV_HOME,
    };
    let duties = duties().get_untracked();
    let parts: Vec<AnyView> = duties.into_iter().map(part).collect();
    let parts = if parts.is_empty() { nothing_assigned() } else { parts.into_any() };
    view! { <Page title=texts.t(title)>{parts}</Page> }
}

fn part(duty: Duty) -> AnyView {
    match duty {
        Duty::Cadre => ().into_any(),
        Duty::Village => view! { <village::VillageHome /> }.into_any(),
        Duty::Office => view! { <office::OfficeHome /> }.into_any(),
        Duty::Admin => view! { <admin::AdminHome /> }.into_any(),
    }
}

fn nothing_assigned() -> AnyView {
    let (local, texts) = (Local::get(), texts());
    view! {
        <Empty icon=icon::PERSON title=texts.t(account::GRANTS_NONE) line=texts.t(account::GRANTS_NONE_WORDS)>
            <Button label=texts.t(sync::SEND_NOW) icon=icon::SYNC on_press=move || local.sync_now() />
        </Empty>
    }
    .into_any()
}
