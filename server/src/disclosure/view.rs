//! What the public pages read: the divisions' names and a village's public view.

use crate::state::AppState;
use crate::store::{Reader, Result};
use app::place::{FrontPage, PlaceLine, Township};
use shared::kernel::{Code, Level, ScopeId};
use shared::place::{Division, Names};
use shared::register::KINDS;
use shared::sync::record::Kind;
use shared::sync::state::{Query, State, Whole};

/// A village's whole public view, and where the village lies.
pub(super) struct Village {
    pub place: PlaceLine,
    pub records: Whole,
}

/// The public view of the village with this code; nothing where there is no such village.
pub(super) async fn village(state: &AppState, code: &Code) -> Result<Option<Village>> {
    let mut reader = state.store.read().await?;
    let Some(place) = place_line(&mut *reader, code).await? else { return Ok(None) };
    let scope = ScopeId::Public(code.clone());
    let mut records = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.public) {
        records.extend(reader.records(&scope, &Query::All(kind.name.to_owned())).await?);
    }
    Ok(Some(Village { place, records: Whole(records) }))
}

async fn place_line(reader: &mut dyn Reader, code: &Code) -> Result<Option<PlaceLine>> {
    if code.level() != Level::Village {
        return Ok(None);
    }
    let Some(village) = short_name(reader, code).await? else { return Ok(None) };
    let township = short_name(reader, &code.at(Level::Township)).await?.unwrap_or_default();
    let county = short_name(reader, &code.at(Level::County)).await?.unwrap_or_default();
    Ok(Some(PlaceLine { code: code.clone(), county, township, village }))
}

async fn short_name(reader: &mut dyn Reader, code: &Code) -> Result<Option<Names>> {
    let query = Query::One(Division::KIND.to_owned(), Division::id(code));
    let found = Whole(reader.records(&ScopeId::Deployment, &query).await?);
    let state: &dyn State = &found;
    Ok(state.one::<Division>(Division::id(code)).map(|division| division.value.short))
}

/// All villages under their townships, those whose name in any of the three languages, or whose code, contains the words searched for.
pub(super) async fn front(state: &AppState, query: &str) -> Result<FrontPage> {
    let mut reader = state.store.read().await?;
    let found = Whole(reader.records(&ScopeId::Deployment, &Query::All(Division::KIND.to_owned())).await?);
    let state: &dyn State = &found;
    let mut divisions: Vec<Division> = state.all::<Division>().into_iter().map(|found| found.value).collect();
    divisions.sort_by(|a, b| a.code.cmp(&b.code));
    let wanted = query.trim().to_lowercase();
    let townships = divisions.iter().filter(|division| division.level == Level::Township).filter_map(|township| {
        let whole = matches(township, &wanted);
        let villages: Vec<(Code, Names)> = divisions
            .iter()
            .filter(|village| village.level == Level::Village && township.code.covers(&village.code))
            .filter(|village| whole || matches(village, &wanted))
            .map(|village| (village.code.clone(), village.short.clone()))
            .collect();
        (!villages.is_empty()).then(|| Township { name: township.short.clone(), villages })
    });
    Ok(FrontPage { query: query.trim().to_owned(), townships: townships.collect() })
}

fn matches(division: &Division, wanted: &str) -> bool {
    let Names { hans, hant, en } = &division.full;
    wanted.is_empty()
        || hans.contains(wanted)
        || hant.contains(wanted)
        || en.to_lowercase().replace(' ', "").contains(&wanted.replace(' ', ""))
        || division.code.as_str().starts_with(wanted)
}
