//! The board 陽光公開欄 / 阳光公开栏.

use super::notice::{notice_mark, objections_mark};
use crate::deliberation::{matter_card, meeting_line};
use crate::place::{Links, PlaceLine};
use crate::shell::texts;
use crate::ui::{Empty, Row, Rows, Section, icon};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::disclosure::{AnswerCard, AnswerTo, Board, NoticeCard};
use shared::kernel::Code;
use shared::text::{self, deliberation, disclosure, format};

/// What the board's page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardPage {
    /// Where.
    pub place: PlaceLine,
    /// The board.
    pub board: Board,
}

/// The board's sections.
#[component]
pub fn BoardView(
    /// What it shows.
    page: BoardPage,
) -> impl IntoView {
    let BoardPage { place, board } = page;
    let code = place.code;
    let under_way: Vec<AnyView> = board.deliberating.iter().map(|card| matter_card(&code, card)).collect();
    let decided: Vec<AnyView> = board.decided.iter().map(|card| matter_card(&code, card)).collect();
    let next = board.next_meeting.as_ref().map_or_else(|| texts().t(deliberation::NEXT_MEETING_NONE).to_owned(), meeting_line);
    let agenda = board.next_meeting.as_ref().map(|meeting| meeting.agenda.clone());
    view! {
        <Section title=texts().t(deliberation::NEXT_MEETING)>
            <p class="next-meeting">{next}</p>
            {agenda.map(|agenda| view! { <p class="quiet">{agenda}</p> })}
        </Section>
        <Section title=texts().t(deliberation::UNDER_WAY)>
            {if under_way.is_empty() {
                view! { <Empty icon=icon::MEETING title=texts().t(deliberation::EMPTY) line=texts().t(deliberation::EMPTY_WORDS) /> }.into_any()
            } else {
                under_way.into_any()
            }}
        </Section>
        <Section title=texts().t(deliberation::DECIDED)>
            {if decided.is_empty() {
                view! { <p class="quiet">{texts().t(deliberation::EMPTY_DECIDED)}</p> }.into_any()
            } else {
                decided.into_any()
            }}
        </Section>
        <div class="columns">
            <Section title=texts().t(disclosure::ON_NOTICE)>{notices(&code, &board.notices)}</Section>
            <Section title=texts().t(deliberation::ANSWER)>{answers(&board.answers)}</Section>
        </div>
        <p class="quiet">{texts().t(disclosure::MASKED)}</p>
    }
    .into_any()
}

pub(super) fn notices(code: &Code, notices: &[NoticeCard]) -> AnyView {
    if notices.is_empty() {
        return view! { <Empty icon=icon::BOARD title=texts().t(disclosure::EMPTY_NOTICES) line=texts().t(disclosure::EMPTY_NOTICES_WORDS) /> }.into_any();
    }
    let (lang, links) = (texts().lang, Links::here());
    let rows: Vec<AnyView> = notices
        .iter()
        .map(|card| {
            let kind = text::choice_key("disclosure", "notice_kind", card.kind.name()).map_or("", |key| texts().t(key));
            let meta = format!("{kind} · {}", format::day(lang, card.posted_on));
            let marks = notice_mark(card).into_iter().chain(objections_mark(card)).collect();
            view! { <Row href=links.notice(code, card.id) title=card.title.clone() meta marks /> }.into_any()
        })
        .collect();
    view! { <Rows plain=true>{rows}</Rows> }.into_any()
}

pub(super) fn answers(answers: &[AnswerCard]) -> AnyView {
    if answers.is_empty() {
        return view! { <Empty icon=icon::VOICE title=texts().t(disclosure::EMPTY_ANSWERS) line=texts().t(deliberation::EMPTY_WORDS) /> }
            .into_any();
    }
    let lang = texts().lang;
    let items: Vec<AnyView> = answers
        .iter()
        .map(|card| {
            let to = match &card.to {
                AnswerTo::Objection { title, .. } => texts().fill(deliberation::OBJECT_TO, &[("title", title)]),
                AnswerTo::Idea { topic, words, .. } => {
                    let topic = text::choice_key("idea", "topic", topic.name()).map_or("", |key| texts().t(key));
                    words.clone().unwrap_or_else(|| topic.to_owned())
                }
            };
            view! {
                <li class="answer">
                    <p><strong>{to}</strong></p>
                    <p>{card.text.clone()}</p>
                    <p class="quiet">{format::day(lang, card.on)}" · "<code class="receipt">{card.receipt.clone()}</code></p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="answers">{items}</ul> }.into_any()
}
