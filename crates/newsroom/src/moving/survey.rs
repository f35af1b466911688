//! What a source has: counted and noted on a first reading, so that the second one knows files, links and addresses
//! wherever they stand.

use super::Zones;
use super::address;
use super::blocks::Blocks;
use super::hands::Reading;
use super::mapping::{Mapping, PAGE, STORY, of_type};
use super::source::Source;
use crate::Verb;
use domain::slug::Slug;
use domain::story;
use domain::time::Instant;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use text::fold;
use text::foreign::{ForeignPicture, Linked};
use wire::import::source::{Attached, CATEGORY, Entry, Event, Head, Life, Note, Term};

/// How often a term is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Used {
    /// Stories that have it.
    pub(super) stories: u64,
    /// Those of them that name it in their headline.
    pub(super) named: u64,
}

/// What is seen of a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Seen {
    /// How often.
    pub(super) times: u64,
    /// A value.
    pub(super) sample: String,
    /// The largest, when all are numbers.
    pub(super) largest: Option<f64>,
    words: bool,
}

/// What a source has.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) head: Head,
    pub(super) entries: u64,
    /// By type and the source's own word for where they stand.
    pub(super) kinds: BTreeMap<(String, String), u64>,
    pub(super) comments: u64,
    pub(super) other_comments: u64,
    pub(super) members: u64,
    pub(super) terms: BTreeMap<Term, Used>,
    pub(super) fields: BTreeMap<String, Seen>,
    pub(super) notes: Vec<Note>,
    credited: BTreeMap<String, u64>,
    files: HashMap<String, Attached>,
    of_entry: HashMap<String, Vec<String>>,
    /// Where old addresses lead, by their keys.
    addresses: HashMap<String, String>,
    /// What takes an address here, in the order of the source.
    pub(super) expected: Vec<Expected>,
    /// Where something of it stands that does not stand at the address that was expected.
    pub(super) homes: HashMap<String, String>,
    /// The same of entries by their own numbers, which outweigh what others say of themselves.
    numbers: HashMap<String, String>,
    hosts: HashSet<String>,
    /// Lists that lead on to lists of here.
    lists: HashSet<String>,
    /// Texts that others only name, by number.
    pub(super) blocks: Blocks,
}

/// An entry that will take an address.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) foreign_id: String,
    pub(super) address: String,
    pub(super) is_page: bool,
}

/// The identity of an entry: what it is called here, and where it will stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) foreign_id: String,
    pub(super) slug: Slug,
    pub(super) at: Option<Instant>,
    /// Where it will stand, and why not where it stood.
    pub(super) life: Life,
    pub(super) why: Option<String>,
    /// The address of a story, or the path of a page, if readers will see it.
    pub(super) address: Option<String>,
}

/// Gives identities, in the order of the source: the same on every reading.
#[derive(Debug, Default)]
pub(super) struct Identities {
    ids: HashSet<String>,
    taken: HashSet<String>,
}

impl Identities {
    pub(super) fn of(&mut self, entry: &Entry, becomes: &str, zones: &Zones) -> Option<Identity> {
        let own = [entry.id.as_str(), entry.address.as_str(), entry.slug.as_str()].into_iter().find(|id| !id.is_empty());
        let mut foreign_id = own.map_or_else(|| format!("place {}", entry.place), str::to_owned);
        // An id that stands twice is two entries all the same.
        if self.ids.contains(&foreign_id) {
            foreign_id = format!("{foreign_id}/{}", if entry.slug.is_empty() { entry.place.to_string() } else { entry.slug.clone() });
        }
        if !self.ids.insert(foreign_id.clone()) {
            foreign_id = format!("{foreign_id}/{}", entry.place);
            self.ids.insert(foreign_id.clone());
        }
        let wished = slug(entry)?;
        let at = super::life::at(entry, zones);
        let (life, why) = super::life::of(entry, becomes, zones);
        let shown = matches!(life, Life::Published | Life::Scheduled);
        let path = |slug: &Slug| match (becomes, at) {
            (PAGE, _) => Some(format!("/{slug}")),
            (STORY, Some(at)) => Some(story::address(&zones.paper, at, slug)),
            _ => None,
        };
        let mut slug = wished.clone();
        let mut number = 2;
        while let Some(address) = path(&slug).filter(|_| shown) {
            if self.taken.insert(address.clone()) {
                return Some(Identity { foreign_id, slug, at, life, why, address: Some(address) });
            }
            slug = wished.numbered(number);
            number += 1;
        }
        Some(Identity { foreign_id, slug, at, life, why, address: None })
    }
}

/// The word of an entry's address: its own, else one of its title, else of its id.
fn slug(entry: &Entry) -> Option<Slug> {
    let own = address::decoded(&entry.slug);
    let own = own.rsplit('/').next().unwrap_or_default();
    let own = own.strip_suffix(".html").unwrap_or(own).trim_end_matches("__trashed");
    let title = text::foreign::plain(&entry.title);
    let last = || Slug::parse(&format!("story-{}", entry.place)).ok();
    fold::slug(own).or_else(|| fold::slug(&title)).or_else(|| fold::slug(&entry.id)).or_else(last)
}

/// Notes of a source that are kept; the rest is counted by their entries.
pub(super) const MOST_NOTES: usize = 10_000;

impl Survey {
    /// Reads a source for the first time.
    pub(super) fn of(source: &Source, mapping: &Mapping, zones: &Zones, reading: &Reading) -> Verb<Self> {
        let mut survey = Self::default();
        survey.hosts.extend(address::parse(&mapping.address).map(|at| at.host).filter(|host| !host.is_empty()));
        let mut identities = Identities::default();
        source.read(&mut |event| {
            match event {
                Event::Head(head) => survey.add_head(head),
                Event::Entry(entry) => {
                    reading.step();
                    let becomes = becomes(mapping, &entry);
                    if let Some(identity) = identities.of(&entry, becomes, zones) {
                        survey.add(&entry, becomes, &identity);
                    }
                }
                Event::Member(_) => survey.members += 1,
                Event::Note(note) if survey.notes.len() < MOST_NOTES => survey.notes.push(note),
                Event::Note(_) => {}
            }
            ControlFlow::Continue(())
        })?;
        reading.counted(survey.entries);
        survey.note_lists();
        Ok(survey)
    }

    /// The paper's address there: as its export says, else as the mapping does.
    pub(super) fn base<'s>(&'s self, mapping: &'s Mapping) -> &'s str {
        if self.head.address.is_empty() { &mapping.address } else { &self.head.address }
    }

    fn note_lists(&mut self) {
        let terms = self.terms.keys().filter(|term| Slug::parse(&term.slug).is_ok());
        let terms = terms.map(|term| format!("/{}/{}", list_of(term), term.slug));
        let authors = self.head.authors.iter().filter(|author| !author.slug.is_empty()).map(|author| format!("/author/{}", author.slug));
        let lists: HashSet<String> = terms.chain(authors).map(|list| list.to_lowercase()).collect();
        let also = self.head.redirects.iter().filter(|(_, to)| lists.contains(&to.to_lowercase())).map(|(from, _)| from.to_lowercase());
        self.lists = also.collect();
        self.lists.extend(lists);
    }

    fn add_head(&mut self, head: Head) {
        if let Some(at) = address::parse(&head.address).filter(|at| !at.host.is_empty()) {
            self.hosts.insert(at.host);
        }
        if self.head == Head::default() {
            self.head = head;
        } else {
            self.head.authors.extend(head.authors);
            self.head.terms.extend(head.terms);
            self.head.redirects.extend(head.redirects);
        }
    }

    fn add(&mut self, entry: &Entry, becomes: &str, identity: &Identity) {
        self.entries += 1;
        *self.kinds.entry((entry.kind.clone(), entry.status.clone())).or_default() += 1;
        self.comments += entry.comments;
        self.other_comments += entry.other_comments;
        if let Some(file) = &entry.file {
            self.files.insert(entry.id.clone(), file.clone());
            if let Some((_, parent)) = entry.fields.iter().find(|(name, _)| name == "post_parent") {
                self.of_entry.entry(parent.clone()).or_default().push(entry.id.clone());
            }
        }
        self.blocks.add(entry);
        if entry.kind == REDIRECT {
            let field = |wanted: &str| entry.fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
            self.head.redirects.extend(field("_redirect_rule_from").zip(field("_redirect_rule_to")));
        }
        if becomes != STORY && becomes != PAGE {
            return;
        }
        for author in &entry.authors {
            *self.credited.entry(author.clone()).or_default() += 1;
        }
        let title = fold::tokens(&text::foreign::plain(&entry.title)).iter().map(|token| token.key.clone()).collect::<Vec<_>>().join(" ");
        for term in &entry.terms {
            let named = format!(" {title} ").contains(&format!(" {} ", fold::key(&term.name)));
            let used = self.terms.entry(term.clone()).or_default();
            used.stories += 1;
            used.named += u64::from(named);
        }
        for (name, value) in &entry.fields {
            self.add_field(name, value);
        }
        if let Some(here) = &identity.address {
            let (foreign_id, address) = (identity.foreign_id.clone(), here.clone());
            self.expected.push(Expected { foreign_id, address, is_page: becomes == PAGE });
            let numbers = ["p", "page_id"].map(|name| format!("/?{name}={}", entry.id));
            for number in numbers.into_iter().filter(|_| !entry.id.is_empty()) {
                self.numbers.entry(number).or_insert_with(|| here.clone());
            }
            let own = address::parse(&entry.address).filter(|at| self.may_be_own(&at.host));
            let also = entry.also.iter().filter_map(|also| address::parse(also)).filter(|at| self.is_own(&at.host));
            for old in own.into_iter().chain(also).collect::<Vec<_>>() {
                let key = address::key(old.path);
                if !key.is_empty() && (key.contains("/?") || !address::asks(old.path)) {
                    self.addresses.entry(key).or_insert_with(|| here.clone());
                }
            }
        }
    }

    fn add_field(&mut self, name: &str, value: &str) {
        if matches!(name, "post_parent" | "is_sticky") {
            return;
        }
        let seen = self.fields.entry(name.to_owned()).or_default();
        seen.times += 1;
        if seen.sample.is_empty() {
            seen.sample = value.chars().take(60).collect();
        }
        match value.trim().parse::<f64>() {
            Ok(number) if !seen.words && number.is_finite() => {
                seen.largest = Some(seen.largest.map_or(number, |largest| largest.max(number)))
            }
            _ if value.trim().is_empty() => {}
            _ => (seen.words, seen.largest) = (true, None),
        }
    }

    /// Who writes: key and name.
    pub(super) fn authors(&self) -> Vec<(String, String)> {
        let named = |key: &String| {
            let known = self.head.authors.iter().find(|author| author.key == *key);
            known.map_or_else(|| key.clone(), |author| author.name.clone())
        };
        self.credited.keys().filter(|key| !key.is_empty()).map(|key| (key.clone(), named(key))).collect()
    }

    /// How often each author is credited, by key.
    pub(super) fn credited(&self, key: &str) -> u64 {
        self.credited.get(key).copied().unwrap_or_default()
    }

    /// Under which word a mapping names a term.
    pub(super) fn term_key(&self, term: &Term) -> String {
        if term.slug.is_empty() { term.name.to_lowercase() } else { term.slug.clone() }
    }

    /// Completes what is said of a file by what stands at its attachment.
    pub(super) fn complete(&self, picture: &mut ForeignPicture) {
        let Some(file) = picture.number.as_ref().and_then(|number| self.files.get(number)) else { return };
        if !file.address.is_empty() && !picture.addresses.contains(&file.address) {
            picture.addresses.insert(0, file.address.clone());
        }
        for (own, theirs) in [(&mut picture.alt, &file.alt), (&mut picture.caption, &file.caption), (&mut picture.credit, &file.credit)] {
            if own.is_empty() {
                *own = text::foreign::plain(theirs);
            }
        }
    }

    /// The pictures that belong to an entry.
    pub(super) fn attached(&self, entry: &str) -> Vec<ForeignPicture> {
        let numbers = self.of_entry.get(entry).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| ForeignPicture { number: Some(number.clone()), ..ForeignPicture::default() }).collect()
    }

    /// Whether an address is one of the paper's own.
    pub(super) fn is_own(&self, host: &str) -> bool {
        host.is_empty() || self.hosts.contains(host)
    }

    /// The same of the address of an entry, where nothing tells which are the paper's own.
    pub(super) fn may_be_own(&self, host: &str) -> bool {
        self.hosts.is_empty() || self.is_own(host)
    }

    /// What a link in a text leads to.
    pub(super) fn link(&self, href: &str) -> Linked {
        let Some(at) = address::parse(href).filter(|at| self.is_own(&at.host)) else { return Linked::Elsewhere };
        let key = address::key(at.path);
        // A paper may have its front in a folder.
        let front = address::parse(&self.head.address).map(|at| address::key(at.path)).unwrap_or_default();
        if key.is_empty() || key == front {
            return Linked::To("/".to_owned());
        }
        if let Some(here) = self.at(&key) {
            return Linked::To(here.to_owned());
        }
        if self.lists.contains(&key) {
            return Linked::To(key);
        }
        // Files, tags and the like lead on by redirect or stay where they are.
        let last = key.rsplit('/').next().unwrap_or_default();
        let is_list = ["/tag/", "/category/", "/author/", "/feed", "/wp-content/", "/content/images/", "/page/"]
            .iter()
            .any(|part| key.contains(part));
        if is_list || last.contains('.') && !last.ends_with(".html") { Linked::Elsewhere } else { Linked::Broken }
    }

    /// Where one of the paper's own addresses leads here, if something that came along stands there.
    pub(super) fn stands(&self, old: &str) -> Option<&str> {
        let at = address::parse(old).filter(|at| self.is_own(&at.host))?;
        self.at(&address::key(at.path))
    }

    fn at(&self, key: &str) -> Option<&str> {
        let expected = self.numbers.get(key).or_else(|| self.addresses.get(key))?;
        Some(self.homes.get(expected).unwrap_or(expected))
    }

    /// Whether an address names by a number what has another number of its own.
    pub(super) fn is_number_of_another(&self, path: &str, id: &str) -> bool {
        self.numbers.contains_key(path) && !path.ends_with(&format!("={id}"))
    }

    /// How many old addresses lead on.
    pub(super) fn addresses(&self) -> usize {
        self.addresses.len() + self.numbers.len()
    }
}

/// What an entry becomes.
pub(super) fn becomes<'m>(mapping: &'m Mapping, entry: &Entry) -> &'m str {
    mapping.types.get(&entry.kind).map_or_else(|| of_type(&entry.kind), String::as_str)
}

/// Under which word the lists of a term's taxonomy stand.
pub(super) fn list_of(term: &Term) -> &'static str {
    if is_category(term) { "category" } else { "tag" }
}

/// The type under which a plugin (Safe Redirect Manager) keeps redirects.
const REDIRECT: &str = "redirect_rule";

/// Whether a term is a category.
pub(super) fn is_category(term: &Term) -> bool {
    term.taxonomy == CATEGORY
}
