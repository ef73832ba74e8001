//! The record of a matter on the kiosk: the public record, turned leaf by leaf, with what a visitor can do about it.

use super::object::{leaf_words, named};
use super::record::{Record, RecordPage};
use crate::local::Local;
use crate::shell::kiosk::frame::{KioskPage, print_page};
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Empty, Leaves, LinkButton, icon};
use leptos::prelude::*;
use shared::deliberation::MatterState;
use shared::disclosure::matter_page;
use shared::text::{deliberation, shell, ui};

/// The page of one matter.
#[component]
pub fn RecordLeaf() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let page = Memo::new(move |_| {
        let matter = local.read(&village.public(), |state| matter_page(state, named()?, village.today.get()))?;
        Some(RecordPage { place: village.place(), matter })
    });
    move || match page.get() {
        None => view! {
            <KioskPage title=texts().t(shell::NOT_FOUND) back="/kiosk/board">
                <Empty icon=icon::DOCUMENT title=texts().t(shell::NOT_FOUND) line=texts().t(shell::NOT_FOUND_WORDS) />
            </KioskPage>
        }
        .into_any(),
        Some(page) => {
            let card = &page.matter.card;
            let object = (card.state == MatterState::Open).then(|| {
                let href = format!("/kiosk/matters/{}/object", card.id);
                view! { <LinkButton label=texts().t(deliberation::OBJECT) href=href icon=icon::BALLOT kind=ButtonKind::Primary /> }
                    .into_any()
            });
            let actions = view! {
                {object}
                <Button label=texts().t(ui::PRINT) icon=icon::PRINT on_press=print_page />
            };
            // Back to the list in which it stands.
            let back = if card.is_deliberated() { "/kiosk/board" } else { "/kiosk/board/decided" };
            view! {
                <KioskPage back actions=actions.into_any()>
                    <Leaves previous=texts().t(ui::PAGE_PREVIOUS) next=texts().t(ui::PAGE_NEXT) words=leaf_words>
                        <Record page />
                    </Leaves>
                </KioskPage>
            }
            .into_any()
        }
    }
}
