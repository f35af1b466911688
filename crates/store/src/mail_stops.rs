//! Destinations that refuse this paper's mail as a whole, and until when they are left alone.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO mail_stops (destination, since, until, reply) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (destination) DO UPDATE SET until = excluded.until, reply = excluded.reply";
    CLEAR = "DELETE FROM mail_stops WHERE destination = ?1";
    LIST = "SELECT destination, since, until, reply FROM mail_stops ORDER BY destination LIMIT ?1";
}

/// A destination that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The domain behind the @.
    pub destination: String,
    /// Since when it refuses.
    pub since: Instant,
    /// When it is tried again.
    pub until: Instant,
    /// What it said last.
    pub reply: String,
}

/// Stores that a destination refuses, as of the transaction's instant; what was known of it keeps its beginning.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, destination: &str, until: Instant, reply: &str) -> Result<()> {
    tx.run(&PUT, &values![destination, tx.now(), until, reply]).await.map(drop)
}

/// Stores that a destination takes mail again.
///
/// # Errors
/// As every write.
pub async fn clear(tx: &Tx, destination: &str) -> Result<()> {
    tx.run(&CLEAR, &values![destination]).await.map(drop)
}

/// Destinations that refuse, by name.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Stop>> {
    let rows = conn.rows(&LIST, &values![limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("mail_stops");
            Ok(Stop {
                destination: fields.owned("destination")?,
                since: fields.time("since")?,
                until: fields.time("until")?,
                reply: fields.owned("reply")?,
            })
        })
        .collect()
}
