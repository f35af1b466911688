//! Ghost exports, 0.x to 6.x. The file is read twice: once for everything but its posts, which are small beside them, and
//! once for the posts, one at a time.

mod post;
mod stream;
#[cfg(test)]
mod tests;

use super::source::{Author, Event, Head, Sink, SourceError, TAG, Term};
use post::Facts;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

/// Whether a file begins as a Ghost export does: its tables stand under `data`, with posts among them or before them.
#[must_use]
pub fn recognises(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let named = |name: &str| text.contains(&format!("\"{name}\""));
    let is_table = ["posts", "users", "tags", "posts_tags", "migrations", "settings", "roles", "actions", "benefits", "products"]
        .into_iter()
        .any(named);
    text.starts_with('{') && (named("db") || named("exported_on")) && named("data") && is_table
        || text.starts_with('{') && named("data") && named("posts")
}

/// Reads an export and hands out what it comes upon.
///
/// # Errors
/// [`SourceError::Unreadable`] when it is no such export, with the line where it breaks off; entries before it were handed out.
pub fn read(mut input: impl Read + Seek, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let mut tables = HashMap::new();
    stream::tables(&mut input, &mut |name, value| {
        tables.entry(name).or_insert_with(Vec::new).push(value);
    })?;
    if !tables.contains_key("tags") && !tables.contains_key("users") && !tables.contains_key(stream::POSTS_SEEN) {
        return Err(SourceError::Unreadable { line: 1, problem: "is no Ghost export: it has no posts".to_owned() });
    }
    let facts = Facts::of(&tables);
    if sink(Event::Head(head(&tables))).is_break() {
        return Ok(());
    }
    for member in members(&tables) {
        if sink(Event::Member(member)).is_break() {
            return Ok(());
        }
    }
    drop(tables);
    input.seek(SeekFrom::Start(0))?;
    let mut place = 0;
    stream::posts(&mut input, &mut |value| {
        place += 1;
        sink(Event::Entry(Box::new(facts.entry(&value, place))))
    })
}

/// A text, or a number as one.
fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => u8::from(*yes).to_string(),
        _ => String::new(),
    }
}

type Tables = HashMap<String, Vec<Value>>;

fn rows<'t>(tables: &'t Tables, name: &str) -> &'t [Value] {
    tables.get(name).map_or(&[], Vec::as_slice)
}

fn head(tables: &Tables) -> Head {
    let setting =
        |key: &str| rows(tables, "settings").iter().find(|row| text(row, "key") == key).map(|row| text(row, "value")).unwrap_or_default();
    let author = |user: &Value| Author { key: text(user, "id"), name: text(user, "name"), slug: text(user, "slug") };
    let term = |tag: &Value| Term { taxonomy: TAG.to_owned(), slug: text(tag, "slug"), name: text(tag, "name") };
    let meta = rows(tables, "meta").first().map(|meta| text(meta, "version")).unwrap_or_default();
    Head {
        title: setting("title"),
        address: [setting("url"), setting("forceI18n")].into_iter().find(|address| address.starts_with("http")).unwrap_or_default(),
        language: [setting("locale"), setting("lang"), setting("defaultLang")]
            .into_iter()
            .find(|lang| !lang.is_empty())
            .unwrap_or_default(),
        version: meta,
        authors: rows(tables, "users").iter().map(author).collect(),
        terms: rows(tables, "tags").iter().map(term).collect(),
        redirects: rows(tables, "redirects").iter().map(|row| (text(row, "from"), text(row, "to"))).collect(),
    }
}

/// Readers, with their labels and whether they still want letters.
fn members(tables: &Tables) -> Vec<Vec<String>> {
    let labels: HashMap<String, String> = rows(tables, "labels").iter().map(|label| (text(label, "id"), text(label, "name"))).collect();
    let mut of_member: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows(tables, "members_labels") {
        if let Some(label) = labels.get(&text(row, "label_id")) {
            of_member.entry(text(row, "member_id")).or_default().push(label.clone());
        }
    }
    let has_letters = tables.contains_key("members_newsletters");
    let with_letter: std::collections::HashSet<String> =
        rows(tables, "members_newsletters").iter().map(|row| text(row, "member_id")).collect();
    let member = |row: &Value| {
        let id = text(row, "id");
        let said = text(row, "subscribed");
        let subscribed = if has_letters { with_letter.contains(&id) } else { said != "0" };
        vec![
            text(row, "email"),
            text(row, "name"),
            if subscribed { "true" } else { "false" }.to_owned(),
            if text(row, "email_disabled") == "1" { "true" } else { "false" }.to_owned(),
            text(row, "created_at"),
            of_member.get(&id).map(|labels| labels.join(";")).unwrap_or_default(),
        ]
    };
    rows(tables, "members").iter().chain(rows(tables, "subscribers")).map(member).collect()
}
