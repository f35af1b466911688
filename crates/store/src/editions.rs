//! Editions. Their letters are in [`crate::deliveries`].

mod answers;
mod corrections;
mod plans;

pub use answers::{answers, ask_follow, count_followed, count_left, take_follow};
pub use corrections::{ToTell, ask_to_tell, drop_to_tell, forget_to_tell, to_tell, told, told_of};
pub use plans::{drop_plan, plan, save_plan};

use crate::db::{Conn, Fields, Sql, Tx, Value, certain, statements, values};
use crate::error::{Result, StoreError};
use domain::change::ChangeKind;
use domain::edition::{Edition, Name, Selection, State, Which};
use domain::id::{EditionId, StoryId};
use domain::time::Day;

macro_rules! columns {
    () => {
        "id, day, later, state, subject, preheader, stories, own, released, covers_until, composed, withdrawn"
    };
}

statements! {
    CREATE = "INSERT INTO editions (day, later, state, subject, preheader, stories, own, released, covers_until, composed, withdrawn)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id";
    SAVE = "UPDATE editions SET day = ?2, later = ?3, state = ?4, subject = ?5, preheader = ?6, stories = ?7, own = ?8, released = ?9,
        covers_until = ?10, composed = ?11, withdrawn = ?12 WHERE id = ?1";
    TURN = "UPDATE editions SET state = ?3 WHERE id = ?1 AND state = ?2";
    BY_ID = (concat!("SELECT ", columns!(), " FROM editions WHERE id = ?1"));
    NAMED = (concat!("SELECT ", columns!(), " FROM editions WHERE day = ?1 AND later = ?2"));
    OF_DAY = (concat!("SELECT ", columns!(), " FROM editions WHERE day = ?1 ORDER BY later"));
    DAILY = (concat!("SELECT ", columns!(), " FROM editions WHERE later < 10000 ORDER BY day DESC, later DESC LIMIT ?1"));
    SPECIALS = (concat!("SELECT ", columns!(), " FROM editions WHERE later > 10000 ORDER BY day DESC, later DESC LIMIT ?1"));
    DROP = "DELETE FROM editions WHERE id = ?1 AND released IS NULL";
    LATEST = (concat!("SELECT ", columns!(), " FROM editions WHERE later = ?1 ORDER BY day DESC LIMIT 1"));
    LIST = (concat!("SELECT ", columns!(), " FROM editions ORDER BY day DESC, later DESC LIMIT ?1"));
    PUT_PARTS = "INSERT INTO edition_parts (edition, parts) VALUES (?1, ?2) ON CONFLICT (edition) DO UPDATE SET parts = excluded.parts";
    PARTS = "SELECT parts FROM edition_parts WHERE edition = ?1";
    IN_STATE = (concat!("SELECT ", columns!(), " FROM editions WHERE state = ?1 ORDER BY day, later"));
    // Held to the end of the transaction: no two editions of a day write down letters at once.
    LOCK_DAY = "UPDATE editions SET state = state WHERE day = ?1";
    LOCK_SPECIALS = "UPDATE editions SET state = state WHERE later > 10000";
}

/// The statements of what readers did.
#[cfg(test)]
pub(crate) static ANSWERS: &[(&str, &Sql)] = answers::ALL;
/// The statements of corrections to tell.
#[cfg(test)]
pub(crate) static CORRECTIONS: &[(&str, &Sql)] = corrections::ALL;
/// The statements of plans.
#[cfg(test)]
pub(crate) static PLANS: &[(&str, &Sql)] = plans::ALL;

fn read(fields: Fields<'_>) -> Result<Edition> {
    let stories = fields.json::<Vec<StoryId>>("stories")?;
    Ok(Edition {
        id: EditionId(fields.int("id")?),
        day: fields.word("day", |text| text.parse().ok())?,
        which: Which::from_number(fields.int("later")?).ok_or_else(|| fields.corrupt("later"))?,
        state: fields.word("state", State::from_word)?,
        subject: fields.owned("subject")?,
        preheader: fields.owned("preheader")?,
        // Editions of before there were later hours say nothing of it.
        own: fields.size("own")?.min(stories.len()),
        stories,
        released: fields.time_or_none("released")?,
        covers_until: fields.time("covers_until")?,
        composed: fields.time("composed")?,
        withdrawn: Selection(fields.int("withdrawn")?),
    })
}

fn params(edition: &Edition) -> Vec<Value> {
    Vec::from(values![
        edition.day.to_string(),
        edition.which.number(),
        edition.state.word(),
        &edition.subject,
        &edition.preheader,
        crate::db::json_ids(edition.stories.iter().map(|id| id.0)),
        edition.own,
        edition.released,
        edition.covers_until,
        edition.composed,
        edition.withdrawn.0,
    ])
}

/// Stores a new edition; its id is ignored, the one given by the database comes back.
///
/// # Errors
/// [`StoreError::Conflict`] when the day has its edition.
pub async fn create(tx: &Tx, edition: &Edition) -> Result<Edition> {
    let row = certain(tx.row(&CREATE, &params(edition)).await?)?;
    let id = EditionId(row.of("editions").int("id")?);
    tx.change(ChangeKind::Edition, id.0);
    Ok(Edition { id, ..edition.clone() })
}

/// Stores an edition over the one with its id.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not there.
pub async fn save(tx: &Tx, edition: &Edition) -> Result<()> {
    let mut all = Vec::from(values![edition.id]);
    all.extend(params(edition));
    if tx.run(&SAVE, &all).await? == 0 {
        return Err(StoreError::Conflict(format!("there is no edition {}", edition.id)));
    }
    tx.change(ChangeKind::Edition, edition.id.0);
    Ok(())
}

/// Takes an edition from one state to another. `false`: it is not in the first any more, and nothing was changed. Until the
/// transaction ends nobody else turns it.
///
/// # Errors
/// As every write.
pub async fn turn(tx: &Tx, id: EditionId, from: State, to: State) -> Result<bool> {
    let turned = tx.run(&TURN, &values![id, from.word(), to.word()]).await? == 1;
    if turned {
        tx.change(ChangeKind::Edition, id.0);
    }
    Ok(turned)
}

async fn some(conn: &Conn, sql: &'static Sql, params: &[Value]) -> Result<Vec<Edition>> {
    conn.rows(sql, params).await?.iter().map(|row| read(row.of("editions"))).collect()
}

/// An edition by id.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: EditionId) -> Result<Option<Edition>> {
    Ok(some(conn, &BY_ID, &values![id]).await?.pop())
}

/// An edition by its name.
///
/// # Errors
/// As every read.
pub async fn named(conn: &Conn, name: Name) -> Result<Option<Edition>> {
    Ok(some(conn, &NAMED, &values![name.day.to_string(), name.which.number()]).await?.pop())
}

/// The newest editions that are no specials, newest day and latest hour first.
///
/// # Errors
/// As every read.
pub async fn daily(conn: &Conn, limit: usize) -> Result<Vec<Edition>> {
    some(conn, &DAILY, &values![limit]).await
}

/// The newest specials, the newest first.
///
/// # Errors
/// As every read.
pub async fn specials(conn: &Conn, limit: usize) -> Result<Vec<Edition>> {
    some(conn, &SPECIALS, &values![limit]).await
}

/// Forgets an edition with its plan. `false`: it was released.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, edition: &Edition) -> Result<bool> {
    let forgotten = tx.run(&DROP, &values![edition.id]).await? == 1;
    if forgotten {
        drop_plan(tx, edition.name()).await?;
        tx.change(ChangeKind::Edition, edition.id.0);
    }
    Ok(forgotten)
}

/// Every edition of a day, the earliest hour first, then its specials.
///
/// # Errors
/// As every read.
pub async fn of_day(conn: &Conn, day: Day) -> Result<Vec<Edition>> {
    some(conn, &OF_DAY, &values![day.to_string()]).await
}

/// The newest edition of the first hour, or of a later one.
///
/// # Errors
/// As every read.
pub async fn latest(conn: &Conn, later: Option<u16>) -> Result<Option<Edition>> {
    Ok(some(conn, &LATEST, &values![i64::from(later.unwrap_or(0))]).await?.pop())
}

/// Until the transaction ends, letters of this day's editions are written down by nobody else: who moves from one hour to
/// another meanwhile is not counted twice.
///
/// # Errors
/// As every write.
pub async fn lock_day(tx: &Tx, day: Day) -> Result<()> {
    tx.run(&LOCK_DAY, &values![day.to_string()]).await?;
    Ok(())
}

/// Until the transaction ends, no other special is released.
///
/// # Errors
/// As every write.
pub async fn lock_specials(tx: &Tx) -> Result<()> {
    tx.run(&LOCK_SPECIALS, &[]).await?;
    Ok(())
}

/// The newest editions, newest day first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Edition>> {
    some(conn, &LIST, &values![limit]).await
}

/// The editions in a state, oldest day first: what a worker goes on with.
///
/// # Errors
/// As every read.
pub async fn in_state(conn: &Conn, state: State) -> Result<Vec<Edition>> {
    some(conn, &IN_STATE, &values![state.word()]).await
}

/// Stores what the letters of an edition are put together from, as JSON.
///
/// # Errors
/// As every write.
pub async fn put_parts(tx: &Tx, id: EditionId, parts: &str) -> Result<()> {
    tx.run(&PUT_PARTS, &values![id, parts]).await?;
    Ok(())
}

/// What the letters of a released edition are put together from.
///
/// # Errors
/// As every read.
pub async fn parts(conn: &Conn, id: EditionId) -> Result<Option<String>> {
    conn.row(&PARTS, &values![id]).await?.map(|row| row.of("edition_parts").owned("parts")).transpose()
}
