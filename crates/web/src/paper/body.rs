//! A body as HTML, with everything that its renderer must be told: who is meant, and where files are.

use crate::http::fault::Fault;
use crate::paper::press::Press;
use domain::body::{Block, Body, MediaKey};
use domain::id::ArtistId;
use domain::link::{AutoLink, Standing};
use domain::story::Story;
use std::collections::{BTreeSet, HashMap};
use text::html::Html;
use text::render::{ArtistRef, Context, MediaRef, PageHtml};
use text::template::urls;

/// What was read for one body.
#[derive(Debug, Default)]
pub(crate) struct Known {
    artists: HashMap<ArtistId, ArtistRef>,
    named: HashMap<String, ArtistRef>,
    media: HashMap<MediaKey, MediaRef>,
    links: Vec<AutoLink>,
    paid: bool,
}

/// A page's body without automatic links.
pub(crate) async fn html(press: &Press, body: &Body, links: &[AutoLink]) -> Result<PageHtml, Fault> {
    let known = Known::of(press, body, links.to_vec()).await?;
    Ok(known.page(press, body))
}

impl Known {
    /// Reads what a live story's body needs, its automatic links included.
    pub(crate) async fn of_story(press: &Press, story: &Story) -> Result<Self, Fault> {
        let mut links = store::links::auto(&press.conn, story.id, story.text_version).await?;
        links.retain(|link| link.standing == Standing::Sure);
        Ok(Self { paid: story.draft.sponsor.is_some(), ..Self::of(press, &story.draft.body, links).await? })
    }

    /// Reads what a body needs that is under other links than those that are stored.
    pub(crate) async fn of(press: &Press, body: &Body, links: Vec<AutoLink>) -> Result<Self, Fault> {
        let marked = body.artist_marks().map(|(artist, _)| artist);
        let ids: Vec<ArtistId> = marked.chain(links.iter().map(|link| link.artist)).collect::<BTreeSet<_>>().into_iter().collect();
        let mut known = Self { links, ..Self::default() };
        if !ids.is_empty() {
            let found = store::artists::by_ids(&press.conn, &ids).await?;
            known.artists = found.into_iter().map(|artist| (artist.id, ArtistRef { name: artist.name, slug: artist.slug })).collect();
        }
        for name in names(body) {
            // A name that several artists bear names none of them.
            if let [artist] = store::artists::by_key(&press.conn, &text::fold::key(name)).await?.as_slice() {
                known.named.insert(name.to_owned(), ArtistRef { name: artist.name.clone(), slug: artist.slug.clone() });
            }
        }
        for key in body.media() {
            let Some(row) = store::media::get(&press.conn, key).await? else { continue };
            let widths = urls::media_widths(key, row.width);
            let tone = row.mime.starts_with("image/").then_some(row.tone);
            let src = urls::media_filling(key, row.width, 1200);
            known.media.insert(key.clone(), MediaRef { src, widths, tone, width: row.width, height: row.height });
        }
        Ok(known)
    }

    /// For a page of the paper.
    pub(crate) fn page(&self, press: &Press, body: &Body) -> PageHtml {
        self.with_context(press, "", "", |context| text::render::page(body, context))
    }

    /// For a feed: absolute addresses, no players.
    pub(crate) fn feed(&self, press: &Press, body: &Body, story_url: &str) -> Html {
        self.with_context(press, press.matter.site.origin(), story_url, |context| text::render::feed(body, context))
    }

    fn with_context<T>(&self, press: &Press, base_url: &str, story_url: &str, render: impl FnOnce(&Context<'_>) -> T) -> T {
        let media = |key: &MediaKey| {
            let unknown = || MediaRef { src: urls::media(key), ..MediaRef::default() };
            self.media.get(key).cloned().unwrap_or_else(unknown)
        };
        let context = Context {
            base_url,
            language: &press.matter.paper.language,
            story_url,
            artists: &|id| self.artists.get(&id).cloned(),
            artist_named: &|name| self.named.get(name).cloned(),
            links: &self.links,
            media: &media,
            clip_gone: &|_| None,
            paid: self.paid,
            words: press.theme.words(),
        };
        render(&context)
    }
}

/// The names that speakers and ranked entries carry, each once.
fn names(body: &Body) -> BTreeSet<&str> {
    body.blocks.iter().filter_map(named_in).filter(|name| !name.trim().is_empty()).collect()
}

fn named_in(block: &Block) -> Option<&str> {
    match block {
        Block::Quotation(quotation) => quotation.speaker.as_deref(),
        Block::PullQuote { speaker, .. } => speaker.as_deref(),
        Block::RankedEntry(entry) => entry.artist.as_deref(),
        Block::Turn(turn) => turn.speaker.as_deref(),
        _ => None,
    }
}
