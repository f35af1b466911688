//! A story is withdrawn while its edition goes out. The edition is held in the same transaction, so that from its commit on
//! not one more letter with the story gets its final dot; who lets the edition go sends the rest without it. Where the story
//! led, the next one gives subject and preheader.

use super::{LET_GO, by_id, lines};
use crate::mail::{EditionMail, FrozenEdition};
use crate::stories::load;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Edition, Selection, State};
use domain::id::StoryId;
use domain::story::Story;
use store::{Conn, Tx, deliveries, editions};

/// Holds every edition that is going out with a story that is being withdrawn.
pub(crate) async fn hold_editions_with(tx: &Tx, act: &Act, story: StoryId) -> Verb<()> {
    for state in [State::Freezing, State::Sending] {
        for edition in editions::in_state(tx, state).await? {
            if edition.stories.contains(&story) && editions::turn(tx, edition.id, state, State::Held).await? {
                let why = format!("{}: story {story} of it was withdrawn", edition.day);
                store::audit::append(tx, act, "hold the edition", &why).await?;
            }
        }
    }
    Ok(())
}

/// A released edition that was held goes on. Letters that are begun from now on go without the stories that are not live.
pub(super) async fn resume(newsroom: &Newsroom, act: &Act, edition: &Edition) -> Verb<Edition> {
    // Before the transaction: nobody else is to wait for templates.
    let mail = EditionMail::compile()?;
    let tx = newsroom.begin(act.now).await?;
    if editions::turn(&tx, edition.id, State::Held, State::Freezing).await?
        && let Some(edition) = editions::by_id(&tx, edition.id).await?
    {
        let (withdrawn, live) = withdrawn(&tx, &edition).await?;
        let mut going = Edition { withdrawn, ..edition };
        // A story that led before is not named in the head any more, nor is one that led in its place.
        if going.withdrawn != edition.withdrawn
            && let Some(lead) = live.first()
        {
            going = with_head(newsroom, &tx, &mail, going, lead).await?;
        }
        editions::save(&tx, &going).await?;
        store::audit::append(&tx, act, LET_GO, &going.day.to_string()).await?;
        newsroom.commit(tx).await?;
    }
    by_id(newsroom, edition.id).await
}

/// The edition with subject, preheader and head of its first live story. Letters in doubt had another head: a second copy
/// would not be the first, so they wait for a person.
async fn with_head(newsroom: &Newsroom, tx: &Tx, mail: &EditionMail, edition: Edition, lead: &Story) -> Verb<Edition> {
    let paper = crate::paper::get(newsroom).await?;
    let plan = super::plan_of(tx, edition.day, edition.later).await?;
    let (subject, preheader) = lines(&plan, &lead.draft, &paper);
    let Some(stored) = editions::parts(tx, edition.id).await? else { return Ok(edition) };
    if (&subject, &preheader) == (&edition.subject, &edition.preheader) {
        return Ok(edition);
    }
    let edition = Edition { subject, preheader, ..edition };
    let frozen = FrozenEdition::read(&stored, edition.day)?;
    let head = mail.parts(tx, &paper, &edition, &plan.note, std::slice::from_ref(lead)).await?;
    editions::put_parts(tx, edition.id, &frozen.headed(&head).written()?).await?;
    deliveries::hold_doubts(tx, edition.id).await?;
    Ok(edition)
}

/// Which places of an edition are no longer live, and its live stories in order.
async fn withdrawn(conn: &Conn, edition: &Edition) -> Verb<(Selection, Vec<Story>)> {
    let (mut gone, mut live) = (Selection(0), Vec::new());
    for (place, id) in edition.stories.iter().enumerate() {
        let story = load(conn, *id).await?;
        if story.is_live() {
            live.push(story);
        } else {
            gone = gone.with(place);
        }
    }
    Ok((gone, live))
}
