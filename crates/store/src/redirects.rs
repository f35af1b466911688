//! Old addresses. One step always leads to the end: chains are collapsed when a redirect is stored.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;

statements! {
    GET = "SELECT path, target FROM redirects WHERE path = ?1";
    PUT = "INSERT INTO redirects (path, target) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET target = excluded.target";
    FORGET = "DELETE FROM redirects WHERE path = ?1";
    FOLLOW = "UPDATE redirects SET target = ?2 WHERE target = ?1";
}

/// Where an old path leads now.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, path: &str) -> Result<Option<String>> {
    conn.row(&GET, &values![path]).await?.map(|row| row.of("redirects").owned("target")).transpose()
}

/// Leads `from` to `to`, and whatever led to `from` as well. `to` is a place of its own from now on.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, from: &str, to: &str) -> Result<()> {
    tx.run(&FORGET, &values![to]).await?;
    if from == to {
        return Ok(());
    }
    tx.run(&FOLLOW, &values![from, to]).await?;
    tx.run(&PUT, &values![from, to]).await?;
    Ok(())
}
