//! The JSON of artists.

use crate::api::problem::Problem;
use domain::artist::{Artist, ArtistKind, Membership};
use domain::part_day::PartDay;
use newsroom::artists::{Doubled, Found, Listing, Page, Preview, Sheet, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Reads a kind.
pub(super) fn kind(word: &str) -> Result<ArtistKind, Problem> {
    match word {
        "person" | "group" | "other" => Ok(ArtistKind::from_word(word)),
        _ => Err(Problem::field("kind", "is “person”, “group” or “other”")),
    }
}

/// Reads which list is wanted.
pub(super) fn listing(letter: Option<&str>, without_stories: bool) -> Result<Listing, Problem> {
    match letter.filter(|letter| !letter.is_empty()) {
        None if without_stories => Ok(Listing::WithoutStories),
        None => Ok(Listing::All),
        Some(letter) if letter == "#" || letter.chars().all(char::is_alphabetic) && letter.chars().count() <= 4 => {
            Ok(Listing::Letter(letter.to_lowercase()))
        }
        Some(_) => Err(Problem::field("letter", "is a letter of the paper’s alphabet, or #")),
    }
}

/// Names, as a list, or as lines of one text.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Names {
    /// A list.
    List(Vec<String>),
    /// A line each.
    Lines(String),
}

impl Default for Names {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Names {
    pub(super) fn list(self) -> Vec<String> {
        match self {
            Self::List(list) => list,
            Self::Lines(lines) => lines.lines().map(str::to_owned).collect(),
        }
    }
}

/// Numbers of stories, as numbers or as words of a form.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Numbers {
    /// Numbers.
    List(Vec<i64>),
    /// Words.
    Words(Vec<String>),
    /// One word.
    Word(String),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Numbers {
    pub(super) fn numbers(self) -> Result<Vec<i64>, Problem> {
        let read = |word: &String| word.trim().parse::<i64>().map_err(|_| Problem::field("stories", format!("“{word}” is no number")));
        match self {
            Self::List(list) => Ok(list),
            Self::Words(words) => words.iter().filter(|word| !word.trim().is_empty()).map(read).collect(),
            Self::Word(word) if word.trim().is_empty() => Ok(Vec::new()),
            Self::Word(word) => Ok(vec![read(&word)?]),
        }
    }
}

/// A new artist.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInput {
    pub(super) name: String,
    /// For A–Z: `Rocha, Zack de la`; the name when empty.
    #[serde(default)]
    pub(super) sort_name: String,
    /// `person`, `group` or `other`; `group` when not given.
    pub(super) kind: Option<String>,
    /// A few words that tell artists of the name apart.
    #[serde(default)]
    pub(super) disambiguation: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) musicbrainz: Option<String>,
    pub(super) wikidata: Option<String>,
    /// Where else they are: addresses.
    #[serde(default)]
    pub(super) links: Vec<String>,
}

/// What changes of an artist. An empty id is taken away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeInput {
    pub(super) name: Option<String>,
    pub(super) sort_name: Option<String>,
    /// `person`, `group` or `other`.
    pub(super) kind: Option<String>,
    pub(super) disambiguation: Option<String>,
    pub(super) aliases: Option<Names>,
    pub(super) musicbrainz: Option<String>,
    pub(super) wikidata: Option<String>,
    /// All addresses elsewhere.
    pub(super) links: Option<Names>,
}

/// Another name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AliasInput {
    pub(super) name: String,
}

/// Into whom an artist is merged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeInput {
    pub(super) into: i64,
}

/// How an artist is split.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitInput {
    /// The new one's name; the same when empty.
    #[serde(default)]
    pub(super) name: String,
    /// What tells the new one apart.
    #[serde(default)]
    pub(super) disambiguation: String,
    /// What tells the old one apart from now on.
    pub(super) old_disambiguation: Option<String>,
    /// `person`, `group` or `other`; as the old one when not given.
    pub(super) kind: Option<String>,
    /// Stories that are the new one's.
    #[serde(default)]
    pub(super) stories: Numbers,
    /// Other names that are the new one's.
    #[serde(default)]
    pub(super) aliases: Names,
    /// Whoever follows: `stay` with the old one, follow `both`, or `move` to the new one.
    pub(super) follows: Option<String>,
}

/// Somebody's time in a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberInput {
    /// Whether it is over; so it is when it is said when it ended.
    #[serde(default)]
    pub(super) ended: bool,
    /// When they came: `2009`, `2009-04`, `2009-04-01`, or empty.
    #[serde(default)]
    pub(super) began: String,
    /// When they left.
    #[serde(default)]
    pub(super) left: String,
}

impl MemberInput {
    pub(super) fn time(&self) -> Result<Time, Problem> {
        let day = |field, text: &str| PartDay::parse(field, text).map_err(newsroom::VerbError::from);
        Ok(Time { ended: self.ended, began: day("began", &self.began)?, left: day("left", &self.left)? })
    }
}

/// An artist.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArtistBody {
    id: i64,
    name: String,
    sort_name: String,
    /// `person`, `group` or `other`.
    kind: &'static str,
    disambiguation: String,
    aliases: Vec<String>,
    musicbrainz: Option<String>,
    wikidata: Option<String>,
    slug: String,
    /// The path on the paper.
    address: String,
    /// The artist that this one was merged into.
    merged_into: Option<i64>,
}

impl ArtistBody {
    pub(super) fn of(artist: &Artist) -> Self {
        Self {
            id: artist.id.0,
            name: artist.name.clone(),
            sort_name: artist.sort_name.clone(),
            kind: artist.kind.word(),
            disambiguation: artist.disambiguation.clone(),
            aliases: artist.aliases.clone(),
            musicbrainz: artist.musicbrainz.clone(),
            wikidata: artist.wikidata.clone(),
            slug: artist.slug.to_string(),
            address: text::template::urls::artist(&artist.slug),
            merged_into: artist.merged_into.map(|into| into.0),
        }
    }
}

/// An artist in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FoundBody {
    id: i64,
    name: String,
    disambiguation: String,
    /// `person`, `group` or `other`.
    kind: &'static str,
    slug: String,
    /// How many stories speak of them, in any state.
    stories: i64,
    /// How many readers follow them.
    followers: i64,
}

impl FoundBody {
    fn of(found: &Found) -> Self {
        Self {
            id: found.id.0,
            name: found.name.clone(),
            disambiguation: found.disambiguation.clone(),
            kind: found.kind.word(),
            slug: found.slug.to_string(),
            stories: found.stories,
            followers: found.followers,
        }
    }
}

/// Some artists.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArtistsBody {
    artists: Vec<FoundBody>,
    /// How many were found, where something was sought.
    total: Option<usize>,
    /// What to ask for to go on; null at the end.
    next: Option<i64>,
}

impl ArtistsBody {
    pub(super) fn of(page: Page) -> Self {
        Self { artists: page.artists.iter().map(FoundBody::of).collect(), total: page.total, next: page.next }
    }
}

/// Names that several artists share.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DoubledBody {
    /// The artists of each name.
    names: Vec<Vec<FoundBody>>,
    total: usize,
    /// What to ask for to go on; null at the end.
    next: Option<i64>,
}

impl DoubledBody {
    pub(super) fn of(found: Doubled) -> Self {
        let names = found.names.iter().map(|same| same.iter().map(FoundBody::of).collect());
        Self { names: names.collect(), total: found.total, next: found.next }
    }
}

/// Somebody's time in a group.
#[derive(Debug, Serialize, ToSchema)]
struct MemberBody {
    artist: FoundBody,
    /// Whether it is over.
    ended: bool,
    /// When they came, as far as is known: `2009`, `2009-04`, `2009-04-01`, or empty.
    began: String,
    /// When they left.
    left: String,
}

impl MemberBody {
    fn of((membership, other): &(Membership, Found)) -> Self {
        let (began, left) = (membership.began.to_string(), membership.left.to_string());
        Self { artist: FoundBody::of(other), ended: membership.ended, began, left }
    }
}

/// A story that speaks of an artist.
#[derive(Debug, Serialize, ToSchema)]
struct ArtistStoryBody {
    id: i64,
    headline: String,
    state: &'static str,
    address: Option<String>,
    /// `subject`, `featured`, `mentioned` or `former`; null while a person is asked.
    strength: Option<&'static str>,
}

/// An artist with all that is said of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SheetBody {
    #[serde(flatten)]
    artist: ArtistBody,
    members: Vec<MemberBody>,
    /// What they are or were in.
    groups: Vec<MemberBody>,
    /// Where else they are: addresses.
    links: Vec<String>,
    /// Others of the same name.
    namesakes: Vec<FoundBody>,
    /// The newest stories, 200 at most.
    stories: Vec<ArtistStoryBody>,
    story_count: i64,
    followers: i64,
    /// In how many stories they wait for a person.
    waiting: usize,
    /// In how many stories persons said that they are meant.
    accepted: i64,
    /// In how many stories persons said that they are not.
    rejected: i64,
}

impl SheetBody {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let story = |story: &newsroom::artists::StoryOf| ArtistStoryBody {
            id: story.id.0,
            headline: story.headline.clone(),
            state: story.state,
            address: story.address.clone(),
            strength: story.strength.map(domain::link::Strength::word),
        };
        Self {
            artist: ArtistBody::of(&sheet.artist),
            members: sheet.members.iter().map(MemberBody::of).collect(),
            groups: sheet.groups.iter().map(MemberBody::of).collect(),
            links: sheet.links.clone(),
            namesakes: sheet.namesakes.iter().map(FoundBody::of).collect(),
            stories: sheet.stories.iter().map(story).collect(),
            story_count: sheet.extent.stories,
            followers: sheet.extent.follows,
            waiting: sheet.waiting,
            accepted: sheet.decided.0,
            rejected: sheet.decided.1,
        }
    }
}

/// What a merge would move.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergeBody {
    from: ArtistBody,
    into: ArtistBody,
    stories: i64,
    links: i64,
    followers: i64,
    /// Readers who follow both already.
    follow_both: i64,
    memberships: i64,
    aliases: i64,
    /// Stories that speak of both: they may be two after all.
    stories_of_both: Vec<i64>,
    /// Why it would be refused.
    refused: Option<String>,
}

impl MergeBody {
    pub(super) fn of(preview: &Preview) -> Self {
        Self {
            from: ArtistBody::of(&preview.from),
            into: ArtistBody::of(&preview.into),
            stories: preview.moves.stories,
            links: preview.moves.links,
            followers: preview.moves.follows,
            follow_both: preview.moves.follow_both,
            memberships: preview.moves.memberships,
            aliases: preview.moves.aliases,
            stories_of_both: preview.both.iter().map(|story| story.0).collect(),
            refused: preview.refused.clone(),
        }
    }
}

/// What a split made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SplitBody {
    /// The new one's number.
    pub(super) id: i64,
    pub(super) stays: ArtistBody,
    pub(super) new: ArtistBody,
}
