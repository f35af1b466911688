//! A story before readers see it: for who was given a key, and for the desk.

use crate::app::App;
use crate::http::answer::{HTML, once};
use crate::http::fault::Fault;
use crate::paper::dispatch::Asked;
use crate::paper::press::Press;
use crate::paper::{media, story};
use axum::http::StatusCode;
use axum::response::Response;
use domain::body::MediaKey;
use domain::story::Story;
use domain::story::desk::Working;
use newsroom::desk::{checks, previews};
use text::template::urls;

/// What is being written, as the page of a story. Its date is that of now where none is fixed.
pub(crate) async fn markup(press: &Press, working: &Working) -> Result<String, Fault> {
    let story = as_if_live(press, working);
    let address = checks::proposed_address(&press.conn, working, &press.app.act()).await?;
    let links = newsroom::link::as_it_would_be(press.app.newsroom(), &press.conn, &story).await?;
    story::preview(press, &story, &address, links).await
}

/// What is being written, as it would be if it went live now.
pub(crate) fn as_if_live(press: &Press, working: &Working) -> Story {
    let mut story = working.as_written();
    story.draft.dateline = story.draft.dateline.or(Some(press.now));
    story
}

/// The page that a key opens. Nothing says whether a key that does not work ever did.
pub(crate) async fn page(app: &App, asked: &Asked, key: &str) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let working = opened(&press, key).await?;
    let markup = domain::media::of_draft(working.draft()).into_iter().fold(markup(&press, &working).await?, |markup, file| {
        let widths = domain::media::WIDTHS.into_iter().map(|width| (urls::media_sized(width, file), Some(width)));
        widths
            .chain([(urls::media(file), None)])
            .fold(markup, |markup, (public, width)| under_the_key(&markup, &public, &urls::preview_media(key, file, width)))
    });
    Ok(once(StatusCode::OK, HTML, markup, &asked.wants))
}

/// Whoever has the key sees the story's pictures under it: an address in an attribute, alone or in a list of sizes. What
/// else the page shows (the paper's logo, an ad) is public, and stays where it is.
fn under_the_key(markup: &str, public: &str, own: &str) -> String {
    markup.replace(&format!("\"{public}"), &format!("\"{own}")).replace(&format!(", {public}"), &format!(", {own}"))
}

/// A stored file of the story that a key opens.
pub(crate) async fn file(app: &App, asked: &Asked, key: &str, file: &MediaKey, width: Option<u32>) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let working = opened(&press, key).await?;
    if !domain::media::of_draft(working.draft()).contains(file) {
        return Err(Fault::not_found());
    }
    media::by_key(app, asked, file, width).await
}

async fn opened(press: &Press, key: &str) -> Result<Working, Fault> {
    let id = previews::opened(press.app.newsroom(), &press.conn, key, press.now).await?.ok_or_else(Fault::not_found)?;
    store::desk::working(&press.conn, id).await?.ok_or_else(Fault::not_found)
}
