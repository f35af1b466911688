//! Markdown files with front matter, as Jekyll, Hugo, Eleventy, Zola and Pelican keep them: a folder of them, or one.

mod standing;
mod templates;
mod yaml;

use super::source::{CATEGORY, Cover, Entry, Event, FileName, Form, Head, Life, Note, Sink, SourceError, TAG, Term, Text, When, when};
use super::{decode, truth};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 8 * 1024 * 1024;
/// Files that are looked at in a folder.
const MOST_FILES: usize = 500_000;
/// Folders of the programs themselves.
const OWN_FOLDERS: [&str; 10] =
    ["node_modules", "themes", "_site", "public", "layouts", "templates", "_layouts", "_includes", "archetypes", "vendor"];

/// Whether a file begins with front matter that is no story file of ours.
#[must_use]
pub fn recognises(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning)).into_owned();
    text.strip_prefix("---")
        .map(|rest| rest.strip_prefix("json").unwrap_or(rest))
        .is_some_and(|rest| rest.trim_start_matches(['-', ' ', '\r']).starts_with('\n') && rest.contains("\n---"))
}

/// Whether a folder has such files.
#[must_use]
pub fn recognises_folder(folder: &Path) -> bool {
    files(folder).iter().take(50).any(|file| text(file).is_ok_and(|text| parts(&text).is_some()))
}

/// The Markdown files of a folder, in the order of their paths.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut found, mut seen) = (vec![folder.to_owned()], Vec::new(), 0);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            seen += 1;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if seen > MOST_FILES || name.starts_with('.') || OWN_FOLDERS.contains(&name.as_str()) {
                continue;
            }
            // A link may lead out of the folder, or round in it.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && is_markdown(&name) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn is_markdown(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".md", ".markdown", ".mdown", ".mdx", ".html"].iter().any(|ending| lower.ends_with(ending))
}

/// Reads a folder or one file.
///
/// # Errors
/// [`SourceError::Io`]; a file that cannot be read is told, and the others come.
pub fn read(path: &Path, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let is_folder = std::fs::metadata(path)?.is_dir();
    let (folder, files) = if is_folder { (path.to_owned(), files(path)) } else { (PathBuf::new(), vec![path.to_owned()]) };
    if sink(Event::Head(head(&folder))).is_break() {
        return Ok(());
    }
    let mut place = 0;
    for file in files {
        let name = file.strip_prefix(&folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let event = match text(&file) {
            Ok(text) => match parts(&text) {
                Some(parts) if is_list(&name, parts.body) => {
                    Event::Note(Note { line: 1, text: format!("{name}: is the page of a section or the front, no story; it is left out") })
                }
                Some(parts) => {
                    place += 1;
                    Event::Entry(Box::new(entry(&name, parts, place)))
                }
                None => {
                    let problem = if is_open(&text) { "its front matter is never closed" } else { "has no front matter" };
                    Event::Note(Note { line: 1, text: format!("{name}: {problem}; it is left out") })
                }
            },
            Err(problem) => Event::Note(Note { line: 1, text: format!("{name}: {problem}; it is left out") }),
        };
        if sink(event).is_break() {
            break;
        }
    }
    Ok(())
}

fn text(file: &Path) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > LARGEST {
        return Err(format!("is larger than {} MB", LARGEST / 1024 / 1024));
    }
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let limit = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    decode::text(&bytes, limit).map(|decoded| decoded.text.replace("\r\n", "\n")).map_err(|error| error.to_string())
}

/// The paper's own settings, where they lie in the folder.
fn head(folder: &Path) -> Head {
    let settings = ["_config.yml", "hugo.toml", "config.toml", "zola.toml", "hugo.yaml", "config.yaml"].iter().find_map(|name| {
        let text = String::from_utf8(super::read_within(&folder.join(name), LARGEST).ok()?).ok()?;
        if name.ends_with(".toml") { toml::from_str::<Value>(&text).ok() } else { Some(yaml::read(&text)) }
    });
    let settings = settings.unwrap_or(Value::Null);
    let address = ["url", "baseURL", "base_url", "baseurl"].iter().map(|name| word(&settings, name)).find(|url| url.starts_with("http"));
    let language =
        ["lang", "languageCode", "default_language", "locale"].iter().map(|name| word(&settings, name)).find(|word| !word.is_empty());
    Head {
        title: word(&settings, "title"),
        address: address.unwrap_or_default(),
        language: language.unwrap_or_default(),
        ..Head::default()
    }
}

/// What a file says of itself, its text, and the line on which the text begins.
struct Parts<'t> {
    head: Value,
    problem: Option<String>,
    body: &'t str,
    line: u64,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    for (fence, is_toml) in [("---", false), ("+++", true)] {
        let Some(rest) = text.strip_prefix(fence) else { continue };
        let json = rest.strip_prefix("json");
        let Some(rest) = json.unwrap_or(rest).trim_start_matches(['-', ' ', '\r']).strip_prefix('\n') else { continue };
        let (head, body) = fenced(rest, fence)?;
        let line = memchr::memchr_iter(b'\n', head.as_bytes()).count() as u64 + 3;
        let read = match (is_toml, json) {
            (true, _) => toml::from_str::<Value>(head).map_err(|error| error.message().to_owned()),
            (false, Some(_)) => serde_json::from_str::<Value>(head).map_err(|error| error.to_string()),
            (false, None) => Ok(yaml::read(head)),
        };
        let (head, problem) = read.map_or_else(|problem| (Value::Null, Some(problem)), |head| (head, None));
        return Some(Parts { head, problem, body, line });
    }
    // Hugo's third form: an object, and the text behind it.
    if text.starts_with('{') {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        let head = values.next()?.ok().filter(|head| find(head, &["title"]).is_some())?;
        let (head_text, body) = text.split_at_checked(values.byte_offset())?;
        let line = memchr::memchr_iter(b'\n', head_text.as_bytes()).count() as u64 + 2;
        return Some(Parts { head, problem: None, body, line });
    }
    // Pelican's: names and values on the first lines, then an empty one. What is further in goes on with the line before.
    let (head, body) = text.split_once("\n\n")?;
    let named = |line: &str| {
        line.split_once(':')
            .is_some_and(|(name, _)| !name.is_empty() && name.len() < 24 && name.chars().all(|c| c.is_alphabetic() || c == '_'))
    };
    let goes_on = |line: &str| line.starts_with([' ', '\t']);
    let mut lines = head.lines();
    let is_head = lines.next().is_some_and(named)
        && lines.all(|line| named(line) || goes_on(line))
        && head.lines().any(|line| line.to_ascii_lowercase().starts_with("title:"));
    let joined = head.lines().fold(String::new(), |joined, line| match line {
        line if goes_on(line) => format!("{joined} {}", line.trim()),
        line => format!("{joined}\n{line}"),
    });
    is_head.then(|| Parts { head: yaml::read(&joined), problem: None, body, line: head.lines().count() as u64 + 2 })
}

/// Whether a file is the page of a list: of a section (Hugo and Zola), the front, or one on which posts are put together.
fn is_list(name: &str, body: &str) -> bool {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let stem = file.split('.').next().unwrap_or_default();
    let puts_together = || ["paginator.posts", "site.posts", "site.categories", "site.tags"].iter().any(|posts| body.contains(posts));
    stem == "_index"
        || stem == "index" && matches!(folder, "" | "content" | "src")
        || matches!(file, "404.html" | "404.md")
        || file.ends_with(".html") && body.contains("{% for ") && puts_together()
}

/// Whether front matter begins that does not end.
fn is_open(text: &str) -> bool {
    ["---json", "---", "+++"]
        .iter()
        .any(|fence| text.strip_prefix(fence).is_some_and(|rest| rest.trim_start_matches(['-', ' ']).starts_with('\n')))
}

/// What stands before a line that is only the fence, and after it.
fn fenced<'t>(text: &'t str, fence: &str) -> Option<(&'t str, &'t str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == fence || fence == "---" && line.trim_end() == "..." {
            return Some((text.get(..at)?, text.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}

fn find<'v>(head: &'v Value, names: &[&str]) -> Option<&'v Value> {
    let map = head.as_object()?;
    names
        .iter()
        .find_map(|name| map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
        .filter(|value| !value.is_null())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        // TOML's own dates, and an author with a name.
        Value::Object(map) => ["$__toml_private_datetime", "name", "image", "src", "url"]
            .iter()
            .find_map(|name| map.get(*name))
            .map(plain)
            .unwrap_or_default(),
        Value::Array(all) => all.first().map(plain).unwrap_or_default(),
        Value::Null => String::new(),
    }
}

fn word(head: &Value, name: &str) -> String {
    find(head, &[name]).map(plain).unwrap_or_default()
}

/// A list, or words parted by commas.
fn list(head: &Value, names: &[&str]) -> Vec<String> {
    let all = match find(head, names) {
        Some(Value::Array(all)) => all.iter().map(plain).collect(),
        Some(value) => plain(value).split(',').map(|word| word.trim().to_owned()).collect(),
        None => Vec::new(),
    };
    all.into_iter().filter(|word| !word.is_empty()).collect()
}

fn entry(name: &str, parts: Parts<'_>, place: u64) -> Entry {
    let head = &parts.head;
    let first = |names: &[&str]| find(head, names).map(plain).unwrap_or_default();
    let (dated, slug) = from_name(name);
    let dates = ["date", "published", "publishDate", "created"].into_iter().map(|name| word(head, name));
    let said = dates.filter(|said| truth(said).is_none()).find(|said| !said.is_empty()).unwrap_or_default();
    let time = when(&said);
    let time = if time == When::default() { dated } else { time };
    let slug = [first(&["slug"]), slug].into_iter().find(|slug| !slug.is_empty()).unwrap_or_default();
    let is_true = |names: &[&str], wanted: &str| first(names).eq_ignore_ascii_case(wanted);
    let stands = standing::of(head, name);
    let is_page = is_true(&["layout"], "page") || is_true(&["type"], "page") || name.contains("/pages/") || name.starts_with("pages/");
    let nested = find(head, &["taxonomies"]).cloned().unwrap_or(Value::Null);
    let terms = |names: &[&str], taxonomy: &str| {
        let all = list(head, names).into_iter().chain(list(&nested, names));
        all.map(|name| Term { taxonomy: taxonomy.to_owned(), slug: String::new(), name }).collect::<Vec<_>>()
    };
    let mut entry = Entry {
        place,
        line: parts.line,
        id: name.to_owned(),
        kind: if is_page { "page" } else { "post" }.to_owned(),
        life: stands.life,
        status: match stands.life {
            Life::Published => "published",
            Life::Private => "private",
            Life::Pending => "pending",
            Life::Trash => "trash",
            Life::Draft | Life::Scheduled | Life::Empty => "draft",
        }
        .to_owned(),
        locked: stands.locked,
        readers: stands.readers,
        opens: stands.opens,
        closes: stands.closes,
        notes: stands.notes.into_iter().map(|text| Note { line: 1, text: format!("{name}: {text}") }).collect(),
        title: first(&["title"]),
        address: address(name, &first(&["permalink", "url", "path"]), time, &slug),
        also: list(head, &["aliases", "redirect_from"]),
        slug,
        summary: first(&["summary", "description", "excerpt", "subtitle"]),
        when: time,
        authors: list(head, &["authors", "author", "by"]),
        terms: terms(&["categories", "category", "section"], CATEGORY)
            .into_iter()
            .chain(terms(&["tags", "tag", "keywords"], TAG))
            .collect(),
        texts: vec![Text { form: if name.ends_with(".html") { Form::Html } else { Form::Markdown }, text: parts.body.to_owned() }],
        ..Entry::default()
    };
    let picture = first(&["image", "featured_image", "feature_image", "cover", "thumbnail", "banner", "header_image"]);
    entry.cover = Some(picture).filter(|picture| !picture.is_empty()).map(|picture| Cover {
        file: FileName::Address(picture),
        alt: first(&["image_alt", "cover_alt", "alt"]),
        caption: first(&["image_caption", "caption"]),
    });
    for (key, value) in head.as_object().into_iter().flatten() {
        if KNOWN.contains(&key.to_ascii_lowercase().as_str()) || plain(value).is_empty() {
            continue;
        }
        entry.fields.push((key.clone(), plain(value)));
    }
    for (line, code) in (parts.line..).zip(templates::in_lines(parts.body)).flat_map(|(line, codes)| codes.map(move |code| (line, code))) {
        entry.notes.push(Note { line, text: format!("a template's code stands in the text as it was written: {code}") });
    }
    if entry.when == When::default() && !said.is_empty() {
        entry.notes.push(Note { line: 1, text: format!("{name}: its date “{said}” cannot be read; write 2015-03-27") });
    }
    if let Some(problem) = parts.problem {
        entry.notes.push(Note { line: 1, text: format!("{name}: its front matter cannot be read: {problem}") });
    }
    entry
}

/// Names that mean something here already, or nothing to a reader.
const KNOWN: [&str; 45] = [
    "title",
    "date",
    "published",
    "publishdate",
    "created",
    "slug",
    "draft",
    "status",
    "layout",
    "type",
    "permalink",
    "url",
    "path",
    "aliases",
    "redirect_from",
    "summary",
    "description",
    "excerpt",
    "authors",
    "author",
    "by",
    "categories",
    "category",
    "tags",
    "tag",
    "keywords",
    "image",
    "featured_image",
    "feature_image",
    "cover",
    "taxonomies",
    "weight",
    "lastmod",
    "password",
    "private",
    "visibility",
    "members_only",
    "membersonly",
    "members-only",
    "expirydate",
    "unpublishdate",
    "build",
    "_build",
    "render",
    "updated",
];

/// `_posts/2015-03-27-gilt.md`: its day and word; `gilt/index.md`: its word.
fn from_name(name: &str) -> (When, String) {
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let stem = if stem == "index" { name.rsplit('/').nth(1).unwrap_or(stem) } else { stem };
    match (stem.get(..10), stem.get(10..)) {
        (Some(day), Some(rest))
            if day.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() }) =>
        {
            (when(day), rest.trim_start_matches(['-', '_']).to_owned())
        }
        _ => (When::default(), stem.to_owned()),
    }
}

/// Where readers found it: as it says, or as its program has it when nobody says otherwise.
fn address(name: &str, said: &str, time: When, slug: &str) -> String {
    if said.starts_with("http") || said.starts_with('/') && !said.contains(':') {
        return said.to_owned();
    }
    if name.starts_with("_posts/") || name.contains("/_posts/") {
        let day = time.wall.map(|wall| wall.date()).or_else(|| Some(time.instant?.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()));
        return day.map(|day| format!("{}/{slug}.html", day.strftime("/%Y/%m/%d"))).unwrap_or_default();
    }
    let path = name.strip_prefix("content/").unwrap_or(name);
    let folder = path
        .rsplit_once('/')
        .map(|(folder, file)| if file.starts_with("index.") { folder.rsplit_once('/').map_or("", |(up, _)| up) } else { folder });
    let folder = folder.filter(|folder| !folder.is_empty()).map(|folder| format!("/{folder}")).unwrap_or_default();
    format!("{folder}/{slug}/")
}

#[cfg(test)]
mod tests;
