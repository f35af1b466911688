//! What stands beside a story at the desk: what is in its way, notes in its margin, its versions, texts that were set
//! aside, keys to its preview.

mod notes;
mod previews;
mod versions;

use crate::api::input::Path;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::id::StoryId;
use domain::story::checks::{Check, Place};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(checks)).merge(notes::routes()).merge(versions::routes()).merge(previews::routes())
}

/// Something to look at before the story runs.
#[derive(Debug, Serialize, ToSchema)]
struct CheckBody {
    /// A word for programs, such as `picture_credit`.
    code: &'static str,
    /// What it is, for a person.
    message: String,
    /// The field that it is about, as the draft names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// The block of the body that it is about, counted from 0 among the outermost ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<usize>,
    /// Whether the story cannot run with it.
    blocking: bool,
}

/// Everything there is to look at.
#[derive(Debug, Serialize, ToSchema)]
struct ChecksBody {
    checks: Vec<CheckBody>,
}

/// What stands in the way of what is being written
#[utoipa::path(get, path = "/stories/{id}/checks", tag = "stories", params(("id" = i64, Path,)), responses((status = 200, body = ChecksBody), (status = "default", body = ProblemBody)))]
async fn checks(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<ChecksBody>, Problem> {
    let found = newsroom::desk::checks::of(app.newsroom(), &who.act, StoryId(id)).await?;
    Ok(Json(ChecksBody { checks: found.into_iter().map(CheckBody::of).collect() }))
}

impl CheckBody {
    fn of(check: Check) -> Self {
        let (field, block) = match check.place {
            Place::Field(field) => (Some(field), None),
            Place::Block(block) => (None, Some(block)),
        };
        Self { code: check.code.word(), message: check.message, field, block, blocking: check.blocking }
    }
}
