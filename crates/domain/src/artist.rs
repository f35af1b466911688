//! Artists: people and groups, with an id of our own. Most local acts are in no database but this one.

mod bands;

pub use bands::Memberships;

use crate::id::ArtistId;
use crate::refusal::Refusal;
use crate::slug::Slug;

/// What an artist is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ArtistKind {
    /// One human being.
    Person,
    /// A band, duo, project.
    #[default]
    Group,
    /// Orchestra, choir, character: what MusicBrainz calls so, or anything else.
    Other,
}

impl ArtistKind {
    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
            Self::Other => "other",
        }
    }

    /// Reads a word of a file; whatever is not a person or a group is other.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "person" => Self::Person,
            "group" => Self::Group,
            _ => Self::Other,
        }
    }
}

/// An artist as the paper keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artist {
    /// Ours.
    pub id: ArtistId,
    /// The word in the address `/artists/…`.
    pub slug: Slug,
    /// As databases or the house spell it; a story prints what its writer typed.
    pub name: String,
    /// For A–Z: `Rocha, Zack de la`.
    pub sort_name: String,
    /// Person, group, other.
    pub kind: ArtistKind,
    /// Other names by which text may mean this artist.
    pub aliases: Vec<String>,
    /// A few words that tell artists of the same name apart.
    pub disambiguation: String,
    /// MusicBrainz id (UUID).
    pub musicbrainz: Option<String>,
    /// Wikidata id (`Q…`).
    pub wikidata: Option<String>,
    /// Set when this record was merged into another: its address redirects there.
    pub merged_into: Option<ArtistId>,
}

/// An artist that has no id yet: what an import or the desk brings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewArtist {
    /// As spelt by its source.
    pub name: String,
    /// For A–Z; the name when empty.
    pub sort_name: String,
    /// Person, group, other.
    pub kind: ArtistKind,
    /// Other names.
    pub aliases: Vec<String>,
    /// Tells artists of the same name apart.
    pub disambiguation: String,
    /// MusicBrainz id.
    pub musicbrainz: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// Members of a group, by name, and whether their time is over.
    pub members: Vec<NewMember>,
}

/// A member named in an artist file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The member's name; made as a person when unknown.
    pub name: String,
    /// Whether they have left.
    pub ended: bool,
}

/// Somebody's time in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The group.
    pub group: ArtistId,
    /// The person.
    pub member: ArtistId,
    /// Whether it is over: text then says *ex-*.
    pub ended: bool,
}

/// The longest name taken, in characters. The longest real one known has fewer than 300.
pub const MAX_NAME: usize = 500;

impl NewArtist {
    /// Checks what a file or a person gave.
    ///
    /// # Errors
    /// [`Refusal::Field`] for an empty or endless name, or one that is no text.
    pub fn check(&self) -> Result<(), Refusal> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Refusal::field("name", "an artist needs a name"));
        }
        if name.chars().count() > MAX_NAME {
            return Err(Refusal::field("name", format!("longer than {MAX_NAME} characters")));
        }
        if name.chars().any(char::is_control) {
            return Err(Refusal::field("name", "has control characters"));
        }
        Ok(())
    }
}

/// Checks that `from` may be merged into `into`.
///
/// # Errors
/// [`Refusal::State`] when they are the same or one is already merged away.
pub fn merge(from: &Artist, into: &Artist) -> Result<(), Refusal> {
    if from.id == into.id {
        return Err(Refusal::State(format!("“{}” cannot be merged into itself", from.name)));
    }
    for artist in [from, into] {
        if artist.merged_into.is_some() {
            return Err(Refusal::State(format!("“{}” was merged already; use the artist it became", artist.name)));
        }
    }
    Ok(())
}
