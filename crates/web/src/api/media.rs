//! The library: pictures and sounds, brought in as raw bytes, described, found, replaced, deleted.

mod shapes;

use crate::api::incoming::{Incoming, Takes};
use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::media_view::{MediaBody, only};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::body::MediaKey;
use domain::role::Verb;
use newsroom::media;
use serde::Deserialize;
use shapes::{LibraryBody, SaidBody, UseBody, UsesBody};
use store::media::{Filter, MediaRow};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, bring)).routes(routes!(one, describe, delete)).routes(routes!(uses)).routes(routes!(replace))
}

/// What the library takes.
const TAKES: Takes = Takes { bytes: media::MAX_BYTES as u64, unnamed: "picture", instead: "save it smaller, or show it as a clip" };

/// The most files of one answer, and how many when nobody says.
const MOST: usize = 100;
const USUAL: usize = 40;

/// Which files.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Words that each begin a word of name, credit, alt text, caption or licence.
    q: Option<String>,
    /// `uncredited`, `undescribed`, `expiring` (within 30 days, or expired), `unused` or `sounds`.
    only: Option<String>,
    /// Goes on behind this key.
    before: Option<String>,
    /// How many at most, 1 to 100; 40 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

fn key(text: &str) -> Result<MediaKey, Problem> {
    MediaKey::parse(text).map_err(|_| Problem::absent("there is no such picture or sound"))
}

async fn body(app: &App, who: &SignedIn, row: &MediaRow) -> Result<MediaBody, Problem> {
    let conn = app.newsroom().store().read().await?;
    Ok(MediaBody::of(&conn, row, &who.act).await?)
}

/// The library, newest first
#[utoipa::path(get, path = "/media", tag = "pictures", params(Wanted), responses((status = 200, body = LibraryBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<LibraryBody>, Problem> {
    who.act.allow(Verb::Look)?;
    let conn = app.newsroom().store().read().await?;
    let word = wanted.only.as_deref().unwrap_or_default();
    let Some(only) = only(word, who.act.now) else {
        return Err(Problem::field(
            "only",
            format!("there is no filter “{word}”; there is uncredited, undescribed, expiring, unused and sounds"),
        ));
    };
    let before = match &wanted.before {
        Some(text) => media::get(&conn, &key(text)?).await.map(|row| Some((row.created, row.key)))?,
        None => None,
    };
    let limit = wanted.limit.unwrap_or(USUAL).clamp(1, MOST);
    let words = media::search_words(wanted.q.as_deref().unwrap_or_default());
    let mut rows = store::media::library(&conn, &Filter { words, only, before, limit: limit + 1 }).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.key.as_str().to_owned());
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push(MediaBody::of(&conn, row, &who.act).await?);
    }
    Ok(Json(LibraryBody { media: found, next }))
}

/// Brings a picture or sound in
///
/// The body is the file itself; its name stands in the header `x-file-name`, percent-encoded. The same file again answers
/// 200 with what is there. A picture is checked whole, its credit read from it; smaller sizes follow by themselves.
#[utoipa::path(post, path = "/media", tag = "pictures", params(("x-file-name" = Option<String>, Header, description = "The file's name, percent-encoded")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = MediaBody), (status = 200, body = MediaBody), (status = "default", body = ProblemBody)))]
async fn bring(State(app): State<App>, who: SignedIn, request: axum::extract::Request) -> Result<Response, Problem> {
    who.act.allow(Verb::AddMedia)?;
    let incoming = Incoming::receive(&app, request, &TAKES).await?;
    let row = media::put_file(app.newsroom(), &who.act, incoming.name(), incoming.path()).await?;
    let new = row.created == who.act.now && row.staff == who.act.staff;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(body(&app, &who, &row).await?)).into_response())
}

/// One file
#[utoipa::path(get, path = "/media/{key}", tag = "pictures", params(("key" = String, Path)), responses((status = 200, body = MediaBody), (status = "default", body = ProblemBody)))]
async fn one(State(app): State<App>, who: SignedIn, Path(text): Path<String>) -> Result<Json<MediaBody>, Problem> {
    who.act.allow(Verb::Look)?;
    let conn = app.newsroom().store().read().await?;
    let row = media::get(&conn, &key(&text)?).await?;
    Ok(Json(MediaBody::of(&conn, &row, &who.act).await?))
}

/// Changes what is said of a file; what is not sent stays
#[utoipa::path(patch, path = "/media/{key}", tag = "pictures", params(("key" = String, Path)), request_body = SaidBody, responses((status = 200, body = MediaBody), (status = "default", body = ProblemBody)))]
async fn describe(
    State(app): State<App>,
    who: SignedIn,
    Path(text): Path<String>,
    Input(said): Input<SaidBody>,
) -> Result<Json<MediaBody>, Problem> {
    let zone = newsroom::paper::get(app.newsroom()).await?.zone;
    let row = media::describe(app.newsroom(), &who.act, &key(&text)?, said.read(&zone)?).await?;
    Ok(Json(body(&app, &who, &row).await?))
}

/// Deletes a file that nothing uses
#[utoipa::path(delete, path = "/media/{key}", tag = "pictures", params(("key" = String, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn delete(State(app): State<App>, who: SignedIn, Path(text): Path<String>) -> Result<StatusCode, Problem> {
    media::delete(app.newsroom(), &who.act, &key(&text)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What uses a file; the title of a story that you may not read is empty
#[utoipa::path(get, path = "/media/{key}/uses", tag = "pictures", params(("key" = String, Path)), responses((status = 200, body = UsesBody), (status = "default", body = ProblemBody)))]
async fn uses(State(app): State<App>, who: SignedIn, Path(text): Path<String>) -> Result<Json<UsesBody>, Problem> {
    who.act.allow(Verb::Look)?;
    let conn = app.newsroom().store().read().await?;
    let row = media::get(&conn, &key(&text)?).await?;
    let found = media::uses(&conn, &who.act, &row.key).await?;
    Ok(Json(UsesBody { uses: found.into_iter().map(UseBody::of).collect() }))
}

/// Puts another file in the place of one, wherever it is used
#[utoipa::path(post, path = "/media/{key}/replace", tag = "pictures",
    params(("key" = String, Path), ("x-file-name" = Option<String>, Header, description = "The file's name, percent-encoded")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = MediaBody), (status = "default", body = ProblemBody)))]
async fn replace(
    State(app): State<App>,
    who: SignedIn,
    Path(text): Path<String>,
    request: axum::extract::Request,
) -> Result<Response, Problem> {
    who.act.allow(Verb::AddMedia)?;
    let old = key(&text)?;
    let incoming = Incoming::receive(&app, request, &TAKES).await?;
    let row = media::replace(app.newsroom(), &who.act, &old, incoming.name(), incoming.path()).await?;
    Ok((StatusCode::CREATED, Json(body(&app, &who, &row).await?)).into_response())
}
