//! Who is asking.

use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use domain::role::{Scope, Verb};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(me))
}

/// A member of staff, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    id: i64,
    name: String,
    /// `contributor`, `writer`, `editor` or `owner`.
    role: &'static str,
    /// What this token may be used for; everything for a session of the desk.
    scopes: Vec<&'static str>,
}

/// Who is signed in, or whose token this is
#[utoipa::path(get, path = "/me", tag = "account", responses((status = 200, body = Me), (status = "default", body = ProblemBody)))]
async fn me(who: SignedIn) -> Result<Json<Me>, Problem> {
    who.act.allow(Verb::OwnAccount)?;
    let scopes = Scope::ALL.into_iter().filter(|scope| who.act.scopes.has(*scope)).map(Scope::word).collect();
    Ok(Json(Me { id: who.staff.id.0, name: who.staff.name, role: who.staff.role.word(), scopes }))
}
