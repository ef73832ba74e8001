//! The front door: all villages of the deployment under their townships, with a search that works without JavaScript.

use crate::shell::texts;
use crate::ui::{Empty, Section, icon};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::kernel::Code;
use shared::place::Names;
use shared::text::{format, place, shell};

/// What the front door shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontPage {
    /// What was searched for; empty where nothing was.
    pub query: String,
    /// The counties whose villages are here.
    pub counties: Vec<Names>,
    /// The townships with the villages found.
    pub townships: Vec<Township>,
}

/// A township and its villages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Township {
    /// Its name.
    pub name: Names,
    /// Its villages by code and name.
    pub villages: Vec<(Code, Names)>,
}

/// The front door.
#[component]
pub fn Front(
    /// What it shows.
    page: FrontPage,
) -> impl IntoView {
    let lang = texts().lang;
    let found = !page.townships.is_empty();
    let counties: Vec<&str> = page.counties.iter().map(|county| county.in_lang(lang)).collect();
    let where_it_is = (!counties.is_empty()).then(|| {
        let villages: usize = page.townships.iter().map(|township| township.villages.len()).sum();
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("county", &format::list(lang, &counties)), ("towns", &page.townships.len()), ("villages", &villages)];
        view! { <p class="kicker">{texts().fill(place::COVERS, &values)}</p> }
    });
    let sections: Vec<AnyView> = page
        .townships
        .into_iter()
        .map(|township| {
            let villages: Vec<AnyView> = township
                .villages
                .into_iter()
                .map(|(code, names)| view! { <li><a href=format!("/v/{code}")>{names.in_lang(lang).to_owned()}</a></li> }.into_any())
                .collect();
            let title = township.name.in_lang(lang).to_owned();
            view! { <Section title><ul class="village-list">{villages}</ul></Section> }.into_any()
        })
        .collect();
    view! {
        {where_it_is}
        <p class="front-words">{texts().t(shell::WELCOME)}</p>
        <form class="search front-search" role="search" action="/" method="get">
            <label for="find">{texts().t(place::FIND)}</label>
            <div class="cluster">
                <input id="find" class="input" type="search" name="q" value=page.query placeholder=texts().t(place::FIND_HINT) autocomplete="off" />
                <button class="button button-primary" type="submit">{texts().t(place::FIND)}</button>
            </div>
        </form>
        <div class="townships">{sections}</div>
        {(!found).then(|| view! { <Empty icon=icon::SEARCH title=texts().t(place::FIND_NONE) line=texts().t(place::FIND_NONE_WORDS) /> })}
    }
    .into_any()
}
