//! The news sitemap: what went live in the last 48 hours.

use super::xml::Xml;
use super::{Feed, Item};
use domain::time::Instant;

/// How far back it reaches, in seconds.
pub const REACH_SECONDS: i64 = 48 * 60 * 60;
/// The most stories that it may hold.
pub const MAX_STORIES: usize = 1000;

/// Writes the map of those items that are new at `now`. The paper's name is the feed's publisher.
#[must_use]
pub fn news_sitemap(feed: &Feed, items: &[Item], now: Instant) -> String {
    let mut xml = Xml::document();
    let spaces =
        [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"), ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")];
    xml.open("urlset", &spaces);
    let from = now.plus_seconds(-REACH_SECONDS);
    for item in items.iter().filter(|item| item.published >= from && item.published <= now).take(MAX_STORIES) {
        xml.open("url", &[]);
        xml.leaf("loc", &item.url);
        xml.open("news:news", &[]);
        xml.open("news:publication", &[]);
        xml.leaf("news:name", &feed.publisher);
        xml.leaf("news:language", &news_language(item.language.as_deref().unwrap_or(&feed.language)));
        xml.close("news:publication");
        xml.leaf("news:publication_date", &feed.zone.rfc3339(item.published));
        xml.leaf("news:title", &item.headline);
        xml.close("news:news");
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// News sitemaps know languages without regions, but for Chinese.
fn news_language(tag: &str) -> String {
    let tag = tag.to_ascii_lowercase();
    match tag.as_str() {
        "zh-cn" | "zh-hans" | "zh-hans-cn" => "zh-cn".to_owned(),
        "zh-tw" | "zh-hant" | "zh-hant-tw" => "zh-tw".to_owned(),
        _ => tag.split('-').next().unwrap_or_default().to_owned(),
    }
}
