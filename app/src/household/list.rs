//! Lists of households: a cadre's own, and those of a village. The longest without a visit comes first.

use super::row::row;
use super::search::fitting;
use super::way;
use crate::local::{Local, clock};
use crate::place::name_of;
use crate::shell::desk::PanesPage;
use crate::shell::rights::may;
use crate::shell::texts;
use crate::ui::icon;
use crate::ui::{Button, Choice, Empty, Figure, Figures, LinkButton, Pager, RadioChips, Rows, SearchBox, Select, Tone};
use crate::visit::read::{Line, Whose, lines, sort};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::access::Act;
use shared::household::AddHousehold;
use shared::kernel::{Code, Id, Role, ScopeId};
use shared::sync::command::Command as _;
use shared::text::{household, place, sync, ui, visit};
use std::sync::Arc;

/// Rows that are drawn at once; a press shows as many more. A phone shows eight, a wide screen twelve.
const PAGE: usize = 40;
/// More villages than this are chosen from a list instead of chips.
const MAX_CHIPS: usize = 4;

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The households linked to whoever is here.
    Mine,
    /// All of the villages that whoever is here answers for, or of one.
    All(Option<Code>),
}

impl Asked {
    /// What whoever is here looks at first.
    pub fn first() -> Self {
        if Local::get().scopes(&[Role::LinkedCadre]).is_empty() { Self::All(None) } else { Self::Mine }
    }
}

/// The villages in which whoever is here has one of these roles.
pub fn villages(roles: &[Role]) -> Vec<Code> {
    let scopes = Local::get().scopes(roles).into_iter();
    scopes.filter_map(|scope| if let ScopeId::Village(code) = scope { Some(code) } else { None }).collect()
}

/// The villages that a list reads, and whose households.
pub fn read_what(asked: &Asked) -> Vec<(Code, Whose)> {
    let local = Local::get();
    match (asked, local.here.with(|here| here.account.as_ref().map(|me| me.id))) {
        (Asked::Mine, Some(me)) => villages(&[Role::LinkedCadre]).into_iter().map(|village| (village, Whose::Of(me))).collect(),
        (Asked::Mine, None) => Vec::new(),
        (Asked::All(Some(village)), _) => vec![(village.clone(), Whose::All)],
        (Asked::All(None), _) => villages(Act::ReadOrdinary.by()).into_iter().map(|village| (village, Whose::All)).collect(),
    }
}

/// The lines of a list, over all its villages.
pub fn read(asked: Signal<Asked>) -> Memo<Arc<Vec<Line>>> {
    let local = Local::get();
    Memo::new(move |_| {
        let today = clock::today();
        let of =
            |(village, whose): (Code, Whose)| local.read(&ScopeId::Village(village.clone()), |state| lines(state, &village, whose, today));
        let mut lines: Vec<Line> = read_what(&asked.get()).into_iter().flat_map(of).collect();
        sort(&mut lines);
        Arc::new(lines)
    })
}

/// My households (我的戶 / 我的户): a cadre's first page.
#[component]
pub fn MyHouseholds() -> impl IntoView {
    // When everything was last sent stands in the sync mark.
    let list = view! { <HouseholdList asked=Asked::Mine /> }.into_any();
    view! {
        <PanesPage title=texts().t(visit::MY_HOUSEHOLDS) has_sheet=false list>
            {choose_one()}
        </PanesPage>
    }
    .into_any()
}

/// All households of a village, or of those that whoever is here answers for; `?v=` names one.
#[component]
pub fn HouseholdsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Signal::derive(move || match query.with(|query| query.get("v")).and_then(|code| code.parse().ok()) {
        Some(village) => Asked::All(Some(village)),
        None => Asked::first(),
    });
    let line = Signal::derive(move || match asked.get() {
        Asked::All(Some(village)) => Some(name_of(&village)),
        _ => None,
    });
    let list = view! { <HouseholdList asked /> }.into_any();
    view! { <PanesPage title=texts().t(household::TITLE) line has_sheet=false list>{choose_one()}</PanesPage> }.into_any()
}

/// What stands beside a list while no household is open.
fn choose_one() -> AnyView {
    view! { <Empty icon=icon::HOUSEHOLD title=texts().t(household::CHOOSE_ONE) line=texts().t(household::CHOOSE_ONE_WORDS) /> }.into_any()
}

/// A list of households with its figures, its search and its villages.
#[component]
pub fn HouseholdList(
    /// What it shows.
    #[prop(into)]
    asked: Signal<Asked>,
    /// The one that is open beside it.
    #[prop(optional, into)]
    current: Signal<Option<Id>>,
) -> impl IntoView {
    let all = read(asked);
    let (typed, village, limit) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(PAGE));
    let fitting = fitting(all, typed);
    let found: Memo<Arc<Vec<Line>>> = Memo::new(move |_| {
        let village = village.get();
        let there = |line: &&Line| line.village.as_str() == village;
        fitting.with(|found| if village.is_empty() { Arc::clone(found) } else { Arc::new(found.iter().filter(there).cloned().collect()) })
    });
    Effect::new(move |_| {
        typed.track();
        village.track();
        limit.set(PAGE);
    });
    let none = Memo::new(move |_| all.with(|all| all.is_empty()));
    let several = Memo::new(move |_| all.with(|all| all.iter().any(|line| all.first().is_some_and(|first| first.village != line.village))));
    view! {
        {figures(all, asked)}
        {move || register_ways(&asked.get())}
        <Show when=move || !none.get() fallback=move || nothing(&asked.get())>
            <div class="stack-s">
                <SearchBox id="find-household" label=texts().t(household::SEARCH_HINT) value=typed />
                {village_filter(all, village)}
            </div>
            {rows(found, several, limit, current)}
        </Show>
    }
    .into_any()
}

/// The figures of a list, each with the way to what it counts.
fn figures(all: Memo<Arc<Vec<Line>>>, asked: Signal<Asked>) -> AnyView {
    let texts = texts();
    let mine = asked.with_untracked(|asked| *asked == Asked::Mine);
    let tasks = asked.with_untracked(|asked| match asked {
        Asked::All(Some(village)) => format!("/desk/tasks?v={village}"),
        Asked::Mine | Asked::All(None) => "/desk/tasks".to_owned(),
    });
    let due = if tasks.contains('?') { format!("{tasks}&due=1") } else { format!("{tasks}?due=1") };
    let households = if mine { visit::FIGURE_HOUSEHOLDS } else { visit::FIGURE_ALL_HOUSEHOLDS };
    let count = move |what: fn(&Line) -> usize| Signal::derive(move || all.with(|all| all.iter().map(what).sum::<usize>()).to_string());
    view! {
        <Figures>
            <Figure term=texts.t(households) number=count(|_| 1) unit=texts.t(visit::UNIT_HOUSEHOLDS) href="#households" />
            <Figure term=texts.t(visit::FIGURE_PROMISES) number=count(|line| line.due) unit=texts.t(visit::UNIT_ITEMS)
                href=due tone=Tone::Due />
            <Figure term=texts.t(visit::FIGURE_ISSUES) number=count(|line| line.issues) unit=texts.t(visit::UNIT_ITEMS) href=format!("{tasks}#issues") />
        </Figures>
    }
    .into_any()
}

/// The villages of a list in which whoever is here registers households.
fn registers_in(asked: &Asked) -> Vec<Code> {
    let villages = match asked {
        Asked::Mine => return Vec::new(),
        Asked::All(Some(village)) => vec![village.clone()],
        Asked::All(None) => villages(AddHousehold::BY),
    };
    villages.into_iter().filter(|village| may(&ScopeId::Village(village.clone()), AddHousehold::BY)).collect()
}

/// The way to register a household, one for each village.
fn register_ways(asked: &Asked) -> Option<AnyView> {
    let (texts, villages) = (texts(), registers_in(asked));
    let several = villages.len() > 1;
    let way = |village: &Code| {
        let label = if several {
            format!("{} · {}", texts.t(household::REGISTER), name_of(village))
        } else {
            texts.t(household::REGISTER).to_owned()
        };
        view! { <LinkButton icon=icon::PLUS label href=way::register(village) /> }.into_any()
    };
    let ways: Vec<AnyView> = villages.iter().map(way).collect();
    (!ways.is_empty()).then(|| view! { <div class="cluster no-print">{ways}</div> }.into_any())
}

/// An empty list: nothing was assigned yet, or it has not arrived yet; and what whoever is here can do about it.
fn nothing(asked: &Asked) -> AnyView {
    let (local, texts) = (Local::get(), texts());
    let (title, line) = match asked {
        Asked::Mine => (visit::EMPTY_HOUSEHOLDS, visit::EMPTY_HOUSEHOLDS_WORDS),
        Asked::All(_) if !registers_in(asked).is_empty() => (household::EMPTY, household::EMPTY_REGISTER),
        Asked::All(_) => (household::EMPTY, household::EMPTY_WORDS),
    };
    let sync = (*asked == Asked::Mine).then(|| {
        view! { <Button label=texts.t(sync::SEND_NOW) icon=icon::SYNC on_press=move || local.sync_now() /> }
    });
    view! { <Empty icon=icon::HOUSEHOLD title=texts.t(title) line=texts.t(line)>{sync}</Empty> }.into_any()
}

/// Chips for a few villages, a list for many; nothing for one.
fn village_filter(all: Memo<Arc<Vec<Line>>>, village: RwSignal<String>) -> AnyView {
    let villages = Memo::new(move |_| {
        let mut villages: Vec<Code> = all.with(|all| all.iter().map(|line| line.village.clone()).collect());
        villages.sort();
        villages.dedup();
        villages
    });
    let filter = move || {
        let villages = villages.get();
        if villages.len() < 2 {
            return ().into_any();
        }
        let few = villages.len() <= MAX_CHIPS;
        let every = Choice::new("", texts().t(ui::FILTER_ALL));
        let choices = std::iter::once(every).chain(villages.iter().map(|code| Choice::new(code.as_str(), name_of(code)))).collect();
        let label = texts().t(place::VILLAGES);
        if few {
            view! { <RadioChips id="village" label value=village choices /> }.into_any()
        } else {
            view! { <Select id="village" label value=village choices /> }.into_any()
        }
    };
    view! { {filter} }.into_any()
}

fn rows(found: Memo<Arc<Vec<Line>>>, several: Memo<bool>, limit: RwSignal<usize>, current: Signal<Option<Id>>) -> AnyView {
    let (texts, today) = (texts(), clock::today());
    let shown = move || found.with(|found| found.iter().take(limit.get()).cloned().collect::<Vec<Line>>());
    // A row is drawn anew when what it says has changed.
    let key = |line: &Line| {
        let (days, counts) = ((line.last_on, line.ahead_on, line.next_on), (line.due, line.overdue, line.issues));
        (line.id, days, counts, (line.waits, line.conflict, line.wrong_code), line.name.clone())
    };
    let total = Memo::new(move |_| found.with(|found| found.len()));
    let words = Signal::derive(move || {
        let total = total.get();
        texts.fill(ui::SHOWN_OF, &[("total", &total), ("n", &total.min(limit.get()))])
    });
    let has_more = Signal::derive(move || total.get() > limit.get());
    view! {
        <div class="stack" id="households" tabindex="-1">
            <Show when=move || { total.get() > 0 }
                fallback=move || view! { <Empty icon=icon::SEARCH title=texts.t(ui::RESULTS_NONE) line=texts.t(ui::RESULTS_NONE_WORDS) /> }>
                <Rows>
                    <For each=shown key=key let:line>{row(texts, line, today, several.get_untracked(), current)}</For>
                </Rows>
                <Pager words more=texts.t(ui::SHOW_MORE) has_more on_more=move || limit.update(|limit| *limit += PAGE) />
            </Show>
        </div>
    }
    .into_any()
}
