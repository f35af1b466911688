//! The feed of changes, and how far each follower of it has read. It is written by [`crate::Tx::commit`].

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::change::{Change, ChangeKind};
use domain::time::Instant;

statements! {
    SINCE = "SELECT seq, kind, thing, at FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    LAST = "SELECT coalesce(max(seq), 0) AS seq FROM changes";
    AT = "SELECT seq, at FROM changes WHERE seq = ?1";
    CURSOR = "SELECT name, seq FROM cursors WHERE name = ?1";
    SET_CURSOR = "INSERT INTO cursors (name, seq) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq";
}

/// The changes after `seq`, oldest first.
///
/// # Errors
/// As every read.
pub async fn since(conn: &Conn, seq: i64, limit: usize) -> Result<Vec<Change>> {
    let rows = conn.rows(&SINCE, &values![seq, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("changes");
            let kind = fields.word("kind", ChangeKind::from_word)?;
            Ok(Change { seq: fields.int("seq")?, kind, id: fields.int("thing")?, at: fields.time("at")? })
        })
        .collect()
}

/// The newest `seq`; 0 when nothing ever changed.
///
/// # Errors
/// As every read.
pub async fn last(conn: &Conn) -> Result<i64> {
    conn.row(&LAST, &[]).await?.map_or(Ok(0), |row| row.of("changes").int("seq"))
}

/// When a change was appended; none when the feed has no such change.
///
/// # Errors
/// As every read.
pub async fn at(conn: &Conn, seq: i64) -> Result<Option<Instant>> {
    conn.row(&AT, &values![seq]).await?.map(|row| row.of("changes").time("at")).transpose()
}

/// How far a follower has read; 0 for a new one.
///
/// # Errors
/// As every read.
pub async fn cursor(conn: &Conn, name: &str) -> Result<i64> {
    conn.row(&CURSOR, &values![name]).await?.map_or(Ok(0), |row| row.of("cursors").int("seq"))
}

/// Notes how far a follower has read.
///
/// # Errors
/// As every write.
pub async fn set_cursor(tx: &Tx, name: &str, seq: i64) -> Result<()> {
    tx.run(&SET_CURSOR, &values![name, seq]).await?;
    Ok(())
}
