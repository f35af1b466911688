//! The API at `/api/v1`: every verb of the newsroom and every read of the desk as JSON, described by OpenAPI.
//!
//! A handler takes a [`SignedIn`](crate::door::SignedIn) (a session's cookie from our own pages, or a personal token),
//! parses, runs one verb or reads, and answers JSON. What goes wrong is a [`Problem`] (RFC 9457). One module a subject;
//! a route and its description are one macro, so neither can be forgotten: `.routes(routes!(list, create))`.

mod account;
mod ads;
mod artists;
mod audit;
mod bounces;
mod clips;
mod counts;
mod editions;
mod front;
mod imports;
mod incoming;
pub(crate) mod input;
mod links;
mod me;
mod media;
mod navigation;
mod people;
pub(crate) mod problem;
mod quotations;
mod readers;
mod search;
mod settings;
mod sign_ups;
mod staff;
mod stories;
mod story_beside;
mod threads;
mod works;

use crate::app::App;
use crate::http::fault::Fault;
use crate::http::headers::{self, Guard};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use problem::Problem;
use std::sync::Arc;
use utoipa::openapi::RefOr;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

/// One line a subject.
fn subjects() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(account::routes())
        .merge(audit::routes())
        .merge(me::routes())
        .merge(artists::routes())
        .merge(works::routes())
        .merge(threads::routes())
        .merge(quotations::routes())
        .merge(links::routes())
        .merge(clips::routes())
        .merge(imports::routes())
        .merge(staff::routes())
        .merge(people::routes())
        .merge(readers::routes())
        .merge(bounces::routes())
        .merge(sign_ups::routes())
        .merge(editions::routes())
        .merge(stories::routes())
        .merge(story_beside::routes())
        .merge(front::routes())
        .merge(navigation::routes())
        .merge(settings::routes())
        .merge(ads::routes())
        .merge(counts::routes())
        .merge(media::routes())
        .merge(search::routes())
}

/// What the document says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(title = "Inkie", description = "Everything that a newsroom can do, as its desk does it."),
    components(schemas(problem::ProblemBody)),
    modifiers(&Doors),
    security(("token" = []), ("session" = []))
)]
struct Document;

struct Doors;

impl Modify for Doors {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let Some(components) = document.components.as_mut() else { return };
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A personal token, made at the desk under Account."))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let cookie = ApiKeyValue::with_description(
            crate::door::channel::Channel::Tls.cookie_name(),
            "A session of the desk; writes must come from its own pages.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// Every address of the API.
pub(crate) fn router() -> Router<App> {
    let (routes, mut document) = OpenApiRouter::new().nest("/api/v1", subjects()).split_for_parts();
    name_problems(&mut document);
    routes
        .route("/api/v1/openapi.json", get(async move || Json(document.clone())))
        .route("/api/{*rest}", axum::routing::any(async || Problem::absent("there is nothing at this address of the API")))
        .method_not_allowed_fallback(async || Problem::method())
        .layer(middleware::map_response(guarded))
}

/// Every answer that is a problem says so by its media type (RFC 9457), which handlers' descriptions leave to this place.
fn name_problems(document: &mut utoipa::openapi::OpenApi) {
    let operations = document.paths.paths.values_mut().flat_map(|item| {
        [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().filter_map(Option::as_mut)
    });
    for response in operations.filter_map(|operation| operation.responses.responses.get_mut("default")) {
        let RefOr::T(response) = response else { continue };
        if let Some(content) = response.content.shift_remove("application/json") {
            response.content.insert(problem::MEDIA_TYPE.to_owned(), content);
        }
    }
}

/// Every answer is data; a fault of what reads requests becomes a problem like any other.
async fn guarded(mut response: Response) -> Response {
    if let Some(fault) = response.extensions_mut().remove::<Arc<Fault>>() {
        response = problem::of_fault(&fault).into_response();
    }
    headers::put(Guard::Data, response.headers_mut());
    response
}
