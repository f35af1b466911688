//! Who is at the door of the desk: a session's cookie or a personal token, and the act that it makes.

pub(crate) mod channel;

use crate::app::App;
use crate::http::fault::Fault;
use crate::http::origin::{self, Door};
use crate::http::peer::{self, Peer};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use channel::Channel;
use domain::act::Act;
use domain::role::Scopes;
use domain::staff::Staff;
use newsroom::signin;
use std::net::{IpAddr, Ipv4Addr};

/// Somebody who is signed in, with the act that the request makes.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) staff: Staff,
    pub(crate) act: Act,
    /// The session that it came with; none for a token.
    pub(crate) session: Option<domain::id::SessionId>,
}

impl SignedIn {
    /// Reads a request's token or cookie; nothing when it has none that is good.
    ///
    /// # Errors
    /// [`Fault::forbidden`] when a cookie came with a write from a page that is not ours.
    pub(crate) async fn read(app: &App, parts: &Parts) -> Result<Option<Self>, Fault> {
        let now = app.now();
        if let Some(token) = bearer(&parts.headers) {
            let found = signin::bearer(app.newsroom(), token, now).await?;
            return Ok(found.map(|(staff, scopes)| Self { act: act(app, parts, &staff, scopes), staff, session: None }));
        }
        let Some(cookie) = session_cookie(app, parts) else { return Ok(None) };
        let Some(found) = signin::session(app.newsroom(), &cookie, now).await? else { return Ok(None) };
        if !matches!(parts.method, Method::GET | Method::HEAD) && !origin::may_post(Door::Own, &parts.headers, "") {
            return Err(Fault::forbidden());
        }
        Ok(Some(Self { act: act(app, parts, &found.staff, Scopes::ALL), staff: found.staff, session: Some(found.session) }))
    }
}

/// The address that a request came from.
pub(crate) fn client(app: &App, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    peer::client(peer, &parts.headers, &app.settings().trusted_proxies)
}

fn act(app: &App, parts: &Parts, staff: &Staff, scopes: Scopes) -> Act {
    Act { staff: Some(staff.id), role: staff.role, scopes, from: client(app, parts).to_string(), who: staff.name.clone(), ..app.act() }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The value of the session's cookie. The one without a prefix counts on this machine alone: anywhere else a stranger in
/// the network could have planted it.
fn session_cookie(app: &App, parts: &Parts) -> Option<String> {
    let named = |channel: Channel| channel::cookie(&parts.headers, channel.cookie_name());
    named(Channel::Tls).or_else(|| if channel::is_loopback(app, parts) { named(Channel::Loopback) } else { None })
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        Self::read(app, parts).await?.ok_or_else(Fault::not_signed_in)
    }
}
