//! Grants: who is what where, from a day to a day.

use super::asker::Asker;
use super::list::{Listing, Page, Paging};
use super::problem::{Conflicting, Refused};
use super::words::{PartitionName, PlaceCode, RoleName};
use crate::auth::standing;
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::account::{EndGrant, GiveGrant, Grant};
use shared::kernel::{AccountId, Code, Day, Id, Partition, Role};
use utoipa::{IntoParams, ToSchema};

/// A grant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grant)]
pub struct GrantShown {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    account: AccountId,
    /// Where: this division and all below it; none is the whole deployment.
    #[schema(value_type = Option<PlaceCode>)]
    place: Option<Code>,
    /// As what.
    #[schema(value_type = RoleName)]
    role: Role,
    /// Which parts of a village's records: `ordinary`, `sensitive`.
    #[schema(value_type = Vec<PartitionName>)]
    partitions: Vec<Partition>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// The last day; none while it lasts.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

/// Which grants.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// In this division or below it.
    #[param(value_type = Option<PlaceCode>, inline)]
    under: Option<Code>,
    /// In this role.
    #[param(value_type = Option<RoleName>, inline)]
    role: Option<Role>,
    /// Of this account.
    #[param(value_type = Option<String>)]
    account: Option<AccountId>,
    /// See `next`.
    after: Option<String>,
    /// Entries of the page: 50 where nothing is said, 500 at most.
    limit: Option<u32>,
}

/// A new grant.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({ "place": super::words::VILLAGE, "role": "linked_cadre", "partitions": ["ordinary"] }))]
pub struct NewGrant {
    /// Its id, so that the same may be sent twice; made by the server where none is given.
    #[schema(value_type = Option<String>, format = "uuid")]
    #[serde(default)]
    id: Option<Id>,
    /// Where; none, for an administrator alone, is the whole deployment.
    #[schema(value_type = Option<PlaceCode>)]
    #[serde(default)]
    place: Option<Code>,
    /// As what.
    #[schema(value_type = RoleName)]
    role: Role,
    /// Which parts; empty is all that the role may read.
    #[schema(value_type = Vec<PartitionName>)]
    #[serde(default)]
    partitions: Vec<Partition>,
    /// The first day; today where none is given.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    from: Option<Day>,
    /// The last day; none while it lasts.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    to: Option<Day>,
}

/// A grant's end.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(example = json!({}))]
pub struct GrantEnd {
    /// The last day; yesterday where none is given, so that it ends at once.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default)]
    to: Option<Day>,
}

impl GrantShown {
    /// What is shown of a grant.
    pub fn new(id: Id, grant: Grant) -> Self {
        let Grant { account, place, role, partitions, from, to } = grant;
        Self { id, account, place, role, partitions, from, to }
    }
}

async fn one(state: &AppState, id: Id) -> Result<GrantShown, Problem> {
    let grant = standing::one::<Grant>(&mut *state.store.read().await?, id).await?.ok_or(Refusal::NotFound)?;
    Ok(GrantShown::new(id, grant))
}

/// List grants, ended ones too.
#[utoipa::path(get, path = "/grants", operation_id = "grants_list", tag = "grants", params(Asked), responses((status = 200, body = Page<GrantShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(asked): Query<Asked>) -> Result<Json<Page<GrantShown>>, Problem> {
    asker.may_audited(Act::ReadAccounts).await?;
    let listing = Listing {
        sort: "$.body.place",
        prefix: asked.under.map(|under| ("$.body.place", under.prefix().to_owned())),
        ..Listing::default()
    };
    let listing = listing.equal("$.body.role", asked.role.map(Role::name)).equal("$.body.account", asked.account.map(|id| id.to_string()));
    let paging = Paging { after: asked.after, limit: asked.limit };
    listing.page(&state, &paging, |id, grant| Ok(GrantShown::new(id, grant))).await.map(Json)
}

/// Give an account a role in a place.
#[utoipa::path(post, path = "/accounts/{id}/grants", operation_id = "grants_give", tag = "grants", params(("id" = String, Path)), request_body = NewGrant, responses((status = 201, body = GrantShown), Refused, Conflicting))]
pub async fn give(
    State(state): State<AppState>,
    asker: Asker,
    Path(account): Path<AccountId>,
    Json(new): Json<NewGrant>,
) -> Result<(StatusCode, Json<GrantShown>), Problem> {
    let id = asker.id(new.id, Id::new)?;
    let from = new.from.unwrap_or_else(|| state.clock.today());
    let NewGrant { place, role, partitions, to, .. } = new;
    asker.send(&GiveGrant { id, account, place, role, partitions, from, to }).await?;
    Ok((StatusCode::CREATED, Json(one(&state, id).await?)))
}

/// End a grant. What its devices still send of that place is held for an administrator.
#[utoipa::path(post, path = "/grants/{id}/end", operation_id = "grants_end", tag = "grants", params(("id" = String, Path)), request_body = GrantEnd, responses((status = 200, body = GrantShown), Refused, Conflicting))]
pub async fn end(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<Id>,
    Json(end): Json<GrantEnd>,
) -> Result<Json<GrantShown>, Problem> {
    let to = end.to.unwrap_or_else(|| state.clock.today().plus_days(-1));
    asker.send(&EndGrant { id, to }).await?;
    one(&state, id).await.map(Json)
}
