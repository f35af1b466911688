//! Readers, whom they follow, and the count of sign-ups that budgets are kept by.

pub mod coupons;
mod erase;
mod lists;
mod search;

pub use erase::{erase, forget_address};
pub use lists::{
    Counts, Followed, Imported, begin_import, by_email_keys, count_import, create_many, follow_many, follows_of, import, imports, save_many,
};
#[cfg(test)]
pub(crate) use search::all_filters;
pub use search::{ReaderFilter, beginning, count_by_choice, followers, list, movement, reasons, sources};

use crate::db::{Conn, Fields, Tx, certain, statements, values};
use crate::error::Result;
use domain::artist::Artist;
use domain::email::Email;
use domain::id::{ArtistId, ReaderId};
use domain::reader::{Choice, Consent, Days, Quiet, Reader, Standing, Wishes};
use domain::time::Instant;

macro_rules! columns {
    () => {
        "id, email, key, standing, choice, asked, wording, source, confirmed, confirmation_sent, ended, ended_why,
        hour, days, quiet, specials, paused_until, heard"
    };
}
use columns;

statements! {
    CREATE = "INSERT INTO readers (email, email_key, key, standing, choice, asked, wording, source, confirmed, confirmation_sent, ended,
        ended_why, domain, hour, days, quiet, specials, paused_until, heard)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) RETURNING id";
    SAVE = "UPDATE readers SET email = ?2, email_key = ?3, key = ?4, standing = ?5, choice = ?6, asked = ?7, wording = ?8, source = ?9,
        confirmed = ?10, confirmation_sent = ?11, ended = ?12, ended_why = ?13, domain = ?14, hour = ?15, days = ?16,
        quiet = ?17, specials = ?18, paused_until = ?19, heard = ?20 WHERE id = ?1";
    BY_ID = (concat!("SELECT ", columns!(), " FROM readers WHERE id = ?1"));
    BY_KEY = (concat!("SELECT ", columns!(), " FROM readers WHERE key = ?1"));
    BY_EMAIL = (concat!("SELECT ", columns!(), " FROM readers WHERE email_key = ?1"));
    AFTER = (concat!("SELECT ", columns!(), " FROM readers WHERE id > ?1 ORDER BY id LIMIT ?2"));
    COUNT = "SELECT standing, count(*) AS readers FROM readers GROUP BY standing ORDER BY standing";
    FOLLOW = "INSERT INTO follows (reader, artist, since) VALUES (?1, ?2, ?3) ON CONFLICT (reader, artist) DO NOTHING";
    UNFOLLOW = "DELETE FROM follows WHERE reader = ?1 AND artist = ?2";
    FOLLOWS = "SELECT artist FROM follows WHERE reader = ?1 ORDER BY artist";
    RECORD_SIGNUP = "INSERT INTO signups (at, ip_key, domain) VALUES (?1, ?2, ?3)";
    SIGNUPS = "SELECT
        (SELECT count(*) FROM signups WHERE at >= ?1) AS everywhere,
        (SELECT count(*) FROM signups WHERE ip_key = ?2 AND at >= ?1) AS network,
        (SELECT count(*) FROM signups WHERE domain = ?3 AND at >= ?1) AS domain";
    UNCONFIRMED = "SELECT id FROM readers WHERE standing = 'pending' AND confirmation_sent < ?1
        AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.reader = readers.id)
        AND NOT EXISTS (SELECT 1 FROM bounces WHERE bounces.reader = readers.id)";
    // One reader at a time: their letters are looked for edition by edition, never all letters for all readers.
    FORGET = "DELETE FROM readers WHERE id = ?1 AND standing = 'pending'
        AND NOT EXISTS (SELECT 1 FROM deliveries WHERE edition IN (SELECT id FROM editions) AND reader = ?1)";
    FORGET_SIGNUPS = "DELETE FROM signups WHERE at < ?1";
}

/// Every list of statements below this module.
#[cfg(test)]
pub(crate) static BELOW: &[&[(&str, &crate::db::Sql)]] = &[search::ALL, lists::ALL, erase::ALL, coupons::ALL];

fn read(fields: Fields<'_>) -> Result<Reader> {
    Ok(Reader {
        id: ReaderId(fields.int("id")?),
        email: fields.word("email", |text| Email::parse(text).ok())?,
        key: fields.owned("key")?,
        standing: fields.word("standing", Standing::from_word)?,
        choice: fields.word("choice", Choice::from_word)?,
        wishes: read_wishes(fields)?,
        consent: Consent {
            asked: fields.time("asked")?,
            wording: fields.owned("wording")?,
            source: fields.owned("source")?,
            confirmed: fields.time_or_none("confirmed")?,
        },
        confirmation_sent: fields.time_or_none("confirmation_sent")?,
        ended: fields.time_or_none("ended")?,
        ended_why: fields.owned("ended_why")?,
    })
}

/// When a reader wants the edition, from the columns of their row.
pub(crate) fn read_wishes(fields: Fields<'_>) -> Result<Wishes> {
    let hour = fields.int_or_none("hour")?;
    let paused = fields.text_or_none("paused_until")?;
    Ok(Wishes {
        hour: hour.map(|hour| u16::try_from(hour).map_err(|_| fields.corrupt("hour"))).transpose()?,
        days: Days::from_bits(fields.int("days")?).ok_or_else(|| fields.corrupt("days"))?,
        quiet: fields.word("quiet", Quiet::from_word)?,
        specials: fields.flag("specials")?,
        paused_until: paused.map(|day| day.parse().map_err(|_| fields.corrupt("paused_until"))).transpose()?,
        heard: fields.time_or_none("heard")?,
    })
}

fn params(reader: &Reader) -> Vec<crate::db::Value> {
    Vec::from(values![
        reader.email.as_str(),
        reader.email.key(),
        &reader.key,
        reader.standing.word(),
        reader.choice.word(),
        reader.consent.asked,
        &reader.consent.wording,
        &reader.consent.source,
        reader.consent.confirmed,
        reader.confirmation_sent,
        reader.ended,
        &reader.ended_why,
        reader.email.domain(),
        reader.wishes.hour.map(i64::from),
        reader.wishes.days.bits(),
        reader.wishes.quiet.word(),
        reader.wishes.specials,
        reader.wishes.paused_until.map(|day| day.to_string()),
        reader.wishes.heard,
    ])
}

/// Stores a new reader; its id is ignored, the one given by the database comes back.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when the address or the key is there already.
pub async fn create(tx: &Tx, reader: &Reader) -> Result<Reader> {
    let row = certain(tx.row(&CREATE, &params(reader)).await?)?;
    Ok(Reader { id: ReaderId(row.of("readers").int("id")?), ..reader.clone() })
}

/// Stores a reader over the one with its id.
///
/// # Errors
/// As every write.
pub async fn save(tx: &Tx, reader: &Reader) -> Result<()> {
    let mut all = Vec::from(values![reader.id]);
    all.extend(params(reader));
    tx.run(&SAVE, &all).await?;
    Ok(())
}

async fn one(conn: &Conn, sql: &'static crate::db::Sql, param: crate::db::Value) -> Result<Option<Reader>> {
    conn.row(sql, &[param]).await?.map(|row| read(row.of("readers"))).transpose()
}

/// A reader by id.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: ReaderId) -> Result<Option<Reader>> {
    one(conn, &BY_ID, id.into()).await
}

/// A reader by the key that tokens name.
///
/// # Errors
/// As every read.
pub async fn by_key(conn: &Conn, key: &str) -> Result<Option<Reader>> {
    one(conn, &BY_KEY, key.into()).await
}

/// A reader by [`Email::key`].
///
/// # Errors
/// As every read.
pub async fn by_email_key(conn: &Conn, email_key: &str) -> Result<Option<Reader>> {
    one(conn, &BY_EMAIL, email_key.into()).await
}

/// Readers of every standing after one, by id: for exports.
///
/// # Errors
/// As every read.
pub async fn after(conn: &Conn, id: ReaderId, limit: usize) -> Result<Vec<Reader>> {
    conn.rows(&AFTER, &values![id, limit]).await?.iter().map(|row| read(row.of("readers"))).collect()
}

/// How many readers there are of each standing that occurs.
///
/// # Errors
/// As every read.
pub async fn count_by_standing(conn: &Conn) -> Result<Vec<(Standing, i64)>> {
    let rows = conn.rows(&COUNT, &[]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("readers");
            Ok((fields.word("standing", Standing::from_word)?, fields.int("readers")?))
        })
        .collect()
}

/// A reader follows an artist. `false`: they do already.
///
/// # Errors
/// As every write.
pub async fn follow(tx: &Tx, reader: ReaderId, artist: ArtistId) -> Result<bool> {
    Ok(tx.run(&FOLLOW, &values![reader, artist, tx.now()]).await? == 1)
}

/// A reader follows an artist no more.
///
/// # Errors
/// As every write.
pub async fn unfollow(tx: &Tx, reader: ReaderId, artist: ArtistId) -> Result<()> {
    tx.run(&UNFOLLOW, &values![reader, artist]).await?;
    Ok(())
}

/// Whom a reader follows.
///
/// # Errors
/// As every read.
pub async fn follows(conn: &Conn, reader: ReaderId) -> Result<Vec<Artist>> {
    let rows = conn.rows(&FOLLOWS, &values![reader]).await?;
    let ids = rows.iter().map(|row| row.of("follows").int("artist").map(ArtistId)).collect::<Result<Vec<_>>>()?;
    crate::artists::by_ids(conn, &ids).await
}

/// How many sign-ups there were, for budgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignUps {
    /// From anywhere.
    pub everywhere: i64,
    /// From the network.
    pub network: i64,
    /// For addresses of the domain.
    pub domain: i64,
}

/// Counts a sign-up, whatever came of it.
///
/// # Errors
/// As every write.
pub async fn record_signup(tx: &Tx, ip_key: &str, domain: &str) -> Result<()> {
    tx.run(&RECORD_SIGNUP, &values![tx.now(), ip_key, domain]).await?;
    Ok(())
}

/// The sign-ups since an instant: in all, of one network, for one domain.
///
/// # Errors
/// As every read.
pub async fn signups_since(conn: &Conn, ip_key: &str, domain: &str, since: Instant) -> Result<SignUps> {
    let row = certain(conn.row(&SIGNUPS, &values![since, ip_key, domain]).await?)?;
    let fields = row.of("signups");
    Ok(SignUps { everywhere: fields.int("everywhere")?, network: fields.int("network")?, domain: fields.int("domain")? })
}

/// Forgets who never confirmed: pending readers whose last confirmation was mailed before an instant. Gives how many.
///
/// # Errors
/// As every write.
pub async fn forget_pending(tx: &Tx, before: Instant) -> Result<u64> {
    let mut forgotten = 0;
    for row in tx.rows(&UNCONFIRMED, &values![before]).await? {
        forgotten += tx.run(&FORGET, &values![row.of("readers").int("id")?]).await?;
    }
    Ok(forgotten)
}

/// Forgets sign-ups before an instant.
///
/// # Errors
/// As every write.
pub async fn forget_signups(tx: &Tx, before: Instant) -> Result<()> {
    tx.run(&FORGET_SIGNUPS, &values![before]).await?;
    Ok(())
}
