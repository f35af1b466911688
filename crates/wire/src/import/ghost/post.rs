//! One post as an entry.

use super::super::source::{Cover, Entry, FileName, Form, Life, TAG, Term, Text, When, when};
use super::{Tables, rows, text};
use serde_json::Value;
use std::collections::HashMap;

/// What stands in other tables than the posts.
pub(super) struct Facts {
    tags: HashMap<String, Term>,
    /// Tags and authors of a post, in order.
    post_tags: HashMap<String, Vec<(i64, String)>>,
    post_authors: HashMap<String, Vec<(i64, String)>>,
    meta: HashMap<String, Value>,
    address: String,
}

impl Facts {
    pub(super) fn of(tables: &Tables) -> Self {
        let tag = |row: &Value| (text(row, "id"), Term { taxonomy: TAG.to_owned(), slug: text(row, "slug"), name: text(row, "name") });
        let sorted = |table: &str, other: &str| {
            let mut all: HashMap<String, Vec<(i64, String)>> = HashMap::new();
            for row in rows(tables, table) {
                let order = row.get("sort_order").and_then(Value::as_i64).unwrap_or(0);
                all.entry(text(row, "post_id")).or_default().push((order, text(row, other)));
            }
            all.values_mut().for_each(|of| of.sort_by_key(|(order, _)| *order));
            all
        };
        Self {
            tags: rows(tables, "tags").iter().map(tag).collect(),
            post_tags: sorted("posts_tags", "tag_id"),
            post_authors: sorted("posts_authors", "author_id"),
            meta: rows(tables, "posts_meta").iter().map(|row| (text(row, "post_id"), row.clone())).collect(),
            address: super::head(tables).address,
        }
    }

    pub(super) fn entry(&self, post: &Value, place: u64) -> Entry {
        let id = text(post, "id");
        let said = |name: &str| {
            let own = text(post, name);
            if own.is_empty() { self.meta.get(&id).map(|meta| text(meta, name)).unwrap_or_default() } else { own }
        };
        let is_page = text(post, "type") == "page" || text(post, "page") == "1";
        let slug = text(post, "slug");
        let status = text(post, "status");
        let tags = self.post_tags.get(&id).map_or(&[][..], Vec::as_slice);
        let authors = self.post_authors.get(&id).map_or(&[][..], Vec::as_slice);
        let picture = [said("feature_image"), text(post, "image")].into_iter().find(|address| !address.is_empty());
        let mut entry = Entry {
            place,
            id: id.clone(),
            kind: if is_page { "page" } else { "post" }.to_owned(),
            life: life(&status),
            title: text(post, "title"),
            address: format!("{}/{slug}/", self.address.trim_end_matches('/')),
            also: [said("canonical_url")].into_iter().filter(|address| !address.is_empty()).collect(),
            summary: [said("custom_excerpt"), said("meta_description")].into_iter().find(|line| !line.is_empty()).unwrap_or_default(),
            when: moment(post, "published_at"),
            authors: authors.iter().map(|(_, author)| author.clone()).collect(),
            terms: tags.iter().filter_map(|(_, tag)| self.tags.get(tag).cloned()).collect(),
            texts: texts(post),
            readers: text(post, "visibility"),
            slug,
            status,
            ..Entry::default()
        };
        if entry.authors.is_empty() {
            entry.authors.extend([text(post, "author_id")].into_iter().filter(|author| !author.is_empty()));
        }
        // Lists of posts as other programs write them for Ghost have tags and authors in the post itself.
        entry.cover = picture.map(|address| Cover {
            file: FileName::Address(rooted(&address, &self.address)),
            alt: said("feature_image_alt"),
            caption: said("feature_image_caption"),
        });
        if text(post, "featured") == "1" {
            entry.fields.push(("featured".to_owned(), "1".to_owned()));
        }
        super::super::gates::mark(&mut entry);
        for place in ["codeinjection_head", "codeinjection_foot"] {
            if !text(post, place).trim().is_empty() {
                let told = format!("has code of its own ({place}), which is left out");
                entry.notes.push(super::super::source::Note { line: 0, text: told });
            }
        }
        entry
    }
}

/// An address that Ghost writes without its own host.
fn rooted(address: &str, base: &str) -> String {
    let path = address.strip_prefix("__GHOST_URL__").unwrap_or(address);
    if path.starts_with('/') && !path.starts_with("//") { format!("{}{path}", base.trim_end_matches('/')) } else { path.to_owned() }
}

/// The forms of a text, the one that was written first.
fn texts(post: &Value) -> Vec<Text> {
    let forms = [("lexical", Form::Lexical), ("mobiledoc", Form::Mobiledoc), ("markdown", Form::Markdown), ("html", Form::Html)];
    let text = |(name, form): (&str, Form)| Some(Text { form, text: super::text(post, name) }).filter(|text| !text.text.trim().is_empty());
    forms.into_iter().filter_map(text).collect()
}

/// A time without a zone is one in UTC: so it stood in the database.
fn moment(post: &Value, name: &str) -> When {
    let read = when(&text(post, name));
    let in_utc = read.wall.and_then(|wall| domain::time::Zone::utc().instant(wall).ok());
    When { instant: read.instant.or(in_utc), wall: None }
}

fn life(status: &str) -> Life {
    match status {
        "published" => Life::Published,
        "scheduled" => Life::Scheduled,
        // Went to readers as a letter alone, and was never on the paper.
        "sent" => Life::Private,
        _ => Life::Draft,
    }
}
