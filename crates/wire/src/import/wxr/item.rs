//! One item of an export as an entry.

use super::super::loose::{Element, elements};
use super::super::source::{Attached, CATEGORY, Cover, Entry, FileName, Form, Life, TAG, Term, Text, When, when};
use super::child;
use super::names::{Names, Space};

/// Terms, authors and earlier words of one entry: each is compared with all before it.
const MOST_TERMS: usize = 2_000;

/// Reads an item.
pub(super) fn read(text: &str, names: &Names, place: u64, line: u64) -> Entry {
    let mut read = Read { entry: Entry { place, line, ..Entry::default() }, ..Read::default() };
    // The item itself, for the prefixes that it declares; what is in it goes to its end even where that is missing.
    let item = elements(text).next();
    let inside = item.filter(|item| item.closed).map_or_else(|| text.split_once('>').map_or("", |(_, rest)| rest), |item| item.inner);
    for element in elements(inside) {
        let (space, name) = names.of(&element, item.as_ref());
        read.take(space, name, &element, names);
    }
    read.done()
}

#[derive(Default)]
struct Read {
    entry: Entry,
    guid: String,
    body: String,
    local: When,
    universal: When,
    dated: When,
    kind: Option<String>,
    status: Option<String>,
    parent: String,
    attachment: String,
}

/// Puts a value where there is none yet: what an item says first holds.
fn first(slot: &mut String, value: &str) {
    if slot.is_empty() {
        value.trim().clone_into(slot);
    }
}

impl Read {
    fn take(&mut self, space: Space, name: &str, element: &Element<'_>, names: &Names) {
        let text = || element.text();
        match (space, name) {
            (Space::Rss, "title") => first(&mut self.entry.title, &text()),
            (Space::Rss, "link") => first(&mut self.entry.address, &text()),
            (Space::Rss, "guid") => first(&mut self.guid, &text()),
            (Space::Rss, "pubDate") => self.dated = when(&text()),
            (Space::Rss, "category") => self.term(element),
            (Space::Rss, "enclosure") => {
                let address = element.attribute("url").unwrap_or_default().into_owned();
                self.entry.fields.push(("enclosure".to_owned(), address));
            }
            (Space::Rss, "description") | (Space::Excerpt, "encoded") => first(&mut self.entry.summary, &text()),
            (Space::Dc, "creator") => self.entry.authors.push(text().trim().to_owned()),
            (Space::Content, "encoded") if self.body.is_empty() => self.body = text().into_owned(),
            (Space::Wp, _) => self.own(name, element, names),
            _ => {}
        }
    }

    fn own(&mut self, name: &str, element: &Element<'_>, names: &Names) {
        let text = || element.text().trim().to_owned();
        match name {
            "post_id" => first(&mut self.entry.id, &text()),
            "post_name" => first(&mut self.entry.slug, &text()),
            "post_type" => self.kind = self.kind.take().or(Some(text()).filter(|kind| !kind.is_empty())),
            "status" => self.status = self.status.take().or(Some(text())),
            "post_parent" => first(&mut self.parent, &text()),
            "post_date" => self.local = when(&text()),
            "post_date_gmt" => self.universal = when(&text()),
            "attachment_url" => first(&mut self.attachment, &text()),
            "post_password" => self.entry.locked |= !text().is_empty(),
            "is_sticky" if text() == "1" => self.entry.fields.push(("is_sticky".to_owned(), "1".to_owned())),
            "postmeta" => {
                let key = child(element, names, &["meta_key"]);
                let value = meta_value(element, names);
                self.meta(key, value);
            }
            "comment" => self.comment(element, names),
            _ => {}
        }
    }

    fn term(&mut self, element: &Element<'_>) {
        let name = element.text().trim().to_owned();
        let taxonomy = element.attribute("domain").unwrap_or_default().into_owned();
        let slug = element.attribute("nicename").unwrap_or_default().into_owned();
        let taxonomy = match taxonomy.as_str() {
            // Version 1.0 writes each term twice: once as RSS has it, once with the word for it.
            "" if slug.is_empty() => CATEGORY.to_owned(),
            "tag" => TAG.to_owned(),
            "" => CATEGORY.to_owned(),
            _ => taxonomy,
        };
        if taxonomy == "author" {
            // Several authors of one story (Co-Authors Plus), the first of whom is the creator, too.
            let known =
                |author: &String| author.eq_ignore_ascii_case(&name) || author.eq_ignore_ascii_case(slug.trim_start_matches("cap-"));
            if self.entry.authors.len() < MOST_TERMS && !self.entry.authors.iter().any(known) {
                self.entry.authors.push(if name.is_empty() { slug } else { name });
            }
            return;
        }
        let full = self.entry.terms.len() >= MOST_TERMS;
        let same = |term: &&mut Term| term.taxonomy == taxonomy && term.name == name;
        match self.entry.terms.iter_mut().find(same) {
            Some(known) if known.slug.is_empty() => known.slug = slug,
            Some(_) => {}
            None if name.is_empty() || full => {}
            None => self.entry.terms.push(Term { taxonomy, slug, name }),
        }
    }

    fn meta(&mut self, key: String, value: String) {
        match key.as_str() {
            "_thumbnail_id" => {
                self.entry.cover = Some(Cover { file: FileName::Number(value), alt: String::new(), caption: String::new() });
            }
            "_wp_old_slug" if self.entry.also.len() < MOST_TERMS => self.entry.also.push(value),
            "_wp_attachment_image_alt" => self.file().alt = value,
            "_wp_attachment_metadata" => {
                let credit = serialised(&value, "credit");
                first(&mut self.file().credit, &credit);
            }
            _ if is_credit(&key) => first(&mut self.file().credit, &value),
            // What the program keeps for itself.
            "" | "_edit_last" | "_edit_lock" | "_wp_page_template" | "_wp_attached_file" | "_pingme" | "_encloseme" | "_wp_old_date" => {}
            _ => self.entry.fields.push((key, value)),
        }
    }

    fn file(&mut self) -> &mut Attached {
        self.entry.file.get_or_insert_default()
    }

    fn comment(&mut self, element: &Element<'_>, names: &Names) {
        let approved = child(element, names, &["comment_approved"]);
        if approved == "1" { self.entry.comments += 1 } else { self.entry.other_comments += 1 }
    }

    fn done(mut self) -> Entry {
        let entry = &mut self.entry;
        entry.kind = self.kind.unwrap_or_else(|| "post".to_owned());
        entry.status = self.status.unwrap_or_default();
        entry.life = life(&entry.status);
        if entry.status.is_empty() {
            let text = "does not say whether it was published; it comes as a draft".to_owned();
            entry.notes.push(super::Note { line: entry.line, text });
        }
        entry.when = When { instant: self.universal.wall.and_then(in_utc).or(self.dated.instant), wall: self.local.wall };
        // A draft has no instant of its own, but the feed's field is filled all the same.
        if self.universal == When::default() && self.local.wall.is_some() {
            entry.when.instant = None;
        }
        if entry.life == Life::Draft && self.universal == When::default() && self.local == When::default() {
            entry.when = When::default();
        }
        if !self.guid.is_empty() && self.guid != entry.address {
            entry.also.push(self.guid);
        }
        if !self.parent.is_empty() && self.parent != "0" {
            entry.fields.push(("post_parent".to_owned(), self.parent));
        }
        if entry.kind == "attachment" {
            let file = entry.file.get_or_insert_default();
            file.address = if self.attachment.is_empty() { entry.address.clone() } else { self.attachment };
            file.caption.clone_from(&entry.summary);
        } else {
            entry.file = None;
        }
        if !self.body.trim().is_empty() {
            entry.texts.push(Text { form: Form::WordPress, text: self.body });
        }
        super::super::gates::mark(entry);
        self.entry
    }
}

/// A value as it stands: what it begins or ends with may matter.
fn meta_value(element: &Element<'_>, names: &Names) -> String {
    let value = elements(element.inner).find(|child| names.of(child, Some(element)) == (Space::Wp, "meta_value"));
    value.map(|value| value.text().into_owned()).unwrap_or_default()
}

fn in_utc(wall: domain::time::WallClock) -> Option<domain::time::Instant> {
    domain::time::Zone::utc().instant(wall).ok()
}

fn life(status: &str) -> Life {
    match status {
        "publish" | "inherit" => Life::Published,
        "future" => Life::Scheduled,
        "private" => Life::Private,
        "pending" => Life::Pending,
        "trash" => Life::Trash,
        "auto-draft" => Life::Empty,
        _ => Life::Draft,
    }
}

/// Under which names plugins keep who made a picture.
fn is_credit(key: &str) -> bool {
    let key = key.trim_start_matches('_');
    key.ends_with("credit")
        && ["media", "photo", "image", "picture", "credit", "navis", "attachment", "wp"].iter().any(|word| key.starts_with(word))
}

/// A text under a key of PHP's serialised form: `s:6:"credit";s:8:"Jo Bloke";`.
fn serialised(value: &str, key: &str) -> String {
    let found = value.split_once(&format!("\"{key}\";s:")).and_then(|(_, rest)| {
        let (length, rest) = rest.split_once(":\"")?;
        rest.get(..length.parse::<usize>().ok()?).or_else(|| rest.split('"').next())
    });
    found.unwrap_or_default().trim().to_owned()
}
