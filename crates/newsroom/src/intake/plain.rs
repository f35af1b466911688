//! A story as plain text becomes a story.

use super::{Options, Outcome, Report};
use crate::beside_others;
use crate::link::{decisions, relink};
use crate::stories::{self, Saved};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::{Block, Inlines};
use domain::edition::Placement;
use domain::link::decide::{Decision, Rulings};
use domain::link::{Standing, Strength};
use domain::refusal::Refusal;
use domain::story::{Advisory, ArtistCredit, Byline, Draft, Kind, Source};
use domain::time::Zone;
use store::{Tx, artists as stored_artists, paper as stored, stories as stored_stories};
use text::fold;
use text::plain_story::{self, PlainStory};

/// Reads a plain-text story and stores it as a draft. The same headline of the same day is the same story.
///
/// # Errors
/// [`VerbError::Unreadable`] when it is no story (empty, no headline), [`VerbError::Refused`] when it cannot be stored.
pub async fn plain_story(newsroom: &Newsroom, act: &Act, name: &str, text: &str, options: &Options) -> Verb<Report> {
    let paper = crate::paper::get(newsroom).await?;
    let zone = options.zone.clone().unwrap_or_else(|| paper.zone.clone());
    let mut read = read(newsroom, name, text, &zone).await?;
    if options.keep_furniture {
        keep_furniture(&mut read);
    }
    make_artists(newsroom, act, &read.artist_line).await?;
    let tx = newsroom.begin_to_link(act.now).await?;
    let draft = draft(newsroom, &tx, options, &read).await?;
    let source = Source { system: "text".to_owned(), foreign_id: super::foreign_id(&zone, &draft) };
    let draft = match stored_stories::by_source(&tx, &source.system, &source.foreign_id).await? {
        Some(known) => with_what_text_cannot_say(draft, known.draft, options),
        None => draft,
    };
    let saved = stories::save_from(&tx, act, draft, &source).await?;
    let (story, not_live) = publish_if_asked(&tx, act, &paper.zone, &saved, options).await?;
    relink(newsroom, &tx, &story).await?;
    newsroom.commit(tx).await?;
    let (removed, unread) = (read.removed.clone(), read.unread.clone());
    Ok(Report { outcome: Outcome::from(&saved), story, read: Some(Box::new(read)), removed, unread, not_live })
}

async fn read(newsroom: &Newsroom, name: &str, text: &str, zone: &Zone) -> Verb<PlainStory> {
    let people = stored::people(&newsroom.store().read().await?).await?;
    let house_bylines = people.into_iter().filter(|person| person.house).map(|person| person.name).collect();
    let options = plain_story::Options { house_bylines, ..plain_story::Options::new(zone.clone()) };
    beside_others(|| plain_story::read(text, &options)).map_err(|error| VerbError::Unreadable(format!("{name}, {error}")))
}

/// Puts furniture back as paragraphs at the end, where an editor finds it.
fn keep_furniture(read: &mut PlainStory) {
    let lines = read.removed.drain(..).map(|removed| Block::Paragraph(Inlines::plain(removed.text)));
    read.body.blocks.extend(lines);
}

/// The artists of the artist line, in a transaction of their own: the name index must know them before the text is
/// linked. An artist without a story does no harm should the process die in between.
async fn make_artists(newsroom: &Newsroom, act: &Act, names: &[String]) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    for name in names {
        crate::artists::credited(&tx, name).await?;
    }
    newsroom.commit(tx).await
}

async fn draft(newsroom: &Newsroom, tx: &Tx, options: &Options, read: &PlainStory) -> Verb<Draft> {
    let mut bylines = Vec::new();
    for byline in &read.bylines {
        bylines.push(Byline { person: stories::person(tx, &byline.name, byline.house).await?.id, part: byline.part });
    }
    let mut credits = Vec::new();
    for name in &read.artist_line {
        credits.push(super::story_file::credit(tx, name, Strength::Subject).await?);
    }
    let mut draft = Draft {
        headline: read.headline.clone(),
        standfirst: read.standfirst.clone(),
        slug: fold::slug(&read.headline).ok_or_else(|| Refusal::field("headline", "gives no address; it has no letter or digit"))?,
        section: crate::paper::section_or_first(tx, options.section.as_ref()).await?,
        kind: Kind::News,
        bylines,
        artists: credits,
        cover: None,
        advisory: Advisory::default(),
        body: read.body.clone(),
        placement: Placement::In,
        dateline: read.published,
        sponsor: None,
    };
    let featured = featured(tx, &draft, &decisions(newsroom, &draft, &Rulings::default()).await?).await?;
    draft.artists.extend(featured);
    Ok(draft)
}

/// A plain-text story has no word for its kind, cover, advisory, placement and sponsor: what an editor chose stays.
fn with_what_text_cannot_say(draft: Draft, known: Draft, options: &Options) -> Draft {
    let section = if options.section.is_some() { draft.section } else { known.section };
    Draft {
        section,
        kind: known.kind,
        cover: known.cover,
        advisory: known.advisory,
        placement: known.placement,
        sponsor: known.sponsor,
        ..draft
    }
}

/// Who is featured goes into the artist line after the subjects, as the text spells it.
async fn featured(tx: &Tx, draft: &Draft, decided: &[Decision]) -> Verb<Vec<ArtistCredit>> {
    let mut credits: Vec<ArtistCredit> = Vec::new();
    for decision in decided.iter().filter(|decision| decision.strength == Strength::Featured && decision.standing == Standing::Sure) {
        let known = draft.artists.iter().chain(&credits).any(|credit| credit.artist == decision.artist);
        if !known && let Some(artist) = stored_artists::by_id(tx, decision.artist).await? {
            let credited_as = draft.spelt(&decision.span).unwrap_or(artist.name);
            credits.push(ArtistCredit { artist: decision.artist, credited_as, strength: Strength::Featured });
        }
    }
    Ok(credits)
}

/// Makes a story live that is to be and can; says why not otherwise.
async fn publish_if_asked(
    tx: &Tx,
    act: &Act,
    zone: &Zone,
    saved: &Saved,
    options: &Options,
) -> Verb<(domain::story::Story, Option<Refusal>)> {
    let story = saved.story().clone();
    if !options.publish || story.address.is_some() {
        return Ok((story, None));
    }
    if story.draft.dateline.is_none() {
        return Ok((story, Some(Refusal::field("dateline", "could not be read, so it stays a draft"))));
    }
    match story.publish_from_archive(zone, act) {
        Err(refusal) => Ok((story, Some(refusal))),
        Ok(live) => {
            stories::check_address(tx, &live).await?;
            stories::save(tx, &live, story.revision, act).await?;
            store::audit::append(tx, act, "import as live", &live.draft.headline).await?;
            Ok((live, None))
        }
    }
}
