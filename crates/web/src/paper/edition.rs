//! The copy of a letter: as it was frozen, in a browser.

use crate::http::answer::{HTML, Page};
use crate::http::fault::Fault;
use crate::paper::press::Press;
use axum::http::StatusCode;
use domain::edition::{Name, Selection};
use domain::time::Instant;

/// The letter of an edition with all its stories, or with a set of them. Before the edition is released there is none.
pub(crate) async fn copy(press: &Press, name: Name, set: Option<Selection>) -> Result<Page, Fault> {
    let copy = newsroom::edition::copy(&press.conn, name, set).await?.ok_or_else(Fault::not_found)?;
    // It says its own day and no other: nothing in it becomes wrong by itself.
    Ok(Page::new(StatusCode::OK, HTML, copy.into_string(), Instant::from_micros(i64::MAX)))
}
