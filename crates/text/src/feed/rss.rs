//! RSS 2.0 with the whole text.

use super::xml::Xml;
use super::{Cover, Feed, Item};
use crate::html::Html;

/// Writes the feed.
#[must_use]
pub fn rss(feed: &Feed, items: &[Item]) -> String {
    let mut xml = Xml::document();
    let spaces = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ];
    xml.open("rss", &spaces);
    xml.open("channel", &[]);
    xml.leaf("title", &feed.title);
    xml.leaf("link", &feed.page);
    xml.leaf("description", &feed.description);
    xml.leaf("language", &feed.language);
    xml.leaf("lastBuildDate", &feed.zone.rfc2822(feed.updated));
    xml.leaf("generator", "Inkie");
    xml.leaf("docs", "https://www.rssboard.org/rss-specification");
    xml.empty("atom:link", &[("href", &feed.address), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(icon) = &feed.icon {
        xml.open("image", &[]);
        xml.leaf("url", icon);
        xml.leaf("title", &feed.title);
        xml.leaf("link", &feed.page);
        xml.close("image");
    }
    for item in items {
        write_item(&mut xml, feed, item);
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

fn write_item(xml: &mut Xml, feed: &Feed, item: &Item) {
    xml.open("item", &[]);
    xml.leaf("title", &item.headline);
    xml.leaf("link", &item.url);
    xml.leaf_with("guid", &[("isPermaLink", "true")], &item.url);
    xml.leaf("pubDate", &feed.zone.rfc2822(item.published));
    for author in &item.authors {
        xml.leaf("dc:creator", &author.name);
    }
    for tag in item.tags() {
        xml.leaf("category", tag);
    }
    // A description is HTML by the letter of RSS, and readers take it so.
    xml.leaf("description", Html::escaped(&item.summary()).as_str());
    xml.leaf("content:encoded", item.full_text().as_str());
    if let Some(cover) = &item.cover {
        write_cover(xml, cover);
    }
    xml.close("item");
}

fn write_cover(xml: &mut Xml, cover: &Cover) {
    if let Some(bytes) = cover.bytes {
        xml.empty("enclosure", &[("url", &cover.url), ("length", &bytes.to_string()), ("type", &cover.media_type)]);
    }
    let (width, height) = (cover.width.to_string(), cover.height.to_string());
    let mut attributes = vec![("url", cover.url.as_str()), ("medium", "image"), ("type", cover.media_type.as_str())];
    if cover.width > 0 && cover.height > 0 {
        attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
    }
    xml.open("media:content", &attributes);
    if !cover.alt.is_empty() {
        xml.leaf_with("media:description", &[("type", "plain")], &cover.alt);
    }
    if !cover.credit.is_empty() {
        xml.leaf("media:credit", &cover.credit);
    }
    xml.close("media:content");
}
