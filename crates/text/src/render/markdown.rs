//! A body as the text of a story file. What is written is read again before it is handed out: where the pretty form of a
//! text would be read as something else, a plainer one is taken that cannot be.

mod blocks;
mod running;

use super::Context;
use crate::story_file::{Problem, Resolver, StoredPicture, normal, read_body};
use domain::body::{Block, Body, Inline, Inlines, Mark, MediaKey};
use domain::id::ArtistId;
use std::collections::BTreeMap;

/// Writes the body part of a story file. Automatic links are not written: they belong to a version of the text, not to it.
#[must_use]
pub fn markdown(body: &Body, cx: &Context<'_>) -> String {
    let body = normal(&known_artists(body, cx));
    let mut written = String::new();
    let mut last_list: Option<(bool, bool)> = None;
    for block in &body.blocks {
        // Two lists of one kind in a row are told apart by their markers.
        last_list = match (block, last_list) {
            (Block::List(list), Some((ordered, other_marker))) if list.ordered == ordered => Some((ordered, !other_marker)),
            (Block::List(list), _) => Some((list.ordered, false)),
            _ => None,
        };
        if !written.is_empty() {
            written.push('\n');
        }
        written.push_str(&blocks::block(block, cx, last_list.is_some_and(|(_, other_marker)| other_marker)));
    }
    written
}

/// The body without links to artists that nobody knows.
fn known_artists(body: &Body, cx: &Context<'_>) -> Body {
    let mut body = body.clone();
    for text in body.blocks.iter_mut().flat_map(super::overlay::every_text) {
        for piece in &mut text.0 {
            if let Inline::Text { marks, .. } = piece {
                marks.retain(|mark| !matches!(mark, Mark::Artist { artist, .. } if (cx.artists)(*artist).is_none()));
            }
        }
    }
    body
}

/// Whether Markdown is read as just this block.
fn reads_as(markdown: &str, expected: &Block, texts: &[&Inlines], cx: &Context<'_>) -> bool {
    let mut problems: Vec<Problem> = Vec::new();
    let echo = Echo::of(texts, cx);
    let body = read_body(markdown, 1, &echo, &mut problems);
    problems.is_empty() && matches!(body.blocks.as_slice(), [only] if only == expected)
}

/// Knows the artists of a text and every file by its key.
struct Echo(BTreeMap<String, ArtistId>);

impl Echo {
    fn of(texts: &[&Inlines], cx: &Context<'_>) -> Self {
        let marks = texts.iter().flat_map(|text| &text.0).flat_map(|piece| match piece {
            Inline::Text { marks, .. } => marks.as_slice(),
            Inline::HardBreak => &[],
        });
        let artists = marks.filter_map(|mark| match mark {
            Mark::Artist { artist, .. } => Some((slug(*artist, cx), *artist)),
            Mark::Strong | Mark::Emphasis | Mark::Strike | Mark::Subscript | Mark::Superscript | Mark::Link { .. } | Mark::Work { .. } => {
                None
            }
        });
        Self(artists.collect())
    }
}

fn slug(artist: ArtistId, cx: &Context<'_>) -> String {
    (cx.artists)(artist).map(|artist| artist.slug.to_string()).unwrap_or_default()
}

impl Resolver for Echo {
    fn artist(&self, slug: &str) -> Option<ArtistId> {
        self.0.get(slug).copied()
    }

    fn picture(&self, name: &str) -> Option<StoredPicture> {
        MediaKey::parse(name).ok().map(|media| StoredPicture { media, width: 0, height: 0 })
    }

    fn audio(&self, name: &str) -> Option<MediaKey> {
        MediaKey::parse(name).ok()
    }
}
