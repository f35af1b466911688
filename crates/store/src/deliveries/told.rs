//! What the rows of letters tell.

use super::read;
use crate::db::{Conn, statements, values};
use crate::error::Result;
use domain::edition::{Delivery, Letter, Selection, Tally};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::time::Instant;

statements! {
    TALLY = "SELECT state, count(*) AS letters FROM deliveries WHERE edition = ?1 GROUP BY state
        UNION ALL SELECT state, letters FROM edition_erased WHERE edition = ?1 ORDER BY state";
    LIST = "SELECT reader, edition, selection, ahead, corrected, state, attempts, reply FROM deliveries WHERE edition = ?1 AND state = ?2 ORDER BY reader";
    PAGE = "SELECT d.reader, d.edition, d.selection, d.ahead, d.corrected, d.state, d.attempts, d.reply, r.email
        FROM deliveries AS d JOIN readers AS r ON r.id = d.reader WHERE d.edition = ?1 AND d.state = ?2 AND d.reader > ?3
        ORDER BY d.reader LIMIT ?4";
    REPLIES = "SELECT reply, count(*) AS letters FROM deliveries WHERE edition = ?1 AND state = ?2
        GROUP BY reply ORDER BY letters DESC, reply LIMIT ?3";
    // Edition by edition along the primary key: an index by reader would be a quarter of what a letter weighs.
    OF_READER = "SELECT reader, edition, selection, ahead, corrected, state, attempts, reply FROM deliveries
        WHERE edition IN (SELECT id FROM editions) AND reader = ?1 ORDER BY edition DESC LIMIT ?2";
    NEXT_DUE = "SELECT due FROM deliveries WHERE edition = ?1 AND state = 'deferred' ORDER BY due LIMIT 1";
    // Both name the condition of their index: of a million letters only those are read that ever were in doubt.
    SENT_AGAIN = "SELECT count(*) AS letters FROM deliveries WHERE edition = ?1 AND doubts > 0 AND state = 'accepted'";
    RESENDABLE = "SELECT count(*) AS letters FROM deliveries WHERE edition = ?1 AND state = 'in_doubt' AND doubts > 0 AND doubts = 1 AND selection & ?2 = 0";
}

/// How many letters in doubt may be sent once more.
///
/// # Errors
/// As every read.
pub async fn resendable(conn: &Conn, edition: EditionId, withdrawn: Selection) -> Result<i64> {
    let row = conn.row(&RESENDABLE, &values![edition, withdrawn.0]).await?;
    row.map_or(Ok(0), |row| row.of("deliveries").int("letters"))
}

/// How many accepted letters had been in doubt before: their readers may have two copies, the same to the byte.
///
/// # Errors
/// As every read.
pub async fn sent_again(conn: &Conn, edition: EditionId) -> Result<i64> {
    let row = conn.row(&SENT_AGAIN, &values![edition]).await?;
    row.map_or(Ok(0), |row| row.of("deliveries").int("letters"))
}

/// How the letters of an edition stand, those of erased readers among them.
///
/// # Errors
/// As every read.
pub async fn tally(conn: &Conn, edition: EditionId) -> Result<Tally> {
    let mut tally = Tally::default();
    for row in conn.rows(&TALLY, &values![edition]).await? {
        let fields = row.of("deliveries");
        tally.add(fields.word("state", Delivery::from_word)?, fields.int("letters")?);
    }
    Ok(tally)
}

/// The letters of an edition in a state, by reader.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, edition: EditionId, state: Delivery) -> Result<Vec<Letter>> {
    conn.rows(&LIST, &values![edition, state.word()]).await?.iter().map(|row| read(row.of("deliveries"))).collect()
}

/// Letters of an edition in a state with where they go, by reader, after one.
///
/// # Errors
/// As every read.
pub async fn page(conn: &Conn, edition: EditionId, state: Delivery, after: ReaderId, limit: usize) -> Result<Vec<(Letter, Email)>> {
    let rows = conn.rows(&PAGE, &values![edition, state.word(), after, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("deliveries");
            Ok((read(fields)?, fields.word("email", |text| Email::parse(text).ok())?))
        })
        .collect()
}

/// What servers said of the letters in a state, the most frequent reply first.
///
/// # Errors
/// As every read.
pub async fn replies(conn: &Conn, edition: EditionId, state: Delivery, limit: usize) -> Result<Vec<(String, i64)>> {
    let rows = conn.rows(&REPLIES, &values![edition, state.word(), limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("deliveries");
            Ok((fields.owned("reply")?, fields.int("letters")?))
        })
        .collect()
}

/// The newest letters to a reader, newest edition first.
///
/// # Errors
/// As every read.
pub async fn of_reader(conn: &Conn, reader: ReaderId, limit: usize) -> Result<Vec<Letter>> {
    conn.rows(&OF_READER, &values![reader, limit]).await?.iter().map(|row| read(row.of("deliveries"))).collect()
}

/// When the first deferred letter of an edition is due.
///
/// # Errors
/// As every read.
pub async fn next_due(conn: &Conn, edition: EditionId) -> Result<Option<Instant>> {
    conn.row(&NEXT_DUE, &values![edition]).await?.map(|row| row.of("deliveries").time("due")).transpose()
}
