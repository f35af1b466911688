//! The pages of what went wrong, in the paper's own hand; in plain text where even that fails.

use crate::app::App;
use crate::http::answer::{HTML, once};
use crate::http::fault::{self, Fault, Shown, plain};
use crate::http::form::decoded;
use crate::paper::card::{self, Cards};
use crate::paper::dispatch::Asked;
use crate::paper::elsewhere;
use crate::paper::press::Press;
use crate::paper::view::{CardView, PageView};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use serde::Serialize;

/// The answer to a request that went wrong.
pub(crate) async fn answer(app: &App, asked: &Asked, fault: Fault) -> Response {
    if fault.status == StatusCode::NOT_FOUND {
        return not_found(app, asked).await;
    }
    if let Shown::Moved(path) = &fault.shown {
        return fault::moved(fault.status, path);
    }
    let reference = fault.logged.as_ref().map(|logged| {
        let reference = app.fault_reference();
        tracing::error!(%reference, status = fault.status.as_u16(), path = %safe_path(asked), "{logged}");
        reference
    });
    let mut response = match printed(app, asked, fault.status, reference).await {
        Ok(response) => response,
        Err(second) => {
            tracing::error!(error = ?second.logged, "the page of an error cannot be made");
            plain(fault.status, bare(fault.status))
        }
    };
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("10"));
    }
    match fault.shown {
        Shown::Allow(methods) => fault::allow(response, methods),
        _ => response,
    }
}

/// The path as the log may keep it: a token is never written down (newsletter.md A7).
fn safe_path(asked: &Asked) -> String {
    match asked.path.strip_prefix("/newsletter/").and_then(|rest| rest.split_once('/')) {
        Some((purpose, _)) => format!("/newsletter/{purpose}/…"),
        None => asked.path.chars().take(200).collect(),
    }
}

fn bare(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 | 413 => "We could not read that.\n",
        403 => "Not through this door.\n",
        404 => "There is nothing at this address.\n",
        405 => "That is not how this page is used.\n",
        429 => "Slow down. Try again later.\n",
        503 => "The press is being oiled. Try again in a minute.\n",
        _ => "The press has jammed. Our fault, not yours.\n",
    }
}

#[derive(Serialize)]
struct ErrorView {
    status: u16,
    message: String,
    reference: Option<String>,
}

async fn printed(app: &App, asked: &Asked, status: StatusCode, reference: Option<String>) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let jammed = status == StatusCode::INTERNAL_SERVER_ERROR;
    let (template, kind, title) = if jammed { ("500.html", "500", "e500.title") } else { ("error.html", "error", "error.title") };
    let known = ["400", "403", "405", "429", "503"].contains(&status.as_str());
    let message = press.word(&format!("error.e{}", if known { status.as_str() } else { "400" }));
    let page = PageView::hidden(&press, kind, press.word(title), "/");
    let markup = press.markup(template, page, ErrorView { status: status.as_u16(), message, reference })?;
    Ok(once(status, HTML, markup, &asked.wants))
}

#[derive(Serialize)]
struct NotFoundView {
    query: String,
    latest: Vec<CardView>,
}

async fn not_found(app: &App, asked: &Asked) -> Response {
    match somewhere(app, asked).await {
        Ok(response) => response,
        Err(fault) => {
            tracing::error!(error = ?fault.logged, "the page of 404 cannot be made");
            let status = if fault.status.is_server_error() { fault.status } else { StatusCode::NOT_FOUND };
            plain(status, bare(status))
        }
    }
}

/// An old address leads on; one that is only written otherwise leads to how we write it; for any other there is a page.
async fn somewhere(app: &App, asked: &Asked) -> Result<Response, Fault> {
    if let Some(target) = elsewhere::old_address(app, asked).await?.or_else(|| as_we_write_it(&asked.path)) {
        return Ok(fault::moved(StatusCode::MOVED_PERMANENTLY, &target));
    }
    let press = Press::start(app).await?;
    let cards = store::stories::cards(&press.conn, &store::stories::CardFilter::default(), LATEST, 0).await?;
    let latest = Cards::of(&press, &cards).await?.views(&press, &cards, card::Year::Said);
    let page = PageView::hidden(&press, "404", press.word("e404.title"), "/");
    let markup = press.markup("404.html", page, NotFoundView { query: words_of(&asked.path), latest })?;
    Ok(once(StatusCode::NOT_FOUND, HTML, markup, &asked.wants))
}

const LATEST: usize = 4;

/// The same path without slashes at its end and in small letters, when that is another one.
fn as_we_write_it(path: &str) -> Option<String> {
    let single = path.trim_matches('/');
    let kept = ["media/", "assets/", "newsletter/", "-/"].iter().any(|place| single.starts_with(place));
    let lower = if kept { single.to_owned() } else { single.to_ascii_lowercase() };
    let written = format!("/{lower}");
    (written != path && !single.contains("//")).then_some(written)
}

/// Words to search for, made from an address.
fn words_of(path: &str) -> String {
    let last = path.trim_end_matches('/').rsplit('/').next().and_then(decoded).unwrap_or_default();
    let stem = last.split(['.', '?']).next().unwrap_or_default();
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(8).collect();
    words.join(" ").chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_led_to_how_we_write_it() {
        assert_eq!(as_we_write_it("/News/"), Some("/news".to_owned()));
        assert_eq!(as_we_write_it("/artists/Gilt"), Some("/artists/gilt".to_owned()));
        assert_eq!(as_we_write_it("//evil.example/"), Some("/evil.example".to_owned()));
        assert_eq!(as_we_write_it("/newsletter/leave/AbC"), None);
        assert_eq!(as_we_write_it("/news"), None);
        assert_eq!(as_we_write_it("/a//b"), None);
    }

    #[test]
    fn an_address_is_made_into_words() {
        assert_eq!(words_of("/2014/01/02/dead-postcodes_tour.html"), "dead postcodes tour");
        assert_eq!(words_of("/%00%ff"), "");
    }
}
