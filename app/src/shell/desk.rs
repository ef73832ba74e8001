//! 工作臺 / 工作台: the staff's pages, rendered on the device from its replica.
//!
//! A room adds a page by a `<Route>` line in [`Open`], and to one of the `parts` unless it is among the first that a cadre sees. Paths are below `/desk`; a link that leaves it is an ordinary navigation.
//! Every page stands in a [`Page`] (or [`PanesPage`], list beside sheet), which names it, takes the focus and carries the sync mark.
//! - `gate`: what stands between opening the desk and its pages: sign in, PIN, password of one's own;
//! - `duty`: what whoever is here answers for, and from that `nav`: bottom bar and rail;
//! - `mark`: the sync mark; `page`: the frame of one page, and passing words by [`toast`].

mod duty;
mod gate;
mod mark;
mod nav;
mod page;
mod parts;

pub use duty::{Duty, duties, villages, villages_word};
pub use gate::{password_later, pin_chosen, pin_later, wish_new_pin};
pub use mark::{SyncLine, last_sync, minute};
pub use nav::role_words;
pub use page::{Alone, Page, PanesPage, focus_field, go, toast, version_words};

use super::faces::fetch_rules;
use super::part::page_of;
use super::{prefs, texts};
use crate::account::{PinPage, SignInAgainPage, SignInPage, UnlockPage};
use crate::household::{HouseholdsPage, MyHouseholds};
use crate::local::{Face, Local};
use crate::ui::{Empty, SkipLink, icon};
use gate::Gate;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;
use parts::{FIELD, OFFICE, VILLAGE};
use shared::text::{Lang, shell};
use wasm_bindgen_futures::spawn_local;

/// All pages of the desk.
#[component]
pub fn Desk(
    /// In which language.
    lang: Lang,
) -> impl IntoView {
    super::provide(lang, prefs::mode());
    Local::start(Face::Desk, fetch_rules);
    crate::account::install::watch();
    gate::provide();
    page::provide();
    mark::provide();
    crate::sync::provide_conflicts();
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
        Gate::SetPassword => page_of(&OFFICE, |pages| pages.set_password),
        Gate::SetUp => page_of(&OFFICE, |pages| pages.set_up),
        Gate::SignIn => view! { <SignInPage /> }.into_any(),
        Gate::Unlock => view! { <UnlockPage /> }.into_any(),
        Gate::OwnPassword => page_of(&OFFICE, |pages| pages.own_password),
        Gate::ChoosePin => view! { <PinPage /> }.into_any(),
        Gate::Open => view! { <Open /> }.into_any(),
    }
}

/// The frame with its pages: one line a page.
#[component]
fn Open() -> impl IntoView {
    spawn_local(parts::fetch_all());
    view! {
        <SkipLink words=texts().t(shell::SKIP) target="main" />
        <div class=page::desk_class>
            <nav::Side />
            <FlatRoutes fallback=NotFound>
                <Route path=path!("") view=Home />
                <Route path=path!("sign-in") view=SignInAgainPage />
                <Route path=path!("households") view=HouseholdsPage />
                <Route path=path!("v/:village/households/new") view=|| page_of(&FIELD, |pages| pages.register) />
                <Route path=path!("v/:village/closing") view=|| page_of(&FIELD, |pages| pages.mend_closing) />
                <Route path=path!("v/:village/h/:id") view=|| page_of(&FIELD, |pages| pages.card) />
                <Route path=path!("v/:village/h/:id/edit") view=|| page_of(&FIELD, |pages| pages.edit) />
                <Route path=path!("v/:village/h/:id/code") view=|| page_of(&FIELD, |pages| pages.code) />
                <Route path=path!("v/:village/h/:id/member/:member") view=|| page_of(&FIELD, |pages| pages.member) />
                <Route path=path!("v/:village/h/:id/print") view=|| page_of(&FIELD, |pages| pages.print) />
                <Route path=path!("v/:village/h/:id/visit") view=|| page_of(&FIELD, |pages| pages.visit) />
                <Route path=path!("visits") view=|| page_of(&FIELD, |pages| pages.visits) />
                <Route path=path!("tasks") view=|| page_of(&FIELD, |pages| pages.tasks) />
                <Route path=path!("links") view=|| page_of(&OFFICE, |pages| pages.units) />
                <Route path=path!("sync") view=|| page_of(&OFFICE, |pages| pages.sync) />
                <Route path=path!("v/:village/matters") view=|| page_of(&VILLAGE, |pages| pages.matters) />
                <Route path=path!("v/:village/matters/new") view=|| page_of(&VILLAGE, |pages| pages.open_matter) />
                <Route path=path!("v/:village/matters/:id") view=|| page_of(&VILLAGE, |pages| pages.matter) />
                <Route path=path!("v/:village/notices") view=|| page_of(&VILLAGE, |pages| pages.notices) />
                <Route path=path!("v/:village/notices/new") view=|| page_of(&VILLAGE, |pages| pages.post_notice) />
                <Route path=path!("v/:village/notices/:id") view=|| page_of(&VILLAGE, |pages| pages.notice) />
                <Route path=path!("v/:village/ideas") view=|| page_of(&VILLAGE, |pages| pages.ideas) />
                <Route path=path!("more") view=|| page_of(&OFFICE, |pages| pages.more) />
                <Route path=path!("more/password") view=|| page_of(&OFFICE, |pages| pages.change_password) />
                <Route path=path!("more/pin") view=|| page_of(&OFFICE, |pages| pages.change_pin) />
            </FlatRoutes>
            <nav::Foot />
        </div>
        <page::Toasts />
    }
}

/// The page at `/desk`: a cadre's is the list of their households.
#[component]
fn Home() -> impl IntoView {
    let duties = duties();
    let visits = Memo::new(move |_| duties.with(|duties| duties.first() == Some(&Duty::Cadre)));
    move || if visits.get() { view! { <MyHouseholds /> }.into_any() } else { page_of(&OFFICE, |pages| pages.home) }
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
