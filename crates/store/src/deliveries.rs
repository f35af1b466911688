//! One row for every letter: the promise that none is forgotten and none is sent twice but in doubt (newsletter.md §5).
//!
//! A process holds letters under its epoch. Whatever a dead epoch had claimed is sent again without harm; whatever it
//! was dotting is in doubt. A letter that was in doubt once is never merely pending again.

mod freeze;
mod told;

pub(crate) use freeze::stray;
pub use freeze::{
    Freeze, Listener, addressed, audience, caught_up, first_heard, followed, freeze, freezing, had, had_today, has_hour, lock_audience,
    want_specials,
};
pub use told::{list, next_due, of_reader, page, replies, resendable, sent_again, tally};

use crate::db::{Conn, Fields, Row, Tx, json_ids, statements, values};
use crate::error::Result;
use domain::edition::{Contents, Delivery, InDoubt, Letter, Selection, State};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::reader::Standing;
use domain::time::Instant;

macro_rules! claimable {
    ($condition:literal, $order:literal, $lock:literal) => {
        concat!(
            "SELECT d.reader, d.edition, d.selection, d.ahead, d.corrected, d.state, d.attempts, d.reply, r.email, r.key, r.standing
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
        sqlite: claimable!("d.state = 'pending' AND d.reader > ?3", "d.reader", ""),
        postgres: claimable!("d.state = 'pending' AND d.reader > ?3", "d.reader", " FOR UPDATE OF d SKIP LOCKED"),
    };
    DEFERRED = {
        sqlite: claimable!("d.state = 'deferred' AND d.due <= ?3", "d.due, d.reader", ""),
        postgres: claimable!("d.state = 'deferred' AND d.due <= ?3", "d.due, d.reader", " FOR UPDATE OF d SKIP LOCKED"),
    };
    // Names the condition of the index on letters that ever were in doubt, as `RESENDABLE` does.
    DOUBTFUL = {
        sqlite: claimable!("d.state = 'in_doubt' AND d.doubts > 0 AND d.doubts = 1 AND d.selection & ?3 = 0", "d.reader", ""),
        postgres: claimable!("d.state = 'in_doubt' AND d.doubts > 0 AND d.doubts = 1 AND d.selection & ?3 = 0", "d.reader", " FOR UPDATE OF d SKIP LOCKED"),
    };
    OUTSTANDING = (claimable!("d.state IN ('pending', 'deferred') AND d.reader > ?3 AND r.standing = 'active'", "d.reader", ""));
    // A hold waits for the states that are being stored, and no state is stored after it: of a letter that was not dotting
    // when the hold was, no dot is sent.
    GOING = {
        sqlite: "SELECT state FROM editions WHERE id = ?1",
        postgres: "SELECT state FROM editions WHERE id = ?1 FOR SHARE",
    };
    // The row says what the letter carries: one that began after a withdrawal and came into doubt may be sent once more.
    CLAIM = "UPDATE deliveries SET state = 'claimed', epoch = ?2, attempts = attempts + 1, due = NULL, changed = ?3,
        selection = selection & ?5, ahead = ahead & ?5 WHERE edition = ?1 AND reader IN json_ids(?4)";
    SUPPRESS = "UPDATE deliveries SET state = 'suppressed', epoch = NULL, due = NULL, reply = ?4, changed = ?2
        WHERE edition = ?1 AND reader IN json_ids(?3)";
    // These two and `RECORD` say epoch and state so that only the primary key serves. By the index on letters in hand PostgreSQL
    // walked over every dead entry of it, 0.9 ms a letter: three quarters of what sending cost it.
    IN_HAND = "SELECT d.reader, r.standing FROM deliveries AS d JOIN readers AS r ON r.id = d.reader
        WHERE d.edition = ?1 AND d.reader IN json_ids(?3) AND d.epoch + 0 = ?2 AND d.state || '' = 'claimed' ORDER BY d.reader";
    DOT = "UPDATE deliveries SET state = 'dotting', changed = ?3
        WHERE edition = ?1 AND reader IN json_ids(?4) AND epoch + 0 = ?2 AND state || '' = 'claimed' RETURNING reader";
    RECORD = "UPDATE deliveries SET state = CASE WHEN ?4 = 'pending' AND doubts > 0 THEN 'in_doubt' ELSE ?4 END, reply = ?5, due = ?6, changed = ?7, epoch = NULL,
        doubts = doubts + CASE WHEN ?4 = 'in_doubt' THEN 1 ELSE 0 END
        WHERE edition = ?1 AND reader = ?2 AND epoch + 0 = ?3 AND state || '' IN ('claimed', 'dotting')";
    // Both name the condition of the index on letters in hand as it stands there: SQLite uses a partial index only so.
    REVIVE_CLAIMED = "UPDATE deliveries SET state = CASE WHEN doubts > 0 THEN 'in_doubt' ELSE 'pending' END, epoch = NULL, changed = ?1
        WHERE state = 'claimed' AND state IN ('claimed', 'dotting') AND (epoch IS NULL OR NOT epoch IN json_ids(?2))";
    REVIVE_DOTTING = "UPDATE deliveries SET state = 'in_doubt', epoch = NULL, doubts = doubts + 1, changed = ?1,
        reply = 'the process died between the final dot and the reply'
        WHERE state = 'dotting' AND state IN ('claimed', 'dotting') AND (epoch IS NULL OR NOT epoch IN json_ids(?2))";
    HOLD_DOUBTS = "UPDATE deliveries SET doubts = 2 WHERE edition = ?1 AND state IN ('in_doubt', 'dotting') AND doubts < 2";
    GIVE_UP = "UPDATE deliveries SET state = 'failed', due = NULL, changed = ?2,
        reply = 'given up: not taken within a day; last reply: ' || reply WHERE edition = ?1 AND state = 'deferred'";
    // What a person settled was not sent again: it is no second copy.
    SETTLE = "UPDATE deliveries SET state = ?3, reply = ?4, changed = ?5, doubts = CASE WHEN ?3 = 'accepted' THEN 0 ELSE doubts END
        WHERE edition = ?1 AND reader = ?2 AND state = 'in_doubt'";
}

/// Every list of statements of this module.
#[cfg(test)]
pub(crate) static FREEZE: &[(&str, &crate::db::Sql)] = freeze::ALL;
#[cfg(test)]
pub(crate) static TOLD: &[(&str, &crate::db::Sql)] = told::ALL;

/// A letter in hand, with what is needed to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The letter, claimed.
    pub letter: Letter,
    /// Where it goes.
    pub email: Email,
    /// The reader's key, for tokens.
    pub key: String,
    /// When it was taken in hand, if it was.
    pub since: Option<Instant>,
}

fn read(fields: Fields<'_>) -> Result<Letter> {
    Ok(Letter {
        edition: EditionId(fields.int("edition")?),
        reader: ReaderId(fields.int("reader")?),
        contents: Contents {
            selection: Selection(fields.int("selection")?),
            first: Selection(fields.int("ahead")?),
            corrected: Selection(fields.int("corrected")?),
        },
        state: fields.word("state", Delivery::from_word)?,
        attempts: fields.int("attempts")?,
        reply: fields.owned("reply")?,
    })
}

/// Which letters are taken in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// At most so many.
    pub limit: usize,
    /// What becomes of letters in doubt.
    pub in_doubt: InDoubt,
    /// The stories that were withdrawn: who would get nothing else gets nothing, and what is in doubt with one of them is
    /// not sent again.
    pub withdrawn: Selection,
    /// Letters not begun are looked for after this reader; `None`: there are no more. Begin with reader 0.
    pub after: Option<ReaderId>,
}

/// Takes letters in hand: those not begun, then deferred ones that are due, then, where the paper wants that, those in
/// doubt that were sent once. Letters to readers who are active no more are marked suppressed and not given. The next ones
/// are found after those that were taken: no index of a million letters is kept for that alone.
///
/// # Errors
/// As every write.
pub async fn claim(tx: &Tx, edition: EditionId, epoch: i64, wanted: &mut Wanted) -> Result<Vec<Claimed>> {
    let limit = wanted.limit;
    let mut rows = pending(tx, edition, wanted).await?;
    if rows.len() < limit {
        rows.extend(tx.rows(&DEFERRED, &values![edition, limit - rows.len(), tx.now()]).await?);
    }
    if rows.len() < limit && wanted.in_doubt == InDoubt::Again {
        rows.extend(tx.rows(&DOUBTFUL, &values![edition, limit - rows.len(), wanted.withdrawn.0]).await?);
    }
    let (active, gone) = by_standing(&rows);
    suppress(tx, edition, &readers_of(&gone)?, LEFT).await?;
    let mut claimed = Vec::with_capacity(active.len());
    let mut empty = Vec::new();
    for row in active {
        let letter = read_claimed(row, wanted.withdrawn, Some(tx.now()))?;
        if letter.letter.contents.selection.is_empty() {
            empty.push(letter.letter.reader.0);
        } else {
            claimed.push(letter);
        }
    }
    suppress(tx, edition, &empty, "its stories were withdrawn").await?;
    let readers = json_ids(claimed.iter().map(|one| one.letter.reader.0));
    tx.run(&CLAIM, &values![edition, epoch, tx.now(), readers, !wanted.withdrawn.0]).await?;
    Ok(claimed)
}

/// Letters not begun. Behind the last one it is looked once more from the first: another process may have given some back.
async fn pending(tx: &Tx, edition: EditionId, wanted: &mut Wanted) -> Result<Vec<Row>> {
    let Some(after) = wanted.after else { return Ok(Vec::new()) };
    let mut rows = tx.rows(&PENDING, &values![edition, wanted.limit, after]).await?;
    if rows.is_empty() && after > ReaderId(0) {
        rows = tx.rows(&PENDING, &values![edition, wanted.limit, ReaderId(0)]).await?;
    }
    wanted.after = rows.last().map(|row| row.of("deliveries").int("reader").map(ReaderId)).transpose()?;
    Ok(rows)
}

/// Letters that are still to be sent, by reader, as [`claim`] would give them; nothing is taken in hand.
///
/// # Errors
/// As every read.
pub async fn outstanding(conn: &Conn, edition: EditionId, wanted: Wanted) -> Result<Vec<Claimed>> {
    let Some(after) = wanted.after else { return Ok(Vec::new()) };
    let rows = conn.rows(&OUTSTANDING, &values![edition, wanted.limit, after]).await?;
    rows.iter().map(|row| read_claimed(row, wanted.withdrawn, None)).collect()
}

/// Why a letter that was prepared is not sent, as its row says.
pub const LEFT: &str = "left before the letter began";

fn by_standing(rows: &[Row]) -> (Vec<&Row>, Vec<&Row>) {
    rows.iter().partition(|row| row.of("readers").word("standing", Standing::from_word).ok() == Some(Standing::Active))
}

fn read_claimed(row: &Row, withdrawn: Selection, since: Option<Instant>) -> Result<Claimed> {
    let fields = row.of("deliveries");
    let letter = read(fields)?;
    let contents = letter.contents.without(withdrawn);
    Ok(Claimed {
        letter: Letter { contents, state: Delivery::Claimed, attempts: letter.attempts + 1, ..letter },
        email: fields.word("email", |text| Email::parse(text).ok())?,
        key: fields.owned("key")?,
        since,
    })
}

fn readers_of(rows: &[&Row]) -> Result<Vec<i64>> {
    rows.iter().map(|row| row.of("deliveries").int("reader")).collect()
}

async fn suppress(tx: &Tx, edition: EditionId, readers: &[i64], why: &str) -> Result<()> {
    if !readers.is_empty() {
        tx.run(&SUPPRESS, &values![edition, tx.now(), json_ids(readers.iter().copied()), why]).await?;
    }
    Ok(())
}

/// How the reader of a letter stands, when the letter is still in the hand of `epoch`; `None` when it is not.
///
/// # Errors
/// As every read.
pub async fn in_hand(conn: &Conn, edition: EditionId, epoch: i64, reader: ReaderId) -> Result<Option<Standing>> {
    let row = conn.row(&IN_HAND, &values![edition, epoch, json_ids([reader.0])]).await?;
    row.map(|row| row.of("readers").word("standing", Standing::from_word)).transpose()
}

/// Which final dots may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dotted {
    /// The edition is held: none may.
    pub held: bool,
    /// The readers whose dot may be sent, by id.
    pub readers: Vec<ReaderId>,
}

/// Says that the final dots of these letters are about to be sent. Commit before sending one. A letter that is not among
/// those given must be broken off: it is not in the hand of `epoch` any more, or its reader left meanwhile.
///
/// # Errors
/// As every write.
pub async fn dotting(tx: &Tx, edition: EditionId, epoch: i64, readers: &[ReaderId]) -> Result<Dotted> {
    let state = tx.row(&GOING, &values![edition]).await?.map(|row| row.of("editions").word("state", State::from_word)).transpose()?;
    if state != Some(State::Sending) {
        return Ok(Dotted { held: true, readers: Vec::new() });
    }
    let rows = tx.rows(&IN_HAND, &values![edition, epoch, json_ids(readers.iter().map(|id| id.0))]).await?;
    let (active, gone) = by_standing(&rows);
    suppress(tx, edition, &readers_of(&gone)?, LEFT).await?;
    let rows = tx.rows(&DOT, &values![edition, epoch, tx.now(), json_ids(readers_of(&active)?)]).await?;
    let mut readers = rows.iter().map(|row| row.of("deliveries").int("reader").map(ReaderId)).collect::<Result<Vec<_>>>()?;
    readers.sort_unstable();
    Ok(Dotted { held: false, readers })
}

/// What became of a letter that `epoch` has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whose letter.
    pub reader: ReaderId,
    /// Accepted, deferred, failed, in doubt; suppressed, when its reader left before it began; or pending again, when nothing
    /// was begun.
    pub state: Delivery,
    /// The reply of the next hop.
    pub reply: String,
    /// When a deferred one is tried again.
    pub due: Option<Instant>,
}

/// Stores what became of letters. Of one that is not in the hand of `epoch`, nothing is stored.
///
/// # Errors
/// As every write.
pub async fn record(tx: &Tx, edition: EditionId, epoch: i64, outcomes: &[Outcome]) -> Result<()> {
    let row = |one: &Outcome| Vec::from(values![edition, one.reader, epoch, one.state.word(), &one.reply, one.due, tx.now()]);
    tx.run_many(&RECORD, &outcomes.iter().map(row).collect::<Vec<_>>()).await
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

/// Sends no letter again by itself that is in doubt now, or comes to be that was at its dot: what is put together from now on
/// has other bytes.
///
/// # Errors
/// As every write.
pub async fn hold_doubts(tx: &Tx, edition: EditionId) -> Result<()> {
    tx.run(&HOLD_DOUBTS, &values![edition]).await?;
    Ok(())
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
