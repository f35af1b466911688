//! The dry run: what comes, what is doubtful, what is lost. Nothing is stored.

use super::convert::{Becomes, Converter};
use super::files::{Files, candidates};
use super::hands::Reading;
use super::mapping::Mapping;
use super::run::{Asked, Known, Prepared, beside, prepare};
use super::survey::{Survey, Used, is_category};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::role::Verb as Right;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use text::foreign::{About, Linked, Piece};
use wire::import::source::{Event, Term};

/// What a dry run says of one entry.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Told {
    /// Its place in the source, from 1.
    pub place: u64,
    /// Its line there; 0 when the source has none.
    pub line: u64,
    /// What it is called by here.
    pub foreign_id: String,
    /// Its type there.
    pub kind: String,
    /// Where it stands there.
    pub status: String,
    /// `story`, `page`, `file`, or why it stays.
    pub becomes: String,
    /// Its headline.
    pub headline: String,
    /// The word in its address.
    pub slug: String,
    /// The instant that it is dated with, RFC 3339.
    pub date: Option<String>,
    /// The section; none: the default.
    pub section: Option<String>,
    /// What kind of story.
    pub story_kind: String,
    /// Who is credited.
    pub bylines: Vec<String>,
    /// Whom it is about.
    pub artists: Vec<String>,
    /// Its categories and tags there.
    pub terms: Vec<String>,
    /// Words of its text.
    pub words: usize,
    /// Pictures in its text.
    pub pictures: usize,
    /// Clips, as `youtube:id`.
    pub clips: Vec<String>,
    /// Where its links lead.
    pub links: Vec<String>,
    /// Old addresses that will lead to it.
    pub paths: Vec<String>,
    /// What to look at: kind and words.
    pub findings: Vec<(String, String)>,
}

/// A category, tag or other term of the source.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct TermTold {
    /// The word that a mapping knows it by.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether it is a category, which may be a section here.
    pub category: bool,
    /// Stories that have it.
    pub stories: u64,
}

/// Somebody who writes there.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct AuthorTold {
    /// What a mapping knows them by.
    pub key: String,
    /// Their name there.
    pub name: String,
    /// Stories and pages that credit them.
    pub times: u64,
}

/// What a dry run says of the whole.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Dry {
    /// Which program wrote it.
    pub system: String,
    /// The paper's name there.
    pub title: String,
    /// Its address there.
    pub address: String,
    /// The version of its export.
    pub version: String,
    /// Entries.
    pub entries: u64,
    /// Entries by type and state there.
    pub kinds: Vec<(String, String, u64)>,
    /// What they become.
    pub becomes: BTreeMap<String, u64>,
    /// Findings by kind.
    pub findings: BTreeMap<String, u64>,
    /// Clips.
    pub clips: u64,
    /// Pictures and sounds that texts name, and how many of them lie in the folders.
    pub files: (u64, u64),
    /// How many of the others are asked for where they lay.
    pub to_fetch: u64,
    /// Old addresses that will lead on.
    pub addresses: usize,
    /// Comments that were shown there, and the others: they stay in the source.
    pub comments: (u64, u64),
    /// Readers of the paper.
    pub members: u64,
    /// Who writes there.
    pub authors: Vec<AuthorTold>,
    /// Its terms, the most used first.
    pub terms: Vec<TermTold>,
    /// Fields that nothing here is made of: name, how often, a value.
    pub fields: Vec<(String, u64, String)>,
    /// What was odd about the file, by line.
    pub notes: Vec<(u64, String)>,
    /// The mapping, completed.
    pub mapping: Mapping,
}

/// Looks at a source as an import would read it. `each` is told of every entry, in order.
///
/// # Errors
/// [`crate::VerbError::Unreadable`] when it is none.
pub async fn look(newsroom: &Newsroom, act: &Act, asked: &Asked, each: impl FnMut(Told) + Send + 'static) -> Verb<Dry> {
    Ok(reading(newsroom, act, asked, &Arc::default(), each).await?.0)
}

/// The same, counting what it read, with what is known of the source by then.
pub(super) async fn reading(
    newsroom: &Newsroom,
    act: &Act,
    asked: &Asked,
    reading: &Arc<Reading>,
    mut each: impl FnMut(Told) + Send + 'static,
) -> Verb<(Dry, Known)> {
    act.allow(Right::Import)?;
    let prepared = prepare(newsroom, asked, act.now, reading).await?;
    let known = Known::of(&prepared)?;
    let reading = Arc::clone(reading);
    let (survey, mapping) = (Arc::clone(&prepared.survey), Arc::clone(&prepared.mapping));
    let mut dry = sum(&prepared);
    let (folders, blobs) = (prepared.source.folders(&asked.uploads), newsroom.blobs().clone());
    // Where what is in no folder is asked for.
    let base = asked.fetch.is_some().then(|| survey.base(&mapping).to_owned());
    beside(move || {
        let files = Files::of(&prepared.source, &folders, &blobs);
        let mut converter = Converter::new(&survey, &mapping, &prepared.zones);
        prepared.source.read(&mut |event| {
            if let Event::Entry(entry) = event {
                reading.step();
                let status = entry.status.clone();
                let terms = entry.terms.iter().map(|term| term.name.clone()).collect();
                if let Some(ready) = converter.next(*entry, false) {
                    let around = Around { files: &files, base: base.as_deref(), survey: &survey };
                    let told = tell(ready, status, terms, &around, &mut dry);
                    *dry.becomes.entry(told.becomes.clone()).or_default() += 1;
                    for (about, _) in &told.findings {
                        *dry.findings.entry(about.clone()).or_default() += 1;
                    }
                    dry.clips += u64::try_from(told.clips.len()).unwrap_or_default();
                    each(told);
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok((dry, known))
    })
    .await?
}

/// What is known of a source once it was surveyed.
fn sum(prepared: &Prepared) -> Dry {
    let (survey, mapping) = (&prepared.survey, &prepared.mapping);
    let left = |field: &str| mapping.fields.get(field).is_none_or(String::is_empty);
    let fields = survey.fields.iter().filter(|(field, _)| left(field));
    let authors =
        survey.authors().into_iter().map(|(key, name)| AuthorTold { times: survey.credited(&key), name: text::foreign::plain(&name), key });
    let term = |(term, used): (&Term, &Used)| TermTold {
        key: survey.term_key(term),
        name: text::foreign::plain(&term.name),
        category: is_category(term),
        stories: used.stories,
    };
    let mut terms: Vec<TermTold> = survey.terms.iter().map(term).collect();
    terms.sort_by(|one, other| other.stories.cmp(&one.stories).then_with(|| one.name.cmp(&other.name)));
    Dry {
        system: prepared.source.system.word().to_owned(),
        title: text::foreign::plain(&survey.head.title),
        address: survey.head.address.clone(),
        version: survey.head.version.clone(),
        entries: survey.entries,
        kinds: survey.kinds.iter().map(|((kind, status), count)| (kind.clone(), status.clone(), *count)).collect(),
        becomes: BTreeMap::new(),
        findings: BTreeMap::new(),
        clips: 0,
        files: (0, 0),
        to_fetch: 0,
        addresses: survey.addresses(),
        comments: (survey.comments, survey.other_comments),
        members: survey.members,
        authors: authors.collect(),
        terms,
        fields: fields.map(|(field, seen)| (field.clone(), seen.times, seen.sample.clone())).collect(),
        notes: survey.notes.iter().map(|note| (note.line, note.text.clone())).collect(),
        mapping: Mapping::clone(mapping),
    }
}

/// Where files are looked for, and what links lead to.
struct Around<'f> {
    files: &'f Files,
    survey: &'f Survey,
    /// The paper's address there, if what is in no folder is fetched.
    base: Option<&'f str>,
}

fn tell(ready: super::convert::Ready, status: String, terms: Vec<String>, around: &Around<'_>, dry: &mut Dry) -> Told {
    let mut told = Told {
        place: ready.place,
        line: ready.line,
        foreign_id: ready.foreign_id,
        kind: ready.kind,
        status,
        becomes: String::new(),
        headline: ready.title,
        slug: String::new(),
        date: None,
        section: None,
        story_kind: String::new(),
        bylines: Vec::new(),
        artists: Vec::new(),
        terms,
        words: 0,
        pictures: 0,
        clips: Vec::new(),
        links: Vec::new(),
        paths: Vec::new(),
        findings: ready.findings.into_iter().map(|finding| (finding.about.word().to_owned(), finding.text)).collect(),
    };
    let (story, becomes) = match ready.becomes {
        Becomes::File => return Told { becomes: "file".to_owned(), ..told },
        Becomes::Left(why) => return Told { becomes: why.to_owned(), ..told },
        Becomes::Story(story) => (story, super::STORY),
        Becomes::Page(page) => (page, super::PAGE),
    };
    becomes.clone_into(&mut told.becomes);
    for file in story.text.files().chain(&story.cover) {
        dry.files.0 += 1;
        if around.files.has(file) {
            dry.files.1 += 1;
        } else if around.base.is_some_and(|base| !candidates(file, base).is_empty()) {
            dry.to_fetch += 1;
        } else {
            let name = file.addresses.first().cloned().or_else(|| file.number.clone()).unwrap_or_default();
            told.findings.push((About::Picture.word().to_owned(), name));
        }
    }
    told.headline = story.headline;
    told.slug = story.slug.to_string();
    told.date = story.at.map(domain::time::Instant::rfc3339);
    told.section = story.section.map(|section| section.to_string());
    story.kind.word().clone_into(&mut told.story_kind);
    told.bylines = story.bylines.into_iter().map(|(name, _)| name).collect();
    told.artists = story.artists;
    told.words = story.text.words();
    told.pictures = story.text.pictures().count();
    told.clips = story
        .text
        .clips()
        .map(|clip| format!("{}:{}", clip.provider.name().to_lowercase(), clip.id.as_deref().unwrap_or_default()))
        .collect();
    told.links = story.text.links();
    let mut broken: Vec<&String> = Vec::new();
    for link in told.links.iter().filter(|link| around.survey.link(link) == Linked::Broken) {
        if !broken.contains(&link) {
            broken.push(link);
        }
    }
    told.findings.extend(broken.into_iter().map(|link| (About::Link.word().to_owned(), link.clone())));
    told.paths = story.paths;
    if story.text.pieces.iter().any(|piece| matches!(piece, Piece::Attached)) {
        told.findings.push((About::Picture.word().to_owned(), "a gallery of all pictures of the entry, of which none is known".to_owned()));
    }
    told
}
