//! Gigs: the nights that live stories tell of, typed once, in the story.

use crate::http::fault::Fault;
use crate::paper::card::Cards;
use crate::paper::press::Press;
use crate::paper::view::{self, DateView, Gig, filled};
use domain::artist::Artist;
use domain::body::TourDate;
use domain::id::{ArtistId, StoryId};
use domain::story::Card;
use domain::time::Day;
use std::collections::{BTreeMap, HashMap};
use store::gigs::{self, StoryGig};
use store::nights::{self as listed, Played};
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
pub(crate) async fn to_come(press: &Press, artist: &Artist, most: usize) -> Result<Vec<Gig>, Fault> {
    let mut own = Own::coming(press, artist.id, most * READ_EACH).await?;
    own.truncate(most);
    own_views(press, artist, &own, DateView::night).await
}

/// An artist's nights that are past, the last first.
pub(crate) async fn past(press: &Press, artist: &Artist, most: usize) -> Result<Vec<Gig>, Fault> {
    let mut own = Own::past(press, artist.id, most * READ_EACH).await?;
    own.reverse();
    own.truncate(most);
    own_views(press, artist, &own, DateView::past_night).await
}

/// A night of an artist: a story tells of it, or else it is listed.
#[derive(Debug, Clone)]
pub(super) enum Own {
    /// As a story tells it.
    Told(StoryGig),
    /// As a list has it.
    Listed(Played),
}

impl Own {
    /// Those to come, soonest first. So many rows are read of each kind.
    pub(super) async fn coming(press: &Press, artist: ArtistId, rows: usize) -> Result<Vec<Self>, Fault> {
        let today = press.zone().day(press.now);
        let told = gigs::coming(&press.conn, artist, today, rows).await?;
        let listed = listed::coming(&press.conn, artist, today, rows).await?;
        // Beyond what was read of the stories, nobody knows what they tell.
        let known_until = told.last().filter(|_| told.len() == rows).map(|last| last.date.date);
        Ok(Self::both(told, listed.into_iter().filter(|night| known_until.is_none_or(|until| night.day <= until))))
    }

    /// Those that are past, soonest first.
    pub(super) async fn past(press: &Press, artist: ArtistId, rows: usize) -> Result<Vec<Self>, Fault> {
        let today = press.zone().day(press.now);
        let told = gigs::past(&press.conn, artist, today, rows).await?;
        let listed = listed::past(&press.conn, artist, today, rows).await?;
        let known_from = told.last().filter(|_| told.len() == rows).map(|last| last.date.date);
        Ok(Self::both(told, listed.into_iter().filter(|night| known_from.is_none_or(|from| night.day >= from))))
    }

    /// What stories tell, and what is listed and no story tells; soonest first.
    fn both(told: Vec<StoryGig>, listed: impl Iterator<Item = Played>) -> Vec<Self> {
        let mut dates: Vec<TourDate> = told.iter().map(|gig| gig.date.clone()).collect();
        let mut all: Vec<Self> = nights(told).into_iter().map(Self::Told).collect();
        for night in listed {
            let date = night.night.date(night.day);
            if !dates.iter().any(|other| text::gigs::is_same(other, &date)) {
                dates.push(date);
                all.push(Self::Listed(night));
            }
        }
        all.sort_by_key(Self::day);
        all
    }

    fn day(&self) -> Day {
        match self {
            Self::Told(gig) => gig.date.date,
            Self::Listed(night) => night.day,
        }
    }

    /// When and where.
    pub(super) fn date(&self) -> TourDate {
        match self {
            Self::Told(gig) => gig.date.clone(),
            Self::Listed(night) => night.night.date(night.day),
        }
    }

    /// The story that tells of it.
    pub(super) fn story(&self) -> Option<StoryId> {
        match self {
            Self::Told(gig) => Some(gig.story),
            Self::Listed(_) => None,
        }
    }
}

/// Each night once, as the newest of the stories that tell of it does, soonest first.
fn nights(all: Vec<StoryGig>) -> Vec<StoryGig> {
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

async fn own_views(press: &Press, artist: &Artist, own: &[Own], date: fn(Day) -> DateView) -> Result<Vec<Gig>, Fault> {
    let told: Vec<StoryGig> = own.iter().filter_map(|night| if let Own::Told(gig) = night { Some(gig.clone()) } else { None }).collect();
    let mut told = views(press, &told, date).await?.into_iter();
    let view = |night: &Own| match night {
        Own::Told(_) => told.next(),
        Own::Listed(night) => Some(listed_view(press, artist, night, date)),
    };
    Ok(own.iter().filter_map(view).collect())
}

fn listed_view(press: &Press, artist: &Artist, night: &Played, date: fn(Day) -> DateView) -> Gig {
    let told = night.night.date(night.day);
    let until = Some(night.night.until).filter(|until| until.day().is_some_and(|until| until > night.day));
    let until = until.map(|until| press.theme.word("gigs.until", &[("day", until.words())]));
    let notes: Vec<String> = filled(&told.note).into_iter().chain(until).collect();
    Gig {
        date: date(night.day),
        artists: artist.name.clone(),
        artist_url: Some(urls::artist(&artist.slug)),
        city: filled(&told.city),
        url: None,
        tickets: filled(&told.tickets),
        price: None,
        status: told.status.word(),
        note: filled(&notes.join(", ")),
        venue: told.venue,
    }
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
        status: night.status.word(),
        note: note.rest(),
    }
}
