//! What is read now, and was today: sums that name nobody.

use crate::api::input::Query;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::running_view::counts::{CountsBody, body};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(shown))
}

/// How much of it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// How many pages and searches at most, 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// What is read now, was read today, and looked for in vain this week
#[utoipa::path(get, path = "/counts", tag = "counts", params(Wanted), responses((status = 200, body = CountsBody), (status = "default", body = ProblemBody)))]
async fn shown(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<CountsBody>, Problem> {
    Ok(Json(body(&app, &who.act, wanted.limit.unwrap_or(20).clamp(1, 100)).await?))
}
