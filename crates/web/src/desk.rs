//! The desk: where the newsroom works, at `/desk`.
//!
//! Its pages only read. Whatever is written goes through the API ([`crate::api`]), the desk's own forms included, so the
//! desk can do nothing that a token with the same rights cannot; only signing in and out are forms of their own.
//!
//! A page is a module here: a handler that takes a [`Desk`], a view struct, and a template of the same name in
//! `desk/templates` (words in `desk/messages/en.toml`, styles in `desk/css`, scripts in `desk/src`). Its address is one
//! line in [`router`], its place in the menu one in `places`.

mod account;
mod ads;
mod artists;
mod clips;
mod counts;
mod editions;
mod faults;
mod front;
mod imports;
mod jobs;
mod links;
mod log;
mod page;
mod pages;
mod pictures;
mod places;
mod preview;
mod queue;
mod quotations;
mod readers;
mod settings;
mod sign_in;
mod staff;
mod stories;
mod story;
mod threads;
mod works;

use crate::app::App;
use crate::http::headers::{self, Guard};
use axum::Router;
use axum::extract::State;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};
pub(crate) use page::Desk;

/// Every page of the desk.
pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/desk", get(async || axum::response::Redirect::to("/desk/queue")))
        .route("/desk/queue", get(queue::page))
        .route("/desk/editions", get(editions::list))
        .route("/desk/editions/{edition}", get(editions::one))
        .route("/desk/editions/{edition}/letter", get(editions::letter))
        .route("/desk/pictures", get(pictures::list))
        .route("/desk/pictures/{key}", get(pictures::one))
        .route("/desk/readers", get(readers::list))
        .route("/desk/readers/lists", get(readers::imports))
        .route("/desk/readers/held", get(readers::held))
        .route("/desk/readers/suppressed", get(readers::suppressed))
        .route("/desk/readers/{id}", get(readers::one))
        .route("/desk/stories/{id}/preview/page", get(preview::page))
        .route("/desk/stories/{id}/preview/card", get(preview::card))
        .route("/desk/stories/{id}/preview/newsletter", get(preview::newsletter))
        .route("/desk/stories/{id}/preview/newsletter.txt", get(preview::newsletter_text))
        .route("/desk/account", get(account::page))
        .route("/desk/staff", get(staff::page))
        .route("/desk/log", get(log::page))
        .route("/desk/sign-in", get(sign_in::page).post(sign_in::submit))
        .route("/desk/sign-in/{token}", get(sign_in::link).post(sign_in::follow))
        .route("/desk/sign-out", post(sign_in::leave))
        .route("/desk/stories", get(stories::page))
        .route("/desk/stories/{id}", get(story::page))
        .route("/desk/front", get(front::page))
        .route("/desk/front/preview", get(front::preview))
        .route("/desk/pages", get(pages::list))
        .route("/desk/pages/{id}", get(pages::one))
        .route("/desk/ads", get(ads::list))
        .route("/desk/ads/{id}", get(ads::one))
        .route("/desk/counts", get(counts::page))
        .route("/desk/settings", get(settings::first))
        .route("/desk/settings/{tab}", get(settings::page))
        .route("/desk/artists", get(artists::list))
        .route("/desk/artists/{id}", get(artists::one))
        .route("/desk/links", get(links::page))
        .route("/desk/threads", get(threads::list))
        .route("/desk/threads/{id}", get(threads::one))
        .route("/desk/quotations", get(quotations::page))
        .route("/desk/works/{id}", get(works::one))
        .route("/desk/clips", get(clips::page))
        .route("/desk/imports", get(imports::list))
        .route("/desk/imports/{id}", get(imports::one))
        .route("/desk/imports/{id}/mapping", get(imports::mapping_page))
        .route("/desk/{*rest}", get(faults::nothing_here))
        .layer(middleware::map_response_with_state(app.clone(), guarded))
        .layer(middleware::from_fn_with_state(app.clone(), faults::with_pages))
}

/// Every answer of the desk is nobody's but who asked, unless its handler says otherwise.
async fn guarded(State(_app): State<App>, mut response: Response) -> Response {
    let guard = response.extensions().get::<Guard>().copied().unwrap_or(Guard::Desk);
    headers::put(guard, response.headers_mut());
    response
}
