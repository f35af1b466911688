//! Links that sign somebody in once.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::id::StaffId;
use domain::staff::Purpose;
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO one_time_links (hash, purpose, staff, created, expires) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash) DO NOTHING";
    GET = "SELECT id, purpose, staff, created, expires, used FROM one_time_links WHERE hash = ?1";
    USE = "UPDATE one_time_links SET used = ?2 WHERE hash = ?1 AND used IS NULL AND expires > ?2";
    SPEND_ALL = "UPDATE one_time_links SET used = ?2 WHERE staff = ?1 AND used IS NULL";
    SPEND_OWNERS = "UPDATE one_time_links SET used = ?1 WHERE staff IS NULL AND used IS NULL";
    FORGET = "DELETE FROM one_time_links WHERE expires < ?1";
}

/// A link, by what is kept of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneTime {
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it signs in; none makes the owner of a paper without staff.
    pub staff: Option<StaffId>,
    /// When it was made.
    pub created: Instant,
    /// Until when it works.
    pub expires: Instant,
    /// When it was used.
    pub used: Option<Instant>,
}

/// Stores a link under its token's hash, at the transaction's instant. Storing it twice is once: a mail that is tried
/// again carries the same link.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, hash: &str, purpose: Purpose, staff: Option<StaffId>, expires: Instant) -> Result<()> {
    tx.run(&PUT, &values![hash, purpose.word(), staff, tx.now(), expires]).await?;
    Ok(())
}

/// The link of a hash, used and run out ones too.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, hash: &str) -> Result<Option<OneTime>> {
    let Some(row) = conn.row(&GET, &values![hash]).await? else { return Ok(None) };
    let fields = row.of("one_time_links");
    Ok(Some(OneTime {
        purpose: fields.word("purpose", Purpose::from_word)?,
        staff: fields.int_or_none("staff")?.map(StaffId),
        created: fields.time("created")?,
        expires: fields.time("expires")?,
        used: fields.time_or_none("used")?,
    }))
}

/// Uses a link. Gives whether it still worked: of two who press at once, one is too late.
///
/// # Errors
/// As every write.
pub async fn spend(tx: &Tx, hash: &str) -> Result<bool> {
    Ok(tx.run(&USE, &values![hash, tx.now()]).await? > 0)
}

/// Makes all of somebody's open links worthless; without anybody, those that would make an owner.
///
/// # Errors
/// As every write.
pub async fn spend_all(tx: &Tx, staff: Option<StaffId>) -> Result<()> {
    match staff {
        Some(staff) => tx.run(&SPEND_ALL, &values![staff, tx.now()]).await?,
        None => tx.run(&SPEND_OWNERS, &values![tx.now()]).await?,
    };
    Ok(())
}

/// Forgets links that ran out before an instant.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<()> {
    tx.run(&FORGET, &values![before]).await?;
    Ok(())
}
