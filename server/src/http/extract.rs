//! Extractors whose refusals are problems with stable codes.

use super::problem::{Problem, Refusal};
use crate::state::AppState;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::net::IpAddr;

/// A JSON body. The frame has already unpacked it, measured it and seen its content type.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        if !super::guard::is_json(request.headers()) {
            return Err(Refusal::WrongContentType.into());
        }
        let bytes: Bytes =
            to_bytes(request.into_body(), super::limits::MAX_UNPACKED_BYTES).await.map_err(|_| Problem::from(Refusal::TooLarge))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| unreadable(&error))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// JSON that cannot be read is `malformed`; JSON that says something of another kind than asked is `wrong_type`.
fn unreadable(error: &serde_json::Error) -> Problem {
    let refusal = if error.is_data() { Refusal::WrongType } else { Refusal::Malformed };
    Problem::from(refusal).with("cause", error)
}

/// The query of the address.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|error| Problem::from(Refusal::Malformed).with("cause", error.body_text()))
    }
}

/// The variable parts of the address. What cannot be one is an address that is not there.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| Refusal::NotFound.into())
    }
}

/// The address that a request counts for.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub IpAddr);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(super::rate::address_of(&parts.headers, &parts.extensions, state.settings.trust_proxy)))
    }
}
