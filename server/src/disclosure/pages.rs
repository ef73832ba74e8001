//! The addresses of the public pages. They are stable: a village's board is `/v/<code>` for as long as the village has its code.

use super::view::{Village, front, village};
use crate::http::problem::{Problem, Refusal};
use crate::state::AppState;
use app::deliberation::RecordPage;
use app::disclosure::{BoardPage, NoticeSheetPage};
use app::shell::document;
use app::shell::mode::{Mode, chosen_by_query, language};
use app::shell::public::PublicPage;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use shared::disclosure::{board, matter_page, notice_page};
use shared::kernel::{Code, Id};

/// The longest search that is looked at: the longest name has 25 characters.
const MAX_SEARCH: usize = 100;

/// The public pages.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(front_door))
        .route("/v/{code}", get(board_page))
        .route("/v/{code}/matters/{id}", get(record_page))
        .route("/v/{code}/notices/{id}", get(notice_sheet))
}

/// What the reader of a page asked for besides its address.
struct Asking {
    headers: HeaderMap,
    uri: Uri,
    query: Option<String>,
}

impl Asking {
    /// A link such as `?lang=en` sets its cookie and leads back to the page: how the choices work without JavaScript.
    fn choice(&self) -> Option<Response> {
        let lines = chosen_by_query(self.query.as_deref()?)?;
        let mut response = Redirect::to(self.uri.path()).into_response();
        for line in lines {
            if let Ok(value) = HeaderValue::from_str(&line) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
        Some(response)
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Renders the page in the reader's language and mode.
    fn answer(&self, state: &AppState, page: &PublicPage) -> Result<Response, Problem> {
        let cookies = self.header(header::COOKIE);
        let lang = language(cookies, self.header(header::ACCEPT_LANGUAGE));
        let names = state.assets.names();
        let html = document::page(page, lang, Mode::from_cookies(cookies), page.noindex(), names.as_deref())
            .map_err(|error| Problem::fault(error.to_string()))?;
        let status = if *page == PublicPage::NotFound { StatusCode::NOT_FOUND } else { StatusCode::OK };
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::VARY, HeaderValue::from_static("Cookie, Accept-Language")),
        ];
        Ok((status, headers, Html(html)).into_response())
    }
}

async fn front_door(State(state): State<AppState>, RawQuery(query): RawQuery, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let asking = Asking { headers, uri, query };
    if let Some(response) = asking.choice() {
        return Ok(response);
    }
    let words = asking.query.as_deref().map(search_words).unwrap_or_default();
    let page = PublicPage::Front(front(&state, &words).await?);
    asking.answer(&state, &page)
}

/// An address that is not there. One with a slash too many leads to the one that was meant; people get a page, programs a problem.
pub async fn elsewhere(
    State(state): State<AppState>,
    method: Method,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let looks = method == Method::GET || method == Method::HEAD;
    if !looks || uri.path().starts_with("/api/") {
        return Err(Refusal::NotFound.into());
    }
    if let Some(meant) = without_slash(uri.path()) {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        return Ok(Redirect::permanent(&format!("{meant}{query}")).into_response());
    }
    let asking = Asking { headers, uri, query };
    if !asking.header(header::ACCEPT).contains("text/html") {
        return Err(Refusal::NotFound.into());
    }
    if let Some(response) = asking.choice() {
        return Ok(response);
    }
    asking.answer(&state, &PublicPage::NotFound)
}

/// The path without the slashes at its end, where all else of it is plain: nobody is led to another server by `//` or `/\\`.
fn without_slash(path: &str) -> Option<String> {
    let inside = path.strip_prefix('/')?.strip_suffix('/')?.trim_end_matches('/');
    let plain = inside.split('/').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    plain.then(|| format!("/{inside}"))
}

/// The value of `q`, as a form without JavaScript sends it.
fn search_words(query: &str) -> String {
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&format!("/?{query}").parse().unwrap_or_default());
    let found = pairs.map(|pairs| pairs.0.into_iter().find(|(name, _)| name == "q").map(|(_, words)| words));
    found.ok().flatten().unwrap_or_default().chars().take(MAX_SEARCH).collect()
}

/// Renders what `of` makes of a village's public view, or that there is nothing.
async fn of_village(
    state: AppState,
    asking: Asking,
    code: &str,
    of: impl FnOnce(&AppState, Village) -> Option<PublicPage>,
) -> Result<Response, Problem> {
    if let Some(response) = asking.choice() {
        return Ok(response);
    }
    let found = match code.parse::<Code>() {
        Ok(code) => village(&state, &code).await?,
        Err(_) => None,
    };
    let page = found.and_then(|village| of(&state, village)).unwrap_or(PublicPage::NotFound);
    asking.answer(&state, &page)
}

async fn board_page(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_village(state, Asking { headers, uri, query }, &code, |state, Village { place, records }| {
        let board = board(&records, &place.village, state.clock.today());
        Some(PublicPage::Board(Box::new(BoardPage { place, board })))
    })
    .await
}

async fn record_page(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_village(state, Asking { headers, uri, query }, &code, |state, Village { place, records }| {
        let matter = matter_page(&records, id.parse::<Id>().ok()?, state.clock.today())?;
        Some(PublicPage::Record(Box::new(RecordPage { place, matter })))
    })
    .await
}

async fn notice_sheet(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_village(state, Asking { headers, uri, query }, &code, |state, Village { place, records }| {
        let notice = notice_page(&records, id.parse::<Id>().ok()?, state.clock.today())?;
        Some(PublicPage::Notice(Box::new(NoticeSheetPage { place, notice })))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_too_many_leads_to_the_page_that_was_meant_and_nowhere_else() {
        assert_eq!(without_slash("/v/623023100202/").as_deref(), Some("/v/623023100202"));
        assert_eq!(without_slash("/kiosk//").as_deref(), Some("/kiosk"));
        for nowhere in ["/", "//", "/zzz", "//evil.example/", "/\\evil.example/", "/%2fevil.example/", "/v//x/"] {
            assert_eq!(without_slash(nowhere), None, "{nowhere}");
        }
    }
}
