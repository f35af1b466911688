//! The library: every picture and sound, and one of them with what is said of it.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::media_view::{MediaBody, only};
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::body::MediaKey;
use domain::media::Use;
use domain::role::Verb;
use newsroom::media;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::media::{Filter, MediaRow, Used};
use text::template::urls;

/// Files on a page.
const LISTED: usize = 60;

/// The filters, in the order in which they are offered; the word of the first is empty.
const FILTERS: [&str; 6] = ["", "uncredited", "undescribed", "expiring", "unused", "sounds"];

/// What the library is asked for; an unknown filter leaves nothing out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    only: String,
    before: Option<String>,
}

#[derive(Serialize)]
struct LibraryView {
    q: String,
    only: String,
    filters: Vec<FilterView>,
    media: Vec<TileView>,
    next_url: Option<String>,
    may_add: bool,
    filtered: bool,
}

#[derive(Serialize)]
struct FilterView {
    name: String,
    url: String,
    here: bool,
}

#[derive(Serialize)]
struct TileView {
    url: String,
    sound: bool,
    #[serde(flatten)]
    media: MediaBody,
}

fn address(q: &str, only: &str, before: Option<&str>) -> String {
    urls::desk_filtered("/desk/pictures", &[("q", q), ("only", only), ("before", before.unwrap_or_default())])
}

fn own_address(key: &MediaKey) -> String {
    format!("/desk/pictures/{}", key.as_str())
}

/// The library.
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    desk.act.allow(Verb::Look).map_err(|_| Fault::forbidden())?;
    let only = only(&asked.only, desk.act.now).unwrap_or_default();
    let before = match asked.before.as_deref().and_then(|text| MediaKey::parse(text).ok()) {
        Some(key) => store::media::get(&desk.press.conn, &key).await?.map(|row| (row.created, row.key)),
        None => None,
    };
    let words = media::search_words(&asked.q);
    let mut rows = store::media::library(&desk.press.conn, &Filter { words, only, before, limit: LISTED + 1 }).await?;
    let more = rows.len() > LISTED;
    rows.truncate(LISTED);
    let last = rows.last().filter(|_| more).map(|row| row.key.as_str().to_owned());
    let mut tiles = Vec::with_capacity(rows.len());
    for row in &rows {
        tiles.push(tile(&desk, row).await?);
    }
    let filter = |word: &str| FilterView {
        name: desk.word(&format!("pictures.only_{}", if word.is_empty() { "all" } else { word })),
        url: address(&asked.q, word, None),
        here: word == asked.only,
    };
    let view = LibraryView {
        filters: FILTERS.map(filter).into(),
        media: tiles,
        next_url: last.map(|last| address(&asked.q, &asked.only, Some(&last))),
        may_add: desk.act.allow(Verb::AddMedia).is_ok(),
        filtered: !(asked.q.is_empty() && asked.only.is_empty()),
        q: asked.q,
        only: asked.only,
    };
    desk.page(Frame { words: &["pictures"], ..Frame::new(&desk, "pictures", "pictures") }, view).await
}

async fn tile(desk: &Desk, row: &MediaRow) -> Result<TileView, Fault> {
    let media = MediaBody::of(&desk.press.conn, row, &desk.act).await?;
    Ok(TileView { url: own_address(&row.key), sound: !row.mime.starts_with("image/"), media })
}

#[derive(Serialize)]
struct OneView {
    media: MediaBody,
    sound: bool,
    /// Sizes that browsers choose from.
    srcset: Option<String>,
    brought: String,
    size: String,
    /// The last day of its terms, as a field takes it.
    expires_day: String,
    expires_words: Option<String>,
    uses: Vec<UseView>,
}

#[derive(Serialize)]
struct UseView {
    kind: &'static str,
    title: String,
    state: String,
    url: Option<String>,
}

impl UseView {
    fn of(used: Used) -> Self {
        let (kind, id) = used.thing.parts();
        let url = match used.thing {
            Use::Story(_) | Use::Draft(_) => Some(format!("/desk/stories/{id}")),
            Use::Page(_) => Some(format!("/desk/pages/{id}")),
            Use::Ad(_) => Some("/desk/ads".to_owned()),
            Use::Paper => Some("/desk/settings".to_owned()),
        };
        Self { kind, title: used.title, state: used.state, url }
    }
}

/// One picture or sound.
pub(super) async fn one(desk: Desk, Path(text): Path<String>) -> Result<Response, Fault> {
    desk.act.allow(Verb::Look).map_err(|_| Fault::forbidden())?;
    let key = MediaKey::parse(&text).map_err(|_| Fault::not_found())?;
    let row = store::media::get(&desk.press.conn, &key).await?.ok_or_else(Fault::not_found)?;
    let used = media::uses(&desk.press.conn, &desk.act, &key).await?;
    let zone = desk.press.zone();
    // Terms end with a day: the field shows the last one on which they hold.
    let last_day = row.facts.expires.map(|end| zone.day(end.plus_seconds(-1)));
    let widths = urls::media_widths(&key, row.width);
    let srcset = widths.iter().map(|(width, url)| format!("{url} {width}w")).collect::<Vec<_>>().join(", ");
    let body = MediaBody::of(&desk.press.conn, &row, &desk.act).await?;
    let name = body.name.clone();
    let data = json!({ "media": body });
    let view = OneView {
        sound: !row.mime.starts_with("image/"),
        srcset: (!srcset.is_empty()).then_some(srcset),
        brought: zone.date_words(row.created),
        size: in_words(row.bytes),
        expires_day: last_day.map(|day| day.to_string()).unwrap_or_default(),
        expires_words: row.facts.expires.map(|end| zone.date_words(end.plus_seconds(-1))),
        uses: used.into_iter().map(UseView::of).collect(),
        media: body,
    };
    let frame = Frame { title: name, words: &["picture"], data, ..Frame::new(&desk, "picture", "pictures") };
    desk.page(frame, view).await
}

/// `340 KB`, `4.2 MB`.
fn in_words(bytes: u64) -> String {
    if bytes < 1_000_000 {
        return format!("{} KB", bytes.div_ceil(1_000));
    }
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_words_and_addresses_keep_the_filter() {
        assert_eq!((in_words(12), in_words(340_000), in_words(4_260_000)), ("1 KB".to_owned(), "340 KB".to_owned(), "4.2 MB".to_owned()));
        assert_eq!(address("", "", None), "/desk/pictures");
        assert_eq!(address("night bus", "unused", Some("k")), "/desk/pictures?q=night%20bus&only=unused&before=k");
    }
}
