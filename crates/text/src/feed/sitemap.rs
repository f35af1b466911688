//! Sitemaps: every address that may be indexed, and an index of the maps.

use super::xml::Xml;
use domain::time::Instant;

/// The most addresses in one map.
pub const MAX_ADDRESSES: usize = 50_000;

const SPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
/// A map may have 50 MB; with the longest address of the protocol and its tags, this many bytes an entry at most.
const MAX_BYTES: usize = 45 * 1024 * 1024;
/// The longest address that the protocol takes, in bytes.
const MAX_ADDRESS: usize = 2047;

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Absolute.
    pub url: String,
    /// When it last changed for readers.
    pub changed: Option<Instant>,
}

/// The maps of all entries, in their order. Give entries in an order that only grows at its end (oldest first): then old
/// maps stay as they are. An address too long for the protocol is left out.
#[must_use]
pub fn sitemaps(entries: &[Entry]) -> Vec<String> {
    let mut maps = Vec::new();
    let mut part = Vec::new();
    let mut bytes = 0;
    for entry in entries.iter().filter(|entry| entry.url.len() <= MAX_ADDRESS) {
        // An ampersand takes five bytes when written.
        let cost = entry.url.len() + 4 * entry.url.matches('&').count() + 100;
        if part.len() == MAX_ADDRESSES || bytes + cost > MAX_BYTES {
            maps.push(sitemap(&part));
            part.clear();
            bytes = 0;
        }
        part.push(entry);
        bytes += cost;
    }
    if !part.is_empty() {
        maps.push(sitemap(&part));
    }
    maps
}

fn sitemap(entries: &[&Entry]) -> String {
    let mut xml = Xml::document();
    xml.open("urlset", &[SPACE]);
    for entry in entries {
        write_entry(&mut xml, "url", entry);
    }
    xml.close("urlset");
    xml.finish()
}

/// The index: an entry for each map.
#[must_use]
pub fn sitemap_index(maps: &[Entry]) -> String {
    let mut xml = Xml::document();
    xml.open("sitemapindex", &[SPACE]);
    for map in maps {
        write_entry(&mut xml, "sitemap", map);
    }
    xml.close("sitemapindex");
    xml.finish()
}

fn write_entry(xml: &mut Xml, name: &'static str, entry: &Entry) {
    xml.open(name, &[]);
    xml.leaf("loc", &entry.url);
    if let Some(changed) = entry.changed {
        xml.leaf("lastmod", &changed.rfc3339());
    }
    xml.close(name);
}
