//! What a page is about, in schema.org's words, for search engines.
//!
//! Every function gives one JSON document that may stand inside `<script type="application/ld+json">` as it is.

mod article;
mod page;
mod types;

#[cfg(test)]
mod tests;

use domain::artist::ArtistKind;
use domain::body::{AdvisoryKind, RankedEntry, Score, TourDates};
use domain::story::{Correction, Kind, Sponsor};
use domain::time::{Day, Instant, Zone};
use serde::Serialize;

/// The paper, as it is named everywhere. All addresses in this module's facts are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFacts {
    /// Its name.
    pub name: String,
    /// Its front page.
    pub url: String,
    /// Its mark.
    pub logo: Option<ImageFacts>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFacts {
    /// Where.
    pub url: String,
    /// Pixels across; 0 when unknown.
    pub width: u32,
    /// Pixels down; 0 when unknown.
    pub height: u32,
    /// The line under it, or what it shows.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// Somebody in a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorFacts {
    /// As printed.
    pub name: String,
    /// Their page.
    pub url: String,
    /// A byline of the house: no person.
    pub house: bool,
}

/// An artist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtistFacts {
    /// As printed.
    pub name: String,
    /// Their page.
    pub url: String,
    /// Person, group, other.
    pub kind: ArtistKind,
    /// MusicBrainz id.
    pub musicbrainz: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// The story is about them, and does not only name them.
    pub subject: bool,
}

/// A clip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipFacts {
    /// Its title.
    pub title: String,
    /// Sound without pictures.
    pub audio: bool,
    /// The provider's player.
    pub embed: String,
    /// Our copy of its poster.
    pub poster: Option<String>,
    /// Its length; 0 when unknown.
    pub seconds: u32,
}

/// What a review is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// An album or EP.
    Album,
    /// A song.
    Recording,
    /// A night.
    Event,
}

/// What a review says. Its artists are the story's subjects.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewFacts {
    /// Album, song, night.
    pub of: Reviewed,
    /// The work's title; for a night its name, or empty.
    pub title: String,
    /// The room of a night.
    pub venue: String,
    /// The day of a night.
    pub day: Option<Day>,
    /// What it comes to; some papers give none.
    pub score: Option<Score>,
}

/// A name and an address: a step of the way to a page, or a story in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// A story.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of a story")]
pub struct StoryFacts {
    pub paper: PaperFacts,
    pub url: String,
    pub headline: String,
    pub standfirst: String,
    pub kind: Kind,
    pub section: Place,
    pub language: String,
    pub zone: Zone,
    pub published: Instant,
    pub updated: Instant,
    pub words: usize,
    pub authors: Vec<AuthorFacts>,
    pub artists: Vec<ArtistFacts>,
    /// The cover, in as many shapes as there are.
    pub images: Vec<ImageFacts>,
    pub clips: Vec<ClipFacts>,
    pub tours: Vec<TourDates>,
    pub review: Option<ReviewFacts>,
    pub ranked: Vec<RankedEntry>,
    pub advisory: Vec<AdvisoryKind>,
    pub corrections: Vec<Correction>,
    pub sponsor: Option<Sponsor>,
}

/// A page that lists stories: the front, a section, a byline, a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFacts {
    /// The paper.
    pub paper: PaperFacts,
    /// Its own name and address.
    pub page: Place,
    /// One sentence; may be empty.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// The pages above it, from the front down; without itself.
    pub above: Vec<Place>,
    /// The stories it shows, in order.
    pub stories: Vec<Place>,
}

/// An artist's page.
#[derive(Debug, Clone, PartialEq)]
pub struct ArtistPageFacts {
    /// The page and its stories.
    pub list: ListFacts,
    /// Who it is about.
    pub artist: ArtistFacts,
    /// Members of a group, by name, with the address of their page when they have one.
    pub members: Vec<(String, Option<String>)>,
    /// Nights to come.
    pub tours: Vec<TourDates>,
}

/// A story's page.
#[must_use]
pub fn for_story(story: &StoryFacts) -> String {
    document(&article::graph(story))
}

/// A page that lists stories.
#[must_use]
pub fn for_list(list: &ListFacts) -> String {
    document(&page::list(list))
}

/// An artist's page.
#[must_use]
pub fn for_artist(artist: &ArtistPageFacts) -> String {
    document(&page::artist(artist))
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: &'a [types::Node],
}

/// JSON in which nothing can end the script that it stands in, nor a line of an old parser.
fn document(graph: &[types::Node]) -> String {
    // Structs of text, numbers and lists: nothing here that JSON could refuse.
    let json = serde_json::to_string(&Document { context: "https://schema.org", graph }).unwrap_or_default();
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    safe
}
