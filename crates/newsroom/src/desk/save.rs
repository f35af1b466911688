//! Saving a draft: cheap, harmless when it is repeated, and never at the cost of somebody else's words.

use super::{load, named, notes, proposed_slug};
use crate::stories::{check_byline, person};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::{Body, Picture};
use domain::edition::Placement;
use domain::id::{PersonId, StoryId};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::story::desk::{OwnSave, Saving, Working};
use domain::story::{Advisory, ArtistCredit, Byline, Draft, Kind, Part, Sponsor, Story};
use domain::time::Instant;
use store::{Tx, desk as stored};

/// What somebody wrote, bylines by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The headline.
    pub headline: String,
    /// The line under it.
    pub standfirst: String,
    /// The word in the address; none: it follows the headline.
    pub slug: Option<Slug>,
    /// The section.
    pub section: Slug,
    /// What kind.
    pub kind: Kind,
    /// Credits, words first.
    pub bylines: Vec<WrittenByline>,
    /// The artist line.
    pub artists: Vec<ArtistCredit>,
    /// The cover.
    pub cover: Option<Picture>,
    /// Advisory.
    pub advisory: Advisory,
    /// The text.
    pub body: Body,
    /// What the newsletter does with it.
    pub placement: Placement,
    /// The dateline.
    pub dateline: Option<Instant>,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
}

/// A credit by name. A name that nobody has makes a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenByline {
    /// The name.
    pub name: String,
    /// Whether it is a house byline, when it makes one.
    pub house: bool,
    /// What they did.
    pub part: Part,
}

/// A save as a window sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    /// The story.
    pub story: StoryId,
    /// The revision that the window had read.
    pub had: i64,
    /// The window: something that no other has.
    pub client: String,
    /// What is written.
    pub written: Written,
}

/// What became of a save. The words are on the server in every case.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It stands, or stood already.
    Stored(Box<Working>),
    /// It could not become the story's: it is kept beside, under a number.
    Aside {
        /// Its number within the story.
        number: i64,
        /// Why: [`Refusal::Outdated`] when somebody else wrote in between, [`Refusal::Closed`] when the story moved on to
        /// where its writer may not follow.
        why: Refusal,
        /// Who last touched what stands.
        who: String,
    },
}

/// How often a save is tried when another one is stored at the very moment.
const TRIES: usize = 4;

/// The longest name of a window.
const MAX_CLIENT: usize = 100;

/// Saves what is written.
///
/// # Errors
/// [`VerbError::Refused`] when the role may not, or the draft cannot be stored; then the words are the window's to keep.
pub async fn save(newsroom: &Newsroom, act: &Act, save: &Save) -> Verb<Saved> {
    check_client(&save.client)?;
    // Before the one writer of the database is taken: what is too long keeps nobody waiting.
    let unnamed = unnamed(&save.written)?;
    let mut tries = 0;
    loop {
        tries += 1;
        match once(newsroom, act, save, &unnamed).await {
            // Two at the same moment: the second finds what the first stored.
            Err(VerbError::Refused(Refusal::Outdated { .. })) if tries < TRIES => {}
            other => return other,
        }
    }
}

/// Refuses what no window calls itself.
pub(super) fn check_client(client: &str) -> Result<(), Refusal> {
    let plain = client.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    if client.is_empty() || client.len() > MAX_CLIENT || !plain {
        return Err(Refusal::field("client", format!("name the window with 1 to {MAX_CLIENT} letters, digits and hyphens")));
    }
    Ok(())
}

async fn once(newsroom: &Newsroom, act: &Act, save: &Save, unnamed: &Draft) -> Verb<Saved> {
    let tx = newsroom.begin(act.now).await?;
    let old = load(&tx, save.story).await?;
    old.may_send(act)?;
    let draft = with_names(&tx, &old, &save.written, unnamed).await?;
    let own = stored::saves::own(&tx, save.story, &save.client).await?;
    match old.save(draft.clone(), save.had, own, act) {
        Ok(Saving::Same) => Ok(Saved::Stored(Box::new(old))),
        Ok(Saving::Changed { working, begins }) => {
            super::store(&tx, &old, &working, begins, act).await?;
            notes::carry(&tx, &old, &working).await?;
            let revision = working.story.revision;
            stored::saves::note(&tx, save.story, &save.client, OwnSave { had: save.had, revision }).await?;
            newsroom.commit(tx).await?;
            Ok(Saved::Stored(working))
        }
        Err(why @ (Refusal::Outdated { .. } | Refusal::Closed { .. })) => {
            let refused = Story { draft, ..old.story.clone() };
            let number = stored::saves::put_aside(&tx, &refused, &save.client, save.had, &act.who).await?;
            tx.change(domain::change::ChangeKind::Draft, save.story.0);
            newsroom.commit(tx).await?;
            Ok(Saved::Aside { number, why, who: old.desk.saved_by })
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The draft with nobody's number in its credits yet: everything that can be checked without the database.
fn unnamed(written: &Written) -> Verb<Draft> {
    for byline in &written.bylines {
        check_byline(&byline.name)?;
    }
    let nobody = |byline: &WrittenByline| Byline { person: PersonId(0), part: byline.part };
    let draft = Draft {
        headline: written.headline.clone(),
        standfirst: written.standfirst.clone(),
        slug: written.slug.clone().map_or_else(|| proposed_slug(&written.headline), Ok)?,
        section: written.section.clone(),
        kind: written.kind,
        bylines: written.bylines.iter().map(nobody).collect(),
        artists: written.artists.clone(),
        cover: written.cover.clone(),
        advisory: written.advisory.clone(),
        body: written.body.clone(),
        placement: written.placement,
        dateline: written.dateline,
        sponsor: written.sponsor.clone(),
    };
    draft.check()?;
    Ok(draft)
}

/// Names become people, and an address word that nobody chose is that of the story's address.
async fn with_names(tx: &Tx, old: &Working, written: &Written, unnamed: &Draft) -> Verb<Draft> {
    let mut bylines = Vec::with_capacity(written.bylines.len());
    for byline in &written.bylines {
        bylines.push(Byline { person: person(tx, &byline.name, byline.house).await?.id, part: byline.part });
    }
    let ids: Vec<_> = written.artists.iter().map(|credit| credit.artist).collect();
    let known = if ids.is_empty() { Vec::new() } else { store::artists::by_ids(tx, &ids).await? };
    if let Some(stranger) = written.artists.iter().find(|credit| !known.iter().any(|artist| artist.id == credit.artist)) {
        return Err(Refusal::field("artists", format!("“{}” is no artist of this paper; make one first", stranger.credited_as)).into());
    }
    let stands = written.slug.is_none() && old.story.address.is_some();
    let slug = if stands { old.story.draft.slug.clone() } else { unnamed.slug.clone() };
    Ok(Draft { bylines, slug, ..unnamed.clone() })
}

/// The texts of a story that were kept beside and wait for somebody.
///
/// # Errors
/// [`VerbError::Refused`] when the story is somebody else's.
pub async fn asides(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Vec<stored::saves::Aside>> {
    super::read(newsroom, act, id).await?;
    Ok(stored::saves::asides(&newsroom.store().read().await?, id).await?)
}

/// One of them.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`].
pub async fn aside(newsroom: &Newsroom, act: &Act, id: StoryId, number: i64) -> Verb<stored::saves::Aside> {
    super::read(newsroom, act, id).await?;
    let found = stored::saves::aside(&newsroom.store().read().await?, id, number).await?;
    found.ok_or_else(|| VerbError::Absent(format!("story {id} has no text number {number} set aside")))
}

/// Says that somebody has looked at one. It is not shown again, and not destroyed.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`].
pub async fn done_with_aside(newsroom: &Newsroom, act: &Act, id: StoryId, number: i64) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let working = load(&tx, id).await?;
    working.may_write(act)?;
    if stored::saves::aside(&tx, id, number).await?.is_none() {
        return Err(VerbError::Absent(format!("story {id} has no text number {number} set aside")));
    }
    if !stored::saves::done_with_aside(&tx, id, number).await? {
        return Ok(());
    }
    tx.change(domain::change::ChangeKind::Draft, id.0);
    let what = format!("text {number} beside {}", named(&working));
    store::audit::append(&tx, act, "have done with a text set aside", &what).await?;
    newsroom.commit(tx).await
}
