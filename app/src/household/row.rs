//! A household in a list: how long nobody was there, when somebody should be, what is due.

use super::way;
use crate::place::name_of;
use crate::ui::{FigureWords, MarkKind, Row, Tone};
use crate::visit::read::Line;
use leptos::prelude::*;
use shared::kernel::{Day, Id};
use shared::text::{Texts, format, sync, visit};

/// A row; among several villages it says which.
pub(super) fn row(texts: Texts, line: Line, today: Day, several: bool, current: Signal<Option<Id>>) -> AnyView {
    let id = line.id;
    let (figure, meta) = since(texts, &line, today);
    let marks = marks(texts, &line, today);
    let village = if several { name_of(&line.village) } else { String::new() };
    let small = [village, line.group, line.number].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let (href, title) = (way::household(&line.village, id), line.name);
    let current = Signal::derive(move || current.get() == Some(id));
    match figure {
        Some(figure) => view! { <Row href title small meta figure marks current /> }.into_any(),
        None => view! { <Row href title small meta marks current /> }.into_any(),
    }
}

fn marks(texts: Texts, line: &Line, today: Day) -> Vec<(MarkKind, String)> {
    let mut marks = Vec::new();
    if line.conflict {
        marks.push((MarkKind::Overdue, texts.t(sync::STATE_CONFLICT).to_owned()));
    }
    if line.overdue > 0 {
        marks.push((MarkKind::Overdue, texts.t(visit::ROW_PROMISE_DUE).to_owned()));
    } else if line.due > 0 {
        marks.push((MarkKind::Waiting, texts.t(visit::ROW_PROMISE_DUE).to_owned()));
    }
    if line.next_on.is_some_and(|next| next < today) {
        marks.push((MarkKind::Waiting, texts.t(visit::NEXT_OVERDUE).to_owned()));
    }
    if line.wrong_code {
        marks.push((MarkKind::Waiting, texts.t(visit::CHOICE_VERDICT_WRONG).to_owned()));
    }
    if line.issues > 0 {
        marks.push((MarkKind::Plain, texts.fill(visit::ROW_ISSUES, &[("n", &line.issues)])));
    }
    if line.waits {
        marks.push((MarkKind::Waiting, texts.t(visit::ROW_UNSENT).to_owned()));
    }
    marks
}

/// How long nobody was there: as a figure, or as a word where there is no figure; when the next visit is meant to be; and that a visit
/// is written down for a day that has not come.
fn since(texts: Texts, line: &Line, today: Day) -> (Option<FigureWords>, String) {
    let day = |day: Day| format::day_near(texts.lang, day, today);
    let next = line.next_on.map(|next| texts.fill(visit::NEXT_PLANNED, &[("day", &day(next))]));
    let ahead = line.ahead_on.map(|ahead| texts.fill(visit::DAY_AHEAD, &[("day", &day(ahead))]));
    let word = match line.days(today) {
        None => Some(texts.t(visit::NEVER_VISITED).to_owned()),
        Some(0) => Some(texts.t(visit::SEEN_TODAY).to_owned()),
        Some(_) => None,
    };
    let figure = line.days(today).filter(|days| *days > 0).map(|days| {
        // The unit is what the sentence says beside the number: `41 天`, `41 days`.
        let unit = texts.fill(visit::DAYS_SINCE, &[("n", &days)]).replacen(&days.to_string(), "", 1);
        FigureWords { number: days.to_string(), unit: unit.trim().to_owned(), tone: Tone::Plain }
    });
    let words: Vec<String> = word.into_iter().chain(next).chain(ahead).collect();
    (figure, words.join(" · "))
}
