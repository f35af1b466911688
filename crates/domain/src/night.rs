//! Nights that no story of the paper tells of: MusicBrainz lists them, and where they are.

use crate::artist::{self, MAX_NAME};
use crate::body::{DateStatus, TourDate};
use crate::part_day::PartDay;
use crate::refusal::Refusal;
use crate::time::Day;

/// Where a night is played.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Venue {
    /// MusicBrainz id (UUID) of the place.
    pub musicbrainz: String,
    /// Its name.
    pub name: String,
    /// Street and number, as written there; may be empty.
    pub address: String,
    /// Its town; may be empty.
    pub city: String,
    /// Its country: the code of ISO 3166-1 (`DE`), or a name where only that is known; may be empty.
    pub country: String,
    /// Where on earth it is.
    pub spot: Option<Spot>,
}

/// A point on earth, in millionths of a degree: latitude northwards, longitude eastwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// From -90,000,000 to 90,000,000.
    pub latitude: i32,
    /// From -180,000,000 to 180,000,000.
    pub longitude: i32,
}

impl Spot {
    /// A point by degrees; none where there is no such point.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "degrees within bounds, in millionths, fit")]
    pub fn of_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        let millionths = |degrees: f64| (degrees * 1e6).round() as i32;
        on_earth.then(|| Self { latitude: millionths(latitude), longitude: millionths(longitude) })
    }

    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.latitude) / 1e6, f64::from(self.longitude) / 1e6)
    }
}

/// A night of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedNight {
    /// MusicBrainz id (UUID) of the event.
    pub musicbrainz: String,
    /// What it is called; may be empty.
    pub name: String,
    /// Whether it goes by its name, as a festival does, and not by who plays.
    pub named: bool,
    /// When; no night of a calendar while not all of the day is known.
    pub day: PartDay,
    /// Its last day, where it has several.
    pub until: PartDay,
    /// When it begins there, as `20:00`; may be empty.
    pub time: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Where tickets are sold; may be empty.
    pub tickets: String,
    /// Where, if a venue is known.
    pub venue: Option<Venue>,
    /// The town, if there is no venue.
    pub city: String,
    /// The country, if there is no venue; as that of a venue.
    pub country: String,
    /// Who plays: the MusicBrainz id of each, and on which day where that is said.
    pub players: Vec<(String, PartDay)>,
}

fn short(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.chars().count() > MAX_NAME || text.chars().any(char::is_control) {
        return Err(Refusal::field(field, format!("longer than {MAX_NAME} characters, or not one line")));
    }
    Ok(())
}

fn id(text: &str) -> Result<(), Refusal> {
    match artist::musicbrainz(text)? {
        Some(same) if same == text => Ok(()),
        _ => Err(Refusal::field("id", "is no MusicBrainz id")),
    }
}

impl Venue {
    /// Checks what a file gave.
    ///
    /// # Errors
    /// [`Refusal::Field`] for what is missing, endless or not one line.
    pub fn check(&self) -> Result<(), Refusal> {
        id(&self.musicbrainz)?;
        if self.name.is_empty() {
            return Err(Refusal::field("name", "a venue needs a name"));
        }
        [("name", &self.name), ("address", &self.address), ("city", &self.city), ("country", &self.country)]
            .into_iter()
            .try_for_each(|(field, text)| short(field, text))
    }
}

impl ListedNight {
    /// Checks what a file gave.
    ///
    /// # Errors
    /// [`Refusal::Field`] for what is missing, endless or not one line.
    pub fn check(&self) -> Result<(), Refusal> {
        id(&self.musicbrainz)?;
        self.venue.iter().try_for_each(Venue::check)?;
        self.players.iter().try_for_each(|(player, _)| id(player))?;
        [("name", &self.name), ("time", &self.time), ("city", &self.city), ("country", &self.country)]
            .into_iter()
            .try_for_each(|(field, text)| short(field, text))
    }

    /// The night as a tour date of who plays on a day of it: place, town and country, what it is called if it goes by
    /// that, and when it begins.
    #[must_use]
    pub fn date(&self, day: Day) -> TourDate {
        let (city, country) = self.venue.as_ref().map_or((&self.city, &self.country), |venue| (&venue.city, &venue.country));
        let said = |parts: &[&str]| parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let venue = self.venue.as_ref().map_or("", |venue| venue.name.as_str());
        let name = if self.named && !venue.is_empty() { self.name.as_str() } else { "" };
        TourDate {
            date: day,
            city: said(&[city, country]),
            venue: if venue.is_empty() { self.name.clone() } else { venue.to_owned() },
            tickets: self.tickets.clone(),
            note: said(&[name, &self.time]),
            status: if self.cancelled { DateStatus::Cancelled } else { DateStatus::On },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "64b14cee-ff24-4a5a-adf8-bbcf78eb7b64";

    #[test]
    fn a_night_is_told_by_place_and_by_its_name_where_it_goes_by_that() {
        let venue = Venue {
            musicbrainz: ID.to_owned(),
            name: "Palladium".to_owned(),
            city: "Köln".to_owned(),
            country: "DE".to_owned(),
            ..Venue::default()
        };
        let night = ListedNight {
            musicbrainz: ID.to_owned(),
            name: "Gilt in Köln".to_owned(),
            time: "20:00".to_owned(),
            venue: Some(venue),
            ..ListedNight::default()
        };
        let day = Day::new(2015, 3, 27).unwrap();
        let date = night.date(day);
        assert_eq!((date.venue.as_str(), date.city.as_str(), date.note.as_str()), ("Palladium", "Köln, DE", "20:00"));
        let festival = ListedNight { named: true, name: "Quarry Vale".to_owned(), cancelled: true, ..night.clone() }.date(day);
        assert_eq!((festival.note.as_str(), festival.status), ("Quarry Vale, 20:00", DateStatus::Cancelled));
        let field =
            ListedNight { named: true, name: "Quarry Vale".to_owned(), venue: None, country: "Germany".to_owned(), ..night }.date(day);
        assert_eq!((field.venue.as_str(), field.city.as_str(), field.note.as_str()), ("Quarry Vale", "Germany", "20:00"));
    }

    #[test]
    fn what_a_file_gives_is_bounded() {
        let night = ListedNight { musicbrainz: ID.to_owned(), ..ListedNight::default() };
        assert!(night.check().is_ok());
        assert!(ListedNight { name: "x".repeat(MAX_NAME + 1), ..night.clone() }.check().is_err());
        assert!(ListedNight { musicbrainz: "1".to_owned(), ..night.clone() }.check().is_err());
        assert!(ListedNight { players: vec![("gilt".to_owned(), PartDay::UNKNOWN)], ..night.clone() }.check().is_err());
        assert!(ListedNight { venue: Some(Venue::default()), ..night }.check().is_err());
        assert_eq!(Spot::of_degrees(40.763_889, -73.98).map(Spot::degrees), Some((40.763_889, -73.98)));
        assert!(Spot::of_degrees(90.1, 0.0).is_none() && Spot::of_degrees(0.0, f64::NAN).is_none());
    }
}
