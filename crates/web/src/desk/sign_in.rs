//! The way in and out. These are the only forms of the desk that do not go through the API: they make and end what the API
//! is opened with.

use crate::app::App;
use crate::desk::page::{self, Frame};
use crate::door::channel::{self, Channel};
use crate::door::{self, SignedIn};
use crate::http::fault::{self, Fault};
use crate::http::form::Pairs;
use crate::http::origin::{self, Door};
use crate::paper::press::Press;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::act::Act;
use domain::refusal::Refusal;
use domain::staff::{Purpose, device};
use newsroom::signin::{self, Look, Opened, Typed};
use newsroom::{Verb, VerbError};
use serde::Serialize;
use serde_json::Value;

/// No form for signing in is longer.
const LONGEST_FORM: usize = 16 * 1024;

/// Where somebody goes who did not say where to.
const DESK: &str = "/desk";

#[derive(Debug, Default, Serialize)]
struct SignInView {
    /// What was typed, to be corrected.
    email: String,
    /// Where to go then.
    to: String,
    error: Option<String>,
    /// A link is on its way.
    sent: bool,
    /// The demo's mailbox, where that link is.
    mailbox: bool,
    /// Without TLS, on this machine.
    loopback: bool,
    /// Nobody can sign in here: the request came in the open.
    closed: bool,
    /// Somebody began with the password.
    by_password: bool,
}

#[derive(Debug, Default, Serialize)]
struct LinkView {
    /// The link does not work; what it says.
    spent: Option<String>,
    /// It makes the owner.
    founds: bool,
    /// It is an invitation.
    invites: bool,
    /// Whom it signs in.
    name: String,
    role: String,
    email: String,
    error: Option<String>,
    loopback: bool,
}

/// One visit: the request's head, its form, and how it came here.
struct Visit {
    app: App,
    parts: Parts,
    fields: Pairs,
    press: Press,
    channel: Option<Channel>,
}

impl Visit {
    async fn begin(app: App, request: Request) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let press = Press::start(&app).await?;
        let channel = channel::of(&app, &parts, &press.matter.paper.base_url);
        let fields = read(body).await?;
        Ok(Self { app, parts, fields, press, channel })
    }

    /// Begins one that changes something: it was sent from a page of ours.
    async fn post(app: App, request: Request) -> Result<Self, Fault> {
        let visit = Self::begin(app, request).await?;
        let own = visit.press.matter.paper.base_url.trim_end_matches('/');
        if origin::may_post(Door::Own, &visit.parts.headers, own) { Ok(visit) } else { Err(Fault::forbidden()) }
    }

    fn act(&self) -> Act {
        let from = door::client(&self.app, &self.parts).to_string();
        Act { from, who: "somebody at the door".to_owned(), ..self.app.act() }
    }

    fn device(&self) -> String {
        let said = self.parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        device::label(said)
    }

    fn query(&self) -> Pairs {
        Pairs::read(self.parts.uri.query().unwrap_or_default())
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_default()
    }

    fn word(&self, key: &str) -> String {
        self.app.desk_theme().word(key, &[])
    }

    fn form(&self, status: StatusCode, view: SignInView) -> Result<Response, Fault> {
        let loopback = self.channel == Some(Channel::Loopback);
        let view = SignInView { loopback, closed: self.channel.is_none(), mailbox: self.app.settings().mailbox, ..view };
        let frame = Frame { kind: "sign-in", place: "", title: self.word("sign-in.title"), words: &[], data: Value::Null };
        page::outside(&self.press, status, frame, view)
    }

    fn link(&self, status: StatusCode, view: LinkView) -> Result<Response, Fault> {
        let title = match (&view.spent, view.founds, view.invites) {
            (Some(_), _, _) => "sign-in-link.spent",
            (None, true, _) => "sign-in-link.founds",
            (None, false, true) => "sign-in-link.invites",
            (None, false, false) => "sign-in-link.title",
        };
        let view = LinkView { loopback: self.channel == Some(Channel::Loopback), ..view };
        let frame = Frame { kind: "sign-in-link", place: "", title: self.word(title), words: &[], data: Value::Null };
        page::outside(&self.press, status, frame, view)
    }

    /// Lets somebody in: the session that this browser had ends, the new one's token goes into its cookie.
    async fn let_in(&self, channel: Channel, opened: &Opened, to: &str) -> Result<Response, Fault> {
        if let Ok(Some(SignedIn { act, session: Some(session), .. })) = SignedIn::read(&self.app, &self.parts).await {
            signin::sign_out(self.app.newsroom(), &act, session).await?;
        }
        Ok(with_cookie(fault::moved(StatusCode::SEE_OTHER, to), channel.keep(&opened.token)))
    }
}

async fn read(body: Body) -> Result<Pairs, Fault> {
    let bytes = to_bytes(body, LONGEST_FORM).await.map_err(|_| Fault::too_large())?;
    Ok(Pairs::read(std::str::from_utf8(&bytes).map_err(|_| Fault::bad_request())?))
}

fn with_cookie(mut response: Response, line: HeaderValue) -> Response {
    response.headers_mut().append(SET_COOKIE, line);
    response
}

/// A path of the desk, and no other site.
fn own_path(asked: &str) -> &str {
    let inside = asked == DESK || asked.starts_with("/desk/") || asked.starts_with("/desk?");
    if inside && !asked.starts_with("/desk/sign-") { asked } else { DESK }
}

/// A refusal is shown beside the form that met it; whatever else went wrong is a page of its own.
fn refused<T>(answer: Verb<T>) -> Result<Result<T, Refusal>, Fault> {
    match answer {
        Ok(done) => Ok(Ok(done)),
        Err(VerbError::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error.into()),
    }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::State(_) => StatusCode::FORBIDDEN,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn words_of(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Field { problem, .. } => problem.clone(),
        other => other.to_string(),
    }
}

/// The form: an address for a mailed link, or a password with a code.
pub(super) async fn page(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let visit = Visit::begin(app, request).await?;
    let query = visit.query();
    let to = own_path(query.get("to").unwrap_or_default()).to_owned();
    if SignedIn::read(&visit.app, &visit.parts).await?.is_some() {
        return Ok(fault::moved(StatusCode::SEE_OTHER, &to));
    }
    visit.form(StatusCode::OK, SignInView { to, sent: query.get("sent").is_some(), ..SignInView::default() })
}

/// What was typed into it.
pub(super) async fn submit(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let visit = Visit::post(app, request).await?;
    let (email, password, code) = (visit.field("email"), visit.field("password"), visit.field("code"));
    let to = own_path(visit.field("to")).to_owned();
    let by_password = !password.is_empty() || !code.trim().is_empty();
    let typed = SignInView { email: email.to_owned(), to: to.clone(), by_password, ..SignInView::default() };
    let Some(channel) = visit.channel else { return visit.form(StatusCode::FORBIDDEN, typed) };
    let newsroom = visit.app.newsroom();
    let refusal = if by_password {
        let asked = Typed { email, password, code };
        match refused(signin::enter_with_password(newsroom, &visit.act(), &asked, &visit.device()).await)? {
            Ok(opened) => return visit.let_in(channel, &opened, &to).await,
            Err(refusal) => refusal,
        }
    } else {
        match refused(signin::ask_for_link(newsroom, &visit.act(), email).await)? {
            Ok(()) => return Ok(fault::moved(StatusCode::SEE_OTHER, "/desk/sign-in?sent=1")),
            Err(refusal) => refusal,
        }
    };
    visit.form(status_of(&refusal), SignInView { error: Some(words_of(&refusal)), ..typed })
}

/// A one-time link, opened: a button, for scanners of mail open links too.
pub(super) async fn link(State(app): State<App>, Path(token): Path<String>, request: Request) -> Result<Response, Fault> {
    let visit = Visit::begin(app, request).await?;
    if visit.channel.is_none() {
        return visit.form(StatusCode::FORBIDDEN, SignInView::default());
    }
    match refused(signin::look(visit.app.newsroom(), &token, visit.press.now).await)? {
        Ok(look) => visit.link(StatusCode::OK, seen(&look)),
        Err(refusal) => visit.link(StatusCode::GONE, LinkView { spent: Some(words_of(&refusal)), ..LinkView::default() }),
    }
}

fn seen(look: &Look) -> LinkView {
    LinkView {
        founds: look.purpose == Purpose::Found,
        invites: look.purpose == Purpose::Invitation,
        name: look.staff.as_ref().map(|staff| staff.name.clone()).unwrap_or_default(),
        role: look.staff.as_ref().map(|staff| staff.role.word().to_owned()).unwrap_or_default(),
        ..LinkView::default()
    }
}

/// The button, pressed.
pub(super) async fn follow(State(app): State<App>, Path(token): Path<String>, request: Request) -> Result<Response, Fault> {
    let visit = Visit::post(app, request).await?;
    let Some(channel) = visit.channel else { return visit.form(StatusCode::FORBIDDEN, SignInView::default()) };
    let (newsroom, act, device) = (visit.app.newsroom(), visit.act(), visit.device());
    let look = match refused(signin::look(newsroom, &token, visit.press.now).await)? {
        Ok(look) => look,
        Err(refusal) => return visit.link(StatusCode::GONE, LinkView { spent: Some(words_of(&refusal)), ..LinkView::default() }),
    };
    let (name, email) = (visit.field("name"), visit.field("email"));
    let answer = if look.purpose == Purpose::Found {
        signin::found(newsroom, &act, &token, name, email, &device).await
    } else {
        signin::enter(newsroom, &act, &token, &device).await
    };
    match refused(answer)? {
        Ok(opened) => visit.let_in(channel, &opened, DESK).await,
        Err(refusal @ Refusal::Field { .. }) => {
            let typed = LinkView { name: name.to_owned(), email: email.to_owned(), error: Some(words_of(&refusal)), ..seen(&look) };
            visit.link(StatusCode::UNPROCESSABLE_ENTITY, typed)
        }
        Err(refusal) => visit.link(StatusCode::GONE, LinkView { spent: Some(words_of(&refusal)), ..LinkView::default() }),
    }
}

/// Signs out on this device.
pub(super) async fn leave(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let visit = Visit::post(app, request).await?;
    if let Some(SignedIn { act, session: Some(session), .. }) = SignedIn::read(&visit.app, &visit.parts).await? {
        signin::sign_out(visit.app.newsroom(), &act, session).await?;
    }
    let gone = fault::moved(StatusCode::SEE_OTHER, "/desk/sign-in");
    Ok(with_cookie(with_cookie(gone, Channel::Tls.forget()), Channel::Loopback.forget()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_sent_on_to_the_desk_and_nowhere_else() {
        for path in ["/desk", "/desk/stories/7", "/desk/queue?mine=1", "/desk?x"] {
            assert_eq!(own_path(path), path);
        }
        for path in ["", "/", "//evil.example/desk", "https://evil.example", "/deskevil", "/desk/sign-in", "/desk/sign-out", "/../desk"] {
            assert_eq!(own_path(path), DESK, "{path}");
        }
    }
}
