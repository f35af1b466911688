//! Artists of one name: each page says who else has it, and an address that is nobody's but names several asks which.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{PageView, filled};
use domain::artist::Artist;
use domain::id::ArtistId;
use domain::slug::Slug;
use serde::Serialize;
use text::fold;
use text::template::urls;

/// Somebody of the same name.
#[derive(Serialize)]
pub(super) struct NamesakeView {
    name: String,
    url: String,
    disambiguation: Option<String>,
    story_count: i64,
}

#[derive(Serialize)]
struct WhichView {
    name: String,
    artists: Vec<NamesakeView>,
}

/// Who else has an artist's name, those with the most stories first.
pub(super) async fn others(press: &Press, artist: &Artist) -> Result<Vec<NamesakeView>, Fault> {
    let key = fold::key(&artist.name);
    let same = store::artists::by_key(&press.conn, &key).await?;
    let ids: Vec<ArtistId> =
        same.iter().filter(|other| other.id != artist.id && fold::key(&other.name) == key).map(|other| other.id).collect();
    views(press, &ids).await
}

async fn views(press: &Press, ids: &[ArtistId]) -> Result<Vec<NamesakeView>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut entries = store::artists::entries(&press.conn, ids).await?;
    entries.sort_by_key(|entry| (std::cmp::Reverse(entry.stories), entry.artist));
    let view = |entry: store::artists::Entry| NamesakeView {
        url: urls::artist(&entry.slug),
        disambiguation: filled(&entry.disambiguation),
        story_count: entry.stories,
        name: entry.name,
    };
    Ok(entries.into_iter().map(view).collect())
}

/// The page of an address that no artist has: whoever goes by these words, by any of their names. One of them is led
/// to, of several the page asks which.
pub(super) async fn page(press: &Press, slug: &Slug, number: usize) -> Result<Page, Fault> {
    let words = slug.as_str().replace('-', " ");
    let mut found = store::artists::by_key(&press.conn, &words).await?;
    if let Some(without) = words.strip_prefix("the ") {
        found.extend(store::artists::by_key(&press.conn, without).await?);
    }
    // A redirect that a person made stands before what is only guessed.
    let path = urls::artist(slug);
    if number > 1 || store::redirects::get(&press.conn, &path).await?.is_some() {
        return Err(Fault::not_found());
    }
    match found.as_slice() {
        [] => Err(Fault::not_found()),
        [one] => Err(Fault::moved(urls::artist(&one.slug))),
        several => {
            let artists = views(press, &several.iter().map(|artist| artist.id).collect::<Vec<_>>()).await?;
            let name = several.first().map(|artist| artist.name.clone()).unwrap_or_default();
            let page = PageView::hidden(press, "artist", name.clone(), path);
            press.page("artist-which.html", page, WhichView { name, artists })
        }
    }
}
