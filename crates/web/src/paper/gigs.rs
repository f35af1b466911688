//! Gigs: the nights that live stories tell of, typed once, in the story.

use crate::http::fault::Fault;
use crate::paper::card::Cards;
use crate::paper::press::Press;
use crate::paper::view::{self, DateView, Gig, filled};
use domain::body::{DateStatus, TourDate};
use domain::id::{ArtistId, StoryId};
use domain::story::Card;
use domain::time::Day;
use std::collections::{BTreeMap, HashMap};
use store::gigs::{self, StoryGig};
use store::stories::cards_by_ids;
use text::gigs::Note;
use text::template::urls;

const ON_FRONT: usize = 8;
const DAYS: i64 = 7;
/// Nights read for each that is shown: one that several stories tell of is there several times, once for everybody who plays.
const READ_EACH: usize = 6;

/// The gigs of the coming seven days, soonest first.
pub(crate) async fn this_week(press: &Press) -> Result<Vec<Gig>, Fault> {
    let today = press.zone().day(press.now);
    let last = (0..DAYS - 1).fold(today, |day, _| day.tomorrow().unwrap_or(day));
    let told = nights(gigs::between(&press.conn, today, last, ON_FRONT * READ_EACH * 4).await?);
    views(press, &told.into_iter().take(ON_FRONT).collect::<Vec<_>>(), DateView::night).await
}

/// An artist's nights to come, soonest first.
pub(crate) async fn to_come(press: &Press, artist: ArtistId, most: usize) -> Result<Vec<Gig>, Fault> {
    let told = coming(press, artist, most).await?;
    views(press, &told, DateView::night).await
}

/// An artist's nights that are past, the last first.
pub(crate) async fn past(press: &Press, artist: ArtistId, most: usize) -> Result<Vec<Gig>, Fault> {
    let mut told = nights(gigs::past(&press.conn, artist, press.zone().day(press.now), most * READ_EACH).await?);
    told.reverse();
    told.truncate(most);
    views(press, &told, DateView::past_night).await
}

/// An artist's nights to come as their stories tell them, each once, soonest first.
pub(super) async fn coming(press: &Press, artist: ArtistId, most: usize) -> Result<Vec<StoryGig>, Fault> {
    let mut told = nights(gigs::coming(&press.conn, artist, press.zone().day(press.now), most * READ_EACH).await?);
    told.truncate(most);
    Ok(told)
}

/// Each night once, as the newest of the stories that tell of it does, soonest first.
pub(super) fn nights(all: Vec<StoryGig>) -> Vec<StoryGig> {
    let mut told: BTreeMap<(Day, String, String), StoryGig> = BTreeMap::new();
    for gig in all {
        let key = (gig.date.date, gig.date.city.clone(), gig.date.venue.clone());
        if told.get(&key).is_none_or(|known| (known.since, known.story) < (gig.since, gig.story)) {
            told.insert(key, gig);
        }
    }
    told.into_values().collect()
}

async fn views(press: &Press, told: &[StoryGig], date: fn(Day) -> DateView) -> Result<Vec<Gig>, Fault> {
    let mut ids: Vec<StoryId> = told.iter().map(|gig| gig.story).collect();
    ids.sort();
    ids.dedup();
    let cards: HashMap<StoryId, Card> = cards_by_ids(&press.conn, &ids).await?.into_iter().map(|card| (card.id, card)).collect();
    let named = Cards::named(press, cards.values().flat_map(|card| &card.artists), std::iter::empty()).await?;
    Ok(told.iter().filter_map(|gig| Some(view(&gig.date, cards.get(&gig.story)?, &named, date))).collect())
}

fn view(night: &TourDate, card: &Card, named: &Cards, date: fn(Day) -> DateView) -> Gig {
    let mut note = Note::read(&night.note);
    let artists = match note.take_player(&card.artists) {
        Some(player) => named.credited(&[player]),
        None => named.credited(&card.artists),
    };
    let names: Vec<String> = artists.iter().map(|artist| artist.name.clone()).collect();
    Gig {
        date: date(night.date),
        artists: view::listed(&names).unwrap_or_else(|| card.headline.clone()),
        artist_url: artists.into_iter().next().map(|artist| artist.url),
        venue: night.venue.clone(),
        city: filled(&night.city),
        url: Some(urls::story(&card.address)),
        tickets: filled(&night.tickets),
        price: note.price.clone(),
        status: match night.status {
            DateStatus::On => "on",
            DateStatus::SoldOut => "sold-out",
            DateStatus::Moved => "moved",
            DateStatus::Cancelled => "cancelled",
        },
        note: note.rest(),
    }
}
