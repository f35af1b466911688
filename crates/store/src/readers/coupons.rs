//! Filled-in coupons on their way to an answer, the tokens of their form, and when an address was mailed to about one.
//!
//! Taking a coupon runs the same statements whoever's address it is; who is known is found out afterwards, by the worker.

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::Result;
use domain::email::Email;
use domain::id::{ArtistId, EditionId};
use domain::reader::coupon::{MAIL_MONTH_SECONDS, MAIL_PAUSE_SECONDS, Mailed, Sign};
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO coupons (at, email, email_key, artist, source, signs, held, due, edition)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    NEXT = "SELECT id, at, email, artist, source, signs, held, edition FROM coupons WHERE held = 0 AND due <= ?1 ORDER BY due, id LIMIT 1";
    HELD = "SELECT id, at, email, artist, source, signs, held, edition FROM coupons WHERE held = 1 ORDER BY id DESC LIMIT ?1";
    OF_EMAIL = "SELECT id FROM coupons WHERE email_key = ?1 ORDER BY id LIMIT 1";
    COUNT_HELD = "SELECT count(*) AS coupons FROM coupons WHERE held = 1";
    TAKE = "DELETE FROM coupons WHERE id = ?1";
    POSTPONE = "UPDATE coupons SET due = ?2 WHERE id = ?1";
    LET_GO = "UPDATE coupons SET held = 0, due = ?2 WHERE id = ?1 AND held = 1";
    DROP_HELD = "DELETE FROM coupons WHERE id = ?1 AND held = 1";
    FORGET_HELD = "DELETE FROM coupons WHERE held = 1 AND at < ?1";
    SPEND = "INSERT INTO spent_tokens (token, used_for, at) VALUES (?1, ?2, ?3) ON CONFLICT (token) DO UPDATE SET token = excluded.token
        RETURNING used_for, at";
    FORGET_SPENT = "DELETE FROM spent_tokens WHERE at < ?1";
    MAILED = "INSERT INTO confirmations (hash, at) VALUES (?1, ?2)";
    LATELY = "SELECT (SELECT count(*) FROM confirmations WHERE hash = ?1 AND at > ?2) AS day,
        (SELECT count(*) FROM confirmations WHERE hash = ?1 AND at > ?3) AS month";
    FORGET_MAILED = "DELETE FROM confirmations WHERE at <= ?1";
}

/// A filled-in coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// Its number; ignored when it is put in.
    pub id: i64,
    /// When it came.
    pub at: Instant,
    /// Whose address was typed.
    pub email: Email,
    /// The artist that they want to hear of.
    pub artist: Option<ArtistId>,
    /// Where it stood: `coupon`, `artist`.
    pub source: String,
    /// The edition in whose letter the link stood that it came by.
    pub edition: Option<EditionId>,
    /// What was odd about it.
    pub signs: Vec<Sign>,
    /// Whether it waits for a person.
    pub held: bool,
}

fn read(fields: Fields<'_>) -> Result<Coupon> {
    let signs = fields.text("signs")?;
    Ok(Coupon {
        id: fields.int("id")?,
        at: fields.time("at")?,
        email: fields.word("email", |text| Email::parse(text).ok())?,
        artist: fields.int_or_none("artist")?.map(ArtistId),
        source: fields.owned("source")?,
        edition: fields.int_or_none("edition")?.map(EditionId),
        signs: signs.split(' ').filter_map(Sign::from_word).collect(),
        held: fields.flag("held")?,
    })
}

/// Puts a coupon in, to be answered from `due` on.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, coupon: &Coupon, due: Instant) -> Result<()> {
    let signs: Vec<&str> = coupon.signs.iter().map(|sign| sign.word()).collect();
    let params = values![
        coupon.at,
        coupon.email.as_str(),
        coupon.email.key(),
        coupon.artist,
        &coupon.source,
        signs.join(" "),
        coupon.held,
        due,
        coupon.edition,
    ];
    tx.run(&PUT, &params).await?;
    Ok(())
}

/// The next coupon that is to be answered by now.
///
/// # Errors
/// As every read.
pub async fn next(conn: &Conn, now: Instant) -> Result<Option<Coupon>> {
    conn.row(&NEXT, &values![now]).await?.map(|row| read(row.of("coupons"))).transpose()
}

/// Those that wait for a person, the newest first.
///
/// # Errors
/// As every read.
pub async fn held(conn: &Conn, limit: usize) -> Result<Vec<Coupon>> {
    conn.rows(&HELD, &values![limit]).await?.iter().map(|row| read(row.of("coupons"))).collect()
}

/// Whether a coupon of this address is on its way.
///
/// # Errors
/// As every read.
pub async fn any_of(conn: &Conn, email: &Email) -> Result<bool> {
    Ok(conn.row(&OF_EMAIL, &values![email.key()]).await?.is_some())
}

/// How many wait for a person.
///
/// # Errors
/// As every read.
pub async fn count_held(conn: &Conn) -> Result<i64> {
    certain(conn.row(&COUNT_HELD, &[]).await?)?.of("coupons").int("coupons")
}

/// Takes a coupon out; `false` when somebody else did.
///
/// # Errors
/// As every write.
pub async fn take(tx: &Tx, id: i64) -> Result<bool> {
    Ok(tx.run(&TAKE, &values![id]).await? == 1)
}

/// Has a coupon answered later.
///
/// # Errors
/// As every write.
pub async fn postpone(tx: &Tx, id: i64, due: Instant) -> Result<()> {
    tx.run(&POSTPONE, &values![id, due]).await?;
    Ok(())
}

/// A person lets a held coupon go; `false` when it is not held.
///
/// # Errors
/// As every write.
pub async fn let_go(tx: &Tx, id: i64) -> Result<bool> {
    Ok(tx.run(&LET_GO, &values![id, tx.now()]).await? == 1)
}

/// A person drops a held coupon; `false` when it is not held.
///
/// # Errors
/// As every write.
pub async fn drop_held(tx: &Tx, id: i64) -> Result<bool> {
    Ok(tx.run(&DROP_HELD, &values![id]).await? == 1)
}

/// Uses up a token of the form for an address, given as a keyed hash.
///
/// # Errors
/// As every write.
pub async fn spend(tx: &Tx, token: &str, used_for: &str) -> Result<Spent> {
    let row = certain(tx.row(&SPEND, &values![token, used_for, tx.now()]).await?)?;
    let fields = row.of("spent_tokens");
    Ok(if fields.text("used_for")? != used_for {
        Spent::ForAnother
    } else if fields.time("at")? == tx.now() {
        Spent::Now
    } else {
        Spent::Before
    })
}

/// What became of a single-use token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// It is used up by this.
    Now,
    /// It was used up before, for the same address: somebody pressed twice.
    Before,
    /// It was used up for another address.
    ForAnother,
}

/// Notes that an address, given as a keyed hash, is mailed to about a sign-up.
///
/// # Errors
/// As every write.
pub async fn note_mailed(tx: &Tx, hash: &str) -> Result<()> {
    tx.run(&MAILED, &values![hash, tx.now()]).await?;
    Ok(())
}

/// How often an address, given as a keyed hash, was mailed to about sign-ups before `now`.
///
/// # Errors
/// As every read.
pub async fn mailed(conn: &Conn, hash: &str, now: Instant) -> Result<Mailed> {
    let params = values![hash, now.plus_seconds(-MAIL_PAUSE_SECONDS), now.plus_seconds(-MAIL_MONTH_SECONDS)];
    let row = certain(conn.row(&LATELY, &params).await?)?;
    let fields = row.of("confirmations");
    Ok(Mailed { day: fields.int("day")?, month: fields.int("month")? })
}

/// Forgets what counts no more: tokens that ran out before `tokens`, coupons that nobody looked at since `held`, and mails
/// of more than a month ago.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, tokens: Instant, held: Instant) -> Result<()> {
    tx.run(&FORGET_SPENT, &values![tokens]).await?;
    tx.run(&FORGET_HELD, &values![held]).await?;
    tx.run(&FORGET_MAILED, &values![tx.now().plus_seconds(-MAIL_MONTH_SECONDS)]).await?;
    Ok(())
}
