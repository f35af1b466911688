//! From the names in a query to the numbers in an index.

use crate::{Newsroom, Verb, beside_others};
use domain::time::{Day, Zone};
use search::Wanted;
use search::query::{Note, Query};
use store::{Conn, artists, paper};

/// So many artists or people may be meant by the beginning of a name.
const MOST_MEANT: usize = 50;

/// What a query asks, with the names in it looked up; what nobody is called is said in its notes, and finds nothing.
pub(super) async fn names(newsroom: &Newsroom, mut query: Query) -> Verb<Wanted> {
    let mut wanted = Wanted::default();
    if !(query.artists.is_empty() && query.people.is_empty() && query.sections.is_empty()) {
        let conn = newsroom.store().read().await?;
        for name in &query.artists {
            let meant = artist(newsroom, &conn, name).await?;
            if meant.is_empty() {
                query.notes.push(Note::Artist(name.clone()));
            }
            wanted.artists.push(meant);
        }
        for name in &query.people {
            let key = text::fold::search_text(name);
            let meant = if key.is_empty() { Vec::new() } else { paper::people_named(&conn, &key, MOST_MEANT).await? };
            if meant.is_empty() {
                query.notes.push(Note::Person(name.clone()));
            }
            wanted.people.push(meant.into_iter().map(|person| person.id.0).collect());
        }
        let sections = if query.sections.is_empty() { Vec::new() } else { paper::sections(&conn).await? };
        for name in &query.sections {
            let key = text::fold::search_text(name);
            let is_meant = |section: &&domain::paper::Section| {
                section.slug.as_str() == name.to_lowercase() || text::fold::search_text(&section.name) == key
            };
            match sections.iter().find(is_meant) {
                Some(section) => wanted.sections.push(section.slug.as_str().to_owned()),
                None => query.notes.push(Note::Section(name.clone())),
            }
        }
    }
    if query.after.is_some() || query.before.is_some() {
        let zone = crate::paper::get(newsroom).await?.zone;
        wanted.from = query.after.map(|day| micros(&zone, day));
        wanted.until = query.before.map(|day| micros(&zone, day));
    }
    wanted.query = query;
    Ok(wanted)
}

fn micros(zone: &Zone, day: Day) -> i64 {
    zone.start_of(day).micros()
}

/// Whoever is called just so; where nobody is, those of whose names a word begins so.
async fn artist(newsroom: &Newsroom, conn: &Conn, name: &str) -> Verb<Vec<i64>> {
    let exact = artists::by_key(conn, &text::fold::key(name)).await?;
    if !exact.is_empty() {
        return Ok(exact.into_iter().map(|artist| artist.id.0).collect());
    }
    let everybody = newsroom.everybody_at_hand().await?;
    let found = beside_others(|| everybody.directory.search(name));
    Ok(found.into_iter().take(MOST_MEANT).map(|artist| artist.0).collect())
}
