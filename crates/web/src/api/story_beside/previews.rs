//! Keys to the preview of a story, for somebody outside.

use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::StoryId;
use newsroom::desk::previews as verbs;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

/// A key that works. What it opens was told when it was made, and is not kept.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewBody {
    /// Its number within the story.
    n: i64,
    made: String,
    expires: String,
    who: String,
}

/// The keys of a story that work.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewsBody {
    previews: Vec<PreviewBody>,
}

/// For how long.
#[derive(Debug, Deserialize, ToSchema)]
struct Wanted {
    /// Days, 1 to 60.
    #[schema(minimum = 1, maximum = 60)]
    days: u32,
}

/// A key that was just made.
#[derive(Debug, Serialize, ToSchema)]
struct MadeBody {
    n: i64,
    /// The path that opens the story for whoever has it; told this once.
    url: String,
    expires: String,
}

/// The keys of a story that work
#[utoipa::path(get, path = "/stories/{id}/previews", tag = "stories", params(("id" = i64, Path,)), responses((status = 200, body = PreviewsBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<PreviewsBody>, Problem> {
    let found = verbs::list(app.newsroom(), &who.act, StoryId(id)).await?;
    let previews = found.into_iter().map(|one| PreviewBody {
        n: one.number,
        made: one.made.rfc3339(),
        expires: one.expires.rfc3339(),
        who: one.made_by,
    });
    Ok(Json(PreviewsBody { previews: previews.collect() }))
}

/// Makes a key that works for some days
#[utoipa::path(post, path = "/stories/{id}/previews", tag = "stories", params(("id" = i64, Path,)), request_body = Wanted, responses((status = 201, body = MadeBody), (status = "default", body = ProblemBody)))]
async fn make(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(wanted): Input<Wanted>,
) -> Result<(StatusCode, Json<MadeBody>), Problem> {
    let made = verbs::make(app.newsroom(), &who.act, StoryId(id), wanted.days).await?;
    Ok((StatusCode::CREATED, Json(MadeBody { n: made.number, url: made.path, expires: made.expires.rfc3339() })))
}

/// Takes a key back
#[utoipa::path(delete, path = "/stories/{id}/previews/{n}", tag = "stories", params(("id" = i64, Path,), ("n" = i64, Path,)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn revoke(State(app): State<App>, who: SignedIn, Path((id, n)): Path<(i64, i64)>) -> Result<StatusCode, Problem> {
    verbs::revoke(app.newsroom(), &who.act, StoryId(id), n).await?;
    Ok(StatusCode::NO_CONTENT)
}
