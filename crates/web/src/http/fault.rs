//! One fault for everything that can go wrong with a request: a status, what the reader is shown, what the log is told.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::refusal::Refusal;
use newsroom::VerbError;

/// Why a request did not get what it asked for.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) shown: Shown,
    /// For the operator; never shown.
    pub(crate) logged: Option<String>,
}

/// What a reader is shown.
#[derive(Debug)]
pub(crate) enum Shown {
    /// The page of the status, with nothing to add.
    Page,
    /// Methods that the address takes.
    Allow(&'static str),
    /// Somewhere else: a path of the paper.
    Moved(String),
    /// Words of its own.
    Said(String),
}

impl Fault {
    fn of(status: StatusCode) -> Self {
        Self { status, shown: Shown::Page, logged: None }
    }

    /// Nothing at this address.
    pub(crate) fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND)
    }

    /// What was sent cannot be read.
    pub(crate) fn bad_request() -> Self {
        Self::of(StatusCode::BAD_REQUEST)
    }

    /// Posted from another site.
    pub(crate) fn forbidden() -> Self {
        Self::of(StatusCode::FORBIDDEN)
    }

    /// Nobody is signed in.
    pub(crate) fn not_signed_in() -> Self {
        Self::of(StatusCode::UNAUTHORIZED)
    }

    /// The role does not reach so far; the words say what it lacks.
    pub(crate) fn not_allowed(words: impl Into<String>) -> Self {
        Self { shown: Shown::Said(words.into()), ..Self::of(StatusCode::FORBIDDEN) }
    }

    /// The body is larger than any form of the paper.
    pub(crate) fn too_large() -> Self {
        Self::of(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Too often in too little time.
    pub(crate) fn too_many() -> Self {
        Self::of(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Not with this method.
    pub(crate) fn method(allowed: &'static str) -> Self {
        Self { shown: Shown::Allow(allowed), ..Self::of(StatusCode::METHOD_NOT_ALLOWED) }
    }

    /// For good at another path.
    pub(crate) fn moved(path: impl Into<String>) -> Self {
        Self { shown: Shown::Moved(path.into()), ..Self::of(StatusCode::MOVED_PERMANENTLY) }
    }

    /// Our own fault.
    pub(crate) fn ours(logged: impl Into<String>) -> Self {
        Self { logged: Some(logged.into()), ..Self::of(StatusCode::INTERNAL_SERVER_ERROR) }
    }
}

impl From<store::StoreError> for Fault {
    fn from(error: store::StoreError) -> Self {
        use store::StoreError as E;
        let status = match error {
            E::Busy(_) | E::Away(_) | E::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { logged: Some(error.to_string()), ..Self::of(status) }
    }
}

impl From<VerbError> for Fault {
    fn from(error: VerbError) -> Self {
        match error {
            VerbError::Refused(refusal @ (Refusal::NotAllowed { .. } | Refusal::OutOfScope { .. })) => {
                Self::not_allowed(refusal.to_string())
            }
            VerbError::Refused(_) => Self::bad_request(),
            VerbError::Absent(_) => Self::not_found(),
            VerbError::Store(error) => error.into(),
            VerbError::Unreadable(logged) | VerbError::Template(logged) => Self::ours(logged),
        }
    }
}

impl From<text::template::TemplateError> for Fault {
    fn from(error: text::template::TemplateError) -> Self {
        Self::ours(error.to_string())
    }
}

/// An answer without a template: for machines, and for when templates fail.
pub(crate) fn plain(status: StatusCode, body: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// A redirect to a path of the paper. Whatever is no path of ours leads to the front: two slashes at its beginning
/// would be another host, and so would a backslash in some browsers.
pub(crate) fn moved(status: StatusCode, path: &str) -> Response {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.contains(char::is_control);
    let target = HeaderValue::from_str(if own { path } else { "/" }).unwrap_or(HeaderValue::from_static("/"));
    let mut response = plain(status, "Moved.\n");
    response.headers_mut().insert(LOCATION, target);
    response
}

/// The answer to a method that an address does not take.
pub(crate) fn allow(mut response: Response, methods: &'static str) -> Response {
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_never_leave_the_paper() {
        for (path, target) in
            [("/a", "/a"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("/a\r\nb", "/")]
        {
            assert_eq!(moved(StatusCode::MOVED_PERMANENTLY, path).headers()[LOCATION], target, "{path:?}");
        }
    }
}
