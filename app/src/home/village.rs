//! The home of whoever helps to run a village: what waits for them there.

use super::figures::{Figures, VISITS_OF_DAYS, runs};
use crate::deliberation::step_name;
use crate::disclosure::notice_href;
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::{Duty, villages};
use crate::shell::texts;
use crate::ui::{Empty, Figure, Figures as FigureRow, MarkKind, Row, Rows, Section, Tone, excerpt, icon};
use leptos::prelude::*;
use shared::deliberation::{Matter, MatterState, ObjectTo, Objection};
use shared::disclosure::Notice;
use shared::idea::Idea;
use shared::kernel::{Code, Day, Id, ScopeId};
use shared::sync::state::{Found, State};
use shared::text::{deliberation, format, home, idea, sync, visit};

/// A notice that ends within so many days is worth a look.
const ENDS_SOON_DAYS: i64 = 7;

/// What waits in each village that whoever is here helps to run.
#[component]
pub(super) fn VillageHome() -> impl IntoView {
    let villages = villages(Duty::Village);
    move || {
        let villages = villages.get();
        let several = villages.len() > 1;
        villages.into_iter().map(|code| view! { <OneVillage code several /> }.into_any()).collect::<Vec<AnyView>>()
    }
}

/// What waits in one village.
#[derive(Debug, Clone, PartialEq)]
struct Waiting {
    matters: Vec<Line>,
    objections: Vec<Line>,
    ideas: Vec<Line>,
    notices: Vec<Line>,
}

/// One thing that waits, in words.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    href: String,
    title: String,
    meta: String,
    mark: Option<(MarkKind, String)>,
}

#[component]
fn OneVillage(
    /// The village.
    code: Code,
    /// There are others: say which one this is.
    several: bool,
) -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let scope = ScopeId::Village(code.clone());
    let read = {
        let (code, scope) = (code.clone(), scope.clone());
        Memo::new(move |_| local.holds(&scope).then(|| local.read(&scope, |state| Waiting::of(state, &code, clock::today()))))
    };
    let name = several.then(|| view! { <h2 class="village-name">{name_of(&code)}</h2> });
    let content = move || match read.get() {
        None => view! { <p class="quiet">{texts.t(sync::FIRST_SYNC_WORDS)}</p> }.into_any(),
        Some(waiting) => waiting.view(),
    };
    view! { {name}{figures(&code, &scope)}{content} }
}

/// The village's households, visits and promises, each with the way to them: on a phone it is the only one.
fn figures(code: &Code, scope: &ScopeId) -> AnyView {
    let (local, texts, scope) = (Local::get(), texts(), scope.clone());
    let counted = Memo::new(move |_| local.read(&scope, |state| Figures::of(state, clock::today())));
    let households = format!("/desk/households?v={code}");
    let visits = format!("/desk/visits?v={code}&days={VISITS_OF_DAYS}");
    let due = format!("/desk/tasks?v={code}&due=1");
    let count = move |what: fn(&Figures) -> usize| Signal::derive(move || counted.with(what).to_string());
    view! {
        <FigureRow>
            <Figure term=texts.t(visit::FIGURE_ALL_HOUSEHOLDS) number=count(|figures| figures.households) unit=texts.t(visit::UNIT_HOUSEHOLDS)
                href=households />
            <Figure term=texts.t(home::VISITS) number=count(|figures| figures.visits) unit=texts.t(home::UNIT_VISITS)
                href=visits />
            <Figure term=texts.t(visit::FIGURE_PROMISES) number=count(|figures| figures.promises_due) unit=texts.t(visit::UNIT_ITEMS)
                href=due tone=Tone::Due />
        </FigureRow>
    }
    .into_any()
}

impl Waiting {
    fn of(state: &dyn State, code: &Code, today: Day) -> Self {
        let objections = state.all::<Objection>();
        let open: Vec<&Found<Objection>> = objections.iter().filter(|found| found.value.is_open()).collect();
        let mut matters = state.all::<Matter>();
        matters.retain(|found| found.value.state == MatterState::Open);
        // What has stood longest comes first.
        matters.sort_by_key(|found| found.value.step_on);
        let mut ideas = state.all::<Idea>();
        ideas.retain(|found| found.value.answer.is_none());
        ideas.sort_by_key(|found| found.value.submitted_on);
        let mut notices = state.all::<Notice>();
        let soon = today.plus_days(ENDS_SOON_DAYS);
        notices.retain(|found| runs(&found.value, today) && found.value.until.is_some_and(|until| until <= soon));
        notices.sort_by_key(|found| found.value.until);
        Self {
            matters: matters.iter().map(|found| matter_line(found, code, &open)).collect(),
            objections: open.iter().map(|found| objection_line(found, code, state)).collect(),
            ideas: ideas.iter().map(|found| idea_line(found, code)).collect(),
            notices: notices.iter().map(|found| notice_line(found, code, today)).collect(),
        }
    }

    fn view(self) -> AnyView {
        let texts = texts();
        let parts = [
            (home::OBJECTIONS_WAITING, self.objections, None),
            (home::IDEAS_WAITING, self.ideas, None),
            (home::MATTERS_WHERE, self.matters, Some((deliberation::EMPTY, deliberation::EMPTY_WORDS))),
            (home::NOTICES_ENDING, self.notices, None),
        ];
        let parts: Vec<AnyView> = parts
            .into_iter()
            .filter_map(|(title, lines, empty)| {
                let content = match (lines.is_empty(), empty) {
                    (true, None) => return None,
                    (true, Some((title, line))) => {
                        view! { <Empty icon=icon::MEETING title=texts.t(title) line=texts.t(line) /> }.into_any()
                    }
                    (false, _) => rows(lines),
                };
                Some(view! { <Section title=texts.t(title)>{content}</Section> }.into_any())
            })
            .collect();
        parts.into_any()
    }
}

fn rows(lines: Vec<Line>) -> AnyView {
    let rows: Vec<AnyView> = lines
        .into_iter()
        .map(|Line { href, title, meta, mark }| view! { <Row href title meta marks=mark.into_iter().collect() /> }.into_any())
        .collect();
    view! { <Rows>{rows}</Rows> }.into_any()
}

fn matter_line(found: &Found<Matter>, code: &Code, open: &[&Found<Objection>]) -> Line {
    let texts = texts();
    let waits = open.iter().filter(|objection| objection.value.to == ObjectTo::Matter(found.id)).count();
    let next = found.value.step.next();
    let meta = next.map_or_else(
        || step_name(found.value.step, true).to_owned(),
        |step| {
            let since = format::day_of_year(texts.lang, found.value.step_on);
            texts.fill(
                home::MATTER_NEXT,
                &[("step", &step_name(step, true)), ("last", &step_name(found.value.step, false)), ("day", &since)],
            )
        },
    );
    Line {
        href: matter_href(code, found.id),
        title: found.value.title.clone(),
        meta,
        mark: (waits > 0).then(|| (MarkKind::Waiting, texts.fill(home::OBJECTIONS_OPEN, &[("n", &waits)]))),
    }
}

fn objection_line(found: &Found<Objection>, code: &Code, state: &dyn State) -> Line {
    let texts = texts();
    let (href, about) = match found.value.to {
        ObjectTo::Matter(id) => (matter_href(code, id), state.one::<Matter>(id).map(|matter| matter.value.title)),
        ObjectTo::Notice(id) => (notice_href(code, id), state.one::<Notice>(id).map(|notice| notice.value.title)),
    };
    let about = about.unwrap_or_default();
    Line {
        href,
        title: excerpt(&found.value.text),
        meta: format!("{about} · {}", format::day_of_year(texts.lang, found.value.filed_on)),
        mark: Some((MarkKind::Waiting, texts.t(idea::WAITING).to_owned())),
    }
}

fn idea_line(found: &Found<Idea>, code: &Code) -> Line {
    let texts = texts();
    Line {
        href: format!("/desk/v/{code}/ideas"),
        title: excerpt(&found.value.text),
        meta: texts.fill(idea::SUBMITTED_ON, &[("day", &format::day_of_year(texts.lang, found.value.submitted_on))]),
        mark: Some((MarkKind::Waiting, texts.t(idea::WAITING).to_owned())),
    }
}

fn notice_line(found: &Found<Notice>, code: &Code, today: Day) -> Line {
    let texts = texts();
    let meta = found.value.until.map(|until| format::due(texts.lang, until, today)).unwrap_or_default();
    Line { href: format!("/desk/v/{code}/notices"), title: found.value.title.clone(), meta, mark: None }
}

fn matter_href(code: &Code, matter: Id) -> String {
    format!("/desk/v/{code}/matters/{matter}")
}
