//! What every page of the kiosk stands in: the place and the title above, the page, what can be done with it, and the tools at the foot.

use super::here::Village;
use super::leave::Leaving;
use super::speech::ReadAloud;
use crate::local::{Local, Reach, clock};
use crate::shell::mode::Contrast;
use crate::shell::{mode, prefs, public, texts};
use crate::ui::{Button, LinkButton, Mark, MarkKind, icon};
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
    let leaving = Leaving::here();
    let back = back.map(|href| view! { <LinkButton label=texts().t(ui::BACK) href=href icon=icon::BACK /> });
    view! {
        <footer class="kiosk-foot">
            <div class="kiosk-ways">
                <Button label=texts().t(kiosk::HOME) icon=icon::HOME on_press=move || leaving.home() />
                {back}
                <ReadAloud />
            </div>
            <nav class="kiosk-tools" aria-label=texts().t(shell::TOOLS)>
                {(kept == Kept::Nothing).then(|| view! { <public::Languages /> })}
                <public::SizeTool />
                <ContrastTool />
            </nav>
            <p class="kiosk-help">
                {texts().t(kiosk::HELP)}" "<a class="kiosk-staff" href="/kiosk/staff">{texts().t(kiosk::STAFF_DOOR)}</a>
            </p>
        </footer>
    }
    .into_any()
}

/// Prints the page; the browser is still while it does.
pub fn print_page() {
    if let Err(error) = window().print() {
        leptos::logging::warn!("not printed: {error:?}");
    }
}

/// High contrast, on or off.
#[component]
fn ContrastTool() -> impl IntoView {
    let mode = mode();
    let is_high = move || mode.get().contrast == Contrast::More;
    let words = move || texts().t(if is_high() { shell::CONTRAST_STANDARD } else { shell::CONTRAST_HIGH });
    let other = move || if is_high() { Contrast::Auto } else { Contrast::More };
    view! { <button type="button" class="tool" on:click=move |_| prefs::set_contrast(other())>{words}</button> }.into_any()
}
