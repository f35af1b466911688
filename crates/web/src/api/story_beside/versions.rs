//! What a story was, and the texts that were set aside when two people wrote.

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::story_view::{self, DraftBody, StoryBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::StoryId;
use newsroom::desk::versions::{self as verbs, Comparison};
use serde::{Deserialize, Serialize};
use text::compare::{BlockChange, Piece};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(compare))
        .routes(routes!(restore))
        .routes(routes!(asides))
        .routes(routes!(aside))
        .routes(routes!(done))
}

/// Which versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Older than this revision.
    before: Option<i64>,
    /// How many at most, 1 to 50; 20 when not given.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// A version in the list.
#[derive(Debug, Serialize, ToSchema)]
struct VersionRow {
    revision: i64,
    at: String,
    who: String,
    /// Where the story stood: the word of its state, or `pending` for a version beside what readers saw.
    state: String,
    headline: String,
    words: usize,
    /// Words that it has and the version before it has not.
    added: usize,
    /// Words that the version before it has and it has not.
    removed: usize,
    /// The correction note that it came with.
    correction: Option<String>,
}

/// The versions of a story.
#[derive(Debug, Serialize, ToSchema)]
struct VersionsBody {
    /// The newest first, those that stand included.
    versions: Vec<VersionRow>,
}

/// One version.
#[derive(Debug, Serialize, ToSchema)]
struct VersionBody {
    revision: i64,
    at: String,
    who: String,
    state: String,
    draft: DraftBody,
}

/// Words, and whether they came, went or stayed.
#[derive(Debug, Serialize, ToSchema)]
struct PieceBody {
    /// `same`, `added` or `removed`.
    change: &'static str,
    text: String,
}

/// A block, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct BlockBody {
    /// `same`, `added`, `removed` or `changed`.
    change: &'static str,
    pieces: Vec<PieceBody>,
    /// The same, ready to be shown: `ins` and `del` around what came and went.
    html: String,
}

/// A fact that differs.
#[derive(Debug, Serialize, ToSchema)]
struct FactBody {
    /// The field, as the draft names it.
    field: &'static str,
    from: String,
    to: String,
}

/// Two versions side by side, words marked.
#[derive(Debug, Serialize, ToSchema)]
struct ComparisonBody {
    from: i64,
    to: i64,
    headline: Vec<PieceBody>,
    standfirst: Vec<PieceBody>,
    facts: Vec<FactBody>,
    blocks: Vec<BlockBody>,
    added: usize,
    removed: usize,
}

/// Which two versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Two {
    /// The older one's revision.
    from: i64,
    /// The newer one's; 0 or absent: what is being written now.
    #[serde(default)]
    to: i64,
}

/// Which version is to come back.
#[derive(Debug, Deserialize, ToSchema)]
struct Restored {
    revision: i64,
}

/// A text that was set aside.
#[derive(Debug, Serialize, ToSchema)]
struct AsideRow {
    n: i64,
    at: String,
    who: String,
    /// The revision that it was written over.
    had: i64,
    headline: String,
    words: usize,
}

/// The texts that wait for somebody.
#[derive(Debug, Serialize, ToSchema)]
struct AsidesBody {
    asides: Vec<AsideRow>,
}

/// One of them, whole.
#[derive(Debug, Serialize, ToSchema)]
struct AsideBody {
    n: i64,
    at: String,
    who: String,
    had: i64,
    draft: DraftBody,
}

/// The versions of a story
#[utoipa::path(get, path = "/stories/{id}/versions", tag = "stories", params(("id" = i64, Path,), Wanted), responses((status = 200, body = VersionsBody), (status = "default", body = ProblemBody)))]
async fn list(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<VersionsBody>, Problem> {
    let found = verbs::list(app.newsroom(), &who.act, StoryId(id), wanted.before, wanted.limit.unwrap_or(20)).await?;
    let versions = found.into_iter().map(|one| VersionRow {
        revision: one.revision,
        at: one.at.rfc3339(),
        who: one.who,
        state: one.state,
        words: one.draft.body.word_count(),
        headline: one.draft.headline,
        added: one.added,
        removed: one.removed,
        correction: one.correction,
    });
    Ok(Json(VersionsBody { versions: versions.collect() }))
}

/// One version; 0 is what is being written now
#[utoipa::path(get, path = "/stories/{id}/versions/{revision}", tag = "stories", params(("id" = i64, Path,), ("revision" = i64, Path,)), responses((status = 200, body = VersionBody), (status = "default", body = ProblemBody)))]
async fn one(State(app): State<App>, who: SignedIn, Path((id, revision)): Path<(i64, i64)>) -> Result<Json<VersionBody>, Problem> {
    let found = verbs::one(app.newsroom(), &who.act, StoryId(id), revision).await?;
    let draft = story_view::draft(&app.newsroom().store().read().await?, &found.draft).await?;
    Ok(Json(VersionBody { revision: found.revision, at: found.at.rfc3339(), who: found.who, state: found.state, draft }))
}

/// Compares two versions, word by word
#[utoipa::path(get, path = "/stories/{id}/compare", tag = "stories", params(("id" = i64, Path,), Two), responses((status = 200, body = ComparisonBody), (status = "default", body = ProblemBody)))]
async fn compare(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Query(two): Query<Two>,
) -> Result<Json<ComparisonBody>, Problem> {
    let found = verbs::compare(app.newsroom(), &who.act, StoryId(id), two.from, two.to).await?;
    Ok(Json(ComparisonBody::of(found)))
}

/// Puts an earlier version's text in, as a version of its own
#[utoipa::path(post, path = "/stories/{id}/restore", tag = "stories", params(("id" = i64, Path,)), request_body = Restored, responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn restore(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(wanted): Input<Restored>,
) -> Result<Json<StoryBody>, Problem> {
    let working = verbs::restore(app.newsroom(), &who.act, StoryId(id), wanted.revision).await?;
    Ok(Json(story_view::of(&app.newsroom().store().read().await?, &who.act, &working).await?))
}

/// The texts that were set aside and wait for somebody
#[utoipa::path(get, path = "/stories/{id}/asides", tag = "stories", params(("id" = i64, Path,)), responses((status = 200, body = AsidesBody), (status = "default", body = ProblemBody)))]
async fn asides(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<AsidesBody>, Problem> {
    let found = newsroom::desk::asides(app.newsroom(), &who.act, StoryId(id)).await?;
    let asides = found.into_iter().map(|one| AsideRow {
        n: one.number,
        at: one.at.rfc3339(),
        who: one.who,
        had: one.had,
        words: one.draft.body.word_count(),
        headline: one.draft.headline,
    });
    Ok(Json(AsidesBody { asides: asides.collect() }))
}

/// One text that was set aside
#[utoipa::path(get, path = "/stories/{id}/asides/{n}", tag = "stories", params(("id" = i64, Path,), ("n" = i64, Path,)), responses((status = 200, body = AsideBody), (status = "default", body = ProblemBody)))]
async fn aside(State(app): State<App>, who: SignedIn, Path((id, n)): Path<(i64, i64)>) -> Result<Json<AsideBody>, Problem> {
    let found = newsroom::desk::aside(app.newsroom(), &who.act, StoryId(id), n).await?;
    let draft = story_view::draft(&app.newsroom().store().read().await?, &found.draft).await?;
    Ok(Json(AsideBody { n: found.number, at: found.at.rfc3339(), who: found.who, had: found.had, draft }))
}

/// Says that somebody has looked at a text that was set aside
#[utoipa::path(post, path = "/stories/{id}/asides/{n}/done", tag = "stories", params(("id" = i64, Path,), ("n" = i64, Path,)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn done(State(app): State<App>, who: SignedIn, Path((id, n)): Path<(i64, i64)>) -> Result<StatusCode, Problem> {
    newsroom::desk::done_with_aside(app.newsroom(), &who.act, StoryId(id), n).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl ComparisonBody {
    fn of(found: Comparison) -> Self {
        let (from, to) = found.revisions;
        let fact = |(field, from, to)| FactBody { field, from, to };
        Self {
            from,
            to,
            headline: pieces(found.headline),
            standfirst: pieces(found.standfirst),
            facts: found.facts.into_iter().map(fact).collect(),
            blocks: found.blocks.into_iter().map(block).collect(),
            added: found.added,
            removed: found.removed,
        }
    }
}

fn pieces(pieces: Vec<Piece>) -> Vec<PieceBody> {
    pieces.into_iter().map(|piece| PieceBody { change: piece.change.word(), text: piece.text }).collect()
}

fn block(block: BlockChange) -> BlockBody {
    BlockBody { change: block.change.word(), pieces: pieces(block.pieces), html: block.html.into_string() }
}
