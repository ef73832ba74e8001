//! `GET /api/session` and `POST /api/auth/sign-out`.

use super::device;
use crate::auth::{Authenticated, cookie, standing};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use shared::account::protocol::SessionAnswer;

/// Who and what the cookies speak for. Nobody is an answer too.
pub async fn session(
    State(state): State<AppState>,
    asker: Option<Authenticated>,
    asked: HeaderMap,
) -> Result<(HeaderMap, Json<SessionAnswer>), Problem> {
    let (mut cookies, mut answer) = (HeaderMap::new(), SessionAnswer::default());
    let Some(asker) = asker else { return Ok((cookies, Json(answer))) };
    cookie::renew_device(&asked, &mut cookies);
    answer.device = Some(device::facts(&asker));
    if let Some(session) = &asker.session
        && let Some(known) = standing::known(&mut *state.store.read().await?, session.account).await?
    {
        answer.account = Some(known.me());
        answer.session = Some(session.facts());
        answer.holdings = known.holdings(state.clock.today());
        answer.must_change_password = state.keep.credential(known.id).await?.is_some_and(|credential| credential.must_change);
    }
    Ok((cookies, Json(answer)))
}

/// Ends the session, if there is one. The device stays known: what waits in its outbox can still go.
pub async fn sign_out(State(state): State<AppState>, asker: Option<Authenticated>) -> Result<(StatusCode, HeaderMap), Problem> {
    if let Some(asker) = asker
        && let Some(session) = asker.session
    {
        state.keep.end_session(session.token, (session.account, asker.device), state.clock.now()).await?;
    }
    let mut cookies = HeaderMap::new();
    cookie::forget(&mut cookies, cookie::SESSION);
    Ok((StatusCode::NO_CONTENT, cookies))
}
