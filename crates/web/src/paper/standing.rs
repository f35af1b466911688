//! Standing pages: about, contact, privacy.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::body;
use crate::paper::press::Press;
use crate::paper::view::{DateView, PageView};
use domain::slug::Slug;
use serde::Serialize;
use text::template::urls;

#[derive(Serialize)]
struct StandingView {
    title: String,
    body: String,
    modified: Option<DateView>,
}

/// Renders the page of a slug.
pub(crate) async fn page(press: &Press, slug: &Slug) -> Result<Page, Fault> {
    let page = store::paper::page(&press.conn, slug).await?.ok_or_else(Fault::not_found)?;
    let html = body::html(press, &page.body, &[]).await?;
    let view = StandingView {
        title: page.title.clone(),
        body: format!("{}{}", html.before, html.after),
        modified: Some(DateView::of(page.updated, press.now, press.zone())),
    };
    press.page(
        "standing.html",
        PageView { section: Some(slug.as_str().to_owned()), ..PageView::open(press, "standing", page.title, urls::standing(slug)) },
        view,
    )
}
