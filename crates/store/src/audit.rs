//! Who did what, when.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::act::Act;
use domain::time::Instant;

statements! {
    APPEND = "INSERT INTO audit (at, who, verb, what) VALUES (?1, ?2, ?3, ?4)";
    LIST = "SELECT id, at, who, verb, what FROM audit ORDER BY id DESC LIMIT ?1";
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// Who.
    pub who: String,
    /// What they did: `publish`.
    pub verb: String,
    /// To what: `story 12 “Drummer quits by fax”`.
    pub what: String,
}

/// Notes an act.
///
/// # Errors
/// As every write.
pub async fn append(tx: &Tx, act: &Act, verb: &str, what: &str) -> Result<()> {
    tx.run(&APPEND, &values![act.now, &act.who, verb, what]).await?;
    Ok(())
}

/// The newest lines, newest first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Entry>> {
    let rows = conn.rows(&LIST, &values![limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("audit");
            Ok(Entry { at: fields.time("at")?, who: fields.owned("who")?, verb: fields.owned("verb")?, what: fields.owned("what")? })
        })
        .collect()
}
