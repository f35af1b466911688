//! The queue of quotations: somebody's words in their sentence, made public or not with one key.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::Query;
use axum::response::Response;
use domain::id::StoryId;
use domain::role::Verb;
use newsroom::quotations::{self, Waiting};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use text::template::urls;

/// Quotations on a page, or a story more.
const LISTED: usize = 30;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
}

#[derive(Serialize)]
struct SpeakerView {
    /// What is pressed: 1, 2, 3.
    key: usize,
    id: i64,
    name: String,
    disambiguation: String,
    input: String,
}

#[derive(Serialize)]
struct QuotationView {
    before: String,
    paragraphs: Vec<String>,
    after: String,
    speaker: Option<String>,
    candidates: Vec<SpeakerView>,
    yes: String,
    nobody: String,
    no: String,
    undo: String,
}

#[derive(Serialize)]
struct StoryView {
    id: i64,
    headline: String,
    state: &'static str,
    quotations: Vec<QuotationView>,
    /// How many have a speaker: what the bulk answer confirms.
    spoken: usize,
    all: String,
}

#[derive(Serialize)]
struct QueueView {
    stories: Vec<StoryView>,
    waiting: i64,
    next_url: Option<String>,
    may_decide: bool,
}

/// So many artists have a key of their own.
const KEYS: usize = 3;

fn decision(decision: Value) -> String {
    json!({ "decisions": [decision] }).to_string()
}

fn view(waiting: &Waiting) -> QuotationView {
    let ruled = &waiting.ruled;
    let one = |verdict: &str, artist: Option<i64>| {
        let mut asked = json!({ "story": ruled.story.0, "position": ruled.position, "version": ruled.text_version, "verdict": verdict });
        if let (Some(asked), Some(artist)) = (asked.as_object_mut(), artist) {
            asked.insert("artist".to_owned(), artist.into());
        }
        decision(asked)
    };
    let candidates = waiting.candidates.iter().take(KEYS).enumerate().map(|(place, entry)| SpeakerView {
        key: place + 1,
        id: entry.artist.0,
        name: entry.name.clone(),
        disambiguation: entry.disambiguation.clone(),
        input: one("confirm", Some(entry.artist.0)),
    });
    QuotationView {
        before: waiting.around.0.clone(),
        paragraphs: ruled.quote.paragraphs.clone(),
        after: waiting.around.1.clone(),
        speaker: ruled.quote.speaker.clone(),
        candidates: candidates.collect(),
        yes: one("confirm", None),
        nobody: one("confirm", Some(0)),
        no: one("reject", None),
        undo: one("reopen", None),
    }
}

/// The queue.
pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom().clone();
    let page = quotations::queue(&newsroom, &desk.act, asked.before.map(StoryId), LISTED).await?;
    let stories = page.waiting.chunk_by(|one, other| one.ruled.story == other.ruled.story).filter_map(|of_story| {
        let first = of_story.first()?;
        let spoken = of_story.iter().filter(|one| one.ruled.quote.speaker.is_some()).count();
        let story = first.ruled.story.0;
        Some(StoryView {
            id: story,
            headline: first.headline.clone(),
            state: first.state,
            quotations: of_story.iter().map(view).collect(),
            spoken,
            all: decision(json!({ "story": story, "version": first.ruled.text_version, "verdict": "confirm" })),
        })
    });
    let view = QueueView {
        stories: stories.collect(),
        waiting: page.total,
        next_url: page.next.map(|next| urls::desk("quotations", &[], Some(("before", next.0)))),
        may_decide: desk.act.role.may(Verb::ConfirmQuotes),
    };
    let frame = Frame { words: &["script.links"], ..Frame::new(&desk, "quotations", "quotations") };
    desk.page(frame, view).await
}
