//! The paper's own ads.

use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::running_view::ads::{AdBody, TallyBody, body, tally};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::AdId;
use domain::time::{Day, Zone};
use newsroom::ads::{self, Counted, Wish};
use serde::{Deserialize, Serialize};
use store::ads::Tally;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(one, change, remove)).routes(routes!(stop)).routes(routes!(run))
}

/// An ad as it is wished.
#[derive(Debug, Deserialize, ToSchema)]
struct WishBody {
    /// What the desk calls it.
    name: String,
    /// The key of a picture of the library.
    media: String,
    /// What the picture says.
    alt: String,
    /// Where it leads, `https://…`.
    link: String,
    /// `front`, `section`, `story`, `edition`.
    places: Vec<String>,
    /// Slugs; none: in all sections.
    #[serde(default)]
    sections: Vec<String>,
    /// Its first day, `YYYY-MM-DD`, in the paper's zone.
    from: String,
    /// Its last day.
    until: String,
    /// For a change: the revision that it was made from.
    #[serde(default)]
    revision: i64,
}

/// The ads of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdsBody {
    pub(crate) ads: Vec<AdBody>,
}

/// An ad with its sums of each day and place.
#[derive(Debug, Serialize, ToSchema)]
struct OneBody {
    ad: AdBody,
    days: Vec<DayBody>,
}

/// Sums of a day in a place.
#[derive(Debug, Serialize, ToSchema)]
struct DayBody {
    day: String,
    place: &'static str,
    #[serde(flatten)]
    tally: TallyBody,
}

fn wish(wanted: WishBody, zone: &Zone) -> Result<Wish, Problem> {
    let day = |field: &'static str, text: &str| {
        text.trim().parse::<Day>().map_err(|_| Problem::field(field, format!("“{text}” is no day; write it as 2026-11-20")))
    };
    let from = zone.start_of(day("from", &wanted.from)?);
    let after = day("until", &wanted.until)?.tomorrow().map_err(|_| Problem::field("until", "is beyond the calendar"))?;
    Ok(Wish {
        name: wanted.name,
        media: wanted.media,
        alt: wanted.alt,
        link: wanted.link,
        places: wanted.places,
        sections: wanted.sections,
        from,
        until: zone.start_of(after),
    })
}

async fn zone(app: &App) -> Result<Zone, Problem> {
    Ok(newsroom::paper::get(app.newsroom()).await?.zone)
}

/// The paper's ads with their sums, the last to end first
#[utoipa::path(get, path = "/ads", tag = "ads", responses((status = 200, body = AdsBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<AdsBody>, Problem> {
    let zone = zone(&app).await?;
    let all = ads::list(app.newsroom(), &who.act, 500).await?;
    Ok(Json(AdsBody { ads: all.iter().map(|counted| body(counted, &zone, who.act.now)).collect() }))
}

/// Add an ad
#[utoipa::path(post, path = "/ads", tag = "ads", request_body = WishBody, responses((status = 201, body = AdBody), (status = "default", body = ProblemBody)))]
async fn add(State(app): State<App>, who: SignedIn, Input(wanted): Input<WishBody>) -> Result<(StatusCode, Json<AdBody>), Problem> {
    let zone = zone(&app).await?;
    let ad = ads::add(app.newsroom(), &who.act, wish(wanted, &zone)?).await?;
    Ok((StatusCode::CREATED, Json(body(&Counted { ad, total: Tally::default() }, &zone, who.act.now))))
}

/// An ad with its sums of each day and place
#[utoipa::path(get, path = "/ads/{id}", tag = "ads", params(("id" = i64, Path)), responses((status = 200, body = OneBody), (status = "default", body = ProblemBody)))]
async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<OneBody>, Problem> {
    let zone = zone(&app).await?;
    let (counted, days) = ads::one(app.newsroom(), &who.act, AdId(id)).await?;
    let days = days.into_iter().map(|(day, place, sums)| DayBody { day: day.to_string(), place: place.word(), tally: tally(sums) });
    Ok(Json(OneBody { ad: body(&counted, &zone, who.act.now), days: days.collect() }))
}

/// Change an ad
#[utoipa::path(put, path = "/ads/{id}", tag = "ads", params(("id" = i64, Path)), request_body = WishBody, responses((status = 200, body = AdBody), (status = "default", body = ProblemBody)))]
async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(wanted): Input<WishBody>,
) -> Result<Json<AdBody>, Problem> {
    let zone = zone(&app).await?;
    let had = wanted.revision;
    let ad = ads::change(app.newsroom(), &who.act, AdId(id), had, wish(wanted, &zone)?).await?;
    let (counted, _) = ads::one(app.newsroom(), &who.act, ad.id).await?;
    Ok(Json(body(&counted, &zone, who.act.now)))
}

/// Remove an ad and its sums
#[utoipa::path(delete, path = "/ads/{id}", tag = "ads", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn remove(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    ads::remove(app.newsroom(), &who.act, AdId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stop an ad at once
#[utoipa::path(post, path = "/ads/{id}/stop", tag = "ads", params(("id" = i64, Path)), responses((status = 200, body = AdBody), (status = "default", body = ProblemBody)))]
async fn stop(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<AdBody>, Problem> {
    stopped(&app, &who, id, true).await
}

/// Let a stopped ad run again
#[utoipa::path(post, path = "/ads/{id}/run", tag = "ads", params(("id" = i64, Path)), responses((status = 200, body = AdBody), (status = "default", body = ProblemBody)))]
async fn run(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<AdBody>, Problem> {
    stopped(&app, &who, id, false).await
}

async fn stopped(app: &App, who: &SignedIn, id: i64, stop: bool) -> Result<Json<AdBody>, Problem> {
    ads::stop(app.newsroom(), &who.act, AdId(id), stop).await?;
    let (counted, _) = ads::one(app.newsroom(), &who.act, AdId(id)).await?;
    Ok(Json(body(&counted, &zone(app).await?, who.act.now)))
}
