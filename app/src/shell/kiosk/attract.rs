//! The screen that waits: the board's cover, with the day and what is new.

use super::here::Village;
use crate::deliberation::meeting_line;
use crate::shell::texts;
use crate::ui::Attract;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::disclosure::{Board, NoticeStanding};
use shared::text::{deliberation, disclosure, format, kiosk};

/// Titles of each kind on the cover: it is read from across the room.
const TITLES: usize = 2;

/// The first screen.
#[component]
pub(super) fn AttractPage() -> impl IntoView {
    let village = Village::here();
    let board = village.board();
    let lang = texts().lang;
    let navigate = use_navigate();
    let start = move |()| navigate("/start", NavigateOptions::default());
    let month = Signal::derive(move || format::month_of_year(lang, village.today.get()));
    let day = Signal::derive(move || village.today.get().ymd().2.to_string());
    let weekday = Signal::derive(move || format::weekday(lang, village.today.get()).to_owned());
    let news = move || board.with(news);
    move || {
        let start = start.clone();
        view! {
            <Attract place=village.name() title=texts().t(disclosure::BOARD) month day weekday start=texts().t(kiosk::TOUCH_TO_START) on_start=Callback::new(start)>
                {news}
            </Attract>
        }
    }
}

/// The next meeting, what is talked over, what is on notice; the word to touch where there is nothing.
fn news(board: &Board) -> Vec<AnyView> {
    let mut parts = Vec::new();
    if let Some(meeting) = &board.next_meeting {
        parts.push(part(texts().t(kiosk::ATTRACT_NEXT_MEETING).to_owned(), vec![meeting_line(meeting)]));
    }
    if !board.deliberating.is_empty() {
        let title = texts().fill(kiosk::ATTRACT_UNDER_WAY, &[("n", &board.deliberating.len())]);
        parts.push(part(title, board.deliberating.iter().take(TITLES).map(|card| card.title.clone()).collect()));
    }
    let current: Vec<_> = board.notices.iter().filter(|card| card.standing == NoticeStanding::Current).collect();
    if !current.is_empty() {
        let title = texts().fill(kiosk::ATTRACT_ON_NOTICE, &[("n", &current.len())]);
        parts.push(part(title, current.iter().take(TITLES).map(|card| card.title.clone()).collect()));
    }
    if parts.is_empty() {
        parts.push(part(texts().t(deliberation::TITLE).to_owned(), vec![texts().t(kiosk::ATTRACT_NOTHING).to_owned()]));
    }
    parts
}

fn part(title: String, lines: Vec<String>) -> AnyView {
    let lines: Vec<AnyView> = lines.into_iter().map(|line| view! { <p>{line}</p> }.into_any()).collect();
    view! { <section><h2>{title}</h2>{lines}</section> }.into_any()
}
