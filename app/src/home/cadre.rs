//! A linked cadre's home: the villages whose households they visit.

use crate::place::{line_of, name_of};
use crate::shell::desk::{Duty, Page, last_sync, villages};
use crate::shell::texts;
use crate::ui::{Row, Rows};
use leptos::prelude::*;
use shared::text::visit;

/// The page.
#[component]
pub(super) fn CadreHome() -> impl IntoView {
    let (texts, villages, ago) = (texts(), villages(Duty::Cadre), last_sync());
    let rows = move || {
        let villages = villages.get();
        villages
            .iter()
            .map(|code| view! { <Row href=format!("/desk/households?v={code}") title=name_of(code) meta=line_of(code) /> }.into_any())
            .collect::<Vec<AnyView>>()
    };
    view! {
        <Page title=texts.t(visit::MY_HOUSEHOLDS) line=Signal::derive(move || Some(ago.get()))>
            <Rows>{rows}</Rows>
        </Page>
    }
}
