//! Atom (RFC 4287) with the whole text.

use super::xml::Xml;
use super::{Feed, Item};

/// Writes the feed.
#[must_use]
pub fn atom(feed: &Feed, items: &[Item]) -> String {
    let mut xml = Xml::document();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &feed.language)]);
    xml.leaf("id", &feed.address);
    xml.leaf("title", &feed.title);
    xml.leaf("subtitle", &feed.description);
    xml.leaf("updated", &feed.zone.rfc3339(feed.updated));
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.address)]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page)]);
    if let Some(icon) = &feed.icon {
        xml.leaf("icon", icon);
    }
    write_author(&mut xml, &feed.publisher, None);
    xml.leaf("generator", "Inkie");
    for item in items {
        write_entry(&mut xml, feed, item);
    }
    xml.close("feed");
    xml.finish()
}

fn write_entry(xml: &mut Xml, feed: &Feed, item: &Item) {
    match &item.language {
        Some(language) => xml.open("entry", &[("xml:lang", language)]),
        None => xml.open("entry", &[]),
    }
    xml.leaf("id", &item.url);
    xml.leaf("title", &item.headline);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &item.url)]);
    xml.leaf("published", &feed.zone.rfc3339(item.published));
    xml.leaf("updated", &feed.zone.rfc3339(item.updated.max(item.published)));
    for author in &item.authors {
        write_author(xml, &author.name, author.url.as_deref());
    }
    for tag in item.tags() {
        xml.empty("category", &[("term", tag)]);
    }
    if let Some(cover) = &item.cover {
        let length = cover.bytes.map(|bytes| bytes.to_string());
        let mut attributes = vec![("rel", "enclosure"), ("type", cover.media_type.as_str()), ("href", cover.url.as_str())];
        attributes.extend(length.as_deref().map(|length| ("length", length)));
        xml.empty("link", &attributes);
    }
    let summary = item.summary();
    if !summary.is_empty() {
        xml.leaf("summary", &summary);
    }
    xml.leaf_with("content", &[("type", "html")], item.full_text().as_str());
    xml.close("entry");
}

fn write_author(xml: &mut Xml, name: &str, page: Option<&str>) {
    xml.open("author", &[]);
    xml.leaf("name", name);
    if let Some(page) = page {
        xml.leaf("uri", page);
    }
    xml.close("author");
}
