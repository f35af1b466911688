//! Files that imports asked the servers of others for, by their addresses.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::body::MediaKey;

statements! {
    GET = "SELECT address, moving, media, why FROM fetched WHERE address = ?1";
    PUT = "INSERT INTO fetched (address, moving, media, why) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (address) DO UPDATE SET moving = excluded.moving, media = excluded.media, why = excluded.why";
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The import that asked.
    pub moving: i64,
    /// The file; none when it cannot be had.
    pub media: Option<MediaKey>,
    /// Why not, for a person.
    pub why: String,
}

/// What came of asking for an address; `None` when nobody did.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, address: &str) -> Result<Option<Fetched>> {
    let Some(row) = conn.row(&GET, &values![address]).await? else { return Ok(None) };
    let fields = row.of("fetched");
    let media = fields.owned_or_none("media")?.and_then(|key| MediaKey::parse(&key).ok());
    Ok(Some(Fetched { moving: fields.int("moving")?, media, why: fields.owned("why")? }))
}

/// Notes what came of it.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, address: &str, fetched: &Fetched) -> Result<()> {
    let media = fetched.media.as_ref().map(MediaKey::as_str);
    tx.run(&PUT, &values![address, fetched.moving, media, &fetched.why]).await?;
    Ok(())
}
