//! Gigs, gathered from the tour dates of live stories: typed once, in the story.

use crate::http::fault::Fault;
use crate::paper::card::Cards;
use crate::paper::press::Press;
use crate::paper::view::{self, DateView, Gig, filled};
use domain::body::{Block, DateStatus, TourDate};
use domain::id::{ArtistId, StoryId};
use domain::story::{ArtistCredit, Card, Kind};
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
    of_cards(press, &looked_at, (today, last), ON_FRONT, None).await
}

/// An artist's nights to come, out of stories about them. A guide tells of others' nights too; those are left out.
pub(crate) async fn to_come(press: &Press, artist: ArtistId, cards: &[Card], most: usize) -> Result<Vec<Gig>, Fault> {
    let today = press.zone().day(press.now);
    of_cards(press, cards, (today, Day::MAX), most, Some(artist)).await
}

async fn of_cards(press: &Press, cards: &[Card], (from, to): (Day, Day), most: usize, whose: Option<ArtistId>) -> Result<Vec<Gig>, Fault> {
    let mut nights: BTreeMap<(Day, String, String), Night<'_>> = BTreeMap::new();
    for card in cards {
        for date in dates_of(press, card).await?.iter().filter(|date| (from..=to).contains(&date.date)) {
            let player = Note::read(&date.note).take_player(&card.artists);
            if whose.zip(player).is_some_and(|(whose, player)| player.artist != whose) {
                continue;
            }
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
    let mut note = Note::read(&night.date.note);
    let artists = match note.take_player(&night.card.artists) {
        Some(player) => named.credited(&[player]),
        None => named.credited(&night.card.artists),
    };
    let names: Vec<String> = artists.iter().map(|artist| artist.name.clone()).collect();
    Gig {
        date: DateView::night(night.date.date),
        artists: view::listed(&names).unwrap_or_else(|| night.card.headline.clone()),
        artist_url: artists.into_iter().next().map(|artist| artist.url),
        venue: night.date.venue.clone(),
        city: filled(&night.date.city),
        url: Some(urls::story(&night.card.address)),
        tickets: filled(&night.date.tickets),
        price: note.price.clone(),
        status: match night.date.status {
            DateStatus::On => "on",
            DateStatus::SoldOut => "sold-out",
            DateStatus::Moved => "moved",
            DateStatus::Cancelled => "cancelled",
        },
        note: note.rest(),
    }
}

/// A night's note, in the parts between its commas: a guide to many nights says there who plays and what it costs.
struct Note {
    parts: Vec<String>,
    price: Option<String>,
}

impl Note {
    fn read(note: &str) -> Self {
        let mut parts: Vec<String> = note.split(", ").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        let place = parts.iter().position(|part| is_price(part));
        let price = place.map(|place| parts.remove(place));
        Self { parts, price }
    }

    /// Which of a story's several artists plays, when the note says so.
    fn take_player(&mut self, artists: &[ArtistCredit]) -> Option<ArtistCredit> {
        if artists.len() < 2 {
            return None;
        }
        let same = |part: &str, artist: &ArtistCredit| text::fold::key(part) == text::fold::key(&artist.credited_as);
        let place = self.parts.iter().position(|part| artists.iter().any(|artist| same(part, artist)))?;
        let part = self.parts.remove(place);
        artists.iter().find(|artist| same(&part, artist)).cloned()
    }

    fn rest(&self) -> Option<String> {
        filled(&self.parts.join(", "))
    }
}

/// `$22`, `€ 18.50`, `free`: a sign of money and a number, or nothing to pay.
fn is_price(part: &str) -> bool {
    let mut letters = part.chars();
    let number = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    part.eq_ignore_ascii_case("free") || (letters.next().is_some_and(|sign| "$€£¥".contains(sign)) && number(letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::link::Strength;

    #[test]
    fn a_guides_notes_say_who_plays_and_what_it_costs() {
        let artist = |id, name: &str| ArtistCredit { artist: ArtistId(id), credited_as: name.to_owned(), strength: Strength::Subject };
        let artists = [artist(1, "Paper Tigress"), artist(2, "Vera Static")];
        let mut note = Note::read("vera static, $22, all ages");
        assert_eq!(note.take_player(&artists).map(|player| player.artist), Some(ArtistId(2)));
        assert_eq!((note.price.as_deref(), note.rest().as_deref()), (Some("$22"), Some("all ages")));
        let mut note = Note::read("heating off, by request");
        assert!(note.take_player(&artists).is_none());
        assert_eq!((note.price.as_deref(), note.rest().as_deref()), (None, Some("heating off, by request")));
        assert_eq!(["free", "€ 18.50", "$22 with eggs", "gold coin", "$"].map(is_price), [true, true, false, false, false]);
    }
}
