//! The log: who did what, when, from where.

use crate::account_view::LineView;
use crate::api::input::Query;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::http::when::instant;
use axum::Json;
use axum::extract::State;
use domain::id::StaffId;
use serde::{Deserialize, Serialize};
use store::audit::Filter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Lines at once, unless fewer are asked for.
const MOST: usize = 200;

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// What one member of staff did.
    staff: Option<i64>,
    /// One verb: `publish`.
    verb: Option<String>,
    /// From a day of the paper's zone on, or an instant (RFC 3339).
    since: Option<String>,
    /// Through a day of the paper's zone, or before an instant (RFC 3339).
    until: Option<String>,
    /// Older than the line of this number.
    before: Option<i64>,
    /// How many; 200 at most.
    limit: Option<usize>,
}

/// Lines of the log.
#[derive(Debug, Serialize, ToSchema)]
struct Lines {
    /// The newest first.
    lines: Vec<LineView>,
    /// `before` of the next ones; none when there are no more.
    next: Option<i64>,
}

/// Who did what, when, from where, the newest first
#[utoipa::path(get, path = "/audit", tag = "audit", params(Which), responses((status = 200, body = Lines), (status = "default", body = ProblemBody)))]
async fn list(who: SignedIn, State(app): State<App>, Query(which): Query<Which>) -> Result<Json<Lines>, Problem> {
    let zone = newsroom::paper::get(app.newsroom()).await?.zone;
    let filter = Filter {
        staff: which.staff.map(StaffId),
        verb: which.verb.filter(|verb| !verb.is_empty()),
        since: which.since.as_deref().map(|said| instant(said, &zone, 0).ok_or_else(|| wrong("since", said))).transpose()?,
        until: which.until.as_deref().map(|said| instant(said, &zone, 1).ok_or_else(|| wrong("until", said))).transpose()?,
        before: which.before,
    };
    let limit = which.limit.unwrap_or(50).clamp(1, MOST);
    let found = newsroom::audit::find(app.newsroom(), &who.act, &filter, limit).await?;
    let next = found.last().filter(|_| found.len() == limit).map(|entry| entry.id);
    Ok(Json(Lines { lines: found.iter().map(LineView::of).collect(), next }))
}

fn wrong(field: &str, said: &str) -> Problem {
    Problem::field(field, format!("“{said}” is no day (2026-11-20) and no instant (2026-11-20T11:29:00Z)"))
}
