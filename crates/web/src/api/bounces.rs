//! What came back: bounces and complaints, and mailboxes that fail for long.

use crate::api::input::Query;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::reader_view::{BouncesPage, ReaderRow};
use axum::Json;
use axum::extract::State;
use domain::bounce::Kind;
use newsroom::bounce as verbs;
use serde::{Deserialize, Serialize};
use store::bounces::Filter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(failing))
}

/// Which.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// `hard`, `soft`, `ours`, `complaint` or `opt-out`.
    kind: Option<String>,
    /// What came in before this one.
    before: Option<i64>,
    /// How many; 200 at most.
    limit: Option<usize>,
}

/// What came back, the newest first
#[utoipa::path(get, path = "/bounces", tag = "readers", params(Which), responses((status = 200, body = BouncesPage), (status = "default", body = ProblemBody)))]
async fn list(who: SignedIn, State(app): State<App>, Query(which): Query<Which>) -> Result<Json<BouncesPage>, Problem> {
    let kind = which.kind.filter(|word| !word.is_empty());
    let known = || Kind::ALL.map(Kind::word).join(", ");
    let unknown = |word: &str| Problem::field("kind", format!("there is no “{word}”; there is {}", known()));
    let kind = kind.map(|word| Kind::from_word(&word).ok_or_else(|| unknown(&word))).transpose()?;
    let filter = Filter { kind, edition: None, before: which.before };
    Ok(Json(BouncesPage::of(&verbs::list(app.newsroom(), &who.act, filter, which.limit.unwrap_or(50)).await?)))
}

/// A reader whose mailbox has failed for long.
#[derive(Debug, Serialize, ToSchema)]
struct FailingView {
    #[serde(flatten)]
    reader: ReaderRow,
    /// Since when, UTC.
    failing_since: String,
}

/// Readers whose letters have come back softly for two weeks or more: nobody is dropped for that, somebody decides
#[utoipa::path(get, path = "/bounces/failing", tag = "readers", responses((status = 200, body = Vec<FailingView>), (status = "default", body = ProblemBody)))]
async fn failing(who: SignedIn, State(app): State<App>) -> Result<Json<Vec<FailingView>>, Problem> {
    let failing = verbs::failing(app.newsroom(), &who.act).await?;
    let view = |one: &verbs::Failing| FailingView { reader: ReaderRow::of(&one.reader), failing_since: one.since.rfc3339() };
    Ok(Json(failing.iter().map(view).collect()))
}
