//! By which alphabet artists are sorted, and sorting them by another.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::id::ArtistId;

statements! {
    GET = "SELECT stamp, after_artist FROM alphabet WHERE id = 1";
    SET = "INSERT INTO alphabet (id, stamp, after_artist) VALUES (1, ?1, ?2)
        ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp, after_artist = excluded.after_artist";
    NAMES = "SELECT id, sort_name FROM artists WHERE id > ?1 ORDER BY id LIMIT ?2";
    SORT = "UPDATE artists SET sort_key = ?2, letter = ?3 WHERE id = ?1 AND (sort_key <> ?2 OR letter <> ?3)";
}

/// How far artists are sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sorted {
    /// By which alphabet; empty: by none that is known.
    pub stamp: String,
    /// After which artist the sorting anew goes on; none: all of them are sorted so.
    pub after: Option<ArtistId>,
}

/// How far artists are sorted, and by which alphabet.
///
/// # Errors
/// As every read.
pub async fn sorted(conn: &Conn) -> Result<Sorted> {
    let Some(row) = conn.row(&GET, &[]).await? else { return Ok(Sorted::default()) };
    let fields = row.of("alphabet");
    let after = fields.int("after_artist")?;
    Ok(Sorted { stamp: fields.owned("stamp")?, after: (after > 0).then_some(ArtistId(after)) })
}

/// Notes how far artists are sorted.
///
/// # Errors
/// As every write.
pub async fn set_sorted(tx: &Tx, sorted: &Sorted) -> Result<()> {
    tx.run(&SET, &values![&sorted.stamp, sorted.after.map_or(0, |after| after.0)]).await?;
    Ok(())
}

/// The sort names of artists after one, by id, merged ones too.
///
/// # Errors
/// As every read.
pub async fn sort_names(conn: &Conn, after: ArtistId, limit: usize) -> Result<Vec<(ArtistId, String)>> {
    let rows = conn.rows(&NAMES, &values![after, limit]).await?;
    rows.iter().map(|row| Ok((ArtistId(row.of("artists").int("id")?), row.of("artists").owned("sort_name")?))).collect()
}

/// Stores the key by which each of some artists is sorted, and its letter.
///
/// # Errors
/// As every write.
pub async fn sort(tx: &Tx, places: &[(ArtistId, String, String)]) -> Result<()> {
    let rows: Vec<_> = places.iter().map(|(artist, key, letter)| Vec::from(values![*artist, key, letter])).collect();
    tx.run_many(&SORT, &rows).await
}
