//! MusicBrainz' JSON dumps of events and places, an object a line.
//!
//! Only what is CC0 is taken: of an event id, name, type, days, time, whether it was cancelled, who plays, where, and where
//! tickets are sold; of a place id, name, address, area and coordinates. Annotations, set lists, tags, genres and ratings
//! are never read.

use super::lines::{LineProblem, Listed, Records, said, tidy};
use domain::night::{ListedNight, Spot, Venue};
use domain::part_day::PartDay;
use domain::refusal::Refusal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::BufRead;

/// A night and the line that it stood in, counted from 1.
pub type LineNight = (usize, ListedNight);
/// A venue and the line that it stood in, counted from 1.
pub type LineVenue = (usize, Venue);

/// The nights of a dump of events as it streams in. `name` is the file's name, for errors.
pub fn read<R: BufRead>(reader: R, name: &str) -> impl Iterator<Item = Result<LineNight, LineProblem>> {
    Records::of(reader, name)
}

/// The venues of a dump of places as it streams in. `name` is the file's name, for errors.
pub fn venues<R: BufRead>(reader: R, name: &str) -> impl Iterator<Item = Result<LineVenue, LineProblem>> {
    Records::of(reader, name)
}

/// A dump is no table.
#[derive(Debug)]
pub(super) enum NoTable {}

/// What comes in a dump alone.
trait Dumped: Sized {
    /// The object of a line.
    type Line: DeserializeOwned;
    /// What that is called.
    const CALLED: &'static str;

    fn of(line: Self::Line) -> Result<Self, String>;
    fn check(&self) -> Result<(), Refusal>;
}

impl<T: Dumped> Listed for T {
    type Columns = NoTable;

    fn of_json(line: &str) -> Result<Self, String> {
        T::of(serde_json::from_str(line).map_err(|error| said(T::CALLED, &error))?)
    }

    fn columns(_: &str) -> Result<NoTable, String> {
        Err("not recognised: the first line is no JSON object; unpack the dump, which has an object a line".to_owned())
    }

    fn of_row(columns: &NoTable, _: &str) -> Result<Self, String> {
        match *columns {}
    }

    fn sound(self) -> Result<Self, String> {
        Dumped::check(&self).map(|()| self).map_err(|refusal| refusal.to_string())
    }
}

impl Dumped for ListedNight {
    type Line = Event;
    const CALLED: &'static str = "an event";

    fn of(event: Event) -> Result<Self, String> {
        event.night()
    }

    fn check(&self) -> Result<(), Refusal> {
        Self::check(self)
    }
}

impl Dumped for Venue {
    type Line = Place;
    const CALLED: &'static str = "a place";

    fn of(place: Place) -> Result<Self, String> {
        place.venue()
    }

    fn check(&self) -> Result<(), Refusal> {
        Self::check(self)
    }
}

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default, rename = "life-span")]
    life: Option<Life>,
    #[serde(default)]
    time: Option<String>,
    #[serde(default)]
    cancelled: Option<bool>,
    #[serde(default)]
    relations: Option<Vec<Relation>>,
}

#[derive(Deserialize)]
struct Life {
    #[serde(default)]
    begin: Option<String>,
    #[serde(default)]
    end: Option<String>,
}

#[derive(Deserialize)]
struct Relation {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    begin: Option<String>,
    #[serde(default)]
    artist: Option<Artist>,
    #[serde(default)]
    place: Option<Place>,
    #[serde(default)]
    area: Option<Area>,
    #[serde(default)]
    url: Option<Address>,
}

#[derive(Deserialize)]
struct Artist {
    id: String,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    resource: Option<String>,
}

#[derive(Deserialize)]
struct Place {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    area: Option<Area>,
    #[serde(default)]
    coordinates: Option<Coordinates>,
}

#[derive(Deserialize)]
struct Coordinates {
    #[serde(default)]
    latitude: Option<f64>,
    #[serde(default)]
    longitude: Option<f64>,
}

#[derive(Deserialize)]
struct Area {
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default, rename = "iso-3166-1-codes")]
    countries: Option<Vec<String>>,
    #[serde(default, rename = "iso-3166-2-codes")]
    parts: Option<Vec<String>>,
}

impl Area {
    /// Town and country: the area's own, and the country that its codes say.
    fn town(self) -> (String, String) {
        let name = tidy(&self.name.unwrap_or_default());
        if self.kind.as_deref() == Some("Country") {
            return (String::new(), name);
        }
        let whole = self.countries.into_iter().flatten().next();
        // `DE-BE` is a part of `DE`.
        let part = self.parts.into_iter().flatten().next().and_then(|code| Some(code.split_once('-')?.0.to_owned()));
        (name, tidy(&whole.or(part).unwrap_or_default()))
    }
}

/// Who is on a stage; to whom a night is a tribute, who takes the tickets and who films it are not.
const PLAYS: [&str; 6] = ["main performer", "support act", "guest performer", "orchestra", "conductor", "DJ"];

/// What goes by who plays, and not by its name.
const BY_PLAYERS: [&str; 2] = ["Concert", "Launch event"];

/// An id as the paper keeps it.
fn id(text: &str) -> Result<String, String> {
    domain::artist::musicbrainz(text).map_err(|refusal| refusal.to_string())?.ok_or_else(|| "the id is empty".to_owned())
}

fn day(text: Option<&str>) -> Result<PartDay, String> {
    PartDay::parse("date", text.unwrap_or_default()).map_err(|refusal| refusal.to_string())
}

impl Event {
    fn night(self) -> Result<ListedNight, String> {
        let relations = self.relations.unwrap_or_default();
        let begin = day(self.life.as_ref().and_then(|life| life.begin.as_deref()))?;
        let end = day(self.life.as_ref().and_then(|life| life.end.as_deref()))?;
        let mut night = ListedNight {
            musicbrainz: id(&self.id)?,
            name: tidy(&self.name.unwrap_or_default()),
            named: self.kind.as_deref().is_some_and(|kind| !BY_PLAYERS.contains(&kind)),
            day: begin,
            until: if end > begin { end } else { PartDay::UNKNOWN },
            time: tidy(&self.time.unwrap_or_default()),
            cancelled: self.cancelled.unwrap_or(false),
            ..ListedNight::default()
        };
        for relation in relations {
            let kind = relation.kind.unwrap_or_default();
            if let Some(artist) = relation.artist.filter(|_| PLAYS.contains(&kind.as_str())) {
                let player = id(&artist.id)?;
                // A date of a relation that is none says nothing: the rest of the line is sound.
                let on = day(relation.begin.as_deref()).unwrap_or_default();
                if !night.players.iter().any(|(known, _)| *known == player) {
                    night.players.push((player, on));
                }
            } else if let Some(place) = relation.place.filter(|_| kind == "held at" && night.venue.is_none()) {
                night.venue = Some(place.venue()?);
            } else if let Some(area) = relation.area.filter(|_| kind == "held in" && night.city.is_empty()) {
                (night.city, night.country) = area.town();
            } else if let Some(url) = relation.url.and_then(|url| url.resource).filter(|_| kind == "ticketing" && night.tickets.is_empty())
            {
                night.tickets = domain::artist::link(&url).unwrap_or_default();
            }
        }
        night.players.sort();
        Ok(night)
    }
}

impl Place {
    fn venue(self) -> Result<Venue, String> {
        let (city, country) = self.area.map(Area::town).unwrap_or_default();
        let degrees = self.coordinates.and_then(|spot| spot.latitude.zip(spot.longitude));
        Ok(Venue {
            musicbrainz: id(&self.id)?,
            name: tidy(&self.name.unwrap_or_default()),
            address: tidy(&self.address.unwrap_or_default()),
            city,
            country,
            spot: degrees.and_then(|(latitude, longitude)| Spot::of_degrees(latitude, longitude)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"id":"0E4B6E9C-0C4C-4F0B-8E36-2B3E1C0A5D11","name":"Gilt at  Palladium","type":"Concert","time":"20:00","cancelled":false,"life-span":{"begin":"2015-03-27","end":"2015-03-27","ended":true},"setlist":"* Fax","annotation":"theirs","tags":[{"name":"x","count":1}],"relations":[{"type":"main performer","direction":"backward","target-type":"artist","begin":null,"artist":{"id":"64b14cee-ff24-4a5a-adf8-bbcf78eb7b64","name":"Gilt"}},{"type":"tribute to","artist":{"id":"74b14cee-ff24-4a5a-adf8-bbcf78eb7b64","name":"Nobody"}},{"type":"held at","place":{"id":"84b14cee-ff24-4a5a-adf8-bbcf78eb7b64","name":"Palladium","address":"Schanzenstraße 40","type":"Venue","coordinates":{"latitude":50.964,"longitude":7.013},"area":{"id":"1","name":"Köln","type":"City","iso-3166-2-codes":["DE-NW"]}}},{"type":"ticketing","url":{"resource":"https://tickets.example/gilt"}}]}"#;

    fn nights(text: &str) -> Vec<Result<LineNight, LineProblem>> {
        read(text.as_bytes(), "event").collect()
    }

    #[test]
    fn an_event_is_a_night_with_who_plays_and_where() {
        let read = nights(EVENT);
        let night = &read[0].as_ref().unwrap().1;
        assert_eq!(night.musicbrainz, "0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d11");
        assert_eq!((night.name.as_str(), night.named, night.day.to_string().as_str()), ("Gilt at Palladium", false, "2015-03-27"));
        assert_eq!(night.players, [("64b14cee-ff24-4a5a-adf8-bbcf78eb7b64".to_owned(), PartDay::UNKNOWN)]);
        let venue = night.venue.as_ref().unwrap();
        assert_eq!((venue.city.as_str(), venue.country.as_str(), venue.address.as_str()), ("Köln", "DE", "Schanzenstraße 40"));
        assert_eq!(venue.spot.map(Spot::degrees), Some((50.964, 7.013)));
        assert_eq!((night.tickets.as_str(), night.until), ("https://tickets.example/gilt", PartDay::UNKNOWN));
    }

    #[test]
    fn broken_lines_are_told_by_line_and_the_rest_goes_in() {
        let festival = r#"{"id":"0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d12","name":"Quarry Vale","type":"Festival","life-span":{"begin":"2015-06-05","end":"2015-06-07"},"relations":[{"type":"support act","begin":"2015-06-06","artist":{"id":"64b14cee-ff24-4a5a-adf8-bbcf78eb7b64"}},{"type":"held in","area":{"name":"Germany","type":"Country","iso-3166-1-codes":["DE"]}}]}"#;
        let undated =
            r#"{"id":"0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d13","name":"Once","life-span":{"begin":"2015"},"relations":null,"cancelled":null}"#;
        let wrong_day = r#"{"id":"0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d14","name":"Never","life-span":{"begin":"2015-02-30"}}"#;
        let text =
            format!("{festival}\n{{\"id\":\n\n{undated}\n{wrong_day}\n[]\n{{\"id\":\"1\",\"name\":\"No id\"}}\n{{\"name\":\"None\"}}\n");
        let read = nights(&text);
        let good: Vec<_> = read.iter().flatten().collect();
        assert_eq!(good.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4]);
        let first = &good[0].1;
        assert_eq!(
            (first.named, first.until.to_string().as_str(), first.players[0].1.to_string().as_str()),
            (true, "2015-06-07", "2015-06-06")
        );
        assert_eq!((first.city.as_str(), first.country.as_str()), ("", "Germany"));
        assert!(good[1].1.day.day().is_none());
        let broken: Vec<_> = read.iter().filter_map(|line| line.as_ref().err()).map(|problem| problem.line).collect();
        assert_eq!(broken, [2, 5, 6, 7, 8]);
        assert_eq!(nights("name\tday\nGilt\t2015-03-27\n").len(), 1, "no table");
    }

    #[test]
    fn places_are_venues() {
        let text = "{\"id\":\"84b14cee-ff24-4a5a-adf8-bbcf78eb7b64\",\"name\":\"The Tote\",\"type\":\"Venue\",\"address\":\"\",\"area\":null,\"coordinates\":{\"latitude\":-370.8,\"longitude\":144.9}}\n{\"id\":\"84b14cee-ff24-4a5a-adf8-bbcf78eb7b65\",\"name\":\"\"}\n";
        let read: Vec<_> = venues(text.as_bytes(), "place").collect();
        let venue = &read[0].as_ref().unwrap().1;
        assert_eq!((venue.name.as_str(), venue.spot), ("The Tote", None));
        assert!(read[1].as_ref().unwrap_err().to_string().contains("place, line 2"));
    }
}
