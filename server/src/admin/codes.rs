//! One-time codes that enrol a village's kiosk.

use super::asker::Asker;
use super::list::{Page, Paging, Place};
use super::problem::Refused;
use super::words::PlaceCode;
use crate::account::issue;
use crate::auth::keep::KioskCode;
use crate::auth::standing;
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::access::Act;
use shared::kernel::{AccountId, Code, DeviceId, Instant, Level};
use shared::place::Division;
use utoipa::ToSchema;

/// A code as it is known later: never the code itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeShown {
    /// The village whose kiosk it enrols.
    #[schema(value_type = PlaceCode)]
    village: Code,
    /// Who handed it out; nobody at the command line.
    #[schema(value_type = Option<String>)]
    issued_by: Option<AccountId>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    issued_at: Instant,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Instant,
    /// When it was used.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Instant>,
    /// The kiosk that it enrolled.
    #[schema(value_type = Option<String>)]
    device: Option<DeviceId>,
}

/// Whose kiosk is to be enrolled.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCode {
    /// The village.
    #[schema(value_type = PlaceCode)]
    village: Code,
}

/// A code, shown only now.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedCode {
    /// What is entered at the kiosk. Dashes and capitals do not matter.
    #[schema(example = "7K3M-9QXA-02TB")]
    code: String,
    /// The village.
    #[schema(value_type = PlaceCode)]
    village: Code,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Instant,
}

/// How many codes were taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct Withdrawn {
    /// So many.
    withdrawn: u64,
}

impl From<KioskCode> for CodeShown {
    fn from(code: KioskCode) -> Self {
        let KioskCode { village, issued_by, issued_at, expires_at, used_at, device } = code;
        Self { village, issued_by, issued_at, expires_at, used_at, device }
    }
}

async fn check_village(state: &AppState, village: &Code) -> Result<(), Problem> {
    let division = standing::one::<Division>(&mut *state.store.read().await?, Division::id(village)).await?;
    if division.is_some_and(|division| division.level == Level::Village) { Ok(()) } else { Err(Problem::field("village", "not_found")) }
}

/// List the codes of the last weeks, the newest first: handed out, used, expired.
#[utoipa::path(get, path = "/kiosk-codes", operation_id = "kiosk_codes_list", tag = "kiosk codes", params(Paging), responses((status = 200, body = Page<CodeShown>), Refused))]
pub async fn list(State(state): State<AppState>, asker: Asker, Query(paging): Query<Paging>) -> Result<Json<Page<CodeShown>>, Problem> {
    asker.may(Act::ReadDevices)?;
    let before = paging.place()?.map(|place| (place.key, place.id));
    let codes = state.keep.kiosk_codes(before, paging.limit() + 1).await?;
    let place = |code: &KioskCode| Place { key: code.issued_at.millis().to_string(), id: code.village.to_string() };
    Page::of(codes, paging.limit(), place, |code| Ok(code.into())).map(Json)
}

/// Hand out a code for a village's kiosk. It works once and is shown only now; an older one of the village works no more.
#[utoipa::path(post, path = "/kiosk-codes", operation_id = "kiosk_codes_issue", tag = "kiosk codes", request_body = NewCode, responses((status = 201, body = IssuedCode), Refused))]
pub async fn issue(
    State(state): State<AppState>,
    asker: Asker,
    Json(new): Json<NewCode>,
) -> Result<(StatusCode, Json<IssuedCode>), Problem> {
    asker.may(Act::IssueKioskCode)?;
    check_village(&state, &new.village).await?;
    let issued = issue::kiosk_code(&state, &new.village, asker.by()).await?;
    Ok((StatusCode::CREATED, Json(IssuedCode { code: issued.text, village: new.village, expires_at: issued.expires_at })))
}

/// Take back the codes of a village that are not used yet.
#[utoipa::path(delete, path = "/kiosk-codes/{village}", operation_id = "kiosk_codes_withdraw", tag = "kiosk codes", params(("village" = String, Path)), responses((status = 200, body = Withdrawn), Refused))]
pub async fn withdraw(State(state): State<AppState>, asker: Asker, Path(village): Path<Code>) -> Result<Json<Withdrawn>, Problem> {
    asker.may(Act::IssueKioskCode)?;
    let withdrawn = state.keep.withdraw_kiosk_codes(&village).await?;
    if withdrawn == 0 { Err(Refusal::NotFound.into()) } else { Ok(Json(Withdrawn { withdrawn })) }
}
