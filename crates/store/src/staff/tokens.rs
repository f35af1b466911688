//! Personal keys to the API.

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::Result;
use domain::id::{StaffId, TokenId};
use domain::role::Scopes;
use domain::time::Instant;

statements! {
    CREATE = "INSERT INTO api_tokens (hash, staff, name, scopes, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
    BY_HASH = "SELECT id, staff, name, scopes, created, expires, used FROM api_tokens
        WHERE hash = ?1 AND ended IS NULL AND (expires IS NULL OR expires > ?2)";
    OF_STAFF = "SELECT id, staff, name, scopes, created, expires, used FROM api_tokens WHERE staff = ?1 AND ended IS NULL
        ORDER BY id DESC LIMIT 200";
    USED = "UPDATE api_tokens SET used = ?2 WHERE id = ?1";
    END = "UPDATE api_tokens SET ended = ?3 WHERE id = ?1 AND staff = ?2 AND ended IS NULL";
    END_ALL = "UPDATE api_tokens SET ended = ?2 WHERE staff = ?1 AND ended IS NULL";
}

/// A personal key. The key itself was shown once and is not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Given by the database.
    pub id: TokenId,
    /// Whose.
    pub staff: StaffId,
    /// What its owner calls it: `reading list on my phone`.
    pub name: String,
    /// What it lets its bearer do.
    pub scopes: Scopes,
    /// When it was made.
    pub created: Instant,
    /// Until when it works.
    pub expires: Option<Instant>,
    /// When it was last used, to some minutes.
    pub used: Option<Instant>,
}

fn read(fields: Fields<'_>) -> Result<Token> {
    Ok(Token {
        id: TokenId(fields.int("id")?),
        staff: StaffId(fields.int("staff")?),
        name: fields.owned("name")?,
        scopes: fields.word("scopes", Scopes::from_words)?,
        created: fields.time("created")?,
        expires: fields.time_or_none("expires")?,
        used: fields.time_or_none("used")?,
    })
}

/// Stores a new key under its hash, at the transaction's instant.
///
/// # Errors
/// As every write.
pub async fn create(tx: &Tx, hash: &str, staff: StaffId, name: &str, scopes: Scopes, expires: Option<Instant>) -> Result<Token> {
    let row = certain(tx.row(&CREATE, &values![hash, staff, name, scopes.words(), tx.now(), expires]).await?)?;
    let id = TokenId(row.of("api_tokens").int("id")?);
    Ok(Token { id, staff, name: name.to_owned(), scopes, created: tx.now(), expires, used: None })
}

/// The key of a hash, if it works at an instant.
///
/// # Errors
/// As every read.
pub async fn by_hash(conn: &Conn, hash: &str, now: Instant) -> Result<Option<Token>> {
    conn.row(&BY_HASH, &values![hash, now]).await?.map(|row| read(row.of("api_tokens"))).transpose()
}

/// Somebody's keys, also those that have run out, the newest first.
///
/// # Errors
/// As every read.
pub async fn of_staff(conn: &Conn, staff: StaffId) -> Result<Vec<Token>> {
    conn.rows(&OF_STAFF, &values![staff]).await?.iter().map(|row| read(row.of("api_tokens"))).collect()
}

/// Notes that a key was used now.
///
/// # Errors
/// As every write.
pub async fn used(tx: &Tx, id: TokenId) -> Result<()> {
    tx.run(&USED, &values![id, tx.now()]).await?;
    Ok(())
}

/// Ends one of somebody's keys. Gives whether there was one.
///
/// # Errors
/// As every write.
pub async fn end(tx: &Tx, id: TokenId, staff: StaffId) -> Result<bool> {
    Ok(tx.run(&END, &values![id, staff, tx.now()]).await? > 0)
}

/// Ends all of somebody's keys.
///
/// # Errors
/// As every write.
pub async fn end_all(tx: &Tx, staff: StaffId) -> Result<u64> {
    tx.run(&END_ALL, &values![staff, tx.now()]).await
}
