//! What a story was. A save keeps the version that it replaces, as JSON, with who wrote it and when.

use super::row::{self, AdvisoryJson, CorrectionJson};
use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use crate::times;
use domain::body::{Body, Picture};
use domain::edition::Placement;
use domain::id::{ArtistId, PersonId, StoryId};
use domain::link::Strength;
use domain::slug::Slug;
use domain::story::{ArtistCredit, Byline, Draft, Kind, Part, Sponsor, Story};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

statements! {
    CURRENT = (concat!("SELECT ", row::columns!(), " FROM stories WHERE id = ?1"));
    KEEP = "INSERT INTO story_versions (story, revision, at, who, content) VALUES (?1, ?2, ?3, ?4, ?5)";
    VERSIONS = "SELECT story, revision, at, who, content FROM story_versions WHERE story = ?1 ORDER BY revision DESC";
    VERSIONS_BEFORE = "SELECT story, revision, at, who, content FROM story_versions WHERE story = ?1 AND revision < ?2
        ORDER BY revision DESC LIMIT ?3";
    VERSION = "SELECT story, revision, at, who, content FROM story_versions WHERE story = ?1 AND revision = ?2";
}

/// A story as it was at a revision. What never changes (source, creation) is not part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number.
    pub revision: i64,
    /// When it was saved.
    pub at: Instant,
    /// Who saved it.
    pub who: String,
    /// The word for where it stood: `draft`, `scheduled`, `live`, `withdrawn`; `pending` for one beside what readers saw.
    pub state: String,
    /// What was written.
    pub draft: Draft,
}

#[derive(Serialize, Deserialize)]
struct Content {
    state: String,
    text_version: i64,
    headline: String,
    standfirst: String,
    slug: Slug,
    section: Slug,
    kind: String,
    placement: String,
    dateline: Option<String>,
    address: Option<String>,
    bylines: Vec<(PersonId, String)>,
    artists: Vec<(ArtistId, String, Strength)>,
    cover: Option<Picture>,
    advisory: AdvisoryJson,
    corrections: Vec<CorrectionJson>,
    /// Name and link. Versions from before there were sponsors lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sponsor: Option<(String, Option<String>)>,
    body: serde_json::Value,
}

impl Content {
    fn of(story: &Story) -> Self {
        let draft = &story.draft;
        Self {
            state: story.state.word().to_owned(),
            text_version: story.text_version,
            headline: draft.headline.clone(),
            standfirst: draft.standfirst.clone(),
            slug: draft.slug.clone(),
            section: draft.section.clone(),
            kind: draft.kind.word().to_owned(),
            placement: draft.placement.word().to_owned(),
            dateline: draft.dateline.map(times::write),
            address: story.address.clone(),
            bylines: draft.bylines.iter().map(|byline| (byline.person, byline.part.word().to_owned())).collect(),
            artists: draft.artists.iter().map(|credit| (credit.artist, credit.credited_as.clone(), credit.strength)).collect(),
            cover: draft.cover.clone(),
            advisory: AdvisoryJson::of(&draft.advisory),
            corrections: CorrectionJson::of(&story.corrections),
            sponsor: draft.sponsor.as_ref().map(|sponsor| (sponsor.name.clone(), sponsor.link.clone())),
            body: draft.body.to_json(),
        }
    }

    fn draft(self) -> Option<Draft> {
        let dateline = match self.dateline {
            Some(text) => Some(times::read(&text)?),
            None => None,
        };
        let byline = |(person, part): (PersonId, String)| Some(Byline { person, part: Part::from_word(&part)? });
        let credit = |(artist, credited_as, strength)| ArtistCredit { artist, credited_as, strength };
        Some(Draft {
            headline: self.headline,
            standfirst: self.standfirst,
            slug: self.slug,
            section: self.section,
            kind: Kind::from_word(&self.kind)?,
            bylines: self.bylines.into_iter().map(byline).collect::<Option<_>>()?,
            artists: self.artists.into_iter().map(credit).collect(),
            cover: self.cover,
            advisory: self.advisory.read(),
            body: Body::from_json(&self.body).ok()?,
            placement: Placement::from_word(&self.placement)?,
            dateline,
            sponsor: self.sponsor.map(|(name, link)| Sponsor { name, link }),
        })
    }
}

/// Keeps the version that is about to be replaced, and gives it. Where a newer one stands beside it, it keeps the number
/// that it was stored with.
pub(crate) async fn keep(tx: &Tx, id: StoryId, had: i64) -> Result<Story> {
    let row = tx.row(&CURRENT, &values![id]).await?.ok_or_else(|| super::outdated(id, had))?;
    let story = super::whole(tx, &row).await?;
    if story.revision != had {
        return Err(super::outdated(id, had));
    }
    let fields = row.of("stories");
    let number = crate::desk::base(tx, id).await?.unwrap_or(story.revision);
    put(tx, &story, story.state.word(), number, fields.time("saved_at")?, fields.text("saved_by")?).await?;
    Ok(story)
}

/// Keeps a version under a number; `story` holds its text.
pub(crate) async fn put(tx: &Tx, story: &Story, state: &str, number: i64, at: Instant, who: &str) -> Result<()> {
    tx.run(&KEEP, &values![story.id, number, at, who, write(story, state)]).await?;
    Ok(())
}

/// A story's text and what stands round it, as it is kept.
pub(crate) fn write(story: &Story, state: &str) -> String {
    let content = Content { state: state.to_owned(), ..Content::of(story) };
    serde_json::json!(content).to_string()
}

/// What was kept of a text: version of the text and draft.
pub(crate) fn read_content(fields: Fields<'_>) -> Result<(i64, Draft)> {
    let content: Content = fields.json("content")?;
    Ok((content.text_version, content.draft().ok_or_else(|| fields.corrupt("content"))?))
}

/// The versions of a story, newest first, the one that stands included.
///
/// # Errors
/// As every read.
pub async fn versions(conn: &Conn, id: StoryId) -> Result<Vec<Version>> {
    let Some(row) = conn.row(&CURRENT, &values![id]).await? else { return Ok(Vec::new()) };
    let story = super::whole(conn, &row).await?;
    let fields = row.of("stories");
    let mut versions = vec![Version {
        revision: story.revision,
        at: fields.time("saved_at")?,
        who: fields.owned("saved_by")?,
        state: story.state.word().to_owned(),
        draft: story.draft,
    }];
    for row in conn.rows(&VERSIONS, &values![id]).await? {
        versions.push(read(row.of("story_versions"))?);
    }
    Ok(versions)
}

/// The versions of a story that were kept and have a lower number, newest first.
///
/// # Errors
/// As every read.
pub async fn versions_before(conn: &Conn, id: StoryId, revision: i64, limit: usize) -> Result<Vec<Version>> {
    conn.rows(&VERSIONS_BEFORE, &values![id, revision, limit]).await?.iter().map(|row| read(row.of("story_versions"))).collect()
}

/// One version that was kept; none for a number that no version has, or that of the one that stands.
///
/// # Errors
/// As every read.
pub async fn version(conn: &Conn, id: StoryId, revision: i64) -> Result<Option<Version>> {
    conn.row(&VERSION, &values![id, revision]).await?.map(|row| read(row.of("story_versions"))).transpose()
}

fn read(fields: Fields<'_>) -> Result<Version> {
    let content: Content = fields.json("content")?;
    Ok(Version {
        revision: fields.int("revision")?,
        at: fields.time("at")?,
        who: fields.owned("who")?,
        state: content.state.clone(),
        draft: content.draft().ok_or_else(|| fields.corrupt("content"))?,
    })
}
