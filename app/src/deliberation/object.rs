//! Objecting at the kiosk 提異議 / 提异议, without signing in, also without a network: first to which matter, then in what words.

use super::card::now_words;
use crate::idea::{ReceiptSheet, Voice, VoiceWords, receipt_actions};
use crate::local::{Local, ids};
use crate::shell::kiosk::frame::{Kept, KioskPage};
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::ui::{Empty, Leaves, LinkButton, Row, Rows, icon};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::deliberation::{FileObjection, MAX_OBJECTION, MatterState, PublicMatter, StepKind};
use shared::disclosure::all_matters;
use shared::kernel::{Day, Id};
use shared::sync::rejection::RejectionCode;
use shared::text::{deliberation, idea, kiosk, ui};

const WORDS: VoiceWords = VoiceWords {
    text: deliberation::OBJECTION_TEXT,
    hint: deliberation::OBJECTION_HINT,
    name: deliberation::OBJECTION_NAME,
    contact: deliberation::OBJECTION_CONTACT,
    private: deliberation::OBJECTION_PRIVATE,
};

/// What the form says of the matter. It stays as the visitor saw it: the last step they saw goes along with what they object.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    title: String,
    step: StepKind,
}

/// The record that the address names.
pub(crate) fn named() -> Option<Id> {
    use_params_map().with(|params| params.get("id")).and_then(|id| id.parse().ok())
}

/// Which leaf of how many.
pub(crate) fn leaf_words((n, total): (usize, usize)) -> String {
    texts().fill(ui::PAGE_OF, &[("n", &n), ("total", &total)])
}

/// The matters to which one may object today.
#[component]
pub fn ChooseObjectPage() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let open = Memo::new(move |_| {
        let cards = local.read(&village.public(), |state| all_matters(state, village.today.get()));
        cards.into_iter().filter(|card| card.state == MatterState::Open).collect::<Vec<_>>()
    });
    let rows = move || {
        let rows: Vec<AnyView> = open.with(|cards| {
            cards
                .iter()
                .map(|card| {
                    view! { <Row href=format!("/kiosk/matters/{}/object", card.id) title=card.title.clone() meta=now_words(card) /> }
                        .into_any()
                })
                .collect()
        });
        if rows.is_empty() {
            return view! { <Empty icon=icon::BALLOT title=texts().t(kiosk::FORM_NO_MATTER) line=texts().t(kiosk::FORM_NO_MATTER_WORDS) /> }.into_any();
        }
        view! { <Rows>{rows}</Rows> }.into_any()
    };
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

/// The page of an objection to one matter.
#[component]
pub fn ObjectPage() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let matter = named();
    let seen = matter.and_then(|id| local.read_once(&village.public(), |state| state.one::<PublicMatter>(id)));
    match (matter, seen) {
        (Some(id), Some(found)) => form(id, Seen { title: found.value.title, step: found.value.step }),
        _ => view! {
            <KioskPage title=texts().t(kiosk::FORM_OBJECTION) back="/kiosk/object">
                <Empty icon=icon::BALLOT title=texts().t(kiosk::FORM_NO_MATTER) line=texts().t(kiosk::FORM_NO_MATTER_WORDS)>
                    <LinkButton label=texts().t(kiosk::DOOR_BOARD) href="/kiosk/board" />
                </Empty>
            </KioskPage>
        }
        .into_any(),
    }
}

fn form(id: Id, seen: Seen) -> AnyView {
    let village = Village::here();
    let voice = Voice::new("objection", &id.to_string());
    let step = seen.step;
    let send = Callback::new(move |()| {
        let filed_on = village.today.get_untracked();
        let command = FileObjection {
            id: ids::record(),
            matter: id,
            text: voice.text.get_untracked(),
            name: voice.name.get_untracked(),
            contact: voice.contact.get_untracked(),
            filed_on,
            seen: step,
        };
        voice.send(village.scope(), command, move |state| check(state, id, filed_on));
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
                <KioskPage title back=format!("/kiosk/matters/{id}") kept=Kept::Words actions=voice.actions(send)>
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
fn check(state: &dyn shared::sync::state::State, matter: Id, filed_on: Day) -> Result<(), shared::sync::rejection::Rejection> {
    state.one::<PublicMatter>(matter).ok_or(RejectionCode::NotFound)?.value.check_objection(filed_on)
}
