//! JSON Feed 1.1 with the whole text.

use super::{Author, Feed, Item};
use serde::Serialize;

#[derive(Serialize)]
struct FeedOut<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    authors: Vec<AuthorOut<'a>>,
    items: Vec<ItemOut<'a>>,
}

#[derive(Serialize)]
struct AuthorOut<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct ItemOut<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<AuthorOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

/// Writes the feed.
#[must_use]
pub fn json(feed: &Feed, items: &[Item]) -> String {
    let out = FeedOut {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: &feed.address,
        description: &feed.description,
        language: &feed.language,
        icon: feed.icon.as_deref(),
        authors: vec![AuthorOut { name: &feed.publisher, url: None }],
        items: items.iter().map(|item| item_out(feed, item)).collect(),
    };
    // Text, lists and structs: nothing here that JSON could refuse.
    serde_json::to_string(&out).unwrap_or_default()
}

fn item_out<'a>(feed: &Feed, item: &'a Item) -> ItemOut<'a> {
    ItemOut {
        id: &item.url,
        url: &item.url,
        title: &item.headline,
        content_html: item.full_text().into_string(),
        summary: item.summary(),
        image: item.cover.as_ref().map(|cover| cover.url.as_str()),
        date_published: feed.zone.rfc3339(item.published),
        date_modified: feed.zone.rfc3339(item.updated.max(item.published)),
        authors: item.authors.iter().map(author_out).collect(),
        tags: item.tags().collect(),
        language: item.language.as_deref(),
    }
}

fn author_out(author: &Author) -> AuthorOut<'_> {
    AuthorOut { name: &author.name, url: author.url.as_deref() }
}
