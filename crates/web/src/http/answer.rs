//! A rendered page as bytes, packed once for each encoding that somebody asks for, and the answers made from it.

use crate::http::encode::{Effort, Encoding, pack};
use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use domain::ad::Place;
use domain::id::AdId;
use domain::time::Instant;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::OnceLock;

/// `text/html` as we write it.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// What of a request decides the form of its answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wants {
    head: bool,
    accept_encoding: Option<String>,
    if_none_match: Option<String>,
}

impl Wants {
    pub(crate) fn of(method: &Method, headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        Self { head: method == Method::HEAD, accept_encoding: text(ACCEPT_ENCODING), if_none_match: text(IF_NONE_MATCH) }
    }

    /// Whether only the headers are asked for.
    pub(crate) fn is_head(&self) -> bool {
        self.head
    }
}

/// How long a browser may keep an answer without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It asks every time, and is told “unchanged” in few bytes: nothing is ever shown stale.
    Ask,
    /// For an hour: what others show of us, who ask as often as they like.
    Hour,
    /// The address holds a hash of the contents.
    ForEver,
    /// Something of one reader.
    Never,
}

impl Keep {
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Ask => "no-cache",
            Self::Hour => "public, max-age=3600",
            Self::ForEver => "public, max-age=31536000, immutable",
            Self::Never => "no-store",
        })
    }
}

/// A body with all that its answers need.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    media_type: &'static str,
    keep: Keep,
    effort: Effort,
    body: Bytes,
    etag: HeaderValue,
    until: Instant,
    ad: Option<(AdId, Place)>,
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Page {
    /// A page that is right until `until`.
    pub(crate) fn new(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>, until: Instant) -> Self {
        Self::with(status, media_type, Keep::Ask, Effort::Page, body.into(), until)
    }

    /// A picture that is drawn from what the paper says, and never wrong by itself.
    pub(crate) fn drawn(media_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self::with(StatusCode::OK, media_type, Keep::Hour, Effort::Page, body.into(), Instant::from_micros(i64::MAX))
    }

    /// A file of the theme under an address that names its contents.
    pub(crate) fn asset(media_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self::with(StatusCode::OK, media_type, Keep::ForEver, Effort::Asset, body.into(), Instant::from_micros(i64::MAX))
    }

    fn with(status: StatusCode, media_type: &'static str, keep: Keep, effort: Effort, body: Bytes, until: Instant) -> Self {
        // Weak, since one tag stands for every encoding of the same page.
        let etag = HeaderValue::from_str(&format!("W/\"{}\"", digest(&body, 12))).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { status, media_type, keep, effort, body, etag, until, ad: None, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// The same with an ad on it.
    pub(crate) fn carrying(self, ad: Option<(AdId, Place)>) -> Self {
        Self { ad, ..self }
    }

    /// The ad on it.
    pub(crate) fn ad(&self) -> Option<(AdId, Place)> {
        self.ad
    }

    /// Whether it is a page that somebody reads: HTML, and not a fault.
    pub(crate) fn is_read(&self) -> bool {
        self.status == StatusCode::OK && self.media_type == HTML
    }

    /// The first instant at which it is wrong by itself.
    pub(crate) fn until(&self) -> Instant {
        self.until
    }

    /// Bytes it may come to hold, its packed forms included.
    pub(crate) fn weight(&self) -> usize {
        self.body.len() + self.body.len() / 2 + 512
    }

    /// The answer to a request: whole, packed, or just “unchanged”.
    pub(crate) fn answer(&self, wants: &Wants) -> Response {
        if self.status == StatusCode::OK && wants.if_none_match.as_deref().is_some_and(|tags| self.is_named_by(tags)) {
            return self.framed(StatusCode::NOT_MODIFIED, Body::empty());
        }
        let encoding = if packs(self.media_type) { Encoding::negotiate(wants.accept_encoding.as_deref()) } else { Encoding::Identity };
        let packed = match encoding {
            Encoding::Identity => None,
            Encoding::Gzip => self.gzip.get_or_init(|| pack(&self.body, encoding, self.effort)).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| pack(&self.body, encoding, self.effort)).clone(),
        };
        let word = packed.as_ref().and_then(|_| encoding.word());
        let body = packed.unwrap_or_else(|| self.body.clone());
        let length = body.len();
        let mut response = self.framed(self.status, if wants.head { Body::empty() } else { Body::from(body) });
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        if let Some(word) = word {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
        }
        response
    }

    fn framed(&self, status: StatusCode, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, self.keep.header());
        headers.insert(ETAG, self.etag.clone());
        if packs(self.media_type) {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    fn is_named_by(&self, tags: &str) -> bool {
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let own = bare(self.etag.to_str().unwrap_or_default());
        tags.split(',').any(|tag| tag.trim() == "*" || bare(tag) == own)
    }
}

/// Whether a media type is text that packing makes smaller.
fn packs(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || ["json", "xml", "javascript", "svg"].iter().any(|word| media_type.split(';').next().unwrap_or_default().contains(word))
}

/// The first `digits` hexadecimal digits of a SHA-256.
pub(crate) fn digest(bytes: &[u8], digits: usize) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.truncate(digits);
    hex
}

/// A small answer that is made for one request and never kept.
pub(crate) fn once(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>, wants: &Wants) -> Response {
    let mut page = Page::new(status, media_type, body, Instant::from_micros(0));
    page.keep = Keep::Never;
    let mut response = page.answer(&Wants { if_none_match: None, ..wants.clone() });
    response.headers_mut().remove(ETAG);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page::new(StatusCode::OK, HTML, "ink ".repeat(1000), Instant::from_micros(9))
    }

    #[test]
    fn a_known_tag_is_answered_unchanged() {
        let tag = page().answer(&Wants::default()).headers()[ETAG].to_str().unwrap().to_owned();
        for tags in [tag.clone(), format!("\"other\", {tag}"), tag.replace("W/", ""), "*".to_owned()] {
            let answer = page().answer(&Wants { if_none_match: Some(tags.clone()), ..Wants::default() });
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{tags}");
            assert_eq!(answer.headers()[VARY], "accept-encoding");
        }
        let answer = page().answer(&Wants { if_none_match: Some("W/\"old\"".to_owned()), ..Wants::default() });
        assert_eq!(answer.status(), StatusCode::OK);
    }

    #[test]
    fn head_says_how_long_the_body_would_be() {
        let answer = page().answer(&Wants { head: true, ..Wants::default() });
        assert_eq!(answer.headers()[CONTENT_LENGTH], "4000");
    }

    #[test]
    fn packed_only_where_it_is_asked_for() {
        let packed = page().answer(&Wants { accept_encoding: Some("gzip".to_owned()), ..Wants::default() });
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        assert!(!page().answer(&Wants::default()).headers().contains_key(CONTENT_ENCODING));
    }
}
