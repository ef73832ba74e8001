//! Units and villages (單位聯村 / 单位联村): who is linked with which village, making and ending that. Whoever answers for a county's
//! villages holds few of them, so the page asks the server; what is made here goes into the village's scope like all else.

use super::unit_form::{EndUnitForm, LinkUnitForm};
use crate::local::net::{self, ASK_MS, Flight};
use crate::local::{AskError, Local};
use crate::place::name_of;
use crate::shell::desk::Page;
use crate::shell::texts;
use crate::ui::{Button, Empty, Mark, MarkKind, Notice, NoticeKind, Pager, SearchBox, icon};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::kernel::{Code, Id, ScopeId};
use shared::link::protocol::{UnitLinked, UnitName, UnitsAnswer, VillageUnits};
use shared::link::{LinkUnit, UnitLink};
use shared::sync::command::Command as _;
use shared::text::fold::{SearchKey, SearchQuery};
use shared::text::{self, link, shell, ui};
use std::sync::Arc;

/// Villages that are drawn at once.
const PAGE: usize = 40;

/// What the server has said so far.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Waiting,
    Failed(AskError),
    Told(Arc<UnitsAnswer>),
}

/// Does whoever is here link units with villages anywhere?
pub fn links_units() -> bool {
    Local::get().here.with(|here| {
        let holds = here.holdings.iter().any(|holding| LinkUnit::BY.contains(&holding.role));
        holds || here.scopes.iter().any(|access| access.roles.iter().any(|role| LinkUnit::BY.contains(role)))
    })
}

/// The way to the page; with a village, to that village's line.
pub fn units_href(village: Option<&Code>) -> String {
    village.map_or_else(|| "/desk/links".to_owned(), |village| format!("/desk/links?v={village}"))
}

/// The villages and their units.
#[component]
pub fn UnitsPage() -> impl IntoView {
    let (local, texts) = (Local::get(), texts());
    let asked = RwSignal::new(Asked::Waiting);
    // Asked anew whenever everything has been sent: by then the server knows what was made here.
    let all_sent = Memo::new(move |_| local.status.with(|status| status.unsent == 0));
    Effect::new(move |_| {
        if all_sent.get() {
            spawn_local(async move { ask(asked).await });
        }
    });
    let named: Option<Code> = use_query_map().with_untracked(|query| query.get("v")).and_then(|code| code.parse().ok());
    let typed = RwSignal::new(named.map_or_else(String::new, |code| name_of(&code)));
    let again = move || spawn_local(async move { ask(asked).await });
    let body = move || match asked.get() {
        Asked::Waiting => view! { <p class="quiet" role="status">{texts.t(ui::LOADING)}</p> }.into_any(),
        Asked::Failed(error) => view! {
            <Notice kind=NoticeKind::Waiting>
                <p>{texts.t(text::problem_key(error.code()))}</p>
                <div class="button-row"><Button label=texts.t(shell::TRY_AGAIN) on_press=again /></div>
            </Notice>
        }
        .into_any(),
        Asked::Told(told) => view! { <Villages told typed /> }.into_any(),
    };
    view! {
        <Page title=texts.t(link::UNITS_TITLE) back=("/desk".to_owned(), texts.t(ui::BACK).to_owned())>
            <p class="quiet">{texts.t(link::UNITS_WORDS)}</p>
            {body}
        </Page>
    }
    .into_any()
}

async fn ask(asked: RwSignal<Asked>) {
    let answer = net::get::<UnitsAnswer>("/api/link/units", ASK_MS, Flight::default()).await;
    match answer {
        Ok(answer) => {
            let told = Asked::Told(Arc::new(answer));
            // What stands there is drawn anew only when there is news: a form may be open in it.
            if asked.try_with_untracked(|asked| *asked != told) == Some(true) {
                asked.try_set(told);
            }
        }
        // What was told before is better than nothing.
        Err(error) => {
            if asked.try_with_untracked(|asked| !matches!(asked, Asked::Told(_))) == Some(true) {
                asked.try_set(Asked::Failed(error));
            }
        }
    }
}

#[component]
fn Villages(
    /// What the server has said.
    told: Arc<UnitsAnswer>,
    /// What is searched.
    typed: RwSignal<String>,
) -> impl IntoView {
    let texts = texts();
    let limit = RwSignal::new(PAGE);
    let units = StoredValue::new(told.units.clone());
    let keys: Arc<Vec<(SearchKey, VillageUnits)>> = Arc::new(told.villages.iter().map(|village| (key(village), village.clone())).collect());
    let found = Memo::new(move |_| {
        let query = SearchQuery::new(&typed.get());
        keys.iter().filter(|(key, _)| query.is_empty() || key.fits(&query)).map(|(_, village)| village.clone()).collect::<Vec<_>>()
    });
    let total = Memo::new(move |_| found.with(Vec::len));
    let words = Signal::derive(move || texts.fill(ui::SHOWN_OF, &[("total", &total.get()), ("n", &total.get().min(limit.get()))]));
    let has_more = Signal::derive(move || total.get() > limit.get());
    let shown = move || found.with(|found| found.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let none = move || view! { <Empty icon=icon::SEARCH title=texts.t(ui::RESULTS_NONE) line=texts.t(ui::RESULTS_NONE_WORDS) /> };
    let row = move |village: VillageUnits| view! { <VillageLine village units=units.get_value() /> };
    let no_units = told.units.is_empty();
    view! {
        {no_units.then(|| view! { <Notice kind=NoticeKind::Waiting>{texts.t(link::NO_UNITS_YET)}</Notice> })}
        <SearchBox id="find-village" label=texts.t(link::FIND_VILLAGE) value=typed />
        <Show when=move || { total.get() > 0 } fallback=none>
            <ul class="open-items"><For each=shown key=|village| (village.code.clone(), village.links.len()) children=row /></ul>
            <Pager words more=texts.t(ui::SHOW_MORE) has_more on_more=move || limit.update(|limit| *limit += PAGE) />
        </Show>
    }
    .into_any()
}

fn key(village: &VillageUnits) -> SearchKey {
    let units: Vec<&str> = village.links.iter().map(|link| link.unit_name.as_str()).collect();
    let mut more = vec![village.code.as_str(), village.township.hans.as_str(), village.township.en.as_str()];
    more.extend(units);
    SearchKey::new(&[&village.name.hans, &village.name.hant, &village.name.en], &more)
}

/// A village with its units; its forms are made when it is opened.
#[component]
fn VillageLine(
    /// The village, as the server says.
    village: VillageUnits,
    /// The units there are.
    units: Vec<UnitName>,
) -> impl IntoView {
    let texts = texts();
    let scope = ScopeId::Village(village.code.clone());
    let made = RwSignal::new(Vec::<UnitLinked>::new());
    let ended = RwSignal::new(Vec::<Id>::new());
    let links = links(&scope, village.links, made, ended);
    let open = RwSignal::new(false);
    let (name, township) = (village.name.in_lang(texts.lang).to_owned(), village.township.in_lang(texts.lang).to_owned());
    let none = move || links.with(Vec::is_empty).then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(link::NO_UNIT) /> });
    let linked = move || {
        let waits: Vec<Id> = made.with(|made| made.iter().map(|link| link.id).collect());
        links.get().into_iter().map(|one| unit_line(&one, waits.contains(&one.id))).collect::<Vec<AnyView>>()
    };
    let forms = move || {
        open.get().then(|| {
            let (scope, units) = (scope.clone(), units.clone());
            let ending: Vec<AnyView> = links
                .get_untracked()
                .into_iter()
                .map(|one| view! { <EndUnitForm scope=scope.clone() id=one.id name=one.unit_name ended /> }.into_any())
                .collect();
            view! { <div class="stack"><LinkUnitForm scope units links made />{ending}</div> }
        })
    };
    view! {
        <li class="stack-s">
            <p><b>{name.clone()}</b>" "<span class="quiet">{township}</span></p>
            {none}
            <ul class="plain-list">{linked}</ul>
            <p><Button label=texts.t(link::CHANGE_UNITS) about=name pressed=open on_press=move || open.update(|open| *open = !*open) /></p>
            {forms}
        </li>
    }
    .into_any()
}

/// The links of a village: as this device holds them, else as the server says, with what was made and ended here since.
fn links(scope: &ScopeId, told: Vec<UnitLinked>, made: RwSignal<Vec<UnitLinked>>, ended: RwSignal<Vec<Id>>) -> Memo<Vec<UnitLinked>> {
    let (local, scope) = (Local::get(), scope.clone());
    Memo::new(move |_| {
        if local.holds(&scope) {
            let held = local.read(&scope, |state| state.all::<UnitLink>());
            return UnitLinked::current(held.into_iter().map(|found| (found.id, found.value)));
        }
        let mut links = told.clone();
        links.extend(made.get().into_iter().filter(|new| told.iter().all(|link| link.unit != new.unit)));
        links.retain(|link| ended.with(|ended| !ended.contains(&link.id)));
        links
    })
}

fn unit_line(one: &UnitLinked, waits: bool) -> AnyView {
    let texts = texts();
    let lead = one.lead.then(|| view! { <Mark kind=MarkKind::Done word=texts.t(link::LEAD_UNIT) /> });
    let unsent = waits.then(|| view! { <Mark kind=MarkKind::Waiting word=texts.t(text::visit::ROW_UNSENT) /> });
    let since = texts.fill(link::SINCE, &[("day", &text::format::day(texts.lang, one.from))]);
    view! { <li class="mark-row"><span>{one.unit_name.clone()}</span>{lead}{unsent}<span class="quiet">{since}</span></li> }.into_any()
}
