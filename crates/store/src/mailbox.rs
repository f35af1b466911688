//! The built-in mailbox of demo and development: letters that go nowhere.

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::Result;
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO mailbox (at, sender, recipient, subject, raw) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id";
    LIST = "SELECT id, at, sender, recipient, subject FROM mailbox ORDER BY id DESC LIMIT ?1";
    GET = "SELECT id, at, sender, recipient, subject, raw FROM mailbox WHERE id = ?1";
}

/// A letter in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Ours.
    pub id: i64,
    /// When it came in.
    pub at: Instant,
    /// The envelope's sender.
    pub sender: String,
    /// The envelope's recipient.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
}

/// Puts a letter in at the transaction's instant; gives its number.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, sender: &str, recipient: &str, subject: &str, raw: &[u8]) -> Result<i64> {
    certain(tx.row(&PUT, &values![tx.now(), sender, recipient, subject, raw]).await?)?.of("mailbox").int("id")
}

fn read(fields: Fields<'_>) -> Result<Item> {
    Ok(Item {
        id: fields.int("id")?,
        at: fields.time("at")?,
        sender: fields.owned("sender")?,
        recipient: fields.owned("recipient")?,
        subject: fields.owned("subject")?,
    })
}

/// The newest letters, newest first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Item>> {
    conn.rows(&LIST, &values![limit]).await?.iter().map(|row| read(row.of("mailbox"))).collect()
}

/// One letter with its bytes.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, id: i64) -> Result<Option<(Item, Vec<u8>)>> {
    let row = conn.row(&GET, &values![id]).await?;
    row.map(|row| Ok((read(row.of("mailbox"))?, row.of("mailbox").bytes("raw")?.to_vec()))).transpose()
}
