//! The attributes of blocks, as they stand in the JSON's `attrs` and in a story file's fences.

use super::Inlines;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Names one stored file by its contents: 64 hexadecimal digits of its SHA-256, a dot, and a short ending.
///
/// The key is the file's address under `/media/`, the same on every database and in every export.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaKey(String);

impl MediaKey {
    /// Checks a key.
    ///
    /// # Errors
    /// [`Refusal::Field`] when it has another form.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let well_formed = text.split_once('.').is_some_and(|(digest, ending)| {
            digest.len() == 64
                && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
                && (2..=5).contains(&ending.len())
                && ending.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::field("picture", format!("“{text}” is not the key of a stored file")))
        }
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MediaKey {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<MediaKey> for String {
    fn from(key: MediaKey) -> Self {
        key.0
    }
}

/// One picture where it stands in a story. Alt text and credit belong to the use, not to the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The stored file.
    pub media: MediaKey,
    /// What it shows, for who does not see it. Empty only when `decorative`.
    #[serde(default)]
    pub alt: String,
    /// Says nothing that the text does not.
    #[serde(default)]
    pub decorative: bool,
    /// Who made it.
    #[serde(default)]
    pub credit: String,
    /// The line under it.
    #[serde(default)]
    pub caption: String,
    /// Pixels across; 0 when unknown.
    #[serde(default)]
    pub width: u32,
    /// Pixels down; 0 when unknown.
    #[serde(default)]
    pub height: u32,
    /// What must stay in view when cropped: fractions from the left and from the top.
    #[serde(default = "middle")]
    pub focus: [f64; 2],
}

fn middle() -> [f64; 2] {
    [0.5, 0.5]
}

/// Who hosts a clip. A closed list: the frame policy of the paper's pages names just these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the name of a service")]
pub enum Provider {
    Youtube,
    Vimeo,
    Soundcloud,
    Spotify,
    AppleMusic,
    Mixcloud,
    Bandcamp,
    Tiktok,
    Instagram,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 9] = [
        Self::Youtube,
        Self::Vimeo,
        Self::Soundcloud,
        Self::Spotify,
        Self::AppleMusic,
        Self::Mixcloud,
        Self::Bandcamp,
        Self::Tiktok,
        Self::Instagram,
    ];

    /// The name that readers know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Youtube => "YouTube",
            Self::Vimeo => "Vimeo",
            Self::Soundcloud => "SoundCloud",
            Self::Spotify => "Spotify",
            Self::AppleMusic => "Apple Music",
            Self::Mixcloud => "Mixcloud",
            Self::Bandcamp => "Bandcamp",
            Self::Tiktok => "TikTok",
            Self::Instagram => "Instagram",
        }
    }
}

/// What a clip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum ClipKind {
    #[default]
    Video,
    Track,
    Album,
    Playlist,
    Set,
}

/// Video or music hosted elsewhere: provider and id, never pasted HTML.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    /// Who hosts it.
    pub provider: Provider,
    /// The provider's id (for SoundCloud and Mixcloud the path, for Spotify and Apple Music the path after the host).
    /// `None`: named in the text, no address given yet.
    #[serde(default)]
    pub id: Option<String>,
    /// What it is.
    #[serde(default)]
    pub kind: ClipKind,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Who made it.
    #[serde(default)]
    pub credit: String,
    /// Where to begin, in seconds.
    #[serde(default)]
    pub start: u32,
    /// How long it is, in seconds; 0 when unknown.
    #[serde(default)]
    pub duration: u32,
    /// Our own copy of its poster.
    #[serde(default)]
    pub poster: Option<MediaKey>,
    /// What a viewer should know before pressing play.
    #[serde(default)]
    pub advisory: Vec<AdvisoryKind>,
}

/// What a reader or viewer should know before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "plain words")]
pub enum AdvisoryKind {
    Violence,
    StrongLanguage,
    Flashing,
    SelfHarm,
    Slurs,
    Nudity,
    SexualContent,
    Drugs,
}

impl AdvisoryKind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Violence, Self::StrongLanguage, Self::Flashing, Self::SelfHarm, Self::Slurs, Self::Nudity, Self::SexualContent, Self::Drugs];

    /// The word in files: `strong-language`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Violence => "violence",
            Self::StrongLanguage => "strong-language",
            Self::Flashing => "flashing",
            Self::SelfHarm => "self-harm",
            Self::Slurs => "slurs",
            Self::Nudity => "nudity",
            Self::SexualContent => "sexual-content",
            Self::Drugs => "drugs",
        }
    }

    /// As said to a reader after “Contains”: `strong language`.
    #[must_use]
    pub fn said(self) -> String {
        match self {
            Self::Flashing => "flashing images".to_owned(),
            Self::Drugs => "drug use".to_owned(),
            Self::SelfHarm => "self-harm".to_owned(),
            other => other.word().replace('-', " "),
        }
    }
}

/// Sound of our own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audio {
    /// The stored file.
    pub media: MediaKey,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Who made it.
    #[serde(default)]
    pub credit: String,
    /// Seconds; 0 when unknown.
    #[serde(default)]
    pub duration: u32,
}

/// Somebody's words as a block.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quotation {
    /// Who speaks.
    pub speaker: Option<String>,
    /// What they are: `director`.
    pub role: Option<String>,
    /// The paragraphs, without outer marks; at least one.
    pub paragraphs: Vec<Inlines>,
}

/// One entry of a ranked list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RankedEntry {
    /// Its place.
    pub number: u32,
    /// The release's or thing's title.
    pub title: String,
    /// Whose it is.
    pub artist: Option<String>,
    /// Who put it out.
    pub label: Option<String>,
    /// When.
    pub year: Option<u16>,
    /// What is said of it.
    pub paragraphs: Vec<Inlines>,
}

/// Question or answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum TurnKind {
    #[default]
    Question,
    Answer,
}

/// One turn of an interview.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turn {
    /// Question or answer.
    pub kind: TurnKind,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The paragraphs.
    pub paragraphs: Vec<Inlines>,
}

/// Lyrics.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verse {
    /// The lines, parted by hard breaks.
    pub text: Inlines,
    /// Whose they are.
    pub credit: Option<String>,
}

/// The songs on a release.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackList {
    /// The release.
    #[serde(default)]
    pub title: String,
    /// In order.
    pub tracks: Vec<Track>,
}

/// One track.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Its title.
    pub title: String,
    /// `3:45`.
    #[serde(default)]
    pub length: String,
    /// Where it is not the release's own artist.
    #[serde(default)]
    pub artist: String,
    /// Anything else.
    #[serde(default)]
    pub note: String,
}

/// The songs played on a night.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetList {
    /// Where and when.
    #[serde(default)]
    pub title: String,
    /// The main set.
    pub songs: Vec<Song>,
    /// What they came back for.
    #[serde(default)]
    pub encore: Vec<Song>,
}

/// One song played.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Song {
    /// Its title.
    pub title: String,
    /// A cover, a guest, a false start.
    #[serde(default)]
    pub note: String,
}

/// A tour.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TourDates {
    /// The tour's name.
    #[serde(default)]
    pub title: String,
    /// In order of time.
    pub dates: Vec<TourDate>,
}

/// One night of a tour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TourDate {
    /// The day, where it happens.
    pub date: crate::time::Day,
    /// The city.
    pub city: String,
    /// The room.
    #[serde(default)]
    pub venue: String,
    /// Where tickets are sold; an http or https address, or empty.
    #[serde(default)]
    pub tickets: String,
    /// Support acts, ages, free.
    #[serde(default)]
    pub note: String,
    /// On, sold out, moved, cancelled.
    #[serde(default)]
    pub status: DateStatus,
}

/// What became of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "plain words")]
pub enum DateStatus {
    #[default]
    On,
    SoldOut,
    Moved,
    Cancelled,
}

impl DateStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::On, Self::SoldOut, Self::Moved, Self::Cancelled];

    /// The word for it in rows, files and templates.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::SoldOut => "sold-out",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a review comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// From 0 to `out_of`, halves and tenths allowed.
    pub value: f64,
    /// The best there is.
    #[serde(default = "ten")]
    pub out_of: f64,
    /// One line.
    #[serde(default)]
    pub verdict: String,
}

fn ten() -> f64 {
    10.0
}

impl Score {
    /// As it is set: `8`, `7.5`.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}", (self.value * 10.0).round() / 10.0)
    }
}

/// Gig or release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum BoxKind {
    #[default]
    Gig,
    Release,
}

/// A gig or a release in facts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfoBox {
    /// Gig or release.
    #[serde(default)]
    pub kind: BoxKind,
    /// Its heading.
    #[serde(default)]
    pub title: String,
    /// Label and value, in order.
    pub facts: Vec<Fact>,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// `Doors`.
    pub label: String,
    /// `7 pm`.
    pub value: String,
}
