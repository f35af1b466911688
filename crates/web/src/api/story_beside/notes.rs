//! Notes in margins.

use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::StoryId;
use domain::link::Span;
use domain::story::Draft;
use domain::story::note::Note;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, write)).routes(routes!(resolve)).routes(routes!(reopen))
}

/// A note in a margin.
#[derive(Debug, Serialize, ToSchema)]
struct NoteBody {
    /// Its number within the story.
    n: i64,
    /// The note that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<i64>,
    at: String,
    who: String,
    text: String,
    /// The words that it is about, as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
    /// The linkable text in which they stand; -2 the headline, -1 the standfirst. Absent when the words are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<i64>,
    /// Where they begin in it, in units of UTF-16.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    /// Where they end.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
    resolved: Option<ResolvedBody>,
}

/// Who resolved a note, and when.
#[derive(Debug, Serialize, ToSchema)]
struct ResolvedBody {
    at: String,
    who: String,
}

/// The notes of a story.
#[derive(Debug, Serialize, ToSchema)]
struct NotesBody {
    /// The oldest first, resolved ones too.
    notes: Vec<NoteBody>,
}

/// A note to be written.
#[derive(Debug, Deserialize, ToSchema)]
struct NewNote {
    text: String,
    /// The note that it answers.
    reply_to: Option<i64>,
    /// The linkable text that it is about; without it the note is about the whole story.
    block: Option<i64>,
    /// Where its words begin in it, in units of UTF-16.
    start: Option<usize>,
    /// Where they end.
    end: Option<usize>,
    /// The words, for programs that show them; the server reads them from the text.
    #[serde(default, rename = "quote")]
    _quote: Option<String>,
}

/// The number of a note that was written.
#[derive(Debug, Serialize, ToSchema)]
struct Written {
    n: i64,
}

/// The notes of a story
#[utoipa::path(get, path = "/stories/{id}/notes", tag = "stories", params(("id" = i64, Path,)), responses((status = 200, body = NotesBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<NotesBody>, Problem> {
    let newsroom = app.newsroom();
    let working = newsroom::desk::read(newsroom, &who.act, StoryId(id)).await?;
    let notes = newsroom::desk::notes::list(newsroom, &who.act, StoryId(id)).await?;
    Ok(Json(NotesBody { notes: notes.into_iter().map(|note| NoteBody::of(note, working.draft())).collect() }))
}

/// Writes a note: on words, in answer to another, or on the whole story
#[utoipa::path(post, path = "/stories/{id}/notes", tag = "stories", params(("id" = i64, Path,)), request_body = NewNote, responses((status = 201, body = Written), (status = "default", body = ProblemBody)))]
async fn write(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(note): Input<NewNote>,
) -> Result<(StatusCode, Json<Written>), Problem> {
    let newsroom = app.newsroom();
    let working = newsroom::desk::read(newsroom, &who.act, StoryId(id)).await?;
    let span = match (note.block, note.start, note.end) {
        (Some(block), Some(start), Some(end)) => Some(in_bytes(working.draft(), block, start, end)?),
        (None, None, None) => None,
        _ => return Err(Problem::field("block", "block, start and end are given together, or none of them")),
    };
    let n = newsroom::desk::notes::write(newsroom, &who.act, StoryId(id), &note.text, note.reply_to, span).await?;
    Ok((StatusCode::CREATED, Json(Written { n })))
}

/// Resolves a note
#[utoipa::path(post, path = "/stories/{id}/notes/{n}/resolve", tag = "stories", params(("id" = i64, Path,), ("n" = i64, Path,)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn resolve(State(app): State<App>, who: SignedIn, Path((id, n)): Path<(i64, i64)>) -> Result<StatusCode, Problem> {
    newsroom::desk::notes::resolve(app.newsroom(), &who.act, StoryId(id), n, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a resolved note again
#[utoipa::path(post, path = "/stories/{id}/notes/{n}/reopen", tag = "stories", params(("id" = i64, Path,), ("n" = i64, Path,)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn reopen(State(app): State<App>, who: SignedIn, Path((id, n)): Path<(i64, i64)>) -> Result<StatusCode, Problem> {
    newsroom::desk::notes::resolve(app.newsroom(), &who.act, StoryId(id), n, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl NoteBody {
    fn of(note: Note, draft: &Draft) -> Self {
        let span = note.anchor.as_ref().and_then(|anchor| anchor.span);
        let placed = span.and_then(|span| {
            let text = line(draft, span.block)?;
            let units = |at: usize| text.get(..at).map(|head| head.encode_utf16().count());
            Some((span.block, units(span.start)?, units(span.end)?))
        });
        Self {
            n: note.number,
            reply_to: note.reply_to,
            at: note.at.rfc3339(),
            who: note.who,
            text: note.text,
            quote: note.anchor.map(|anchor| anchor.quote),
            block: placed.map(|(block, ..)| block),
            start: placed.map(|(_, start, _)| start),
            end: placed.map(|(.., end)| end),
            resolved: note.resolved.map(|(at, who)| ResolvedBody { at: at.rfc3339(), who }),
        }
    }
}

/// A linkable text of a draft, without its marks.
fn line(draft: &Draft, block: i64) -> Option<String> {
    match block {
        Span::HEADLINE => Some(draft.headline.clone()),
        Span::STANDFIRST => Some(draft.standfirst.clone()),
        block => draft.body.texts().into_iter().find(|text| text.block == block).map(|text| text.inlines.text()),
    }
}

/// A stretch that is counted as browsers count, in units of UTF-16, as a span.
fn in_bytes(draft: &Draft, block: i64, start: usize, end: usize) -> Result<Span, Problem> {
    let gone = || Problem::field("block", "the words that the note is about are not in the text any more");
    let text = line(draft, block).ok_or_else(gone)?;
    let byte = |units: usize| {
        let mut seen = 0;
        let places = text.char_indices().map(|(at, c)| (at, c.len_utf16())).chain([(text.len(), 0)]);
        for (at, width) in places {
            if seen == units {
                return Some(at);
            }
            seen += width;
        }
        None
    };
    let (start, end) = (byte(start).ok_or_else(gone)?, byte(end).ok_or_else(gone)?);
    if start < end { Ok(Span { block, start, end }) } else { Err(gone()) }
}
