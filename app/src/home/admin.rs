//! The home of an administrator.

use super::office::units_way;
use crate::shell::texts;
use crate::ui::{Section, icon};
use leptos::prelude::*;
use shared::text::{admin, home, link};

/// Where the administration's interface is described, served by our own server.
const DOCS: &str = "/api/admin/v1/docs";

/// What an administrator does, and where.
#[component]
pub(super) fn AdminHome() -> impl IntoView {
    let texts = texts();
    // Each with the part of the description that does it.
    let parts = [
        (admin::ACCOUNTS, home::ADMIN_ACCOUNTS, "accounts"),
        (admin::GRANTS, home::ADMIN_GRANTS, "grants"),
        (admin::DEVICES, home::ADMIN_DEVICES, "kiosk%20codes"),
        (admin::DIVISIONS, home::ADMIN_DIVISIONS, "divisions"),
        (admin::SYNC_HEALTH, home::ADMIN_HEALTH, "devices"),
        (admin::QUARANTINE, home::ADMIN_QUARANTINE, "oversight"),
    ];
    let parts = parts.map(|(name, about, part)| {
        let href = format!("{DOCS}/#/{part}");
        view! { <div><dt><a href=href target="_blank" rel="external noopener">{texts.t(name)}</a></dt><dd>{texts.t(about)}</dd></div> }
            .into_any()
    });
    view! {
        <Section title=texts.t(admin::API)>
            <p>{texts.t(admin::API_WORDS)}</p>
            <div class="button-row">
                <a class="button button-primary" href=DOCS target="_blank" rel="external noopener">{icon::DOCUMENT.view()}<span>{texts.t(admin::API)}</span></a>
            </div>
        </Section>
        <Section title=texts.t(link::UNITS_TITLE)>
            <p>{texts.t(link::UNITS_WORDS)}</p>
            {units_way()}
        </Section>
        <Section title=texts.t(home::ADMIN_WHAT)><dl class="facts">{parts.into_iter().collect::<Vec<AnyView>>()}</dl></Section>
    }
}
