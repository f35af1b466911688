//! How a request came here, as far as secrets go: over TLS, on this machine, or in the open, where nobody signs in.

use crate::app::App;
use crate::http::peer::Peer;
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use newsroom::token::DEVICE_SECONDS;
use std::convert::Infallible;
use std::net::IpAddr;

/// A way on which a session may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// Encrypted to the browser.
    Tls,
    /// Never leaves this machine.
    Loopback,
}

/// As long as browsers keep any cookie. Whether the session is open is the server's to say, day by day.
const KEPT_SECONDS: u32 = 400 * 24 * 3_600;

impl Channel {
    /// The session's cookie. Over TLS its prefix makes browsers keep it to this host, to TLS, and whole (RFC 6265bis);
    /// on loopback without TLS they refuse the prefix.
    pub(crate) fn cookie_name(self) -> &'static str {
        match self {
            Self::Tls => "__Host-inkie",
            Self::Loopback => "inkie-desk",
        }
    }

    /// The line that has the browser keep a session's token.
    pub(crate) fn keep(self, token: &str) -> HeaderValue {
        self.line(token, KEPT_SECONDS)
    }

    /// The line that has the browser forget it.
    pub(crate) fn forget(self) -> HeaderValue {
        self.line("", 0)
    }

    /// The cookie of a reader's browser that follows and unfollows, and opens nothing else.
    fn follow_cookie(self) -> &'static str {
        match self {
            Self::Tls => "__Host-inkie-follow",
            Self::Loopback => "inkie-follow",
        }
    }

    /// The line that has a reader's browser keep its token, as long as the token is good.
    pub(crate) fn keep_follows(self, token: &str) -> HeaderValue {
        self.named(self.follow_cookie(), token, u32::try_from(DEVICE_SECONDS).unwrap_or(0))
    }

    /// The line that has it forgotten.
    pub(crate) fn forget_follows(self) -> HeaderValue {
        self.named(self.follow_cookie(), "", 0)
    }

    /// The token that a reader's browser kept.
    pub(crate) fn follow_token(self, headers: &HeaderMap) -> Option<String> {
        cookie(headers, self.follow_cookie())
    }

    fn line(self, value: &str, seconds: u32) -> HeaderValue {
        self.named(self.cookie_name(), value, seconds)
    }

    fn named(self, name: &str, value: &str, seconds: u32) -> HeaderValue {
        let secure = if self == Self::Tls { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The value of a cookie.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(given, _)| *given == name).map(|(_, value)| value.to_owned())
}

impl FromRequestParts<App> for Channel {
    type Rejection = Infallible;

    /// The channel of somebody who is signed in: that of their cookie.
    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Infallible> {
        Ok(if cookie(&parts.headers, Self::Tls.cookie_name()).is_some() { Self::Tls } else { Self::Loopback })
    }
}

/// The channel of a request. A trusted proxy says what its client came by; without its word the paper's own address does.
/// Nothing when it came in the open.
pub(crate) fn of(app: &App, parts: &Parts, base_url: &str) -> Option<Channel> {
    let said = if is_proxied(app, parts) { text(parts, "x-forwarded-proto") } else { None };
    match said.map(|said| said.split(',').next_back().unwrap_or_default().trim().to_ascii_lowercase()) {
        Some(proto) if proto == "https" => return Some(Channel::Tls),
        Some(_) => return None,
        None => {}
    }
    if base_url.starts_with("https://") {
        return Some(Channel::Tls);
    }
    is_loopback(app, parts).then_some(Channel::Loopback)
}

/// Whether a request never left this machine: its peer, what its proxy says, and the host that it asked for.
pub(crate) fn is_loopback(app: &App, parts: &Parts) -> bool {
    let peer = parts.extensions.get::<Peer>().is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    let host = text(parts, HOST.as_str()).or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or_default();
    peer && super::client(app, parts).is_loopback() && is_loopback_host(host)
}

fn is_proxied(app: &App, parts: &Parts) -> bool {
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip().to_canonical());
    peer.is_some_and(|peer| app.settings().trusted_proxies.iter().any(|network| network.has(peer)))
}

fn text<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

fn is_loopback_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "")),
        None => host.split_once(':').map_or((host, ""), |(name, port)| (name, port)),
    };
    let port = port.trim_start_matches(':');
    let named = name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost");
    port.bytes().all(|byte| byte.is_ascii_digit()) && (named || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:8080", "127.8.8.8", "[::1]:8080", "[::1]", "desk.localhost:1"] {
            assert!(is_loopback_host(host), "{host}");
        }
        for host in [
            "",
            "feedback.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "[::2]:80",
            "128.0.0.1:80",
            "localhost:evil",
        ] {
            assert!(!is_loopback_host(host), "{host}");
        }
    }

    #[test]
    fn cookies_are_kept_from_scripts_and_other_sites() {
        let tls = Channel::Tls.keep("abc");
        assert_eq!(tls, "__Host-inkie=abc; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure");
        let follows = Channel::Tls.keep_follows("abc");
        assert_eq!(follows, "__Host-inkie-follow=abc; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure");
        let here = Channel::Loopback.keep("abc");
        assert_eq!(here, "inkie-desk=abc; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax");
        assert!(Channel::Tls.forget().to_str().unwrap().starts_with("__Host-inkie=; Path=/; Max-Age=0;"));
    }
}
