//! Nights that no story tells of, and venues: as MusicBrainz lists them.

use crate::db::{Conn, Row, Tx, Value, json_ids, json_words, statements, values};
use crate::error::{Result, StoreError};
use domain::change::ChangeKind;
use domain::id::ArtistId;
use domain::night::{ListedNight, Spot, Venue};
use domain::part_day::PartDay;
use domain::time::{Day, Instant};
use std::collections::HashMap;

macro_rules! of_artist {
    ($rest:literal) => {
        concat!(
            "SELECT listed_nights.id, listed_night_artists.day AS plays, listed_nights.musicbrainz, listed_nights.name, named,
            listed_nights.day, until_day, time, cancelled, tickets, listed_nights.city, listed_nights.country, told,
            venues.musicbrainz AS venue_id, venues.name AS venue_name, venues.address, venues.city AS venue_city,
            venues.country AS venue_country, venues.latitude, venues.longitude
            FROM listed_night_artists JOIN listed_nights ON listed_nights.id = listed_night_artists.night
            LEFT JOIN venues ON venues.id = listed_nights.venue WHERE listed_night_artists.artist = ?1 AND listed_night_artists.day ",
            $rest
        )
    };
}

statements! {
    // A place as it stands with an event says less than the dump of places: what is empty takes nothing away.
    PUT_VENUE = "INSERT INTO venues (musicbrainz, name, address, city, country, latitude, longitude) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (musicbrainz) DO UPDATE SET name = excluded.name,
            address = CASE WHEN excluded.address = '' THEN venues.address ELSE excluded.address END,
            city = CASE WHEN excluded.city = '' THEN venues.city ELSE excluded.city END,
            country = CASE WHEN excluded.country = '' THEN venues.country ELSE excluded.country END,
            latitude = coalesce(excluded.latitude, venues.latitude), longitude = coalesce(excluded.longitude, venues.longitude)
        WHERE excluded.name <> venues.name OR (excluded.address <> '' AND excluded.address <> venues.address)
            OR (excluded.city <> '' AND excluded.city <> venues.city) OR (excluded.country <> '' AND excluded.country <> venues.country)
            OR (excluded.latitude IS NOT NULL AND (venues.latitude IS NULL OR excluded.latitude <> venues.latitude))
            OR (excluded.longitude IS NOT NULL AND (venues.longitude IS NULL OR excluded.longitude <> venues.longitude))
        RETURNING id";
    VENUES = "SELECT id, musicbrainz FROM venues WHERE musicbrainz IN json_words(?1) ORDER BY id";
    VENUES_AFTER = "SELECT id, musicbrainz, name FROM venues WHERE id > ?1 ORDER BY id LIMIT ?2";
    RENAME_VENUE = "UPDATE venues SET musicbrainz = ?2 WHERE musicbrainz = ?1";
    MOVE_VENUE = "UPDATE listed_nights SET venue = (SELECT new.id FROM venues AS new WHERE new.musicbrainz = ?2)
        WHERE venue = (SELECT old.id FROM venues AS old WHERE old.musicbrainz = ?1)";
    DROP_VENUE = "DELETE FROM venues WHERE musicbrainz = ?1";
    STORED = "SELECT id, musicbrainz, name, named, day, until_day, time, cancelled, tickets, venue, city, country FROM listed_nights
        WHERE musicbrainz IN json_words(?1) ORDER BY id";
    PLAYERS = "SELECT night, artist, day FROM listed_night_artists WHERE night IN json_ids(?1) ORDER BY night, artist";
    PUT = "INSERT INTO listed_nights (musicbrainz, name, named, day, until_day, time, cancelled, tickets, venue, city, country, told)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (musicbrainz) DO UPDATE SET name = excluded.name, named = excluded.named, day = excluded.day,
            until_day = excluded.until_day, time = excluded.time, cancelled = excluded.cancelled, tickets = excluded.tickets,
            venue = excluded.venue, city = excluded.city, country = excluded.country, told = excluded.told RETURNING id";
    CLEAR_PLAYERS = "DELETE FROM listed_night_artists WHERE night = ?1";
    PUT_PLAYER = "INSERT INTO listed_night_artists (night, artist, day) VALUES (?1, ?2, ?3)";
    REMOVE = "DELETE FROM listed_nights WHERE id = ?1";
    RENAME = "UPDATE listed_nights SET musicbrainz = ?2 WHERE musicbrainz = ?1";
    AFTER = "SELECT id, musicbrainz, name, day FROM listed_nights WHERE id > ?1 ORDER BY id LIMIT ?2";
    COMING = (of_artist!(">= ?2 ORDER BY listed_night_artists.day, listed_night_artists.night LIMIT ?3"));
    PAST = (of_artist!("< ?2 ORDER BY listed_night_artists.day DESC, listed_night_artists.night DESC LIMIT ?3"));
}

/// Stores venues; what is empty takes nothing away from what is known. Says how many are new or otherwise than before.
///
/// # Errors
/// As every write.
pub async fn put_venues(tx: &Tx, venues: &[Venue]) -> Result<usize> {
    let row = |venue: &Venue| {
        let spot = |degree: fn(Spot) -> i32| venue.spot.map_or(Value::Null, |spot| Value::Int(i64::from(degree(spot))));
        let (latitude, longitude) = (spot(|spot| spot.latitude), spot(|spot| spot.longitude));
        Vec::from(values![&venue.musicbrainz, &venue.name, &venue.address, &venue.city, &venue.country, latitude, longitude])
    };
    let rows: Vec<_> = venues.iter().map(row).collect();
    let changed = tx.rows_many(&PUT_VENUE, &rows).await?.iter().filter(|row| row.is_some()).count();
    if changed > 0 {
        tx.change(ChangeKind::Night, 0);
    }
    Ok(changed)
}

/// A night to be stored: who of the paper's artists plays, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The night.
    pub night: ListedNight,
    /// Who plays, never nobody.
    pub players: Vec<(ArtistId, Day)>,
}

/// What storing nights came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Put {
    /// New ones.
    pub made: u64,
    /// Those that are otherwise now.
    pub changed: u64,
    /// Those that are as they were.
    pub same: u64,
}

struct Stored {
    id: i64,
    said: Vec<Value>,
    players: Vec<(ArtistId, String)>,
}

async fn stored(conn: &Conn, ids: &[&str]) -> Result<HashMap<String, Stored>> {
    let rows = conn.rows(&STORED, &[json_words(ids.iter().copied())]).await?;
    let mut all = HashMap::new();
    let mut names = HashMap::new();
    for row in &rows {
        let fields = row.of("listed_nights");
        let (id, musicbrainz) = (fields.int("id")?, fields.owned("musicbrainz")?);
        names.insert(id, musicbrainz.clone());
        all.insert(musicbrainz, Stored { id, said: row.values().iter().skip(1).cloned().collect(), players: Vec::new() });
    }
    for row in conn.rows(&PLAYERS, &[json_ids(names.keys().copied())]).await? {
        let fields = row.of("listed_night_artists");
        if let Some(night) = names.get(&fields.int("night")?).and_then(|name| all.get_mut(name)) {
            night.players.push((ArtistId(fields.int("artist")?), fields.owned("day")?));
        }
    }
    Ok(all)
}

fn said(night: &ListedNight, venue: Option<i64>) -> Vec<Value> {
    let (day, until) = (night.day.to_string(), night.until.to_string());
    let venue = venue.map_or(Value::Null, Value::Int);
    Vec::from(values![
        &night.musicbrainz,
        &night.name,
        night.named,
        day,
        until,
        &night.time,
        night.cancelled,
        &night.tickets,
        venue,
        &night.city,
        &night.country
    ])
}

/// Stores nights over those of the same ids, with their venues.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, nights: &[Kept], now: Instant) -> Result<Put> {
    let venues: Vec<Venue> = nights.iter().filter_map(|kept| kept.night.venue.clone()).collect();
    put_venues(tx, &venues).await?;
    let mut known = HashMap::new();
    for row in tx.rows(&VENUES, &[json_words(venues.iter().map(|venue| venue.musicbrainz.as_str()))]).await? {
        known.insert(row.of("venues").owned("musicbrainz")?, row.of("venues").int("id")?);
    }
    let ids: Vec<&str> = nights.iter().map(|kept| kept.night.musicbrainz.as_str()).collect();
    let mut before = stored(tx, &ids).await?;
    let mut done = Put::default();
    for Kept { night, players } in nights {
        let venue = night.venue.as_ref().and_then(|venue| known.get(&venue.musicbrainz).copied());
        let row = said(night, venue);
        let mut players: Vec<(ArtistId, String)> = players.iter().map(|(artist, day)| (*artist, day.to_string())).collect();
        players.sort();
        players.dedup_by_key(|(artist, _)| *artist);
        let had = before.remove(&night.musicbrainz);
        if had.as_ref().is_some_and(|had| had.said == row && had.players == players) {
            done.same += 1;
            continue;
        }
        let id = put_row(tx, &row, now).await?;
        tx.run(&CLEAR_PLAYERS, &values![id]).await?;
        let rows: Vec<_> = players.iter().map(|(artist, day)| Vec::from(values![id, *artist, day])).collect();
        tx.run_many(&PUT_PLAYER, &rows).await?;
        tx.change(ChangeKind::Night, id);
        *if had.is_some() { &mut done.changed } else { &mut done.made } += 1;
    }
    Ok(done)
}

async fn put_row(tx: &Tx, row: &[Value], now: Instant) -> Result<i64> {
    let mut params = row.to_vec();
    params.extend(values![now]);
    let stored = tx.row(&PUT, &params).await?;
    stored.ok_or_else(|| StoreError::Other("the night just stored is not there".to_owned()))?.of("listed_nights").int("id")
}

/// Forgets nights by their ids; says how many there were.
///
/// # Errors
/// As every write.
pub async fn remove(tx: &Tx, ids: &[&str]) -> Result<u64> {
    let gone = stored(tx, ids).await?;
    for night in gone.values() {
        tx.run(&CLEAR_PLAYERS, &values![night.id]).await?;
        tx.run(&REMOVE, &values![night.id]).await?;
        tx.change(ChangeKind::Night, night.id);
    }
    Ok(gone.len() as u64)
}

/// Which of MusicBrainz' lists an id is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Of events.
    Nights,
    /// Of places.
    Venues,
}

/// Something with an id of MusicBrainz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Ours.
    pub id: i64,
    /// Theirs.
    pub musicbrainz: String,
    /// What it is called; a night that is called nothing goes by its day.
    pub name: String,
}

/// What the paper has of a list after a number of ours, by that.
///
/// # Errors
/// As every read.
pub async fn after(conn: &Conn, list: List, after: i64, limit: usize) -> Result<Vec<Known>> {
    let sql = match list {
        List::Nights => &AFTER,
        List::Venues => &VENUES_AFTER,
    };
    let known = |row: &Row| {
        let fields = row.of("listed_nights");
        let name = fields.owned("name")?;
        let name = if name.is_empty() { fields.owned("day")? } else { name };
        Ok(Known { id: fields.int("id")?, musicbrainz: fields.owned("musicbrainz")?, name })
    };
    conn.rows(sql, &values![after, limit]).await?.iter().map(known).collect()
}

/// Has what has an id take another, or gives way to who has that already. Says whether anything had it.
///
/// # Errors
/// As every write.
pub async fn lead_on(tx: &Tx, list: List, old: &str, new: &str) -> Result<bool> {
    match list {
        List::Nights => {
            let known = stored(tx, &[old, new]).await?;
            match (known.contains_key(old), known.contains_key(new)) {
                (true, true) => remove(tx, &[old]).await?,
                _ => tx.run(&RENAME, &values![old, new]).await?,
            };
            Ok(known.contains_key(old))
        }
        List::Venues => {
            let found = tx.rows(&VENUES, &[json_words([old, new])]).await?;
            let ids = found.iter().map(|row| row.of("venues").text("musicbrainz")).collect::<Result<Vec<_>>>()?;
            if !ids.contains(&old) {
                return Ok(false);
            }
            if ids.contains(&new) {
                tx.run(&MOVE_VENUE, &values![old, new]).await?;
                tx.run(&DROP_VENUE, &values![old]).await?;
            } else {
                tx.run(&RENAME_VENUE, &values![old, new]).await?;
            }
            tx.change(ChangeKind::Night, 0);
            Ok(true)
        }
    }
}

/// A night that an artist plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// Ours.
    pub id: i64,
    /// On which day of it.
    pub day: Day,
    /// The night; whom else it has is left out.
    pub night: ListedNight,
    /// Since when the paper has it so.
    pub told: Instant,
}

fn read(row: &Row) -> Result<Played> {
    let fields = row.of("listed_nights");
    let day = |column: &str| fields.word(column, |word| PartDay::parse("day", word).ok());
    let degree = |column: &str| fields.int_or_none(column).map(|degree| degree.and_then(|degree| i32::try_from(degree).ok()));
    let venue = match fields.owned_or_none("venue_id")? {
        None => None,
        Some(musicbrainz) => Some(Venue {
            musicbrainz,
            name: fields.owned("venue_name")?,
            address: fields.owned("address")?,
            city: fields.owned("venue_city")?,
            country: fields.owned("venue_country")?,
            spot: degree("latitude")?.zip(degree("longitude")?).map(|(latitude, longitude)| Spot { latitude, longitude }),
        }),
    };
    Ok(Played {
        id: fields.int("id")?,
        day: fields.word("plays", |word| word.parse::<Day>().ok())?,
        night: ListedNight {
            musicbrainz: fields.owned("musicbrainz")?,
            name: fields.owned("name")?,
            named: fields.flag("named")?,
            day: day("day")?,
            until: day("until_day")?,
            time: fields.owned("time")?,
            cancelled: fields.flag("cancelled")?,
            tickets: fields.owned("tickets")?,
            venue,
            city: fields.owned("city")?,
            country: fields.owned("country")?,
            players: Vec::new(),
        },
        told: fields.time("told")?,
    })
}

/// An artist's listed nights from a day on, the soonest first.
///
/// # Errors
/// As every read.
pub async fn coming(conn: &Conn, artist: ArtistId, from: Day, limit: usize) -> Result<Vec<Played>> {
    conn.rows(&COMING, &values![artist, from.to_string(), limit]).await?.iter().map(read).collect()
}

/// An artist's listed nights before a day, the last first.
///
/// # Errors
/// As every read.
pub async fn past(conn: &Conn, artist: ArtistId, before: Day, limit: usize) -> Result<Vec<Played>> {
    conn.rows(&PAST, &values![artist, before.to_string(), limit]).await?.iter().map(read).collect()
}
