//! Threads: stories that belong together, as a person says.

use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{StoryId, ThreadId};
use domain::thread::Thread;
use newsroom::threads::{self, Which, Within};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(sheet, change, remove))
        .routes(routes!(add_by_name))
        .routes(routes!(add, take_out))
        .routes(routes!(of_story))
}

/// A thread.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadBody {
    id: i64,
    slug: String,
    name: String,
    about: String,
}

impl ThreadBody {
    fn of(thread: &Thread) -> Self {
        Self { id: thread.id.0, slug: thread.slug.to_string(), name: thread.name.clone(), about: thread.about.clone() }
    }
}

/// Threads.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadsBody {
    threads: Vec<ThreadBody>,
}

/// A story of a thread.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadStoryBody {
    story: i64,
    headline: String,
    state: &'static str,
}

/// A thread with its stories.
#[derive(Debug, Serialize, ToSchema)]
struct ThreadSheetBody {
    #[serde(flatten)]
    thread: ThreadBody,
    stories: Vec<ThreadStoryBody>,
}

fn of(thread: &Thread, within: &[Within]) -> ThreadSheetBody {
    let story = |one: &Within| ThreadStoryBody { story: one.id.0, headline: one.headline.clone(), state: one.state };
    ThreadSheetBody { thread: ThreadBody::of(thread), stories: within.iter().map(story).collect() }
}

fn thread(id: i64) -> Which {
    Which::Id(ThreadId(id))
}

/// The threads, the newest first
#[utoipa::path(get, path = "/threads", tag = "threads", responses((status = 200, body = ThreadsBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<ThreadsBody>, Problem> {
    let threads = threads::list(app.newsroom(), &who.act).await?;
    Ok(Json(ThreadsBody { threads: threads.iter().map(ThreadBody::of).collect() }))
}

/// A new thread.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewThreadInput {
    name: String,
    /// A line about it.
    #[serde(default)]
    about: String,
}

/// Makes a thread
#[utoipa::path(post, path = "/threads", tag = "threads", request_body = NewThreadInput, responses((status = 201, body = ThreadBody), (status = "default", body = ProblemBody)))]
async fn create(
    State(app): State<App>,
    who: SignedIn,
    Input(input): Input<NewThreadInput>,
) -> Result<(StatusCode, Json<ThreadBody>), Problem> {
    let made = threads::create(app.newsroom(), &who.act, &input.name, &input.about).await?;
    Ok((StatusCode::CREATED, Json(ThreadBody::of(&made))))
}

/// A thread with its stories
#[utoipa::path(get, path = "/threads/{id}", tag = "threads", params(("id" = i64, Path, description = "The thread's number")), responses((status = 200, body = ThreadSheetBody), (status = "default", body = ProblemBody)))]
async fn sheet(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<ThreadSheetBody>, Problem> {
    let (found, within) = threads::sheet(app.newsroom(), &who.act, &thread(id)).await?;
    Ok(Json(of(&found, &within)))
}

/// What changes of a thread.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeThreadInput {
    name: Option<String>,
    about: Option<String>,
}

/// Changes what stands over a thread; what is not named stays
#[utoipa::path(patch, path = "/threads/{id}", tag = "threads", params(("id" = i64, Path, description = "The thread's number")), request_body = ChangeThreadInput, responses((status = 200, body = ThreadBody), (status = "default", body = ProblemBody)))]
async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ChangeThreadInput>,
) -> Result<Json<ThreadBody>, Problem> {
    let changed = threads::edit(app.newsroom(), &who.act, &thread(id), input.name.as_deref(), input.about.as_deref()).await?;
    Ok(Json(ThreadBody::of(&changed)))
}

/// Removes a thread; its stories stay
#[utoipa::path(delete, path = "/threads/{id}", tag = "threads", params(("id" = i64, Path, description = "The thread's number")), responses((status = 200, body = ThreadBody), (status = "default", body = ProblemBody)))]
async fn remove(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<ThreadBody>, Problem> {
    Ok(Json(ThreadBody::of(&threads::remove(app.newsroom(), &who.act, &thread(id)).await?)))
}

/// Which story goes into a thread.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThreadStoryInput {
    /// Its slug, address or number.
    story: String,
}

/// Puts a story into a thread, named by slug, address or number
#[utoipa::path(post, path = "/threads/{id}/stories", tag = "threads", params(("id" = i64, Path, description = "The thread's number")), request_body = ThreadStoryInput, responses((status = 200, body = ThreadBody), (status = "default", body = ProblemBody)))]
async fn add_by_name(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ThreadStoryInput>,
) -> Result<Json<ThreadBody>, Problem> {
    Ok(Json(ThreadBody::of(&threads::put_named(app.newsroom(), &who.act, &thread(id), &input.story).await?)))
}

/// Puts a story into a thread
#[utoipa::path(put, path = "/threads/{id}/stories/{story}", tag = "threads", params(("id" = i64, Path, description = "The thread's number"), ("story" = i64, Path, description = "The story's number")), responses((status = 200, body = ThreadBody), (status = "default", body = ProblemBody)))]
async fn add(State(app): State<App>, who: SignedIn, Path((id, story)): Path<(i64, i64)>) -> Result<Json<ThreadBody>, Problem> {
    Ok(Json(ThreadBody::of(&threads::put(app.newsroom(), &who.act, &thread(id), StoryId(story), true).await?)))
}

/// Takes a story out of a thread
#[utoipa::path(delete, path = "/threads/{id}/stories/{story}", tag = "threads", params(("id" = i64, Path, description = "The thread's number"), ("story" = i64, Path, description = "The story's number")), responses((status = 200, body = ThreadBody), (status = "default", body = ProblemBody)))]
async fn take_out(State(app): State<App>, who: SignedIn, Path((id, story)): Path<(i64, i64)>) -> Result<Json<ThreadBody>, Problem> {
    Ok(Json(ThreadBody::of(&threads::put(app.newsroom(), &who.act, &thread(id), StoryId(story), false).await?)))
}

/// The threads that a story is in
#[utoipa::path(get, path = "/stories/{id}/threads", tag = "threads", params(("id" = i64, Path, description = "The story's number")), responses((status = 200, body = ThreadsBody), (status = "default", body = ProblemBody)))]
async fn of_story(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<ThreadsBody>, Problem> {
    let threads = threads::of_story(app.newsroom(), &who.act, StoryId(id)).await?;
    Ok(Json(ThreadsBody { threads: threads.iter().map(ThreadBody::of).collect() }))
}
