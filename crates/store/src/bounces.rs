//! What came back: bounces and complaints about letters, as they were told.

use crate::db::{Built, Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::bounce::Kind;
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO bounces (at, reader, edition, kind, status, reason, via, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (seen) DO NOTHING";
    OF_READER = "SELECT id, at, reader, edition, kind, status, reason, via FROM bounces WHERE reader = ?1 ORDER BY id DESC LIMIT ?2";
    OF_EDITION = "SELECT kind, status, max(reason) AS reason, count(*) AS letters FROM bounces WHERE edition = ?1 AND via <> ?3
        GROUP BY kind, status ORDER BY letters DESC, kind, status LIMIT ?2";
    SOFT = "SELECT at FROM bounces WHERE reader = ?1 AND kind = 'soft' ORDER BY id DESC LIMIT ?2";
    SOFT_SINCE = "SELECT reader, count(*) AS letters FROM bounces WHERE kind = 'soft' AND at >= ?1 AND reader IS NOT NULL
        GROUP BY reader HAVING count(*) >= ?2 ORDER BY reader LIMIT ?3";
}

/// Something that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// Ours.
    pub id: i64,
    /// When it was taken.
    pub at: Instant,
    /// Whose letter; none once they were erased.
    pub reader: Option<ReaderId>,
    /// Of which edition, when it says so; none for service mails too.
    pub edition: Option<EditionId>,
    /// What it means.
    pub kind: Kind,
    /// `5.1.1`; empty when there was none, as for a complaint.
    pub status: String,
    /// The server's words without addresses, or the kind of complaint.
    pub reason: String,
    /// The way it came: `imap`, `smtp`, the relay, or [`VIA_REPLY`].
    pub via: String,
}

fn read(fields: Fields<'_>) -> Result<Bounce> {
    Ok(Bounce {
        id: fields.int("id")?,
        at: fields.time("at")?,
        reader: fields.int_or_none("reader")?.map(ReaderId),
        edition: fields.int_or_none("edition")?.map(EditionId),
        kind: fields.word("kind", Kind::from_word)?,
        status: fields.owned("status")?,
        reason: fields.owned("reason")?,
        via: fields.owned("via")?,
    })
}

/// Writes one down; its id and instant are ignored. `false`: something of the same `seen` stands there already.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, bounce: &Bounce, seen: &str) -> Result<bool> {
    let params = values![tx.now(), bounce.reader, bounce.edition, bounce.kind.word(), &bounce.status, &bounce.reason, &bounce.via, seen];
    Ok(tx.run(&PUT, &params).await? == 1)
}

/// What came back of a reader's letters, the newest first.
///
/// # Errors
/// As every read.
pub async fn of_reader(conn: &Conn, reader: ReaderId, limit: usize) -> Result<Vec<Bounce>> {
    conn.rows(&OF_READER, &values![reader, limit]).await?.iter().map(|row| read(row.of("bounces"))).collect()
}

/// How much of one sort came back of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// What it means.
    pub kind: Kind,
    /// The status; may be empty.
    pub status: String,
    /// What one of the servers said.
    pub reason: String,
    /// How many letters.
    pub letters: i64,
}

/// The way of what was said to us when we offered the letter: it never left, and is counted among the letters refused.
pub const VIA_REPLY: &str = "reply";

/// What came back of an edition after it was taken, the most frequent sort first.
///
/// # Errors
/// As every read.
pub async fn of_edition(conn: &Conn, edition: EditionId, limit: usize) -> Result<Vec<Sum>> {
    let rows = conn.rows(&OF_EDITION, &values![edition, limit, VIA_REPLY]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("bounces");
            Ok(Sum {
                kind: fields.word("kind", Kind::from_word)?,
                status: fields.owned("status")?,
                reason: fields.owned("reason")?,
                letters: fields.int("letters")?,
            })
        })
        .collect()
}

/// When a reader's letters last came back softly, the newest first.
///
/// # Errors
/// As every read.
pub async fn softs(conn: &Conn, reader: ReaderId, limit: usize) -> Result<Vec<Instant>> {
    conn.rows(&SOFT, &values![reader, limit]).await?.iter().map(|row| row.of("bounces").time("at")).collect()
}

/// Readers of whom at least `letters` came back softly since an instant.
///
/// # Errors
/// As every read.
pub async fn soft_since(conn: &Conn, since: Instant, letters: usize, limit: usize) -> Result<Vec<ReaderId>> {
    let rows = conn.rows(&SOFT_SINCE, &values![since, letters, limit]).await?;
    rows.iter().map(|row| row.of("bounces").int("reader").map(ReaderId)).collect()
}

/// What a list asks for; everything that is set must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this edition.
    pub edition: Option<EditionId>,
    /// Written down before this one.
    pub before: Option<i64>,
}

impl Filter {
    fn list(self, limit: usize) -> Built {
        let mut built = Built::new(
            "SELECT b.id, b.at, b.reader, b.edition, b.kind, b.status, b.reason, b.via, r.email
                FROM bounces AS b LEFT JOIN readers AS r ON r.id = b.reader WHERE b.id < ?1",
            &values![self.before.unwrap_or(i64::MAX)],
        );
        if let Some(kind) = self.kind {
            built.push(" AND b.kind = ?1", &values![kind.word()]);
        }
        if let Some(edition) = self.edition {
            built.push(" AND b.edition = ?1", &values![edition]);
        }
        built.push(" ORDER BY b.id DESC LIMIT ?1", &values![limit]);
        built
    }
}

/// Every shape of the list, for the tests that prepare and explain all statements.
#[cfg(test)]
pub(crate) fn all_filters() -> Vec<Built> {
    let mut all = Vec::new();
    for kind in [None, Some(Kind::Hard)] {
        for edition in [None, Some(EditionId(1))] {
            all.push(Filter { kind, edition, before: None }.list(10));
        }
    }
    all
}

/// What came back, the newest first, each with the reader's address while there is one.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, filter: Filter, limit: usize) -> Result<Vec<(Bounce, Option<Email>)>> {
    let rows = conn.rows_built(&filter.list(limit)).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("bounces");
            let email = match fields.text_or_none("email")? {
                Some(text) => Some(Email::parse(text).map_err(|_| fields.corrupt("email"))?),
                None => None,
            };
            Ok((read(fields)?, email))
        })
        .collect()
}
