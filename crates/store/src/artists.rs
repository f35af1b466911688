//! Artists, the names by which texts may mean them, groups and members.

pub mod alphabet;
mod index;
pub mod links;
mod merge;
pub mod sheet;
pub mod split;

pub(crate) use index::recount;
pub use index::{Entry, Place, entries, index, indexed, letters, spoken_of, total};
pub use merge::merge;

use crate::db::{Conn, Fields, Row, Tx, Value, json_ids, json_words, statements, values};
use crate::error::{Result, StoreError};
use domain::artist::{Artist, ArtistKind, Membership, NewArtist};
use domain::change::ChangeKind;
use domain::id::ArtistId;
use domain::part_day::PartDay;
use domain::slug::Slug;
use std::collections::HashMap;

macro_rules! columns {
    () => {
        "id, slug, name, sort_name, kind, disambiguation, musicbrainz, wikidata, merged_into"
    };
}

statements! {
    CREATE = "INSERT INTO artists (slug, name, name_key, sort_name, sort_key, letter, kind, disambiguation, musicbrainz, wikidata)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (slug) DO NOTHING RETURNING id";
    SAVE = "UPDATE artists SET slug = ?2, name = ?3, name_key = ?4, sort_name = ?5, sort_key = ?6, letter = ?7, kind = ?8,
        disambiguation = ?9, musicbrainz = ?10, wikidata = ?11 WHERE id = ?1";
    CLEAR_ALIASES = "DELETE FROM artist_aliases WHERE artist = ?1";
    PUT_ALIAS = "INSERT INTO artist_aliases (artist, position, name, name_key) VALUES (?1, ?2, ?3, ?4)";
    ALIASES = "SELECT artist, name FROM artist_aliases WHERE artist IN json_ids(?1) ORDER BY artist, position";
    BY_IDS = (concat!("SELECT ", columns!(), " FROM artists WHERE id IN json_ids(?1) ORDER BY id"));
    BY_SLUG = (concat!("SELECT ", columns!(), " FROM artists WHERE slug = ?1"));
    // The id of one that was merged means whom it became: a list that still has both makes none of them anew.
    BY_MUSICBRAINZ = (concat!("SELECT ", columns!(), " FROM artists
        WHERE id IN (SELECT coalesce(merged_into, id) FROM artists WHERE musicbrainz = ?1)
        ORDER BY CASE WHEN musicbrainz = ?1 THEN 0 ELSE 1 END, id"));
    IDS_BY_MUSICBRAINZ = "SELECT coalesce(merged_into, id) AS artist, musicbrainz FROM artists WHERE musicbrainz IN json_words(?1)
        ORDER BY CASE WHEN merged_into IS NULL THEN 0 ELSE 1 END, id";
    LEAD_MERGED_ON = "UPDATE artists SET musicbrainz = ?2 WHERE musicbrainz = ?1 AND merged_into IS NOT NULL";
    WITH_MUSICBRAINZ = "SELECT id, musicbrainz FROM artists WHERE id > ?1 AND musicbrainz IS NOT NULL AND merged_into IS NULL
        ORDER BY id LIMIT ?2";
    BY_KEY = (concat!("SELECT ", columns!(), " FROM artists WHERE merged_into IS NULL
        AND id IN (SELECT id FROM artists WHERE name_key = ?1 UNION SELECT artist FROM artist_aliases WHERE name_key = ?1) ORDER BY id"));
    NAMES = "SELECT id, name, 0 AS is_alias, kind FROM artists WHERE merged_into IS NULL
        UNION ALL SELECT artist_aliases.artist, artist_aliases.name, 1, artists.kind FROM artist_aliases
        JOIN artists ON artists.id = artist_aliases.artist WHERE artists.merged_into IS NULL ORDER BY 1, 3, 2";
    NAMES_OF = "SELECT id, name, 0 AS is_alias, kind FROM artists WHERE merged_into IS NULL AND id IN json_ids(?1)
        UNION ALL SELECT artist_aliases.artist, artist_aliases.name, 1, artists.kind FROM artist_aliases
        JOIN artists ON artists.id = artist_aliases.artist
        WHERE artists.merged_into IS NULL AND artist_aliases.artist IN json_ids(?1) ORDER BY 1, 3, 2";
    MEMBERS = "SELECT group_id, member, ended, began, left_at FROM memberships WHERE group_id = ?1 ORDER BY ended, member";
    GROUPS = "SELECT group_id, member, ended, began, left_at FROM memberships WHERE member = ?1 ORDER BY ended, group_id";
    MEMBERSHIPS_OF = "SELECT group_id, member, ended, began, left_at FROM memberships WHERE group_id IN json_ids(?1)
        UNION SELECT group_id, member, ended, began, left_at FROM memberships WHERE member IN json_ids(?1) ORDER BY group_id, member";
    MEMBERSHIPS = "SELECT group_id, member, ended, began, left_at FROM memberships ORDER BY group_id, member";
    PUT_MEMBERSHIP = "INSERT INTO memberships (group_id, member, ended, began, left_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (group_id, member) DO UPDATE SET ended = excluded.ended, began = excluded.began, left_at = excluded.left_at";
}

/// Every list of statements below this module.
#[cfg(test)]
pub(crate) static BELOW: &[&[(&str, &crate::db::Sql)]] = &[alphabet::ALL, index::ALL, links::ALL, merge::ALL, sheet::ALL, split::ALL];

/// How the caller folds names: this room knows no folding of its own.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// The key by which names are found.
    pub name: &'a (dyn Fn(&str) -> String + Sync),
    /// Of a sort name, the key by which A–Z is sorted, and its letter.
    pub sort: &'a (dyn Fn(&str) -> (String, String) + Sync),
}

impl Keys<'_> {
    /// Slug, name and all that is derived from it, in the order of CREATE.
    fn params(self, slug: &Slug, name: &str, sort_name: &str, rest: [Value; 4]) -> Vec<Value> {
        let sort_name = if sort_name.is_empty() { name } else { sort_name };
        let (sort_key, letter) = (self.sort)(sort_name);
        let mut params = Vec::from(values![slug, name, (self.name)(name), sort_name, sort_key, letter]);
        params.extend(rest);
        params
    }

    fn aliases(self, artist: ArtistId, aliases: &[String]) -> impl Iterator<Item = Vec<Value>> {
        let rows = aliases.iter().enumerate();
        rows.map(move |(place, alias)| Vec::from(values![artist, place, alias, (self.name)(alias)]))
    }
}

/// Stores a new artist under a slug, numbered when it is taken. Members are the caller's: see [`put_membership`].
///
/// # Errors
/// As every write.
pub async fn create(tx: &Tx, new: &NewArtist, slug: &Slug, keys: Keys<'_>) -> Result<Artist> {
    let ids = create_many(tx, &[(new.clone(), slug.clone())], keys).await?;
    let artist = by_ids(tx, &ids).await?.into_iter().next();
    artist.ok_or_else(|| StoreError::Other("the artist just stored is not there".to_owned()))
}

/// Stores many artists at once; gives their ids in the same order.
///
/// # Errors
/// As every write.
pub async fn create_many(tx: &Tx, new: &[(NewArtist, Slug)], keys: Keys<'_>) -> Result<Vec<ArtistId>> {
    let wanted: Vec<_> = new.iter().map(|(artist, slug)| creation(artist, slug, keys)).collect();
    let mut ids = Vec::with_capacity(new.len());
    for (row, (artist, slug)) in tx.rows_many(&CREATE, &wanted).await?.into_iter().zip(new) {
        ids.push(match row {
            Some(row) => ArtistId(row.of("artists").int("id")?),
            None => create_numbered(tx, artist, slug, keys).await?,
        });
    }
    let aliases: Vec<_> = ids.iter().zip(new).flat_map(|(id, (artist, _))| keys.aliases(*id, &artist.aliases)).collect();
    tx.run_many(&PUT_ALIAS, &aliases).await?;
    match ids.as_slice() {
        // One change says more than a hundred thousand: everything that names artists is to be looked at again.
        [_, _, ..] => tx.change(ChangeKind::Artists, 0),
        some => some.iter().for_each(|id| tx.change(ChangeKind::Artist, id.0)),
    }
    Ok(ids)
}

fn creation(new: &NewArtist, slug: &Slug, keys: Keys<'_>) -> Vec<Value> {
    let rest = values![new.kind.word(), &new.disambiguation, new.musicbrainz.as_deref(), new.wikidata.as_deref()];
    keys.params(slug, &new.name, &new.sort_name, rest)
}

async fn create_numbered(tx: &Tx, new: &NewArtist, slug: &Slug, keys: Keys<'_>) -> Result<ArtistId> {
    let mut number = 2;
    loop {
        if let Some(row) = tx.row(&CREATE, &creation(new, &slug.numbered(number), keys)).await? {
            return row.of("artists").int("id").map(ArtistId);
        }
        number += 1;
    }
}

/// Stores an artist, with its aliases, over the one with its id.
///
/// # Errors
/// [`StoreError::Conflict`] when the slug is taken or the artist is not there.
pub async fn save(tx: &Tx, artist: &Artist, keys: Keys<'_>) -> Result<()> {
    let rest = values![artist.kind.word(), &artist.disambiguation, artist.musicbrainz.as_deref(), artist.wikidata.as_deref()];
    let mut params = Vec::from(values![artist.id]);
    params.extend(keys.params(&artist.slug, &artist.name, &artist.sort_name, rest));
    if tx.run(&SAVE, &params).await? == 0 {
        return Err(StoreError::Conflict(format!("there is no artist {}", artist.id)));
    }
    tx.run(&CLEAR_ALIASES, &values![artist.id]).await?;
    tx.run_many(&PUT_ALIAS, &keys.aliases(artist.id, &artist.aliases).collect::<Vec<_>>()).await?;
    tx.change(ChangeKind::Artist, artist.id.0);
    Ok(())
}

fn read(fields: Fields<'_>) -> Result<Artist> {
    Ok(Artist {
        id: ArtistId(fields.int("id")?),
        slug: fields.slug("slug")?,
        name: fields.owned("name")?,
        sort_name: fields.owned("sort_name")?,
        kind: fields.word("kind", |word| Some(ArtistKind::from_word(word)))?,
        aliases: Vec::new(),
        disambiguation: fields.owned("disambiguation")?,
        musicbrainz: fields.owned_or_none("musicbrainz")?,
        wikidata: fields.owned_or_none("wikidata")?,
        merged_into: fields.int_or_none("merged_into")?.map(ArtistId),
    })
}

async fn with_aliases(conn: &Conn, rows: &[Row]) -> Result<Vec<Artist>> {
    let mut artists = rows.iter().map(|row| read(row.of("artists"))).collect::<Result<Vec<_>>>()?;
    if artists.is_empty() {
        return Ok(artists);
    }
    let mut aliases: HashMap<i64, Vec<String>> = HashMap::new();
    for row in conn.rows(&ALIASES, &[json_ids(artists.iter().map(|artist| artist.id.0))]).await? {
        let fields = row.of("artist_aliases");
        aliases.entry(fields.int("artist")?).or_default().push(fields.owned("name")?);
    }
    for artist in &mut artists {
        artist.aliases = aliases.remove(&artist.id.0).unwrap_or_default();
    }
    Ok(artists)
}

/// An artist by id; one that was merged says into whom.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: ArtistId) -> Result<Option<Artist>> {
    Ok(by_ids(conn, &[id]).await?.pop())
}

/// The artist of an address; one that was merged says into whom.
///
/// # Errors
/// As every read.
pub async fn by_slug(conn: &Conn, slug: &Slug) -> Result<Option<Artist>> {
    Ok(with_aliases(conn, &conn.rows(&BY_SLUG, &values![slug]).await?).await?.pop())
}

/// Some artists, in the order of their ids.
///
/// # Errors
/// As every read.
pub async fn by_ids(conn: &Conn, ids: &[ArtistId]) -> Result<Vec<Artist>> {
    with_aliases(conn, &conn.rows(&BY_IDS, &[json_ids(ids.iter().map(|id| id.0))]).await?).await
}

/// The artists that a folded name or alias may mean, merged ones left out.
///
/// # Errors
/// As every read.
pub async fn by_key(conn: &Conn, name_key: &str) -> Result<Vec<Artist>> {
    with_aliases(conn, &conn.rows(&BY_KEY, &values![name_key]).await?).await
}

/// The artist of a MusicBrainz id, or whom the one of it was merged into; the first where several have it.
///
/// # Errors
/// As every read.
pub async fn by_musicbrainz(conn: &Conn, id: &str) -> Result<Option<Artist>> {
    Ok(with_aliases(conn, &conn.rows(&BY_MUSICBRAINZ, &values![id]).await?).await?.into_iter().next())
}

/// The artists of some MusicBrainz ids, by those, as [`by_musicbrainz`].
///
/// # Errors
/// As every read.
pub async fn ids_by_musicbrainz(conn: &Conn, ids: &[&str]) -> Result<HashMap<String, ArtistId>> {
    let mut found = HashMap::new();
    for row in conn.rows(&IDS_BY_MUSICBRAINZ, &[json_words(ids.iter().copied())]).await? {
        let fields = row.of("artists");
        found.entry(fields.owned("musicbrainz")?).or_insert(ArtistId(fields.int("artist")?));
    }
    Ok(found)
}

/// Gives those that were merged the MusicBrainz id that theirs leads to now.
///
/// # Errors
/// As every write.
pub async fn lead_merged_on(tx: &Tx, old: &str, new: &str) -> Result<()> {
    tx.run(&LEAD_MERGED_ON, &values![old, new]).await?;
    Ok(())
}

/// The artists after one that have a MusicBrainz id, by id, merged ones left out.
///
/// # Errors
/// As every read.
pub async fn with_musicbrainz(conn: &Conn, after: ArtistId, limit: usize) -> Result<Vec<(ArtistId, String)>> {
    let rows = conn.rows(&WITH_MUSICBRAINZ, &values![after, limit]).await?;
    rows.iter().map(|row| Ok((ArtistId(row.of("artists").int("id")?), row.of("artists").owned("musicbrainz")?))).collect()
}

/// A name by which a text may mean an artist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Whom.
    pub artist: ArtistId,
    /// As stored, not folded.
    pub name: String,
    /// Whether it is an alias.
    pub is_alias: bool,
    /// Person, group, other.
    pub kind: ArtistKind,
}

/// Hands over every name and alias, by artist, the name first; merged artists left out.
///
/// # Errors
/// As every read.
pub async fn each_name(conn: &Conn, take: &mut (dyn FnMut(Name) + Send)) -> Result<()> {
    conn.each(&NAMES, &[], &mut |row| {
        take(read_name(&row)?);
        Ok(())
    })
    .await
}

fn read_name(row: &Row) -> Result<Name> {
    let fields = row.of("artists");
    Ok(Name {
        artist: ArtistId(fields.int("id")?),
        name: fields.owned("name")?,
        is_alias: fields.flag("is_alias")?,
        kind: fields.word("kind", |word| Some(ArtistKind::from_word(word)))?,
    })
}

/// As [`each_name`], of some artists.
///
/// # Errors
/// As every read.
pub async fn names_of(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<Name>> {
    conn.rows(&NAMES_OF, &[json_ids(artists.iter().map(|id| id.0))]).await?.iter().map(read_name).collect()
}

/// Every name and alias, by artist, the name first; merged artists left out.
///
/// # Errors
/// As every read.
pub async fn names(conn: &Conn) -> Result<Vec<Name>> {
    let mut all = Vec::new();
    each_name(conn, &mut |name| all.push(name)).await?;
    Ok(all)
}

fn read_membership(row: &Row) -> Result<Membership> {
    let fields = row.of("memberships");
    let day = |column: &str| fields.word(column, |word| PartDay::parse("day", word).ok());
    Ok(Membership {
        group: ArtistId(fields.int("group_id")?),
        member: ArtistId(fields.int("member")?),
        ended: fields.flag("ended")?,
        began: day("began")?,
        left: day("left_at")?,
    })
}

/// Who is or was in a group, present members first.
///
/// # Errors
/// As every read.
pub async fn members_of(conn: &Conn, group: ArtistId) -> Result<Vec<Membership>> {
    conn.rows(&MEMBERS, &values![group]).await?.iter().map(read_membership).collect()
}

/// Which groups somebody is or was in, present ones first.
///
/// # Errors
/// As every read.
pub async fn groups_of(conn: &Conn, member: ArtistId) -> Result<Vec<Membership>> {
    conn.rows(&GROUPS, &values![member]).await?.iter().map(read_membership).collect()
}

/// The memberships of some artists, as groups and as members.
///
/// # Errors
/// As every read.
pub async fn memberships_of(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<Membership>> {
    conn.rows(&MEMBERSHIPS_OF, &[json_ids(artists.iter().map(|id| id.0))]).await?.iter().map(read_membership).collect()
}

/// Every membership: what the linker loads.
///
/// # Errors
/// As every read.
pub async fn memberships(conn: &Conn) -> Result<Vec<Membership>> {
    conn.rows(&MEMBERSHIPS, &[]).await?.iter().map(read_membership).collect()
}

/// Stores a membership, or whether it is over.
///
/// # Errors
/// As every write.
pub async fn put_membership(tx: &Tx, membership: Membership) -> Result<()> {
    tx.run(
        &PUT_MEMBERSHIP,
        &values![membership.group, membership.member, membership.ended, membership.began.to_string(), membership.left.to_string()],
    )
    .await?;
    tx.change(ChangeKind::Artist, membership.group.0);
    tx.change(ChangeKind::Artist, membership.member.0);
    Ok(())
}
