//! Who can be credited: people and house bylines.

use crate::api::input::Query;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::role::Verb;
use serde::{Deserialize, Serialize};
use text::fold;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The most people of one answer, and how many when nobody says.
const MOST: usize = 50;
const USUAL: usize = 10;

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The begin of any of their names.
    q: Option<String>,
    /// How many at most, 1 to 50; 10 when not given.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// Somebody whom a byline can name.
#[derive(Debug, Serialize, ToSchema)]
struct PersonBody {
    name: String,
    /// A byline that belongs to nobody, such as Staff Writer.
    house: bool,
}

/// The people of an answer.
#[derive(Debug, Serialize, ToSchema)]
struct PeopleBody {
    /// House bylines first, then by name.
    people: Vec<PersonBody>,
}

/// People and house bylines whose name has a word that begins so
#[utoipa::path(get, path = "/people", tag = "stories", params(Wanted), responses((status = 200, body = PeopleBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<PeopleBody>, Problem> {
    who.act.allow(Verb::Look)?;
    let conn = app.newsroom().store().read().await?;
    let key = wanted.q.as_deref().map(fold::key).unwrap_or_default();
    let found = store::paper::people_named(&conn, &key, wanted.limit.unwrap_or(USUAL).clamp(1, MOST)).await?;
    let people = found.into_iter().map(|person| PersonBody { name: person.name, house: person.house }).collect();
    Ok(Json(PeopleBody { people }))
}
