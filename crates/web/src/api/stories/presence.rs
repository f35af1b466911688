//! Who is in a story.

use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::StoryId;
use newsroom::desk::presence::{self, Presence};
use serde::{Deserialize, Serialize};
use store::desk::presence::Present;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(beat)).routes(routes!(take_over)).routes(routes!(leave))
}

/// A window.
#[derive(Debug, Deserialize, ToSchema)]
struct ClientInput {
    /// Letters, digits and hyphens that no other window has.
    client: String,
}

/// Who is in a story.
#[derive(Debug, Serialize, ToSchema)]
struct PresenceBody {
    /// Who writes.
    holder: Option<HolderBody>,
    /// Whether the asking window does.
    yours: bool,
    /// Who else is there.
    others: Vec<OtherBody>,
    /// The story's revision.
    newest: i64,
}

/// Who writes.
#[derive(Debug, Serialize, ToSchema)]
struct HolderBody {
    who: String,
    client: String,
    since: String,
}

/// Somebody who is there.
#[derive(Debug, Serialize, ToSchema)]
struct OtherBody {
    who: String,
}

impl PresenceBody {
    fn of(presence: Presence) -> Self {
        let holder = |holder: Present| HolderBody { who: holder.who, client: holder.client, since: holder.since.rfc3339() };
        Self {
            holder: presence.holder.map(holder),
            yours: presence.yours,
            others: presence.others.into_iter().map(|other| OtherBody { who: other.who }).collect(),
            newest: presence.newest,
        }
    }
}

/// Say that a window is still there; to be sent every ten seconds
#[utoipa::path(post, path = "/stories/{id}/presence", tag = "stories", params(("id" = i64, Path)), request_body = ClientInput,
    responses((status = 200, body = PresenceBody), (status = "default", body = ProblemBody)))]
async fn beat(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ClientInput>,
) -> Result<Json<PresenceBody>, Problem> {
    Ok(Json(PresenceBody::of(presence::beat(app.newsroom(), &who.act, StoryId(id), &input.client).await?)))
}

/// Take a story over from whoever writes
#[utoipa::path(post, path = "/stories/{id}/take-over", tag = "stories", params(("id" = i64, Path)), request_body = ClientInput,
    responses((status = 200, body = PresenceBody), (status = "default", body = ProblemBody)))]
async fn take_over(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ClientInput>,
) -> Result<Json<PresenceBody>, Problem> {
    Ok(Json(PresenceBody::of(presence::take_over(app.newsroom(), &who.act, StoryId(id), &input.client).await?)))
}

/// Say that a window leaves
#[utoipa::path(post, path = "/stories/{id}/leave", tag = "stories", params(("id" = i64, Path)), request_body = ClientInput,
    responses((status = 204), (status = "default", body = ProblemBody)))]
async fn leave(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ClientInput>,
) -> Result<StatusCode, Problem> {
    presence::leave(app.newsroom(), &who.act, StoryId(id), &input.client).await?;
    Ok(StatusCode::NO_CONTENT)
}
