//! 工作臺 / 工作台: the staff's pages, rendered on the device from its replica.
//!
//! A room adds a page by a `<Route>` here. Paths are below `/desk`; a link that leaves it is an ordinary navigation.

use super::{prefs, texts};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use shared::text::{Lang, shell};

/// All pages of the desk.
#[component]
pub fn Desk(
    /// In which language.
    lang: Lang,
) -> impl IntoView {
    super::provide(lang, prefs::mode());
    view! {
        <super::update::UpdateNotice />
        <Router base="/desk">
            <Routes fallback=NotFound>
                <Route path=path!("") view=Home />
            </Routes>
        </Router>
    }
}

#[component]
fn Home() -> impl IntoView {
    view! {
        <main class="page page-main">
            <h1>{texts().t(shell::DESK)}</h1>
            <p>{texts().t(shell::DESK_WORDS)}</p>
            <super::public::Tools />
        </main>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <main class="page page-main">
            <h1>{texts().t(shell::NOT_FOUND)}</h1>
            <p>{texts().t(shell::NOT_FOUND_WORDS)}</p>
            <p><a href="/desk">{texts().t(shell::DESK)}</a></p>
        </main>
    }
}
