//! The front: what stands on it now or at an instant to come, and how it is laid out by hand.

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::running_view::front::{FrontBody, LayoutBody, SlotBody, body, layout};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::front::{PLACES, Slot};
use domain::id::{LayoutId, StoryId};
use domain::role::Verb;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(shown, lay_out)).routes(routes!(give_up))
}

/// At which instant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct When {
    /// RFC 3339, or `YYYY-MM-DDTHH:MM` in the paper's zone; now when not given.
    at: Option<String>,
}

/// How the front is to be laid out.
#[derive(Debug, Deserialize, ToSchema)]
struct LayOut {
    /// When it takes effect: RFC 3339, or `YYYY-MM-DDTHH:MM` in the paper's zone; none: now.
    #[serde(default)]
    from: Option<String>,
    /// The number of the layout that was seen: the one that holds now, or the scheduled one that this replaces; none when
    /// there was none.
    #[serde(default)]
    had: Option<i64>,
    #[schema(max_items = 15)]
    slots: Vec<SlotBody>,
}

/// The front, now or at an instant to come
#[utoipa::path(get, path = "/front", tag = "front", params(When), responses((status = 200, body = FrontBody), (status = "default", body = ProblemBody)))]
async fn shown(State(app): State<App>, who: SignedIn, Query(when): Query<When>) -> Result<Json<FrontBody>, Problem> {
    who.act.allow(Verb::EditFront)?;
    let zone = newsroom::paper::get(app.newsroom()).await?.zone;
    Ok(Json(body(&app, &zone, when.at.as_deref()).await?))
}

/// Lay the front out, now or from an instant to come
#[utoipa::path(put, path = "/front", tag = "front", request_body = LayOut, responses((status = 200, body = LayoutBody), (status = "default", body = ProblemBody)))]
async fn lay_out(State(app): State<App>, who: SignedIn, Input(wanted): Input<LayOut>) -> Result<Json<LayoutBody>, Problem> {
    who.act.allow(Verb::EditFront)?;
    let zone = newsroom::paper::get(app.newsroom()).await?.zone;
    let read = |field: &'static str, text: &str| zone.read(text).map_err(|error| Problem::field(field, error.to_string()));
    let some = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let from = some(&wanted.from).map(|text| read("from", &text)).transpose()?;
    let mut slots = Vec::new();
    for slot in wanted.slots.into_iter().take(PLACES + 1) {
        let until = some(&slot.until).map(|text| read("until", &text)).transpose()?;
        slots.push(Slot { place: slot.place, story: StoryId(slot.story), until });
    }
    let saved = newsroom::front::lay_out(app.newsroom(), &who.act, wanted.had.map(LayoutId), from, slots).await?;
    Ok(Json(layout(&saved)))
}

/// Give up a front that was scheduled
#[utoipa::path(delete, path = "/front/layouts/{id}", tag = "front", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn give_up(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    newsroom::front::give_up(app.newsroom(), &who.act, LayoutId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
