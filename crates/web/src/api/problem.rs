//! What went wrong, as RFC 9457 says it: `application/problem+json`.

use crate::http::fault::{Fault, Shown};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use newsroom::VerbError;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not done. Nothing was changed.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(super) status: StatusCode,
    kind: &'static str,
    pub(super) detail: String,
    pub(super) field: Option<String>,
    /// What a program needs besides.
    more: Map<String, Value>,
    logged: Option<String>,
}

/// The JSON of a problem.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemBody {
    /// A word for programs: `not-signed-in`, `not-allowed`, `absent`, `state`, `outdated`, `taken`, `field`, `unreadable`,
    /// `too-large`, `too-many`, `busy`, `ours`.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    kind: &'static str,
    /// The same in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, for a person.
    detail: String,
    /// The field that is wrong, as the request names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    more: Map<String, Value>,
}

impl Problem {
    fn of(status: StatusCode, kind: &'static str, detail: impl Into<String>) -> Self {
        Self { status, kind, detail: detail.into(), field: None, more: Map::new(), logged: None }
    }

    /// There is no such thing.
    pub(crate) fn absent(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::NOT_FOUND, "absent", detail)
    }

    /// Not with this method.
    pub(crate) fn method() -> Self {
        Self::of(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "this address does not take that method; /api/v1/openapi.json says which it takes",
        )
    }

    /// One field is wrong.
    pub(crate) fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::of(StatusCode::UNPROCESSABLE_ENTITY, "field", detail) }
    }

    /// What was sent cannot be read.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::BAD_REQUEST, "unreadable", detail)
    }

    /// More than is taken at once.
    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
    }

    /// Too often in too little time.
    pub(crate) fn too_many(detail: impl Into<String>) -> Self {
        Self::of(StatusCode::TOO_MANY_REQUESTS, "too-many", detail)
    }

    /// The same with something that a program needs besides.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    fn title(&self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Problem")
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            Refusal::NotAllowed { .. } | Refusal::OutOfScope { .. } | Refusal::InPerson => {
                Self::of(StatusCode::FORBIDDEN, "not-allowed", detail)
            }
            Refusal::Field { field, problem } => {
                Self::field(if field == "e-mail" { "email".to_owned() } else { field.replace(' ', "_") }, problem)
            }
            Refusal::TooMany { .. } => Self::too_many(detail),
            Refusal::State(_) => Self::of(StatusCode::CONFLICT, "state", detail),
            Refusal::Outdated { newest, .. } => Self::of(StatusCode::CONFLICT, "outdated", detail).with("newest", newest),
            Refusal::Closed { state, newest } => {
                Self::of(StatusCode::CONFLICT, "outdated", detail).with("newest", newest).with("closed", state)
            }
            Refusal::Taken { address, .. } => Self::of(StatusCode::CONFLICT, "taken", detail).with("address", address),
        }
    }
}

impl From<VerbError> for Problem {
    fn from(error: VerbError) -> Self {
        match error {
            VerbError::Refused(refusal) => refusal.into(),
            VerbError::Absent(detail) => Self::absent(detail),
            VerbError::Unreadable(detail) => Self::unreadable(detail),
            VerbError::Store(error) => error.into(),
            VerbError::Template(detail) => Fault::ours(detail).into(),
        }
    }
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Self {
        Fault::from(error).into()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let (kind, detail) = match fault.status {
            StatusCode::UNAUTHORIZED => ("not-signed-in", "sign in at /desk/sign-in, or send a token: Authorization: Bearer …"),
            StatusCode::FORBIDDEN => ("not-allowed", "this was not sent from a page of the desk"),
            StatusCode::NOT_FOUND => ("absent", "there is no such thing"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "that is more than is taken at once"),
            StatusCode::TOO_MANY_REQUESTS => ("too-many", "too often in too little time; wait a minute"),
            StatusCode::SERVICE_UNAVAILABLE => ("busy", "the database cannot take it just now; try again in a few seconds"),
            status if status.is_client_error() => ("unreadable", "that cannot be read"),
            _ => ("ours", "that failed, and it is our fault; the log says why"),
        };
        let detail = match fault.shown {
            Shown::Said(words) => words,
            _ => detail.to_owned(),
        };
        Self { logged: fault.logged, ..Self::of(fault.status, kind, detail) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Some(logged) = &self.logged {
            tracing::error!(status = self.status.as_u16(), "{logged}");
        }
        let title = self.title();
        let body =
            ProblemBody { kind: self.kind, title, status: self.status.as_u16(), detail: self.detail, field: self.field, more: self.more };
        let mut response = (self.status, serde_json::to_string(&body).unwrap_or_default()).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// A fault as the API's extractors give it.
pub(crate) fn of_fault(fault: &Arc<Fault>) -> Problem {
    Problem::from(Fault { status: fault.status, shown: Shown::Page, logged: fault.logged.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_which_field_and_keeps_its_words() {
        let problem = Problem::from(Refusal::field("postal address", "is missing"));
        assert_eq!(
            (problem.status, problem.field.as_deref(), problem.detail.as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("postal_address"), "is missing")
        );
        let outdated = Problem::from(Refusal::Outdated { what: "story", had: 1, newest: 4 });
        assert_eq!((outdated.status, outdated.more.get("newest")), (StatusCode::CONFLICT, Some(&Value::from(4))));
    }

    #[test]
    fn what_the_log_is_told_is_not_shown() {
        let problem = Problem::from(Fault::ours("column body of story 7 is damaged"));
        assert!(!problem.detail.contains("column"), "{}", problem.detail);
        assert_eq!(problem.kind, "ours");
    }
}
