//! Where else artists are: addresses on the web.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::change::ChangeKind;
use domain::id::ArtistId;

statements! {
    OF = "SELECT artist, url FROM artist_links WHERE artist = ?1 ORDER BY position";
    CLEAR = "DELETE FROM artist_links WHERE artist = ?1";
    PUT = "INSERT INTO artist_links (artist, position, url) VALUES (?1, ?2, ?3)";
}

/// An artist's addresses, in their order.
///
/// # Errors
/// As every read.
pub async fn of(conn: &Conn, artist: ArtistId) -> Result<Vec<String>> {
    conn.rows(&OF, &values![artist]).await?.iter().map(|row| row.of("artist_links").owned("url")).collect()
}

/// Stores an artist's addresses in the place of those before.
///
/// # Errors
/// As every write.
pub async fn replace(tx: &Tx, artist: ArtistId, addresses: &[String]) -> Result<()> {
    tx.run(&CLEAR, &values![artist]).await?;
    let rows: Vec<_> = addresses.iter().enumerate().map(|(place, url)| Vec::from(values![artist, place, url])).collect();
    tx.run_many(&PUT, &rows).await?;
    tx.change(ChangeKind::Artist, artist.0);
    Ok(())
}
