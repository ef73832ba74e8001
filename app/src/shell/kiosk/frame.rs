//! What every page of the kiosk stands in: the place and the title above, the page, what can be done with it, and the tools at the foot.

use super::here::Village;
use super::leave::Leaving;
use crate::local::{Local, Reach, clock};
use crate::shell::speech::ReadAloud;
use crate::shell::{public, texts};
use crate::ui::{Button, ButtonKind, Dialog, LinkButton, Mark, MarkKind, icon};
use leptos::html;
use leptos::prelude::*;
use shared::text::{disclosure, format, kiosk, shell, ui};

/// Whether a page keeps what somebody is writing: choosing another language loads the page anew, so it is not offered there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kept {
    /// A page to read.
    #[default]
    Nothing,
    /// A page with a form or a session.
    Words,
}

/// A page of the kiosk.
#[component]
pub fn KioskPage(
    /// Its title; none where the page bears its own.
    #[prop(optional, into)]
    title: Option<String>,
    /// The page before, below `/kiosk`.
    #[prop(optional, into)]
    back: Option<String>,
    /// Whether something written stands on it.
    #[prop(optional)]
    kept: Kept,
    /// What can be done with the page, within reach of a hand.
    #[prop(optional, into)]
    actions: Option<AnyView>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let village = Village::here();
    let heading = NodeRef::<html::H1>::new();
    // Whoever hears the page hears its title first.
    Effect::new(move |_| heading.get().map(|heading| _ = heading.focus()));
    let title = title.map(|title| view! { <h1 tabindex="-1" node_ref=heading>{title}</h1> });
    view! {
        <div class="kiosk kiosk-leaf">
            <header class="kiosk-head">
                <div>
                    <p class="kiosk-place">{move || village.name()}" · "{texts().t(disclosure::BOARD)}</p>
                    {title}
                </div>
                <OfflineLine />
            </header>
            <main id="main" class="kiosk-main kiosk-page" tabindex="-1">{children()}</main>
            {actions.map(|actions| view! { <div class="kiosk-actions" role="region" aria-label=texts().t(kiosk::DOORS)>{actions}</div> })}
            <Foot back kept />
        </div>
    }
    .into_any()
}

/// That there is no network, and how old what is shown is. It says nothing while all is well.
#[component]
fn OfflineLine() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let words = Memo::new(move |_| {
        let (away, last_good) =
            local.status.with(|status| (matches!(status.reach, Reach::Offline | Reach::Away | Reach::SignedOut), status.last_good));
        if !away {
            return None;
        }
        // The minute in which the day is looked at is fine enough for an age.
        village.today.track();
        let age = last_good.filter(|_| local.holds(&village.public())).map(|at| clock::now().millis_since(at));
        Some(match age {
            Some(age) => texts().fill(kiosk::OFFLINE, &[("ago", &format::ago(texts().lang, age))]),
            None => texts().t(kiosk::OFFLINE_EMPTY).to_owned(),
        })
    });
    move || words.get().map(|word| view! { <p role="status"><Mark kind=MarkKind::Waiting word /></p> })
}

/// The way back and home, the tools, whom to ask, and the committee's door.
#[component]
fn Foot(back: Option<String>, kept: Kept) -> impl IntoView {
    let local = Local::get();
    let leaving = Leaving::here();
    let asked = RwSignal::new(false);
    let signed_in = Memo::new(move |_| local.here.with(|here| here.account.is_some()));
    let go = move || if signed_in.get_untracked() { leaving.finish() } else { leaving.home() };
    // What somebody has typed is not thrown away by one press.
    let home = move || if kept == Kept::Words && has_words() { asked.set(true) } else { go() };
    let answers = view! {
        <Button label=texts().t(kiosk::LEAVE_STAY) kind=ButtonKind::Primary on_press=move || asked.set(false) />
        <Button label=texts().t(kiosk::HOME) on_press=go />
    };
    // Whoever is signed in leaves by the same button, which ends what they can see.
    let way_home = move || {
        let (label, icon) = if signed_in.get() { (kiosk::STAFF_DONE, icon::LEAVE) } else { (kiosk::HOME, icon::HOME) };
        view! { <Button label=texts().t(label) icon=icon on_press=home /> }
    };
    let back = back.map(|href| view! { <LinkButton label=texts().t(ui::BACK) href=href icon=icon::BACK /> });
    view! {
        <footer class="kiosk-foot">
            <div class="kiosk-ways">
                {way_home}
                {back}
                <ReadAloud />
            </div>
            <nav class="kiosk-tools" aria-label=texts().t(shell::TOOLS)>
                {(kept == Kept::Nothing).then(|| view! { <public::Languages /> })}
                <public::SizeTool />
                <public::ContrastTool />
            </nav>
            <p class="kiosk-help">
                {texts().t(kiosk::HELP)}" "<a class="kiosk-staff" href="/kiosk/staff">{texts().t(kiosk::STAFF_DOOR)}</a>
            </p>
        </footer>
        {(kept == Kept::Words).then(|| view! {
            <Dialog id="leave" open=asked title=texts().t(kiosk::LEAVE_TITLE) actions=answers.into_any()>
                <p>{texts().t(kiosk::LEAVE_WORDS)}</p>
            </Dialog>
        })}
    }
    .into_any()
}

/// Has somebody typed something on the page?
fn has_words() -> bool {
    let Ok(fields) = document().query_selector_all("#main textarea, #main input:not([type='radio'], [type='checkbox'])") else {
        return false;
    };
    (0..fields.length()).filter_map(|index| fields.get(index)).any(|field| {
        let value = js_sys::Reflect::get(&field, &"value".into()).ok().and_then(|value| value.as_string());
        value.is_some_and(|value| !value.trim().is_empty())
    })
}

/// Prints the page; the browser is still while it does.
pub fn print_page() {
    if let Err(error) = window().print() {
        leptos::logging::warn!("not printed: {error:?}");
    }
}
