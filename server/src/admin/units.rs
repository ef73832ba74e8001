//! Units that link villages.

use super::asker::Asker;
use super::list::{Listing, Page, Paging};
use super::problem::{Conflicting, Refused};
use super::words::PlaceCode;
use crate::http::extract::{Json, Query};
use crate::http::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::account::{AddUnit, Unit};
use shared::kernel::{Code, Id};
use utoipa::{IntoParams, ToSchema};

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Unit)]
pub struct UnitShown {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// Its name.
    name: String,
    /// The division whose level it belongs to.
    #[schema(value_type = PlaceCode)]
    place: Code,
}

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Whose name holds this.
    q: Option<String>,
    /// Of this division or one below it.
    #[param(value_type = Option<PlaceCode>, inline)]
    under: Option<Code>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

/// A new unit.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({ "name": "县水务局", "place": "623023000000" }))]
pub struct NewUnit {
    /// Its id, so that the same may be sent twice; made by the server where none is given.
    #[schema(value_type = Option<String>, format = "uuid")]
    #[serde(default)]
    id: Option<Id>,
    /// Its name.
    name: String,
    /// The division whose level it belongs to.
    #[schema(value_type = PlaceCode)]
    place: Code,
}

/// List and search units, by their names.
#[utoipa::path(get, path = "/units", operation_id = "units_list", tag = "units", params(Asked), responses((status = 200, body = Page<UnitShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<UnitShown>>, Problem> {
    asker.may(Act::ReadUnits)?;
    let listing =
        Listing { sort: "$.body.name", prefix: asked.under.map(|under| ("$.body.place", under.prefix().to_owned())), ..Listing::default() };
    let paging = Paging { after: asked.after, limit: asked.limit };
    let listing = listing.search(&["$.body.name"], asked.q.as_ref())?;
    listing.page(&state, &paging, |id, Unit { name, place }| Ok(UnitShown { id, name, place })).await.map(Json)
}

/// Add a unit.
#[utoipa::path(post, path = "/units", operation_id = "units_add", tag = "units", request_body = NewUnit, responses((status = 201, body = UnitShown), Refused, Conflicting))]
pub async fn add(asker: Asker, Json(new): Json<NewUnit>) -> Result<(StatusCode, Json<UnitShown>), Problem> {
    let id = asker.id(new.id, Id::new)?;
    let command = AddUnit { id, name: new.name, place: new.place };
    asker.send(&command).await?;
    Ok((StatusCode::CREATED, Json(UnitShown { id, name: command.name.trim().to_owned(), place: command.place })))
}
