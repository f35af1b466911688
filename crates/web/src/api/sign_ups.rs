//! Sign-ups that looked odd, and wait for a person.

use crate::api::input::Path;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::reader_view::HeldView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use newsroom::subscribe as verbs;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(held)).routes(routes!(let_go)).routes(routes!(drop_held))
}

/// Held sign-ups.
#[derive(Debug, Serialize, ToSchema)]
struct HeldSignUps {
    sign_ups: Vec<HeldView>,
}

/// Sign-ups that looked odd and wait for a person, the newest first
#[utoipa::path(get, path = "/held-sign-ups", tag = "readers", responses((status = 200, body = HeldSignUps), (status = "default", body = ProblemBody)))]
async fn held(who: SignedIn, State(app): State<App>) -> Result<Json<HeldSignUps>, Problem> {
    let held = verbs::held(app.newsroom(), &who.act).await?;
    Ok(Json(HeldSignUps { sign_ups: held.iter().map(HeldView::of).collect() }))
}

/// Let a held sign-up go: its address is mailed to, as any other
#[utoipa::path(post, path = "/held-sign-ups/{id}/let-go", tag = "readers", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn let_go(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    verbs::let_go(app.newsroom(), &who.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Drop a held sign-up; nobody is told
#[utoipa::path(delete, path = "/held-sign-ups/{id}", tag = "readers", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn drop_held(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    verbs::drop_held(app.newsroom(), &who.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
