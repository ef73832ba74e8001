//! The page at `/desk`.

use super::{admin, office, village};
use crate::household::MyHouseholds;
use crate::local::Local;
use crate::shell::desk::{Duty, Page, duties};
use crate::shell::texts;
use crate::ui::{Button, Empty, icon};
use leptos::prelude::*;
use shared::text::{account, shell, sync};

/// The page at `/desk`.
#[component]
pub fn HomePage() -> impl IntoView {
    let duties = duties();
    move || match duties.with(|duties| duties.first().copied()) {
        // A cadre's home is the list itself, with a frame of its own.
        Some(Duty::Cadre) => view! { <MyHouseholds /> }.into_any(),
        first => view! { <OtherHome first /> }.into_any(),
    }
}

#[component]
fn OtherHome(
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
