//! What an artist said: the quotations that writers set as theirs.

use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{DateView, escaped};
use domain::artist::Artist;
use domain::body::{Block, Quotation};
use domain::id::ArtistId;
use domain::story::Card;
use serde::Serialize;
use std::collections::BTreeSet;
use text::excerpt::excerpt;
use text::template::urls;

#[derive(Serialize)]
pub(super) struct QuoteView {
    html: String,
    speaker: String,
    url: String,
    headline: String,
    date: DateView,
}

const MOST: usize = 3;
/// So many stories are read through.
const READ: usize = 12;
const WORDS: usize = 50;

/// The newest quotations of an artist or a member of it, one a story.
pub(super) async fn of(press: &Press, artist: &Artist, newest: &[Card]) -> Result<Vec<QuoteView>, Fault> {
    let speakers = speakers(press, artist).await?;
    let mut quotes = Vec::new();
    for card in newest.iter().take(READ) {
        if quotes.len() == MOST {
            break;
        }
        let Some(story) = store::stories::by_id(&press.conn, card.id).await? else { continue };
        let said = story.draft.body.blocks.iter().find_map(|block| match block {
            Block::Quotation(quotation) => {
                quotation.speaker.as_ref().filter(|name| speakers.contains(&text::fold::key(name))).map(|name| (name, quotation))
            }
            _ => None,
        });
        if let Some((speaker, quotation)) = said {
            quotes.push(QuoteView {
                html: format!("<p>“{}”</p>", escaped(&words(quotation))),
                speaker: speaker.clone(),
                url: urls::story(&card.address),
                headline: card.headline.clone(),
                date: DateView::of(card.published, press.now, press.zone()),
            });
        }
    }
    Ok(quotes)
}

fn words(quotation: &Quotation) -> String {
    let paragraphs: Vec<String> = quotation.paragraphs.iter().map(domain::body::Inlines::text).collect();
    excerpt(&paragraphs.join(" "), WORDS)
}

/// The folded names of the artist and of its members.
async fn speakers(press: &Press, artist: &Artist) -> Result<BTreeSet<String>, Fault> {
    let ids: Vec<ArtistId> = store::artists::members_of(&press.conn, artist.id).await?.iter().map(|membership| membership.member).collect();
    let members = if ids.is_empty() { Vec::new() } else { store::artists::by_ids(&press.conn, &ids).await? };
    let names = members.iter().chain(std::iter::once(artist)).flat_map(|one| one.aliases.iter().chain(std::iter::once(&one.name)));
    Ok(names.map(|name| text::fold::key(name)).collect())
}
