//! Links laid over stories: found in the text, sorted by `domain::link`, stored as rows.

use crate::{Newsroom, Verb, beside_others};
use domain::id::ArtistId;
use domain::link::decide::Decision;
use domain::link::{AutoLink, Standing, Strength};
use domain::story::{Draft, Story};
use store::{Conn, Tx, artists, links, quotes};
use text::linking::link_story;
use text::names::{NameRow, Names};

/// The index of all names.
pub(crate) async fn build_names(conn: &Conn) -> Verb<Names> {
    let rows = artists::names(conn).await?;
    let row = |name: artists::Name| NameRow { artist: name.artist, name: name.name, is_alias: name.is_alias, kind: name.kind };
    Ok(Names::build(rows.into_iter().map(row)))
}

fn subject_names(draft: &Draft) -> Vec<String> {
    let subjects = draft.artists.iter().filter(|credit| credit.strength == Strength::Subject);
    subjects.map(|credit| credit.credited_as.clone()).collect()
}

/// What the text of a draft says about artists.
pub(crate) async fn decisions(newsroom: &Newsroom, conn: &Conn, draft: &Draft) -> Verb<Vec<Decision>> {
    let names = newsroom.names().await?;
    let artist_line = subject_names(draft);
    let memberships = artists::memberships(conn).await?;
    Ok(beside_others(|| link_story(&names, &draft.headline, &draft.standfirst, &draft.body, &artist_line, &memberships)))
}

/// Finds the links and quotations of a story's text anew and stores them, with whom the story is about.
pub(crate) async fn relink(newsroom: &Newsroom, tx: &Tx, story: &Story) -> Verb<()> {
    let rejected = links::rejected(tx, story.id).await?;
    let decided = decisions(newsroom, tx, &story.draft).await?;
    let row = |decision: &Decision| AutoLink {
        story: story.id,
        text_version: story.text_version,
        span: decision.span,
        artist: decision.artist,
        strength: decision.strength,
        standing: decision.standing,
        evidence: decision.evidence.clone(),
    };
    let rows: Vec<AutoLink> = decided.iter().filter(|decision| !rejected.contains(&decision.artist)).map(row).collect();
    links::replace_auto(tx, story.id, story.text_version, &rows).await?;
    let mut marks = Vec::new();
    for (artist, strength) in story.draft.body.artist_marks() {
        marks.push((crate::artists::now_known_as(tx, artist).await?, strength));
    }
    links::set_story_artists(tx, story.id, &story_artists(&story.draft, marks, &rows)).await?;
    let said = beside_others(|| text::quotes::of_body(&story.draft.body, &subject_names(&story.draft)));
    quotes::replace(tx, story.id, story.text_version, &said).await?;
    Ok(())
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
