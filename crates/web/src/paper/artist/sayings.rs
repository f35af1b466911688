//! What an artist said: the quotations that editors confirmed.

use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{DateView, escaped};
use domain::id::ArtistId;
use serde::Serialize;
use store::quotes::Public;
use text::excerpt::excerpt;
use text::template::urls;

#[derive(Serialize)]
pub(super) struct QuoteView {
    html: String,
    speaker: String,
    url: String,
    headline: String,
    date: DateView,
    /// The quotation as a picture, and as a page to frame.
    card: String,
    embed: String,
}

const MOST: usize = 4;
const WORDS: usize = 50;
/// So many members are asked what they said.
const MEMBERS: usize = 8;

/// The newest quotations of an artist and of those in it, no words twice.
pub(super) async fn of(press: &Press, artist: ArtistId, members: &[ArtistId]) -> Result<Vec<QuoteView>, Fault> {
    let mut all: Vec<Public> = Vec::new();
    for speaker in std::iter::once(&artist).chain(members.iter().take(MEMBERS)) {
        all.extend(store::quotes::said(&press.conn, *speaker, MOST).await?);
    }
    all.sort_by_key(|said| (std::cmp::Reverse(said.published), said.ruled.story, said.ruled.position));
    all.truncate(MOST);
    let key = |said: &Public| domain::quote::key(&said.ruled.quote.paragraphs);
    let view = |said: &Public| QuoteView {
        card: urls::quotation_card(&said.address, &key(said)),
        embed: urls::quotation(&said.address, &key(said)),
        html: format!("<p>“{}”</p>", escaped(&excerpt(&said.ruled.quote.paragraphs.join(" "), WORDS))),
        speaker: said.ruled.quote.speaker.clone().unwrap_or_default(),
        url: urls::story(&said.address),
        headline: said.headline.clone(),
        date: DateView::of(said.published, press.now, press.zone()),
    };
    Ok(all.iter().map(view).collect())
}
