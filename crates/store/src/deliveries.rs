//! One row for every letter: the promise that none is forgotten and none is sent twice but in doubt (newsletter.md §5).
//!
//! A process holds letters under its epoch. Whatever a dead epoch had claimed is sent again without harm; whatever it
//! was dotting is in doubt.

mod freeze;

pub use freeze::{Freeze, audience, followed, freeze, freezing};

use crate::db::{Conn, Fields, Row, Tx, json_ids, statements, values};
use crate::error::Result;
use domain::edition::{Contents, Delivery, Letter, Selection, Tally};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::reader::Standing;
use domain::time::Instant;

macro_rules! claimable {
    ($condition:literal, $order:literal, $lock:literal) => {
        concat!(
            "SELECT d.reader, d.edition, d.selection, d.ahead, d.state, d.attempts, d.reply, r.email, r.key, r.standing
                FROM deliveries AS d JOIN readers AS r ON r.id = d.reader WHERE d.edition = ?1 AND ",
            $condition,
            " ORDER BY ",
            $order,
            " LIMIT ?2",
            $lock
        )
    };
}

statements! {
    PENDING = {
        sqlite: claimable!("d.state = 'pending'", "d.reader", ""),
        postgres: claimable!("d.state = 'pending'", "d.reader", " FOR UPDATE OF d SKIP LOCKED"),
    };
    DEFERRED = {
        sqlite: claimable!("d.state = 'deferred' AND d.due <= ?3", "d.due, d.reader", ""),
        postgres: claimable!("d.state = 'deferred' AND d.due <= ?3", "d.due, d.reader", " FOR UPDATE OF d SKIP LOCKED"),
    };
    CLAIM = "UPDATE deliveries SET state = 'claimed', epoch = ?2, attempts = attempts + 1, due = NULL, changed = ?3
        WHERE edition = ?1 AND reader IN json_ids(?4)";
    SUPPRESS = "UPDATE deliveries SET state = 'suppressed', epoch = NULL, due = NULL, reply = 'left before the letter began', changed = ?2
        WHERE edition = ?1 AND reader IN json_ids(?3)";
    IN_HAND = "SELECT d.reader, r.standing FROM deliveries AS d JOIN readers AS r ON r.id = d.reader
        WHERE d.edition = ?1 AND d.epoch = ?2 AND d.state = 'claimed' AND d.reader IN json_ids(?3) ORDER BY d.reader";
    DOT = "UPDATE deliveries SET state = 'dotting', changed = ?3
        WHERE edition = ?1 AND epoch = ?2 AND state = 'claimed' AND reader IN json_ids(?4) RETURNING reader";
    RECORD = "UPDATE deliveries SET state = ?4, reply = ?5, due = ?6, changed = ?7, epoch = NULL,
        doubts = doubts + CASE WHEN ?4 = 'in_doubt' THEN 1 ELSE 0 END
        WHERE edition = ?1 AND reader = ?2 AND epoch = ?3 AND state IN ('claimed', 'dotting')";
    // Both name the condition of the index on letters in hand as it stands there: SQLite uses a partial index only so.
    REVIVE_CLAIMED = "UPDATE deliveries SET state = 'pending', epoch = NULL, changed = ?1
        WHERE state = 'claimed' AND state IN ('claimed', 'dotting') AND (epoch IS NULL OR NOT epoch IN json_ids(?2))";
    REVIVE_DOTTING = "UPDATE deliveries SET state = 'in_doubt', epoch = NULL, doubts = doubts + 1, changed = ?1,
        reply = 'the process died between the final dot and the reply'
        WHERE state = 'dotting' AND state IN ('claimed', 'dotting') AND (epoch IS NULL OR NOT epoch IN json_ids(?2))";
    GIVE_UP = "UPDATE deliveries SET state = 'failed', due = NULL, changed = ?2,
        reply = 'given up: not taken within a day; last reply: ' || reply WHERE edition = ?1 AND state = 'deferred'";
    SETTLE = "UPDATE deliveries SET state = ?3, reply = ?4, changed = ?5 WHERE edition = ?1 AND reader = ?2 AND state = 'in_doubt'";
    TALLY = "SELECT state, count(*) AS letters FROM deliveries WHERE edition = ?1 GROUP BY state
        UNION ALL SELECT state, letters FROM edition_erased WHERE edition = ?1 ORDER BY state";
    LIST = "SELECT reader, edition, selection, ahead, state, attempts, reply FROM deliveries WHERE edition = ?1 AND state = ?2 ORDER BY reader";
    PAGE = "SELECT d.reader, d.edition, d.selection, d.ahead, d.state, d.attempts, d.reply, r.email
        FROM deliveries AS d JOIN readers AS r ON r.id = d.reader WHERE d.edition = ?1 AND d.state = ?2 AND d.reader > ?3
        ORDER BY d.reader LIMIT ?4";
    REPLIES = "SELECT reply, count(*) AS letters FROM deliveries WHERE edition = ?1 AND state = ?2
        GROUP BY reply ORDER BY letters DESC, reply LIMIT ?3";
    OF_READER = "SELECT reader, edition, selection, ahead, state, attempts, reply FROM deliveries WHERE reader = ?1 ORDER BY edition DESC LIMIT ?2";
    NEXT_DUE = "SELECT due FROM deliveries WHERE edition = ?1 AND state = 'deferred' ORDER BY due LIMIT 1";
}

/// Every list of statements of this module.
#[cfg(test)]
pub(crate) static FREEZE: &[(&str, &crate::db::Sql)] = freeze::ALL;

/// A letter in hand, with what is needed to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The letter, claimed.
    pub letter: Letter,
    /// Where it goes.
    pub email: Email,
    /// The reader's key, for tokens.
    pub key: String,
}

fn read(fields: Fields<'_>) -> Result<Letter> {
    Ok(Letter {
        edition: EditionId(fields.int("edition")?),
        reader: ReaderId(fields.int("reader")?),
        contents: Contents { selection: Selection(fields.int("selection")?), first: Selection(fields.int("ahead")?) },
        state: fields.word("state", Delivery::from_word)?,
        attempts: fields.int("attempts")?,
        reply: fields.owned("reply")?,
    })
}

/// Takes up to `limit` letters in hand: those not begun, then deferred ones that are due. Letters to readers who are
/// active no more are marked suppressed and not given.
///
/// # Errors
/// As every write.
pub async fn claim(tx: &Tx, edition: EditionId, epoch: i64, limit: usize) -> Result<Vec<Claimed>> {
    let mut rows = tx.rows(&PENDING, &values![edition, limit]).await?;
    if rows.len() < limit {
        rows.extend(tx.rows(&DEFERRED, &values![edition, limit - rows.len(), tx.now()]).await?);
    }
    let (active, gone): (Vec<&Row>, Vec<&Row>) =
        rows.iter().partition(|row| row.of("deliveries").word("standing", Standing::from_word).ok() == Some(Standing::Active));
    suppress(tx, edition, &readers_of(&gone)?).await?;
    tx.run(&CLAIM, &values![edition, epoch, tx.now(), json_ids(readers_of(&active)?)]).await?;
    active.into_iter().map(read_claimed).collect()
}

fn read_claimed(row: &Row) -> Result<Claimed> {
    let fields = row.of("deliveries");
    let letter = read(fields)?;
    Ok(Claimed {
        letter: Letter { state: Delivery::Claimed, attempts: letter.attempts + 1, ..letter },
        email: fields.word("email", |text| Email::parse(text).ok())?,
        key: fields.owned("key")?,
    })
}

fn readers_of(rows: &[&Row]) -> Result<Vec<i64>> {
    rows.iter().map(|row| row.of("deliveries").int("reader")).collect()
}

async fn suppress(tx: &Tx, edition: EditionId, readers: &[i64]) -> Result<()> {
    if !readers.is_empty() {
        tx.run(&SUPPRESS, &values![edition, tx.now(), json_ids(readers.iter().copied())]).await?;
    }
    Ok(())
}

/// Says that the final dots of these letters are about to be sent. Commit before sending one. Gives the readers whose
/// dot may be sent: a letter that is not in the hand of `epoch` any more, or whose reader left meanwhile, must be
/// broken off instead.
///
/// # Errors
/// As every write.
pub async fn dotting(tx: &Tx, edition: EditionId, epoch: i64, readers: &[ReaderId]) -> Result<Vec<ReaderId>> {
    let rows = tx.rows(&IN_HAND, &values![edition, epoch, json_ids(readers.iter().map(|id| id.0))]).await?;
    let (active, gone): (Vec<&Row>, Vec<&Row>) =
        rows.iter().partition(|row| row.of("readers").word("standing", Standing::from_word).ok() == Some(Standing::Active));
    suppress(tx, edition, &readers_of(&gone)?).await?;
    let rows = tx.rows(&DOT, &values![edition, epoch, tx.now(), json_ids(readers_of(&active)?)]).await?;
    let mut dotted = rows.iter().map(|row| row.of("deliveries").int("reader").map(ReaderId)).collect::<Result<Vec<_>>>()?;
    dotted.sort_unstable();
    Ok(dotted)
}

/// What became of a letter that `epoch` has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whose letter.
    pub reader: ReaderId,
    /// Accepted, deferred, failed, in doubt; or pending again, when nothing was begun.
    pub state: Delivery,
    /// The reply of the next hop.
    pub reply: String,
    /// When a deferred one is tried again.
    pub due: Option<Instant>,
}

/// Stores what became of a letter. `false`: it is not in the hand of `epoch`, and nothing was stored.
///
/// # Errors
/// As every write.
pub async fn record(tx: &Tx, edition: EditionId, epoch: i64, outcome: &Outcome) -> Result<bool> {
    let params = values![edition, outcome.reader, epoch, outcome.state.word(), &outcome.reply, outcome.due, tx.now()];
    Ok(tx.run(&RECORD, &params).await? == 1)
}

/// Takes up what dead processes left: claimed letters are pending again, dotting ones are in doubt. Gives how many of
/// each.
///
/// # Errors
/// As every write.
pub async fn revive(tx: &Tx, live_epochs: &[i64]) -> Result<(u64, u64)> {
    let live = json_ids(live_epochs.iter().copied());
    let claimed = tx.run(&REVIVE_CLAIMED, &values![tx.now(), live.clone()]).await?;
    let dotting = tx.run(&REVIVE_DOTTING, &values![tx.now(), live]).await?;
    Ok((claimed, dotting))
}

/// Gives up every deferred letter of an edition: yesterday's paper is not delivered today. Gives how many.
///
/// # Errors
/// As every write.
pub async fn give_up(tx: &Tx, edition: EditionId) -> Result<u64> {
    tx.run(&GIVE_UP, &values![edition, tx.now()]).await
}

/// A person decides about a letter in doubt. `false`: it is not in doubt.
///
/// # Errors
/// As every write.
pub async fn settle(tx: &Tx, edition: EditionId, reader: ReaderId, state: Delivery, reply: &str) -> Result<bool> {
    Ok(tx.run(&SETTLE, &values![edition, reader, state.word(), reply, tx.now()]).await? == 1)
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
