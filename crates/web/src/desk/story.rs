//! A story at the desk: the words in the middle, the column of facts beside them. The page brings the story with it, so
//! that nothing is asked for before somebody can read and write.

use crate::desk::Desk;
use crate::desk::jobs::Lists;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::paper::body::Known;
use crate::story_view::{self, StoryBody};
use axum::extract::Path;
use axum::response::Response;
use domain::id::StoryId;
use serde::Serialize;

#[derive(Serialize)]
struct StoryView {
    /// The story as the API gives it, fit to stand in an element of script.
    story: String,
    headline: String,
    standfirst: String,
    artist_line: String,
    /// The text as the page prints it, until the editor takes its place.
    body: String,
    standing: String,
}

pub(super) async fn page(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let working = newsroom::desk::read(newsroom, &desk.act, StoryId(id)).await?;
    let story = story_view::of(&desk.press.conn, &desk.act, &working).await?;
    let html = Known::of_story(&desk.press, &working.as_written()).await?.page(&desk.press, &working.draft().body);
    let lists = Lists::of(&desk).await?;
    let frame = Frame {
        title: if story.draft.headline.is_empty() { desk.word("queue.untitled") } else { story.draft.headline.clone() },
        words: &["editor", "facts", "bar"],
        data: lists.island(&desk),
        ..Frame::new(&desk, "story", "queue")
    };
    let view = StoryView {
        headline: story.draft.headline.clone(),
        standfirst: story.draft.standfirst.clone(),
        artist_line: story.artist_line(),
        body: format!("{}{}", html.before.into_string(), html.after.into_string()),
        standing: standing(&desk, &story),
        story: island(&story)?,
    };
    desk.page(frame, view).await
}

/// Where it stands, in words, until the bar says it with the time.
fn standing(desk: &Desk, story: &StoryBody) -> String {
    let state = desk.word(&format!("queue.one_{}", story.state.name));
    story.owner.as_ref().map_or_else(|| state.clone(), |owner| format!("{state}, {}", owner.name))
}

/// No `<` in it can end the element that it stands in.
fn island(story: &StoryBody) -> Result<String, Fault> {
    let json = serde_json::to_string(story).map_err(|error| Fault::ours(format!("a story cannot be written as JSON: {error}")))?;
    Ok(json.replace('<', "\\u003c"))
}
