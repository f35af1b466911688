//! The front: what an editor placed by hand, and everything else by time.
//!
//! A layout holds from its instant until the next one's. It fills some of the front's places; the rest fill themselves
//! from the newest stories. A placed story that is not live (withdrawn, or embargoed still) leaves its place to time, and
//! nothing else moves.

use crate::id::StoryId;
use crate::refusal::Refusal;
use crate::story::Kind;
use crate::time::Instant;
use std::collections::BTreeSet;

/// Stories beside the lead.
pub const SECONDS: usize = 2;
/// Stories in the river.
pub const RIVER: usize = 12;
/// Scores in the rail.
pub const RAIL: usize = 5;
/// Places that can be filled by hand: the lead is 0, then the seconds, then the river.
pub const PLACES: usize = 1 + SECONDS + RIVER;
/// How long a story that its editor marked as a lead tops the front by itself.
pub const LEAD_SECONDS: i64 = 36 * 60 * 60;

/// A story in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Which place, below [`PLACES`].
    pub place: usize,
    /// Which story.
    pub story: StoryId,
    /// Until when; for as long as the layout holds when not said.
    pub until: Option<Instant>,
}

/// A front laid out by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// When it takes effect.
    pub from: Instant,
    /// What stands where; places rise.
    pub slots: Vec<Slot>,
}

/// A story that could stand on the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub story: StoryId,
    /// Since when readers may see it: in the past for a live story, to come for a scheduled one.
    pub live_from: Instant,
    /// What kind.
    pub kind: Kind,
    /// Whether it has a cover.
    pub pictured: bool,
    /// Whether it has a score.
    pub scored: bool,
    /// Whether its editor marked it as a lead.
    pub lead: bool,
}

/// Which story stands where. No story stands twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Front {
    /// The lead, unless there is no story at all.
    pub lead: Option<StoryId>,
    /// Beside the lead.
    pub seconds: Vec<StoryId>,
    /// The river.
    pub river: Vec<StoryId>,
    /// The rail of scores.
    pub rail: Vec<StoryId>,
    /// Whether stories are left that the river has no room for.
    pub more: bool,
    /// Which places are filled by hand.
    pub by_hand: Vec<usize>,
    /// The first instant at which it is another front by itself, as far as layouts and leads go.
    pub until: Option<Instant>,
}

impl Layout {
    /// Checks a layout that somebody made, and puts its places in order.
    ///
    /// # Errors
    /// [`Refusal::Field`] for a place that is not there, or a place or story that is named twice.
    pub fn checked(mut self) -> Result<Self, Refusal> {
        self.slots.sort_by_key(|slot| slot.place);
        let (mut places, mut stories) = (BTreeSet::new(), BTreeSet::new());
        for slot in &self.slots {
            if slot.place >= PLACES {
                return Err(Refusal::field("place", format!("the front has places 0 to {}, not {}", PLACES - 1, slot.place)));
            }
            if !places.insert(slot.place) {
                return Err(Refusal::field("place", format!("two stories stand in place {}", slot.place)));
            }
            if !stories.insert(slot.story) {
                return Err(Refusal::field("story", format!("story number {} stands in two places", slot.story)));
            }
            if slot.until.is_some_and(|until| until <= self.from) {
                return Err(Refusal::field("until", format!("story number {} is placed until before the layout begins", slot.story)));
            }
        }
        Ok(self)
    }
}

/// The layout that holds at an instant.
#[must_use]
pub fn holding(layouts: &[Layout], now: Instant) -> Option<&Layout> {
    layouts.iter().filter(|layout| layout.from <= now).max_by_key(|layout| layout.from)
}

/// The front at an instant.
#[must_use]
pub fn lay_out(layouts: &[Layout], candidates: &[Candidate], now: Instant) -> Front {
    let live = live(candidates, now);
    let placed = placed(holding(layouts, now), &live, now);
    let by_hand = |place: usize| placed.iter().find(|slot| slot.place == place).map(|slot| slot.story);
    let mut free: Vec<Candidate> = live.into_iter().filter(|one| placed.iter().all(|slot| slot.story != one.story)).collect();

    let lead = by_hand(0).or_else(|| take_lead(&mut free, now));
    let mut seconds = Vec::new();
    for place in 1..=SECONDS {
        seconds.extend(by_hand(place).or_else(|| take_second(&mut free, now)));
    }
    let rail: Vec<StoryId> = free.iter().filter(|one| one.scored).take(RAIL).map(|one| one.story).collect();
    free.retain(|one| !rail.contains(&one.story));
    let mut rest = free.into_iter().map(|one| one.story);
    let river = (1 + SECONDS..PLACES).filter_map(|place| by_hand(place).or_else(|| rest.next())).collect();
    Front {
        lead,
        seconds,
        river,
        rail,
        more: rest.next().is_some(),
        by_hand: placed.iter().map(|slot| slot.place).collect(),
        until: until(layouts, candidates, now),
    }
}

/// What readers may see, newest first, each story once.
fn live(candidates: &[Candidate], now: Instant) -> Vec<Candidate> {
    let mut seen = BTreeSet::new();
    let mut live: Vec<Candidate> = candidates.iter().filter(|one| one.live_from <= now && seen.insert(one.story)).copied().collect();
    live.sort_by_key(|one| std::cmp::Reverse((one.live_from, one.story)));
    live
}

/// The slots that count now: each place and story once, and only stories that are live.
fn placed(layout: Option<&Layout>, live: &[Candidate], now: Instant) -> Vec<Slot> {
    let mut placed: Vec<Slot> = Vec::new();
    for slot in layout.iter().flat_map(|layout| &layout.slots) {
        let holds = slot.place < PLACES && slot.until.is_none_or(|until| now < until);
        let taken = placed.iter().any(|other| other.place == slot.place || other.story == slot.story);
        if holds && !taken && live.iter().any(|one| one.story == slot.story) {
            placed.push(*slot);
        }
    }
    placed
}

fn leads(one: &Candidate, now: Instant) -> bool {
    one.lead && now < one.live_from.plus_seconds(LEAD_SECONDS)
}

/// What its editor marked leads, the newest of several; else the newest story with a picture among the first few, else
/// the newest.
fn take_lead(free: &mut Vec<Candidate>, now: Instant) -> Option<StoryId> {
    let chosen = free.iter().position(|one| leads(one, now));
    let pictured = || free.iter().take(5).position(|one| one.pictured);
    let place = chosen.or_else(pictured).unwrap_or(0);
    (place < free.len()).then(|| free.remove(place).story)
}

/// Beside the lead stand other leads, then long pieces, then whatever is newest; the last story is left to the river.
fn take_second(free: &mut Vec<Candidate>, now: Instant) -> Option<StoryId> {
    let chosen = free.iter().position(|one| leads(one, now));
    let long = || free.iter().take(8).position(|one| is_long(one.kind));
    let place = chosen.or_else(long).unwrap_or(0);
    (free.len() > 1).then(|| free.remove(place).story)
}

fn is_long(kind: Kind) -> bool {
    matches!(kind, Kind::Feature | Kind::Interview | Kind::Obituary | Kind::Premiere)
}

/// The next instant that changes the front without anybody doing anything.
fn until(layouts: &[Layout], candidates: &[Candidate], now: Instant) -> Option<Instant> {
    let next_layout = layouts.iter().map(|layout| layout.from);
    let slots = holding(layouts, now).into_iter().flat_map(|layout| &layout.slots).filter_map(|slot| slot.until);
    let stories = candidates.iter().map(|one| one.live_from);
    let no_leads = candidates.iter().filter(|one| one.lead).map(|one| one.live_from.plus_seconds(LEAD_SECONDS));
    next_layout.chain(slots).chain(stories).chain(no_leads).filter(|at| *at > now).min()
}

#[cfg(test)]
mod tests;
