//! Messages: one that stays, one that says what to do on an empty page, one that passes by. All are heard as well as seen.

use super::button::{Button, ButtonKind};
use super::icon::{CLOCK, CLOSE, DONE, INFO, Icon, WARNING};
use leptos::prelude::*;

/// What kind of message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// Waits for somebody.
    Waiting,
    /// Something is wrong; the words say what happened, that nothing was lost, and what to do.
    Problem,
    /// Done.
    Done,
}

impl NoticeKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice notice-info",
            Self::Waiting => "notice notice-waiting",
            Self::Problem => "notice notice-problem",
            Self::Done => "notice notice-done",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Info => INFO,
            Self::Waiting => CLOCK,
            Self::Problem => WARNING,
            Self::Done => DONE,
        }
    }
}

/// A message that stays. A problem interrupts those who hear the page, the rest waits its turn.
#[component]
pub fn Notice(
    /// What kind.
    #[prop(optional)]
    kind: NoticeKind,
    /// The message in a few words.
    #[prop(optional, into)]
    title: Option<String>,
    /// The rest: sentences, buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=kind.class() role=if kind == NoticeKind::Problem { "alert" } else { "status" }>
            {kind.icon().view()}
            <div>
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
    .into_any()
}

/// Nothing here yet, and what to do next.
#[component]
pub fn Empty(
    /// What would be here.
    icon: Icon,
    /// That there is none.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(into)]
    line: String,
    /// The button that does it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.large()}
            <p class="empty-title">{title}</p>
            <p>{line}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// A passing word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What kind.
    pub kind: NoticeKind,
    /// What it says.
    pub words: String,
}

/// Where passing words appear, once on a page. A word goes by itself after a while, and stays as long as somebody points at it or
/// has the focus in it: nobody is hurried.
#[component]
pub fn ToastRegion(
    /// The word of the moment.
    toast: RwSignal<Option<Toast>>,
    /// How long it stays, in milliseconds.
    #[prop(into)]
    stays_ms: Signal<u32>,
    /// The word for closing it.
    #[prop(into)]
    close: String,
) -> impl IntoView {
    let held = RwSignal::new(false);
    pass_by(toast, held, stays_ms);
    let shown = move || {
        let close = close.clone();
        toast.get().map(move |Toast { kind, words }| {
            view! {
                <div class="toast">
                    {kind.icon().view()}
                    <p>{words}</p>
                    <Button label=close kind=ButtonKind::Plain icon=CLOSE on_press=move || toast.set(None) />
                </div>
            }
            .into_any()
        })
    };
    // A finger that touches it leaves no pointer behind: it would be held for good.
    let rests = move |event: leptos::ev::PointerEvent| held.set(event.pointer_type() == "mouse");
    view! {
        <div class="toasts" role="status" aria-live="polite"
            on:pointerenter=rests on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true) on:focusout=move |_| held.set(false)>{shown}</div>
    }
    .into_any()
}

/// Takes the word away when its time is over and nobody holds it.
#[cfg(feature = "browser")]
fn pass_by(toast: RwSignal<Option<Toast>>, held: RwSignal<bool>, stays_ms: Signal<u32>) {
    use gloo_timers::callback::Timeout;
    Effect::new(move |before: Option<Option<Timeout>>| {
        // A word that changes, and one that was held, begins its time anew.
        drop(before);
        let waits = toast.with(Option::is_some) && !held.get();
        waits.then(|| {
            Timeout::new(stays_ms.get(), move || {
                held.try_set(false);
                toast.try_set(None);
            })
        })
    });
}

#[cfg(not(feature = "browser"))]
fn pass_by(_: RwSignal<Option<Toast>>, _: RwSignal<bool>, _: Signal<u32>) {}
