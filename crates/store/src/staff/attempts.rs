//! Attempts to sign in, counted for limits.

use crate::db::{Conn, Tx, certain, statements, values};
use crate::error::Result;
use domain::staff::limits::{Attempt, Tries};
use domain::time::Instant;

statements! {
    RECORD = "INSERT INTO sign_in_attempts (at, kind, account_key, network_key, passed) VALUES (?1, ?2, ?3, ?4, 0) RETURNING id";
    PASSED = "UPDATE sign_in_attempts SET passed = 1 WHERE id = ?1";
    COUNT = "SELECT
        (SELECT count(*) FROM sign_in_attempts WHERE account_key = ?2 AND kind = ?1 AND at >= ?4 AND passed = 0) AS account,
        (SELECT count(*) FROM sign_in_attempts WHERE network_key = ?3 AND kind = ?1 AND at >= ?4 AND passed = 0) AS network";
    FORGET = "DELETE FROM sign_in_attempts WHERE at < ?1";
}

/// Counts an attempt, as failed until [`passed`] says otherwise; gives its number.
///
/// # Errors
/// As every write.
pub async fn record(tx: &Tx, attempt: Attempt, account_key: &str, network_key: &str) -> Result<i64> {
    let row = certain(tx.row(&RECORD, &values![tx.now(), attempt.word(), account_key, network_key]).await?)?;
    row.of("sign_in_attempts").int("id")
}

/// The attempt was its owner's and counts no more.
///
/// # Errors
/// As every write.
pub async fn passed(tx: &Tx, id: i64) -> Result<()> {
    tx.run(&PASSED, &values![id]).await?;
    Ok(())
}

/// How many failed since an instant, for an address and from a network.
///
/// # Errors
/// As every read.
pub async fn since(conn: &Conn, attempt: Attempt, account_key: &str, network_key: &str, since: Instant) -> Result<Tries> {
    let row = certain(conn.row(&COUNT, &values![attempt.word(), account_key, network_key, since]).await?)?;
    let fields = row.of("sign_in_attempts");
    Ok(Tries { account: fields.int("account")?, network: fields.int("network")? })
}

/// Forgets attempts before an instant.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<()> {
    tx.run(&FORGET, &values![before]).await?;
    Ok(())
}
