//! What every answer says about how it may be used.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::OnceLock;
use text::render::clip::FRAME_ORIGINS;

/// What search engines read.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What kind of answer it is, as far as its safety goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A page, feed or file that everybody may see.
    Open,
    /// The address holds a token: it must not travel, stay or be found.
    Token,
    /// A page that may be one reader's, under an address that is everybody's.
    Reader,
    /// The development mailbox, which frames one letter.
    Mailbox,
    /// A letter's own HTML, shown in that frame: it may style itself and nothing else.
    Letter,
    /// The copy of a letter: a page like others, but styled by itself, and nothing to be found by.
    Copy,
    /// The desk: nothing of it is kept, framed or run but what this program sends.
    Desk,
    /// What readers will see, shown in a frame of the desk.
    Preview,
    /// An answer of the API: data, never a document.
    Data,
    /// A page that other sites may frame: styled by the theme, and nothing else.
    Embed,
    /// A stored file: should it ever be a document, it may do nothing.
    File,
}

/// Puts a kind's headers on an answer.
pub(crate) fn put(guard: Guard, headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(CONTENT_SECURITY_POLICY, policy(guard));
    let private = !matches!(guard, Guard::Open | Guard::File | Guard::Copy | Guard::Embed);
    // A desk's page may say to its own host where a request came from: that is how a form proves it was ours.
    let referrer = match guard {
        Guard::Desk | Guard::Data | Guard::Reader => "same-origin",
        _ if private => "no-referrer",
        _ => "strict-origin-when-cross-origin",
    };
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
    if matches!(guard, Guard::Copy | Guard::Embed) {
        headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    }
    if private {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow, noarchive"));
    }
}

fn policy(guard: Guard) -> HeaderValue {
    static PAGE: OnceLock<HeaderValue> = OnceLock::new();
    static MAILBOX: OnceLock<HeaderValue> = OnceLock::new();
    static DESK: OnceLock<HeaderValue> = OnceLock::new();
    static PREVIEW: OnceLock<HeaderValue> = OnceLock::new();
    match guard {
        Guard::Open | Guard::Token | Guard::Reader => PAGE.get_or_init(|| page_policy(&FRAME_ORIGINS.join(" "))).clone(),
        Guard::Mailbox => MAILBOX.get_or_init(|| page_policy("'self'")).clone(),
        // Pictures that are being brought in are shown from memory before the server has them.
        Guard::Desk => {
            DESK.get_or_init(|| with(&page_rules(&format!("'self' {}", FRAME_ORIGINS.join(" "))), "img-src 'self' blob: data:")).clone()
        }
        Guard::Preview => PREVIEW.get_or_init(|| with(&page_rules(&FRAME_ORIGINS.join(" ")), "frame-ancestors 'self'")).clone(),
        Guard::Data => HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
        Guard::Copy => HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        Guard::Letter => HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
        ),
        Guard::Embed => HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
        ),
        Guard::File => HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"),
    }
}

fn page_rules(frames: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src {frames}"
    )
}

fn page_policy(frames: &str) -> HeaderValue {
    as_header(&page_rules(frames))
}

/// Rules with one of them in place of the one of the same name.
fn with(rules: &str, rule: &str) -> HeaderValue {
    let name = rule.split(' ').next().unwrap_or_default();
    let others = rules.split("; ").filter(|old| old.split(' ').next() != Some(name));
    as_header(&others.chain([rule]).collect::<Vec<_>>().join("; "))
}

fn as_header(rules: &str) -> HeaderValue {
    HeaderValue::from_str(rules).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(guard: Guard) -> HeaderMap {
        let mut headers = HeaderMap::new();
        put(guard, &mut headers);
        headers
    }

    #[test]
    fn pages_frame_the_players_and_nothing_else() {
        let policy = of(Guard::Open)[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.contains("frame-src https://www.youtube-nocookie.com") && !policy.contains("unsafe"), "{policy}");
    }

    #[test]
    fn the_desk_runs_nothing_inline_and_is_framed_by_nobody() {
        let headers = of(Guard::Desk);
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.contains("img-src 'self' blob: data:") && !policy.contains("img-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        let preview = of(Guard::Preview)[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(preview.contains("frame-ancestors 'self'") && !preview.contains("'none'; frame-ancestors"), "{preview}");
    }

    #[test]
    fn addresses_with_tokens_stay_where_they_are() {
        let headers = of(Guard::Token);
        assert_eq!(headers[REFERRER_POLICY], "no-referrer");
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        assert!(headers["x-robots-tag"].to_str().unwrap().starts_with("noindex"));
    }
}
