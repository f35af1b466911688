//! The newsletter's pages: sign up, confirm, choose, leave. A GET changes nothing; every change is a press of a button.

use crate::app::App;
use crate::http::answer::{HTML, once};
use crate::http::fault::Fault;
use crate::http::form::Pairs;
use crate::paper::coupon;
use crate::paper::dispatch::Asked;
use crate::paper::press::Press;
use crate::paper::view::PageView;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use domain::artist::Artist;
use domain::reader::{Choice, Days, LONGEST_PAUSE_DAYS, LeaveReason, Quiet, RETURN_SECONDS, Standing};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::time::Weekday;
use newsroom::VerbError;
use newsroom::subscribe::{self, Chosen, Preferences};
use newsroom::token::Purpose;
use serde::Serialize;
use text::template::urls;

#[derive(Serialize)]
pub(super) struct FollowView {
    name: String,
    slug: String,
    url: String,
}

impl FollowView {
    pub(super) fn of(artist: &Artist) -> Self {
        Self { name: artist.name.clone(), slug: artist.slug.as_str().to_owned(), url: urls::artist(&artist.slug) }
    }
}

/// A page for one reader: never kept, never found.
pub(super) fn private(
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
pub(super) async fn look(app: &App, purpose: Purpose, token: &str) -> Result<Option<Preferences>, Fault> {
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
    /// Whether leaving can still be taken back, by mail.
    undo: bool,
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
    if let (Some((purpose, known)), Some(_)) = (&known, fields.word("undo")) {
        subscribe::ask_to_return(app.newsroom(), &app.act(), *purpose, token).await?;
        return left(&Press::start(app).await?, asked, token, "mailed", known, None);
    }
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
    let undo = matches!(state, "done" | "thanks") && known.ended.is_none_or(|ended| press.now < ended.plus_seconds(RETURN_SECONDS));
    let view = LeaveView { state, email: known.email.as_str().to_owned(), action: urls::leave(token), preferences, undo, reasons };
    private(press, asked, StatusCode::OK, "leave", title, urls::NEWSLETTER.to_owned(), view)
}

#[derive(Serialize)]
struct PreferencesView {
    email: String,
    action: String,
    edition: &'static str,
    quiet: &'static str,
    hours: Vec<HourView>,
    days: Vec<DayView>,
    specials: bool,
    paused_until: Option<String>,
    /// The first and last day that a pause may end on.
    pause_from: String,
    pause_to: String,
    follows: Vec<FollowView>,
    saved: bool,
    error: Option<&'static str>,
    /// Whether this browser may be remembered, and whether it is.
    may_remember: bool,
    remembered: bool,
    leave: String,
}

#[derive(Serialize)]
struct HourView {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Serialize)]
struct DayView {
    name: &'static str,
    chosen: bool,
}

/// What became of a form of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Shown,
    Saved,
    Wrong(&'static str),
}

/// What a reader gets, when, and whom they follow.
pub(crate) async fn preferences(app: &App, asked: &Asked, token: &str, outcome: Outcome) -> Result<Response, Fault> {
    let remembered = coupon::is_remembered(app, asked).await?;
    shown(app, asked, token, outcome, remembered).await
}

async fn shown(app: &App, asked: &Asked, token: &str, outcome: Outcome, remembered: bool) -> Result<Response, Fault> {
    let Some(known) = look(app, Purpose::Preferences, token).await? else { return ask(app, asked, token, "ask").await };
    let may_remember = coupon::way(app, asked).await?.is_some();
    let press = Press::start(app).await?;
    let paper = &press.matter.paper;
    let today = paper.zone.day(app.now());
    let hour = known.wishes.later_hour(&paper.later_hours);
    let hours = std::iter::once(None).chain(paper.later_hours.iter().copied().map(Some));
    let far = |days: i32| today.checked_add(jiff::Span::new().days(days)).map_or_else(|_| String::new(), |day| day.to_string());
    let status = if let Outcome::Wrong(_) = outcome { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = PreferencesView {
        email: known.email.as_str().to_owned(),
        action: urls::preferences(token),
        edition: if known.standing == Standing::Active { known.choice.word() } else { "none" },
        quiet: known.wishes.quiet.word(),
        hours: hours
            .map(|one| HourView {
                value: one.map(|minute| minute.to_string()).unwrap_or_default(),
                name: coupon::clock(one.unwrap_or(paper.edition_minute)),
                chosen: one == hour,
            })
            .collect(),
        days: Days::WEEK.iter().map(|(name, day)| DayView { name, chosen: known.wishes.days.has(*day) }).collect(),
        specials: known.wishes.specials,
        paused_until: known.wishes.paused_until.filter(|until| *until > today).map(|until| until.to_string()),
        pause_from: far(1),
        pause_to: far(LONGEST_PAUSE_DAYS),
        follows: known.follows.iter().map(FollowView::of).collect(),
        saved: outcome == Outcome::Saved,
        error: if let Outcome::Wrong(error) = outcome { Some(error) } else { None },
        may_remember,
        remembered,
        leave: urls::leave(token),
    };
    private(&press, asked, status, "preferences", press.word("preferences.title"), urls::NEWSLETTER.to_owned(), view)
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

/// What the form says, or the field that cannot be read; a form without a day is none.
fn chosen(fields: &Pairs) -> Result<Chosen, &'static str> {
    let choice = fields.word("edition").and_then(Choice::from_word).ok_or("edition")?;
    let days: Vec<Weekday> = Days::WEEK.iter().filter(|(name, _)| fields.word(name).is_some()).map(|(_, day)| *day).collect();
    let paused_until = match fields.word("pause") {
        Some(text) => Some(text.parse().map_err(|_| "pause")?),
        None => None,
    };
    Ok(Chosen {
        choice,
        quiet: if fields.word("quiet").is_some() { Quiet::General } else { Quiet::Nothing },
        hour: fields.word("hour").map(|minute| minute.parse().map_err(|_| "hour")).transpose()?,
        days: Days::of(&days).ok_or("days")?,
        specials: fields.word("specials").is_some(),
        paused_until,
    })
}

/// A form of that page: what comes and when, an artist more or less, this browser.
pub(crate) async fn change(app: &App, asked: &Asked, token: &str, fields: &Pairs) -> Result<Response, Fault> {
    let (newsroom, act) = (app.newsroom(), app.act());
    if look(app, Purpose::Preferences, token).await?.is_none() {
        return match subscribe::ask_for_preferences(newsroom, &act, token).await {
            Ok(()) => ask(app, asked, token, "sent").await,
            Err(VerbError::Refused(_)) => ask(app, asked, token, "ask").await,
            Err(error) => Err(error.into()),
        };
    }
    let by = Purpose::Preferences;
    let slug = |name: &str| fields.word(name).and_then(|slug| Slug::parse(slug).ok());
    let done = if fields.word("edition").is_some() {
        match chosen(fields) {
            Ok(chosen) => subscribe::choose(newsroom, &act, token, &chosen).await,
            Err(field) => return preferences(app, asked, token, Outcome::Wrong(field)).await,
        }
    } else if let Some(artist) = slug("unfollow") {
        subscribe::unfollow(newsroom, &act, by, token, &artist).await
    } else if let Some(name) = fields.word("follow") {
        match named(app, name).await? {
            Some(artist) => subscribe::follow(newsroom, &act, by, token, &artist.slug).await,
            None => return preferences(app, asked, token, Outcome::Wrong("artist")).await,
        }
    } else if fields.word("remember").is_some() || fields.word("forget").is_some() {
        return remember(app, asked, token, fields.word("remember").is_some()).await;
    } else {
        return Err(Fault::bad_request());
    };
    match done {
        Ok(()) => preferences(app, asked, token, Outcome::Saved).await,
        Err(VerbError::Refused(Refusal::Field { field: "pause", .. })) => preferences(app, asked, token, Outcome::Wrong("pause")).await,
        Err(VerbError::Refused(_) | VerbError::Absent(_)) => preferences(app, asked, token, Outcome::Wrong("edition")).await,
        Err(error) => Err(error.into()),
    }
}

/// Has this browser remembered, or forgotten: it follows and unfollows at one press, and can do nothing else.
async fn remember(app: &App, asked: &Asked, token: &str, keep: bool) -> Result<Response, Fault> {
    let Some(way) = coupon::way(app, asked).await? else { return Err(Fault::forbidden()) };
    let line = if keep {
        match subscribe::device_token(app.newsroom(), &app.act(), token).await {
            Ok(device) => way.keep_follows(&device),
            Err(VerbError::Refused(_)) => return preferences(app, asked, token, Outcome::Wrong("edition")).await,
            Err(error) => return Err(error.into()),
        }
    } else {
        way.forget_follows()
    };
    let mut response = shown(app, asked, token, Outcome::Saved, keep).await?;
    response.headers_mut().append(SET_COOKIE, line);
    Ok(response)
}

/// A mailed link to follow an artist: a button, and what its press says.
pub(crate) async fn ask_to_follow(app: &App, asked: &Asked, token: &str) -> Result<Response, Fault> {
    match coupon::ask_to_follow(app, asked, token).await? {
        Some(response) => Ok(response),
        None => spent(&Press::start(app).await?, asked, token),
    }
}

/// The button was pressed.
pub(crate) async fn follow_mailed(app: &App, asked: &Asked, token: &str) -> Result<Response, Fault> {
    match coupon::follow_mailed(app, asked, token).await? {
        Some(response) => Ok(response),
        None => spent(&Press::start(app).await?, asked, token),
    }
}

/// The one artist of a name.
async fn named(app: &App, name: &str) -> Result<Option<Artist>, Fault> {
    let conn = app.newsroom().store().read().await?;
    let mut found = store::artists::by_key(&conn, &text::fold::key(name)).await?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}
