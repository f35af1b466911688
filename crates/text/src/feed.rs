//! Feeds and sitemaps: what other programs read of the paper.
//!
//! All of them are made from the same [`Feed`] and [`Item`]s, with the whole text: who subscribes gets the story.

pub mod atom;
pub mod json;
pub mod news_sitemap;
pub mod rss;
pub mod sitemap;
mod xml;

#[cfg(test)]
mod tests;

use crate::html::{Html, Writer};
use domain::time::{Instant, Zone};

/// What a feed is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// `The Feedback`, or `Saltwater Choir – The Feedback`.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// The page that the feed is of, absolute.
    pub page: String,
    /// The feed's own address, absolute.
    pub address: String,
    /// BCP 47.
    pub language: String,
    /// Who answers for it: the paper's name.
    pub publisher: String,
    /// A square picture, absolute.
    pub icon: Option<String>,
    /// When anything in it last changed.
    pub updated: Instant,
    /// The zone that dates are told in.
    pub zone: Zone,
}

/// One story in a feed. All addresses are absolute.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its page: also its identity.
    pub url: String,
    /// The headline.
    pub headline: String,
    /// The standfirst; may be empty.
    pub standfirst: String,
    /// The whole text, with absolute addresses and posters in place of players.
    pub html: Html,
    /// The byline.
    pub authors: Vec<Author>,
    /// The artist line: names as printed.
    pub artists: Vec<String>,
    /// The section's name.
    pub section: String,
    /// What to know before reading, ready to be shown: `Contains violence`.
    pub advisory: Option<String>,
    /// Who paid for it, ready to be shown: `Paid for by Wray Amps`.
    pub sponsor: Option<String>,
    /// When it went live.
    pub published: Instant,
    /// When it last changed for readers.
    pub updated: Instant,
    /// The cover.
    pub cover: Option<Cover>,
    /// Where it differs from the feed's.
    pub language: Option<String>,
}

/// Somebody in a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// As printed.
    pub name: String,
    /// Their page, absolute.
    pub url: Option<String>,
}

/// A story's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Absolute.
    pub url: String,
    /// `image/jpeg`.
    pub media_type: String,
    /// Its size in bytes; RSS can name it as an enclosure only when this is known.
    pub bytes: Option<u64>,
    /// Pixels across; 0 when unknown.
    pub width: u32,
    /// Pixels down; 0 when unknown.
    pub height: u32,
    /// What it shows.
    pub alt: String,
    /// Who made it.
    pub credit: String,
}

impl Item {
    /// The text with what to know before it: a feed reader shows no advisory of its own.
    fn full_text(&self) -> Html {
        let mut writer = Writer::default();
        if let Some(sponsor) = &self.sponsor {
            writer.raw("<p><strong>").text(sponsor).raw("</strong></p>\n");
        }
        if let Some(advisory) = &self.advisory {
            writer.raw("<p><strong>").text(advisory).raw("</strong></p>\n");
        }
        writer.html(&self.html);
        writer.finish()
    }

    /// The standfirst, after who paid for it and what to know before reading.
    fn summary(&self) -> String {
        let before = [&self.sponsor, &self.advisory].into_iter().flatten().map(|said| format!("{said}."));
        before.chain((!self.standfirst.is_empty()).then(|| self.standfirst.clone())).collect::<Vec<_>>().join(" ")
    }

    /// The artists and the section: what it can be filed under.
    fn tags(&self) -> impl Iterator<Item = &str> {
        self.artists.iter().map(String::as_str).chain((!self.section.is_empty()).then_some(self.section.as_str()))
    }
}
