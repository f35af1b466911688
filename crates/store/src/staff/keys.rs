//! What somebody signs in with beside their mailbox: a password's hash, a telephone's secret, recovery codes. None of it
//! is exported: whoever carries a paper elsewhere signs in there by mail and chooses anew.

use crate::db::{Conn, Tx, Value, certain, statements, values};
use crate::error::Result;
use domain::id::StaffId;
use domain::time::Instant;

statements! {
    GET = "SELECT staff, password, password_set, totp, totp_since, totp_step FROM staff_keys WHERE staff = ?1";
    SET_PASSWORD = "INSERT INTO staff_keys (staff, password, password_set, totp_step) VALUES (?1, ?2, ?3, 0)
        ON CONFLICT (staff) DO UPDATE SET password = excluded.password, password_set = excluded.password_set";
    BEGIN_TOTP = "INSERT INTO staff_keys (staff, totp, totp_step) VALUES (?1, ?2, 0)
        ON CONFLICT (staff) DO UPDATE SET totp = excluded.totp, totp_since = NULL, totp_step = 0";
    // Of two who show the same code at once, one is too late.
    TAKE_STEP = "UPDATE staff_keys SET totp_step = ?2, totp_since = coalesce(totp_since, ?3) WHERE staff = ?1 AND totp_step < ?2";
    DROP = "DELETE FROM staff_keys WHERE staff = ?1";
    DROP_CODES = "DELETE FROM recovery_codes WHERE staff = ?1";
    PUT_CODE = "INSERT INTO recovery_codes (staff, hash) VALUES (?1, ?2)";
    USE_CODE = "UPDATE recovery_codes SET used = ?3 WHERE staff = ?1 AND hash = ?2 AND used IS NULL";
    CODES_LEFT = "SELECT count(*) AS codes FROM recovery_codes WHERE staff = ?1 AND used IS NULL";
}

/// Somebody's keys.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// The password's hash, in the form of the verbs that made it.
    pub password: Option<String>,
    /// When it was chosen.
    pub password_set: Option<Instant>,
    /// What the telephone counts codes from.
    pub totp: Option<Vec<u8>>,
    /// When the first code was right; none while that is awaited.
    pub totp_since: Option<Instant>,
    /// The last step whose code was taken.
    pub totp_step: i64,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("password_set", &self.password_set).field("totp_since", &self.totp_since).finish_non_exhaustive()
    }
}

/// Somebody's keys; empty when they have none.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, staff: StaffId) -> Result<Keys> {
    let Some(row) = conn.row(&GET, &values![staff]).await? else { return Ok(Keys::default()) };
    let fields = row.of("staff_keys");
    Ok(Keys {
        password: fields.owned_or_none("password")?,
        password_set: fields.time_or_none("password_set")?,
        totp: fields.bytes_or_none("totp")?.map(<[u8]>::to_vec),
        totp_since: fields.time_or_none("totp_since")?,
        totp_step: fields.int("totp_step")?,
    })
}

/// Stores a password's hash.
///
/// # Errors
/// As every write.
pub async fn set_password(tx: &Tx, staff: StaffId, hash: &str) -> Result<()> {
    tx.run(&SET_PASSWORD, &values![staff, hash, tx.now()]).await?;
    Ok(())
}

/// Stores a new telephone's secret, until its first code is right; the old one is gone.
///
/// # Errors
/// As every write.
pub async fn begin_totp(tx: &Tx, staff: StaffId, secret: &[u8]) -> Result<()> {
    tx.run(&BEGIN_TOTP, &values![staff, secret]).await?;
    Ok(())
}

/// Takes a step's code, once: gives whether nobody took it or a later one before. The first one makes the telephone
/// theirs.
///
/// # Errors
/// As every write.
pub async fn take_step(tx: &Tx, staff: StaffId, step: i64) -> Result<bool> {
    Ok(tx.run(&TAKE_STEP, &values![staff, step, tx.now()]).await? > 0)
}

/// Drops password, telephone and recovery codes.
///
/// # Errors
/// As every write.
pub async fn drop_all(tx: &Tx, staff: StaffId) -> Result<()> {
    tx.run(&DROP, &values![staff]).await?;
    tx.run(&DROP_CODES, &values![staff]).await?;
    Ok(())
}

/// Stores recovery codes, by their hashes, in the place of all old ones.
///
/// # Errors
/// As every write.
pub async fn replace_codes(tx: &Tx, staff: StaffId, hashes: &[String]) -> Result<()> {
    tx.run(&DROP_CODES, &values![staff]).await?;
    let rows: Vec<Vec<Value>> = hashes.iter().map(|hash| Vec::from(values![staff, hash])).collect();
    tx.run_many(&PUT_CODE, &rows).await
}

/// Uses a recovery code, once. Gives whether it was one.
///
/// # Errors
/// As every write.
pub async fn use_code(tx: &Tx, staff: StaffId, hash: &str) -> Result<bool> {
    Ok(tx.run(&USE_CODE, &values![staff, hash, tx.now()]).await? > 0)
}

/// How many recovery codes are left.
///
/// # Errors
/// As every read.
pub async fn codes_left(conn: &Conn, staff: StaffId) -> Result<usize> {
    certain(conn.row(&CODES_LEFT, &values![staff]).await?)?.of("recovery_codes").size("codes")
}
