//! Keys of this installation: made once, never exported.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;

statements! {
    GET = "SELECT name, value FROM secrets WHERE name = ?1";
    PUT = "INSERT INTO secrets (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
}

/// The secret of a name.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, name: &str) -> Result<Option<Vec<u8>>> {
    let row = conn.row(&GET, &values![name]).await?;
    row.map(|row| row.of("secrets").bytes("value").map(<[u8]>::to_vec)).transpose()
}

/// Stores a secret when there is none of the name, and gives the one that holds.
///
/// # Errors
/// As every write.
pub async fn put_if_absent(tx: &Tx, name: &str, value: &[u8]) -> Result<Vec<u8>> {
    tx.run(&PUT, &values![name, value]).await?;
    Ok(get(tx, name).await?.unwrap_or_else(|| value.to_vec()))
}
