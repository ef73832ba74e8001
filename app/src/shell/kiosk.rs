//! 村級終端 / 村级终端: the screen in the village's activity centre, rendered on the device from what it keeps.
//!
//! A room adds a page by a `<Route>` here. Paths are below `/kiosk`; the kiosk shows no link that leaves it.

use super::{prefs, texts};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use shared::text::{Lang, shell};

/// All pages of the kiosk.
#[component]
pub fn Kiosk(
    /// In which language.
    lang: Lang,
) -> impl IntoView {
    super::provide(lang, prefs::mode());
    view! {
        <Router base="/kiosk">
            <Routes fallback=Home>
                <Route path=path!("") view=Home />
            </Routes>
        </Router>
    }
}

#[component]
fn Home() -> impl IntoView {
    view! {
        <main class="kiosk">
            <h1>{texts().t(shell::KIOSK)}</h1>
            <p>{texts().t(shell::KIOSK_WORDS)}</p>
        </main>
    }
}
