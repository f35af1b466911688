//! Where relays post what came back: `/-/bounces/<relay>`. Believed only when signed; the answer says no more than the relay
//! needs to try again or not.

use crate::app::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::post;
use newsroom::bounce::{self, Headers, Posted};

/// Bytes of a post; relays send some hundred events at once.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The address of posts.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/-/bounces/{relay}", post(take)).layer(DefaultBodyLimit::max(MOST_BYTES))
}

async fn take(State(app): State<App>, Path(relay): Path<String>, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    // Names are in lower case already.
    let headers: Headers = headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let posted = bounce::post(app.newsroom(), &app.act(), &app.settings().relays, &relay, &headers, &body).await;
    match posted {
        Ok(Posted::Taken(ours)) => {
            tracing::info!(relay, ours, "a relay posted what came back");
            (StatusCode::OK, "taken\n")
        }
        Ok(Posted::Asks(url)) => {
            tracing::warn!(relay, url, "a relay asks whether it may post; open this address to say yes");
            (StatusCode::OK, "somebody will look\n")
        }
        Ok(Posted::NoRelay) => (StatusCode::NOT_FOUND, "no such relay may post here\n"),
        Ok(Posted::Refused(why)) => {
            tracing::warn!(relay, why, "a post was refused");
            // Relays take this for an answer and try no more.
            (StatusCode::NOT_ACCEPTABLE, "not believed\n")
        }
        Ok(Posted::Unreadable(why)) => {
            tracing::warn!(relay, why, "a relay’s post cannot be read");
            (StatusCode::BAD_REQUEST, "not understood\n")
        }
        Err(error) => {
            tracing::warn!(relay, %error, "a relay’s post was not stored; it will post again");
            (StatusCode::SERVICE_UNAVAILABLE, "try again later\n")
        }
    }
}
