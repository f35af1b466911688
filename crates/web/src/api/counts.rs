//! What is read now, and was today: sums that name nobody.

use crate::api::input::Query;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::role::Verb;
use newsroom::counts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
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

/// A page that is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReadBody {
    path: String,
    /// The headline of the story that stands there.
    headline: Option<String>,
    reads: i64,
}

/// An hour of today.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HourBody {
    /// Its first instant.
    pub(crate) from: String,
    pub(crate) reads: i64,
}

/// A search that found nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VainBody {
    /// Folded: small letters, no signs.
    query: String,
    times: i64,
}

/// What is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CountsBody {
    /// Pages answered to browsers by this process in the last five minutes.
    now: u64,
    now_pages: Vec<ReadBody>,
    /// Pages answered today.
    today: i64,
    today_pages: Vec<ReadBody>,
    pub(crate) hours: Vec<HourBody>,
    /// Searches of the last week that found nothing, most often first.
    vain: Vec<VainBody>,
}

/// What the API and the desk's page show.
pub(crate) async fn body(app: &App, who: &SignedIn, limit: usize) -> Result<CountsBody, Problem> {
    who.act.allow(Verb::Look)?;
    let now = app.newsroom().counts().now(who.act.now, limit);
    let today = counts::today(app.newsroom(), &who.act, limit).await?;
    let conn = app.newsroom().store().read().await?;
    let mut now_pages = Vec::new();
    for (path, reads) in now.pages {
        let headline = store::stories::headline_at(&conn, &path).await?;
        now_pages.push(ReadBody { path, headline, reads: i64::try_from(reads).unwrap_or(i64::MAX) });
    }
    Ok(CountsBody {
        now: now.reads,
        now_pages,
        today: today.reads,
        today_pages: today.pages.into_iter().map(|page| ReadBody { path: page.path, headline: page.headline, reads: page.reads }).collect(),
        hours: today.hours.into_iter().map(|(from, reads)| HourBody { from: from.rfc3339(), reads }).collect(),
        vain: today.vain.into_iter().map(|(query, times)| VainBody { query, times }).collect(),
    })
}

/// What is read now, was read today, and looked for in vain this week
#[utoipa::path(get, path = "/counts", tag = "counts", params(Wanted), responses((status = 200, body = CountsBody), (status = "default", body = ProblemBody)))]
async fn shown(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<CountsBody>, Problem> {
    Ok(Json(body(&app, &who, wanted.limit.unwrap_or(20).clamp(1, 100)).await?))
}
