//! Papers that came from other presses: how far each got, and what is to be looked at.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::{Path, Query};
use axum::response::Response;
use newsroom::moving;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::movings::{Moving, MovingState};

/// Findings on a page.
const LISTED: usize = 100;

#[derive(Serialize)]
struct Count {
    what: String,
    count: u64,
}

#[derive(Serialize)]
struct ImportRow {
    id: i64,
    title: String,
    system: String,
    state: &'static str,
    done: u64,
    total: u64,
    outcomes: Vec<Count>,
    who: String,
    began: String,
    may_pause: bool,
    may_resume: bool,
    may_take_out: bool,
}

fn row(desk: &Desk, moving: &Moving) -> ImportRow {
    ImportRow {
        id: moving.id,
        title: moving.title.clone(),
        system: moving.system.clone(),
        state: moving.state.word(),
        done: moving.after_place,
        total: moving.total,
        outcomes: moving.counts.iter().map(|(what, count)| Count { what: what.clone(), count: *count }).collect(),
        who: moving.who.clone(),
        began: desk.press.zone().date_words(moving.began),
        may_pause: moving.state == MovingState::Running,
        may_resume: matches!(moving.state, MovingState::Running | MovingState::Paused),
        may_take_out: moving.state != MovingState::TakenOut,
    }
}

#[derive(Serialize)]
struct ListView {
    rows: Vec<ImportRow>,
}

/// The list of all.
pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    let imports = moving::list(desk.press.app.newsroom(), &desk.act, 100).await?;
    let view = ListView { rows: imports.iter().map(|moving| row(&desk, moving)).collect() };
    desk.page(Frame::new(&desk, "imports", "imports"), view).await
}

/// What of one is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    about: String,
    #[serde(default)]
    after: i64,
}

#[derive(Serialize)]
struct FindingRow {
    place: u64,
    about: String,
    text: String,
    story: Option<i64>,
    headline: String,
    settle: String,
}

#[derive(Serialize)]
struct OneView {
    import: ImportRow,
    about: String,
    counts: Vec<Count>,
    rows: Vec<FindingRow>,
    settle_all: Option<String>,
    next_url: Option<String>,
}

/// One, with what is to be looked at.
pub(super) async fn one(desk: Desk, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let (moving, counts, _) = moving::progress(newsroom, &desk.act, id, 0, 0).await?;
    let about = Some(asked.about.as_str()).filter(|about| !about.is_empty());
    let shown = moving::findings(newsroom, &desk.act, id, about, asked.after, LISTED).await?;
    let next = shown.last().filter(|_| shown.len() == LISTED).map(|last| last.finding.id);
    let rows = shown.into_iter().map(|shown| FindingRow {
        place: shown.finding.place,
        settle: json!({ "ids": [shown.finding.id] }).to_string(),
        about: shown.finding.about,
        text: shown.finding.text,
        story: shown.finding.story.map(|story| story.0),
        headline: shown.headline,
    });
    let view = OneView {
        import: row(&desk, &moving),
        rows: rows.collect(),
        counts: counts.into_iter().map(|(what, count)| Count { what, count }).collect(),
        settle_all: about.map(|about| json!({ "about": about }).to_string()),
        next_url: next.map(|next| text::template::urls::desk(&format!("imports/{id}"), &[("about", &asked.about)], Some(("after", next)))),
        about: asked.about,
    };
    desk.page(Frame::new(&desk, "import", "imports"), view).await
}
