//! Lists of live stories, newest first, by what a page asks for.

use super::row::AdvisoryJson;
use crate::db::{Built, Conn, Fields, Value, json_ids, statements, values};
use crate::error::Result;
use domain::id::{ArtistId, PersonId, StoryId, WorkId};
use domain::link::Strength;
use domain::slug::Slug;
use domain::story::{ArtistCredit, Byline, Card, Kind, Part, Sponsor, Story};
use domain::time::Instant;
use std::collections::HashMap;

macro_rules! columns {
    () => {
        "id, address, headline, standfirst, section, kind, cover, advisory, published, live_since, updated, score, clip, words"
    };
}

statements! {
    BY_IDS = (concat!("SELECT ", columns!(), " FROM stories WHERE id IN json_ids(?1) AND state = 'live' ORDER BY id"));
    BYLINES = "SELECT story, person, part FROM story_bylines WHERE story IN json_ids(?1) ORDER BY story, position";
    CREDITS = "SELECT story, artist, credited_as, strength FROM story_credits WHERE story IN json_ids(?1) ORDER BY story, position";
    OF_ARTIST = "SELECT story FROM story_artists WHERE artist = ?1 AND since IS NOT NULL AND strength IN (?2, ?3)
        ORDER BY since DESC, story DESC LIMIT ?4 OFFSET ?5";
    EARLIER_OF = "SELECT story, since, strength FROM story_artists WHERE artist = ?1 AND since < ?2 ORDER BY since DESC, story DESC LIMIT ?3";
    ARTIST_COUNTS = "SELECT sum(CASE WHEN strength IN ('subject', 'featured') THEN 1 ELSE 0 END) AS about, count(*) AS stories,
        min(since) AS first FROM story_artists WHERE artist = ?1 AND since IS NOT NULL";
    OF_WORK = "SELECT stories.id FROM story_works JOIN stories ON stories.id = story_works.story
        WHERE story_works.work = ?1 AND story_works.how <> 'denied' AND stories.state = 'live'
        ORDER BY stories.live_since DESC, stories.id DESC LIMIT ?2";
    SPONSORS = "SELECT story, name, link FROM story_sponsors WHERE story IN json_ids(?1) ORDER BY story";
}

/// What a list asks for; everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CardFilter {
    /// Of this section.
    pub section: Option<Slug>,
    /// That speak of this artist.
    pub artist: Option<ArtistId>,
    /// In one of these ways; empty: in any. Only together with `artist`.
    pub strengths: Vec<Strength>,
    /// With a credit of this person.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// With a dateline at this instant or later.
    pub from: Option<Instant>,
    /// With a dateline before this instant.
    pub until: Option<Instant>,
    /// With a score.
    pub scored: bool,
    /// With a clip.
    pub with_clip: bool,
    /// None of these.
    pub exclude: Vec<StoryId>,
}

impl CardFilter {
    /// From where the list is read, in its order: an artist's or a person's stories, or all.
    fn source(&self, built: &mut Built) {
        match (self.artist, self.person) {
            (Some(artist), _) => self.by_artist(artist, built),
            (None, Some(person)) => built.push(
                " FROM story_bylines AS b JOIN stories ON stories.id = b.story WHERE b.person = ?1 AND b.since IS NOT NULL",
                &values![person],
            ),
            (None, None) => built.push(" FROM stories WHERE state = 'live'", &[]),
        }
        if let (Some(_), Some(person)) = (self.artist, self.person) {
            built.push(" AND stories.id IN (SELECT story FROM story_bylines WHERE person = ?1)", &values![person]);
        }
    }

    fn by_artist(&self, artist: ArtistId, built: &mut Built) {
        built.push(
            " FROM story_artists AS a JOIN stories ON stories.id = a.story WHERE a.artist = ?1 AND a.since IS NOT NULL",
            &values![artist],
        );
        if let Some(first) = self.strengths.first() {
            // There are four strengths: the list is filled up by repeating its first.
            let word = |place: usize| self.strengths.get(place).unwrap_or(first).word();
            built.push(" AND a.strength IN (?1, ?2, ?3, ?4)", &values![word(0), word(1), word(2), word(3)]);
        }
    }

    fn order(&self) -> &'static str {
        match (self.artist, self.person) {
            (Some(_), _) => " ORDER BY a.since DESC, a.story DESC LIMIT ?1 OFFSET ?2",
            (None, Some(_)) => " ORDER BY b.since DESC, b.story DESC LIMIT ?1 OFFSET ?2",
            (None, None) => " ORDER BY live_since DESC, id DESC LIMIT ?1 OFFSET ?2",
        }
    }

    fn conditions(&self, built: &mut Built) {
        self.source(built);
        if let Some(section) = &self.section {
            built.push(" AND section = ?1", &values![section]);
        }
        if let Some(kind) = self.kind {
            built.push(" AND kind = ?1", &values![kind.word()]);
        }
        if let Some(from) = self.from {
            built.push(" AND published >= ?1", &values![from]);
        }
        if let Some(until) = self.until {
            built.push(" AND published < ?1", &values![until]);
        }
        if self.scored {
            built.push(if self.artist.is_some() { " AND a.has IN ('s', 'sc')" } else { " AND score IS NOT NULL" }, &[]);
        }
        if self.with_clip {
            built.push(if self.artist.is_some() { " AND a.has IN ('c', 'sc')" } else { " AND clip IS NOT NULL" }, &[]);
        }
        if !self.exclude.is_empty() {
            built.push(" AND NOT stories.id IN json_ids(?1)", &[json_ids(self.exclude.iter().map(|id| id.0))]);
        }
    }

    fn list(&self, limit: usize, offset: usize) -> Built {
        let mut built = Built::new(concat!("SELECT ", columns!()), &[]);
        self.conditions(&mut built);
        built.push(self.order(), &values![limit, offset]);
        built
    }

    fn total(&self) -> Built {
        let mut built = Built::new("SELECT count(*) AS stories", &[]);
        self.conditions(&mut built);
        built
    }
}

/// The cards of live stories, the newest on the paper first.
///
/// # Errors
/// As every read.
pub async fn cards(conn: &Conn, filter: &CardFilter, limit: usize, offset: usize) -> Result<Vec<Card>> {
    let rows = conn.rows_built(&filter.list(limit, offset)).await?;
    finish(conn, rows.iter().map(|row| read(row.of("stories"))).collect::<Result<_>>()?).await
}

/// How many live stories a filter holds for.
///
/// # Errors
/// As every read.
pub async fn count(conn: &Conn, filter: &CardFilter) -> Result<usize> {
    let row = crate::db::certain(conn.rows_built(&filter.total()).await?.into_iter().next())?;
    row.of("stories").size("stories")
}

/// The cards of these stories in the order given; what is not live is left out.
///
/// # Errors
/// As every read.
pub async fn cards_by_ids(conn: &Conn, ids: &[StoryId]) -> Result<Vec<Card>> {
    let rows = conn.rows(&BY_IDS, &[json_ids(ids.iter().map(|id| id.0))]).await?;
    let mut cards = finish(conn, rows.iter().map(|row| read(row.of("stories"))).collect::<Result<_>>()?).await?;
    let places: HashMap<StoryId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    cards.sort_by_key(|card| places.get(&card.id).copied());
    Ok(cards)
}

/// Which of an artist's live stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoken {
    /// They are about them, or have them as guests.
    About,
    /// They only name them.
    Mentioned,
}

/// An artist's live stories of a kind, the newest on the paper first: read off an index, wherever in the list.
///
/// # Errors
/// As every read.
pub async fn of_artist(conn: &Conn, artist: ArtistId, spoken: Spoken, limit: usize, offset: usize) -> Result<Vec<StoryId>> {
    let (one, other) = match spoken {
        Spoken::About => (Strength::Subject, Strength::Featured),
        Spoken::Mentioned => (Strength::Mentioned, Strength::Former),
    };
    super::ids_of(conn, &OF_ARTIST, &values![artist, one.word(), other.word(), limit, offset], "story").await
}

/// The live stories that speak of an artist from before an instant, the newest first: when each came onto the paper, and
/// what the artist is to it.
///
/// # Errors
/// As every read.
pub async fn earlier_of(conn: &Conn, artist: ArtistId, before: Instant, limit: usize) -> Result<Vec<(StoryId, Instant, Strength)>> {
    let rows = conn.rows(&EARLIER_OF, &values![artist, before, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("story_artists");
            Ok((StoryId(fields.int("story")?), fields.time("since")?, fields.word("strength", Strength::from_word)?))
        })
        .collect()
}

/// How much live stories say of an artist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ArtistCounts {
    /// Stories about them.
    pub about: usize,
    /// All that speak of them.
    pub stories: usize,
    /// When the first came onto the paper.
    pub first: Option<Instant>,
}

/// Counts an artist's live stories.
///
/// # Errors
/// As every read.
pub async fn artist_counts(conn: &Conn, artist: ArtistId) -> Result<ArtistCounts> {
    let Some(row) = conn.row(&ARTIST_COUNTS, &values![artist]).await? else { return Ok(ArtistCounts::default()) };
    let fields = row.of("story_artists");
    let about = usize::try_from(fields.int_or_none("about")?.unwrap_or(0)).unwrap_or(0);
    Ok(ArtistCounts { about, stories: fields.size("stories")?, first: fields.time_or_none("first")? })
}

/// An artist's live stories that came onto the paper in one of some stretches of time, each with its end left out, the
/// newest first.
///
/// # Errors
/// As every read.
pub async fn of_artist_within(conn: &Conn, artist: ArtistId, within: &[(Instant, Instant)], limit: usize) -> Result<Vec<StoryId>> {
    if within.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conn.rows_built(&stretches(artist, within, limit)).await?;
    rows.iter().map(|row| row.of("story_artists").int("story").map(StoryId)).collect()
}

fn stretches(artist: ArtistId, within: &[(Instant, Instant)], limit: usize) -> Built {
    let mut built = Built::new("SELECT story, since FROM (", &[]);
    for (place, (from, until)) in within.iter().enumerate() {
        if place > 0 {
            built.push(" UNION ALL ", &[]);
        }
        built.push(
            "SELECT story, since FROM story_artists WHERE artist = ?1 AND since >= ?2 AND since < ?3",
            &values![artist, *from, *until],
        );
    }
    built.push(") AS days ORDER BY since DESC, story DESC LIMIT ?1", &values![limit]);
    built
}

/// The live stories about a work, the newest on the paper first.
///
/// # Errors
/// As every read.
pub async fn of_work(conn: &Conn, work: WorkId, limit: usize) -> Result<Vec<StoryId>> {
    super::ids(conn, &OF_WORK, &values![work, limit]).await
}

/// A card without its credits, bylines and sponsor.
pub(super) fn read(fields: Fields<'_>) -> Result<Card> {
    Ok(Card {
        id: StoryId(fields.int("id")?),
        address: fields.owned("address")?,
        headline: fields.owned("headline")?,
        standfirst: fields.owned("standfirst")?,
        section: fields.slug("section")?,
        kind: fields.word("kind", Kind::from_word)?,
        artists: Vec::new(),
        bylines: Vec::new(),
        cover: fields.json_or_none("cover")?,
        advisory: fields.json::<AdvisoryJson>("advisory")?.read().kinds,
        published: fields.time("published")?,
        live_since: fields.time("live_since")?,
        updated: fields.time("updated")?,
        score: fields.json_or_none("score")?,
        clip: fields.json_or_none("clip")?,
        words: fields.size("words")?,
        sponsor: None,
    })
}

/// Puts credits, bylines and sponsors into cards.
pub(super) async fn finish(conn: &Conn, mut cards: Vec<Card>) -> Result<Vec<Card>> {
    let ids: Vec<StoryId> = cards.iter().map(|card| card.id).collect();
    let mut parts = parts(conn, &ids).await?;
    for card in &mut cards {
        card.bylines = parts.bylines.remove(&card.id).unwrap_or_default();
        card.artists = parts.credits.remove(&card.id).unwrap_or_default();
        card.sponsor = parts.sponsors.remove(&card.id);
    }
    Ok(cards)
}

/// What stands in tables of its own.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) bylines: HashMap<StoryId, Vec<Byline>>,
    pub(super) credits: HashMap<StoryId, Vec<ArtistCredit>>,
    pub(super) sponsors: HashMap<StoryId, Sponsor>,
}

impl Parts {
    /// Puts a story's own into it.
    pub(super) fn put_into(&mut self, story: &mut Story) {
        story.draft.bylines = self.bylines.remove(&story.id).unwrap_or_default();
        story.draft.artists = self.credits.remove(&story.id).unwrap_or_default();
        story.draft.sponsor = self.sponsors.remove(&story.id);
    }
}

/// The bylines and credits of stories, in order, and who paid for them.
pub(super) async fn parts(conn: &Conn, ids: &[StoryId]) -> Result<Parts> {
    let mut parts = Parts::default();
    if ids.is_empty() {
        return Ok(parts);
    }
    let listed: [Value; 1] = [json_ids(ids.iter().map(|id| id.0))];
    for row in conn.rows(&BYLINES, &listed).await? {
        let fields = row.of("story_bylines");
        let byline = Byline { person: PersonId(fields.int("person")?), part: fields.word("part", Part::from_word)? };
        parts.bylines.entry(StoryId(fields.int("story")?)).or_default().push(byline);
    }
    for row in conn.rows(&CREDITS, &listed).await? {
        let fields = row.of("story_credits");
        let credit = ArtistCredit {
            artist: ArtistId(fields.int("artist")?),
            credited_as: fields.owned("credited_as")?,
            strength: fields.word("strength", Strength::from_word)?,
        };
        parts.credits.entry(StoryId(fields.int("story")?)).or_default().push(credit);
    }
    for row in conn.rows(&SPONSORS, &listed).await? {
        let fields = row.of("story_sponsors");
        let sponsor = Sponsor { name: fields.owned("name")?, link: fields.owned_or_none("link")? };
        parts.sponsors.insert(StoryId(fields.int("story")?), sponsor);
    }
    Ok(parts)
}

/// Every text that filters can be put together to, for the test that prepares all.
#[cfg(test)]
pub(crate) fn all_filters() -> Vec<Built> {
    let slug = Slug::parse("news").ok();
    let mut all = vec![stretches(ArtistId(1), &[(Instant::from_micros(0), Instant::from_micros(1)); 2], 1)];
    for bits in 0..1024_u32 {
        let on = |bit: u32| bits & (1 << bit) != 0;
        let filter = CardFilter {
            section: slug.clone().filter(|_| on(0)),
            artist: on(1).then_some(ArtistId(1)),
            strengths: if on(2) { vec![Strength::Subject] } else { Vec::new() },
            person: on(3).then_some(PersonId(1)),
            kind: on(4).then_some(Kind::News),
            from: on(5).then(|| Instant::from_micros(0)),
            until: on(6).then(|| Instant::from_micros(1)),
            scored: on(7),
            with_clip: on(8),
            exclude: if on(9) { vec![StoryId(1)] } else { Vec::new() },
        };
        all.push(filter.list(1, 0));
        all.push(filter.total());
    }
    all
}
