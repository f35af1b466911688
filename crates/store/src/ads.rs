//! The paper's own ads, and what is counted of them: sums of a day.

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::{Result, StoreError};
use domain::ad::{Ad, AdDraft, Place};
use domain::body::MediaKey;
use domain::change::ChangeKind;
use domain::id::AdId;
use domain::media::Use;
use domain::slug::Slug;
use domain::time::{Day, Instant};
use std::collections::BTreeSet;

macro_rules! columns {
    () => {
        "id, revision, name, media, width, height, alt, link, places, sections, from_at, until_at, stopped, created"
    };
}

statements! {
    LIST = (concat!("SELECT ", columns!(), " FROM ads ORDER BY until_at DESC, id DESC LIMIT ?1"));
    NOT_OVER = (concat!("SELECT ", columns!(), " FROM ads WHERE until_at > ?1 ORDER BY until_at, id"));
    GET = (concat!("SELECT ", columns!(), " FROM ads WHERE id = ?1"));
    CREATE = (concat!("INSERT INTO ads (revision, name, media, width, height, alt, link, places, sections, from_at, until_at, stopped, created)
        VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11) RETURNING ", columns!()));
    SAVE = "UPDATE ads SET revision = revision + 1, name = ?1, media = ?2, width = ?3, height = ?4, alt = ?5, link = ?6, places = ?7,
        sections = ?8, from_at = ?9, until_at = ?10, stopped = ?11 WHERE id = ?12 AND revision = ?13";
    REMOVE_COUNTS = "DELETE FROM ad_counts WHERE ad = ?1";
    REMOVE = "DELETE FROM ads WHERE id = ?1";
    COUNT = "INSERT INTO ad_counts (ad, day, place, carried, seen, followed) SELECT id, ?2, ?3, ?4, ?5, ?6 FROM ads WHERE id = ?1
        ON CONFLICT (ad, day, place) DO UPDATE SET carried = ad_counts.carried + excluded.carried,
        seen = ad_counts.seen + excluded.seen, followed = ad_counts.followed + excluded.followed";
    COUNTS = "SELECT ad, day, place, carried, seen, followed FROM ad_counts WHERE ad = ?1 ORDER BY day DESC, place LIMIT 2000";
    TOTALS = "SELECT ad, CAST(sum(carried) AS BIGINT) AS carried, CAST(sum(seen) AS BIGINT) AS seen, CAST(sum(followed) AS BIGINT) AS followed FROM ad_counts
        WHERE ad IN json_ids(?1) GROUP BY ad ORDER BY ad";
}

/// What is counted of an ad on one day in one place, or in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Pages that were answered with it.
    pub carried: i64,
    /// Times that a browser with script said it came into view.
    pub seen: i64,
    /// Times that a browser with script said its link was followed.
    pub followed: i64,
}

fn read(fields: Fields<'_>) -> Result<Ad> {
    let side = |column| u32::try_from(fields.int(column)?).map_err(|_| fields.corrupt(column));
    let places: Vec<String> = fields.json("places")?;
    let places = places.iter().map(|word| Place::from_word(word).ok_or_else(|| fields.corrupt("places")));
    Ok(Ad {
        id: AdId(fields.int("id")?),
        revision: fields.int("revision")?,
        draft: AdDraft {
            name: fields.owned("name")?,
            media: fields.word("media", |text| MediaKey::parse(text).ok())?,
            width: side("width")?,
            height: side("height")?,
            alt: fields.owned("alt")?,
            link: fields.owned("link")?,
            places: places.collect::<Result<_>>()?,
            sections: fields.json::<Vec<Slug>>("sections")?,
            from: fields.time("from_at")?,
            until: fields.time("until_at")?,
        },
        stopped: fields.time_or_none("stopped")?,
        created: fields.time("created")?,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}

fn params(draft: &AdDraft) -> Result<Vec<crate::db::Value>> {
    let places: Vec<&str> = draft.places.iter().map(|place| place.word()).collect();
    Ok(Vec::from(values![
        &draft.name,
        draft.media.as_str(),
        i64::from(draft.width),
        i64::from(draft.height),
        &draft.alt,
        &draft.link,
        json(&places)?,
        json(&draft.sections)?,
        draft.from,
        draft.until,
    ]))
}

/// Every ad, the last to end first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Ad>> {
    conn.rows(&LIST, &values![limit]).await?.iter().map(|row| read(row.of("ads"))).collect()
}

/// The ads that run or are to come.
///
/// # Errors
/// As every read.
pub async fn not_over(conn: &Conn, now: Instant) -> Result<Vec<Ad>> {
    conn.rows(&NOT_OVER, &values![now]).await?.iter().map(|row| read(row.of("ads"))).collect()
}

/// An ad.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, id: AdId) -> Result<Option<Ad>> {
    conn.row(&GET, &values![id]).await?.map(|row| read(row.of("ads"))).transpose()
}

/// Makes an ad.
///
/// # Errors
/// As every write.
pub async fn create(tx: &Tx, draft: &AdDraft) -> Result<Ad> {
    let mut params = params(draft)?;
    params.extend(values![tx.now()]);
    let row = certain(tx.row(&CREATE, &params).await?)?;
    tx.change(ChangeKind::Front, 0);
    let ad = read(row.of("ads"))?;
    crate::media::set_uses(tx, Use::Ad(ad.id.0), &BTreeSet::from([&ad.draft.media])).await?;
    Ok(ad)
}

/// Stores an ad over the one that was read at revision `had`; its own revision is not looked at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between.
pub async fn save(tx: &Tx, ad: &Ad, had: i64) -> Result<()> {
    let mut params = params(&ad.draft)?;
    params.extend(values![ad.stopped, ad.id, had]);
    if tx.run(&SAVE, &params).await? == 0 {
        return Err(StoreError::Conflict(format!("ad {} is not at revision {had} any more", ad.id)));
    }
    crate::media::set_uses(tx, Use::Ad(ad.id.0), &BTreeSet::from([&ad.draft.media])).await?;
    tx.change(ChangeKind::Front, 0);
    Ok(())
}

/// Forgets an ad and its counts; says whether there was one.
///
/// # Errors
/// As every write.
pub async fn remove(tx: &Tx, id: AdId) -> Result<bool> {
    crate::media::set_uses(tx, Use::Ad(id.0), &BTreeSet::new()).await?;
    tx.run(&REMOVE_COUNTS, &values![id]).await?;
    let removed = tx.run(&REMOVE, &values![id]).await?;
    tx.change(ChangeKind::Front, 0);
    Ok(removed > 0)
}

/// Adds to the counts of a day. No page looks different for it, so the feed of changes is not told.
///
/// # Errors
/// As every write.
pub async fn count(tx: &Tx, day: Day, counted: &[(AdId, Place, Tally)]) -> Result<()> {
    let rows: Vec<_> = counted
        .iter()
        .map(|(ad, place, tally)| Vec::from(values![*ad, day.to_string(), place.word(), tally.carried, tally.seen, tally.followed]))
        .collect();
    tx.run_many(&COUNT, &rows).await
}

/// The counts of an ad by day and place, newest day first.
///
/// # Errors
/// As every read.
pub async fn counts(conn: &Conn, id: AdId) -> Result<Vec<(Day, Place, Tally)>> {
    let rows = conn.rows(&COUNTS, &values![id]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("ad_counts");
            Ok((fields.word("day", |text| text.parse().ok())?, fields.word("place", Place::from_word)?, tally(fields)?))
        })
        .collect()
}

fn tally(fields: Fields<'_>) -> Result<Tally> {
    Ok(Tally { carried: fields.int("carried")?, seen: fields.int("seen")?, followed: fields.int("followed")? })
}

/// The counts of ads, all days and places together; one that was never carried is left out.
///
/// # Errors
/// As every read.
pub async fn totals(conn: &Conn, ids: &[AdId]) -> Result<Vec<(AdId, Tally)>> {
    let rows = conn.rows(&TOTALS, &[crate::db::json_ids(ids.iter().map(|id| id.0))]).await?;
    rows.iter().map(|row| Ok((AdId(row.of("ad_counts").int("ad")?), tally(row.of("ad_counts"))?))).collect()
}
