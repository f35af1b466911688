//! What a browser with script tells of an ad: that it came into view, or that its link was followed. One is added to a
//! sum; nothing of who tells is kept, and no address leads through here.

use crate::app::App;
use crate::http::fault::{Fault, plain};
use crate::http::form::Pairs;
use crate::http::peer::subscriber;
use crate::paper::dispatch::{Asked, is_person};
use axum::http::StatusCode;
use axum::response::Response;
use domain::ad::Place;
use domain::id::AdId;
use newsroom::counts::Told;

/// Adds one.
pub(crate) fn ad(app: &App, asked: &Asked, form: &Pairs) -> Result<Response, Fault> {
    let told = match form.get("told") {
        Some("seen") => Told::Seen,
        Some("followed") => Told::Followed,
        _ => return Err(Fault::bad_request()),
    };
    let ad = form.get("ad").and_then(|id| id.parse().ok()).map(AdId).ok_or_else(Fault::bad_request)?;
    let place = form.get("place").and_then(Place::from_word).ok_or_else(Fault::bad_request)?;
    if !app.tellings().take(subscriber(asked.client), app.now()) {
        return Err(Fault::too_many());
    }
    if is_person(&asked.headers) {
        app.newsroom().counts().ad(ad, place, told, app.now());
    }
    Ok(plain(StatusCode::NO_CONTENT, ""))
}
