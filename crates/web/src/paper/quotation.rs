//! A public quotation by itself: as a picture, and as a small page that other sites may frame.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{DateView, Named, PageView};
use domain::story::Story;
use serde::Serialize;
use store::quotes::Ruled;
use text::template::urls;

#[derive(Serialize)]
struct QuotationPage {
    quotation: QuotationView,
}

#[derive(Serialize)]
struct QuotationView {
    paragraphs: Vec<String>,
    speaker: String,
    artist: Option<Named>,
    headline: String,
    /// Absolute: the page stands in somebody else's.
    url: String,
    date: DateView,
}

/// The live story of an address and its public quotation of a key.
async fn found(press: &Press, address: &str, key: &str) -> Result<(Story, Ruled), Fault> {
    let story = store::stories::by_address(&press.conn, address).await?.filter(Story::is_live).ok_or_else(Fault::not_found)?;
    let all = store::quotes::confirmed(&press.conn, &[story.id]).await?;
    let meant = all.into_iter().find(|ruled| domain::quote::key(&ruled.quote.paragraphs) == key);
    Ok((story, meant.ok_or_else(Fault::not_found)?))
}

/// The picture.
pub(crate) async fn card(press: &Press, address: &str, key: &str) -> Result<Page, Fault> {
    let (story, ruled) = found(press, address, key).await?;
    Ok(Page::drawn("image/png", newsroom::card::of_quotation(&press.conn, story, &ruled.quote).await?))
}

/// The small page.
pub(crate) async fn page(press: &Press, address: &str, key: &str) -> Result<Page, Fault> {
    let (story, ruled) = found(press, address, key).await?;
    let artist = match ruled.artist {
        Some(artist) => store::artists::by_id(&press.conn, artist).await?,
        None => None,
    };
    let site = &press.matter.site;
    let view = QuotationView {
        speaker: ruled.quote.speaker.clone().unwrap_or_default(),
        paragraphs: ruled.quote.paragraphs,
        artist: artist.map(|artist| Named { name: artist.name, url: site.absolute(&urls::artist(&artist.slug)) }),
        headline: story.draft.headline.clone(),
        url: site.absolute(&urls::story(address)),
        date: DateView::of(story.published(), press.now, press.zone()),
    };
    let page = PageView::hidden(press, "quotation", story.draft.headline.clone(), urls::quotation(address, key));
    press.page("quotation.html", page, QuotationPage { quotation: view })
}
