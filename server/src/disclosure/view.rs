//! What the public pages read: the divisions' names and a village's public view.

use crate::state::AppState;
use crate::store::{Reader, Result};
use app::place::{FrontPage, PlaceLine, Township};
use shared::kernel::{Code, Level, ScopeId};
use shared::place::{Division, Names};
use shared::register::KINDS;
use shared::sync::record::Kind;
use shared::sync::state::{Query, State, Whole};
use shared::text::fold::{SearchKey, SearchQuery, fold};

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

/// All villages under their townships; of those searched for the ones whose name, with township and county, has each word in any script, in
/// pinyin or by its initials, or whose code begins so.
pub(super) async fn front(state: &AppState, query: &str) -> Result<FrontPage> {
    let mut reader = state.store.read().await?;
    let found = Whole(reader.records(&ScopeId::Deployment, &Query::All(Division::KIND.to_owned())).await?);
    let state: &dyn State = &found;
    let mut divisions: Vec<Division> = state.all::<Division>().into_iter().map(|found| found.value).collect();
    divisions.sort_by(|a, b| a.code.cmp(&b.code));
    let of = |level: Level| divisions.iter().filter(move |division| division.level == level);
    let wanted = Wanted::new(query);
    let townships = of(Level::Township).filter_map(|township| {
        let above: Vec<&Division> = of(Level::County).filter(|county| county.code.covers(&township.code)).chain([township]).collect();
        let villages: Vec<(Code, Names)> = of(Level::Village)
            .filter(|village| township.code.covers(&village.code) && wanted.fits(&above, village))
            .map(|village| (village.code.clone(), village.short.clone()))
            .collect();
        (!villages.is_empty()).then(|| Township { name: township.short.clone(), villages })
    });
    let townships = townships.collect();
    let counties = of(Level::County).map(|county| county.full.clone()).collect();
    Ok(FrontPage { query: query.trim().to_owned(), counties, townships })
}

/// What a reader of the front page looks for.
struct Wanted {
    words: SearchQuery,
    /// The same as the beginning of a code.
    code: String,
}

impl Wanted {
    fn new(query: &str) -> Self {
        let query = query.trim().replace(['\'', '’'], "");
        Self { words: SearchQuery::new(&query), code: fold(&query) }
    }

    fn fits(&self, above: &[&Division], village: &Division) -> bool {
        if self.words.is_empty() || village.code.as_str().starts_with(&self.code) {
            return true;
        }
        let all = || above.iter().copied().chain([village]);
        let names: Vec<&str> = all().flat_map(|division| [division.full.hans.as_str(), division.short.hans.as_str()]).collect();
        let english = |division: &Division| [division.full.en.clone(), division.full.en.replace([' ', '\''], "")];
        let english: Vec<String> = all().flat_map(english).collect();
        let words: Vec<&str> = english.iter().map(String::as_str).collect();
        SearchKey::new(&names, &words).fits(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::place::Names;

    fn division(code: &str, hans: &str, hant: &str, en: &str) -> Division {
        let code: Code = code.parse().unwrap();
        let names = Names { hans: hans.to_owned(), hant: hant.to_owned(), en: en.to_owned() };
        Division { level: code.level(), code, above: None, full: names.clone(), short: names, valid_from: None, valid_to: None }
    }

    #[test]
    fn a_village_is_found_however_it_is_typed() {
        let county = division("623023000000", "舟曲县", "舟曲縣", "Zhouqu County");
        let town = division("623023100000", "城关镇", "城關鎮", "Chengguan Town");
        let village = division("623023100200", "锁儿头村", "鎖兒頭村", "Suo'ertou Village");
        let finds = |query: &str| Wanted::new(query).fits(&[&county, &town], &village);
        for query in [
            "",
            "锁儿头",
            "鎖兒頭村",
            "suoertou",
            "Suoertou Cun",
            "suo'ertou",
            "set",
            "623023100200",
            "６２３０２３１００２",
            "城關 鎖兒頭",
            "舟曲縣",
            "Chengguan",
        ] {
            assert!(finds(query), "{query}");
        }
        for query in ["瓜咱", "guazan", "623024"] {
            assert!(!finds(query), "{query}");
        }
    }
}
