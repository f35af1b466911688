//! What readers did by an edition's letters: sums, and follows that wait for their mailbox's yes.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::edition::Answers;
use domain::id::{ArtistId, EditionId, ReaderId};

statements! {
    COUNT = "INSERT INTO edition_answers (edition, what, readers) VALUES (?1, ?2, 1)
        ON CONFLICT (edition, what) DO UPDATE SET readers = edition_answers.readers + 1";
    SUMS = "SELECT what, readers FROM edition_answers WHERE edition = ?1 ORDER BY what";
    ASK = "INSERT INTO follow_asks (reader, artist, edition) VALUES (?1, ?2, ?3)
        ON CONFLICT (reader, artist) DO UPDATE SET edition = excluded.edition";
    TAKE = "DELETE FROM follow_asks WHERE reader = ?1 AND artist = ?2 RETURNING edition";
}

const LEFT: &str = "left";
const FOLLOWED: &str = "followed";

/// One more reader left by an edition.
///
/// # Errors
/// As every write.
pub async fn count_left(tx: &Tx, edition: EditionId) -> Result<()> {
    tx.run(&COUNT, &values![edition, LEFT]).await?;
    Ok(())
}

/// One more follow was made by an edition's link.
///
/// # Errors
/// As every write.
pub async fn count_followed(tx: &Tx, edition: EditionId) -> Result<()> {
    tx.run(&COUNT, &values![edition, FOLLOWED]).await?;
    Ok(())
}

/// What readers did by an edition.
///
/// # Errors
/// As every read.
pub async fn answers(conn: &Conn, edition: EditionId) -> Result<Answers> {
    let mut answers = Answers::default();
    for row in conn.rows(&SUMS, &values![edition]).await? {
        let fields = row.of("edition_answers");
        let readers = fields.int("readers")?;
        match fields.text("what")? {
            LEFT => answers.left = readers,
            FOLLOWED => answers.followed = readers,
            _ => return Err(fields.corrupt("what")),
        }
    }
    Ok(answers)
}

/// Notes that a follow was asked for by an edition's link, until it is made.
///
/// # Errors
/// As every write.
pub async fn ask_follow(tx: &Tx, reader: ReaderId, artist: ArtistId, edition: EditionId) -> Result<()> {
    tx.run(&ASK, &values![reader, artist, edition]).await?;
    Ok(())
}

/// The edition by whose link a follow was asked for that is made now.
///
/// # Errors
/// As every write.
pub async fn take_follow(tx: &Tx, reader: ReaderId, artist: ArtistId) -> Result<Option<EditionId>> {
    tx.row(&TAKE, &values![reader, artist]).await?.map(|row| row.of("follow_asks").int("edition").map(EditionId)).transpose()
}
