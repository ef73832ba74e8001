//! One notice, as a sheet.

use crate::place::{Links, PlaceLine};
use crate::shell::texts;
use crate::ui::{MarkKind, Sheet};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::disclosure::{NoticeCard, NoticePage, NoticeStanding};
use shared::text::{self, disclosure, format};

/// What a notice's page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeSheetPage {
    /// Where.
    pub place: PlaceLine,
    /// The notice.
    pub notice: NoticePage,
}

/// How a notice stands: how long it still hangs, or that it does no more.
pub fn notice_mark(card: &NoticeCard) -> Option<(MarkKind, String)> {
    let lang = texts().lang;
    match &card.standing {
        NoticeStanding::Withdrawn { reason, on } => {
            let words = text::fill(lang, disclosure::WITHDRAWN, &[("day", &format::day(lang, *on)), ("reason", reason)]);
            Some((MarkKind::Refused, words))
        }
        NoticeStanding::Ended => Some((MarkKind::Plain, texts().t(disclosure::ENDED).to_owned())),
        NoticeStanding::Current => match card.days_left? {
            0 => Some((MarkKind::Waiting, texts().t(disclosure::LAST_DAY).to_owned())),
            days => Some((MarkKind::Waiting, texts().fill(disclosure::DAYS_LEFT, &[("n", &days)]))),
        },
    }
}

/// A notice.
#[component]
pub fn NoticeSheet(
    /// What it shows.
    page: NoticeSheetPage,
) -> impl IntoView {
    let lang = texts().lang;
    let NoticePage { card, paragraphs, .. } = page.notice;
    let code = page.place.code;
    let kicker = text::choice_key("disclosure", "notice_kind", card.kind.name()).map_or("", |key| texts().t(key));
    let period = match card.until {
        Some(until) => texts().fill(disclosure::PERIOD, &[("from", &format::day(lang, card.posted_on)), ("to", &format::day(lang, until))]),
        None => texts().fill(disclosure::POSTED_ON, &[("day", &format::day(lang, card.posted_on))]),
    };
    let marks = notice_mark(&card).into_iter().collect();
    let corrected = card.corrected_by.map(|id| {
        view! { <p><a href=Links::here().notice(&code, id)>{texts().t(disclosure::CORRECTED_BY)}</a></p> }
    });
    let paragraphs: Vec<AnyView> = paragraphs.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }.into_any()).collect();
    view! {
        <Sheet kicker title=card.title marks>
            {corrected}
            <div class="prose">{paragraphs}</div>
            <p class="quiet">{period}</p>
        </Sheet>
    }
    .into_any()
}
