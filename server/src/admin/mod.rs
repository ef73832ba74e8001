//! The administrators' interface under `/api/admin/v1`, with its description (`openapi.json`) and a page to read it (`docs`).
//!
//! Every write is a command of `shared`, sent in the administrator's name through [`crate::sync::submit`]; every read is answered only
//! with a permit of [`shared::access::may`]. Lists come in pages. Invariants: no password, token is ever in an answer, and the words of a
//! village only in that of one held command; a code or link is shown once and noted in the audit; so is who read accounts, held
//! commands and the audit itself, and who decided what.

mod accounts;
mod asker;
mod audit;
mod codes;
mod devices;
mod divisions;
mod docs;
mod grants;
mod held;
mod list;
mod problem;
#[cfg(test)]
mod tests;
mod units;
mod words;

use crate::state::AppState;
use axum::Router;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where the interface lives.
pub const BASE: &str = "/api/admin/v1";

/// What stands at the head of the description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "雙聯 Shuanglian: administration",
        version = "1",
        description = "Divisions, accounts and their grants, units, devices and how their sync stands, one-time codes, held commands, the audit. \
            Sign in at `/desk/sign-in` as an administrator; the browser's cookies then speak for you here. \
            Refusals are problem documents (RFC 9457) with a stable `code`."
    ),
    modifiers(&Signing),
    components(schemas(problem::ProblemDocument, problem::ViolationDocument)),
    security(("session" = [])),
    tags(
        (name = "divisions", description = "Administrative divisions, province to village (行政區劃)."),
        (name = "accounts", description = "Who signs in (帳號)."),
        (name = "grants", description = "Roles in places, from a day to a day (授權)."),
        (name = "units", description = "Units that link villages (聯繫單位)."),
        (name = "devices", description = "Phones, PCs and kiosks, and how their sync stands (設備)."),
        (name = "kiosk codes", description = "One-time codes that enrol a village's kiosk (登記碼)."),
        (name = "oversight", description = "Held and refused commands, the decision on what is held, and the audit (審計)."),
    )
)]
struct Description;

/// Both cookies are needed: the device's and the session's.
struct Signing;

impl utoipa::Modify for Signing {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        let cookie = ApiKey::Cookie(ApiKeyValue::new(crate::auth::cookie::SESSION));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

/// The routes with their description.
fn described() -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let rooms = OpenApiRouter::new()
        .routes(routes!(divisions::list, divisions::add))
        .routes(routes!(divisions::read))
        .routes(routes!(divisions::correct))
        .routes(routes!(accounts::list, accounts::add))
        .routes(routes!(accounts::read))
        .routes(routes!(accounts::close))
        .routes(routes!(accounts::password_link))
        .routes(routes!(grants::list))
        .routes(routes!(grants::give))
        .routes(routes!(grants::end))
        .routes(routes!(units::list, units::add))
        .routes(routes!(devices::list))
        .routes(routes!(devices::read))
        .routes(routes!(devices::revoke))
        .routes(routes!(codes::list, codes::issue))
        .routes(routes!(codes::withdraw))
        .routes(routes!(held::list))
        .routes(routes!(held::read))
        .routes(routes!(held::accept))
        .routes(routes!(held::refuse))
        .routes(routes!(audit::list));
    OpenApiRouter::with_openapi(Description::openapi()).nest(BASE, rooms).split_for_parts()
}

/// The routes of the interface, of its description and of the page to read it.
pub fn router() -> Router<AppState> {
    let (routes, description) = described();
    routes.merge(docs::router(description))
}
