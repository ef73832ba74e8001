//! The places of the desk: at the foot of a phone, in the rail of a wide screen, by duty and village.

use super::duty::{Duty, duties, villages};
use crate::local::Local;
use crate::place::name_of;
use crate::shell::texts;
use crate::ui::icon::{self, Icon};
use crate::ui::{BottomNav, NavItem, Rail, RailGroup};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::kernel::Code;
use shared::text::{account, format, lookup, place, shell};

/// A place: its address, its icon, its word.
fn place(href: &str, icon: Icon, word: impl Into<String>) -> NavItem {
    let location = use_location();
    let (own, own_query) = href.split_once('?').map_or((href.to_owned(), String::new()), |(own, query)| (own.to_owned(), query.to_owned()));
    let current = Signal::derive(move || {
        let query = location.search.get();
        location.pathname.with(|path| is_at(path, &query, &own, &own_query))
    });
    NavItem::new(href, word, current).with_icon(icon)
}

/// Home is itself alone; every other place also counts what lies below it. One village of a list is a place of its own.
fn is_at(path: &str, query: &str, own: &str, own_query: &str) -> bool {
    let path = path.trim_end_matches('/');
    let query = query.trim_start_matches('?');
    if path == own {
        return own_query == query || (own_query.is_empty() && !query.starts_with("v="));
    }
    own != "/desk" && own_query.is_empty() && path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'))
}

/// What the places are made of: they are drawn anew only when it changes, so that the focus stays where it is.
#[derive(Debug, Clone, PartialEq)]
struct Facts {
    person: String,
    roles: String,
    duties: Vec<Duty>,
    /// The villages that whoever is here helps to run, with their names.
    run: Vec<(Code, String)>,
    /// Those they answer for from outside.
    answer_for: Vec<(Code, String)>,
}

fn facts() -> Memo<Facts> {
    let (duties, run, answer_for, here) = (duties(), villages(Duty::Village), villages(Duty::Office), Local::get().here);
    let named = |codes: Vec<Code>| codes.into_iter().map(|code| (code.clone(), name_of(&code))).collect();
    Memo::new(move |_| Facts {
        person: here.with(|here| here.account.as_ref().map(|me| me.name.clone()).unwrap_or_default()),
        roles: duty_words(),
        duties: duties.get(),
        run: named(run.get()),
        answer_for: named(answer_for.get()),
    })
}

/// The places at the foot of a phone, those of the first duty.
#[component]
pub(super) fn Foot() -> impl IntoView {
    let (facts, texts) = (facts(), texts());
    move || {
        let Facts { duties, run, .. } = facts.get();
        let more = place("/desk/more", icon::MORE, texts.t(shell::NAV_MORE));
        let mut items = match duties.first() {
            Some(Duty::Cadre) => of_cadre("/desk", icon::HOUSEHOLD, texts.t(shell::NAV_HOUSEHOLDS)),
            Some(Duty::Village) => of_village_foot(run.first().map(|(code, _)| code)),
            Some(Duty::Office) => of_office(),
            Some(Duty::Admin) | None => vec![place("/desk", icon::HOME, texts.t(shell::DESK))],
        };
        items.push(more);
        view! { <BottomNav label=texts.t(shell::NAV_MAIN) items /> }
    }
}

fn of_cadre(home: &str, icon: Icon, word: &'static str) -> Vec<NavItem> {
    let texts = texts();
    vec![
        place(home, icon, word),
        place("/desk/visits", icon::VISIT, texts.t(shell::NAV_VISITS)),
        place("/desk/tasks", icon::TASKS, texts.t(shell::NAV_TODO)),
    ]
}

fn of_office() -> Vec<NavItem> {
    let texts = texts();
    let mut items = vec![place("/desk", icon::HOME, texts.t(shell::NAV_HOME))];
    items.extend(of_cadre("/desk/households", icon::HOUSEHOLD, texts.t(shell::NAV_HOUSEHOLDS)));
    items
}

fn of_village_foot(village: Option<&Code>) -> Vec<NavItem> {
    let mut items = vec![place("/desk", icon::HOME, texts().t(shell::NAV_HOME))];
    items.extend(village.map(of_village).unwrap_or_default());
    items
}

fn of_village(code: &Code) -> Vec<NavItem> {
    let texts = texts();
    vec![
        place(&format!("/desk/v/{code}/matters"), icon::MEETING, texts.t(shell::NAV_MATTERS)),
        place(&format!("/desk/v/{code}/notices"), icon::BOARD, texts.t(shell::NAV_NOTICES)),
        place(&format!("/desk/v/{code}/ideas"), icon::VOICE, texts.t(shell::NAV_IDEAS)),
    ]
}

/// The rail: who is here, then the places by duty and village.
#[component]
pub(super) fn Side() -> impl IntoView {
    let (facts, texts) = (facts(), texts());
    move || {
        let Facts { person, roles, duties, run, answer_for } = facts.get();
        let mut groups = vec![RailGroup { title: roles, items: home_items(&duties) }];
        groups.extend(run.into_iter().map(|(code, name)| RailGroup { title: name, items: of_village(&code) }));
        if !answer_for.is_empty() {
            let items = answer_for.into_iter().map(|(code, name)| place(&format!("/desk/households?v={code}"), icon::PLACE, name));
            groups.push(RailGroup { title: texts.t(place::VILLAGES).to_owned(), items: items.collect() });
        }
        let own =
            vec![place("/desk/sync", icon::SYNC, texts.t(shell::NAV_SYNC)), place("/desk/more", icon::PERSON, texts.t(shell::NAV_ACCOUNT))];
        groups.push(RailGroup { title: texts.t(shell::NAV_MORE).to_owned(), items: own });
        view! { <Rail label=texts.t(shell::NAV_MAIN) office=texts.t(shell::PRODUCT) person groups /> }
    }
}

fn home_items(duties: &[Duty]) -> Vec<NavItem> {
    let texts = texts();
    match duties.first() {
        Some(Duty::Cadre) => of_cadre("/desk", icon::HOUSEHOLD, texts.t(shell::NAV_HOUSEHOLDS)),
        Some(Duty::Village) => {
            let mut items = vec![place("/desk", icon::HOME, texts.t(shell::NAV_HOME))];
            items.extend(of_cadre("/desk/households", icon::HOUSEHOLD, texts.t(shell::NAV_HOUSEHOLDS)));
            items
        }
        Some(Duty::Office) => of_office(),
        Some(Duty::Admin) | None => vec![place("/desk", icon::HOME, texts.t(shell::DESK))],
    }
}

/// The roles of whoever is here, in words.
pub fn role_words() -> Vec<&'static str> {
    let texts = texts();
    Local::get().here.with(|here| {
        let of_scopes = here.scopes.iter().flat_map(|access| access.roles.iter().copied());
        let mut roles: Vec<_> = of_scopes.chain(here.holdings.iter().map(|holding| holding.role)).collect();
        roles.sort_unstable();
        roles.dedup();
        roles.into_iter().filter_map(|role| lookup("account", &format!("role_{}", role.name()))).map(|key| texts.t(key)).collect()
    })
}

fn duty_words() -> String {
    let (texts, words) = (texts(), role_words());
    if words.is_empty() { texts.t(account::GRANTS_NONE).to_owned() } else { format::list(texts.lang, &words) }
}
