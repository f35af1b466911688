//! Stories: whole ones here, lists of them in [`cards()`], their past in [`versions`].

mod archive;
mod cards;
mod forget;
mod lists;
pub(crate) mod row;
mod searched;
pub(crate) mod version;

pub use archive::{archive_days, archive_months, archive_years};
pub use cards::{
    ArtistCounts, CardFilter, Spoken, artist_counts, cards, cards_by_ids, count, earlier_of, of_artist, of_artist_within, of_work,
};
pub use forget::{forget, is_ruled_on};
pub use lists::{
    Corrected, Listed, corrections, drafts, headline_at, live_since, next_scheduled, scheduled_cards, scheduled_due, scheduled_leads,
    scheduled_until,
};
pub use searched::{AtDesk, Searched, at_desk, before, many, searched};
pub use version::{Version, version, versions, versions_before};

use crate::db::{Conn, Row, Sql, Tx, Value, certain, json_words, statements, values};
use crate::error::{Result, StoreError};
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId};
use domain::media::Use;
use domain::slug::Slug;
use domain::story::{Correction, Draft, Source, State, Story};
use domain::time::Instant;

statements! {
    CREATE = "INSERT INTO stories (revision, text_version, state, state_at, state_reason, address, slug, section, kind, placement, dateline,
        published, day, created, updated, saved_at, saved_by, corrected, source_system, source_id, headline, standfirst, words, advisory,
        cover, score, clip, corrections, body, live_since)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
        ?27, ?28, ?29, ?30) RETURNING id";
    SAVE = "UPDATE stories SET revision = ?1, text_version = ?2, state = ?3, state_at = ?4, state_reason = ?5, address = ?6, slug = ?7,
        section = ?8, kind = ?9, placement = ?10, dateline = ?11, published = ?12, day = ?13, created = ?14, updated = ?15, saved_at = ?16,
        saved_by = ?17, corrected = ?18, source_system = ?19, source_id = ?20, headline = ?21, standfirst = ?22, words = ?23,
        advisory = ?24, cover = ?25, score = ?26, clip = ?27, corrections = ?28, body = ?29, live_since = ?30 WHERE id = ?31 AND revision = ?32";
    BY_ID = (concat!("SELECT ", row::columns!(), " FROM stories WHERE id = ?1"));
    BY_ADDRESS = (concat!("SELECT ", row::columns!(), " FROM stories WHERE address = ?1"));
    BY_SOURCE = (concat!("SELECT ", row::columns!(), " FROM stories WHERE source_system = ?1 AND source_id = ?2"));
    TAKEN = "SELECT address FROM stories WHERE address IN json_words(?1)";
    OF_SOURCE = "SELECT source_id, address FROM stories
        WHERE source_system = ?1 AND source_id IN json_words(?2) AND address IS NOT NULL";
    BY_SLUG = "SELECT id FROM stories WHERE slug = ?1 ORDER BY id";
    NEWEST = "SELECT id FROM stories ORDER BY id DESC LIMIT ?1";
    AFTER = "SELECT id FROM stories WHERE id > ?1 ORDER BY id LIMIT ?2";
    CLEAR_BYLINES = "DELETE FROM story_bylines WHERE story = ?1";
    PUT_BYLINE = "INSERT INTO story_bylines (story, position, person, part, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    MOVE_ARTISTS = "UPDATE story_artists SET since = ?2, has = (SELECT CASE WHEN score IS NULL THEN '' ELSE 's' END
            || CASE WHEN clip IS NULL THEN '' ELSE 'c' END FROM stories WHERE stories.id = ?1) WHERE story = ?1";
    SPEAKS_OF = "SELECT artist FROM story_artists WHERE story = ?1 ORDER BY artist";
    MOVE_GIGS = "UPDATE story_gigs SET since = ?2 WHERE story = ?1";
    MOVE_QUOTES = "UPDATE quotes SET since = ?2 WHERE story = ?1";
    CLEAR_CREDITS = "DELETE FROM story_credits WHERE story = ?1";
    PUT_CREDIT = "INSERT INTO story_credits (story, position, artist, credited_as, strength) VALUES (?1, ?2, ?3, ?4, ?5)";
    CLEAR_SPONSOR = "DELETE FROM story_sponsors WHERE story = ?1";
    PUT_SPONSOR = "INSERT INTO story_sponsors (story, name, link) VALUES (?1, ?2, ?3)";
    MOVE_SECTION = "UPDATE stories SET section = ?2 WHERE state = ?3 AND section = ?1";
}

/// Every list of statements below this module.
#[cfg(test)]
pub(crate) static BELOW: &[&[(&str, &Sql)]] = &[archive::ALL, cards::ALL, forget::ALL, lists::ALL, searched::ALL, version::ALL];

#[cfg(test)]
pub(crate) use cards::all_filters;

/// A story without an id: from the desk, or with a past from an import.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStory {
    /// What is written.
    pub draft: Draft,
    /// Where it came from.
    pub source: Option<Source>,
    /// Where it stands.
    pub state: State,
    /// Its path, once it is fixed.
    pub address: Option<String>,
    /// When it came onto the paper.
    pub live_since: Option<Instant>,
    /// Corrections, oldest first.
    pub corrections: Vec<Correction>,
    /// When it was first stored.
    pub created: Instant,
    /// When it last changed for readers.
    pub updated: Instant,
}

impl From<Story> for NewStory {
    fn from(story: Story) -> Self {
        let Story { draft, source, state, address, live_since, corrections, created, updated, .. } = story;
        Self { draft, source, state, address, live_since, corrections, created, updated }
    }
}

/// Stores a new story as `who` wrote it.
///
/// # Errors
/// [`StoreError::Conflict`] when its address or source is there already.
pub async fn create(tx: &Tx, new: &NewStory, who: &str) -> Result<Story> {
    let mut story = Story {
        id: StoryId(0),
        revision: 1,
        text_version: 1,
        draft: new.draft.clone(),
        state: new.state.clone(),
        address: new.address.clone(),
        live_since: new.live_since,
        corrections: new.corrections.clone(),
        source: new.source.clone(),
        created: new.created,
        updated: new.updated,
    };
    let row = certain(tx.row(&CREATE, &row::params(&story, tx.now(), who)).await?)?;
    story.id = StoryId(row.of("stories").int("id")?);
    write_parts(tx, &story).await?;
    note_change(tx, &story.state, &story);
    crate::desk::stored(tx, &story, who).await?;
    Ok(story)
}

/// Stores a story over the one that the caller had read at revision `had`; what stood there is kept as a version.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between, or the address is taken.
pub async fn save(tx: &Tx, story: &Story, had: i64, who: &str) -> Result<()> {
    let old = version::keep(tx, story.id, had).await?;
    overwrite(tx, story, had, who).await?;
    note_change(tx, &old.state, story);
    crate::desk::saved(tx, &old, story, who).await
}

/// Notes that a story changed: for readers, when they see it now or saw it before.
pub(crate) fn note_change(tx: &Tx, was: &State, story: &Story) {
    let seen = [was, &story.state].into_iter().any(|state| matches!(state, State::Live | State::Withdrawn { .. }));
    tx.change(if seen { ChangeKind::Story } else { ChangeKind::Draft }, story.id.0);
}

/// Stores a story over revision `had` without keeping what stood there.
pub(crate) async fn overwrite(tx: &Tx, story: &Story, had: i64, who: &str) -> Result<()> {
    let mut params = row::params(story, tx.now(), who);
    params.extend(values![story.id, had]);
    if tx.run(&SAVE, &params).await? == 0 {
        return Err(outdated(story.id, had));
    }
    tx.run(&CLEAR_BYLINES, &values![story.id]).await?;
    tx.run(&CLEAR_CREDITS, &values![story.id]).await?;
    tx.run(&CLEAR_SPONSOR, &values![story.id]).await?;
    for sql in [&MOVE_ARTISTS, &MOVE_GIGS, &MOVE_QUOTES] {
        tx.run(sql, &values![story.id, row::since(story).filter(|_| story.is_live())]).await?;
    }
    let speaks_of = tx.rows(&SPEAKS_OF, &values![story.id]).await?;
    let speaks_of = speaks_of.iter().map(|row| row.of("story_artists").int("artist").map(ArtistId)).collect::<Result<Vec<_>>>()?;
    crate::artists::recount(tx, &speaks_of).await?;
    write_parts(tx, story).await
}

pub(crate) fn outdated(id: StoryId, had: i64) -> StoreError {
    StoreError::Conflict(format!("story {id} is not at revision {had} any more"))
}

async fn write_parts(tx: &Tx, story: &Story) -> Result<()> {
    let since = row::since(story).filter(|_| story.is_live());
    let bylines: Vec<_> = story
        .draft
        .bylines
        .iter()
        .enumerate()
        .map(|(place, byline)| {
            // Somebody credited twice, for words and photographs, stands once in the list of their stories.
            let first = story.draft.bylines.iter().take(place).all(|earlier| earlier.person != byline.person);
            Vec::from(values![story.id, place, byline.person, byline.part.word(), since.filter(|_| first)])
        })
        .collect();
    tx.run_many(&PUT_BYLINE, &bylines).await?;
    let credits = story.draft.artists.iter().enumerate();
    let credits: Vec<_> = credits
        .map(|(place, credit)| Vec::from(values![story.id, place, credit.artist, &credit.credited_as, credit.strength.word()]))
        .collect();
    tx.run_many(&PUT_CREDIT, &credits).await?;
    if let Some(sponsor) = &story.draft.sponsor {
        tx.run(&PUT_SPONSOR, &values![story.id, &sponsor.name, sponsor.link.as_deref()]).await?;
    }
    crate::media::set_uses(tx, Use::Story(story.id), &domain::media::of_draft(&story.draft)).await?;
    crate::clips::of_story(tx, story).await?;
    Ok(())
}

/// Moves every story of a section into another one, whatever its state. Versions keep the section that they had.
///
/// # Errors
/// As every write.
pub async fn move_section(tx: &Tx, from: &Slug, to: &Slug) -> Result<u64> {
    let mut moved = 0;
    for state in State::WORDS {
        moved += tx.run(&MOVE_SECTION, &values![from, to, state]).await?;
    }
    crate::desk::move_section(tx, from, to).await?;
    tx.change(ChangeKind::Paper, 0);
    Ok(moved)
}

async fn one(conn: &Conn, sql: &'static Sql, params: &[Value]) -> Result<Option<Story>> {
    match conn.row(sql, params).await? {
        Some(row) => whole(conn, &row).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn whole(conn: &Conn, row: &Row) -> Result<Story> {
    let mut story = row::read(row.of("stories"))?;
    cards::parts(conn, &[story.id]).await?.put_into(&mut story);
    Ok(story)
}

/// A story by id, whatever its state.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: StoryId) -> Result<Option<Story>> {
    one(conn, &BY_ID, &values![id]).await
}

/// The story of an address, whatever its state: scheduled ones are not to be shown, withdrawn ones say why.
///
/// # Errors
/// As every read.
pub async fn by_address(conn: &Conn, address: &str) -> Result<Option<Story>> {
    one(conn, &BY_ADDRESS, &values![address]).await
}

/// Those of some addresses at which a story stands.
///
/// # Errors
/// As every read.
pub async fn taken<'a>(conn: &Conn, addresses: impl Iterator<Item = &'a str>) -> Result<Vec<String>> {
    conn.rows(&TAKEN, &[json_words(addresses)]).await?.iter().map(|row| row.of("stories").owned("address")).collect()
}

/// Of stories that came from elsewhere and have an address: what each is called there, and the address.
///
/// # Errors
/// As every read.
pub async fn addresses_of_source<'a>(conn: &Conn, system: &str, ids: impl Iterator<Item = &'a str>) -> Result<Vec<(String, String)>> {
    let rows = conn.rows(&OF_SOURCE, &[Value::from(system), json_words(ids)]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("stories");
            Ok((fields.owned("source_id")?, fields.owned("address")?))
        })
        .collect()
}

/// The story that came from a source under an id there.
///
/// # Errors
/// As every read.
pub async fn by_source(conn: &Conn, system: &str, foreign_id: &str) -> Result<Option<Story>> {
    one(conn, &BY_SOURCE, &values![system, foreign_id]).await
}

/// The stories of a slug, whatever their day, by id.
///
/// # Errors
/// As every read.
pub async fn by_slug(conn: &Conn, slug: &Slug) -> Result<Vec<StoryId>> {
    ids(conn, &BY_SLUG, &values![slug]).await
}

/// The stories after one, by id, of every state: for work on all of them.
///
/// # Errors
/// As every read.
pub async fn after(conn: &Conn, id: StoryId, limit: usize) -> Result<Vec<StoryId>> {
    ids(conn, &AFTER, &values![id, limit]).await
}

/// The stories made last, in any state.
///
/// # Errors
/// As every read.
pub async fn newest(conn: &Conn, limit: usize) -> Result<Vec<StoryId>> {
    ids(conn, &NEWEST, &values![limit]).await
}

async fn ids(conn: &Conn, sql: &'static Sql, params: &[Value]) -> Result<Vec<StoryId>> {
    ids_of(conn, sql, params, "id").await
}

async fn ids_of(conn: &Conn, sql: &'static Sql, params: &[Value], column: &str) -> Result<Vec<StoryId>> {
    conn.rows(sql, params).await?.iter().map(|row| row.of("stories").int(column).map(StoryId)).collect()
}
