//! The dry run: what comes, what is doubtful, what is lost. Nothing is stored.

use super::convert::{Becomes, Converter};
use super::files::Files;
use super::mapping::Mapping;
use super::run::{Asked, beside, prepare};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::role::Verb as Right;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use text::foreign::{About, Piece};
use wire::import::source::Event;

/// What a dry run says of one entry.
#[derive(Debug, Clone, Serialize, PartialEq)]
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

/// What a dry run says of the whole.
#[derive(Debug, Clone, Serialize, PartialEq)]
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
    /// Old addresses that will lead on.
    pub addresses: usize,
    /// Comments that were shown there, and the others: they stay in the source.
    pub comments: (u64, u64),
    /// Readers of the paper.
    pub members: u64,
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
pub async fn look(newsroom: &Newsroom, act: &Act, asked: &Asked, mut each: impl FnMut(Told) + Send + 'static) -> Verb<Dry> {
    act.allow(Right::Import)?;
    let prepared = prepare(newsroom, asked).await?;
    let (survey, mapping) = (Arc::clone(&prepared.survey), Arc::clone(&prepared.mapping));
    let mut dry = Dry {
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
        addresses: survey.addresses(),
        comments: (survey.comments, survey.other_comments),
        members: survey.members,
        fields: Vec::new(),
        notes: survey.notes.iter().map(|note| (note.line, note.text.clone())).collect(),
        mapping: Mapping::clone(&mapping),
    };
    let left = |field: &str| mapping.fields.get(field).is_none_or(String::is_empty);
    dry.fields = survey
        .fields
        .iter()
        .filter(|(field, _)| left(field))
        .map(|(field, seen)| (field.clone(), seen.times, seen.sample.clone()))
        .collect();
    let folders = prepared.source.folders(&asked.uploads);
    beside(move || {
        let files = Files::in_folders(&folders);
        let mut converter = Converter::new(&survey, &mapping, &prepared.zone);
        prepared.source.read(&mut |event| {
            if let Event::Entry(entry) = event {
                let status = entry.status.clone();
                let terms = entry.terms.iter().map(|term| term.name.clone()).collect();
                if let Some(ready) = converter.next(*entry, false) {
                    let told = tell(ready, status, terms, &files, &mut dry);
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
        Ok(dry)
    })
    .await?
}

fn tell(ready: super::convert::Ready, status: String, terms: Vec<String>, files: &Files, dry: &mut Dry) -> Told {
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
        if files.has(file) {
            dry.files.1 += 1;
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
    told.paths = story.paths;
    if story.text.pieces.iter().any(|piece| matches!(piece, Piece::Attached)) {
        told.findings.push((About::Picture.word().to_owned(), "a gallery of all pictures of the entry, of which none is known".to_owned()));
    }
    told
}
