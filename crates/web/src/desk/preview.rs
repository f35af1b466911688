//! What readers will see of a story, shown in frames beside its text: page, social card, newsletter.

use crate::desk::Desk;
use crate::http::answer::HTML;
use crate::http::fault::Fault;
use crate::http::headers::Guard;
use crate::paper::preview;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::id::StoryId;
use newsroom::desk::{self, previews};

/// The story's page.
pub(super) async fn page(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let working = desk::read(desk.press.app.newsroom(), &desk.act, StoryId(id)).await?;
    Ok(framed(HTML, preview::markup(&desk.press, &working).await?, Guard::Preview))
}

/// The social card.
pub(super) async fn card(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let working = desk::read(desk.press.app.newsroom(), &desk.act, StoryId(id)).await?;
    let drawn = newsroom::card::drawn(&desk.press.conn, preview::as_if_live(&desk.press, &working)).await?;
    Ok(framed("image/png", drawn, Guard::Preview))
}

/// The story in a letter of the edition, as its own HTML.
pub(super) async fn newsletter(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let letter = previews::letter(desk.press.app.newsroom(), &desk.act, StoryId(id)).await?;
    Ok(framed(HTML, letter.html, Guard::Letter))
}

/// The same, as the text part of the letter has it.
pub(super) async fn newsletter_text(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let letter = previews::letter(desk.press.app.newsroom(), &desk.act, StoryId(id)).await?;
    Ok(framed("text/plain; charset=utf-8", letter.text, Guard::Preview))
}

fn framed(media_type: &'static str, body: impl IntoResponse, guard: Guard) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.extensions_mut().insert(guard);
    response
}
