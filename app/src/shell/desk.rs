//! 工作臺 / 工作台: the staff's pages, rendered on the device from its replica.
//!
//! A room adds a page by a `<Route>` line in [`Open`]. Paths are below `/desk`; a link that leaves it is an ordinary navigation.
//! Every page stands in a [`Page`] (or [`PanesPage`], list beside sheet), which names it, takes the focus and carries the sync mark.
//! - `gate`: what stands between opening the desk and its pages: sign in, PIN, password of one's own;
//! - `duty`: what whoever is here answers for, and from that `nav`: bottom bar and rail;
//! - `mark`: the sync mark; `page`: the frame of one page, and passing words by [`toast`].

mod duty;
mod gate;
mod mark;
mod nav;
mod page;

pub use duty::{Duty, duties, villages};
pub use gate::{password_later, pin_chosen, pin_later, wish_new_pin};
pub use mark::{SyncLine, last_sync, minute};
pub use nav::role_words;
pub use page::{Alone, Page, PanesPage, focus_field, toast, version_words};

use super::{prefs, texts};
use crate::account::{
    ChangePasswordPage, ChangePinPage, MorePage, OwnPasswordPage, PinPage, SetPasswordPage, SetUpPage, SignInAgainPage, SignInPage,
    UnlockPage,
};
use crate::deliberation::{MatterPage, MattersPage, OpenMatterPage};
use crate::disclosure::{NoticeDeskPage, NoticesPage, PostNoticePage};
use crate::home::HomePage;
use crate::household::{EditCardPage, HouseholdPage, HouseholdsPage, MemberPage, PrintCardPage};
use crate::idea::IdeasPage;
use crate::local::{Face, Local};
use crate::sync::SyncPage;
use crate::ui::{Empty, SkipLink, icon};
use crate::visit::{RecordVisitPage, TasksPage, VisitsPage};
use gate::Gate;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use shared::register::AllRooms;
use shared::text::{Lang, shell};

/// All pages of the desk.
#[component]
pub fn Desk(
    /// In which language.
    lang: Lang,
) -> impl IntoView {
    super::provide(lang, prefs::mode());
    Local::start(Face::Desk, &AllRooms);
    crate::account::install::watch();
    gate::provide();
    page::provide();
    mark::provide();
    view! {
        <Router base="/desk">
            <Guarded />
        </Router>
    }
}

/// The pages, or what stands before them. The address stays, so that whoever has passed arrives where they wanted to go.
#[component]
fn Guarded() -> impl IntoView {
    let gate = gate::gate();
    move || match gate.get() {
        Gate::Reading => view! { <p class="shell-line" role="status">{texts().t(shell::LOADING)}</p> }.into_any(),
        Gate::SetPassword => view! { <SetPasswordPage /> }.into_any(),
        Gate::SetUp => view! { <SetUpPage /> }.into_any(),
        Gate::SignIn => view! { <SignInPage /> }.into_any(),
        Gate::Unlock => view! { <UnlockPage /> }.into_any(),
        Gate::OwnPassword => view! { <OwnPasswordPage /> }.into_any(),
        Gate::ChoosePin => view! { <PinPage /> }.into_any(),
        Gate::Open => view! { <Open /> }.into_any(),
    }
}

/// The frame with its pages: one line a page.
#[component]
fn Open() -> impl IntoView {
    view! {
        <SkipLink words=texts().t(shell::SKIP) target="main" />
        <div class=page::desk_class>
            <nav::Side />
            <Routes fallback=NotFound>
                <Route path=path!("") view=HomePage />
                <Route path=path!("sign-in") view=SignInAgainPage />
                <Route path=path!("households") view=HouseholdsPage />
                <Route path=path!("v/:village/h/:id") view=HouseholdPage />
                <Route path=path!("v/:village/h/:id/edit") view=EditCardPage />
                <Route path=path!("v/:village/h/:id/member/:member") view=MemberPage />
                <Route path=path!("v/:village/h/:id/print") view=PrintCardPage />
                <Route path=path!("v/:village/h/:id/visit") view=RecordVisitPage />
                <Route path=path!("visits") view=VisitsPage />
                <Route path=path!("tasks") view=TasksPage />
                <Route path=path!("sync") view=SyncPage />
                <Route path=path!("v/:village/matters") view=MattersPage />
                <Route path=path!("v/:village/matters/new") view=OpenMatterPage />
                <Route path=path!("v/:village/matters/:id") view=MatterPage />
                <Route path=path!("v/:village/notices") view=NoticesPage />
                <Route path=path!("v/:village/notices/new") view=PostNoticePage />
                <Route path=path!("v/:village/notices/:id") view=NoticeDeskPage />
                <Route path=path!("v/:village/ideas") view=IdeasPage />
                <Route path=path!("more") view=MorePage />
                <Route path=path!("more/password") view=ChangePasswordPage />
                <Route path=path!("more/pin") view=ChangePinPage />
            </Routes>
            <nav::Foot />
        </div>
        <page::Toasts />
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Page title=texts().t(shell::NOT_FOUND)>
            <Empty icon=icon::QUESTION title=texts().t(shell::NOT_FOUND) line=texts().t(shell::NOT_FOUND_WORDS)>
                <a class="button" href="/desk">{texts().t(shell::DESK)}</a>
            </Empty>
        </Page>
    }
}
