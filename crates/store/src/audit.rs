//! Who did what, when, from where.

use crate::db::{Built, Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::act::Act;
use domain::id::StaffId;
use domain::time::Instant;

statements! {
    APPEND = "INSERT INTO audit (at, who, verb, what, staff, origin) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    LIST = "SELECT id, at, who, verb, what, staff, origin FROM audit ORDER BY id DESC LIMIT ?1";
    // Each verb is one step along the index, however long the log is.
    VERBS = "WITH RECURSIVE known (verb) AS (
            SELECT min(verb) FROM audit
            UNION ALL SELECT (SELECT min(audit.verb) FROM audit WHERE audit.verb > known.verb) FROM known WHERE known.verb IS NOT NULL
        ) SELECT verb FROM known WHERE verb IS NOT NULL ORDER BY verb";
}

/// Which lines are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what one member of staff did.
    pub staff: Option<StaffId>,
    /// Only one verb.
    pub verb: Option<String>,
    /// Only from an instant on.
    pub since: Option<Instant>,
    /// Only before an instant.
    pub until: Option<Instant>,
    /// Only lines older than the one of a number.
    pub before: Option<i64>,
}

impl Filter {
    /// Lines have numbers in the order of time: an instant is looked up once and then only numbers are compared.
    fn statement(&self, limit: usize) -> Built {
        let mut sql =
            Built::new("SELECT id, at, who, verb, what, staff, origin FROM audit WHERE id < ?1", &values![self.before.unwrap_or(i64::MAX)]);
        if let Some(staff) = self.staff {
            sql.push(" AND staff = ?1", &values![staff]);
        }
        if let Some(verb) = &self.verb {
            sql.push(" AND verb = ?1", &values![verb]);
        }
        if let Some(since) = self.since {
            let from = " AND id >= coalesce((SELECT id FROM audit WHERE at >= ?1 ORDER BY at, id LIMIT 1), 9223372036854775807)";
            sql.push(from, &values![since]);
        }
        if let Some(until) = self.until {
            let to = " AND id < coalesce((SELECT id FROM audit WHERE at >= ?1 ORDER BY at, id LIMIT 1), 9223372036854775807)";
            sql.push(to, &values![until]);
        }
        sql.push(" ORDER BY id DESC LIMIT ?1", &values![limit]);
        sql
    }
}

/// A statement of every combination of filters.
#[cfg(test)]
pub(crate) fn all_filters() -> Vec<Built> {
    let now = Instant::from_micros(1);
    (0..16_u8)
        .map(|bits| {
            let on = |bit: u8| bits & bit != 0;
            let filter = Filter {
                staff: on(1).then_some(StaffId(1)),
                verb: on(2).then(|| "publish".to_owned()),
                since: on(4).then_some(now),
                until: on(8).then_some(now),
                before: None,
            };
            filter.statement(9)
        })
        .collect()
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

/// The newest lines that a filter lets through, newest first.
///
/// # Errors
/// As every read.
pub async fn find(conn: &Conn, filter: &Filter, limit: usize) -> Result<Vec<Entry>> {
    conn.rows_built(&filter.statement(limit)).await?.iter().map(|row| read(row.of("audit"))).collect()
}

/// Every verb that the log knows, in the order of letters.
///
/// # Errors
/// As every read.
pub async fn verbs(conn: &Conn) -> Result<Vec<String>> {
    conn.rows(&VERBS, &[]).await?.iter().map(|row| row.of("audit").owned("verb")).collect()
}
