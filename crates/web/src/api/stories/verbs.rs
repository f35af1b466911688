//! What moves a story from one state to the next.

use super::{AssignmentInput, answer, instant, zone};
use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::story_view::StoryBody;
use axum::Json;
use axum::extract::State;
use domain::id::StoryId;
use domain::story::desk::Update;
use newsroom::desk;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(assign))
        .routes(routes!(submit))
        .routes(routes!(send_back))
        .routes(routes!(publish))
        .routes(routes!(unschedule))
        .routes(routes!(update))
        .routes(routes!(discard))
        .routes(routes!(withdraw))
}

type Answer = Result<Json<StoryBody>, Problem>;

/// Something said.
#[derive(Debug, Deserialize, ToSchema)]
struct NoteInput {
    #[serde(default)]
    note: String,
}

/// When a story goes live.
#[derive(Debug, Deserialize, ToSchema)]
struct PublishInput {
    /// A time in the paper's zone (`2026-11-20T11:29`), or RFC 3339; nothing: now, or at a dateline to come.
    at: Option<String>,
}

/// What a new version comes with.
#[derive(Debug, Deserialize, ToSchema)]
struct UpdateInput {
    /// The note on a mistake, shown on the page, in the list of corrections and in the feeds.
    correction: Option<String>,
    /// The note alone: readers see the text as it is, and a new version goes on waiting.
    #[serde(default)]
    note_alone: bool,
    /// The next edition tells the correction to those whose letter had the story.
    #[serde(default)]
    tell: bool,
}

/// Why a story is taken down.
#[derive(Debug, Deserialize, ToSchema)]
struct WithdrawInput {
    /// As readers who follow an old link are told.
    #[serde(default)]
    reason: String,
}

/// Ask somebody for a story
#[utoipa::path(post, path = "/stories/{id}/assign", tag = "stories", params(("id" = i64, Path)), request_body = AssignmentInput,
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn assign(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Input(input): Input<AssignmentInput>) -> Answer {
    let assignment = input.read(&zone(&app).await?)?;
    answer(&app, &who, &desk::assign(app.newsroom(), &who.act, StoryId(id), assignment).await?).await
}

/// Give a draft to the editors
#[utoipa::path(post, path = "/stories/{id}/submit", tag = "stories", params(("id" = i64, Path)), request_body = NoteInput,
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn submit(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Input(input): Input<NoteInput>) -> Answer {
    answer(&app, &who, &desk::submit(app.newsroom(), &who.act, StoryId(id), &input.note).await?).await
}

/// Give a submitted story back to its writer
#[utoipa::path(post, path = "/stories/{id}/send-back", tag = "stories", params(("id" = i64, Path)), request_body = NoteInput,
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn send_back(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Input(input): Input<NoteInput>) -> Answer {
    answer(&app, &who, &desk::send_back(app.newsroom(), &who.act, StoryId(id), &input.note).await?).await
}

/// Make a story live, at once or at a time to come
#[utoipa::path(post, path = "/stories/{id}/publish", tag = "stories", params(("id" = i64, Path)), request_body = PublishInput,
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn publish(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Input(input): Input<PublishInput>) -> Answer {
    let at = match input.at.filter(|text| !text.is_empty()) {
        Some(text) => Some(instant(&zone(&app).await?, "at", &text)?),
        None => None,
    };
    answer(&app, &who, &desk::publish(app.newsroom(), &who.act, StoryId(id), at).await?).await
}

/// Take a scheduled story off the schedule
#[utoipa::path(post, path = "/stories/{id}/unschedule", tag = "stories", params(("id" = i64, Path)),
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn unschedule(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Answer {
    answer(&app, &who, &desk::unschedule(app.newsroom(), &who.act, StoryId(id)).await?).await
}

/// Show readers the new version of a live story
#[utoipa::path(post, path = "/stories/{id}/update", tag = "stories", params(("id" = i64, Path)), request_body = UpdateInput,
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn update(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Input(input): Input<UpdateInput>) -> Answer {
    let update = match (input.correction.as_deref(), input.note_alone) {
        (Some(note), true) => Update::NoteAlone(note),
        (Some(note), false) => Update::Corrected(note),
        (None, true) => return Err(Problem::field("correction", "say what was wrong and what is right")),
        (None, false) => Update::NewVersion,
    };
    let working = match input.tell {
        true => desk::update_and_tell(app.newsroom(), &who.act, StoryId(id), update).await?,
        false => desk::update(app.newsroom(), &who.act, StoryId(id), update).await?,
    };
    answer(&app, &who, &working).await
}

/// Drop the new version of a story on the paper
#[utoipa::path(post, path = "/stories/{id}/discard", tag = "stories", params(("id" = i64, Path)),
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn discard(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Answer {
    answer(&app, &who, &desk::discard(app.newsroom(), &who.act, StoryId(id)).await?).await
}

/// Take a live story down
#[utoipa::path(post, path = "/stories/{id}/withdraw", tag = "stories", params(("id" = i64, Path)), request_body = WithdrawInput,
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn withdraw(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Input(input): Input<WithdrawInput>) -> Answer {
    answer(&app, &who, &desk::withdraw(app.newsroom(), &who.act, StoryId(id), &input.reason).await?).await
}
