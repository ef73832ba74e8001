//! The desk's parts: what comes after the first page, by what is done together.

#![expect(clippy::unnecessary_wraps, reason = "a part that does not arrive is an error, whose type the cut asks of its function")]

use crate::account::{ChangePasswordPage, ChangePinPage, MorePage, OwnPasswordPage, SetPasswordPage, SetUpPage};
use crate::deliberation::{MatterPage, MattersPage, OpenMatterPage};
use crate::disclosure::{NoticeDeskPage, NoticesPage, PostNoticePage};
use crate::home::OtherHome;
use crate::household::{CodePage, EditCardPage, HouseholdPage, MemberPage, PrintCardPage, RegisterPage};
use crate::idea::IdeasPage;
use crate::link::UnitsPage;
use crate::shell::part::{MakePage, Part};
use crate::sync::SyncPage;
use crate::visit::{MendClosingPage, RecordVisitPage, TasksPage, VisitsPage};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// A household's card and what is done with it.
#[derive(Debug)]
pub(super) struct FieldPages {
    pub register: MakePage,
    pub card: MakePage,
    pub code: MakePage,
    pub edit: MakePage,
    pub member: MakePage,
    pub print: MakePage,
    pub visit: MakePage,
    pub mend_closing: MakePage,
    pub visits: MakePage,
    pub tasks: MakePage,
}

/// What a village decides, posts and is told.
#[derive(Debug)]
pub(super) struct VillagePages {
    pub matters: MakePage,
    pub open_matter: MakePage,
    pub matter: MakePage,
    pub notices: MakePage,
    pub post_notice: MakePage,
    pub notice: MakePage,
    pub ideas: MakePage,
}

/// What is needed now and then: one's account, the state of the sync, the first page of those who visit nobody.
#[derive(Debug)]
pub(super) struct OfficePages {
    pub home: MakePage,
    pub units: MakePage,
    pub sync: MakePage,
    pub more: MakePage,
    pub change_password: MakePage,
    pub change_pin: MakePage,
    pub own_password: MakePage,
    pub set_password: MakePage,
    pub set_up: MakePage,
}

pub(super) static FIELD: Part<&'static FieldPages> = Part::new(|| Box::pin(field()));
pub(super) static VILLAGE: Part<&'static VillagePages> = Part::new(|| Box::pin(village()));
pub(super) static OFFICE: Part<&'static OfficePages> = Part::new(|| Box::pin(office()));

/// Fetches all parts, one after the other, so that the page that is open keeps most of the network.
pub(super) async fn fetch_all() {
    FIELD.arrive().await;
    VILLAGE.arrive().await;
    OFFICE.arrive().await;
    crate::household::SEARCH.arrive().await;
}

#[wasm_split(field, wasm_split_path = leptos::wasm_split, fallible)]
fn field() -> Result<&'static FieldPages, SplitLoaderError> {
    static PAGES: FieldPages = FieldPages {
        register: || view! { <RegisterPage /> }.into_any(),
        card: || view! { <HouseholdPage /> }.into_any(),
        code: || view! { <CodePage /> }.into_any(),
        edit: || view! { <EditCardPage /> }.into_any(),
        member: || view! { <MemberPage /> }.into_any(),
        print: || view! { <PrintCardPage /> }.into_any(),
        visit: || view! { <RecordVisitPage /> }.into_any(),
        mend_closing: || view! { <MendClosingPage /> }.into_any(),
        visits: || view! { <VisitsPage /> }.into_any(),
        tasks: || view! { <TasksPage /> }.into_any(),
    };
    Ok(&PAGES)
}

#[wasm_split(village, wasm_split_path = leptos::wasm_split, fallible)]
fn village() -> Result<&'static VillagePages, SplitLoaderError> {
    static PAGES: VillagePages = VillagePages {
        matters: || view! { <MattersPage /> }.into_any(),
        open_matter: || view! { <OpenMatterPage /> }.into_any(),
        matter: || view! { <MatterPage /> }.into_any(),
        notices: || view! { <NoticesPage /> }.into_any(),
        post_notice: || view! { <PostNoticePage /> }.into_any(),
        notice: || view! { <NoticeDeskPage /> }.into_any(),
        ideas: || view! { <IdeasPage /> }.into_any(),
    };
    Ok(&PAGES)
}

#[wasm_split(office, wasm_split_path = leptos::wasm_split, fallible)]
fn office() -> Result<&'static OfficePages, SplitLoaderError> {
    static PAGES: OfficePages = OfficePages {
        home: || view! { <OtherHome /> }.into_any(),
        units: || view! { <UnitsPage /> }.into_any(),
        sync: || view! { <SyncPage /> }.into_any(),
        more: || view! { <MorePage /> }.into_any(),
        change_password: || view! { <ChangePasswordPage /> }.into_any(),
        change_pin: || view! { <ChangePinPage /> }.into_any(),
        own_password: || view! { <OwnPasswordPage /> }.into_any(),
        set_password: || view! { <SetPasswordPage /> }.into_any(),
        set_up: || view! { <SetUpPage /> }.into_any(),
    };
    Ok(&PAGES)
}
