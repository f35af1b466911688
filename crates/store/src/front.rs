//! Fronts that were laid out by hand: what holds now, what was, and what is to come.

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::{Result, StoreError};
use crate::times;
use domain::change::ChangeKind;
use domain::front::{Layout, Slot};
use domain::id::{LayoutId, StoryId};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

statements! {
    HOLDING = "SELECT id, from_at, slots, saved_at, saved_by FROM front_layouts WHERE from_at <= ?1 ORDER BY from_at DESC LIMIT ?2";
    TO_COME = "SELECT id, from_at, slots, saved_at, saved_by FROM front_layouts WHERE from_at > ?1 ORDER BY from_at LIMIT ?2";
    GET = "SELECT id, from_at, slots, saved_at, saved_by FROM front_layouts WHERE id = ?1";
    AT = "SELECT id, from_at, slots, saved_at, saved_by FROM front_layouts WHERE from_at = ?1";
    PUT = "INSERT INTO front_layouts (from_at, slots, saved_at, saved_by) VALUES (?1, ?2, ?3, ?4)
        RETURNING id, from_at, slots, saved_at, saved_by";
    REMOVE = "DELETE FROM front_layouts WHERE id = ?1";
    FORGET = "DELETE FROM front_layouts WHERE from_at < ?1";
}

/// Layouts that are to come, at most.
const MOST: usize = 500;

/// A layout as it was saved. Its number is another one after each save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Ours.
    pub id: LayoutId,
    /// What was laid out.
    pub layout: Layout,
    /// When.
    pub at: Instant,
    /// By whom.
    pub who: String,
}

#[derive(Serialize, Deserialize)]
struct SlotJson {
    place: usize,
    story: StoryId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

fn read(fields: Fields<'_>) -> Result<Saved> {
    let slots: Vec<SlotJson> = fields.json("slots")?;
    let slot = |json: SlotJson| {
        let until = match json.until {
            Some(text) => Some(times::read(&text).ok_or_else(|| fields.corrupt("slots"))?),
            None => None,
        };
        Ok(Slot { place: json.place, story: json.story, until })
    };
    Ok(Saved {
        id: LayoutId(fields.int("id")?),
        layout: Layout { from: fields.time("from_at")?, slots: slots.into_iter().map(slot).collect::<Result<_>>()? },
        at: fields.time("saved_at")?,
        who: fields.owned("saved_by")?,
    })
}

/// The layout that holds now, when there is one.
///
/// # Errors
/// As every read.
pub async fn holding(conn: &Conn, now: Instant) -> Result<Option<Saved>> {
    Ok(past(conn, now, 1).await?.into_iter().next())
}

/// The layouts whose instant has come, the one that holds first.
///
/// # Errors
/// As every read.
pub async fn past(conn: &Conn, now: Instant, limit: usize) -> Result<Vec<Saved>> {
    conn.rows(&HOLDING, &values![now, limit]).await?.iter().map(|row| read(row.of("front_layouts"))).collect()
}

/// The layouts that are to come, the next one first, 500 at most.
///
/// # Errors
/// As every read.
pub async fn to_come(conn: &Conn, now: Instant) -> Result<Vec<Saved>> {
    conn.rows(&TO_COME, &values![now, MOST]).await?.iter().map(|row| read(row.of("front_layouts"))).collect()
}

/// All that decides the front from now on: what holds, then what is to come.
///
/// # Errors
/// As every read.
pub async fn from_now(conn: &Conn, now: Instant) -> Result<Vec<Layout>> {
    let mut layouts: Vec<Layout> = holding(conn, now).await?.into_iter().map(|saved| saved.layout).collect();
    layouts.extend(to_come(conn, now).await?.into_iter().map(|saved| saved.layout));
    Ok(layouts)
}

/// A layout.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, id: LayoutId) -> Result<Option<Saved>> {
    conn.row(&GET, &values![id]).await?.map(|row| read(row.of("front_layouts"))).transpose()
}

/// The layout of just this instant.
///
/// # Errors
/// As every read.
pub async fn at(conn: &Conn, from: Instant) -> Result<Option<Saved>> {
    conn.row(&AT, &values![from]).await?.map(|row| read(row.of("front_layouts"))).transpose()
}

/// Stores a layout as of the transaction's instant.
///
/// # Errors
/// [`StoreError::Conflict`] when there is one of its instant.
pub async fn put(tx: &Tx, layout: &Layout, who: &str) -> Result<Saved> {
    let slots: Vec<SlotJson> =
        layout.slots.iter().map(|slot| SlotJson { place: slot.place, story: slot.story, until: slot.until.map(times::write) }).collect();
    let slots = serde_json::to_string(&slots).map_err(|error| StoreError::Other(error.to_string()))?;
    let row = certain(tx.row(&PUT, &values![layout.from, slots, tx.now(), who]).await?)?;
    tx.change(ChangeKind::Front, 0);
    read(row.of("front_layouts"))
}

/// Forgets a layout; says whether there was one.
///
/// # Errors
/// As every write.
pub async fn remove(tx: &Tx, id: LayoutId) -> Result<bool> {
    let removed = tx.run(&REMOVE, &values![id]).await?;
    tx.change(ChangeKind::Front, 0);
    Ok(removed > 0)
}

/// Forgets what was laid out before an instant. No front of now looks different.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<u64> {
    tx.run(&FORGET, &values![before]).await
}
