//! What a request brings: JSON, read strictly and within bounds, with words for what is wrong.

use crate::api::problem::Problem;
use crate::app::App;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

/// The longest JSON that is read, in MB: a body of five novels, and room.
const LONGEST_MB: usize = 16;

/// A request's body. What is longer is a problem like any other: axum's own extractors answer in plain text, after 2 MB.
async fn whole(request: Request, most_mb: usize, what: &str) -> Result<Vec<u8>, Problem> {
    let mut pieces = request.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::unreadable("what was sent broke off on its way; send it again"))?;
        if bytes.len() + piece.len() > most_mb * 1024 * 1024 {
            return Err(Problem::too_large(format!("more than {most_mb} MB {what} is not taken; send it in parts")));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// JSON without its NULs, which only an escape can write. It is no character of any text, no keyboard has it, and
/// PostgreSQL stores no text with one: a paste that brought one along would never be saved.
fn without_nul(bytes: Vec<u8>) -> Vec<u8> {
    const NUL: &[u8] = br"\u0000";
    if !bytes.windows(NUL.len()).any(|window| window == NUL) {
        return bytes;
    }
    let (mut kept, mut rest) = (Vec::with_capacity(bytes.len()), bytes.as_slice());
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(NUL) {
            rest = after;
            continue;
        }
        // A backslash and what it escapes stay together: `\\\\u0000` is a backslash and a word.
        let (piece, after) = rest.split_at_checked(if *first == b'\\' { 2 } else { 1 }).unwrap_or((rest, &[]));
        kept.extend_from_slice(piece);
        rest = after;
    }
    kept
}

/// A body as it comes, of at most so many MB.
#[derive(Debug)]
pub(crate) struct Whole<const MB: usize>(pub(crate) Vec<u8>);

impl<const MB: usize> FromRequest<App> for Whole<MB> {
    type Rejection = Problem;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Problem> {
        whole(request, MB, "at once").await.map(Self)
    }
}

/// A JSON body. An empty one is `{}`.
#[derive(Debug)]
pub(crate) struct Input<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Problem> {
        let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
        if !said.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(Problem::unreadable(format!("send application/json, not {said}")));
        }
        let bytes = whole(request, LONGEST_MB, "of JSON").await?;
        let bytes = if bytes.is_empty() { b"{}".to_vec() } else { without_nul(bytes) };
        read(&bytes).map(Self)
    }
}

/// Reads JSON; what is well formed and of another shape is told with the field that it is about.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        (Some(field).filter(|field| field != "."), error.into_inner())
    });
    let read = read.and_then(|read| json.end().map(|()| read).map_err(|error| (None, error)));
    read.map_err(|(field, error)| {
        let said = format!("the JSON cannot be read: {error}");
        if !error.is_data() {
            return Problem::unreadable(said);
        }
        // What is missing has no place of its own in the text: serde names it.
        let missing = || error.to_string().strip_prefix("missing field `").and_then(|rest| Some(rest.split_once('`')?.0.to_owned()));
        match field.or_else(missing) {
            Some(field) => Problem::field(field, said),
            None => Problem::unreadable(said),
        }
    })
}

/// The query of an address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::unreadable("there is a NUL in the address (%00), which is no character of any text"));
        }
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        read.map(|query| Self(query.0)).map_err(|error| Problem::unreadable(error.body_text()))
    }
}

/// The steps of a path that stand for something.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Problem::absent("there is no such thing: a NUL (%00) names nothing"));
        }
        let read = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        read.map(|path| Self(path.0)).map_err(|error| Problem::absent(format!("there is no such thing: {}", error.body_text())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        #[serde(rename = "subject")]
        _subject: String,
        #[serde(default, rename = "order")]
        _order: Vec<i64>,
    }

    #[test]
    fn a_field_that_is_unknown_missing_or_of_another_kind_is_named() {
        for (sent, status, field) in [
            (r#"{"subject": "a", "subjct": "b"}"#, 422, Some("subjct")),
            (r#"{"subject": 7}"#, 422, Some("subject")),
            (r#"{"subject": "a", "order": [1, "two"]}"#, 422, Some("order[1]")),
            ("{}", 422, Some("subject")),
            ("[1]", 422, Some("[0]")),
            (r#"{"subject": "a""#, 400, None),
            (r#"{"subject": "a"} and more"#, 400, None),
        ] {
            let problem = read::<Sent>(sent.as_bytes()).unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.field.as_deref()), (status, field), "{sent}: {}", problem.detail);
        }
        assert!(read::<Sent>(br#"{"subject": "a", "order": [1]} "#).is_ok());
    }

    #[test]
    fn nul_is_taken_out_and_what_looks_like_it_stays() {
        for (sent, read) in [
            (r#"{"a":"x\u0000y"}"#, "xy"),
            (r#"{"a":"\u0000\u0000"}"#, ""),
            (r#"{"a":"x\\u0000y"}"#, "x\\u0000y"),
            (r#"{"a":"x\\\u0000\"y"}"#, "x\\\"y"),
            (r#"{"a":"\u00001"}"#, "1"),
        ] {
            let value: serde_json::Value = serde_json::from_slice(&without_nul(sent.as_bytes().to_vec())).unwrap();
            assert_eq!(value["a"], read, "{sent}");
        }
        assert_eq!(without_nul(br"\".to_vec()), br"\");
    }
}
