//! Saved pages as entries: each is read by itself; what holds no story is left out by name.

use super::address::origin;
use std::collections::BTreeSet;
use std::path::Path;
use text::foreign::{self, MediumPost};
use text::html::Html;
use text::page::learn::{self, Site};
use text::page::{self, Article, Part, Shows};
use wire::import::saved::{Folder, Form, Saved};
use wire::import::source::{CATEGORY, Cover, Entry, Event, FileName, Flow, Head, Life, Note, Sink, SourceError, TAG, Term, Text, When};

/// So many files of a folder are looked at to tell whether it holds pages.
const LOOKED_AT: usize = 40;

/// Whether a file begins as a saved page does, or as an archive of them.
pub(super) fn recognises(beginning: &[u8]) -> bool {
    Form::of(beginning) != Form::Other
}

/// Whether a folder holds saved pages.
pub(super) fn recognises_folder(path: &Path) -> bool {
    let Ok(folder) = Folder::open(path) else { return false };
    folder.entries.iter().take(LOOKED_AT).any(|entry| Folder::read(entry).any(|saved| saved.is_ok_and(|saved| saved.is_page())))
}

/// Reads the pages of a file or folder, one in memory at a time.
pub(super) fn read(path: &Path, site: Option<&Site>, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let unreadable = |problem: String| SourceError::Unreadable { line: 1, problem };
    let folder = if path.is_dir() { Folder::open(path).map_err(|error| unreadable(error.to_string()))? } else { Folder::of(path) };
    let mut pages = Pages { site, place: 0, head: false, seen: BTreeSet::new() };
    for saved in folder.entries.iter().flat_map(Folder::read) {
        let flow = match saved {
            Ok(saved) if saved.is_page() => pages.page(&saved, sink),
            Ok(_) => Flow::Continue(()),
            Err(error) => sink(note(error.to_string())),
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}

fn note(text: String) -> Event {
    Event::Note(Note { line: 0, text })
}

struct Pages<'s> {
    /// What is known of the site that they are of.
    site: Option<&'s Site>,
    place: u64,
    /// Whether the paper's address has been told.
    head: bool,
    /// The addresses of the pages so far: an archive has many a page twice.
    seen: BTreeSet<String>,
}

impl Pages<'_> {
    fn page(&mut self, saved: &Saved, sink: &mut Sink<'_>) -> Flow {
        let text = saved.text();
        if let Some(post) = text.as_ref().ok().and_then(|decoded| foreign::medium(&decoded.text)) {
            return self.medium(saved, post, sink);
        }
        let article = match text {
            Ok(decoded) => match self.site {
                Some(site) => site.read(learn::Source { html: &decoded.text, address: &saved.address }),
                None => page::read(&decoded.text, &saved.address),
            }
            .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let article = match article {
            Ok(article) => article,
            Err(problem) => return sink(note(format!("{}: {problem}; it was left out", saved.place))),
        };
        if article.headline.is_empty() || article.text.trim().is_empty() {
            return sink(note(format!("{}: holds no story; it was left out", saved.place)));
        }
        if article.shows == Shows::List {
            return sink(note(format!("{}: is a list of stories; it was left out", saved.place)));
        }
        let address = article.address.clone().unwrap_or_else(|| saved.address.clone());
        if !address.is_empty() && !self.seen.insert(address.clone()) {
            return sink(note(format!("{}: the page {address} came before; it was left out", saved.place)));
        }
        if !self.head && !address.is_empty() {
            self.head = true;
            let head =
                Head { address: origin(&address).to_owned(), language: article.language.clone().unwrap_or_default(), ..Head::default() };
            if sink(Event::Head(head)).is_break() {
                return Flow::Break(());
            }
        }
        self.place += 1;
        sink(Event::Entry(Box::new(entry(self.place, saved, address, article))))
    }
}

impl Pages<'_> {
    /// A post of a Medium export, which says itself what it is.
    fn medium(&mut self, saved: &Saved, post: MediumPost, sink: &mut Sink<'_>) -> Flow {
        if !post.address.is_empty() && !self.seen.insert(post.address.clone()) {
            return sink(note(format!("{}: the page {} came before; it was left out", saved.place, post.address)));
        }
        self.place += 1;
        let published = post.published.is_some() && !post.answers;
        let mut notes = Vec::new();
        if post.answers {
            notes.push("seems to be an answer to somebody else's post: comes as a draft");
        } else if !published {
            notes.push("says no date: comes as a draft");
        }
        sink(Event::Entry(Box::new(Entry {
            place: self.place,
            id: if post.address.is_empty() { saved.place.clone() } else { post.address.clone() },
            kind: "post".to_owned(),
            life: if published { Life::Published } else { Life::Draft },
            status: if published { "publish" } else { "draft" }.to_owned(),
            slug: slug_of_medium(&post.address),
            address: post.address,
            title: escaped(&post.title),
            summary: escaped(&post.subtitle),
            when: wire::import::source::when(post.published.as_deref().unwrap_or_default()),
            authors: Some(post.author).filter(|author| !author.is_empty()).into_iter().collect(),
            terms: post.tags.into_iter().map(|name| Term { taxonomy: TAG.to_owned(), slug: String::new(), name }).collect(),
            notes: notes.into_iter().map(|text| Note { line: 0, text: text.to_owned() }).collect(),
            texts: vec![Text { form: wire::import::source::Form::Html, text: post.body }],
            ..Entry::default()
        })))
    }
}

/// The words of an address there, without the number that ends them: `gilt-play-ef12ab34cd56`.
fn slug_of_medium(address: &str) -> String {
    let last = address.rsplit('/').next().unwrap_or_default();
    match last.rsplit_once('-') {
        Some((words, number)) if number.len() >= 10 && number.bytes().all(|byte| byte.is_ascii_hexdigit()) => words.to_owned(),
        _ => String::new(),
    }
}

fn entry(place: u64, saved: &Saved, address: String, article: Article) -> Entry {
    let term = |taxonomy: &str, name: &str| Term { taxonomy: taxonomy.to_owned(), slug: String::new(), name: name.to_owned() };
    let mut tags: Vec<&String> = article.artists.iter().chain(&article.tags).collect();
    let mut known = BTreeSet::new();
    tags.retain(|name| known.insert(name.to_lowercase()));
    let categories = article.section.iter().map(|name| term(CATEGORY, name));
    let when = article.published.as_ref().map_or_else(When::default, |published| match published.offset {
        Some(_) => When { instant: published.instant(&domain::time::Zone::utc()).ok(), wall: Some(published.wall) },
        None => When { instant: None, wall: Some(published.wall) },
    });
    let cover = article.lead.as_ref().map(|picture| Cover {
        file: FileName::Address(picture.address.clone()),
        alt: picture.alternative.clone(),
        caption: match picture.credit.as_str() {
            "" => picture.caption.clone(),
            credit => format!("{} Photo: {credit}", picture.caption),
        },
    });
    let mut notes: Vec<Note> =
        article.doubtful.iter().map(|doubt| Note { line: 0, text: format!("{}: {}", part(doubt.what), doubt.why) }).collect();
    if article.restricted {
        notes
            .push(Note { line: 0, text: "the page says of itself that not everybody may read it (isAccessibleForFree: false)".to_owned() });
    }
    Entry {
        place,
        id: if address.is_empty() { saved.place.clone() } else { address.clone() },
        kind: if article.shows == Shows::Standing { "page" } else { "post" }.to_owned(),
        life: Life::Published,
        status: "publish".to_owned(),
        title: escaped(&article.headline),
        summary: escaped(&article.standfirst),
        when,
        authors: article.authors.clone(),
        terms: categories.chain(tags.into_iter().map(|name| term(TAG, name))).collect(),
        fields: article.score.iter().map(|score| ("rating".to_owned(), score.value.clone())).collect(),
        notes,
        readers: if article.restricted { "subscribers".to_owned() } else { String::new() },
        cover,
        address,
        texts: vec![Text { form: wire::import::source::Form::Html, text: article.body.into_string() }],
        ..Entry::default()
    }
}

fn escaped(text: &str) -> String {
    Html::escaped(text).into_string()
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Headline => "headline",
        Part::Authors => "authors",
        Part::Published => "date",
        Part::Body => "text",
    }
}
