//! Works: an artist's, one with the stories about it, made, changed, merged, removed, tied to stories.

use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::body::WorkKind;
use domain::id::{ArtistId, StoryId, WorkId};
use domain::part_day::PartDay;
use domain::work::{NewWork, Work};
use newsroom::artists::Which as Who;
use newsroom::works::{self, Change, Sheet, Which};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_artist, create))
        .routes(routes!(sheet, change, remove))
        .routes(routes!(merge))
        .routes(routes!(of_story))
        .routes(routes!(about, forget))
}

/// A work.
#[derive(Debug, Serialize, ToSchema)]
struct WorkBody {
    id: i64,
    title: String,
    /// `song`, `album`, `ep`, `film`, `show` or `book`.
    kind: &'static str,
    /// `2014`, `2014-10`, `2014-10-24`, or empty.
    released: String,
    musicbrainz: Option<String>,
    /// Whose it is; its address stands under the first.
    artists: Vec<i64>,
    slug: String,
    /// Into which it was merged.
    merged_into: Option<i64>,
}

impl WorkBody {
    fn of(work: &Work) -> Self {
        Self {
            id: work.id.0,
            title: work.title.clone(),
            kind: work.kind.word(),
            released: work.released.to_string(),
            musicbrainz: work.musicbrainz.clone(),
            artists: work.artists.iter().map(|artist| artist.0).collect(),
            slug: work.slug.to_string(),
            merged_into: work.merged_into.map(|into| into.0),
        }
    }
}

/// A work of an artist.
#[derive(Debug, Serialize, ToSchema)]
struct ListedWorkBody {
    #[serde(flatten)]
    work: WorkBody,
    /// How many live stories are about it.
    stories: usize,
}

/// An artist's works.
#[derive(Debug, Serialize, ToSchema)]
struct WorksBody {
    works: Vec<ListedWorkBody>,
}

/// A story about a work.
#[derive(Debug, Serialize, ToSchema)]
struct AboutBody {
    story: i64,
    headline: String,
    state: &'static str,
    /// `found` in its text, `said` by a person, `denied` by a person.
    how: &'static str,
}

/// A work with the stories about it.
#[derive(Debug, Serialize, ToSchema)]
struct WorkSheetBody {
    #[serde(flatten)]
    work: WorkBody,
    address: String,
    stories: Vec<AboutBody>,
}

impl WorkSheetBody {
    fn of(sheet: &Sheet) -> Self {
        let story = |story: &works::StoryAbout| AboutBody {
            story: story.id.0,
            headline: story.headline.clone(),
            state: story.state,
            how: story.about.word(),
        };
        Self { work: WorkBody::of(&sheet.work), address: sheet.address.clone(), stories: sheet.stories.iter().map(story).collect() }
    }
}

/// A work that a story is about, or is not.
#[derive(Debug, Serialize, ToSchema)]
struct StoryWorkBody {
    #[serde(flatten)]
    work: WorkBody,
    /// `found` in its text, `said` by a person, `denied` by a person.
    how: &'static str,
}

/// The works of a story.
#[derive(Debug, Serialize, ToSchema)]
struct StoryWorksBody {
    works: Vec<StoryWorkBody>,
}

fn kind(word: &str) -> Result<WorkKind, Problem> {
    WorkKind::from_word(word).ok_or_else(|| Problem::field("kind", "is “song”, “album”, “ep”, “film”, “show” or “book”"))
}

fn released(text: &str) -> Result<PartDay, Problem> {
    Ok(PartDay::parse("released", text).map_err(newsroom::VerbError::from)?)
}

fn work(id: i64) -> Which {
    Which::Id(WorkId(id))
}

/// An artist's works, the newest first
#[utoipa::path(get, path = "/artists/{id}/works", tag = "works", params(("id" = i64, Path, description = "The artist's number")), responses((status = 200, body = WorksBody), (status = "default", body = ProblemBody)))]
async fn of_artist(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<WorksBody>, Problem> {
    let works = works::of_artist(app.newsroom(), &who.act, &Who::Id(ArtistId(id))).await?;
    let works = works.iter().map(|(work, stories)| ListedWorkBody { work: WorkBody::of(work), stories: *stories }).collect();
    Ok(Json(WorksBody { works }))
}

/// A new work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWorkInput {
    title: String,
    /// `song`, `album`, `ep`, `film`, `show` or `book`; `album` when not given.
    kind: Option<String>,
    /// `2014`, `2014-10` or `2014-10-24`.
    #[serde(default)]
    released: String,
    musicbrainz: Option<String>,
    /// Whose it is beside the artist.
    #[serde(default)]
    with: Vec<i64>,
}

/// Makes a work of an artist
#[utoipa::path(post, path = "/artists/{id}/works", tag = "works", params(("id" = i64, Path, description = "The artist's number")), request_body = NewWorkInput, responses((status = 201, body = WorkBody), (status = "default", body = ProblemBody)))]
async fn create(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<NewWorkInput>,
) -> Result<(StatusCode, Json<WorkBody>), Problem> {
    let artists: Vec<ArtistId> = std::iter::once(id).chain(input.with).map(ArtistId).collect();
    let kind = input.kind.as_deref().map_or(Ok(WorkKind::Album), kind)?;
    let new = NewWork { title: input.title, kind, released: released(&input.released)?, musicbrainz: input.musicbrainz };
    let work = works::create(app.newsroom(), &who.act, &artists, &new).await?;
    Ok((StatusCode::CREATED, Json(WorkBody::of(&work))))
}

/// A work with the stories about it
#[utoipa::path(get, path = "/works/{id}", tag = "works", params(("id" = i64, Path, description = "The work's number")), responses((status = 200, body = WorkSheetBody), (status = "default", body = ProblemBody)))]
async fn sheet(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<WorkSheetBody>, Problem> {
    Ok(Json(WorkSheetBody::of(&works::sheet(app.newsroom(), &who.act, &work(id)).await?)))
}

/// What changes of a work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeWorkInput {
    title: Option<String>,
    /// `song`, `album`, `ep`, `film`, `show` or `book`.
    kind: Option<String>,
    /// `2014`, `2014-10`, `2014-10-24`; empty: not known.
    released: Option<String>,
    /// Empty: none.
    musicbrainz: Option<String>,
    /// Whose it is, in order.
    artists: Option<Vec<i64>>,
}

/// Changes a work; what is not named stays. With another title or first artist the old address redirects
#[utoipa::path(patch, path = "/works/{id}", tag = "works", params(("id" = i64, Path, description = "The work's number")), request_body = ChangeWorkInput, responses((status = 200, body = WorkBody), (status = "default", body = ProblemBody)))]
async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ChangeWorkInput>,
) -> Result<Json<WorkBody>, Problem> {
    let change = Change {
        title: input.title,
        kind: input.kind.as_deref().map(kind).transpose()?,
        released: input.released.as_deref().map(released).transpose()?,
        musicbrainz: input.musicbrainz,
        artists: input.artists.map(|artists| artists.into_iter().map(ArtistId).collect()),
    };
    Ok(Json(WorkBody::of(&works::edit(app.newsroom(), &who.act, &work(id), &change).await?)))
}

/// Removes a work; its address leads to its artist
#[utoipa::path(delete, path = "/works/{id}", tag = "works", params(("id" = i64, Path, description = "The work's number")), responses((status = 200, body = WorkBody), (status = "default", body = ProblemBody)))]
async fn remove(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<WorkBody>, Problem> {
    Ok(Json(WorkBody::of(&works::remove(app.newsroom(), &who.act, &work(id)).await?)))
}

/// Into which a work is merged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeWorkInput {
    into: i64,
}

/// Merges the work into another: its stories move, its address redirects
#[utoipa::path(post, path = "/works/{id}/merge", tag = "works", params(("id" = i64, Path, description = "The work that goes")), request_body = MergeWorkInput, responses((status = 200, body = WorkBody), (status = "default", body = ProblemBody)))]
async fn merge(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<MergeWorkInput>,
) -> Result<Json<WorkBody>, Problem> {
    Ok(Json(WorkBody::of(&works::merge(app.newsroom(), &who.act, &work(id), &work(input.into)).await?)))
}

/// The works that a story is about, and those that a person said it is not
#[utoipa::path(get, path = "/stories/{id}/works", tag = "works", params(("id" = i64, Path, description = "The story's number")), responses((status = 200, body = StoryWorksBody), (status = "default", body = ProblemBody)))]
async fn of_story(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<StoryWorksBody>, Problem> {
    let works = works::of_story(app.newsroom(), &who.act, StoryId(id)).await?;
    let works = works.iter().map(|(work, how)| StoryWorkBody { work: WorkBody::of(work), how: how.word() }).collect();
    Ok(Json(StoryWorksBody { works }))
}

/// Whether a story is about a work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IsAboutInput {
    about: bool,
}

/// Says that the story is about a work, or that it is not, for good
#[utoipa::path(put, path = "/stories/{id}/works/{work}", tag = "works", params(("id" = i64, Path, description = "The story's number"), ("work" = i64, Path, description = "The work's number")), request_body = IsAboutInput, responses((status = 200, body = WorkBody), (status = "default", body = ProblemBody)))]
async fn about(
    State(app): State<App>,
    who: SignedIn,
    Path((id, of)): Path<(i64, i64)>,
    Input(input): Input<IsAboutInput>,
) -> Result<Json<WorkBody>, Problem> {
    let told = works::about(app.newsroom(), &who.act, StoryId(id), &work(of), Some(input.about)).await?;
    Ok(Json(WorkBody::of(&told)))
}

/// Takes back what was said of a story and a work
#[utoipa::path(delete, path = "/stories/{id}/works/{work}", tag = "works", params(("id" = i64, Path, description = "The story's number"), ("work" = i64, Path, description = "The work's number")), responses((status = 200, body = WorkBody), (status = "default", body = ProblemBody)))]
async fn forget(State(app): State<App>, who: SignedIn, Path((id, of)): Path<(i64, i64)>) -> Result<Json<WorkBody>, Problem> {
    Ok(Json(WorkBody::of(&works::about(app.newsroom(), &who.act, StoryId(id), &work(of), None).await?)))
}
