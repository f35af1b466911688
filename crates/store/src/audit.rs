//! Who did what, when, from where.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::act::Act;
use domain::id::StaffId;
use domain::time::Instant;

statements! {
    APPEND = "INSERT INTO audit (at, who, verb, what, staff, origin) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    LIST = "SELECT id, at, who, verb, what, staff, origin FROM audit ORDER BY id DESC LIMIT ?1";
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number; a later line has a higher one.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who, by the name they had.
    pub who: String,
    /// What they did: `publish`.
    pub verb: String,
    /// To what: `Drummer quits by fax`.
    pub what: String,
    /// The member of staff; none for a reader, the worker and the command line.
    pub staff: Option<StaffId>,
    /// From where: a network address, or nothing on the machine itself.
    pub origin: String,
}

fn read(fields: Fields<'_>) -> Result<Entry> {
    Ok(Entry {
        id: fields.int("id")?,
        at: fields.time("at")?,
        who: fields.owned("who")?,
        verb: fields.owned("verb")?,
        what: fields.owned("what")?,
        staff: fields.int_or_none("staff")?.map(StaffId),
        origin: fields.owned("origin")?,
    })
}

/// Notes an act.
///
/// # Errors
/// As every write.
pub async fn append(tx: &Tx, act: &Act, verb: &str, what: &str) -> Result<()> {
    tx.run(&APPEND, &values![act.now, &act.who, verb, what, act.staff, &act.from]).await?;
    Ok(())
}

/// The newest lines, newest first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Entry>> {
    conn.rows(&LIST, &values![limit]).await?.iter().map(|row| read(row.of("audit"))).collect()
}
