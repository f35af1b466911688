//! Artists as the desk lists them.

use super::index::letters_of;
use crate::db::{Conn, Row, json_ids, statements, values};
use crate::error::Result;
use domain::artist::ArtistKind;
use domain::id::ArtistId;
use domain::slug::Slug;

macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT id, slug, name, disambiguation, kind, letter, sort_key,
            (SELECT count(*) FROM story_artists WHERE story_artists.artist = artists.id) AS stories,
            (SELECT count(*) FROM follows WHERE follows.artist = artists.id) AS followers
            FROM artists WHERE merged_into IS NULL ",
            $rest
        )
    };
}

statements! {
    BY_IDS = (listed!("AND id IN json_ids(?1) ORDER BY id"));
    OF_LETTER = (listed!("AND letter = ?1 AND (sort_key, id) > (?2, ?3) ORDER BY sort_key, id LIMIT ?4"));
    EVERYBODY = (listed!("AND (sort_key, id) > (?1, ?2) ORDER BY sort_key, id LIMIT ?3"));
    WITHOUT = (listed!("AND (sort_key, id) > (?1, ?2)
        AND NOT EXISTS (SELECT 1 FROM story_artists WHERE story_artists.artist = artists.id) ORDER BY sort_key, id LIMIT ?3"));
    LETTERS = (letters_of!("TRUE"));
    PLACE = "SELECT sort_key, id FROM artists WHERE id = ?1";
    DROP_MEMBERSHIP = "DELETE FROM memberships WHERE group_id = ?1 AND member = ?2";
}

/// An artist in a list of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: ArtistId,
    /// The word in the address.
    pub slug: Slug,
    /// The name.
    pub name: String,
    /// Tells artists of the same name apart.
    pub disambiguation: String,
    /// Person, group, other.
    pub kind: ArtistKind,
    /// Stories that speak of them, in any state.
    pub stories: i64,
    /// Readers who follow them.
    pub followers: i64,
}

/// Which artists are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wanted {
    /// Everybody.
    #[default]
    All,
    /// Of a letter, as the paper's alphabet has it: `a`, or `#`.
    Letter(String),
    /// Of whom no story speaks.
    WithoutStories,
}

fn read(row: &Row) -> Result<Listed> {
    let fields = row.of("artists");
    Ok(Listed {
        id: ArtistId(fields.int("id")?),
        slug: fields.slug("slug")?,
        name: fields.owned("name")?,
        disambiguation: fields.owned("disambiguation")?,
        kind: fields.word("kind", |word| Some(ArtistKind::from_word(word)))?,
        stories: fields.int("stories")?,
        followers: fields.int("followers")?,
    })
}

/// Some artists, by id; merged ones left out.
///
/// # Errors
/// As every read.
pub async fn listed(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<Listed>> {
    conn.rows(&BY_IDS, &[json_ids(artists.iter().map(|id| id.0))]).await?.iter().map(read).collect()
}

/// The letters under which any artist stands, by their words.
///
/// # Errors
/// As every read.
pub async fn letters(conn: &Conn) -> Result<Vec<String>> {
    conn.rows(&LETTERS, &[]).await?.iter().map(|row| row.of("artists").owned("letter")).collect()
}

/// Artists in the order of the alphabet, after one.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, wanted: &Wanted, after: Option<ArtistId>, limit: usize) -> Result<Vec<Listed>> {
    let (mut sort_key, mut id) = (String::new(), 0);
    if let Some(after) = after
        && let Some(row) = conn.row(&PLACE, &values![after]).await?
    {
        let fields = row.of("artists");
        (sort_key, id) = (fields.owned("sort_key")?, fields.int("id")?);
    }
    let rows = match wanted {
        Wanted::All => conn.rows(&EVERYBODY, &values![sort_key, id, limit]).await?,
        Wanted::Letter(of) => conn.rows(&OF_LETTER, &values![of, sort_key, id, limit]).await?,
        Wanted::WithoutStories => conn.rows(&WITHOUT, &values![sort_key, id, limit]).await?,
    };
    rows.iter().map(read).collect()
}

/// Takes somebody out of a group, as if they had never been in it.
///
/// # Errors
/// As every write.
pub async fn drop_membership(tx: &crate::Tx, group: ArtistId, member: ArtistId) -> Result<()> {
    tx.run(&DROP_MEMBERSHIP, &values![group, member]).await?;
    tx.change(domain::change::ChangeKind::Artist, group.0);
    tx.change(domain::change::ChangeKind::Artist, member.0);
    Ok(())
}
