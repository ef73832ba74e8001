//! Searching a list of households. The tables that make 馬 find 马 and `mjz` are a part of their own: a list is read long before somebody
//! searches in it.

#![expect(clippy::unnecessary_wraps, reason = "a part that does not arrive is an error, whose type the cut asks of its function")]

use crate::shell::part::Part;
use crate::visit::read::Line;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use shared::text::fold::{SearchKey, SearchQuery};
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// What needs the tables.
#[derive(Debug)]
pub(crate) struct Search {
    query: fn(&str) -> SearchQuery,
    key: fn(&Line) -> SearchKey,
}

pub(crate) static SEARCH: Part<&'static Search> = Part::new(|| Box::pin(search()));

#[wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
fn search() -> Result<&'static Search, SplitLoaderError> {
    static SEARCH: Search = Search { query: SearchQuery::new, key: Line::key };
    Ok(&SEARCH)
}

/// The lines that fit what is typed; all of them while nothing is typed, or while the tables are on their way.
pub(super) fn fitting(all: Memo<Arc<Vec<Line>>>, typed: RwSignal<String>) -> Memo<Arc<Vec<Line>>> {
    let asked = Memo::new(move |_| typed.with(|typed| !typed.trim().is_empty()));
    let tables = RwSignal::new(None::<&'static Search>);
    Effect::new(move |_| {
        if asked.get() && tables.get_untracked().is_none() {
            spawn_local(async move {
                if let Some(search) = SEARCH.arrive().await {
                    tables.try_set(Some(search));
                }
            });
        }
    });
    let keys: Memo<Arc<Vec<SearchKey>>> = Memo::new(move |_| match tables.get().filter(|_| asked.get()) {
        Some(search) => all.with(|all| Arc::new(all.iter().map(search.key).collect())),
        None => Arc::default(),
    });
    Memo::new(move |_| {
        let Some(search) = tables.get().filter(|_| asked.get()) else { return all.get() };
        let query = typed.with(|typed| (search.query)(typed));
        let fits = |keys: &Arc<Vec<SearchKey>>, place: usize| keys.get(place).is_some_and(|key| key.fits(&query));
        all.with(|all| {
            keys.with(|keys| {
                Arc::new(all.iter().enumerate().filter(|(place, _)| fits(keys, *place)).map(|(_, line)| line.clone()).collect())
            })
        })
    })
}
