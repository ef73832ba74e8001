//! 村級終端 / 村级终端: the screen in the village's activity centre, rendered on the device from what it keeps.
//!
//! - [`here`]: the village whose kiosk this is, and the day; [`enrol`]: how it becomes that village's kiosk;
//! - [`frame`]: what every page stands in, with `speech` reading it aloud; [`attract`] and [`doors`]: the first two screens;
//! - [`leave`]: somebody has left, by word or by being still; [`inside`]: no way out of the kiosk's pages;
//! - [`staff`]: the committee at work.
//!
//! A room adds a page by a `<Route>` here. Paths are below `/kiosk`; the kiosk shows no link that leaves it.

mod attract;
mod doors;
mod enrol;
pub mod frame;
pub mod here;
mod inside;
pub mod leave;
mod staff;

use super::faces::fetch_rules;
use super::{prefs, texts};
use crate::deliberation::{ChooseObjectPage, ObjectNoticePage, ObjectPage, RecordLeaf};
use crate::disclosure::{BoardLeaf, NoticeLeaf};
use crate::idea::{GivePage, LookUpPage};
use crate::local::{Face, Local};
use crate::place::Links;
use attract::AttractPage;
use doors::DoorsPage;
use enrol::Enrol;
use here::Village;
use leave::Watch;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::path;
use shared::kernel::Code;
use shared::text::{Lang, shell};
use staff::{StaffDonePage, StaffMatterPage, StaffPage};

/// The kiosk: its enrolment, then its pages.
#[component]
pub fn Kiosk(
    /// In which language.
    lang: Lang,
) -> impl IntoView {
    super::provide(lang, prefs::mode());
    provide_context(Links::Kiosk);
    let local = Local::start(Face::Kiosk, fetch_rules);
    inside::keep();
    staff::Door::provide();
    leave::start_in_own_language();
    super::set_title(texts().t(shell::KIOSK));
    let ready = Memo::new(move |_| local.here.with(|here| here.ready));
    let village = Memo::new(move |_| local.here.with(|here| here.village.clone()));
    let revoked = Memo::new(move |_| local.status.with(|status| status.revoked));
    move || match village.get() {
        _ if !ready.get() => view! { <main class="kiosk"><p role="status">{texts().t(shell::LOADING)}</p></main> }.into_any(),
        Some(code) if !revoked.get() => view! { <InVillage code /> }.into_any(),
        _ => view! { <Enrol revoked=revoked.get() /> }.into_any(),
    }
}

/// All pages of an enrolled kiosk.
#[component]
fn InVillage(code: Code) -> impl IntoView {
    Village::provide(code);
    view! {
        <Router base="/kiosk">
            <Watch />
            <Routes fallback=NothingHere>
                <Route path=path!("") view=AttractPage />
                <Route path=path!("start") view=DoorsPage />
                <Route path=path!("board") view=BoardLeaf />
                <Route path=path!("board/:part") view=BoardLeaf />
                <Route path=path!("matters/:id") view=RecordLeaf />
                <Route path=path!("matters/:id/object") view=ObjectPage />
                <Route path=path!("notices/:id") view=NoticeLeaf />
                <Route path=path!("notices/:id/object") view=ObjectNoticePage />
                <Route path=path!("idea") view=GivePage />
                <Route path=path!("object") view=ChooseObjectPage />
                <Route path=path!("receipt") view=LookUpPage />
                <Route path=path!("staff") view=StaffPage />
                <Route path=path!("staff/done") view=StaffDonePage />
                <Route path=path!("staff/matters/:id") view=StaffMatterPage />
            </Routes>
        </Router>
    }
}

/// An address that leads nowhere goes to the first screen. Not while the router still chooses what to show: it would be asked to choose
/// again in the midst of it.
#[component]
fn NothingHere() -> impl IntoView {
    let navigate = use_navigate();
    request_animation_frame(move || navigate("/", NavigateOptions { replace: true, ..NavigateOptions::default() }));
    view! { <main id="main" class="kiosk"><p role="status">{texts().t(shell::LOADING)}</p></main> }
}
