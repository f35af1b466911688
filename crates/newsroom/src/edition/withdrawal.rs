//! A story is withdrawn while its edition goes out. The edition is held in the same transaction, so that from its commit on
//! not one more letter with the story gets its final dot; who lets the edition go sends the rest without it. Where the story
//! led, the next one gives subject and preheader. Its corrections are told no more.

use super::corrections::about;
use super::{LET_GO, by_id, lines};
use crate::mail::{EditionMail, FrozenEdition, Matter};
use crate::stories::load;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Edition, Selection, State};
use domain::id::StoryId;
use domain::story::Story;
use store::{Conn, Tx, deliveries, editions};
use text::mail_html::EditionParts;

/// Holds every edition that is going out with a story that is being withdrawn, or with a correction of it.
pub(crate) async fn hold_editions_with(tx: &Tx, act: &Act, story: StoryId) -> Verb<()> {
    let corrected = editions::told_of(tx, story).await?;
    let has = |edition: &Edition| edition.stories.contains(&story) || (!edition.which.is_special() && corrected.contains(&edition.day));
    for state in [State::Freezing, State::Sending] {
        for edition in editions::in_state(tx, state).await? {
            if has(&edition) && editions::turn(tx, edition.id, state, State::Held).await? {
                let why = format!("{}: story {story} of it was withdrawn", edition.name());
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
        untell(&tx, &going).await?;
        editions::save(&tx, &going).await?;
        store::audit::append(&tx, act, LET_GO, &going.name().to_string()).await?;
        newsroom.commit(tx).await?;
    }
    by_id(newsroom, edition.id).await
}

/// The edition with subject, preheader and head of its first live story. Letters in doubt had another head: a second copy
/// would not be the first, so they wait for a person.
async fn with_head(newsroom: &Newsroom, tx: &Tx, mail: &EditionMail, edition: Edition, lead: &Story) -> Verb<Edition> {
    let Some(stored) = editions::parts(tx, edition.id).await? else { return Ok(edition) };
    let Some((edition, head)) = led_by(newsroom, tx, mail, &edition, lead).await? else { return Ok(edition) };
    let frozen = FrozenEdition::read(&stored, edition.name())?;
    editions::put_parts(tx, edition.id, &frozen.headed(&head).written()?).await?;
    deliveries::hold_doubts(tx, edition.id).await?;
    Ok(edition)
}

/// The edition as this story leads it, and parts with its head; none when the head says the same already.
pub(super) async fn led_by(
    newsroom: &Newsroom,
    conn: &Conn,
    mail: &EditionMail,
    edition: &Edition,
    lead: &Story,
) -> Verb<Option<(Edition, EditionParts)>> {
    let paper = crate::paper::get(newsroom).await?;
    let plan = super::plan_of(conn, edition.name()).await?;
    let (subject, preheader) = lines(&plan, &lead.draft.headline, &lead.draft.standfirst, &paper);
    if (&subject, &preheader) == (&edition.subject, &edition.preheader) {
        return Ok(None);
    }
    let edition = Edition { subject, preheader, ..edition.clone() };
    let matter = Matter { note: &plan.note, stories: std::slice::from_ref(lead), corrections: &[] };
    let head = mail.parts(conn, &paper, &edition, &matter).await?;
    Ok(Some((edition, head)))
}

/// Corrections of stories that are not live fall out of the letters that are put together from now on. Those in doubt told them.
async fn untell(tx: &Tx, edition: &Edition) -> Verb<()> {
    let Some(stored) = editions::parts(tx, edition.id).await? else { return Ok(()) };
    let frozen = FrozenEdition::read(&stored, edition.name())?;
    let mut gone = Vec::new();
    for correction in &frozen.corrections {
        if !load(tx, correction.story).await?.is_live() {
            gone.push(correction.story);
        }
    }
    let about = about(&frozen.corrections, |story| gone.contains(&story)).within(frozen.parts.corrections());
    if about.is_empty() {
        return Ok(());
    }
    editions::put_parts(tx, edition.id, &frozen.untold(about).written()?).await?;
    Ok(deliveries::hold_doubts(tx, edition.id).await?)
}

/// Which places of an edition are no longer live, and its live stories in order.
pub(super) async fn withdrawn(conn: &Conn, edition: &Edition) -> Verb<(Selection, Vec<Story>)> {
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
