//! The committee at work 村幹部 / 村干部: they sign in here for as long as they sit, move a matter on, and leave nothing behind.
//!
//! What they fetch lives in memory, what they write is sealed to the server at once; when they finish, or have been still for a while,
//! [`super::leave`] signs them out and loads the page anew.

use super::frame::{Kept, KioskPage};
use super::here::Village;
use crate::deliberation::{AdvanceForm, named, now_at, refused_here};
use crate::local::{AskError, Local, Reach};
use crate::shell::desk::Duty;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Empty, InputKind, MarkKind, Notice, NoticeKind, Row, Rows, TextField, icon};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::account::protocol::Holding;
use shared::deliberation::{Matter, MatterState};
use shared::kernel::{Code, Id};
use shared::text::{self, Texts, account, deliberation, kiosk, problem, shell, sync};
use wasm_bindgen_futures::spawn_local;

/// What the server says to whoever has nothing at all to do in this village.
const FOREIGN: &str = "foreign_scope";
/// Characters of a sign-in name or a password that a field takes.
const MAX_TYPED: usize = 200;

/// The door that the committee comes in by. It stands above all pages, for they are drawn anew whenever somebody else is here.
#[derive(Clone, Copy)]
pub(super) struct Door {
    /// Somebody is being let in, or not: until that is decided they see nothing.
    admitting: RwSignal<bool>,
    /// Why they were not let in.
    fault: RwSignal<Option<String>>,
}

impl Door {
    /// Gives it as context.
    pub(super) fn provide() {
        provide_context(Self { admitting: RwSignal::new(false), fault: RwSignal::new(None) });
    }

    fn here() -> Self {
        expect_context()
    }

    /// Has somebody been let in who has something to do in this village?
    fn is_open(self) -> Memo<bool> {
        let local = Local::get();
        Memo::new(move |_| !self.admitting.get() && local.here.with(|here| here.account.is_some()))
    }
}

/// Sign-in, then the matters.
#[component]
pub(super) fn StaffPage() -> impl IntoView {
    let is_open = Door::here().is_open();
    move || if is_open.get() { matters() } else { view! { <SignIn /> }.into_any() }
}

#[component]
fn SignIn() -> impl IntoView {
    let local = Local::get();
    let texts = texts();
    let village = Village::here().code();
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let Door { admitting: busy, fault } = Door::here();
    // What was said goes with whoever goes; not where the page is drawn anew in the midst of it.
    on_cleanup(move || {
        if busy.try_get_untracked() == Some(false) {
            fault.try_set(None);
        }
    });
    let away = move || local.status.with(|status| matches!(status.reach, Reach::Offline | Reach::Away));
    let send = move || {
        if busy.get_untracked() || login.with_untracked(String::is_empty) || password.with_untracked(String::is_empty) {
            return;
        }
        busy.set(true);
        fault.set(None);
        let village = village.clone();
        spawn_local(async move {
            let admitted = admit(local, texts, &village, login.get_untracked().trim(), &password.get_untracked()).await;
            // Where it worked, this form goes now, and with it what was typed.
            _ = password.try_set(String::new());
            fault.set(admitted.err());
            busy.set(false);
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! {
        <KioskPage title=texts.t(kiosk::STAFF_TITLE) back="/kiosk/start" kept=Kept::Words>
            <form class="form kiosk-sign-in" novalidate autocomplete="off" on:submit=submit>
                <p class="lead">{texts.t(kiosk::STAFF_WORDS)}</p>
                {move || away().then(|| view! { <Notice kind=NoticeKind::Waiting><p>{texts.t(kiosk::STAFF_NEEDS_NETWORK)}</p></Notice> })}
                <TextField id="login" label=texts.t(account::NAME) value=login kind=InputKind::Code max_length=MAX_TYPED />
                <TextField id="password" label=texts.t(account::PASSWORD) value=password kind=InputKind::Masked max_length=MAX_TYPED />
                {move || fault.get().map(|words| view! { <Notice kind=NoticeKind::Problem><p>{words}</p></Notice> })}
                <Button label=texts.t(account::SIGN_IN) kind=ButtonKind::Primary wide=true submit=true busy />
            </form>
        </KioskPage>
    }
    .into_any()
}

/// Signs somebody in who has a duty in this village; whoever has none is told so, and nothing of theirs stays.
async fn admit(local: Local, texts: Texts, village: &Code, login: &str, password: &str) -> Result<(), String> {
    local.sign_in(login, password).await.map_err(|error| words(texts, &error))?;
    let of_village = |holding: &Holding| holding.place.as_ref() == Some(village) && Duty::Village.roles().contains(&holding.role);
    if local.here.with_untracked(|here| here.holdings.iter().any(of_village)) {
        return Ok(());
    }
    // On a kiosk nothing is asked, for nothing of theirs can wait here.
    _ = local.sign_out(true).await;
    Err(texts.t(kiosk::STAFF_NO_DUTY).to_owned())
}

fn words(texts: Texts, error: &AskError) -> String {
    match error {
        AskError::NoAnswer => texts.t(kiosk::STAFF_NEEDS_NETWORK).to_owned(),
        AskError::Problem(_) if error.code() == FOREIGN => texts.t(kiosk::STAFF_NO_DUTY).to_owned(),
        AskError::Problem(told) => text::problem(texts.lang, error.code(), &told.values),
        AskError::Unreadable => texts.t(problem::FAULT).to_owned(),
    }
}

/// The matters of the village that are still on their way.
fn matters() -> AnyView {
    let local = Local::get();
    let village = Village::here();
    let open = Memo::new(move |_| {
        let all = local.read(&village.scope(), |state| state.all::<Matter>());
        let mut open: Vec<(Id, Matter)> =
            all.into_iter().filter(|found| found.value.state == MatterState::Open).map(|found| (found.id, found.value)).collect();
        open.sort_by_key(|(id, matter)| std::cmp::Reverse((matter.step_on, *id)));
        open
    });
    let held = Memo::new(move |_| local.holds(&village.scope()));
    let has_right = Memo::new(move |_| local.scopes(Duty::Village.roles()).contains(&village.scope()));
    let list = move || {
        if !held.get() {
            let (title, line) =
                if has_right.get() { (text::ui::LOADING, sync::FIRST_SYNC_WORDS) } else { (text::ui::LOADING, problem::NO_RIGHT) };
            return view! { <Empty icon=icon::SYNC title=texts().t(title) line=texts().t(line) /> }.into_any();
        }
        let rows: Vec<AnyView> = open.with(|open| open.iter().map(|(id, matter)| row(local, &village, *id, matter)).collect());
        if rows.is_empty() {
            return view! { <Empty icon=icon::MEETING title=texts().t(deliberation::EMPTY) line=texts().t(deliberation::EMPTY_WORDS) /> }
                .into_any();
        }
        view! { <Rows>{rows}</Rows> }.into_any()
    };
    view! {
        <KioskPage title=texts().t(deliberation::TITLE) kept=Kept::Words>
            <div class="stack">
                {who()}
                {refused_here(None)}
                {list}
            </div>
        </KioskPage>
    }
    .into_any()
}

fn row(local: Local, village: &Village, id: Id, matter: &Matter) -> AnyView {
    let waits = local.waits_on::<Matter>(&village.scope(), id);
    let marks = if waits { vec![(MarkKind::Waiting, texts().t(sync::STATE_SAVED_HERE).to_owned())] } else { Vec::new() };
    let meta = now_at(matter.step);
    view! { <Row href=format!("/kiosk/staff/matters/{id}") title=matter.title.clone() meta marks /> }.into_any()
}

/// Who is signed in, and that it ends by itself.
fn who() -> AnyView {
    let local = Local::get();
    let name = move || local.here.with(|here| here.account.as_ref().map(|me| me.name.clone())).unwrap_or_default();
    let line = move || texts().fill(account::SIGNED_IN_AS, &[("name", &name())]);
    view! { <p class="quiet">{line}" "{texts().t(kiosk::STAFF_WORDS)}</p> }.into_any()
}

/// One matter, for whoever moves it on.
#[component]
pub(super) fn StaffMatterPage() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let is_open = Door::here().is_open();
    let matter = Memo::new(move |_| {
        let id = named()?;
        local.read(&village.scope(), |state| state.one::<Matter>(id)).map(|found| (id, found.value.title))
    });
    move || match matter.get() {
        _ if !is_open.get() => view! { <SignIn /> }.into_any(),
        None => view! {
            <KioskPage title=texts().t(shell::NOT_FOUND) back="/kiosk/staff" kept=Kept::Words>
                <Empty icon=icon::MEETING title=texts().t(shell::NOT_FOUND) line=texts().t(problem::NOT_FOUND) />
            </KioskPage>
        }
        .into_any(),
        Some((id, title)) => matter_page(id, title),
    }
}

fn matter_page(id: Id, title: String) -> AnyView {
    let navigate = use_navigate();
    // The list says where the matter stands now, and whether that has been sent.
    let done = Callback::new(move |()| navigate("/staff", NavigateOptions::default()));
    view! {
        <KioskPage title back="/kiosk/staff" kept=Kept::Words>
            <div class="stack kiosk-form">
                {who()}
                {refused_here(Some(id))}
                <AdvanceForm scope=Village::here().scope() matter=id on_done=done />
            </div>
        </KioskPage>
    }
    .into_any()
}

/// The session is over: nothing can be read here any more, and what still waits for the network waits sealed.
#[component]
pub(super) fn StaffDonePage() -> impl IntoView {
    let local = Local::get();
    let waits = Memo::new(move |_| local.waiting().len());
    let waiting = move || {
        let count = waits.get();
        (count > 0).then(|| {
            let words = texts().fill(kiosk::STAFF_GONE_WAITING, &[("n", &count)]);
            view! { <Notice kind=NoticeKind::Waiting><p>{words}</p></Notice> }
        })
    };
    view! {
        <KioskPage title=texts().t(account::SIGN_OUT_TITLE)>
            <div class="stack">
                <Notice kind=NoticeKind::Done><p>{texts().t(kiosk::STAFF_GONE)}</p></Notice>
                {waiting}
            </div>
        </KioskPage>
    }
    .into_any()
}
