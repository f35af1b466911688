//! Papers that come from other presses: brought to the desk, looked at, mapped, brought in, and what is to be looked at then.

mod dry;
mod mapping;

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::role::Verb;
pub(super) use mapping::page as mapping_page;
use newsroom::moving;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::movings::{Moving, MovingState};
use text::template::urls;

/// Findings on a page.
const LISTED: usize = 30;
/// Findings that say the same, as offered at once.
const OFTEN: usize = 12;
/// Stories that stayed when an import was taken out, as named.
const STAYED: usize = 100;

#[derive(Serialize)]
struct Count {
    what: String,
    count: u64,
}

fn counts<'c>(all: impl IntoIterator<Item = (&'c String, &'c u64)>) -> Vec<Count> {
    all.into_iter().map(|(what, count)| Count { what: what.clone(), count: *count }).collect()
}

/// What came of entries in words of ours, in the order in which it is shown; everything else says why something stays.
const OUTCOMES: [&str; 6] = ["new", "changed", "same", "kept", "file", "refused"];

fn outcomes(all: &BTreeMap<String, u64>) -> Vec<Count> {
    let mut all = counts(all);
    all.sort_by_key(|one| OUTCOMES.iter().position(|known| *known == one.what).unwrap_or(OUTCOMES.len()));
    all
}

#[derive(Serialize)]
struct ImportRow {
    id: i64,
    title: String,
    /// What it came as.
    name: String,
    system: String,
    state: &'static str,
    done: u64,
    total: u64,
    outcomes: Vec<Count>,
    why: String,
    who: String,
    began: String,
}

fn row(desk: &Desk, moving: &Moving) -> ImportRow {
    let name = moving::name_of(moving);
    ImportRow {
        id: moving.id,
        title: if moving.title.is_empty() { name.clone() } else { moving.title.clone() },
        name,
        system: moving.system.clone(),
        state: moving.state.word(),
        done: moving.after_place,
        total: moving.total,
        outcomes: outcomes(&moving.counts),
        why: moving.why.clone(),
        who: moving.who.clone(),
        began: desk.press.zone().date_words(moving.began),
    }
}

/// How far the work at an import is, in a word for what is done and in entries.
#[derive(Serialize)]
struct Far {
    phase: &'static str,
    done: u64,
    total: u64,
}

/// What is done with an import at this moment; nothing when it rests.
fn far(desk: &Desk, moving: &Moving) -> Option<Far> {
    let reading = moving::at_work(desk.press.app.newsroom(), moving.id);
    let stored = Far { phase: "running", done: moving.after_place, total: moving.total };
    Some(match (moving.state, reading?) {
        (MovingState::Looking, (done, 0)) => Far { phase: "counting", done, total: 0 },
        (MovingState::Looking, (done, total)) => Far { phase: "looking", done, total },
        // Whoever goes on counts the source first.
        (MovingState::Running, (_, total)) if total > 0 => stored,
        (_, (done, 0)) => Far { phase: "recounting", done, total: moving.total },
        _ => stored,
    })
}

#[derive(Serialize)]
struct ListView {
    rows: Vec<ImportRow>,
    zone: String,
    /// What lies in the server's folder, for those who may choose from it.
    lying: Vec<String>,
    largest_gb: u64,
}

/// The list of all, and the place to bring another.
pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let imports = moving::list(newsroom, &desk.act, 100).await?;
    let lying = if desk.act.role.may(Verb::Configure) { moving::lying(newsroom, &desk.act).await? } else { Vec::new() };
    let view = ListView {
        rows: imports.iter().map(|moving| row(&desk, moving)).collect(),
        zone: desk.press.zone().name().to_owned(),
        lying,
        largest_gb: moving::LARGEST / (1024 * 1024 * 1024),
    };
    let frame = Frame { words: &["script.imports"], ..Frame::new(&desk, "imports", "imports") };
    desk.page(frame, view).await
}

/// What of one is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Findings of a kind, or a list of the dry run.
    #[serde(default)]
    about: String,
    #[serde(default)]
    list: String,
    #[serde(default)]
    page: usize,
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
    undo: String,
    /// All that say the same.
    same: String,
}

#[derive(Serialize)]
struct SameView {
    about: String,
    text: String,
    count: u64,
    settle: String,
}

/// What is to be looked at of an import of which something is stored.
#[derive(Serialize)]
struct ReviewView {
    about: String,
    counts: Vec<Count>,
    waiting: u64,
    rows: Vec<FindingRow>,
    same: Vec<SameView>,
    settle_all: Option<String>,
    next_url: Option<String>,
}

async fn review(desk: &Desk, id: i64, asked: &Asked) -> Result<ReviewView, Fault> {
    let newsroom = desk.press.app.newsroom();
    let (_, found, _) = moving::progress(newsroom, &desk.act, id, 0, 0).await?;
    let about = Some(asked.about.as_str()).filter(|about| !about.is_empty());
    let shown = moving::findings(newsroom, &desk.act, id, about, asked.after, LISTED).await?;
    let next = shown.last().filter(|_| shown.len() == LISTED).map(|last| last.finding.id);
    let same = |about: &str, text: &str| json!({ "about": about, "text": text }).to_string();
    let rows = shown.into_iter().map(|shown| FindingRow {
        place: shown.finding.place,
        settle: json!({ "ids": [shown.finding.id] }).to_string(),
        undo: json!({ "ids": [shown.finding.id], "again": true }).to_string(),
        same: same(&shown.finding.about, &shown.finding.text),
        about: shown.finding.about,
        text: shown.finding.text,
        story: shown.finding.story.map(|story| story.0),
        headline: shown.headline,
    });
    let often = moving::often(newsroom, &desk.act, id, about, OFTEN).await?;
    Ok(ReviewView {
        rows: rows.collect(),
        waiting: found.iter().map(|(_, count)| count).sum(),
        counts: found.into_iter().map(|(what, count)| Count { what, count }).collect(),
        same: often.into_iter().map(|(about, text, count)| SameView { settle: same(&about, &text), about, text, count }).collect(),
        settle_all: about.map(|about| json!({ "about": about }).to_string()),
        next_url: next.map(|next| urls::desk(&format!("imports/{id}"), &[("about", &asked.about)], Some(("after", next)))),
        about: asked.about.clone(),
    })
}

#[derive(Serialize)]
struct OneView {
    import: ImportRow,
    /// Which of the page's shapes: `work`, `looked`, `rests` (looking or broken off), `in`.
    shape: &'static str,
    far: Option<Far>,
    may_pause: bool,
    may_resume: bool,
    may_take_out: bool,
    /// Stories and pages that it made.
    made: u64,
    /// What stayed when it was taken out.
    stayed: Vec<String>,
    dry: Option<dry::DryView>,
    review: Option<ReviewView>,
}

/// One, wherever it stands.
pub(super) async fn one(desk: Desk, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let (moving, ..) = moving::progress(newsroom, &desk.act, id, 0, 0).await?;
    let far = far(&desk, &moving);
    let shape = match (moving.state, &far) {
        (_, Some(_)) => "work",
        (MovingState::Looked, None) => "looked",
        (MovingState::Looking | MovingState::Unreadable, None) => "rests",
        _ => "in",
    };
    // What was kept of a dry run may be gone: then it is looked at again. One that failed leaves that of before, whose mapping is mended.
    let dry = if matches!(shape, "looked" | "rests") { dry::view(&desk, &moving, &asked).await? } else { None };
    let stored = matches!(moving.state, MovingState::Running | MovingState::Paused | MovingState::Done | MovingState::TakenOut);
    let view = OneView {
        import: row(&desk, &moving),
        shape: if shape == "looked" && dry.is_none() { "rests" } else { shape },
        may_pause: moving.state == MovingState::Running,
        may_resume: far.is_none() && matches!(moving.state, MovingState::Running | MovingState::Paused),
        may_take_out: stored && moving.state != MovingState::TakenOut && desk.act.role.may(Verb::Withdraw),
        far,
        made: moving.counts.get("new").copied().unwrap_or_default(),
        stayed: match moving.state {
            MovingState::TakenOut => moving::stayed(newsroom, &desk.act, id, STAYED).await?,
            _ => Vec::new(),
        },
        dry,
        review: if stored { Some(review(&desk, id, &asked).await?) } else { None },
    };
    let title = view.import.title.clone();
    let frame = Frame { title, words: &["script.imports"], data: Value::Null, ..Frame::new(&desk, "import", "imports") };
    desk.page(frame, view).await
}
