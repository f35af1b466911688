//! What a request brings: JSON, read strictly and within bounds, with words for what is wrong.

use crate::api::problem::Problem;
use crate::app::App;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The longest JSON that is read: a body of five novels, and room.
const LONGEST: usize = 16 * 1024 * 1024;

/// A JSON body. An empty one is `{}`.
#[derive(Debug)]
pub(crate) struct Input<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Problem> {
        let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
        if !said.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(Problem::unreadable(format!("send application/json, not {said}")));
        }
        let too_large = |_| Problem::too_large(format!("more than {} MB of JSON is not taken", LONGEST / (1024 * 1024)));
        let bytes = to_bytes(request.into_body(), LONGEST).await.map_err(too_large)?;
        let bytes = if bytes.is_empty() { b"{}".as_slice() } else { &bytes };
        serde_json::from_slice(bytes).map(Self).map_err(|error| Problem::unreadable(format!("the JSON cannot be read: {error}")))
    }
}

/// The query of an address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        read.map(|query| Self(query.0)).map_err(|error| Problem::unreadable(error.body_text()))
    }
}

/// The steps of a path that stand for something.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        read.map(|path| Self(path.0)).map_err(|error| Problem::absent(format!("there is no such thing: {}", error.body_text())))
    }
}
