//! The front, as the API answers it and the desk's page shows it.

use crate::app::App;
use domain::front::{PLACES, SECONDS, Slot};
use domain::id::StoryId;
use domain::refusal::Refusal;
use domain::time::Zone;
use newsroom::Verb;
use newsroom::front::Laid;
use serde::{Deserialize, Serialize};
use store::front::Saved;
use utoipa::ToSchema;

/// A story that stands on the front, or could.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FrontStoryBody {
    id: i64,
    headline: String,
    section: String,
    kind: &'static str,
    /// Since when it is live; to come for a scheduled one.
    live_since: String,
    /// The key of its cover.
    cover: Option<String>,
}

/// A place of the front.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlaceBody {
    /// 0 is the lead, then come the seconds and the river.
    place: usize,
    /// `lead`, `second` or `river`.
    name: &'static str,
    /// Whether an editor placed the story that stands there.
    by_hand: bool,
    /// Until when it was placed; none: until somebody takes it away.
    until: Option<String>,
    story: Option<FrontStoryBody>,
}

/// A story that somebody placed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct SlotBody {
    /// 0 to 14.
    #[schema(minimum = 0, maximum = 14)]
    pub(crate) place: usize,
    /// The story's number.
    pub(crate) story: i64,
    /// RFC 3339, or `YYYY-MM-DDTHH:MM` in the paper's zone; none: until somebody takes it away.
    #[serde(default)]
    pub(crate) until: Option<String>,
}

/// A front laid out by hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LayoutBody {
    /// Its number; another one after each save.
    id: i64,
    from: String,
    who: String,
    saved_at: String,
    slots: Vec<SlotBody>,
}

/// The front of an instant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FrontBody {
    at: String,
    /// The layout that holds then; none when time alone decides.
    layout: Option<LayoutBody>,
    places: Vec<PlaceBody>,
    /// Stories that stand in the rail of scores.
    rail: Vec<FrontStoryBody>,
    /// Stories that could be placed, the newest first.
    others: Vec<FrontStoryBody>,
    /// Layouts that are to come.
    to_come: Vec<LayoutBody>,
}

impl FrontBody {
    /// The instant that is shown.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }
}

/// A saved layout.
pub(crate) fn layout(saved: &Saved) -> LayoutBody {
    let slot = |slot: &Slot| SlotBody { place: slot.place, story: slot.story.0, until: slot.until.map(|until| until.rfc3339()) };
    LayoutBody {
        id: saved.id.0,
        from: saved.layout.from.rfc3339(),
        who: saved.who.clone(),
        saved_at: saved.at.rfc3339(),
        slots: saved.layout.slots.iter().map(slot).collect(),
    }
}

fn name(place: usize) -> &'static str {
    match place {
        0 => "lead",
        place if place <= SECONDS => "second",
        _ => "river",
    }
}

/// What the API and the desk's page show of a front.
pub(crate) async fn body(app: &App, zone: &Zone, at: Option<&str>) -> Verb<FrontBody> {
    let now = app.now();
    let then = match at.filter(|at| !at.trim().is_empty()) {
        Some(text) => zone.read(text).map_err(|error| Refusal::field("at", error.to_string()))?.max(now),
        None => now,
    };
    let conn = app.newsroom().store().snapshot().await?;
    let laid = newsroom::front::at(&conn, now, then).await?;
    let to_come = store::front::to_come(&conn, now).await?;
    let holding = match store::front::holding(&conn, now).await? {
        known if to_come.iter().all(|saved| saved.layout.from > then) => known,
        _ => to_come.iter().filter(|saved| saved.layout.from <= then).max_by_key(|saved| saved.layout.from).cloned(),
    };
    let scheduled = store::stories::scheduled_cards(&conn, domain::time::Instant::from_micros(i64::MAX)).await?;
    Ok(FrontBody {
        at: then.rfc3339(),
        layout: holding.as_ref().map(layout),
        places: places(&laid),
        rail: laid.cards(&laid.front.rail).iter().map(story).collect(),
        others: others(&laid, &scheduled),
        to_come: to_come.iter().map(layout).collect(),
    })
}

fn story(card: &domain::story::Card) -> FrontStoryBody {
    FrontStoryBody {
        id: card.id.0,
        headline: card.headline.clone(),
        section: card.section.as_str().to_owned(),
        kind: card.kind.word(),
        live_since: card.live_since.rfc3339(),
        cover: card.cover.as_ref().map(|cover| cover.media.as_str().to_owned()),
    }
}

fn places(laid: &Laid) -> Vec<PlaceBody> {
    let front = &laid.front;
    let until = |place: usize| laid.layout.as_ref()?.slots.iter().find(|slot| slot.place == place)?.until.map(|until| until.rfc3339());
    let mut river = front.river.iter();
    let mut place = |number: usize| {
        let stands: Option<StoryId> = match number {
            0 => front.lead,
            number if number <= SECONDS => front.seconds.get(number - 1).copied(),
            _ => river.next().copied(),
        };
        let by_hand = front.by_hand.contains(&number);
        PlaceBody {
            place: number,
            name: name(number),
            by_hand,
            until: until(number).filter(|_| by_hand),
            story: stands.and_then(|id| laid.card(id)).map(story),
        }
    };
    (0..PLACES).map(&mut place).collect()
}

/// What could be placed: live stories that do not stand on it, and what is scheduled.
fn others(laid: &Laid, scheduled: &[domain::story::Card]) -> Vec<FrontStoryBody> {
    let front = &laid.front;
    let stands = |id: &StoryId| front.lead.iter().chain(&front.seconds).chain(&front.river).any(|other| other == id);
    let live = laid.all();
    let to_come = scheduled.iter().filter(|card| laid.card(card.id).is_none());
    to_come.chain(live).filter(|card| !stands(&card.id)).map(story).collect()
}
