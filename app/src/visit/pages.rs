//! All visits, newest first, and all that is to be done, over the villages of whoever is here.

use super::close::{CloseForm, Closes};
use super::confirm;
use super::items::topic;
use super::open::{age, due_mark};
use super::read::{Task, VisitLine, What, Whose, sort_visits, tasks, visits, within};
use super::told::nothing_yet;
use crate::household::list::{Asked, read_what};
use crate::household::way;
use crate::link::may_for;
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::Page;
use crate::shell::texts;
use crate::sync::ConflictList;
use crate::ui::{Empty, Mark, MarkKind, Pager, Row, Rows, SearchBox, Section, icon};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::kernel::{Code, Day, ScopeId};
use shared::sync::command::Command as _;
use shared::text::fold::{SearchKey, SearchQuery};
use shared::text::{format, ui, visit};
use shared::visit::{ClosePromise, RecordVisit};
use std::sync::Arc;

/// Rows that are drawn at once.
const PAGE: usize = 40;

/// What the address narrows a list to: a village, and for the figure that led here, its condition.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Narrowed {
    village: Option<Code>,
    /// Visits of so many days, today the last of them.
    days: Option<i64>,
    /// Promises whose day has come.
    due: bool,
}

fn narrowed() -> Memo<Narrowed> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| Narrowed {
            village: query.get_str("v").and_then(|code| code.parse().ok()),
            days: query.get_str("days").and_then(|days| days.parse().ok()),
            due: query.get_str("due").is_some(),
        })
    })
}

impl Narrowed {
    fn asked(&self) -> Asked {
        self.village.clone().map_or_else(Asked::first, |village| Asked::All(Some(village)))
    }

    fn is_narrow(&self) -> bool {
        self.village.is_some() || self.days.is_some() || self.due
    }

    /// The line below the heading: which village, and which condition.
    fn line(&self) -> Option<String> {
        let texts = texts();
        let days = self.days.map(|days| texts.fill(visit::OF_DAYS, &[("n", &days)]));
        let due = self.due.then(|| texts.t(visit::ONLY_DUE).to_owned());
        let parts: Vec<String> = self.village.as_ref().map(name_of).into_iter().chain(days).chain(due).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}

/// The way from a narrowed list to all of it.
fn way_to_all(narrowed: Memo<Narrowed>, href: &'static str) -> AnyView {
    let way = move || narrowed.with(Narrowed::is_narrow).then(|| view! { <p><a href=href>{texts().t(visit::SHOW_ALL)}</a></p> });
    view! { {way} }.into_any()
}

/// All visits (走訪 / 走访): a cadre's own, or those of the villages; `?v=` and `?days=` narrow them.
#[component]
pub fn VisitsPage() -> impl IntoView {
    let (local, narrowed) = (Local::get(), narrowed());
    let line = Signal::derive(move || narrowed.with(Narrowed::line));
    let all: Memo<Arc<Vec<VisitLine>>> = Memo::new(move |_| {
        let of = |(village, whose): (Code, Whose)| local.read(&ScopeId::Village(village.clone()), |state| visits(state, &village, whose));
        let (asked, days, today) = (narrowed.with(Narrowed::asked), narrowed.with(|narrowed| narrowed.days), clock::today());
        let mut all: Vec<VisitLine> = read_what(&asked).into_iter().flat_map(of).collect();
        all.retain(|visit| days.is_none_or(|days| within(visit.held_on, today, days)));
        sort_visits(&mut all);
        Arc::new(all)
    });
    let (typed, limit) = (RwSignal::new(String::new()), RwSignal::new(PAGE));
    // Made once for all key presses, and only when there is one.
    let keys: Memo<Arc<Vec<SearchKey>>> = Memo::new(move |_| {
        let key = |line: &VisitLine| SearchKey::new(&[&line.name, &line.by_name], &[&line.said, &line.group]);
        all.with(|all| Arc::new(all.iter().map(key).collect()))
    });
    let found: Memo<Arc<Vec<VisitLine>>> = Memo::new(move |_| {
        let query = SearchQuery::new(&typed.get());
        if query.is_empty() {
            return all.get();
        }
        let (all, keys) = (all.get(), keys.get());
        Arc::new(all.iter().zip(keys.iter()).filter(|(_, key)| key.fits(&query)).map(|(line, _)| line.clone()).collect())
    });
    Effect::new(move |_| {
        typed.track();
        limit.set(PAGE);
    });
    let none = Memo::new(move |_| all.with(|all| all.is_empty()));
    let nothing = move || nothing_yet(!local.scopes(RecordVisit::BY).is_empty());
    view! {
        <Page title=texts().t(visit::NAV_TITLE) line>
            {way_to_all(narrowed, "/desk/visits")}
            <Show when=move || !none.get() fallback=nothing>
                <SearchBox id="find-visit" label=texts().t(visit::SEARCH_VISITS) value=typed />
                {by_day(found, limit)}
            </Show>
        </Page>
    }
    .into_any()
}

/// Visits under their days, page by page.
fn by_day(found: Memo<Arc<Vec<VisitLine>>>, limit: RwSignal<usize>) -> AnyView {
    let texts = texts();
    let days = move || {
        let mut days: Vec<(Day, Vec<VisitLine>)> = Vec::new();
        for line in found.get().iter().take(limit.get()).cloned() {
            match days.last_mut() {
                Some((day, lines)) if *day == line.held_on => lines.push(line),
                _ => days.push((line.held_on, vec![line])),
            }
        }
        days
    };
    let key = |(day, lines): &(Day, Vec<VisitLine>)| (*day, lines.iter().map(|line| (line.id, line.word, line.waits)).collect::<Vec<_>>());
    let several =
        Memo::new(move |_| found.with(|found| found.iter().any(|line| found.first().is_some_and(|first| first.village != line.village))));
    let one_day = move |(day, lines): (Day, Vec<VisitLine>)| {
        let rows: Vec<AnyView> = lines.into_iter().map(|line| visit_row(line, several.get_untracked())).collect();
        let ahead = if day > Local::get().latest_day() { format!(" · {}", texts.t(visit::NOT_YET)) } else { String::new() };
        let title = format!("{} {}{ahead}", format::day(texts.lang, day), format::weekday(texts.lang, day));
        view! { <section><h2 class="rows-head">{title}</h2><Rows>{rows}</Rows></section> }
    };
    let total = Memo::new(move |_| found.with(|found| found.len()));
    let words = Signal::derive(move || texts.fill(ui::SHOWN_OF, &[("total", &total.get()), ("n", &total.get().min(limit.get()))]));
    let has_more = Signal::derive(move || total.get() > limit.get());
    view! {
        <div class="stack">
            <For each=days key=key children=one_day />
            <Pager words more=texts.t(ui::SHOW_MORE) has_more on_more=move || limit.update(|limit| *limit += PAGE) />
        </div>
    }
    .into_any()
}

/// A visit; among several villages it says which.
fn visit_row(line: VisitLine, several: bool) -> AnyView {
    let texts = texts();
    let mut marks = vec![confirm::mark(texts, line.word)];
    if line.waits {
        marks.push((MarkKind::Waiting, texts.t(visit::ROW_UNSENT).to_owned()));
    }
    let meta = format!("{} · {}", texts.fill(visit::VISITED_BY, &[("name", &line.by_name)]), line.said);
    let href = way::household(&line.village, line.household);
    let village = if several { name_of(&line.village) } else { String::new() };
    let small = [village, line.group].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let title = line.name;
    view! { <Row href title small meta marks /> }.into_any()
}

/// All that is to be done (待辦 / 待办): promises by their day, then issues; `?v=` and `?due=` narrow them.
#[component]
pub fn TasksPage() -> impl IntoView {
    let (local, narrowed) = (Local::get(), narrowed());
    let line = Signal::derive(move || narrowed.with(Narrowed::line));
    let due_alone = Memo::new(move |_| narrowed.with(|narrowed| narrowed.due));
    let all: Memo<Vec<Task>> = Memo::new(move |_| {
        let of = |(village, whose): (Code, Whose)| local.read(&ScopeId::Village(village.clone()), |state| tasks(state, &village, whose));
        let mut all: Vec<Task> = read_what(&narrowed.with(Narrowed::asked)).into_iter().flat_map(of).collect();
        let (due, today) = (due_alone.get(), clock::today());
        all.retain(|task| !due || matches!(task.what, What::Promise(day) if day <= today));
        all.sort_by_key(|task| (task.what, task.id));
        all
    });
    let of = move |is_promise: bool| {
        Memo::new(move |_| {
            let wanted = |task: &&Task| matches!(task.what, What::Promise(_)) == is_promise;
            all.with(|all| all.iter().filter(wanted).cloned().collect::<Vec<_>>())
        })
    };
    let (promises, issues) = (of(true), of(false));
    let none = Memo::new(move |_| all.with(Vec::is_empty));
    let nothing = || view! { <Empty icon=icon::TASKS title=texts().t(visit::EMPTY_TODO) line=texts().t(visit::EMPTY_TODO_WORDS) /> };
    view! {
        <Page title=texts().t(visit::TASKS) line>
            {way_to_all(narrowed, "/desk/tasks")}
            {move || (!narrowed.with(Narrowed::is_narrow)).then(|| view! { <ConflictList /> })}
            <Show when=move || !none.get() fallback=nothing>
                <Section title=texts().t(visit::PROMISES)>{task_list(promises)}</Section>
                <Show when=move || !due_alone.get()>
                    <div id="issues"><Section title=texts().t(visit::ISSUES)>{task_list(issues)}</Section></div>
                </Show>
            </Show>
        </Page>
    }
    .into_any()
}

fn task_list(tasks: Memo<Vec<Task>>) -> AnyView {
    let texts = texts();
    let limit = RwSignal::new(PAGE);
    let shown = move || tasks.with(|tasks| tasks.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let total = Memo::new(move |_| tasks.with(Vec::len));
    let words = Signal::derive(move || texts.fill(ui::SHOWN_OF, &[("total", &total.get()), ("n", &total.get().min(limit.get()))]));
    let has_more = Signal::derive(move || total.get() > limit.get());
    view! {
        <ul class="open-items"><For each=shown key=|task| (task.id, task.waits) children=task_row /></ul>
        <Pager words more=texts.t(ui::SHOW_MORE) has_more on_more=move || limit.update(|limit| *limit += PAGE) />
    }
    .into_any()
}

fn task_row(task: Task) -> AnyView {
    let texts = texts();
    let scope = ScopeId::Village(task.village.clone());
    let (closes, (kind, word), line) = match task.what {
        What::Promise(due_on) => (Closes::Promise, due_mark(texts, due_on), format::day(texts.lang, due_on)),
        What::Issue(raised_on, name) => (Closes::Issue, (MarkKind::Plain, topic(texts, name).to_owned()), age(texts, raised_on)),
    };
    let unsent = task.waits.then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(visit::ROW_UNSENT) /> });
    let close = may_for(&scope, task.household, ClosePromise::BY).then(|| view! { <CloseForm scope=scope.clone() closes id=task.id /> });
    let place = [task.group, name_of(&task.village)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="stack-s">
            <p><a class="touch-link" href=way::household(&task.village, task.household)><b>{task.name}</b></a>" "<span class="quiet">{place}</span></p>
            <p>{task.text}</p>
            <p class="mark-row"><Mark kind word />{unsent}<span class="quiet">{line}</span></p>
            {close}
        </li>
    }
    .into_any()
}
