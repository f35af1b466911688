//! The newsletter's pages: sign up, confirm, choose, leave. A GET changes nothing; every change is a press of a button.

use crate::app::App;
use crate::http::answer::{HTML, Page, once};
use crate::http::fault::Fault;
use crate::http::form::Pairs;
use crate::http::peer::subscriber;
use crate::paper::card::{Cards, Year};
use crate::paper::dispatch::Asked;
use crate::paper::press::Press;
use crate::paper::view::{CardView, PageView};
use axum::http::StatusCode;
use axum::response::Response;
use domain::artist::Artist;
use domain::paper::Paper;
use domain::reader::{Choice, LeaveReason, Standing};
use domain::slug::Slug;
use newsroom::VerbError;
use newsroom::subscribe::{self, Preferences, SignUp};
use newsroom::token::Purpose;
use serde::Serialize;
use store::stories::{CardFilter, cards};
use text::template::urls;

#[derive(Default, Serialize)]
struct LetterView {
    state: &'static str,
    email: String,
    error: Option<&'static str>,
    artist: Option<FollowView>,
    sample: Vec<CardView>,
    time: Option<String>,
    posted_from: Option<String>,
}

#[derive(Serialize)]
struct FollowView {
    name: String,
    slug: String,
    url: String,
}

impl FollowView {
    fn of(artist: &Artist) -> Self {
        Self { name: artist.name.clone(), slug: artist.slug.as_str().to_owned(), url: urls::artist(&artist.slug) }
    }
}

const SAMPLE: usize = 4;

fn state(app: &App) -> &'static str {
    if app.settings().newsletter { "form" } else { "unavailable" }
}

/// The sign-up page.
pub(crate) async fn page(press: &Press) -> Result<Page, Fault> {
    let view = form(press, state(&press.app), String::new(), None).await?;
    press.page("newsletter.html", PageView::open(press, "newsletter", press.word("newsletter.title"), urls::NEWSLETTER), view)
}

async fn form(press: &Press, state: &'static str, email: String, error: Option<&'static str>) -> Result<LetterView, Fault> {
    let newest = cards(&press.conn, &CardFilter::default(), SAMPLE, 0).await?;
    let sample = Cards::of(press, &newest).await?.views(press, &newest, Year::Said);
    Ok(LetterView { state, email, error, artist: None, sample, time: Some(hour(&press.matter.paper)), posted_from: None })
}

/// When the edition goes out: `6:30 am`.
fn hour(paper: &Paper) -> String {
    let (hour, minute) = (paper.edition_minute / 60 % 24, paper.edition_minute % 60);
    let half = if hour < 12 { "am" } else { "pm" };
    let shown = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 { format!("{shown} {half}") } else { format!("{shown}:{minute:02} {half}") }
}

/// Takes a sign-up. The answer is the same for an address that is known and one that is not.
pub(crate) async fn sign_up(app: &App, asked: &Asked, fields: &Pairs) -> Result<Response, Fault> {
    let email: String = fields.word("email").unwrap_or_default().chars().take(320).collect();
    if !app.settings().newsletter {
        return letter(app, asked, StatusCode::OK, |_| LetterView { state: "unavailable", ..LetterView::default() }).await;
    }
    if !app.sign_ups().take(subscriber(asked.client), app.now()) {
        return with_error(app, asked, StatusCode::TOO_MANY_REQUESTS, email, "too_many").await;
    }
    let artist = fields.word("artist").and_then(|slug| Slug::parse(slug).ok());
    let source = if artist.is_some() { "artist" } else { "coupon" };
    let form = SignUp { email: email.clone(), artist, source: source.to_owned(), from: asked.client };
    match subscribe::sign_up(app.newsroom(), &app.act(), &form).await {
        Ok(()) => {
            let sent = |press: &Press| {
                let posted_from = press.matter.paper.email.as_ref().map(|own| own.as_str().to_owned());
                LetterView { state: "sent", email, posted_from, ..LetterView::default() }
            };
            letter(app, asked, StatusCode::OK, sent).await
        }
        Err(VerbError::Refused(_)) => with_error(app, asked, StatusCode::UNPROCESSABLE_ENTITY, email, "address").await,
        Err(error) => Err(error.into()),
    }
}

async fn with_error(app: &App, asked: &Asked, status: StatusCode, email: String, error: &'static str) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let view = form(&press, "form", email, Some(error)).await?;
    letter_page(&press, asked, status, view)
}

async fn letter(app: &App, asked: &Asked, status: StatusCode, view: impl FnOnce(&Press) -> LetterView) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let view = view(&press);
    letter_page(&press, asked, status, view)
}

fn letter_page(press: &Press, asked: &Asked, status: StatusCode, view: LetterView) -> Result<Response, Fault> {
    let title = press.word(if view.state == "sent" { "newsletter.sent_title" } else { "newsletter.title" });
    private(press, asked, status, "newsletter", title, urls::NEWSLETTER.to_owned(), view)
}

/// A page for one reader: never kept, never found.
fn private(
    press: &Press,
    asked: &Asked,
    status: StatusCode,
    kind: &'static str,
    title: String,
    path: String,
    view: impl Serialize,
) -> Result<Response, Fault> {
    let markup = press.markup(&format!("{kind}.html"), PageView::hidden(press, kind, title, path), view)?;
    Ok(once(status, HTML, markup, &asked.wants))
}

/// Who a token speaks of; `None` when it opens nothing any more.
async fn look(app: &App, purpose: Purpose, token: &str) -> Result<Option<Preferences>, Fault> {
    match subscribe::look(app.newsroom(), purpose, token, app.now()).await {
        Ok(preferences) => Ok(Some(preferences)),
        Err(VerbError::Refused(_) | VerbError::Absent(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[derive(Serialize)]
struct ConfirmView {
    state: &'static str,
    email: String,
    artist: Option<FollowView>,
    action: String,
    preferences: Option<String>,
}

/// A link from a confirmation: it shows a button. Programs that look through mail follow links; they press nothing.
pub(crate) async fn ask_to_confirm(app: &App, asked: &Asked, token: &str) -> Result<Response, Fault> {
    let known = look(app, Purpose::Confirm, token).await?;
    let press = Press::start(app).await?;
    match known {
        Some(known) => confirmation(&press, asked, token, "ask", &known, None),
        None => spent(&press, asked, token),
    }
}

/// The button was pressed.
pub(crate) async fn confirm(app: &App, asked: &Asked, token: &str) -> Result<Response, Fault> {
    let known = look(app, Purpose::Confirm, token).await?;
    let confirmed = match subscribe::confirm(app.newsroom(), &app.act(), token).await {
        Ok(preferences) => Some(preferences),
        Err(VerbError::Refused(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let press = Press::start(app).await?;
    match known.zip(confirmed) {
        Some((known, preferences)) => confirmation(&press, asked, token, "done", &known, Some(urls::preferences(&preferences))),
        None => spent(&press, asked, token),
    }
}

fn confirmation(
    press: &Press,
    asked: &Asked,
    token: &str,
    state: &'static str,
    known: &Preferences,
    preferences: Option<String>,
) -> Result<Response, Fault> {
    let title = press.word(if state == "done" { "confirm.done_title" } else { "confirm.title" });
    let email = known.email.as_str().to_owned();
    let view = ConfirmView { state, email, artist: known.artist.as_ref().map(FollowView::of), action: urls::confirm(token), preferences };
    private(press, asked, StatusCode::OK, "confirm", title, urls::NEWSLETTER.to_owned(), view)
}

/// A link that opens nothing any more, whatever it was for.
fn spent(press: &Press, asked: &Asked, token: &str) -> Result<Response, Fault> {
    let view = ConfirmView { state: "expired", email: String::new(), artist: None, action: urls::confirm(token), preferences: None };
    private(press, asked, StatusCode::GONE, "confirm", press.word("confirm.expired_title"), urls::NEWSLETTER.to_owned(), view)
}

#[derive(Serialize)]
struct LeaveView {
    state: &'static str,
    email: String,
    action: String,
    preferences: Option<String>,
    undo: Option<String>,
    /// What may be said of why; empty where nothing is asked.
    reasons: Vec<&'static str>,
}

/// The token of a letter's last line, or the one that opened the preferences.
async fn look_to_leave(app: &App, token: &str) -> Result<Option<(Purpose, Preferences)>, Fault> {
    for purpose in [Purpose::Leave, Purpose::Preferences] {
        if let Some(known) = look(app, purpose, token).await? {
            return Ok(Some((purpose, known)));
        }
    }
    Ok(None)
}

/// A link to leave: it shows a button.
pub(crate) async fn ask_to_leave(app: &App, asked: &Asked, token: &str) -> Result<Response, Fault> {
    let known = look_to_leave(app, token).await?;
    let press = Press::start(app).await?;
    match known {
        Some((_, known)) if known.standing == Standing::Left => left(&press, asked, token, "done", &known, None),
        Some((_, known)) => left(&press, asked, token, "ask", &known, Some(urls::preferences(token))),
        None => spent(&press, asked, token),
    }
}

/// The button was pressed, or a mail program posted its one click (RFC 8058): both leave at once. Who has left may say
/// why with a second press, and need not.
pub(crate) async fn leave(app: &App, asked: &Asked, token: &str, fields: &Pairs) -> Result<Response, Fault> {
    let known = look_to_leave(app, token).await?;
    let reason = fields.word("why").and_then(LeaveReason::from_word);
    if let Some((purpose, _)) = &known {
        subscribe::leave(app.newsroom(), &app.act(), *purpose, token).await?;
        if let Some(reason) = reason {
            subscribe::say_why(app.newsroom(), &app.act(), *purpose, token, reason).await?;
        }
    }
    let press = Press::start(app).await?;
    match known {
        Some((_, known)) if reason.is_some() => left(&press, asked, token, "thanks", &known, None),
        Some((_, known)) => left(&press, asked, token, "done", &known, None),
        None => spent(&press, asked, token),
    }
}

fn left(
    press: &Press,
    asked: &Asked,
    token: &str,
    state: &'static str,
    known: &Preferences,
    preferences: Option<String>,
) -> Result<Response, Fault> {
    let title = press.word(if state == "ask" { "leave.title" } else { "leave.done_title" });
    let reasons = if state == "done" { LeaveReason::ALL.map(LeaveReason::word).into() } else { Vec::new() };
    let view = LeaveView { state, email: known.email.as_str().to_owned(), action: urls::leave(token), preferences, undo: None, reasons };
    private(press, asked, StatusCode::OK, "leave", title, urls::NEWSLETTER.to_owned(), view)
}

#[derive(Serialize)]
struct PreferencesView {
    email: String,
    action: String,
    edition: &'static str,
    follows: Vec<FollowView>,
    saved: bool,
    leave: String,
}

/// What a reader gets, and whom they follow.
pub(crate) async fn preferences(app: &App, asked: &Asked, token: &str, saved: bool) -> Result<Response, Fault> {
    let Some(known) = look(app, Purpose::Preferences, token).await? else { return ask(app, asked, token, "ask").await };
    let press = Press::start(app).await?;
    let view = PreferencesView {
        email: known.email.as_str().to_owned(),
        action: urls::preferences(token),
        edition: if known.standing == Standing::Active { known.choice.word() } else { "none" },
        follows: known.follows.iter().map(FollowView::of).collect(),
        saved,
        leave: urls::leave(token),
    };
    private(&press, asked, StatusCode::OK, "preferences", press.word("preferences.title"), urls::NEWSLETTER.to_owned(), view)
}

#[derive(Serialize)]
struct AskView {
    state: &'static str,
    action: String,
}

/// A letter's own link to the preferences. The letter may have been passed on, the mailbox is the reader's: the way is
/// mailed there, after a press (newsletter.md A6).
async fn ask(app: &App, asked: &Asked, token: &str, state: &'static str) -> Result<Response, Fault> {
    let known = look(app, Purpose::Leave, token).await?;
    let press = Press::start(app).await?;
    if known.is_none() {
        return spent(&press, asked, token);
    }
    let title = press.word(if state == "sent" { "ask.sent_title" } else { "ask.title" });
    let view = AskView { state, action: urls::preferences(token) };
    private(&press, asked, StatusCode::OK, "ask", title, urls::NEWSLETTER.to_owned(), view)
}

/// A form of that page: the choice of letter, or an artist more or less.
pub(crate) async fn change(app: &App, asked: &Asked, token: &str, fields: &Pairs) -> Result<Response, Fault> {
    let (newsroom, act) = (app.newsroom(), app.act());
    if look(app, Purpose::Preferences, token).await?.is_none() {
        return match subscribe::ask_for_preferences(newsroom, &act, token).await {
            Ok(()) => ask(app, asked, token, "sent").await,
            Err(VerbError::Refused(_)) => ask(app, asked, token, "ask").await,
            Err(error) => Err(error.into()),
        };
    }
    let slug = |name: &str| fields.word(name).and_then(|slug| Slug::parse(slug).ok());
    let outcome = if let Some(choice) = fields.word("edition").and_then(Choice::from_word) {
        subscribe::choose(newsroom, &act, token, choice).await
    } else if let Some(artist) = slug("unfollow") {
        subscribe::unfollow(newsroom, &act, token, &artist).await
    } else if let Some(name) = fields.word("follow") {
        match named(app, name).await? {
            Some(artist) => subscribe::follow(newsroom, &act, token, &artist.slug).await,
            None => return preferences(app, asked, token, false).await,
        }
    } else {
        return Err(Fault::bad_request());
    };
    match outcome {
        Ok(()) => preferences(app, asked, token, true).await,
        Err(VerbError::Refused(_) | VerbError::Absent(_)) => preferences(app, asked, token, false).await,
        Err(error) => Err(error.into()),
    }
}

/// The one artist of a name.
async fn named(app: &App, name: &str) -> Result<Option<Artist>, Fault> {
    let conn = app.newsroom().store().read().await?;
    let mut found = store::artists::by_key(&conn, &text::fold::key(name)).await?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_is_said_as_people_say_it() {
        let at = |edition_minute| {
            let paper = Paper {
                name: String::new(),
                tagline: String::new(),
                zone: domain::time::Zone::utc(),
                language: String::new(),
                spot: String::new(),
                edition_minute,
                publisher: String::new(),
                postal_address: String::new(),
                email: None,
                base_url: String::new(),
                ..Paper::default()
            };
            hour(&paper)
        };
        assert_eq!([0, 390, 720, 780, 1439].map(at), ["12 am", "6:30 am", "12 pm", "1 pm", "11:59 pm"]);
    }
}
