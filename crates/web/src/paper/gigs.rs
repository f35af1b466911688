//! Gigs, gathered from the tour dates of live stories: typed once, in the story.

use crate::http::fault::Fault;
use crate::paper::card::Cards;
use crate::paper::press::Press;
use crate::paper::view::{self, DateView, Gig, filled};
use domain::body::{Block, DateStatus, TourDate};
use domain::id::StoryId;
use domain::story::{Card, Kind};
use domain::time::{Day, Instant};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::stories::{CardFilter, cards};
use text::template::urls;

/// The nights of stories that were looked at, by story and its last change: a body is read once for all fronts.
#[derive(Debug, Default)]
pub(crate) struct Nights(Mutex<HashMap<StoryId, Seen>>);

/// A story's last change when it was read, and its nights.
type Seen = (Instant, Arc<[TourDate]>);

/// So many stories are remembered.
const REMEMBERED: usize = 2_000;
/// So many of the newest stories, and of the newest announcements of tours, are looked at.
const LOOKED_AT: usize = 60;
const ON_FRONT: usize = 8;
const DAYS: i64 = 7;

impl Nights {
    fn known(&self, card: &Card) -> Option<Arc<[TourDate]>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&card.id).filter(|(updated, _)| *updated == card.updated).map(|(_, dates)| Arc::clone(dates))
    }

    fn remember(&self, card: &Card, dates: Arc<[TourDate]>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(card.id, (card.updated, dates));
    }
}

/// A night, and the story that tells of it.
struct Night<'a> {
    date: TourDate,
    card: &'a Card,
}

/// The gigs of the coming seven days, soonest first.
pub(crate) async fn this_week(press: &Press) -> Result<Vec<Gig>, Fault> {
    let tours = CardFilter { kind: Some(Kind::Tour), ..CardFilter::default() };
    let mut looked_at = cards(&press.conn, &tours, LOOKED_AT, 0).await?;
    looked_at.extend(cards(&press.conn, &CardFilter::default(), LOOKED_AT, 0).await?);
    if let Some(section) = press.matter.gigs() {
        let of_section = CardFilter { section: Some(section.slug.clone()), ..CardFilter::default() };
        looked_at.extend(cards(&press.conn, &of_section, LOOKED_AT, 0).await?);
    }
    let today = press.zone().day(press.now);
    let last = (0..DAYS - 1).fold(today, |day, _| day.tomorrow().unwrap_or(day));
    of_cards(press, &looked_at, today, last, ON_FRONT).await
}

/// The nights to come of these stories.
pub(crate) async fn to_come(press: &Press, cards: &[Card], most: usize) -> Result<Vec<Gig>, Fault> {
    of_cards(press, cards, press.zone().day(press.now), Day::MAX, most).await
}

async fn of_cards(press: &Press, cards: &[Card], from: Day, to: Day, most: usize) -> Result<Vec<Gig>, Fault> {
    let mut nights: BTreeMap<(Day, String, String), Night<'_>> = BTreeMap::new();
    for card in cards {
        for date in dates_of(press, card).await?.iter().filter(|date| (from..=to).contains(&date.date)) {
            let key = (date.date, date.city.clone(), date.venue.clone());
            // One night told by several stories stands once, as the newest of them tells it.
            let older = nights.get(&key).is_none_or(|known| known.card.published < card.published);
            if older {
                nights.insert(key, Night { date: date.clone(), card });
            }
        }
    }
    let nights: Vec<Night<'_>> = nights.into_values().take(most).collect();
    let named = Cards::named(press, nights.iter().flat_map(|night| &night.card.artists), std::iter::empty()).await?;
    Ok(nights.iter().map(|night| gig(night, &named)).collect())
}

async fn dates_of(press: &Press, card: &Card) -> Result<Arc<[TourDate]>, Fault> {
    if let Some(dates) = press.app.nights().known(card) {
        return Ok(dates);
    }
    let story = store::stories::by_id(&press.conn, card.id).await?;
    let blocks = story.map(|story| story.draft.body.blocks).unwrap_or_default();
    let dates: Arc<[TourDate]> = blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::TourDates(tour) => Some(tour.dates),
            _ => None,
        })
        .flatten()
        .collect();
    press.app.nights().remember(card, Arc::clone(&dates));
    Ok(dates)
}

fn gig(night: &Night<'_>, named: &Cards) -> Gig {
    let artists = named.credited(&night.card.artists);
    let names: Vec<String> = artists.iter().map(|artist| artist.name.clone()).collect();
    Gig {
        date: DateView::night(night.date.date),
        artists: view::listed(&names).unwrap_or_else(|| night.card.headline.clone()),
        artist_url: artists.into_iter().next().map(|artist| artist.url),
        venue: night.date.venue.clone(),
        city: filled(&night.date.city),
        url: Some(urls::story(&night.card.address)),
        tickets: filled(&night.date.tickets),
        price: None,
        status: match night.date.status {
            DateStatus::On => "on",
            DateStatus::SoldOut => "sold-out",
            DateStatus::Moved => "moved",
            DateStatus::Cancelled => "cancelled",
        },
        note: filled(&night.date.note),
    }
}
