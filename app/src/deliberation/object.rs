//! Objecting at the kiosk 提異議 / 提异议, without signing in, also without a network: first to which matter or notice, then in what
//! words.

use super::card::now_words;
use crate::disclosure::notice_mark;
use crate::idea::{ReceiptSheet, Voice, VoiceWords, receipt_actions};
use crate::local::{Local, ids};
use crate::place::Links;
use crate::shell::kiosk::frame::{Kept, KioskPage};
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::ui::{Empty, Leaves, LinkButton, Row, Rows, Section, icon};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::deliberation::{FileObjection, MAX_OBJECTION, MatterState, ObjectTo, PublicMatter, StepKind, check_notice_objection};
use shared::disclosure::{MatterCard, NoticeCard, PublicNotice, all_matters, all_notices};
use shared::kernel::{Day, Id};
use shared::sync::rejection::{Rejection, RejectionCode};
use shared::sync::state::State;
use shared::text::{self, Key, deliberation, disclosure, idea, kiosk, ui};

const WORDS: VoiceWords = VoiceWords {
    text: deliberation::OBJECTION_TEXT,
    hint: deliberation::OBJECTION_HINT,
    name: deliberation::OBJECTION_NAME,
    contact: deliberation::OBJECTION_CONTACT,
    private: deliberation::OBJECTION_PRIVATE,
    readers: idea::READERS,
};

/// What the form says of what is objected to. It stays as the visitor saw it: the last step they saw goes along with what they object.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    to: ObjectTo,
    title: String,
    step: StepKind,
}

impl Seen {
    /// The page that it was read on.
    fn page(&self, village: &Village) -> String {
        match self.to {
            ObjectTo::Matter(id) => Links::Kiosk.matter(&village.code(), id),
            ObjectTo::Notice(id) => Links::Kiosk.notice(&village.code(), id),
        }
    }
}

/// The record that the address names.
pub(crate) fn named() -> Option<Id> {
    use_params_map().with(|params| params.get("id")).and_then(|id| id.parse().ok())
}

/// Which leaf of how many.
pub(crate) fn leaf_words((n, total): (usize, usize)) -> String {
    texts().fill(ui::PAGE_OF, &[("n", &n), ("total", &total)])
}

/// The matters and the notices to which one may object today.
#[component]
pub fn ChooseObjectPage() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let open = Memo::new(move |_| {
        let today = village.today.get();
        local.read(&village.public(), |state| {
            let mut matters = all_matters(state, today);
            matters.retain(|card| card.state == MatterState::Open);
            let mut notices = all_notices(state, today);
            notices.retain(|card| card.is_open_to_objections(today));
            (matters, notices)
        })
    });
    let rows = move || open.with(|(matters, notices)| choices(matters, notices));
    view! {
        <KioskPage title=texts().t(kiosk::FORM_OBJECTION) back="/kiosk/start">
            <Leaves previous=texts().t(ui::PAGE_PREVIOUS) next=texts().t(ui::PAGE_NEXT) words=leaf_words>
                <p class="lead">{texts().t(kiosk::FORM_CHOOSE_MATTER)}</p>
                {rows}
            </Leaves>
        </KioskPage>
    }
    .into_any()
}

fn choices(matters: &[MatterCard], notices: &[NoticeCard]) -> AnyView {
    if matters.is_empty() && notices.is_empty() {
        return view! { <Empty icon=icon::BALLOT title=texts().t(kiosk::FORM_NO_MATTER) line=texts().t(kiosk::FORM_NO_MATTER_WORDS) /> }
            .into_any();
    }
    let matter = |card: &MatterCard| {
        view! { <Row href=format!("/kiosk/matters/{}/object", card.id) title=card.title.clone() meta=now_words(card) /> }.into_any()
    };
    let notice = |card: &NoticeCard| {
        let kind = text::choice_key("disclosure", "notice_kind", card.kind.name()).map_or("", |key| texts().t(key));
        let marks = notice_mark(card).into_iter().collect();
        view! { <Row href=format!("/kiosk/notices/{}/object", card.id) title=card.title.clone() meta=kind.to_owned() marks /> }.into_any()
    };
    let part = |title: Key, rows: Vec<AnyView>| {
        (!rows.is_empty()).then(|| view! { <Section title=texts().t(title)><Rows>{rows}</Rows></Section> }.into_any())
    };
    let matters = part(deliberation::TITLE, matters.iter().map(matter).collect());
    let notices = part(disclosure::NOTICES, notices.iter().map(notice).collect());
    view! { <div class="stack-l">{matters}{notices}</div> }.into_any()
}

/// The page of an objection to one matter.
#[component]
pub fn ObjectPage() -> impl IntoView {
    let seen = named().and_then(|id| {
        let found = Local::get().read_once(&Village::here().public(), |state| state.one::<PublicMatter>(id))?.value;
        Some(Seen { to: ObjectTo::Matter(id), title: found.title, step: found.step })
    });
    object_page(seen)
}

/// The page of an objection to one notice.
#[component]
pub fn ObjectNoticePage() -> impl IntoView {
    let seen = named().and_then(|id| {
        let found = Local::get().read_once(&Village::here().public(), |state| state.one::<PublicNotice>(id))?.value;
        Some(Seen { to: ObjectTo::Notice(id), title: found.title, step: StepKind::default() })
    });
    object_page(seen)
}

fn object_page(seen: Option<Seen>) -> AnyView {
    match seen {
        Some(seen) => form(seen),
        None => view! {
            <KioskPage title=texts().t(kiosk::FORM_OBJECTION) back="/kiosk/object">
                <Empty icon=icon::BALLOT title=texts().t(kiosk::FORM_NO_MATTER) line=texts().t(kiosk::FORM_NO_MATTER_WORDS)>
                    <LinkButton label=texts().t(kiosk::DOOR_BOARD) href="/kiosk/board" />
                </Empty>
            </KioskPage>
        }
        .into_any(),
    }
}

fn form(seen: Seen) -> AnyView {
    let village = Village::here();
    let voice = Voice::new("objection", &seen.to.id().to_string());
    let (to, step, back) = (seen.to, seen.step, seen.page(&village));
    let send = Callback::new(move |()| {
        let filed_on = village.today.get_untracked();
        let command = FileObjection {
            id: ids::record(),
            to,
            text: voice.text.get_untracked(),
            name: voice.name.get_untracked(),
            contact: voice.contact.get_untracked(),
            filed_on,
            seen: step,
        };
        voice.send(village.scope(), command, move |state| check(state, to, filed_on));
    });
    let title = texts().fill(deliberation::OBJECT_TO, &[("title", &seen.title)]);
    let shown = move || {
        let title = title.clone();
        match voice.receipt.get() {
            Some(receipt) => view! {
                <KioskPage kept=Kept::Words actions=receipt_actions()>
                    <ReceiptSheet receipt about=title />
                </KioskPage>
            }
            .into_any(),
            None => view! {
                <KioskPage title back=back.clone() kept=Kept::Words actions=voice.actions(send)>
                    <div class="form">
                        {voice.view(WORDS, MAX_OBJECTION)}
                        <p class="quiet">{texts().t(idea::SEALED_WORDS)}</p>
                    </div>
                </KioskPage>
            }
            .into_any(),
        }
    };
    shown.into_any()
}

/// The kiosk asks of what is public what the server will ask of the village's own.
fn check(state: &dyn State, to: ObjectTo, filed_on: Day) -> Result<(), Rejection> {
    match to {
        ObjectTo::Matter(id) => state.one::<PublicMatter>(id).ok_or(RejectionCode::NotFound)?.value.check_objection(filed_on),
        ObjectTo::Notice(id) => check_notice_objection(&state.one::<PublicNotice>(id).ok_or(RejectionCode::NotFound)?.value, filed_on),
    }
}
