//! The paper itself: its name, zone, sections, people and standing pages.

use crate::body::Body;
use crate::email::Email;
use crate::id::{PageId, PersonId};
use crate::slug::Slug;
use crate::time::{Instant, Zone};

/// What the paper is called and how it behaves: the settings an owner can change while it runs.
#[derive(Debug, Clone, PartialEq)]
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
    /// Who answers for it, for imprint and mail footer.
    pub publisher: String,
    /// Required in every edition.
    pub postal_address: String,
    /// Where readers and mail servers write to.
    pub email: Option<Email>,
    /// The address of the site without a slash at the end: `https://feedback.example`.
    pub base_url: String,
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
}

/// First path words that no section and no page may take.
pub const RESERVED: [&str; 14] = [
    "artists",
    "archive",
    "assets",
    "api",
    "by",
    "cards",
    "corrections",
    "desk",
    "feed",
    "media",
    "newsletter",
    "search",
    "sitemap",
    "story",
];

impl Paper {
    /// The host of `base_url`, for message ids and list ids; `localhost` when there is none.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        if host.is_empty() { "localhost" } else { host }
    }
}
