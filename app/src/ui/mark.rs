//! Marks: a state in one word and one shape, so that nobody needs the colour.

use super::icon::{CLOCK, DONE, Icon, OFFLINE, REFUSED, SEAL, SYNC, UNSENT, WARNING};
use leptos::prelude::*;

/// Which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkKind {
    /// A label, no state.
    #[default]
    Plain,
    /// Done and well: a tick in a circle.
    Done,
    /// Waiting or due: a clock.
    Waiting,
    /// Overdue: a triangle.
    Overdue,
    /// Refused: a cross in an octagon.
    Refused,
    /// Sealed and final: a stamp.
    Official,
}

impl MarkKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "mark mark-plain",
            Self::Done => "mark mark-done",
            Self::Waiting => "mark mark-waiting",
            Self::Overdue => "mark mark-overdue",
            Self::Refused => "mark mark-refused",
            Self::Official => "mark mark-official",
        }
    }

    const fn icon(self) -> Option<Icon> {
        match self {
            Self::Plain => None,
            Self::Done => Some(DONE),
            Self::Waiting => Some(CLOCK),
            Self::Overdue => Some(WARNING),
            Self::Refused => Some(REFUSED),
            Self::Official => Some(SEAL),
        }
    }
}

/// A mark.
#[component]
pub fn Mark(
    /// Which state.
    #[prop(optional)]
    kind: MarkKind,
    /// Its word.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! { <span class=kind.class()>{kind.icon().map(Icon::view)}{word}</span> }.into_any()
}

/// Marks in a row; nothing where there are none.
pub(super) fn mark_row(marks: Vec<(MarkKind, String)>, class: &'static str) -> Option<AnyView> {
    (!marks.is_empty()).then(|| {
        let marks: Vec<AnyView> = marks.into_iter().map(|(kind, word)| view! { <Mark kind word /> }.into_any()).collect();
        view! { <span class=class>{marks}</span> }.into_any()
    })
}

/// How things stand between this device and the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncState {
    /// Everything is sent.
    #[default]
    Sent,
    /// Sending and fetching.
    Working,
    /// Something is not sent yet.
    Waiting,
    /// No network.
    Offline,
    /// Something was refused or is in conflict.
    Refused,
}

impl SyncState {
    const fn class(self) -> &'static str {
        match self {
            Self::Sent => "sync sync-sent",
            Self::Working | Self::Offline => "sync sync-offline",
            Self::Waiting => "sync sync-waiting",
            Self::Refused => "sync sync-refused",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Sent => DONE,
            Self::Working => SYNC,
            Self::Waiting => UNSENT,
            Self::Offline => OFFLINE,
            Self::Refused => REFUSED,
        }
    }
}

/// The sync mark: always there, says in words what it means, opens what is unsent, refused or in conflict.
#[component]
pub fn SyncMark(
    /// How things stand.
    #[prop(into)]
    state: Signal<SyncState>,
    /// The same in words.
    #[prop(into)]
    words: Signal<String>,
    /// A quiet word below it: how old the last good sync is. It changes by itself and is not announced.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
    /// What a press does, for those who only hear the page.
    #[prop(optional, into)]
    about: Option<String>,
    /// The page of what is unsent.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <a class=move || state.get().class() href=href>
            {move || state.get().icon().view()}
            <span class="sync-words">
                <span aria-live="polite">{move || words.get()}</span>
                {move || note.get().map(|note| view! { <small>{note}</small> })}
            </span>
            {about.map(|about| view! { <span class="visually-hidden">{about}</span> })}
        </a>
    }
    .into_any()
}
