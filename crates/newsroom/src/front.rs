//! The front, laid out by hand and by time: what it shows at an instant, and how it is changed.

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::edition::Placement;
use domain::front::{self, Candidate, Front, Layout, PLACES, RAIL};
use domain::id::{LayoutId, StoryId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::{Card, State};
use domain::time::Instant;
use std::collections::{BTreeSet, HashMap};
use store::front::Saved;
use store::stories::{CardFilter, cards, cards_by_ids, live_since, scheduled_cards};
use store::{Conn, StoreError};

/// So many of the newest stories are looked at; what the front leaves is the archive's.
const LOOKED_AT: usize = 30;
/// How long a layout is kept once another one holds, for looking back.
const KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// The front of an instant with the cards that it is made of.
#[derive(Debug, Clone)]
pub struct Laid {
    /// What stands where.
    pub front: Front,
    /// The layout that holds then.
    pub layout: Option<Layout>,
    cards: HashMap<StoryId, Card>,
}

impl Laid {
    /// The card of a story that could stand on this front.
    #[must_use]
    pub fn card(&self, story: StoryId) -> Option<&Card> {
        self.cards.get(&story)
    }

    /// The cards of stories, in their order.
    #[must_use]
    pub fn cards(&self, stories: &[StoryId]) -> Vec<Card> {
        stories.iter().filter_map(|story| self.cards.get(story)).cloned().collect()
    }

    /// Every card that was looked at, the newest first.
    #[must_use]
    pub fn all(&self) -> Vec<&Card> {
        let mut all: Vec<&Card> = self.cards.values().collect();
        all.sort_by_key(|card| std::cmp::Reverse((card.live_since, card.id)));
        all
    }
}

/// The front as readers see it now.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn now(conn: &Conn, now: Instant) -> Verb<Laid> {
    laid(conn, now, now).await
}

/// The front as it will be at an instant, when nothing happens before but what is scheduled. For the desk: it shows what
/// no reader may see.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn at(conn: &Conn, now: Instant, then: Instant) -> Verb<Laid> {
    laid(conn, now, then.max(now)).await
}

async fn laid(conn: &Conn, now: Instant, then: Instant) -> Verb<Laid> {
    let layouts = store::front::from_now(conn, now).await?;
    let holding = front::holding(&layouts, then).cloned();
    let placed: Vec<StoryId> = holding.iter().flat_map(|layout| &layout.slots).map(|slot| slot.story).collect();
    let scored = CardFilter { scored: true, ..CardFilter::default() };
    let mut found = cards(conn, &CardFilter::default(), LOOKED_AT + PLACES, 0).await?;
    found.extend(cards(conn, &scored, RAIL + PLACES, 0).await?);
    found.extend(cards_by_ids(conn, &placed).await?);
    if then > now {
        found.extend(scheduled_cards(conn, then).await?);
    }
    let recent = live_since(conn, then.plus_seconds(-front::LEAD_SECONDS), now).await?;
    let mut leads: BTreeSet<StoryId> = recent.iter().filter(|one| one.placement == Placement::Lead).map(|one| one.story).collect();
    if then > now {
        leads.extend(store::stories::scheduled_leads(conn, then).await?);
    }
    let candidates: Vec<Candidate> = found.iter().map(|card| candidate(card, leads.contains(&card.id))).collect();
    let front = front::lay_out(&layouts, &candidates, then);
    Ok(Laid { front, layout: holding, cards: found.into_iter().map(|card| (card.id, card)).collect() })
}

fn candidate(card: &Card, lead: bool) -> Candidate {
    Candidate {
        story: card.id,
        live_from: card.live_since,
        kind: card.kind,
        pictured: card.cover.is_some(),
        scored: card.score.is_some(),
        lead,
    }
}

/// Lays the front out from now on, or from an instant to come. `had` is the layout that the person saw there: the one
/// that holds now, the one that was scheduled and is changed or moved by this, or none.
///
/// # Errors
/// [`VerbError::Refused`] when somebody laid it out meanwhile, a story is neither live nor scheduled, or the instant is past.
pub async fn lay_out(
    newsroom: &Newsroom,
    act: &Act,
    had: Option<LayoutId>,
    from: Option<Instant>,
    layout: Vec<front::Slot>,
) -> Verb<Saved> {
    act.allow(Right::EditFront)?;
    if from.is_some_and(|from| from <= act.now) {
        return Err(Refusal::field("from", "is over already; leave it out to lay the front out now").into());
    }
    let layout = Layout { from: from.unwrap_or(act.now), slots: layout }.checked()?;
    let tx = newsroom.begin(act.now).await?;
    for slot in &layout.slots {
        placeable(&tx, slot.story).await?;
    }
    let there = match from {
        None => store::front::holding(&tx, act.now).await?,
        Some(from) => match had {
            Some(id) => store::front::get(&tx, id).await?.filter(|saved| saved.layout.from > act.now),
            None => store::front::at(&tx, from).await?,
        },
    };
    if there.as_ref().map(|saved| saved.id) != had {
        let newest = there.map_or(0, |saved| saved.id.0);
        return Err(Refusal::Outdated { what: "front", had: had.map_or(0, |id| id.0), newest }.into());
    }
    // What was scheduled is replaced; what held until now stays as what was.
    if let Some(there) = there.filter(|there| from.is_some() || there.layout.from == act.now) {
        store::front::remove(&tx, there.id).await?;
    }
    let saved = match store::front::put(&tx, &layout, &act.who).await {
        Err(StoreError::Conflict(_)) => {
            Err(Refusal::field("from", "another front is scheduled for just this minute; change that one").into())
        }
        other => other.map_err(VerbError::from),
    }?;
    store::front::forget(&tx, act.now.plus_seconds(-KEPT_SECONDS)).await?;
    let what = format!("{} places by hand, from {}", layout.slots.len(), layout.from);
    store::audit::append(&tx, act, "lay out the front", &what).await?;
    newsroom.commit(tx).await?;
    Ok(saved)
}

/// Gives up a front that was scheduled.
///
/// # Errors
/// [`VerbError::Absent`] when there is none, [`VerbError::Refused`] when its instant has come.
pub async fn give_up(newsroom: &Newsroom, act: &Act, id: LayoutId) -> Verb<()> {
    act.allow(Right::EditFront)?;
    let tx = newsroom.begin(act.now).await?;
    let there = store::front::get(&tx, id).await?;
    let there = there.ok_or_else(|| VerbError::Absent(format!("there is no scheduled front number {id}")))?;
    if there.layout.from <= act.now {
        return Err(Refusal::State("this front has come already; lay it out anew".to_owned()).into());
    }
    store::front::remove(&tx, id).await?;
    store::audit::append(&tx, act, "give up a front", &format!("of {}", there.layout.from)).await?;
    newsroom.commit(tx).await
}

async fn placeable(conn: &Conn, id: StoryId) -> Verb<()> {
    let story = store::stories::by_id(conn, id).await?;
    match story.map(|story| (story.state, story.draft.headline)) {
        Some((State::Live | State::Scheduled { .. }, _)) => Ok(()),
        Some((state, headline)) => {
            Err(Refusal::field("story", format!("“{headline}” is {}; only what is live or scheduled can be placed", state.word())).into())
        }
        None => Err(Refusal::field("story", format!("there is no story number {id}")).into()),
    }
}
