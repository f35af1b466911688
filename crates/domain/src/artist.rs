//! Artists: people and groups, with an id of our own. Most local acts are in no database but this one.

mod bands;

pub use bands::Memberships;

use crate::id::ArtistId;
use crate::part_day::PartDay;
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
    /// Where else they are: addresses.
    pub links: Vec<String>,
}

/// A member named in an artist file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The member's name; made as a person when unknown.
    pub name: String,
    /// The member's MusicBrainz id, where the file has it.
    pub musicbrainz: Option<String>,
    /// Whether they have left.
    pub ended: bool,
    /// When they came, as far as is known.
    pub began: PartDay,
    /// When they left, as far as is known.
    pub left: PartDay,
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
    /// When it began, as far as is known.
    pub began: PartDay,
    /// When it ended, as far as is known.
    pub left: PartDay,
}

impl Membership {
    /// A membership of which no day is known.
    #[must_use]
    pub const fn undated(group: ArtistId, member: ArtistId, ended: bool) -> Self {
        Self { group, member, ended, began: PartDay::UNKNOWN, left: PartDay::UNKNOWN }
    }
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

/// How long a line beside the name may be, in characters.
const MAX_LINE: usize = 200;

/// How many other names an artist may have.
const MAX_ALIASES: usize = 200;

/// One line that stands beside a name: the place in the alphabet, what tells artists apart.
///
/// # Errors
/// [`Refusal::Field`] when it is too long or not one line.
pub fn line(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let line = typed.trim();
    if line.chars().count() > MAX_LINE || line.chars().any(char::is_control) {
        return Err(Refusal::field(field, format!("longer than {MAX_LINE} characters, or not one line")));
    }
    Ok(line.to_owned())
}

/// Other names as typed; empty ones are left out.
///
/// # Errors
/// [`Refusal::Field`] for a name that is none, or too many.
pub fn aliases(typed: &[String]) -> Result<Vec<String>, Refusal> {
    let names: Vec<String> = typed.iter().map(|alias| alias.trim().to_owned()).filter(|alias| !alias.is_empty()).collect();
    if names.len() > MAX_ALIASES {
        return Err(Refusal::field("aliases", format!("more than {MAX_ALIASES}")));
    }
    match names.iter().find(|name| name.chars().count() > MAX_NAME || name.chars().any(char::is_control)) {
        Some(name) => Err(Refusal::field("aliases", format!("“{}” is no name", name.chars().take(40).collect::<String>()))),
        None => Ok(names),
    }
}

/// The most addresses elsewhere that an artist has.
const MAX_LINKS: usize = 40;

/// An address elsewhere: a page on the web.
///
/// # Errors
/// [`Refusal::Field`] when it is none.
pub fn link(typed: &str) -> Result<String, Refusal> {
    let address = typed.trim();
    if crate::web_address::is_outward(address) {
        return Ok(address.to_owned());
    }
    Err(Refusal::field("links", format!("“{}” is no address: https://…", address.chars().take(80).collect::<String>())))
}

/// Addresses elsewhere as typed, each once; empty ones are left out.
///
/// # Errors
/// [`Refusal::Field`] for what is no address, or too many.
pub fn links(typed: &[String]) -> Result<Vec<String>, Refusal> {
    let mut links: Vec<String> = Vec::new();
    for address in typed.iter().filter(|address| !address.trim().is_empty()) {
        let address = link(address)?;
        if !links.contains(&address) {
            links.push(address);
        }
    }
    if links.len() > MAX_LINKS { Err(Refusal::field("links", format!("more than {MAX_LINKS}"))) } else { Ok(links) }
}

/// A MusicBrainz id from what was typed or pasted, its page's address too; `None` when nothing was.
///
/// # Errors
/// [`Refusal::Field`] when it is no such id.
pub fn musicbrainz(typed: &str) -> Result<Option<String>, Refusal> {
    let word = typed.trim().trim_end_matches('/');
    let id = word.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    let well_formed = groups == [8, 4, 4, 4, 12] && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    match (word.is_empty(), well_formed) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(id)),
        (false, false) => {
            Err(Refusal::field("musicbrainz", "is no MusicBrainz id: 36 characters such as 64b14cee-ff24-4a5a-adf8-bbcf78eb7b64"))
        }
    }
}

/// A Wikidata id from what was typed or pasted, its page's address too; `None` when nothing was.
///
/// # Errors
/// [`Refusal::Field`] when it is no such id.
pub fn wikidata(typed: &str) -> Result<Option<String>, Refusal> {
    let word = typed.trim().trim_end_matches('/');
    let id = word.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
    let number = id.strip_prefix('Q').filter(|number| (1..=12).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()));
    match (word.is_empty(), number) {
        (true, _) => Ok(None),
        (false, Some(_)) => Ok(Some(id)),
        (false, None) => Err(Refusal::field("wikidata", "is no Wikidata id: a Q and a number, such as Q18350134")),
    }
}

/// A page without a story about its artist says something only from so many that name them on.
pub const MENTIONS_ENOUGH: usize = 3;

/// Whether an artist's page says too little to be found by search engines.
#[must_use]
pub fn says_little(about: usize, stories: usize) -> bool {
    about == 0 && stories < MENTIONS_ENOUGH
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_ids_are_taken_as_pasted() {
        let mbid = "64b14cee-ff24-4a5a-adf8-bbcf78eb7b64";
        assert_eq!(musicbrainz(&format!("https://musicbrainz.org/artist/{}/", mbid.to_uppercase())).unwrap().as_deref(), Some(mbid));
        assert_eq!(musicbrainz(" ").unwrap(), None);
        assert!(musicbrainz("run-the-jewels").is_err());
        assert_eq!(wikidata("https://www.wikidata.org/wiki/q42").unwrap().as_deref(), Some("Q42"));
        assert!(wikidata("Q").is_err() && wikidata("P42").is_err());
    }

    #[test]
    fn lines_and_aliases_are_one_line_each() {
        assert_eq!(line("disambiguation", "  Berlin duo ").unwrap(), "Berlin duo");
        assert!(line("disambiguation", "a\nb").is_err());
        assert_eq!(aliases(&[" RTJ ".to_owned(), " ".to_owned()]).unwrap(), ["RTJ"]);
        assert!(aliases(&["a\u{7}".to_owned()]).is_err());
    }
}
