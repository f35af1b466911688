//! From a request to its answer: one place, one method, one handler.

use crate::app::App;
use crate::http::answer::{Page, Wants};
use crate::http::fault::{Fault, plain};
use crate::http::form::Pairs;
use crate::http::headers;
use crate::http::headers::Guard;
use crate::http::origin::{self, Door};
use crate::http::peer::{self, Peer};
use crate::paper::place::Place;
use crate::paper::press::Press;
use crate::paper::{
    archive, artist, byline, corrections, coupon, edition, elsewhere, faults, feed, front, mailbox, media, newsletter, preview, quotation,
    search, section, sitemap, standing, story, told,
};
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use text::template::urls;

/// No form of the paper is longer.
const LONGEST_FORM: usize = 16 * 1024;

/// A request, taken apart.
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) raw_query: String,
    pub(crate) wants: Wants,
    pub(crate) headers: HeaderMap,
    pub(crate) client: IpAddr,
    /// The head of the request as it came, for the door of the desk.
    pub(crate) parts: Parts,
}

/// Answers every request.
pub(crate) async fn answer(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let raw_query = parts.uri.query().unwrap_or_default().to_owned();
    let asked = Asked {
        path: parts.uri.path().to_owned(),
        query: Pairs::read(&raw_query),
        raw_query,
        wants: Wants::of(&parts.method, &parts.headers),
        client: peer::client(peer, &parts.headers, &app.settings().trusted_proxies),
        headers: parts.headers.clone(),
        parts,
    };
    let place = Place::read(&asked.path, &asked.query);
    let guard = place.as_ref().map_or(Guard::Open, Place::guard);
    let outcome = match (asked.parts.method.clone(), place) {
        (Method::GET | Method::HEAD, Some(place)) => get(&app, &asked, place).await,
        (Method::GET | Method::HEAD, None) => Err(Fault::not_found()),
        (Method::POST, Some(place)) if place.takes_posts() => post(&app, &asked, &place, body).await,
        (_, Some(place)) if place.takes_posts() => Err(Fault::method("GET, HEAD, POST")),
        (_, Some(_)) => Err(Fault::method("GET, HEAD")),
        (_, None) => Err(Fault::not_found()),
    };
    let mut response = match outcome {
        Ok(response) => response,
        Err(fault) => faults::answer(&app, &asked, fault).await,
    };
    headers::put(guard, response.headers_mut());
    response
}

async fn get(app: &App, asked: &Asked, place: Place) -> Result<Response, Fault> {
    match &place {
        Place::Health => health(app).await,
        Place::Asset(address) => {
            let theme = app.theme();
            let file = theme.file(address).or_else(|| app.desk_theme().file(address));
            file.map(|file| file.answer(&asked.wants)).ok_or_else(Fault::not_found)
        }
        Place::Favicon => media::favicon(app, asked),
        Place::Media { key, width } => media::file(app, asked, key, *width).await,
        Place::Preview(key) => preview::page(app, asked, key).await,
        Place::PreviewMedia { key, media, width } => preview::file(app, asked, key, media, *width).await,
        Place::Search => search::page(app, asked).await,
        Place::Confirm(token) => newsletter::ask_to_confirm(app, asked, token).await,
        Place::Leave(token) => newsletter::ask_to_leave(app, asked, token).await,
        Place::Preferences(token) => newsletter::preferences(app, asked, token, newsletter::Outcome::Shown).await,
        Place::FollowLink(token) => newsletter::ask_to_follow(app, asked, token).await,
        Place::Follow(slug) => coupon::follow_page(app, asked, slug).await,
        Place::FormToken => Err(Fault::method("POST")),
        Place::Mailbox => mailbox::list(app, asked).await,
        Place::Message(id) => mailbox::message(app, asked, *id).await,
        Place::Letter(id) => mailbox::letter(app, asked, *id).await,
        Place::Sent(id) => mailbox::sent(app, asked, *id).await,
        Place::Front if elsewhere::may_be_old(&asked.query) => match elsewhere::old_address(app, asked).await? {
            Some(target) => Err(Fault::moved(target)),
            None => cached(app, asked, place).await,
        },
        _ => cached(app, asked, place).await,
    }
}

/// Whether the database answers; for whoever watches over the program.
async fn health(app: &App) -> Result<Response, Fault> {
    store::changes::last(&app.newsroom().store().read().await?).await?;
    Ok(plain(StatusCode::OK, "ok\n"))
}

/// A page that is the same for everybody: from the cache, else rendered by one request while others wait for it.
async fn cached(app: &App, asked: &Asked, place: Place) -> Result<Response, Fault> {
    app.refresh_theme();
    let key = format!("{place:?}");
    // The copies of one edition are one page to who counts: nobody's set of stories is kept.
    let read = match &place {
        Place::Edition { of, .. } => urls::edition(*of),
        _ => asked.path.clone(),
    };
    let counted = |page: &Page| counted(app, asked, &read, page);
    if let Some(page) = app.cache().get(&key, app.now()) {
        return Ok(counted(&page));
    }
    let _turn = match app.cache().turn(&key) {
        Some(turn) => Some(turn.lock().await),
        None => None,
    };
    if let Some(page) = app.cache().get(&key, app.now()) {
        return Ok(counted(&page));
    }
    let press = Press::start(app).await?;
    let page = Arc::new(render(&press, place).await?);
    app.cache().keep(press.began, &key, Arc::clone(&page));
    Ok(counted(&page))
}

/// Answers, and adds one to what is read. “Unchanged” is an answer like any other: somebody reads the page again. Nothing
/// of who asked is kept; what they call their browser only decides whether they are a person.
fn counted(app: &App, asked: &Asked, path: &str, page: &Page) -> Response {
    if page.is_read() && !asked.wants.is_head() && is_person(&asked.headers) {
        app.newsroom().counts().page(path, page.ad().as_slice(), app.now());
    }
    page.answer(&asked.wants)
}

/// Whether a person's browser asks.
pub(crate) fn is_person(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let purpose = [text("sec-purpose"), text("purpose")].concat();
    domain::counts::is_person(text("user-agent"), &purpose)
}

async fn render(press: &Press, place: Place) -> Result<Page, Fault> {
    match place {
        Place::Front => front::page(press).await,
        Place::Word { slug, page } if press.matter.section(&slug).is_some() => section::page(press, &slug, page).await,
        Place::Word { slug, page: 1 } => standing::page(press, &slug).await,
        Place::Story(address) => story::page(press, &address).await,
        Place::Card(address) => story::card(press, &address).await,
        Place::Quotation { address, key } => quotation::page(press, &address, &key).await,
        Place::QuotationCard { address, key } => quotation::card(press, &address, &key).await,
        Place::Artists { letter, from } => artist::index(press, letter.as_deref(), &from).await,
        Place::Work { artist, work } => artist::work(press, &artist, &work).await,
        Place::Dates(slug) => artist::calendar(press, &slug).await,
        Place::Artist { slug, page } => artist::page(press, &slug, page).await,
        Place::Person { slug, page } => byline::page(press, &slug, page).await,
        Place::Archive => archive::root(press).await,
        Place::Year(year) => archive::year(press, year).await,
        Place::Month(year, month) => archive::month(press, year, month).await,
        Place::Day(day) => archive::day(press, day).await,
        Place::Corrections { page } => corrections::page(press, page).await,
        Place::Feed(list, form) => feed::page(press, &list, form).await,
        Place::Sitemap => sitemap::index(press).await,
        Place::SitemapPart(number) => sitemap::part(press, number).await,
        Place::NewsSitemap => sitemap::news(press).await,
        Place::Robots => Ok(sitemap::robots(press)),
        Place::Colours => media::colours(press),
        Place::Newsletter => coupon::page(press).await,
        Place::Edition { of, set } => edition::copy(press, of, set).await,
        _ => Err(Fault::not_found()),
    }
}

async fn post(app: &App, asked: &Asked, place: &Place, body: axum::body::Body) -> Result<Response, Fault> {
    let door = match place {
        Place::Leave(_) => Door::Anybody,
        Place::Confirm(_) | Place::Preferences(_) | Place::FollowLink(_) => Door::Token,
        _ => Door::Own,
    };
    let own_origin = Press::start(app).await?.matter.site.origin().to_owned();
    if !origin::may_post(door, &asked.headers, &own_origin) {
        return Err(Fault::forbidden());
    }
    let bytes = to_bytes(body, LONGEST_FORM).await.map_err(|_| Fault::too_large())?;
    let form = Pairs::read(std::str::from_utf8(&bytes).map_err(|_| Fault::bad_request())?);
    match place {
        Place::Newsletter => coupon::sign_up(app, asked, &form).await,
        Place::FormToken => coupon::token(app, asked),
        Place::Follow(slug) => coupon::follow(app, asked, slug, &form).await,
        Place::FollowLink(token) => newsletter::follow_mailed(app, asked, token).await,
        Place::Told => told::ad(app, asked, &form),
        Place::Confirm(token) => newsletter::confirm(app, asked, token).await,
        Place::Leave(token) => newsletter::leave(app, asked, token, &form).await,
        Place::Preferences(token) => newsletter::change(app, asked, token, &form).await,
        _ => Err(Fault::not_found()),
    }
}
