//! What search engines are told: every address that may be indexed, and what is new.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::Cards;
use crate::paper::feed::bare_item;
use crate::paper::press::Press;
use axum::http::StatusCode;
use domain::time::{Day, Instant};
use store::stories::{CardFilter, archive_years, cards};
use text::feed::Feed;
use text::feed::news_sitemap::{MAX_STORIES, REACH_SECONDS, news_sitemap};
use text::feed::sitemap::{Entry, MAX_ADDRESSES, sitemap_index, sitemaps};
use text::template::urls;

const XML: &str = "application/xml; charset=utf-8";
/// The map of everything that is no story. Stories stand in the map of their year.
const LISTS: usize = 1;

/// The index: the lists, then a map a year.
pub(crate) async fn index(press: &Press) -> Result<Page, Fault> {
    let years = archive_years(&press.conn).await?;
    let maps = std::iter::once(LISTS).chain(years.into_iter().filter_map(|(year, _)| usize::try_from(year).ok()));
    let entries: Vec<Entry> = maps.map(|map| Entry { url: press.matter.site.absolute(&urls::sitemap(map)), changed: None }).collect();
    Ok(Page::new(StatusCode::OK, XML, sitemap_index(&entries), press.midnight()))
}

/// One map.
pub(crate) async fn part(press: &Press, number: usize) -> Result<Page, Fault> {
    let entries = if number == LISTS { lists(press).await? } else { stories(press, number).await? };
    let map = sitemaps(&entries).into_iter().next().ok_or_else(Fault::not_found)?;
    Ok(Page::new(StatusCode::OK, XML, map, press.midnight()))
}

async fn lists(press: &Press) -> Result<Vec<Entry>, Fault> {
    let mut paths = vec![urls::FRONT.to_owned(), urls::ARTISTS.to_owned(), urls::ARCHIVE.to_owned(), urls::NEWSLETTER.to_owned()];
    paths.extend(press.matter.view.sections.iter().map(|section| section.url.clone()));
    paths.extend(press.matter.view.standing.iter().map(|page| page.url.clone()));
    let enough = i64::try_from(domain::artist::MENTIONS_ENOUGH).unwrap_or(i64::MAX);
    let artists = store::artists::indexed(&press.conn, enough, MAX_ADDRESSES).await?;
    paths.extend(artists.iter().map(urls::artist));
    for (artist, work) in store::works::indexed(&press.conn, MAX_ADDRESSES).await? {
        paths.push(urls::work(&artist, &work));
    }
    Ok(paths.iter().map(|path| Entry { url: press.matter.site.absolute(path), changed: None }).collect())
}

async fn stories(press: &Press, year: usize) -> Result<Vec<Entry>, Fault> {
    let first = |year: usize| Some(press.zone().start_of(Day::new(i16::try_from(year).ok()?, 1, 1).ok()?));
    let (from, until) = first(year).zip(first(year + 1)).ok_or_else(Fault::not_found)?;
    let filter = CardFilter { from: Some(from), until: Some(until), ..CardFilter::default() };
    let mut found = cards(&press.conn, &filter, MAX_ADDRESSES, 0).await?;
    found.reverse();
    let entry = |card: &domain::story::Card| Entry {
        url: press.matter.site.absolute(&urls::story(&card.address)),
        changed: Some(card.updated.max(card.published)),
    };
    Ok(found.iter().map(entry).collect())
}

/// The last 48 hours. A story leaves it by itself, so it is made anew every quarter of an hour.
pub(crate) async fn news(press: &Press) -> Result<Page, Fault> {
    let filter = CardFilter { from: Some(press.now.plus_seconds(-REACH_SECONDS)), ..CardFilter::default() };
    let found = cards(&press.conn, &filter, MAX_STORIES, 0).await?;
    let named = Cards::of(press, &found).await?;
    let mut items = Vec::with_capacity(found.len());
    for card in &found {
        items.push(bare_item(press, card, &named, press.matter.site.absolute(&urls::story(&card.address))).await?);
    }
    let feed = Feed {
        title: press.matter.paper.name.clone(),
        description: String::new(),
        page: press.matter.site.absolute(urls::FRONT),
        address: press.matter.site.absolute(urls::NEWS_SITEMAP),
        language: press.matter.paper.language.clone(),
        publisher: press.matter.paper.name.clone(),
        icon: None,
        updated: press.now,
        zone: press.zone().clone(),
    };
    let until = press.midnight().min(press.now.plus_seconds(15 * 60));
    Ok(Page::new(StatusCode::OK, XML, news_sitemap(&feed, &items, press.now), until))
}

/// What robots may read: everything but what stands for one reader or has no end.
pub(crate) fn robots(press: &Press) -> Page {
    let site = &press.matter.site;
    let text = format!(
        "User-agent: *\nDisallow: /search\nDisallow: /newsletter/confirm/\nDisallow: /newsletter/leave/\nDisallow: /newsletter/preferences/\nDisallow: /-/\n\nSitemap: {}\nSitemap: {}\n",
        site.absolute(urls::SITEMAP),
        site.absolute(urls::NEWS_SITEMAP)
    );
    Page::new(StatusCode::OK, "text/plain; charset=utf-8", text, Instant::from_micros(i64::MAX))
}
