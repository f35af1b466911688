//! Works: albums, songs and the like as light records, so that stories and reviews can be found by what they are about.

use crate::artist::MAX_NAME;
use crate::body::WorkKind;
use crate::id::{ArtistId, WorkId};
use crate::part_day::PartDay;
use crate::refusal::Refusal;
use crate::slug::Slug;

/// A work as the paper keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Ours.
    pub id: WorkId,
    /// Whose it is, in their order: the first has the address. Never empty.
    pub artists: Vec<ArtistId>,
    /// The word in the address under the first artist.
    pub slug: Slug,
    /// Album, song …
    pub kind: WorkKind,
    /// Its title.
    pub title: String,
    /// When it came out.
    pub released: PartDay,
    /// MusicBrainz id (UUID): of a release group or a recording.
    pub musicbrainz: Option<String>,
    /// Set when this record was merged into another: its address redirects there.
    pub merged_into: Option<WorkId>,
}

impl Work {
    /// Whose address it stands under.
    #[must_use]
    pub fn first_artist(&self) -> ArtistId {
        self.artists.first().copied().unwrap_or(ArtistId(0))
    }
}

/// A work that has no id yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewWork {
    /// Its title.
    pub title: String,
    /// Album, song …
    pub kind: WorkKind,
    /// When it came out.
    pub released: PartDay,
    /// MusicBrainz id.
    pub musicbrainz: Option<String>,
}

/// A work of a list: its artists are named, not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedWork {
    /// The work.
    pub work: NewWork,
    /// Whose it is, in order: name, and MusicBrainz id where the list has it.
    pub artists: Vec<(String, Option<String>)>,
}

impl ListedWork {
    /// Checks what a file gave.
    ///
    /// # Errors
    /// [`Refusal::Field`] for a title that is none, or a work that is nobody's.
    pub fn check(&self) -> Result<(), Refusal> {
        title(&self.work.title)?;
        let named = |(name, id): &(String, Option<String>)| !name.trim().is_empty() || id.is_some();
        if self.artists.iter().any(named) { Ok(()) } else { Err(Refusal::field("artist", "a work needs an artist")) }
    }
}

/// A title as typed.
///
/// # Errors
/// [`Refusal::Field`] when there is none, or it is endless or not one line.
pub fn title(typed: &str) -> Result<String, Refusal> {
    let title = typed.trim();
    if title.is_empty() {
        return Err(Refusal::field("title", "a work needs a title"));
    }
    if title.chars().count() > MAX_NAME || title.chars().any(char::is_control) {
        return Err(Refusal::field("title", format!("longer than {MAX_NAME} characters, or not one line")));
    }
    Ok(title.to_owned())
}

/// The most artists that one work has.
pub const MAX_ARTISTS: usize = 50;

/// Whose a work is, each once.
///
/// # Errors
/// [`Refusal::Field`] when nobody is named, or too many are.
pub fn artists(typed: &[ArtistId]) -> Result<Vec<ArtistId>, Refusal> {
    let mut artists: Vec<ArtistId> = Vec::new();
    for artist in typed {
        if !artists.contains(artist) {
            artists.push(*artist);
        }
    }
    match artists.len() {
        0 => Err(Refusal::field("artists", "a work needs an artist")),
        1..=MAX_ARTISTS => Ok(artists),
        _ => Err(Refusal::field("artists", format!("more than {MAX_ARTISTS}"))),
    }
}

/// Checks that `from` may be merged into `into`.
///
/// # Errors
/// [`Refusal::State`] when they are the same or one is already merged away.
pub fn merge(from: &Work, into: &Work) -> Result<(), Refusal> {
    if from.id == into.id {
        return Err(Refusal::State(format!("“{}” cannot be merged into itself", from.title)));
    }
    match [from, into].into_iter().find(|work| work.merged_into.is_some()) {
        Some(work) => Err(Refusal::State(format!("“{}” was merged already; use the work it became", work.title))),
        None => Ok(()),
    }
}

/// How a story came to be about a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// Its text has the title, and its artist is the story's.
    Found,
    /// A person said so.
    Said,
    /// A person said that it is not.
    Denied,
}

impl About {
    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Said => "said",
            Self::Denied => "denied",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Found, Self::Said, Self::Denied].into_iter().find(|about| about.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_has_a_title_and_an_artist() {
        assert_eq!(title("  Run The Jewels 2 ").unwrap(), "Run The Jewels 2");
        assert!(title(" ").is_err() && title("a\nb").is_err() && title(&"x".repeat(501)).is_err());
        assert_eq!(artists(&[ArtistId(2), ArtistId(1), ArtistId(2)]).unwrap(), [ArtistId(2), ArtistId(1)]);
        assert!(artists(&[]).is_err());
        let nobodys = ListedWork { work: NewWork { title: "X".to_owned(), ..NewWork::default() }, artists: vec![(" ".to_owned(), None)] };
        assert!(nobodys.check().is_err());
    }
}
