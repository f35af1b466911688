//! Whether a form was sent from a page of this paper. Readers carry no cookie, so nothing is done in their name; the
//! check keeps other sites from using their visitors' browsers to sign addresses up.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// How much is asked of a POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Whoever may post here comes from a page of ours, or is no browser.
    Own,
    /// The address holds a token that is the authority. Its page is shown with `no-referrer`, so the browser calls its
    /// own origin `null`.
    Token,
    /// RFC 8058: a mail provider posts here, from wherever it likes.
    Anybody,
}

/// Whether a POST may pass, by `Sec-Fetch-Site` where the browser sends it, else by `Origin`. A client that sends
/// neither is no browser with a victim in front of it.
pub(crate) fn may_post(door: Door, headers: &HeaderMap, own_origin: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if door == Door::Anybody {
        return true;
    }
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return true };
    if origin == "null" {
        return door == Door::Token;
    }
    let host = text(HOST.as_str()).unwrap_or_default();
    let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
    origin.eq_ignore_ascii_case(own_origin) || (!host.is_empty() && authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(door: Door, headers: &[(&'static str, &str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        may_post(door, &headers, "https://feedback.example")
    }

    #[test]
    fn other_sites_are_refused() {
        for door in [Door::Own, Door::Token] {
            assert!(!passes(door, &[("sec-fetch-site", "cross-site"), ("origin", "https://feedback.example")]));
            assert!(!passes(door, &[("sec-fetch-site", "same-site")]));
            assert!(!passes(door, &[("origin", "https://evil.example"), ("host", "feedback.example")]));
        }
        assert!(!passes(Door::Own, &[("origin", "null")]));
        assert!(!passes(Door::Own, &[("origin", "https://"), ("host", "")]));
    }

    #[test]
    fn own_pages_and_mail_programs_pass() {
        assert!(passes(Door::Own, &[("sec-fetch-site", "same-origin")]));
        assert!(passes(Door::Own, &[("origin", "https://Feedback.example")]));
        assert!(passes(Door::Own, &[("origin", "http://localhost:4040"), ("host", "localhost:4040")]));
        assert!(passes(Door::Own, &[]));
        assert!(passes(Door::Token, &[("origin", "null")]));
        assert!(passes(Door::Token, &[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(passes(Door::Anybody, &[("origin", "https://mail.example"), ("sec-fetch-site", "cross-site")]));
    }
}
