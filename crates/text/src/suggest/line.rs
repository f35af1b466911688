//! The artist line that a text asks for.

use super::{Mention, Subject};
use crate::linking::{self, Known};
use domain::body::{Body, Inline, Mark};
use domain::id::ArtistId;
use domain::link::{Standing, Strength};

/// Artists that a text adds to the line by itself: more than this is a list, and a list has no artist line.
const LONGEST: usize = 12;

/// One artist of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineEntry {
    /// Who; none while a name was typed that nobody has, or several have.
    pub artist: Option<ArtistId>,
    /// As the story prints it.
    pub credited_as: String,
    /// Subject or featured.
    pub strength: Strength,
}

pub(super) fn subjects(line: &[LineEntry]) -> Vec<Subject> {
    let subjects = line.iter().filter(|entry| entry.strength == Strength::Subject && !entry.credited_as.trim().is_empty());
    subjects.map(|entry| Subject { name: entry.credited_as.trim().to_owned(), artist: entry.artist }).collect()
}

/// The line as it stands, with who is meant where only a name was typed; then the subjects and the featured whom the text
/// names for sure or links, in reading order.
pub(super) fn follows(line: &[LineEntry], mentions: &[Mention], body: &Body, known: Known<'_>) -> Vec<LineEntry> {
    let mut all: Vec<LineEntry> = line.iter().filter(|entry| !entry.credited_as.trim().is_empty()).cloned().collect();
    for entry in &mut all {
        entry.artist = entry.artist.or_else(|| linking::subject(known.names, &entry.credited_as, known.memberships));
    }
    let sure = mentions.iter().filter(|mention| mention.standing == Standing::Sure);
    let found = sure.filter_map(|mention| Some((*mention.candidates.first()?, mention.text.as_str(), mention.strength)));
    let mut added: Vec<LineEntry> = Vec::new();
    for (artist, text, strength) in found.chain(links(body)).filter(|(.., strength)| strength.counts_for_followers()) {
        let is_there = all.iter().any(|entry| entry.artist == Some(artist));
        match added.iter_mut().find(|entry| entry.artist == Some(artist)) {
            Some(entry) => entry.strength = entry.strength.min(strength),
            None if !is_there => added.push(LineEntry { artist: Some(artist), credited_as: text.to_owned(), strength }),
            None => {}
        }
    }
    if added.len() <= LONGEST {
        all.extend(added);
    }
    all.sort_by_key(|entry| entry.strength);
    all
}

/// The links that persons made.
fn links(body: &Body) -> impl Iterator<Item = (ArtistId, &str, Strength)> {
    let pieces = body.blocks.iter().flat_map(domain::body::Block::inlines).flat_map(|inlines| &inlines.0);
    pieces.filter_map(|piece| match piece {
        Inline::Text { text, marks } => marks.iter().find_map(|mark| match mark {
            Mark::Artist { artist, strength } => Some((*artist, text.as_str(), *strength)),
            _ => None,
        }),
        Inline::HardBreak => None,
    })
}
