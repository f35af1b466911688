//! Running processes. What a process has in hand carries its epoch, so that what a dead one held is found.

use crate::db::{Conn, Tx, certain, statements, values};
use crate::error::Result;
use domain::time::Instant;

statements! {
    BEGIN = "INSERT INTO epochs (who, started, beat) VALUES (?1, ?2, ?2) RETURNING id";
    BEAT = "UPDATE epochs SET beat = ?2, ended = NULL WHERE id = ?1";
    END = "UPDATE epochs SET ended = ?2 WHERE id = ?1 AND ended IS NULL";
    END_NAMESAKES = "UPDATE epochs SET ended = ?2 WHERE who = ?1 AND ended IS NULL";
    LIVE = "SELECT id FROM epochs WHERE ended IS NULL AND beat >= ?1 ORDER BY id";
    BURY = "UPDATE epochs SET ended = ?2 WHERE ended IS NULL AND beat < ?1";
}

/// A process begins; gives its epoch.
///
/// # Errors
/// As every write.
pub async fn begin(tx: &Tx, who: &str) -> Result<i64> {
    certain(tx.row(&BEGIN, &values![who, tx.now()]).await?)?.of("epochs").int("id")
}

/// A process says that it lives. One that was declared dead meanwhile, as a machine that slept, lives again: what it had in
/// hand is others' by then, each row says so, and what it takes from now on is its own.
///
/// # Errors
/// As every write.
pub async fn heartbeat(tx: &Tx, epoch: i64) -> Result<()> {
    tx.run(&BEAT, &values![epoch, tx.now()]).await?;
    Ok(())
}

/// A process ends in good order.
///
/// # Errors
/// As every write.
pub async fn end(tx: &Tx, epoch: i64) -> Result<()> {
    tx.run(&END, &values![epoch, tx.now()]).await?;
    Ok(())
}

/// Declares dead every process of a name: whoever takes the name knows that they are.
///
/// # Errors
/// As every write.
pub async fn end_namesakes(tx: &Tx, who: &str) -> Result<()> {
    tx.run(&END_NAMESAKES, &values![who, tx.now()]).await?;
    Ok(())
}

/// Declares dead whoever has not been heard of since `silent_since`, and gives the epochs that live.
///
/// # Errors
/// As every write.
pub async fn bury(tx: &Tx, silent_since: Instant) -> Result<Vec<i64>> {
    tx.run(&BURY, &values![silent_since, tx.now()]).await?;
    live(tx, silent_since).await
}

/// The epochs that were heard of since `heard_since`.
///
/// # Errors
/// As every read.
pub async fn live(conn: &Conn, heard_since: Instant) -> Result<Vec<i64>> {
    conn.rows(&LIVE, &values![heard_since]).await?.iter().map(|row| row.of("epochs").int("id")).collect()
}
