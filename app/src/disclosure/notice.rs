//! One notice, as a sheet.

use crate::deliberation::objections_part;
use crate::place::{Links, PlaceLine};
use crate::shell::texts;
use crate::ui::{MarkKind, Notice, NoticeKind, Sheet};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::disclosure::{NoticeCard, NoticePage, NoticeStanding};
use shared::kernel::{Day, Id};
use shared::text::{self, Key, Lang, disclosure, format};

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
            days => {
                // With the day itself: on paper the days left are those of the day it was printed.
                let until = card.until.map(|until| format::day_of_year(lang, until)).unwrap_or_default();
                Some((MarkKind::Waiting, texts().fill(disclosure::DAYS_LEFT, &[("day", &until), ("n", &days)])))
            }
        },
    }
}

/// That objections wait for their answer, where some do.
pub(super) fn objections_mark(card: &NoticeCard) -> Option<(MarkKind, String)> {
    let waits = card.open_objections;
    (waits > 0).then(|| (MarkKind::Waiting, texts().fill(disclosure::OBJECTIONS_OPEN, &[("n", &waits)])))
}

/// From when to when a notice hangs, in words.
pub(super) fn period(lang: Lang, card: &NoticeCard) -> String {
    period_words(lang, card.posted_on, card.until)
}

/// The same of its days.
pub(super) fn period_words(lang: Lang, from: Day, until: Option<Day>) -> String {
    match until {
        Some(until) => text::fill(lang, disclosure::PERIOD, &[("from", &format::day(lang, from)), ("to", &format::day(lang, until))]),
        None => text::fill(lang, disclosure::POSTED_ON, &[("day", &format::day(lang, from))]),
    }
}

/// A notice.
#[component]
pub fn NoticeSheet(
    /// What it shows.
    page: NoticeSheetPage,
) -> impl IntoView {
    let (links, code) = (Links::here(), page.place.code);
    notice_sheet(|id| links.notice(&code, id), page.notice)
}

/// A notice as a sheet: the same for the public, the desk and the kiosk. `at` is where another notice lies in this face.
pub fn notice_sheet(at: impl Fn(Id) -> String, page: NoticePage) -> AnyView {
    let lang = texts().lang;
    let NoticePage { card, paragraphs, corrects, objections, takes_objections, names_persons: _ } = page;
    let kicker = text::choice_key("disclosure", "notice_kind", card.kind.name()).map_or("", |key| texts().t(key));
    let period = period(lang, &card);
    let marks = notice_mark(&card).into_iter().chain(objections_mark(&card)).collect();
    let link = |id: Id, words: Key| view! { <p><a href=at(id)>{texts().t(words)}</a></p> }.into_any();
    let corrected = card.corrected_by.map(|id| link(id, disclosure::CORRECTED_BY));
    let corrected = corrected.map(|line| view! { <Notice kind=NoticeKind::Waiting>{line}</Notice> });
    let corrects = corrects.map(|id| link(id, disclosure::CORRECTS_THAT));
    let gone = paragraphs.is_empty().then(|| view! { <p class="quiet">{texts().t(disclosure::TEXT_GONE)}</p> });
    let paragraphs: Vec<AnyView> = paragraphs.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }.into_any()).collect();
    let objected = (takes_objections || !objections.is_empty()).then(|| objections_part(&objections, takes_objections));
    view! {
        <Sheet kicker title=card.title marks>
            {corrected}
            <div class="prose">{paragraphs}</div>
            {gone}
            {corrects}
            <p class="quiet whole-days">{period}</p>
            {objected}
        </Sheet>
    }
    .into_any()
}
