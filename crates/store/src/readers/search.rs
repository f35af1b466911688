//! Readers as the desk looks for them: by filters, by the beginning of an address, counted, and day by day.

use super::{columns, read};
use crate::db::{Built, Conn, certain, statements, values};
use crate::error::Result;
use domain::id::{ArtistId, ReaderId};
use domain::reader::{Choice, Reader, Standing};
use domain::time::Instant;

statements! {
    BY_ADDRESS = (concat!("SELECT ", columns!(), " FROM readers WHERE email_key >= ?1 AND email_key < ?2 ORDER BY email_key LIMIT ?3"));
    BY_DOMAIN = (concat!("SELECT ", columns!(), " FROM readers WHERE domain >= ?1 AND domain < ?2 ORDER BY domain, email_key LIMIT ?3"));
    WISHES = "SELECT choice, count(*) AS readers FROM readers WHERE standing = 'active' GROUP BY choice ORDER BY choice";
    // Jumps from one source to the next along the index, however many readers each has.
    SOURCES = "WITH RECURSIVE found (source) AS (
            SELECT (SELECT source FROM readers WHERE source >= '' ORDER BY source LIMIT 1)
            UNION ALL SELECT (SELECT source FROM readers WHERE source > found.source ORDER BY source LIMIT 1) FROM found
            WHERE found.source IS NOT NULL)
        SELECT source FROM found WHERE source IS NOT NULL ORDER BY source LIMIT ?1";
    JOINED = "SELECT count(*) AS readers FROM readers WHERE confirmed >= ?1 AND confirmed < ?2";
    ENDED = "SELECT count(*) AS readers FROM readers WHERE ended >= ?1 AND ended < ?2";
    REASONS = "SELECT ended_why, count(*) AS readers FROM readers WHERE standing = ?1 AND ended IS NOT NULL
        GROUP BY ended_why ORDER BY readers DESC, ended_why LIMIT ?2";
    FOLLOWERS = "SELECT count(*) AS readers FROM follows WHERE artist = ?1";
}

/// What a list of readers asks for; everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReaderFilter {
    /// Of this standing.
    pub standing: Option<Standing>,
    /// Who chose this.
    pub choice: Option<Choice>,
    /// Who came this way.
    pub source: Option<String>,
    /// Who follow this artist.
    pub follows: Option<ArtistId>,
    /// Who came before this one.
    pub before: Option<ReaderId>,
}

impl ReaderFilter {
    fn list(&self, limit: usize) -> Built {
        let mut built = Built::new(
            concat!("SELECT ", columns!(), " FROM readers WHERE id < ?1"),
            &values![self.before.map_or(i64::MAX, |reader| reader.0)],
        );
        if let Some(standing) = self.standing {
            built.push(" AND standing = ?1", &values![standing.word()]);
        }
        if let Some(choice) = self.choice {
            built.push(" AND choice = ?1", &values![choice.word()]);
        }
        if let Some(source) = &self.source {
            built.push(" AND source = ?1", &values![source]);
        }
        if let Some(artist) = self.follows {
            built.push(" AND id IN (SELECT reader FROM follows WHERE artist = ?1)", &values![artist]);
        }
        built.push(" ORDER BY id DESC LIMIT ?1", &values![limit]);
        built
    }
}

/// Every shape of the list, for the tests that prepare and explain all statements.
#[cfg(test)]
pub(crate) fn all_filters() -> Vec<Built> {
    let mut all = Vec::new();
    for standing in [None, Some(Standing::Active)] {
        for choice in [None, Some(Choice::Both)] {
            for source in [None, Some("coupon".to_owned())] {
                for follows in [None, Some(ArtistId(1))] {
                    let source = source.clone();
                    all.push(ReaderFilter { standing, choice, source, follows, before: None }.list(10));
                }
            }
        }
    }
    all
}

/// The readers that a filter leaves, who came last first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, filter: &ReaderFilter, limit: usize) -> Result<Vec<Reader>> {
    conn.rows_built(&filter.list(limit)).await?.iter().map(|row| read(row.of("readers"))).collect()
}

/// Readers whose address begins with a text, by address; then those whose domain does. `begins` is folded as
/// [`domain::email::Email::key`] folds. Each half gives `limit` at most.
///
/// # Errors
/// As every read.
pub async fn beginning(conn: &Conn, begins: &str, limit: usize) -> Result<Vec<Reader>> {
    let mut found: Vec<Reader> = Vec::new();
    let halves = match begins.strip_prefix('@') {
        Some(domain) => vec![(&BY_DOMAIN, domain)],
        None => vec![(&BY_ADDRESS, begins), (&BY_DOMAIN, begins)],
    };
    for (sql, begins) in halves {
        // Above every text that begins so: addresses are ASCII.
        let end = format!("{begins}\u{10ffff}");
        for row in conn.rows(sql, &values![begins, end, limit]).await? {
            let reader = read(row.of("readers"))?;
            if found.iter().all(|other| other.id != reader.id) {
                found.push(reader);
            }
        }
    }
    Ok(found)
}

/// What active readers chose, each choice that occurs.
///
/// # Errors
/// As every read.
pub async fn count_by_choice(conn: &Conn) -> Result<Vec<(Choice, i64)>> {
    let rows = conn.rows(&WISHES, &[]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("readers");
            Ok((fields.word("choice", Choice::from_word)?, fields.int("readers")?))
        })
        .collect()
}

/// The ways readers came, in order, `limit` at most.
///
/// # Errors
/// As every read.
pub async fn sources(conn: &Conn, limit: usize) -> Result<Vec<String>> {
    conn.rows(&SOURCES, &values![limit]).await?.iter().map(|row| row.of("readers").owned("source")).collect()
}

/// How many confirmed and how many ended within a span of time, the end of it left out.
///
/// # Errors
/// As every read.
pub async fn movement(conn: &Conn, from: Instant, until: Instant) -> Result<(i64, i64)> {
    let joined = certain(conn.row(&JOINED, &values![from, until]).await?)?.of("readers").int("readers")?;
    let ended = certain(conn.row(&ENDED, &values![from, until]).await?)?.of("readers").int("readers")?;
    Ok((joined, ended))
}

/// Why readers of a standing are so, the most frequent reason first.
///
/// # Errors
/// As every read.
pub async fn reasons(conn: &Conn, standing: Standing, limit: usize) -> Result<Vec<(String, i64)>> {
    let rows = conn.rows(&REASONS, &values![standing.word(), limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("readers");
            Ok((fields.owned("ended_why")?, fields.int("readers")?))
        })
        .collect()
}

/// How many follow an artist.
///
/// # Errors
/// As every read.
pub async fn followers(conn: &Conn, artist: ArtistId) -> Result<i64> {
    certain(conn.row(&FOLLOWERS, &values![artist]).await?)?.of("follows").int("readers")
}
