//! An entry of elsewhere as what it becomes here, as far as that can be said without the database. It is done beside the
//! writing: reading HTML costs more than storing it.

use super::Zones;
use super::address;
use super::blocks::Blocks;
use super::life::Hidden;
use super::mapping::{LEAVE, Mapping, PAGE};
use super::survey::{Identities, Identity, Survey, becomes, is_category};
use domain::artist::NewArtist;
use domain::body::{Block, Score};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::story::Kind;
use domain::time::Instant;
use text::foreign::{self, About, Finding, Foreign, ForeignPicture, plain};
use wire::import::source::{Entry, FileName, Life, Term, Text};

/// What an entry becomes.
#[derive(Debug)]
pub(super) enum Becomes {
    /// A story, or a page where its body goes.
    Story(Box<Story>),
    /// A standing page.
    Page(Box<Story>),
    /// A file that others name.
    File,
    /// It stays where it is.
    Left(&'static str),
}

/// An entry with what it becomes.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) place: u64,
    pub(super) line: u64,
    pub(super) foreign_id: String,
    pub(super) kind: String,
    pub(super) title: String,
    /// How it is kept from readers there, if it is.
    pub(super) hidden: Option<Hidden>,
    pub(super) becomes: Becomes,
    pub(super) findings: Vec<Finding>,
}

/// A story of elsewhere.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) headline: String,
    pub(super) standfirst: String,
    pub(super) slug: Slug,
    pub(super) section: Option<Slug>,
    pub(super) kind: Kind,
    /// Names, and whether they belong to nobody.
    pub(super) bylines: Vec<(String, bool)>,
    pub(super) artists: Vec<String>,
    pub(super) text: Foreign,
    pub(super) cover: Option<ForeignPicture>,
    pub(super) at: Option<Instant>,
    pub(super) life: Life,
    /// Old addresses, as redirects are stored under.
    pub(super) paths: Vec<String>,
}

/// Converts entries in their order.
pub(super) struct Converter<'s> {
    pub(super) survey: &'s Survey,
    pub(super) mapping: &'s Mapping,
    zones: &'s Zones,
    identities: Identities,
}

/// The longest headline that a story takes.
const MAX_HEADLINE: usize = 300;
/// The longest standfirst.
const MAX_STANDFIRST: usize = 1_000;
/// Words of a text that become the headline of a story without one.
const WORDS: usize = 10;

impl<'s> Converter<'s> {
    pub(super) fn new(survey: &'s Survey, mapping: &'s Mapping, zones: &'s Zones) -> Self {
        Self { survey, mapping, zones, identities: Identities::default() }
    }

    /// What the next entry becomes; nothing when it is only to be passed over.
    pub(super) fn next(&mut self, entry: Entry, passed: bool) -> Option<Ready> {
        let becomes = becomes(self.mapping, &entry);
        let identity = self.identities.of(&entry, becomes, self.zones)?;
        (!passed).then(|| self.ready(entry, becomes, identity))
    }

    fn ready(&self, entry: Entry, becomes: &str, identity: Identity) -> Ready {
        let mut findings: Vec<Finding> = entry.notes.iter().map(|note| Finding::new(About::Entry, &note.text)).collect();
        let (place, line, kind) = (entry.place, entry.line, entry.kind.clone());
        let title = shortened(&plain(&entry.title), MAX_HEADLINE);
        let hidden = super::life::hidden(&entry, self.zones);
        let foreign_id = identity.foreign_id.clone();
        let becomes = if entry.file.is_some() {
            Becomes::File
        } else if becomes == LEAVE {
            Becomes::Left("a thing of the program there")
        } else if entry.life == Life::Empty {
            Becomes::Left("was never written")
        } else if entry.life == Life::Trash && !self.mapping.trash {
            Becomes::Left("was thrown away there")
        } else {
            let page = becomes == PAGE && identity.life == Life::Published;
            if becomes == PAGE && !page && identity.why.is_none() {
                findings.push(Finding::new(About::Entry, format!("a page that readers did not see ({}): comes as a draft", entry.status)));
            }
            let story = Box::new(self.story(entry, identity, &mut findings));
            if page { Becomes::Page(story) } else { Becomes::Story(story) }
        };
        Ready { place, line, foreign_id, kind, title, hidden, becomes, findings }
    }

    fn story(&self, entry: Entry, identity: Identity, findings: &mut Vec<Finding>) -> Story {
        let base = if entry.address.contains("://") { entry.address.as_str() } else { self.survey.base(self.mapping) };
        let mut text = read(&entry.texts, base, &self.survey.blocks);
        findings.append(&mut text.findings);
        let cover = self.complete(&entry, &mut text);
        self.score(&entry, &mut text, findings);
        told(&entry, identity.life, findings);
        if identity.at.is_none() && (entry.when.instant.is_some() || entry.when.wall.is_some()) {
            findings.push(Finding::new(About::Entry, "its date lies outside the years 1000 to 9000; is it mistyped?"));
        }
        findings.extend(super::doubt(&entry.when, &self.zones.told).map(|doubt| Finding::new(About::Entry, doubt)));
        findings.extend(identity.why.map(|why| Finding::new(About::Entry, why)));
        Story {
            headline: headline(&entry, &text, findings),
            standfirst: self.standfirst(&entry, findings),
            slug: identity.slug,
            section: self.section(&entry),
            kind: self.kind(&entry),
            bylines: self.bylines(&entry),
            artists: self.artists(&entry, findings),
            cover,
            at: identity.at,
            life: identity.life,
            paths: self.paths(&entry),
            text,
        }
    }

    /// Files are named by number or address: what is known of them is put in.
    fn complete(&self, entry: &Entry, text: &mut Foreign) -> Option<ForeignPicture> {
        text.complete(&|| self.survey.attached(&entry.id), &|picture| self.survey.complete(picture));
        let named = entry.cover.as_ref()?;
        let mut cover = match &named.file {
            FileName::Number(number) => ForeignPicture { number: Some(number.clone()), ..ForeignPicture::default() },
            FileName::Address(address) => ForeignPicture { addresses: vec![address.clone()], ..ForeignPicture::default() },
        };
        (cover.alt, cover.caption) = (plain(&named.alt), plain(&named.caption));
        self.survey.complete(&mut cover);
        // A number whose attachment is not part of the export names nothing.
        (!cover.addresses.is_empty() || matches!(named.file, FileName::Number(_))).then_some(cover)
    }

    /// A field that is mapped to it becomes the score.
    fn score(&self, entry: &Entry, text: &mut Foreign, findings: &mut Vec<Finding>) {
        for (name, value) in &entry.fields {
            let Some(out_of) =
                self.mapping.fields.get(name).and_then(|what| what.strip_prefix("score/")).and_then(|most| most.parse::<f64>().ok())
            else {
                continue;
            };
            match value.trim().replace(',', ".").parse::<f64>() {
                Ok(score) if (0.0..=out_of).contains(&score) => {
                    let score = Score { value: score, out_of, verdict: String::new() };
                    return text.pieces.push(foreign::Piece::Block(Block::Score(score)));
                }
                _ if value.trim().is_empty() => {}
                _ => findings.push(Finding::new(About::Entry, format!("“{value}” in {name} is no score of {out_of}"))),
            }
        }
    }

    fn standfirst(&self, entry: &Entry, findings: &mut Vec<Finding>) -> String {
        let summary = plain(&entry.summary);
        let field = || {
            let mapped = entry.fields.iter().filter(|(name, _)| self.mapping.fields.get(name).is_some_and(|what| what == "standfirst"));
            mapped.map(|(_, value)| plain(value)).find(|value| !value.is_empty() && !is_pattern(value))
        };
        let standfirst = if summary.is_empty() { field().unwrap_or_default() } else { summary };
        if standfirst.chars().count() > MAX_STANDFIRST {
            findings.push(Finding::new(About::Entry, format!("its summary is longer than a standfirst: {standfirst}")));
        }
        shortened(&standfirst, MAX_STANDFIRST)
    }

    fn section(&self, entry: &Entry) -> Option<Slug> {
        let categories = entry.terms.iter().filter(|term| is_category(term));
        let mapped = categories.filter_map(|term| self.mapping.sections.get(&self.survey.term_key(term)));
        let named = mapped.map(String::as_str).chain([self.mapping.section.as_str()]).filter(|section| !section.is_empty());
        named.filter_map(|section| Slug::parse(section).ok()).next()
    }

    fn kind(&self, entry: &Entry) -> Kind {
        // Terms of a taxonomy for it say more than the category that a story stands in.
        let (categories, others): (Vec<&Term>, Vec<&Term>) = entry.terms.iter().partition(|term| is_category(term));
        let of_terms = others.into_iter().chain(categories);
        let of_terms = of_terms.filter_map(|term| Kind::from_word(self.mapping.kinds.get(&self.survey.term_key(term))?));
        of_terms.chain(Kind::from_word(&entry.kind)).next().unwrap_or_default()
    }

    fn bylines(&self, entry: &Entry) -> Vec<(String, bool)> {
        let mut all: Vec<(String, bool)> = Vec::new();
        for author in entry.authors.iter().filter(|author| !author.is_empty()) {
            let name = self.mapping.bylines.get(author).map_or_else(|| plain(author), |name| name.trim().to_owned());
            let name = if fold_empty(&name) { self.mapping.byline.clone() } else { shortened(&name, 200) };
            if !all.iter().any(|(known, _)| *known == name) && all.len() < 50 {
                all.push((name.clone(), self.mapping.house_bylines.contains(&name)));
            }
        }
        if all.is_empty() && !self.mapping.byline.is_empty() {
            all.push((self.mapping.byline.clone(), true));
        }
        all
    }

    fn artists(&self, entry: &Entry, findings: &mut Vec<Finding>) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for term in entry.terms.iter().filter(|term| !is_category(term)) {
            let name = self.mapping.artists.get(&self.survey.term_key(term)).map(|name| name.trim()).unwrap_or_default();
            if let Some(refusal) = refused(name) {
                let shown = shortened(name, 80);
                findings.push(Finding::new(About::Entry, format!("the artist “{shown}” is left out: {refusal}")));
                continue;
            }
            if !fold_empty(name) && !all.iter().any(|known| known == name) && all.len() < 200 {
                all.push(name.to_owned());
            }
        }
        all
    }

    /// The old addresses that lead on, each once: the paper's own, and none that another entry has a better right to.
    fn paths(&self, entry: &Entry) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut add = |path: Option<String>| {
            let path = path.filter(|path| !all.contains(path) && !self.survey.is_number_of_another(path, &entry.id));
            all.extend(path);
        };
        let host = address::parse(&entry.address).map(|at| at.host);
        let is_own = host.is_some_and(|host| self.survey.may_be_own(&host));
        if is_own {
            add(address::to_redirect(&entry.address));
        }
        let number = entry.id.bytes().all(|byte| byte.is_ascii_digit()) && !entry.id.is_empty();
        if number {
            let name = if entry.kind == "page" { "page_id" } else { "p" };
            add(Some(format!("/?{name}={}", entry.id)));
        }
        for also in &entry.also {
            if also.contains('/') {
                // A canonical address may be that of another paper, a guid that of an earlier one.
                let at = address::parse(also).filter(|at| self.survey.is_own(&at.host));
                add(at.and_then(|_| address::to_redirect(also)));
                continue;
            }
            // A word that it had before, in the place of the one that it has.
            let folder = entry.address.trim_end_matches('/').rsplit_once('/').filter(|_| is_own && !address::asks(&entry.address));
            add(folder.and_then(|(folder, _)| address::to_redirect(&format!("{folder}/{also}"))));
        }
        all
    }
}

/// Whether a text is to be put together first: Yoast's `%%excerpt%%`, Rank Math's `%excerpt%`.
fn is_pattern(text: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || b"_()".contains(&byte));
    // Behind the last sign nothing is closed.
    let closed = text.rsplit_once('%').map_or("", |(closed, _)| closed);
    text.contains("%%") || closed.split('%').skip(1).step_by(2).any(is_name)
}

/// Why nobody can be called so; nothing when there is no name at all.
pub(super) fn refused(name: &str) -> Option<Refusal> {
    if name.is_empty() { None } else { NewArtist { name: name.to_owned(), ..NewArtist::default() }.check().err() }
}

/// Whether a name has nothing that an address could be made of.
fn fold_empty(name: &str) -> bool {
    text::fold::slug(name).is_none()
}

/// The best form of a text that can be read.
fn read(texts: &[Text], base: &str, blocks: &Blocks) -> Foreign {
    let mut read = Foreign::default();
    for text in texts {
        let before = std::mem::take(&mut read.findings);
        read = foreign::read(text.form, &blocks.put_in(&text.text), base);
        read.findings.splice(0..0, before);
        if !read.pieces.is_empty() {
            break;
        }
    }
    read
}

fn headline(entry: &Entry, text: &Foreign, findings: &mut Vec<Finding>) -> String {
    let title: String = plain(&entry.title).chars().filter(|c| !c.is_control()).collect();
    if title.chars().count() > MAX_HEADLINE {
        findings.push(Finding::new(About::Entry, format!("its title is longer than a headline: {title}")));
    }
    if !title.is_empty() {
        return shortened(&title, MAX_HEADLINE);
    }
    let words = text.pieces.iter().find_map(|piece| match piece {
        foreign::Piece::Block(Block::Paragraph(text) | Block::Heading { text, .. }) => Some(text.text()),
        _ => None,
    });
    let words: Vec<String> = words.unwrap_or_default().split_whitespace().take(WORDS).map(str::to_owned).collect();
    if entry.life == Life::Published {
        findings.push(Finding::new(About::Entry, "has no title: its first words stand for one"));
    }
    shortened(&words.join(" "), MAX_HEADLINE)
}

fn shortened(text: &str, most: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() <= most { text } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// What an entry says of itself that does not come along.
fn told(entry: &Entry, life: Life, findings: &mut Vec<Finding>) {
    if entry.life == Life::Private {
        findings.push(Finding::new(About::Entry, "was private: comes as a draft"));
    }
    if life != entry.life {
        return;
    }
    findings.extend(super::life::kept_for_some(entry).map(|kept| Finding::new(About::Entry, kept)));
}

#[cfg(test)]
mod tests {
    use super::is_pattern;

    #[test]
    fn what_plug_ins_put_together_is_a_pattern_and_a_share_is_none() {
        for text in ["%%excerpt%%", "%excerpt%", "Gilt: %excerpt_only% more", "%customfield(dek)%"] {
            assert!(is_pattern(text), "{text}");
        }
        for text in ["", "100%", "50%off", "5% of 6%", "From 5% to 10% more", "%"] {
            assert!(!is_pattern(text), "{text}");
        }
    }
}
