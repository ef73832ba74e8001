//! Divisions.

use super::asker::Asker;
use super::list::{Listing, Page, Paging};
use super::problem::{Conflicting, Refused};
use super::words::PlaceCode;
use crate::auth::standing;
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::kernel::{Code, Day, Level};
use shared::place::{AddDivision, CorrectDivisionName, Division, Names};
use utoipa::{IntoParams, ToSchema};

/// A name in three languages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Names)]
pub struct NamesShown {
    /// Simplified Chinese, as published.
    #[schema(example = "瓜咱村")]
    hans: String,
    /// Traditional Chinese.
    #[schema(example = "瓜咱村")]
    hant: String,
    /// Pinyin without tones.
    #[schema(example = "Guazan Village")]
    en: String,
}

/// A division.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Division)]
pub struct DivisionShown {
    /// Twelve digits.
    #[schema(value_type = PlaceCode)]
    code: Code,
    /// Province to village.
    #[schema(value_type = String, example = "village")]
    level: Level,
    /// The division above.
    #[schema(value_type = Option<PlaceCode>)]
    above: Option<Code>,
    /// The full name.
    full: NamesShown,
    /// The name for display.
    short: NamesShown,
    /// The first day it was valid, where known.
    #[schema(value_type = Option<String>, format = Date)]
    valid_from: Option<Day>,
    /// The last day it was valid.
    #[schema(value_type = Option<String>, format = Date)]
    valid_to: Option<Day>,
}

/// Which divisions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// This division and all below it.
    #[param(value_type = Option<PlaceCode>, inline)]
    under: Option<Code>,
    /// Directly below this division.
    #[param(value_type = Option<PlaceCode>, inline)]
    above: Option<Code>,
    /// Of this level: `province`, `prefecture`, `county`, `township`, `village`.
    #[param(value_type = Option<String>)]
    level: Option<Level>,
    /// Whose code or name, in any of the three languages, holds this.
    q: Option<String>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

/// A new division.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({
    "code": "623023102299",
    "above": "623023102000",
    "full": { "hans": "新建村村民委员会", "hant": "新建村村民委員會", "en": "Xinjian Villagers' Committee" },
    "short": { "hans": "新建村", "hant": "新建村", "en": "Xinjian Village" }
}))]
pub struct NewDivision {
    /// Twelve digits.
    #[schema(value_type = PlaceCode)]
    code: Code,
    /// The division above; none for a province.
    #[schema(value_type = Option<PlaceCode>)]
    #[serde(default)]
    above: Option<Code>,
    /// The full name.
    full: NamesShown,
    /// The name for display.
    short: NamesShown,
    /// The first day it is valid, where known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    valid_from: Option<Day>,
}

/// Corrected names.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CorrectedNames {
    /// The full name.
    full: NamesShown,
    /// The name for display.
    short: NamesShown,
}

/// Where a search looks.
const SEARCHED: &[&str] = &["$.body.code", "$.body.full.hans", "$.body.full.hant", "$.body.full.en", "$.body.short.en"];

impl From<Names> for NamesShown {
    fn from(Names { hans, hant, en }: Names) -> Self {
        Self { hans, hant, en }
    }
}

impl From<NamesShown> for Names {
    fn from(NamesShown { hans, hant, en }: NamesShown) -> Self {
        Self { hans, hant, en }
    }
}

impl From<Division> for DivisionShown {
    fn from(division: Division) -> Self {
        let Division { code, level, above, full, short, valid_from, valid_to } = division;
        Self { code, level, above, full: full.into(), short: short.into(), valid_from, valid_to }
    }
}

async fn one(state: &AppState, code: &Code) -> Result<DivisionShown, Problem> {
    let found = standing::one::<Division>(&mut *state.store.read().await?, Division::id(code)).await?;
    Ok(found.ok_or(Refusal::NotFound)?.into())
}

/// List and search divisions, by their codes.
#[utoipa::path(get, path = "/divisions", operation_id = "divisions_list", tag = "divisions", params(Asked), responses((status = 200, body = Page<DivisionShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<DivisionShown>>, Problem> {
    asker.may(Act::ReadDivisions)?;
    let listing =
        Listing { sort: "$.body.code", prefix: asked.under.map(|under| ("$.body.code", under.prefix().to_owned())), ..Listing::default() };
    let level = asked.level.map(|level| serde_json::to_value(level).unwrap_or_default());
    let above = asked.above.map(|above| above.to_string());
    let listing = listing.equal("$.body.level", level).equal("$.body.above", above).search(SEARCHED, asked.q.as_ref())?;
    let paging = Paging { after: asked.after, limit: asked.limit };
    listing.page(&state, &paging, |_, division: Division| Ok(division.into())).await.map(Json)
}

/// One division.
#[utoipa::path(get, path = "/divisions/{code}", operation_id = "divisions_read", tag = "divisions", params(("code" = String, Path)), responses((status = 200, body = DivisionShown), Refused))]
pub async fn read(State(state): State<AppState>, asker: Asker, Path(code): Path<Code>) -> Result<Json<DivisionShown>, Problem> {
    asker.may(Act::ReadDivisions)?;
    one(&state, &code).await.map(Json)
}

/// Add a division. A village brings its scope and its public board.
#[utoipa::path(post, path = "/divisions", operation_id = "divisions_add", tag = "divisions", request_body = NewDivision, responses((status = 201, body = DivisionShown), Refused, Conflicting))]
pub async fn add(
    State(state): State<AppState>,
    asker: Asker,
    Json(new): Json<NewDivision>,
) -> Result<(StatusCode, Json<DivisionShown>), Problem> {
    let NewDivision { code, above, full, short, valid_from } = new;
    asker.send(&AddDivision { code: code.clone(), above, full: full.into(), short: short.into(), valid_from }).await?;
    Ok((StatusCode::CREATED, Json(one(&state, &code).await?)))
}

/// Correct a division's names.
#[utoipa::path(put, path = "/divisions/{code}/names", operation_id = "divisions_correct", tag = "divisions", params(("code" = String, Path)), request_body = CorrectedNames, responses((status = 200, body = DivisionShown), Refused, Conflicting))]
pub async fn correct(
    State(state): State<AppState>,
    asker: Asker,
    Path(code): Path<Code>,
    Json(names): Json<CorrectedNames>,
) -> Result<Json<DivisionShown>, Problem> {
    asker.send(&CorrectDivisionName { code: code.clone(), full: names.full.into(), short: names.short.into() }).await?;
    one(&state, &code).await.map(Json)
}
