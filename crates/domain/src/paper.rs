//! The paper itself: its name, zone, sections, people and standing pages.

use crate::body::{Body, MediaKey};
use crate::edition::InDoubt;
use crate::email::Email;
use crate::id::{PageId, PersonId};
use crate::mail_way::Way;
use crate::refusal::Refusal;
use crate::slug::Slug;
use crate::time::{Instant, Zone};

/// What the paper is called and how it behaves: the settings an owner can change while it runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paper {
    /// Its name, as on the masthead.
    pub name: String,
    /// A line under it.
    pub tagline: String,
    /// The zone that datelines are shown in.
    pub zone: Zone,
    /// BCP 47 language of its text: `en-AU`.
    pub language: String,
    /// The spot colour, `#rrggbb`.
    pub spot: String,
    /// When the daily edition goes out, minutes after midnight in `zone`.
    pub edition_minute: u16,
    /// Later hours that readers may choose instead, the same way; earliest first, none of them the first again.
    pub later_hours: Vec<u16>,
    /// Who answers for it, for imprint and mail footer.
    pub publisher: String,
    /// Required in every edition.
    pub postal_address: String,
    /// Where readers and mail servers write to.
    pub email: Option<Email>,
    /// The address of the site without a slash at the end: `https://feedback.example`.
    pub base_url: String,
    /// What stands large on the front; empty: the name.
    pub masthead: String,
    /// A picture in place of the masthead's letters.
    pub logo: Option<MediaKey>,
    /// What headlines are set in.
    pub headline_face: HeadlineFace,
    /// What text is set in.
    pub text_face: TextFace,
    /// What becomes of a letter whose final dot was sent and whose answer never came.
    pub in_doubt: InDoubt,
    /// The address that takes bounces; letters are sent from it with a token behind a plus. None: from `email`.
    pub bounces_to: Option<Email>,
    /// Which of the paper's keys signs its mails (DKIM), by the word that it has in DNS; empty: none does.
    pub dkim_selector: String,
    /// Where mail goes; none: nowhere yet. It belongs to the installation and is never exported.
    pub smtp: Option<Way>,
}

/// What headlines are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeadlineFace {
    /// The theme's own condensed face.
    #[default]
    Archivo,
    /// A narrow face of the reader's machine: nothing is loaded.
    Own,
}

/// What text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextFace {
    /// The theme's own book face.
    #[default]
    Newsreader,
    /// A book face of the reader's machine: nothing is loaded.
    Own,
}

impl HeadlineFace {
    /// The words, and what they mean.
    pub const CHOICES: &'static [(&'static str, &'static str)] =
        &[("archivo", "Archivo, condensed and loud"), ("own", "The reader’s own narrow sans; nothing to load")];

    /// The word in rows and settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Archivo => "archivo",
            Self::Own => "own",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Archivo, Self::Own].into_iter().find(|face| face.word() == word)
    }
}

impl TextFace {
    /// The words, and what they mean.
    pub const CHOICES: &'static [(&'static str, &'static str)] =
        &[("newsreader", "Newsreader, made for screens"), ("own", "The reader’s own serif; nothing to load")];

    /// The word in rows and settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Newsreader => "newsreader",
            Self::Own => "own",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Newsreader, Self::Own].into_iter().find(|face| face.word() == word)
    }
}

/// A section of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The word in its address.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// Its place in the navigation, from 0.
    pub position: i64,
    /// A line under its name on its front.
    pub description: String,
}

impl Section {
    /// A section without a line under its name.
    #[must_use]
    pub fn new(slug: Slug, name: impl Into<String>, position: i64) -> Self {
        Self { slug, name: name.into(), position, description: String::new() }
    }
}

/// Somebody who is credited. A house byline stands for nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Ours.
    pub id: PersonId,
    /// The word in `/by/…`.
    pub slug: Slug,
    /// As printed.
    pub name: String,
    /// A house byline, such as *Staff Writer*.
    pub house: bool,
    /// One line about them.
    pub bio: String,
}

/// A standing page: about, contact, privacy.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Ours.
    pub id: PageId,
    /// The word in its address.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Its text, of the same document model as stories.
    pub body: Body,
    /// When it last changed.
    pub updated: Instant,
    /// Its place in the navigation, among those of the sections; without one it stands at the foot only.
    pub position: Option<i64>,
    /// Counts saves, from 1. A save from an older revision is refused.
    pub revision: i64,
}

/// First path words that no section and no page may take.
pub const RESERVED: [&str; 15] = [
    "artists",
    "archive",
    "assets",
    "api",
    "by",
    "cards",
    "corrections",
    "desk",
    "feed",
    "healthz",
    "media",
    "newsletter",
    "search",
    "sitemap",
    "story",
];

/// The longest line of a setting, in characters.
const MAX_LINE: usize = 300;

impl Paper {
    /// Checks what a paper must be.
    ///
    /// # Errors
    /// [`Refusal::Field`] for the first thing that is wrong.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::field("name", "a paper needs a name"));
        }
        let lines = [
            ("name", &self.name),
            ("tagline", &self.tagline),
            ("publisher", &self.publisher),
            ("postal address", &self.postal_address),
            ("masthead", &self.masthead),
        ];
        for (field, text) in lines {
            if text.contains(char::is_control) || text.chars().count() > MAX_LINE {
                return Err(Refusal::field(field, format!("must be one line of plain text, {MAX_LINE} characters at most")));
            }
        }
        let spot = self.spot.strip_prefix('#').unwrap_or_default();
        if spot.len() != 6 || !spot.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Refusal::field("spot", format!("“{}” is no colour; write it as #e4002b", self.spot)));
        }
        let url = &self.base_url;
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        if rest.is_empty() || rest.starts_with(['/', ':']) || url.contains([' ', '?', '#']) {
            return Err(Refusal::field("url", format!("“{url}” is no address of a site; write it as https://feedback.example")));
        }
        let plain_language = !self.language.is_empty() && self.language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !plain_language {
            return Err(Refusal::field("language", format!("“{}” is no language tag; write it as en-AU", self.language)));
        }
        if !self.dkim_selector.is_empty() {
            check_selector(&self.dkim_selector)?;
        }
        Ok(())
    }

    /// What stands on the masthead.
    #[must_use]
    pub fn masthead(&self) -> &str {
        if self.masthead.trim().is_empty() { &self.name } else { &self.masthead }
    }

    /// The host of `base_url`, for message ids and list ids; `localhost` when there is none.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        if host.is_empty() { "localhost" } else { host }
    }
}

/// Checks the word under which a key of DKIM stands in DNS: one label of a host's name.
///
/// # Errors
/// [`Refusal::Field`].
pub fn check_selector(word: &str) -> Result<(), Refusal> {
    let letters = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if word.is_empty() || word.len() > 63 || !letters || word.starts_with('-') || word.ends_with('-') {
        return Err(Refusal::field(
            "dkim selector",
            format!("“{word}” is no word for DNS; write letters, digits and hyphens, such as inkie-2026"),
        ));
    }
    Ok(())
}
