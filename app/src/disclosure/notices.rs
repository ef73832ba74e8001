//! The village's notices on the desk: what hangs, what is still to come, what has ended or was taken down.

use super::notice::notice_mark;
use crate::deliberation::desk::of_village;
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::{Page, go};
use crate::shell::form::{amended, amended_id, with_amend};
use crate::shell::rights::{may, who_does};
use crate::shell::texts;
use crate::ui::{ButtonKind, Empty, LinkButton, MarkKind, Row, Rows, Section, icon};
use leptos::prelude::*;
use shared::disclosure::{Notice, NoticeCard, NoticeStanding, PostNotice, WithdrawNotice, all_notices};
use shared::kernel::{Code, Id, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{self, Key, disclosure, format, sync};

/// The desk's page of a village's notices.
pub fn notices_href(code: &Code) -> String {
    format!("/desk/v/{code}/notices")
}

/// The desk's page of one notice.
pub fn notice_href(code: &Code, id: Id) -> String {
    format!("/desk/v/{code}/notices/{id}")
}

/// The page of a village's notices.
#[component]
pub fn NoticesPage() -> impl IntoView {
    of_village(|code| match amended_elsewhere(&code) {
        Some(href) => {
            go()(&href);
            ().into_any()
        }
        None => notices(code),
    })
}

/// Where a refused command of this room is mended.
fn amended_elsewhere(code: &Code) -> Option<String> {
    let id = amended_id()?;
    if amended::<PostNotice>().is_some() {
        return Some(with_amend(&format!("{}/new", notices_href(code)), id));
    }
    amended::<WithdrawNotice>().map(|(_, command)| with_amend(&notice_href(code, command.notice), id))
}

fn notices(code: Code) -> AnyView {
    let scope = ScopeId::Village(code.clone());
    let may_post = may(&scope, PostNotice::BY);
    let new = format!("{}/new", notices_href(&code));
    view! {
        <Page title=texts().t(disclosure::NOTICES) line=Some(name_of(&code))>
            {may_post.then(|| {
                view! {
                    <div class="cluster no-print">
                        <LinkButton label=texts().t(disclosure::POST) href=new kind=ButtonKind::Primary icon=icon::PLUS />
                    </div>
                }
            })}
            {(!may_post).then(|| who_does(texts().t(disclosure::POST), PostNotice::BY))}
            {move || sections(&code)}
        </Page>
    }
    .into_any()
}

fn sections(code: &Code) -> AnyView {
    let (scope, today) = (ScopeId::Village(code.clone()), clock::today());
    let cards = Local::get().read(&scope, |state| all_notices(state, today));
    let (standing, ended): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.standing == NoticeStanding::Current);
    let (hanging, to_come): (Vec<_>, Vec<_>) = standing.into_iter().partition(|card| card.posted_on <= today);
    let rows = |cards: &[NoticeCard]| -> Vec<AnyView> { cards.iter().map(|card| row(code, &scope, card)).collect() };
    let hangs = if hanging.is_empty() {
        view! { <Empty icon=icon::BOARD title=texts().t(disclosure::EMPTY_NOTICES) line=texts().t(disclosure::EMPTY_NOTICES_WORDS) /> }
            .into_any()
    } else {
        let rows = rows(&hanging);
        view! { <Rows>{rows}</Rows> }.into_any()
    };
    let section = |title: Key, cards: &[NoticeCard]| {
        let rows = rows(cards);
        (!rows.is_empty()).then(|| view! { <Section title=texts().t(title)><Rows>{rows}</Rows></Section> }.into_any())
    };
    let (to_come, ended) = (section(disclosure::NOTICES_TO_COME, &to_come), section(disclosure::NOTICES_PAST, &ended));
    view! {
        <Section title=texts().t(disclosure::ON_NOTICE)>{hangs}</Section>
        {to_come}
        {ended}
    }
    .into_any()
}

fn row(code: &Code, scope: &ScopeId, card: &NoticeCard) -> AnyView {
    let lang = texts().lang;
    let kind = text::choice_key("disclosure", "notice_kind", card.kind.name()).map_or("", |key| texts().t(key));
    let meta = format!("{kind} · {}", super::notice::period(lang, card));
    let mut marks: Vec<(MarkKind, String)> = notice_mark(card).into_iter().collect();
    if card.posted_on > clock::today() {
        let day = format::day_of_year(lang, card.posted_on);
        marks = vec![(MarkKind::Waiting, texts().fill(disclosure::STARTS, &[("day", &day)]))];
    }
    marks.extend(super::notice::objections_mark(card));
    if Local::get().waits_on::<Notice>(scope, card.id) {
        marks.push((MarkKind::Waiting, texts().t(sync::STATE_SAVED_HERE).to_owned()));
    }
    view! { <Row href=notice_href(code, card.id) title=card.title.clone() meta marks /> }.into_any()
}
