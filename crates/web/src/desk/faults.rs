//! What went wrong at the desk, in its own hand; who is not signed in is shown the way in.

use crate::app::App;
use crate::desk::page::{self, Frame};
use crate::http::fault::{self, Fault, Shown, plain};
use crate::paper::press::Press;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

impl IntoResponse for Fault {
    /// A bare answer that carries the fault, for [`with_pages`] to make a page of it.
    fn into_response(self) -> Response {
        let mut response = plain(self.status, "");
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

pub(super) async fn nothing_here() -> Fault {
    Fault::not_found()
}

#[derive(Serialize)]
struct FaultView {
    status: u16,
    message: String,
    reference: Option<String>,
}

/// Makes a page of every fault that a handler gave.
pub(super) async fn with_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let (method, asked) = (request.method().clone(), request.uri().clone());
    let mut response = next.run(request).await;
    let Some(fault) = response.extensions_mut().remove::<Arc<Fault>>() else { return response };
    if let Shown::Moved(path) = &fault.shown {
        return fault::moved(fault.status, path);
    }
    if fault.status == StatusCode::UNAUTHORIZED && method == Method::GET {
        let back = asked.path_and_query().map_or("/desk", |path| path.as_str());
        let back: String = back
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            })
            .collect();
        return fault::moved(StatusCode::SEE_OTHER, &format!("/desk/sign-in?to={back}"));
    }
    let reference = fault.logged.as_ref().map(|logged| {
        let reference = app.fault_reference();
        tracing::error!(%reference, status = fault.status.as_u16(), path = %asked.path(), "{logged}");
        reference
    });
    match printed(&app, &fault, reference).await {
        Ok(mut page) => {
            *page.headers_mut() =
                response.headers().iter().chain(page.headers()).map(|(name, value)| (name.clone(), value.clone())).collect();
            page
        }
        Err(second) => {
            tracing::error!(error = ?second.logged, "the page of an error cannot be made");
            response
        }
    }
}

async fn printed(app: &App, fault: &Fault, reference: Option<String>) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let theme = app.desk_theme();
    let message = match &fault.shown {
        Shown::Said(words) => words.clone(),
        _ => theme.word_or(&format!("fault.e{}", fault.status.as_u16()), &theme.word("fault.other", &[])),
    };
    let frame = Frame { kind: "fault", place: "", title: theme.word("fault.title", &[]), words: &[], data: Value::Null };
    page::outside(&press, fault.status, frame, FaultView { status: fault.status.as_u16(), message, reference })
}
