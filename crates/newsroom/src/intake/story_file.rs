//! A story file becomes a story.

use super::media::{Found, unreadable};
use super::{Options, Outcome, Report};
use crate::beside_others;
use crate::link::relink;
use crate::stories::{self, Saved};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::link::Strength;
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::story::{ArtistCredit, Byline, Draft, Source, Story};
use domain::time::{Instant, Zone};
use store::Tx;
use text::fold;
use text::story_file::{FileDate, FileStatus, Head, StoryFile};

/// Reads a story file and stores it: the same slug of the same day again is the same story. Its status holds: a file that
/// says live is made live, as a story of its dateline's day.
///
/// # Errors
/// [`VerbError::Unreadable`] with every line that is wrong, [`VerbError::Refused`] when it cannot be stored.
pub async fn story_file(newsroom: &Newsroom, act: &Act, name: &str, text: &str, options: &Options) -> Verb<Report> {
    let paper = crate::paper::get(newsroom).await?;
    let zone = options.zone.clone().unwrap_or_else(|| paper.zone.clone());
    let file = read(newsroom, act, name, text, options).await?;
    make_artists(newsroom, act, &file.head).await?;
    let tx = newsroom.begin_to_link(act.now).await?;
    let corrections = corrections(&file.head, &zone)?;
    let status = file.head.status;
    let draft = draft(&tx, &zone, options, file).await?;
    let source = Source { system: "story-file".to_owned(), foreign_id: super::foreign_id(&zone, &draft) };
    let saved = stories::save_from(&tx, act, draft, &source).await?;
    let outcome = Outcome::from(&saved);
    let story = settle(&tx, act, &paper.zone, &saved, status, &corrections).await?;
    relink(newsroom, &tx, &story).await?;
    newsroom.commit(tx).await?;
    Ok(Report { outcome, story, read: None, removed: Vec::new(), unread: Vec::new(), not_live: None })
}

async fn read(newsroom: &Newsroom, act: &Act, name: &str, text: &str, options: &Options) -> Verb<StoryFile> {
    let found = Found::in_text(newsroom, act, text, &options.folders).await?;
    beside_others(|| text::story_file::read(text, &found)).map_err(|problems| unreadable(name, &problems))
}

/// The artists of the head, in a transaction of their own: the name index must know them before the text is linked.
async fn make_artists(newsroom: &Newsroom, act: &Act, head: &Head) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    for name in head.artists.iter().chain(&head.featured) {
        credit(&tx, name, Strength::Subject).await?;
    }
    newsroom.commit(tx).await
}

/// Brings a story into the state that its file names, with its corrections.
async fn settle(tx: &Tx, act: &Act, zone: &Zone, saved: &Saved, status: FileStatus, corrections: &[(Instant, String)]) -> Verb<Story> {
    let mut story = saved.story().clone();
    let had = story.revision;
    if status != FileStatus::Draft && story.address.is_none() {
        story = story.publish_from_archive(zone, act)?;
        stories::check_address(tx, &story).await?;
    }
    for (at, note) in corrections {
        if story.is_live() && !story.corrections.iter().any(|known| known.text == *note) {
            story = story.correct(note, &Act { now: *at, ..act.clone() })?;
        }
    }
    if status == FileStatus::Withdrawn && story.is_live() {
        story = story.withdraw("This story was withdrawn.", act)?;
    }
    if story.revision != had {
        // However many verbs went into it, it is one save.
        story.revision = had + 1;
        stories::save(tx, &story, had, act).await?;
        store::audit::append(tx, act, &format!("import as {}", story.state.word()), &story.draft.headline).await?;
    }
    Ok(story)
}

fn instant(date: &FileDate, zone: &Zone) -> Result<Instant, VerbError> {
    date.instant(zone).map_err(|error| Refusal::field("date", error.to_string()).into())
}

fn corrections(head: &Head, zone: &Zone) -> Verb<Vec<(Instant, String)>> {
    head.corrections.iter().map(|correction| Ok((instant(&correction.at, zone)?, correction.text.clone()))).collect()
}

async fn draft(tx: &Tx, zone: &Zone, options: &Options, file: StoryFile) -> Verb<Draft> {
    let head = file.head;
    let slug =
        head.slug.or_else(|| fold::slug(&head.headline)).ok_or_else(|| Refusal::field("headline", "gives no address; add a slug"))?;
    let mut bylines = Vec::new();
    for byline in &head.bylines {
        bylines.push(Byline { person: stories::person(tx, &byline.name, false).await?.id, part: byline.part });
    }
    let mut credits = Vec::new();
    for (names, strength) in [(&head.artists, Strength::Subject), (&head.featured, Strength::Featured)] {
        for name in names {
            credits.push(credit(tx, name, strength).await?);
        }
    }
    Ok(Draft {
        headline: head.headline,
        standfirst: head.standfirst,
        slug,
        section: crate::paper::section_or_first(tx, head.section.as_ref().or(options.section.as_ref())).await?,
        kind: head.kind,
        bylines,
        artists: credits,
        cover: head.cover,
        advisory: head.advisory,
        body: file.body,
        placement: head.placement,
        dateline: head.date.map(|date| instant(&date, zone)).transpose()?,
        sponsor: head.sponsor,
    })
}

/// The credit of a name or a slug. A name that no artist has makes one; a slug that none has is taken for a name.
pub(super) async fn credit(tx: &Tx, word: &str, strength: Strength) -> Verb<ArtistCredit> {
    if let Ok(slug) = Slug::parse(word)
        && let Some(artist) = crate::artists::by_address(tx, &slug).await?
    {
        return Ok(ArtistCredit { artist: artist.id, credited_as: artist.name, strength });
    }
    let artist = crate::artists::credited(tx, word).await?;
    Ok(ArtistCredit { artist: artist.id, credited_as: word.trim().to_owned(), strength })
}
