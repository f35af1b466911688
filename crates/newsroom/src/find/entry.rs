//! From a story to what an index keeps of it.

use super::shelf::Which;
use crate::Verb;
use domain::body::{Block, Body, TurnKind};
use domain::id::{PersonId, StoryId};
use domain::quote::Quote;
use domain::story::Draft;
use domain::time::{Instant, Zone};
use search::query::in_thousandths;
use search::{Entry, Said, Standing};
use std::collections::HashMap;
use store::stories::{AtDesk, Searched};
use store::{Conn, paper, stories};
use text::render::{Context, Words, plain};

/// What an index is to have of some stories; none of those that are not to be in it.
pub(super) async fn entries(conn: &Conn, which: Which, zone: &Zone, ids: &[StoryId]) -> Verb<Vec<(i64, Option<Entry>)>> {
    let found = stories::searched(conn, ids).await?;
    let mut people: Vec<PersonId> = found.iter().flat_map(|one| &one.story.draft.bylines).map(|byline| byline.person).collect();
    people.sort_unstable();
    people.dedup();
    let names: HashMap<PersonId, String> =
        paper::people_by_ids(conn, &people).await?.into_iter().map(|person| (person.id, person.name)).collect();
    let desk = if which == Which::Desk { stories::at_desk(conn, ids).await? } else { HashMap::new() };
    let mut made: HashMap<StoryId, Entry> = HashMap::new();
    for one in &found {
        let entry = match which {
            Which::Public if one.story.is_live() => one_entry(one, &one.story.draft, zone, &names),
            Which::Public => continue,
            Which::Desk => of_the_desk(one, desk.get(&one.story.id), zone, &names),
        };
        made.insert(one.story.id, entry);
    }
    Ok(ids.iter().map(|id| (id.0, made.remove(id))).collect())
}

fn of_the_desk(one: &Searched, desk: Option<&AtDesk>, zone: &Zone, names: &HashMap<PersonId, String>) -> Entry {
    let draft = desk.and_then(|desk| desk.pending.as_ref()).unwrap_or(&one.story.draft);
    let owner = desk.and_then(|desk| desk.owner).map_or(0, |owner| owner.0);
    let standing = Standing { owner, state: one.story.state.word() };
    let since = desk.map_or(one.story.updated, |desk| desk.saved_at).micros();
    Entry { standing: Some(standing), since, ..one_entry(one, draft, zone, names) }
}

fn one_entry(one: &Searched, draft: &Draft, zone: &Zone, names: &HashMap<PersonId, String>) -> Entry {
    let (story, words) = (&one.story, Words::default());
    let published: Instant = draft.dateline.unwrap_or(story.created);
    let mut people: Vec<i64> = draft.bylines.iter().map(|byline| byline.person.0).collect();
    people.dedup();
    Entry {
        story: story.id.0,
        headline: draft.headline.clone(),
        standfirst: draft.standfirst.clone(),
        credited: draft.artists.iter().map(|credit| credit.credited_as.clone()).collect(),
        bylines: draft.bylines.iter().filter_map(|byline| names.get(&byline.person).cloned()).collect(),
        text: plain(&draft.body, &Context::new("", "en", &words)),
        section: draft.section.as_str().to_owned(),
        kind: draft.kind,
        artists: one.artists.iter().map(|artist| artist.0).collect(),
        people,
        published: published.micros(),
        year: zone.day(published).year(),
        since: story.live_since.unwrap_or(published).micros(),
        score: score(&draft.body),
        said: said(&draft.body, &one.said),
        standing: None,
    }
}

fn score(body: &Body) -> Option<i64> {
    body.blocks.iter().find_map(|block| match block {
        Block::Score(score) => in_thousandths(score.value, score.out_of),
        _ => None,
    })
}

/// What the page itself shows as somebody's words, under a name that a person typed: quotations set apart, and answers of
/// interviews. And those found in running text that an editor confirmed, for only then are they public as data.
fn said(body: &Body, confirmed: &[Quote]) -> Vec<Said> {
    let spoken = |speaker: &Option<String>, paragraphs: &[domain::body::Inlines]| {
        let words = paragraphs.iter().map(domain::body::Inlines::text).collect::<Vec<_>>().join("\n");
        speaker.as_ref().filter(|speaker| !speaker.trim().is_empty()).map(|speaker| Said { speaker: speaker.clone(), words })
    };
    let of = |block: &Block| match block {
        Block::Quotation(quotation) => spoken(&quotation.speaker, &quotation.paragraphs),
        Block::Turn(turn) if turn.kind == TurnKind::Answer => spoken(&turn.speaker, &turn.paragraphs),
        _ => None,
    };
    let mut all: Vec<Said> = body.blocks.iter().filter_map(of).collect();
    for quote in confirmed {
        let said = quote.speaker.as_ref().map(|speaker| Said { speaker: speaker.clone(), words: quote.paragraphs.join("\n") });
        all.extend(said.filter(|said| all.iter().all(|had| had.words != said.words)));
    }
    all
}
