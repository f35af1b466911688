//! The paper over HTTP: parse, one verb or reads, view, template.
//!
//! [`router`] answers every address of a paper, [`serve`] runs it on a socket. Pages are the same for everybody and come
//! from a cache that forgets at every change; what stands for one reader is never kept.

mod account_view;
mod api;
mod app;
mod bounces;
mod desk;
mod door;
mod edition_view;
mod http;
mod media_view;
mod paper;
mod qr;
mod reader_view;
mod running_view;
mod story_view;
mod theme;

pub use app::{App, Chance, Clock, Settings};
pub use http::accept::serve;
pub use http::peer::Network;
pub use theme::ThemeSource;

use axum::Router;
use tower_http::catch_panic::CatchPanicLayer;

/// Everything that a paper answers: its desk, its API, and, at every other address, the paper itself.
pub fn router(app: App) -> Router {
    let desk = desk::router(&app);
    Router::new()
        .merge(api::router())
        .merge(desk)
        .merge(bounces::router())
        .fallback(paper::dispatch::answer)
        .with_state(app)
        .layer(CatchPanicLayer::new())
}
