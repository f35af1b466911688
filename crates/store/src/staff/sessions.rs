//! Devices on which somebody is signed in. A session is open until it is ended or was not seen for its life.

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::Result;
use domain::id::{SessionId, StaffId};
use domain::time::Instant;

statements! {
    OPEN = "INSERT INTO sessions (hash, staff, created, seen, device, network) VALUES (?1, ?2, ?3, ?3, ?4, ?5) RETURNING id";
    BY_HASH = "SELECT id, staff, created, seen, device, network FROM sessions WHERE hash = ?1 AND ended IS NULL AND seen > ?2";
    OF_STAFF = "SELECT id, staff, created, seen, device, network FROM sessions WHERE staff = ?1 AND ended IS NULL AND seen > ?2
        ORDER BY seen DESC, id DESC LIMIT 200";
    ANY_OPEN = "SELECT id FROM sessions WHERE seen > ?1 AND ended IS NULL ORDER BY seen DESC LIMIT 1";
    SEEN = "UPDATE sessions SET seen = ?2 WHERE id = ?1 AND seen < ?2";
    ROTATE = "UPDATE sessions SET hash = ?2, seen = ?3 WHERE id = ?1 AND ended IS NULL";
    END = "UPDATE sessions SET ended = ?3 WHERE id = ?1 AND staff = ?2 AND ended IS NULL";
    END_OTHERS = "UPDATE sessions SET ended = ?3 WHERE staff = ?1 AND id <> ?2 AND ended IS NULL";
    FORGET = "DELETE FROM sessions WHERE seen < ?1";
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Given by the database.
    pub id: SessionId,
    /// Whose.
    pub staff: StaffId,
    /// When they signed in there.
    pub created: Instant,
    /// When it was last used, to some minutes.
    pub seen: Instant,
    /// `Firefox on Linux`.
    pub device: String,
    /// The address that they signed in from.
    pub network: String,
}

fn read(fields: Fields<'_>) -> Result<Session> {
    Ok(Session {
        id: SessionId(fields.int("id")?),
        staff: StaffId(fields.int("staff")?),
        created: fields.time("created")?,
        seen: fields.time("seen")?,
        device: fields.owned("device")?,
        network: fields.owned("network")?,
    })
}

/// Opens a session at the transaction's instant.
///
/// # Errors
/// As every write.
pub async fn open(tx: &Tx, hash: &str, staff: StaffId, device: &str, network: &str) -> Result<SessionId> {
    let row = certain(tx.row(&OPEN, &values![hash, staff, tx.now(), device, network]).await?)?;
    Ok(SessionId(row.of("sessions").int("id")?))
}

/// The open session of a token's hash, if it was seen after an instant.
///
/// # Errors
/// As every read.
pub async fn by_hash(conn: &Conn, hash: &str, seen_after: Instant) -> Result<Option<Session>> {
    conn.row(&BY_HASH, &values![hash, seen_after]).await?.map(|row| read(row.of("sessions"))).transpose()
}

/// Somebody's open sessions, the last used first.
///
/// # Errors
/// As every read.
pub async fn of_staff(conn: &Conn, staff: StaffId, seen_after: Instant) -> Result<Vec<Session>> {
    conn.rows(&OF_STAFF, &values![staff, seen_after]).await?.iter().map(|row| read(row.of("sessions"))).collect()
}

/// Whether anybody is signed in.
///
/// # Errors
/// As every read.
pub async fn any_open(conn: &Conn, seen_after: Instant) -> Result<bool> {
    Ok(conn.row(&ANY_OPEN, &values![seen_after]).await?.is_some())
}

/// Notes that a session was used now.
///
/// # Errors
/// As every write.
pub async fn seen(tx: &Tx, id: SessionId) -> Result<()> {
    tx.run(&SEEN, &values![id, tx.now()]).await?;
    Ok(())
}

/// Gives a session another token; the old one opens nothing any more.
///
/// # Errors
/// As every write.
pub async fn rotate(tx: &Tx, id: SessionId, hash: &str) -> Result<()> {
    tx.run(&ROTATE, &values![id, hash, tx.now()]).await?;
    Ok(())
}

/// Ends one of somebody's sessions. Gives whether there was one.
///
/// # Errors
/// As every write.
pub async fn end(tx: &Tx, id: SessionId, staff: StaffId) -> Result<bool> {
    Ok(tx.run(&END, &values![id, staff, tx.now()]).await? > 0)
}

/// Ends all of somebody's sessions but one. Gives how many were ended.
///
/// # Errors
/// As every write.
pub async fn end_others(tx: &Tx, staff: StaffId, keep: Option<SessionId>) -> Result<u64> {
    tx.run(&END_OTHERS, &values![staff, keep.unwrap_or(SessionId(0)), tx.now()]).await
}

/// Forgets sessions that were last seen before an instant.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<()> {
    tx.run(&FORGET, &values![before]).await?;
    Ok(())
}
