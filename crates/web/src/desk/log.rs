//! The log: who did what, when, from where.

use crate::account_view::LineView;
use crate::desk::Desk;
use crate::desk::account::when;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::http::when::instant;
use axum::extract::Query;
use axum::response::Response;
use domain::id::StaffId;
use serde::{Deserialize, Serialize};
use store::audit::Filter;
use text::template::urls;

/// Lines on a page.
const LISTED: usize = 100;

/// What the log is asked for; what cannot be read asks for nothing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    staff: String,
    #[serde(default)]
    verb: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    until: String,
    before: Option<i64>,
}

#[derive(Serialize)]
struct PageView {
    lines: Vec<LineView>,
    people: Vec<Choice>,
    verbs: Vec<Choice>,
    since: String,
    until: String,
    filtered: bool,
    next_url: Option<String>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let zone = desk.press.zone();
    let filter = Filter {
        staff: asked.staff.parse().ok().map(StaffId),
        verb: Some(asked.verb.clone()).filter(|verb| !verb.is_empty()),
        since: instant(&asked.since, zone, 0),
        until: instant(&asked.until, zone, 1),
        before: asked.before,
    };
    let found = newsroom::audit::find(newsroom, &desk.act, &filter, LISTED).await?;
    let mut lines: Vec<LineView> = found.iter().map(LineView::of).collect();
    lines.iter_mut().for_each(|line| when(zone, &mut line.at));
    let last = found.last().filter(|_| found.len() == LISTED);
    let people = store::staff::list(&desk.press.conn).await?.into_iter().map(|staff| {
        let value = staff.id.to_string();
        Choice { chosen: value == asked.staff, value, name: staff.name }
    });
    let verbs = newsroom::audit::verbs(newsroom, &desk.act).await?.into_iter();
    let kept = [("staff", &*asked.staff), ("verb", &asked.verb), ("since", &asked.since), ("until", &asked.until)];
    let view = PageView {
        people: people.collect(),
        verbs: verbs.map(|verb| Choice { chosen: verb == asked.verb, value: verb.clone(), name: verb }).collect(),
        filtered: Filter { before: None, ..filter } != Filter::default(),
        next_url: last.map(|last| urls::desk_list("/desk/log", &kept, last.id)),
        since: asked.since.clone(),
        until: asked.until.clone(),
        lines,
    };
    desk.page(Frame::new(&desk, "log", "log"), view).await
}
