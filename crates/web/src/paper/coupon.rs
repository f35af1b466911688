//! Signing up, and following an artist. A page that is the same for everybody carries no token: its coupon posts the address,
//! and the answer, made for one reader and never kept, carries the token and the button. With script both are one press.

use crate::app::App;
use crate::door::channel::{self, Channel};
use crate::http::answer::{Page, once};
use crate::http::fault::Fault;
use crate::http::form::Pairs;
use crate::http::peer::subscriber;
use crate::paper::card::{Cards, Year};
use crate::paper::dispatch::{Asked, is_person};
use crate::paper::newsletter::{FollowView, look, private};
use crate::paper::press::Press;
use crate::paper::view::{CardView, PageView};
use axum::http::StatusCode;
use axum::response::Response;
use domain::artist::Artist;
use domain::edition::Name;
use domain::email::Email;
use domain::paper::Paper;
use domain::reader::Standing;
use domain::reader::coupon::meant;
use domain::slug::Slug;
use newsroom::VerbError;
use newsroom::subscribe::{self, FormToken, PRESS_SECONDS, Pressed};
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
    action: String,
    sample: Vec<CardView>,
    time: Option<String>,
    later: Vec<String>,
    posted_from: Option<String>,
    press: Option<PressView>,
}

/// The button of a sign-up.
#[derive(Serialize)]
struct PressView {
    token: String,
    salt: String,
    challenge: String,
    most: u32,
    /// What was wrong with the last press: `stale`, `too_soon`.
    again: Option<&'static str>,
    /// What was in the field that people do not see.
    trap: String,
    /// The address that was probably meant.
    meant: Option<String>,
}

impl PressView {
    fn of(shown: FormToken, again: Option<&'static str>, trap: &str, meant: Option<String>) -> Self {
        Self { token: shown.token, salt: shown.salt, challenge: shown.challenge, most: shown.most, again, trap: trap.to_owned(), meant }
    }
}

const SAMPLE: usize = 4;

fn state(app: &App) -> &'static str {
    if app.settings().newsletter { "form" } else { "unavailable" }
}

/// The sign-up page.
pub(super) async fn page(press: &Press) -> Result<Page, Fault> {
    let view = form(press, state(&press.app), &Wanted::default(), None).await?;
    press.page("newsletter.html", PageView::open(press, "newsletter", press.word("newsletter.title"), urls::NEWSLETTER), view)
}

async fn form(press: &Press, state: &'static str, wanted: &Wanted, error: Option<&'static str>) -> Result<LetterView, Fault> {
    let newest = cards(&press.conn, &CardFilter::default(), SAMPLE, 0).await?;
    let sample = Cards::of(press, &newest).await?.views(press, &newest, Year::Said);
    let paper = &press.matter.paper;
    let later = paper.later_hours.iter().map(|minute| clock(*minute)).collect();
    Ok(LetterView { state, error, sample, time: Some(hour(paper)), later, ..wanted.view() })
}

/// When the edition goes out: `6:30 am`.
fn hour(paper: &Paper) -> String {
    clock(paper.edition_minute)
}

/// A time of day as people say it: `6:30 am`.
pub(super) fn clock(minute: u16) -> String {
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    let half = if hour < 12 { "am" } else { "pm" };
    let shown = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 { format!("{shown} {half}") } else { format!("{shown}:{minute:02} {half}") }
}

/// What somebody wants who fills in a coupon.
#[derive(Default)]
struct Wanted {
    email: String,
    /// The artist that they want to hear of.
    artist: Option<Artist>,
    /// Whether the coupon stood on a page of its own for that.
    follows: bool,
    /// The edition in whose letter the link to that page was.
    from: Option<Name>,
}

impl Wanted {
    fn view(&self) -> LetterView {
        let action = match self.artist.as_ref().filter(|_| self.follows) {
            Some(artist) => follow_action(&artist.slug, self.from),
            None => urls::NEWSLETTER.to_owned(),
        };
        LetterView { email: self.email.clone(), artist: self.artist.as_ref().map(FollowView::of), action, ..LetterView::default() }
    }

    fn path(&self) -> String {
        self.artist.as_ref().filter(|_| self.follows).map_or_else(|| urls::NEWSLETTER.to_owned(), |one| urls::follow(&one.slug))
    }
}

fn follow_action(artist: &Slug, from: Option<Name>) -> String {
    from.map_or_else(|| urls::follow(artist), |from| urls::follow_from(artist, from))
}

/// The edition that a link in a letter names.
fn from(asked: &Asked) -> Option<Name> {
    asked.query.word("from")?.parse().ok()
}

async fn artist(app: &App, slug: &Slug) -> Result<Option<Artist>, Fault> {
    let conn = app.newsroom().store().read().await?;
    let found = store::artists::by_slug(&conn, slug).await?;
    match found.as_ref().and_then(|artist| artist.merged_into) {
        Some(into) => Ok(store::artists::by_id(&conn, into).await?),
        None => Ok(found),
    }
}

/// What a page with script asks for when somebody begins to write an address.
#[derive(Serialize)]
struct TokenAnswer {
    token: String,
    salt: String,
    challenge: String,
    most: u32,
    /// Milliseconds before which no press is taken.
    wait: i64,
}

/// A token for one press.
pub(super) fn token(app: &App, asked: &Asked) -> Result<Response, Fault> {
    let FormToken { token, salt, challenge, most } = subscribe::form_token(app.newsroom(), &app.act());
    // One more second: a token says whole ones.
    let answer = TokenAnswer { token, salt, challenge, most, wait: (PRESS_SECONDS + 1) * 1_000 };
    let body = serde_json::to_string(&answer).map_err(|_| Fault::bad_request())?;
    Ok(once(StatusCode::OK, "application/json", body, &asked.wants))
}

/// Takes a coupon. The answer is the same for an address that is known and one that is not.
pub(super) async fn sign_up(app: &App, asked: &Asked, fields: &Pairs) -> Result<Response, Fault> {
    let artist = match fields.word("artist").and_then(|slug| Slug::parse(slug).ok()) {
        Some(slug) => artist(app, &slug).await?,
        None => None,
    };
    take(app, asked, fields, Wanted { email: typed(fields), artist, follows: false, from: None }).await
}

fn typed(fields: &Pairs) -> String {
    fields.word("email").unwrap_or_default().chars().take(320).collect()
}

async fn take(app: &App, asked: &Asked, fields: &Pairs, wanted: Wanted) -> Result<Response, Fault> {
    if !app.settings().newsletter {
        let press = Press::start(app).await?;
        return letter_page(&press, asked, StatusCode::OK, &wanted, LetterView { state: "unavailable", ..wanted.view() });
    }
    let Ok(email) = Email::parse(&wanted.email) else {
        return with_error(app, asked, StatusCode::UNPROCESSABLE_ENTITY, &wanted, "address").await;
    };
    let trap = fields.word("website").unwrap_or_default();
    let asks = |again| Again { again, trap, token: None, meant: meant(&email) };
    let Some(token) = fields.word("token") else { return ask_to_press(app, asked, &wanted, asks(None)).await };
    // A slip of the hand is asked about, once, and never refused.
    if meant(&email).is_some() && fields.word("sure").is_none() {
        return ask_to_press(app, asked, &wanted, asks(None)).await;
    }
    if !app.sign_ups().take(subscriber(asked.client), app.now()) {
        return with_error(app, asked, StatusCode::TOO_MANY_REQUESTS, &wanted, "too_many").await;
    }
    let form = subscribe::Press {
        token: token.to_owned(),
        work: fields.word("work").and_then(|number| number.parse().ok()),
        trapped: !trap.is_empty(),
        is_person: is_person(&asked.headers),
        email: wanted.email.clone(),
        artist: wanted.artist.as_ref().map(|artist| artist.slug.clone()),
        source: if wanted.artist.is_some() { "artist" } else { "coupon" }.to_owned(),
        edition: wanted.from,
        from: asked.client,
    };
    match subscribe::press(app.newsroom(), &app.act(), &form).await {
        Ok(Pressed::Taken) => {
            let press = Press::start(app).await?;
            let posted_from = press.matter.paper.email.as_ref().map(|own| own.as_str().to_owned());
            letter_page(&press, asked, StatusCode::OK, &wanted, LetterView { state: "sent", posted_from, ..wanted.view() })
        }
        Ok(Pressed::TooSoon) => {
            ask_to_press(app, asked, &wanted, Again { token: Some(token), meant: None, ..asks(Some("too_soon")) }).await
        }
        Ok(Pressed::Stale) => ask_to_press(app, asked, &wanted, Again { meant: None, ..asks(Some("stale")) }).await,
        Err(VerbError::Refused(_)) => with_error(app, asked, StatusCode::UNPROCESSABLE_ENTITY, &wanted, "address").await,
        Err(error) => Err(error.into()),
    }
}

/// Why the button is shown, and what is on it.
struct Again<'a> {
    again: Option<&'static str>,
    trap: &'a str,
    /// The token that is still good.
    token: Option<&'a str>,
    meant: Option<Email>,
}

async fn ask_to_press(app: &App, asked: &Asked, wanted: &Wanted, why: Again<'_>) -> Result<Response, Fault> {
    let fresh = subscribe::form_token(app.newsroom(), &app.act());
    let shown = match why.token {
        // Its sum is not told twice: whoever was too quick presses again without.
        Some(token) => FormToken { token: token.to_owned(), salt: String::new(), challenge: String::new(), most: 0 },
        None => fresh,
    };
    let view = PressView::of(shown, why.again, why.trap, why.meant.map(|email| email.to_string()));
    let press = Press::start(app).await?;
    letter_page(&press, asked, StatusCode::OK, wanted, LetterView { state: "press", press: Some(view), ..wanted.view() })
}

async fn with_error(app: &App, asked: &Asked, status: StatusCode, wanted: &Wanted, error: &'static str) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let view = form(&press, "form", wanted, Some(error)).await?;
    letter_page(&press, asked, status, wanted, view)
}

fn letter_page(press: &Press, asked: &Asked, status: StatusCode, wanted: &Wanted, view: LetterView) -> Result<Response, Fault> {
    let title = match view.state {
        "sent" => press.word("newsletter.sent_title"),
        "press" => press.word("newsletter.press_title"),
        _ => press.word("newsletter.title"),
    };
    private(press, asked, status, "newsletter", title, wanted.path(), view)
}

#[derive(Serialize)]
struct FollowPage {
    state: &'static str,
    artist: FollowView,
    action: String,
    following: bool,
    email: String,
    preferences: Option<String>,
}

/// The browser that a reader asked us to remember: its token, and whom they follow.
async fn device(app: &App, asked: &Asked) -> Result<Option<(String, newsroom::subscribe::Preferences)>, Fault> {
    let base_url = Press::start(app).await?.matter.paper.base_url.clone();
    let Some(token) = channel::of(app, &asked.parts, &base_url).and_then(|way| way.follow_token(&asked.headers)) else { return Ok(None) };
    let known = look(app, Purpose::Device, &token).await?;
    Ok(known.filter(|known| known.standing == Standing::Active).map(|known| (token, known)))
}

/// The page to follow an artist by: with the button alone in a browser that is remembered, else with a field for the address.
pub(super) async fn follow_page(app: &App, asked: &Asked, slug: &Slug) -> Result<Response, Fault> {
    let artist = artist(app, slug).await?.ok_or_else(Fault::not_found)?;
    if let Some((_, known)) = device(app, asked).await? {
        let following = known.follows.iter().any(|one| one.id == artist.id);
        return remembered(app, asked, &artist, following, if following { "done" } else { "device" }).await;
    }
    let press = Press::start(app).await?;
    let wanted = Wanted { email: String::new(), artist: Some(artist), follows: true, from: from(asked) };
    let view = form(&press, state(app), &wanted, None).await?;
    letter_page(&press, asked, StatusCode::OK, &wanted, view)
}

/// A press on “follow”: at once in a browser that is remembered, else as a sign-up.
pub(super) async fn follow(app: &App, asked: &Asked, slug: &Slug, fields: &Pairs) -> Result<Response, Fault> {
    let artist = artist(app, slug).await?.ok_or_else(Fault::not_found)?;
    if fields.word("email").is_some() {
        return take(app, asked, fields, Wanted { email: typed(fields), artist: Some(artist), follows: true, from: from(asked) }).await;
    }
    let Some((token, _)) = device(app, asked).await? else { return follow_page(app, asked, slug).await };
    let (newsroom, act) = (app.newsroom(), app.act());
    let unfollows = fields.word("unfollow").is_some();
    if unfollows {
        subscribe::unfollow(newsroom, &act, Purpose::Device, &token, &artist.slug).await?;
    } else {
        subscribe::follow_from(newsroom, &act, Purpose::Device, &token, &artist.slug, from(asked)).await?;
    }
    remembered(app, asked, &artist, !unfollows, if unfollows { "gone" } else { "done" }).await
}

async fn remembered(app: &App, asked: &Asked, artist: &Artist, following: bool, state: &'static str) -> Result<Response, Fault> {
    let press = Press::start(app).await?;
    let action = follow_action(&artist.slug, from(asked));
    let view = FollowPage { state, artist: FollowView::of(artist), action, following, email: String::new(), preferences: None };
    follow_answer(&press, asked, view)
}

fn follow_answer(press: &Press, asked: &Asked, view: FollowPage) -> Result<Response, Fault> {
    let title = press.word(if view.state == "done" { "follow.done_title" } else { "follow.title" });
    private(press, asked, StatusCode::OK, "follow", title, urls::NEWSLETTER.to_owned(), view)
}

/// A mailed link to follow: it shows a button.
pub(super) async fn ask_to_follow(app: &App, asked: &Asked, token: &str) -> Result<Option<Response>, Fault> {
    let known = look(app, Purpose::Follow, token).await?.filter(|known| known.standing == Standing::Active);
    mailed(app, asked, token, known, None).await
}

/// The button was pressed.
pub(super) async fn follow_mailed(app: &App, asked: &Asked, token: &str) -> Result<Option<Response>, Fault> {
    let known = look(app, Purpose::Follow, token).await?;
    let preferences = match subscribe::follow_mailed(app.newsroom(), &app.act(), token).await {
        Ok(preferences) => preferences,
        Err(VerbError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    mailed(app, asked, token, known, Some(urls::preferences(&preferences))).await
}

async fn mailed(
    app: &App,
    asked: &Asked,
    token: &str,
    known: Option<newsroom::subscribe::Preferences>,
    preferences: Option<String>,
) -> Result<Option<Response>, Fault> {
    let Some((known, artist)) = known.and_then(|known| known.artist.clone().map(|artist| (known, artist))) else { return Ok(None) };
    let press = Press::start(app).await?;
    let view = FollowPage {
        state: if preferences.is_some() { "done" } else { "ask" },
        artist: FollowView::of(&artist),
        action: urls::follow_link(token),
        following: preferences.is_some(),
        email: known.email.as_str().to_owned(),
        preferences,
    };
    follow_answer(&press, asked, view).map(Some)
}

/// The way on which a cookie may go to this browser; none in the open.
pub(super) async fn way(app: &App, asked: &Asked) -> Result<Option<Channel>, Fault> {
    let base_url = Press::start(app).await?.matter.paper.base_url.clone();
    Ok(channel::of(app, &asked.parts, &base_url))
}

/// Whether this browser is remembered for somebody.
pub(super) async fn is_remembered(app: &App, asked: &Asked) -> Result<bool, Fault> {
    Ok(device(app, asked).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_is_said_as_people_say_it() {
        assert_eq!([0, 390, 720, 780, 1439].map(clock), ["12 am", "6:30 am", "12 pm", "1 pm", "11:59 pm"]);
    }
}
