//! The doors: what a visitor can do here, and nothing that does not work.

use super::frame::KioskPage;
use super::here::Village;
use crate::disclosure::next_meeting;
use crate::shell::texts;
use crate::ui::{Door, Doors, icon};
use leptos::prelude::*;
use shared::text::{disclosure, kiosk};

/// The first page behind the cover.
#[component]
pub(super) fn DoorsPage() -> impl IntoView {
    let board = Village::here().board();
    let on_notice = move || board.with(|board| board.notices.len());
    view! {
        <KioskPage title=texts().t(kiosk::DOORS)>
            <div class="kiosk-front">
            <div>{move || board.with(next_meeting)}</div>
            <Doors label=texts().t(kiosk::DOORS)>
                <Door first=true href="/kiosk/board" icon=icon::BOARD title=texts().t(kiosk::DOOR_BOARD) line=texts().t(kiosk::DOOR_BOARD_WORDS) />
                {move || view! {
                    <Door
                        href="/kiosk/board/notices"
                        icon=icon::DOCUMENT
                        title=texts().t(disclosure::NOTICES)
                        line=texts().fill(kiosk::ATTRACT_ON_NOTICE, &[("n", &on_notice())])
                    />
                }}
                <Door href="/kiosk/idea" icon=icon::VOICE title=texts().t(kiosk::DOOR_IDEA) line=texts().t(kiosk::DOOR_IDEA_WORDS) />
                <Door href="/kiosk/object" icon=icon::BALLOT title=texts().t(kiosk::DOOR_OBJECT) line=texts().t(kiosk::DOOR_OBJECT_WORDS) />
                <Door href="/kiosk/receipt" icon=icon::SEARCH title=texts().t(kiosk::DOOR_RECEIPT) line=texts().t(kiosk::DOOR_RECEIPT_WORDS) />
            </Doors>
</div>
        </KioskPage>
    }
    .into_any()
}
