//! The queue of doubtful links: a name in its sentence, decided with one key.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::Query;
use axum::response::Response;
use domain::id::{ArtistId, StoryId};
use domain::role::Verb;
use newsroom::links::{self, Doubt};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::artists::Entry;
use text::template::urls;

/// Links on a page.
const LISTED: usize = 30;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    artist: Option<i64>,
    before: Option<i64>,
}

#[derive(Serialize)]
struct CandidateView {
    /// What is pressed: 1, 2, 3.
    key: usize,
    id: i64,
    name: String,
    disambiguation: String,
    stories: i64,
    input: String,
}

#[derive(Serialize)]
struct DoubtView {
    story: i64,
    headline: String,
    state: &'static str,
    artist: i64,
    artist_name: String,
    disambiguation: String,
    stories: i64,
    strength: &'static str,
    evidence: String,
    times: usize,
    before: String,
    name: String,
    after: String,
    accepted: i64,
    rejected: i64,
    candidates: Vec<CandidateView>,
    yes: String,
    no: String,
    undo: String,
}

#[derive(Serialize)]
struct WaitingView {
    id: i64,
    name: String,
    disambiguation: String,
    waiting: i64,
    here: bool,
    url: String,
    yes: String,
    no: String,
}

#[derive(Serialize)]
struct QueueView {
    doubts: Vec<DoubtView>,
    waiting: i64,
    artists: Vec<WaitingView>,
    all_url: Option<&'static str>,
    next_url: Option<String>,
    may_decide: bool,
}

fn decision(decision: Value) -> String {
    json!({ "decisions": [decision] }).to_string()
}

/// So many namesakes have a key of their own.
const KEYS: usize = 3;

fn view(doubt: &Doubt) -> DoubtView {
    let (story, artist) = (doubt.story.0, doubt.artist.artist.0);
    let candidate = |(place, entry): (usize, &std::sync::Arc<Entry>)| {
        let verdict = if entry.artist.0 == artist {
            json!({ "story": story, "artist": artist, "verdict": "accept" })
        } else {
            json!({ "story": story, "artist": artist, "verdict": "instead", "instead": entry.artist.0 })
        };
        CandidateView {
            key: place + 1,
            id: entry.artist.0,
            name: entry.name.clone(),
            disambiguation: entry.disambiguation.clone(),
            stories: entry.stories,
            input: decision(verdict),
        }
    };
    let several = doubt.candidates.len() > 1;
    let rejections: Vec<Value> =
        doubt.candidates.iter().map(|entry| json!({ "story": story, "artist": entry.artist.0, "verdict": "reject" })).collect();
    let undo: Vec<Value> =
        doubt.candidates.iter().map(|entry| json!({ "story": story, "artist": entry.artist.0, "verdict": "forget" })).collect();
    DoubtView {
        story,
        headline: doubt.headline.clone(),
        state: doubt.state,
        artist,
        artist_name: doubt.artist.name.clone(),
        disambiguation: doubt.artist.disambiguation.clone(),
        stories: doubt.artist.stories,
        strength: doubt.strength.word(),
        evidence: doubt.evidence.clone(),
        times: doubt.times,
        before: doubt.context.before.clone(),
        name: doubt.context.name.clone(),
        after: doubt.context.after.clone(),
        accepted: doubt.decided.0,
        rejected: doubt.decided.1,
        candidates: doubt.candidates.iter().enumerate().take(KEYS).filter(|_| several).map(candidate).collect(),
        yes: decision(json!({ "story": story, "artist": artist, "verdict": "accept" })),
        no: json!({ "decisions": rejections }).to_string(),
        undo: json!({ "decisions": undo }).to_string(),
    }
}

/// The queue, of everybody or of one artist.
pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom().clone();
    let found = links::queue(&newsroom, &desk.act, asked.artist.map(ArtistId), asked.before.map(StoryId), LISTED).await?;
    let most = links::in_doubt(&newsroom, &desk.act, LISTED).await?;
    let waiting = |one: &links::InDoubt| {
        let id = one.artist.artist.0;
        WaitingView {
            id,
            name: one.artist.name.clone(),
            disambiguation: one.artist.disambiguation.clone(),
            waiting: one.stories,
            here: asked.artist == Some(id),
            url: urls::desk("links", &[], Some(("artist", id))),
            yes: decision(json!({ "artist": id, "verdict": "accept" })),
            no: decision(json!({ "artist": id, "verdict": "reject" })),
        }
    };
    let artist = asked.artist.map(|artist| artist.to_string()).unwrap_or_default();
    let view = QueueView {
        doubts: found.doubts.iter().map(view).collect(),
        waiting: found.waiting,
        artists: most.iter().map(waiting).collect(),
        all_url: asked.artist.map(|_| "/desk/links"),
        next_url: found.next.map(|next| urls::desk("links", &[("artist", &artist)], Some(("before", next.0)))),
        may_decide: desk.act.role.may(Verb::EditArtists),
    };
    let frame = Frame { words: &["script.links"], ..Frame::new(&desk, "links", "links") };
    desk.page(frame, view).await
}
