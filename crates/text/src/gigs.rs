//! The nights that a story tells of: its tour dates and gig boxes, and who of its artists plays on each.

use crate::fold;
use domain::body::{Block, Body, BoxKind, DateStatus, InfoBox, TourDate};
use domain::id::ArtistId;
use domain::link::Strength;
use domain::story::ArtistCredit;
use domain::time::Day;

/// One night and who plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct Night {
    /// What the story says.
    pub date: TourDate,
    /// Who plays, as the artist line has them.
    pub artists: Vec<ArtistId>,
}

/// The nights of a story, in reading order. Where the note of one names an artist of the line, that one plays; else
/// everybody does whom the story is about.
#[must_use]
pub fn of_body(body: &Body, line: &[ArtistCredit]) -> Vec<Night> {
    let everybody: Vec<ArtistId> = line
        .iter()
        .filter(|credit| matches!(credit.strength, Strength::Subject | Strength::Featured))
        .map(|credit| credit.artist)
        .collect();
    let mut nights = Vec::new();
    for block in &body.blocks {
        match block {
            Block::TourDates(tour) => nights.extend(tour.dates.iter().cloned()),
            Block::InfoBox(facts) if facts.kind == BoxKind::Gig => nights.extend(boxed(facts)),
            _ => {}
        }
    }
    let night = |date: TourDate| {
        let artists = match Note::read(&date.note).take_player(line) {
            Some(player) => vec![player.artist],
            None => everybody.clone(),
        };
        Night { date, artists }
    };
    nights.into_iter().map(night).collect()
}

/// Whether two tellings of one artist's evening, of the same day, are of one night. Towns and rooms are spelt in many ways
/// (*Köln*, *Cologne*; *The Tote*, *Tote Hotel, Collingwood*): they are two only where both towns are known, and both rooms,
/// and neither pair has a word in common.
#[must_use]
pub fn is_same(one: &TourDate, other: &TourDate) -> bool {
    if one.date != other.date {
        return false;
    }
    // `Köln, DE`: what comes after the town is its country.
    let town = |date: &TourDate| fold::search_words(date.city.split(',').next().unwrap_or_default());
    let room = |date: &TourDate| fold::search_words(&date.venue);
    let differ = |one: &[String], other: &[String]| {
        !one.is_empty() && !other.is_empty() && !one.iter().any(|word| word != "the" && other.contains(word))
    };
    !(differ(&town(one), &town(other)) && differ(&room(one), &room(other)))
}

/// A gig box with a day that can be read.
fn boxed(facts: &InfoBox) -> Option<TourDate> {
    let value = |labels: &[&str]| {
        let fact = facts.facts.iter().find(|fact| labels.contains(&fold::key(&fact.label).as_str()));
        fact.map(|fact| fact.value.trim().to_owned()).unwrap_or_default()
    };
    let day = day(&value(&["date", "day", "when", "night"]))?;
    let (venue, city) = (value(&["venue", "where", "room", "place"]), value(&["city", "town"]));
    let (venue, city) = match venue.rsplit_once(", ") {
        Some((venue, last)) if city.is_empty() => (venue.to_owned(), last.to_owned()),
        _ => (venue, city),
    };
    let tickets = Some(value(&["tickets"])).filter(|tickets| tickets.starts_with("http")).unwrap_or_default();
    Some(TourDate { date: day, city, venue, tickets, note: String::new(), status: DateStatus::On })
}

/// `2015-03-27`, `27 March 2015`, `Friday 27 March 2015`, whatever comes after it.
fn day(text: &str) -> Option<Day> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let iso = words.iter().find_map(|word| word.parse::<Day>().ok());
    let written = || words.windows(3).find_map(|three| Day::strptime("%d %B %Y", three.join(" ")).ok());
    iso.or_else(written)
}

/// A night's note, in the parts between its commas: a guide to many nights says there who plays and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    parts: Vec<String>,
    /// What it costs.
    pub price: Option<String>,
}

impl Note {
    /// Takes a note apart.
    #[must_use]
    pub fn read(note: &str) -> Self {
        let mut parts: Vec<String> = note.split(", ").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        let place = parts.iter().position(|part| is_price(part));
        let price = place.map(|place| parts.remove(place));
        Self { parts, price }
    }

    /// Which of a story's several artists plays, when the note says so.
    pub fn take_player(&mut self, artists: &[ArtistCredit]) -> Option<ArtistCredit> {
        if artists.len() < 2 {
            return None;
        }
        let same = |part: &str, artist: &ArtistCredit| fold::key(part) == fold::key(&artist.credited_as);
        let place = self.parts.iter().position(|part| artists.iter().any(|artist| same(part, artist)))?;
        let part = self.parts.remove(place);
        artists.iter().find(|artist| same(&part, artist)).cloned()
    }

    /// What else it says.
    #[must_use]
    pub fn rest(&self) -> Option<String> {
        Some(self.parts.join(", ")).filter(|rest| !rest.is_empty())
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
    use domain::body::{Fact, TourDates};

    fn credit(id: i64, name: &str) -> ArtistCredit {
        ArtistCredit { artist: ArtistId(id), credited_as: name.to_owned(), strength: Strength::Subject }
    }

    #[test]
    fn a_guides_notes_say_who_plays_and_what_it_costs() {
        let artists = [credit(1, "Paper Tigress"), credit(2, "Vera Static")];
        let mut note = Note::read("vera static, $22, all ages");
        assert_eq!(note.take_player(&artists).map(|player| player.artist), Some(ArtistId(2)));
        assert_eq!((note.price.as_deref(), note.rest().as_deref()), (Some("$22"), Some("all ages")));
        let mut note = Note::read("heating off, by request");
        assert!(note.take_player(&artists).is_none());
        assert_eq!((note.price.as_deref(), note.rest().as_deref()), (None, Some("heating off, by request")));
        assert_eq!(["free", "€ 18.50", "$22 with eggs", "gold coin", "$"].map(is_price), [true, true, false, false, false]);
    }

    #[test]
    fn one_night_is_told_in_many_ways() {
        let date = |venue: &str, city: &str| TourDate {
            date: Day::new(2015, 3, 27).unwrap(),
            city: city.to_owned(),
            venue: venue.to_owned(),
            tickets: String::new(),
            note: String::new(),
            status: DateStatus::On,
        };
        let ours = date("The Tote Hotel", "Melbourne");
        for same in [date("The Tote", "Collingwood, AU"), date("Corner Hotel", "melbourne"), date("", "Köln"), date("Palladium", "")] {
            assert!(is_same(&ours, &same), "{same:?}");
        }
        assert!(!is_same(&ours, &date("The Palladium", "Köln, DE")));
        assert!(!is_same(&ours, &TourDate { date: Day::new(2015, 3, 28).unwrap(), ..ours.clone() }));
    }

    #[test]
    fn nights_come_from_tours_and_gig_boxes() {
        let date = |day: i8, note: &str| TourDate {
            date: Day::new(2015, 4, day).unwrap(),
            city: "Melbourne".to_owned(),
            venue: "The Tote".to_owned(),
            tickets: String::new(),
            note: note.to_owned(),
            status: DateStatus::On,
        };
        let fact = |label: &str, value: &str| Fact { label: label.to_owned(), value: value.to_owned() };
        let gig = |facts: Vec<Fact>| Block::InfoBox(InfoBox { kind: BoxKind::Gig, title: String::new(), facts });
        let tour = Block::TourDates(TourDates { title: String::new(), dates: vec![date(1, ""), date(2, "Vera Static, $10")] });
        let boxes = [
            gig(vec![fact("Date", "Friday 3 April 2015, 8 pm"), fact("Venue", "Corner Hotel, Richmond")]),
            gig(vec![fact("When", "2015-04-04"), fact("City", "Hobart")]),
            gig(vec![fact("Doors", "7 pm")]),
        ];
        let body = Body { blocks: [tour].into_iter().chain(boxes).collect() };
        let nights = of_body(&body, &[credit(1, "Paper Tigress"), credit(2, "Vera Static")]);
        let told: Vec<_> = nights.iter().map(|night| (night.date.date.day(), night.date.city.as_str(), night.artists.len())).collect();
        assert_eq!(told, [(1, "Melbourne", 2), (2, "Melbourne", 1), (3, "Richmond", 2), (4, "Hobart", 2)]);
        assert_eq!(nights[1].artists, [ArtistId(2)]);
    }
}
