//! The board and its notices on the kiosk: one part at a time, turned leaf by leaf.

use super::board::{answers, notices};
use super::notice::{NoticeSheet, NoticeSheetPage};
use crate::deliberation::{leaf_words, matter_card, meeting_line};
use crate::local::Local;
use crate::shell::kiosk::frame::{KioskPage, print_page};
use crate::shell::kiosk::here::Village;
use crate::shell::texts;
use crate::ui::{Button, ButtonKind, Empty, Leaves, LinkButton, NavItem, Section, Tabs, icon};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::disclosure::{Board, MatterCard, notice_page};
use shared::kernel::Code;
use shared::text::{Key, deliberation, disclosure, shell, sync, ui};

/// A part of the board (公開欄的一部分).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    /// 正在議 / 正在议, with the next meeting.
    #[default]
    UnderWay,
    /// 已決定 / 已决定
    Decided,
    /// 公示
    Notices,
    /// 答覆 / 答复
    Answers,
}

impl Part {
    const ALL: [Self; 4] = [Self::UnderWay, Self::Decided, Self::Notices, Self::Answers];

    fn path(self) -> &'static str {
        match self {
            Self::UnderWay => "under-way",
            Self::Decided => "decided",
            Self::Notices => "notices",
            Self::Answers => "answers",
        }
    }

    fn word(self) -> Key {
        match self {
            Self::UnderWay => deliberation::UNDER_WAY,
            Self::Decided => deliberation::DECIDED,
            Self::Notices => disclosure::ON_NOTICE,
            Self::Answers => disclosure::ANSWERS,
        }
    }

    fn count(self, board: &Board) -> usize {
        match self {
            Self::UnderWay => board.deliberating.len(),
            Self::Decided => board.decided.len(),
            Self::Notices => board.notices.len(),
            Self::Answers => board.answers.len(),
        }
    }
}

/// The board's page.
#[component]
pub fn BoardLeaf() -> impl IntoView {
    let village = Village::here();
    let local = Local::get();
    let board = village.board();
    let params = use_params_map();
    let part = Memo::new(move |_| {
        let named = params.with(|params| params.get("part"));
        Part::ALL.into_iter().find(|part| Some(part.path()) == named.as_deref()).unwrap_or_default()
    });
    let held = Memo::new(move |_| local.holds(&village.public()));
    move || {
        let now = part.get();
        let tabs = board.with(|board| {
            let tab = |one: Part| {
                NavItem::new(format!("/kiosk/board/{}", one.path()), texts().t(one.word()), Signal::derive(move || one == now))
                    .with_count(one.count(board).to_string())
            };
            Part::ALL.map(tab).to_vec()
        });
        let tabs = view! { <Tabs label=texts().t(disclosure::BOARD) items=tabs /> };
        let shown = move || {
            if held.get() {
                board.with(|board| contents(now, board, &village.code()))
            } else {
                view! { <Empty icon=icon::SYNC title=texts().t(ui::LOADING) line=texts().t(sync::FIRST_SYNC_WORDS) /> }.into_any()
            }
        };
        view! {
            <KioskPage title=texts().t(now.word()) back="/kiosk/start" actions=tabs.into_any()>
                <Leaves previous=texts().t(ui::PAGE_PREVIOUS) next=texts().t(ui::PAGE_NEXT) words=leaf_words>
                    <div class="stack-l">{shown}</div>
                </Leaves>
            </KioskPage>
        }
    }
}

fn contents(part: Part, board: &Board, code: &Code) -> AnyView {
    match part {
        Part::UnderWay => {
            let matters = matters(code, &board.deliberating, deliberation::EMPTY, deliberation::EMPTY_WORDS);
            view! {
                {next_meeting(board)}
                <Section title=texts().t(deliberation::UNDER_WAY)>{matters}</Section>
            }
            .into_any()
        }
        Part::Decided => {
            let matters = matters(code, &board.decided, deliberation::EMPTY_DECIDED, disclosure::BOARD_WORDS);
            // The page's title says it to the eye; the cards' headings need one above them.
            view! { <h2 class="visually-hidden">{texts().t(deliberation::DECIDED)}</h2>{matters} }.into_any()
        }
        Part::Notices => view! { {notices(code, &board.notices)}<p class="quiet">{texts().t(disclosure::MASKED)}</p> }.into_any(),
        Part::Answers if board.answers.is_empty() => {
            view! { <Empty icon=icon::VOICE title=texts().t(disclosure::EMPTY_ANSWERS) line=texts().t(deliberation::EMPTY_WORDS) /> }
                .into_any()
        }
        Part::Answers => answers(&board.answers),
    }
}

/// When and where the next meeting is, under its heading.
pub fn next_meeting(board: &Board) -> AnyView {
    let line = board.next_meeting.as_ref().map_or_else(|| texts().t(deliberation::NEXT_MEETING_NONE).to_owned(), meeting_line);
    let agenda = board.next_meeting.as_ref().map(|meeting| meeting.agenda.clone());
    view! {
        <Section title=texts().t(deliberation::NEXT_MEETING)>
            <p class="next-meeting">{line}</p>
            {agenda.map(|agenda| view! { <p class="quiet">{agenda}</p> })}
        </Section>
    }
    .into_any()
}

fn matters(code: &Code, cards: &[MatterCard], empty: Key, empty_words: Key) -> AnyView {
    if cards.is_empty() {
        return view! { <Empty icon=icon::MEETING title=texts().t(empty) line=texts().t(empty_words) /> }.into_any();
    }
    cards.iter().map(|card| matter_card(code, card)).collect::<Vec<_>>().into_any()
}

/// The page of one notice.
#[component]
pub fn NoticeLeaf() -> impl IntoView {
    let local = Local::get();
    let village = Village::here();
    let params = use_params_map();
    let page = Memo::new(move |_| {
        let id = params.with(|params| params.get("id"))?.parse().ok()?;
        let notice = local.read(&village.public(), |state| notice_page(state, id, village.today.get()))?;
        Some(NoticeSheetPage { place: village.place(), notice })
    });
    move || match page.get() {
        None => view! {
            <KioskPage title=texts().t(shell::NOT_FOUND) back="/kiosk/board/notices">
                <Empty icon=icon::DOCUMENT title=texts().t(shell::NOT_FOUND) line=texts().t(shell::NOT_FOUND_WORDS) />
            </KioskPage>
        }
        .into_any(),
        Some(page) => {
            let object = page.notice.takes_objections.then(|| {
                let href = format!("/kiosk/notices/{}/object", page.notice.card.id);
                view! { <LinkButton label=texts().t(deliberation::OBJECT) href=href icon=icon::BALLOT kind=ButtonKind::Primary /> }
                    .into_any()
            });
            let actions = view! {
                {object}
                <Button label=texts().t(ui::PRINT) icon=icon::PRINT on_press=print_page />
            };
            view! {
                <KioskPage back="/kiosk/board/notices" actions=actions.into_any()>
                    <Leaves previous=texts().t(ui::PAGE_PREVIOUS) next=texts().t(ui::PAGE_NEXT) words=leaf_words>
                        <NoticeSheet page />
                    </Leaves>
                </KioskPage>
            }
            .into_any()
        }
    }
}
