//! Addresses that are never mailed again, known by keyed hashes that survive the person's own erasure.

use crate::db::{Conn, Fields, Tx, json_words, statements, values};
use crate::error::Result;
use domain::time::Instant;
use std::collections::HashSet;

macro_rules! columns {
    () => {
        "id, hash, email, reason, who, since"
    };
}

statements! {
    SALT = "SELECT salt FROM suppression_salt WHERE id = 1";
    PUT_SALT = "INSERT INTO suppression_salt (id, salt) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING";
    PUT = "INSERT INTO suppressions (hash, email, reason, who, since) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash) DO NOTHING";
    LIFT = "DELETE FROM suppressions WHERE hash = ?1";
    AMONG = "SELECT hash FROM suppressions WHERE hash IN json_words(?1) ORDER BY hash";
    BY_HASH = (concat!("SELECT ", columns!(), " FROM suppressions WHERE hash = ?1"));
    BY_ID = (concat!("SELECT ", columns!(), " FROM suppressions WHERE id = ?1"));
    LIST = (concat!("SELECT ", columns!(), " FROM suppressions WHERE id < ?1 ORDER BY id DESC LIMIT ?2"));
}

/// An address on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Ours.
    pub id: i64,
    /// The keyed hash of the address.
    pub hash: String,
    /// The address; none once the person was erased.
    pub email: Option<String>,
    /// Why.
    pub reason: String,
    /// Who put it there.
    pub who: String,
    /// When.
    pub since: Instant,
}

fn read(fields: Fields<'_>) -> Result<Suppression> {
    Ok(Suppression {
        id: fields.int("id")?,
        hash: fields.owned("hash")?,
        email: fields.owned_or_none("email")?,
        reason: fields.owned("reason")?,
        who: fields.owned("who")?,
        since: fields.time("since")?,
    })
}

/// The key of the hashes; none before the first is needed.
///
/// # Errors
/// As every read.
pub async fn salt(conn: &Conn) -> Result<Option<String>> {
    conn.row(&SALT, &[]).await?.map(|row| row.of("suppression_salt").owned("salt")).transpose()
}

/// Stores the key when there is none, and gives the one that holds.
///
/// # Errors
/// As every write.
pub async fn salt_or(tx: &Tx, fresh: &str) -> Result<String> {
    tx.run(&PUT_SALT, &values![fresh]).await?;
    Ok(salt(tx).await?.unwrap_or_else(|| fresh.to_owned()))
}

/// Puts an address on the list: its hash, and its [`domain::email::Email::key`] while we may keep it. `false`: it
/// stands there already, as it was.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, hash: &str, email_key: Option<&str>, reason: &str, who: &str) -> Result<bool> {
    Ok(tx.run(&PUT, &values![hash, email_key, reason, who, tx.now()]).await? == 1)
}

/// Takes an address off the list. `false`: it was not there.
///
/// # Errors
/// As every write.
pub async fn lift(tx: &Tx, hash: &str) -> Result<bool> {
    Ok(tx.run(&LIFT, &values![hash]).await? == 1)
}

/// Those of these hashes that are on the list.
///
/// # Errors
/// As every read.
pub async fn among(conn: &Conn, hashes: &[String]) -> Result<HashSet<String>> {
    let rows = conn.rows(&AMONG, &[json_words(hashes.iter().map(String::as_str))]).await?;
    rows.iter().map(|row| row.of("suppressions").owned("hash")).collect()
}

/// The entry of a hash.
///
/// # Errors
/// As every read.
pub async fn by_hash(conn: &Conn, hash: &str) -> Result<Option<Suppression>> {
    conn.row(&BY_HASH, &values![hash]).await?.map(|row| read(row.of("suppressions"))).transpose()
}

/// An entry by its number.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: i64) -> Result<Option<Suppression>> {
    conn.row(&BY_ID, &values![id]).await?.map(|row| read(row.of("suppressions"))).transpose()
}

/// The list before an entry, the newest first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, before: Option<i64>, limit: usize) -> Result<Vec<Suppression>> {
    let rows = conn.rows(&LIST, &values![before.unwrap_or(i64::MAX), limit]).await?;
    rows.iter().map(|row| read(row.of("suppressions"))).collect()
}
