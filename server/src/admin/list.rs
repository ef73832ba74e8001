//! Lists of the deployment's records in pages: filtered, searched and sorted by the database, every value bound.

use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::kernel::Id;
use shared::sync::record::{Kind, Record};
use utoipa::{IntoParams, ToSchema};

/// Entries of a page where nothing is said: a screenful or two.
const USUAL: u32 = 50;
/// Entries of a page at most: under 256 KB of the longest.
const MOST: u32 = 500;
/// Characters of a search: no name is longer.
const MAX_SEARCH: usize = 60;

/// Which page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// What the page before gave as `next`.
    pub after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Give this as `after` for the next page; nothing on the last.
    pub next: Option<String>,
}

/// Where a page begins: after this entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its sort key.
    pub key: String,
    /// Its id.
    pub id: String,
}

/// Between the two parts of a place: no key or id has it.
const BETWEEN: char = '\u{1f}';

impl Paging {
    /// How many entries.
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// Where the page begins.
    pub fn place(&self) -> Result<Option<Place>, Problem> {
        let Some(after) = &self.after else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(after).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let place = text.as_deref().and_then(|text| text.split_once(BETWEEN));
        let place = place.map(|(key, id)| Place { key: key.to_owned(), id: id.to_owned() });
        place.map(Some).ok_or_else(|| Problem::field("after", "malformed"))
    }
}

impl<T> Page<T> {
    /// A page from one more entry than it holds, by which it knows that there is a next.
    pub fn of<E>(
        mut entries: Vec<E>,
        limit: u32,
        place: impl Fn(&E) -> Place,
        show: impl Fn(E) -> Result<T, Problem>,
    ) -> Result<Self, Problem> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = entries.len() > limit;
        entries.truncate(limit);
        let last = entries.last().filter(|_| more).map(place);
        let next = last.map(|Place { key, id }| URL_SAFE_NO_PAD.encode(format!("{key}{BETWEEN}{id}")));
        let items: Result<Vec<T>, Problem> = entries.into_iter().map(show).collect();
        Ok(Self { items: items?, next })
    }
}

/// What of a kind is listed.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The field it is sorted by, as a path into the record.
    pub sort: &'static str,
    /// Fields with the value they must have.
    pub equal: Vec<(&'static str, Value)>,
    /// A field with what it must begin with.
    pub prefix: Option<(&'static str, String)>,
    /// Fields of which one must hold this text.
    pub search: Option<(&'static [&'static str], String)>,
}

const RECORDS: &str = "SELECT coalesce(body ->> ?2, '') AS sort_key, id, body FROM record
    WHERE scope_id = 'deployment' AND kind = ?1 AND deleted = 0
        AND (?3 IS NULL OR (coalesce(body ->> ?2, ''), id) > (?3, ?4))
        AND NOT EXISTS (SELECT 1 FROM json_each(?5) AS field WHERE (body ->> (field.value ->> 0)) IS NOT (field.value ->> 1))
        AND (?6 IS NULL OR substr(body ->> ?6, 1, length(?7)) = ?7)
        AND (?8 IS NULL OR EXISTS (SELECT 1 FROM json_each(?9) AS field WHERE instr(lower(coalesce(body ->> field.value, '')), ?8) > 0))
    ORDER BY 1, 2 LIMIT ?10";

impl Listing {
    /// The same with a field that must have a value, where one is asked for.
    pub fn equal(mut self, path: &'static str, value: Option<impl Into<Value>>) -> Self {
        self.equal.extend(value.map(|value| (path, value.into())));
        self
    }

    /// The same with what one of these fields must hold, where something is searched.
    pub fn search(self, paths: &'static [&'static str], text: Option<&String>) -> Result<Self, Problem> {
        let Some(text) = text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()) else { return Ok(self) };
        if text.chars().count() > MAX_SEARCH {
            return Err(Refusal::TooLarge.into());
        }
        Ok(Self { search: Some((paths, text)), ..self })
    }

    /// A page of living records of a kind.
    pub async fn page<K: Kind, T>(
        self,
        state: &AppState,
        paging: &Paging,
        show: impl Fn(Id, K) -> Result<T, Problem>,
    ) -> Result<Page<T>, Problem> {
        let (place, limit) = (paging.place()?, paging.limit());
        let (paths, text) = self.search.map_or((None, None), |(paths, text)| (Some(json!(paths).to_string()), Some(text)));
        let (prefix_path, prefix) = self.prefix.map_or((None, None), |(path, prefix)| (Some(path), Some(prefix)));
        let rows: Vec<(String, String, String)> = sqlx::query_as(RECORDS)
            .bind(K::KIND)
            .bind(self.sort)
            .bind(place.as_ref().map(|place| place.key.clone()))
            .bind(place.map(|place| place.id))
            .bind(json!(self.equal).to_string())
            .bind(prefix_path)
            .bind(prefix)
            .bind(text)
            .bind(paths)
            .bind(i64::from(limit) + 1)
            .fetch_all(state.database.readers())
            .await
            .map_err(Problem::fault)?;
        let place = |(key, id, _): &(String, String, String)| Place { key: key.clone(), id: id.clone() };
        Page::of(rows, limit, place, |(_, _, body)| {
            let record: Record = serde_json::from_str(&body).map_err(Problem::fault)?;
            let value = serde_json::from_value(Value::Object(record.body)).map_err(Problem::fault)?;
            show(record.id, value)
        })
    }
}
