//! Standing pages: the list, and one as it is edited.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::paper::body;
use crate::paper::view::DateView;
use crate::running_view::pages::page_body;
use axum::extract::Path;
use axum::response::Response;
use domain::id::PageId;
use domain::role::Verb;
use serde::Serialize;

#[derive(Serialize)]
struct PagesView {
    pages: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    id: i64,
    title: String,
    address: String,
    date: DateView,
    in_navigation: bool,
}

#[derive(Serialize)]
struct PageView {
    /// The page as its script reads it.
    page_json: String,
    id: i64,
    title: String,
    slug: String,
    address: String,
    body: String,
}

pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    desk.act.allow(Verb::EditPages).map_err(|refusal| Fault::not_allowed(refusal.to_string()))?;
    let pages = store::paper::pages(&desk.press.conn).await?;
    let row = |page: domain::paper::Page| RowView {
        id: page.id.0,
        address: format!("/{}", page.slug),
        date: DateView::of(page.updated, desk.press.now, desk.press.zone()),
        in_navigation: page.position.is_some(),
        title: page.title,
    };
    let view = PagesView { pages: pages.into_iter().map(row).collect() };
    desk.page(Frame::new(&desk, "pages", "pages"), view).await
}

pub(super) async fn one(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    desk.act.allow(Verb::EditPages).map_err(|refusal| Fault::not_allowed(refusal.to_string()))?;
    let page = store::paper::page_by_id(&desk.press.conn, PageId(id)).await?.ok_or_else(Fault::not_found)?;
    let json = serde_json::to_string(&page_body(&page, &desk.act)).unwrap_or_default().replace('<', "\\u003c");
    let html = body::html(&desk.press, &page.body, &[]).await?;
    let view = PageView {
        page_json: json,
        id,
        title: page.title.clone(),
        slug: page.slug.as_str().to_owned(),
        address: format!("/{}", page.slug),
        body: format!("{}{}", html.before, html.after),
    };
    let frame = Frame { title: page.title, words: &["editor", "page.script"], ..Frame::new(&desk, "page", "pages") };
    desk.page(frame, view).await
}
