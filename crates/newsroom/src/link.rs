//! Links laid over stories: found in the text, sorted by `domain::link`, stored as rows.

use crate::register::Everybody;
use crate::{Newsroom, Verb, beside_others};
use domain::body::Body;
use domain::id::{ArtistId, StoryId, WorkId};
use domain::link::decide::{Decision, Rulings};
use domain::link::{AutoLink, Standing, Strength};
use domain::quote::Quote;
use domain::story::{ArtistCredit, Draft, Story};
use std::collections::HashSet;
use store::{Conn, Tx, gigs, links, quotes, works};
use text::linking::{Known, Piece, Subject, link_story};

fn subjects(credits: &[ArtistCredit]) -> Vec<Subject> {
    let credits = credits.iter().filter(|credit| credit.strength == Strength::Subject);
    credits.map(|credit| Subject { name: credit.credited_as.clone(), artist: Some(credit.artist) }).collect()
}

/// What a text says about artists, and who speaks in it.
pub(crate) struct Found {
    decided: Vec<Decision>,
    said: Vec<Quote>,
}

/// Reads a text: computes only, and takes its time.
pub(crate) fn find(everybody: &Everybody, words: [&str; 2], body: &Body, credits: &[ArtistCredit], ruled: &Rulings) -> Found {
    let subjects = subjects(credits);
    let decided = decide(everybody, words, body, &subjects, ruled);
    let names: Vec<String> = subjects.into_iter().map(|subject| subject.name).collect();
    Found { decided, said: text::quotes::of_body(body, &names) }
}

fn decide(everybody: &Everybody, [headline, standfirst]: [&str; 2], body: &Body, subjects: &[Subject], ruled: &Rulings) -> Vec<Decision> {
    let known = Known { names: &everybody.names, memberships: &everybody.memberships, ruled };
    link_story(known, Piece { headline, standfirst, body, subjects })
}

/// What the text of a draft says about artists, and what persons said of it.
pub(crate) async fn decisions(newsroom: &Newsroom, draft: &Draft, ruled: &Rulings) -> Verb<Vec<Decision>> {
    let everybody = newsroom.everybody().await?;
    let words = [draft.headline.as_str(), draft.standfirst.as_str()];
    Ok(beside_others(|| decide(&everybody, words, &draft.body, &subjects(&draft.artists), ruled)))
}

/// The rows of what was decided about a version of a text.
pub(crate) fn rows(story: StoryId, text_version: i64, decided: &[Decision]) -> Vec<AutoLink> {
    let row = |decision: &Decision| AutoLink {
        story,
        text_version,
        span: decision.span,
        artist: decision.artist,
        strength: decision.strength,
        standing: decision.standing,
        evidence: decision.evidence.clone(),
    };
    decided.iter().map(row).collect()
}

/// Finds the links and quotations of a story's text anew and stores them, with whom the story is about.
pub(crate) async fn relink(newsroom: &Newsroom, tx: &Tx, story: &Story) -> Verb<()> {
    let (ruled, everybody) = (links::rulings(tx, story.id).await?, newsroom.everybody().await?);
    let draft = &story.draft;
    let found = beside_others(|| find(&everybody, [&draft.headline, &draft.standfirst], &draft.body, &draft.artists, &ruled));
    lay(tx, story, &found).await
}

/// Stores what was found in a story's text, with whom the story is about.
pub(crate) async fn lay(tx: &Tx, story: &Story, found: &Found) -> Verb<()> {
    lay_links(tx, story, &found.decided).await?;
    quotes::replace(tx, story.id, story.text_version, &found.said).await?;
    Ok(())
}

/// Finds the links of a story's text anew and stores them, with whom the story is about.
pub(crate) async fn link_anew(newsroom: &Newsroom, tx: &Tx, story: &Story) -> Verb<()> {
    let decided = decisions(newsroom, &story.draft, &links::rulings(tx, story.id).await?).await?;
    lay_links(tx, story, &decided).await
}

async fn lay_links(tx: &Tx, story: &Story, decided: &[Decision]) -> Verb<()> {
    let rows = rows(story.id, story.text_version, decided);
    links::replace_auto(tx, story.id, story.text_version, &rows).await?;
    let mut marks = Vec::new();
    for (artist, strength) in story.draft.body.artist_marks() {
        marks.push((crate::artists::now_known_as(tx, artist).await?, strength));
    }
    links::set_story_artists(tx, story.id, &story_artists(&story.draft, marks, &rows)).await?;
    find_records(tx, story).await?;
    Ok(())
}

/// Finds the works that a story is about and the nights that it tells of, and stores them where they are others than
/// before; says whether they were. Who it speaks of is stored already.
pub(crate) async fn find_records(tx: &Tx, story: &Story) -> Verb<bool> {
    let draft = &story.draft;
    let strong = |strength: &Strength| matches!(strength, Strength::Subject | Strength::Featured);
    let about: Vec<ArtistId> =
        links::story_artists(tx, story.id).await?.into_iter().filter(|(_, strength)| strong(strength)).map(|(artist, _)| artist).collect();
    let keys = works::keys(tx, &about).await?;
    let mut found: Vec<WorkId> = Vec::new();
    if !keys.is_empty() {
        let names: Vec<String> = draft.artists.iter().map(|credit| credit.credited_as.clone()).collect();
        let titles = beside_others(|| text::titles::of_story(&draft.headline, &draft.standfirst, &draft.body, &names));
        found.extend(keys.iter().filter(|(_, key)| titles.contains(key)).map(|(work, _)| *work));
        found.dedup();
    }
    let mut nights = Vec::new();
    for (position, night) in (0_i64..).zip(text::gigs::of_body(&draft.body, &draft.artists)) {
        for artist in night.artists {
            nights.push((position, crate::artists::now_known_as(tx, artist).await?, night.date.clone()));
        }
    }
    let works_changed = works::replace_found(tx, story.id, &found).await?;
    Ok(gigs::replace(tx, story.id, &nights).await? || works_changed)
}

/// Finds the links of a story's text anew and stores them where they are others than before; then gives how many more wait
/// for a person.
pub(crate) async fn link_if_changed(newsroom: &Newsroom, tx: &Tx, story: &Story) -> Verb<Option<i64>> {
    let ruled = links::rulings(tx, story.id).await?;
    let decided = decisions(newsroom, &story.draft, &ruled).await?;
    let mut new = rows(story.id, story.text_version, &decided);
    new.sort_by_key(|link| (link.span, link.artist));
    new.dedup_by_key(|link| (link.span, link.artist));
    let old = links::auto(tx, story.id, story.text_version).await?;
    if new == old {
        return Ok(find_records(tx, story).await?.then_some(0));
    }
    link_anew(newsroom, tx, story).await?;
    let doubtful = |links: &[AutoLink]| {
        let waiting: HashSet<ArtistId> = links.iter().filter(|link| link.standing == Standing::Doubtful).map(|link| link.artist).collect();
        i64::try_from(waiting.len()).unwrap_or(i64::MAX)
    };
    Ok(Some((doubtful(&new) - doubtful(&old)).max(0)))
}

/// Each artist of a story once, with the strongest of what credits, marks and sure links say.
fn story_artists(draft: &Draft, marks: Vec<(ArtistId, Strength)>, links: &[AutoLink]) -> Vec<(ArtistId, Strength)> {
    let credits = draft.artists.iter().map(|credit| (credit.artist, credit.strength));
    let sure = links.iter().filter(|link| link.standing == Standing::Sure).map(|link| (link.artist, link.strength));
    let mut all: Vec<_> = credits.chain(marks).chain(sure).collect();
    all.sort();
    all.dedup_by_key(|(artist, _)| *artist);
    all
}

/// The sure links that a story would have if it went live as it stands: for who may see it before.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn as_it_would_be(newsroom: &Newsroom, conn: &Conn, story: &Story) -> Verb<Vec<AutoLink>> {
    let decided = decisions(newsroom, &story.draft, &links::rulings(conn, story.id).await?).await?;
    let mut links = rows(story.id, story.text_version, &decided);
    links.retain(|link| link.standing == Standing::Sure);
    Ok(links)
}
