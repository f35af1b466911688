//! Readers as the desk sees them: found, counted, followed up, brought in and out, and forgotten on request.

mod export;
mod import;
mod person;
mod suppress;

pub use export::Export;
pub use import::{Import, Report, Setup};
pub use person::{Person, erase, find, follow, give, one, set_choice, set_left, unfollow};
use suppress::hash;
pub use suppress::{Suppressed, lift, suppress, suppressions};
pub(crate) use suppress::{is_suppressed, put as put_on_list};

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::artist::Artist;
use domain::id::ReaderId;
use domain::reader::{Choice, Reader, Standing};
use domain::role::Verb as Right;
use domain::schedule::days_back;
use domain::slug::Slug;
use domain::time::Day;
use store::readers::{self, Imported, ReaderFilter};

/// The most readers that one list shows.
pub const MOST: usize = 200;

/// How many reasons and sources are told.
const TOLD: usize = 20;

/// What a list of readers is asked for.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The beginning of an address, or of a domain (`@example`); empty: everybody.
    pub begins: String,
    /// Of this standing.
    pub standing: Option<Standing>,
    /// Who chose this.
    pub choice: Option<Choice>,
    /// Who came this way.
    pub source: Option<String>,
    /// Who follow this artist.
    pub follows: Option<Slug>,
    /// Who came before this one.
    pub before: Option<ReaderId>,
    /// How many; [`MOST`] at most.
    pub limit: usize,
}

/// A list of readers.
#[derive(Debug, Clone)]
pub struct Listed {
    /// They.
    pub readers: Vec<Reader>,
    /// There are more: go on before the last one, or say more of the address.
    pub more: bool,
    /// Whom they all follow, and how many do, when that was asked.
    pub followed: Option<(Artist, i64)>,
}

/// Finds readers: who came last first, or by address when its beginning is given.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`] for an artist who is not there.
pub async fn list(newsroom: &Newsroom, act: &Act, question: &Question) -> Verb<Listed> {
    act.allow(Right::SeeReaders)?;
    let conn = newsroom.store().read().await?;
    let limit = question.limit.clamp(1, MOST);
    let begins = question.begins.trim().to_ascii_lowercase();
    let followed = match &question.follows {
        Some(slug) => {
            let artist = crate::artists::by_address(&conn, slug).await?;
            let artist = artist.ok_or_else(|| VerbError::Absent(format!("there is no artist at /artists/{slug}")))?;
            let followers = readers::followers(&conn, artist.id).await?;
            Some((artist, followers))
        }
        None => None,
    };
    let mut found = if begins.is_empty() {
        let filter = ReaderFilter {
            standing: question.standing,
            choice: question.choice,
            source: question.source.clone(),
            follows: followed.as_ref().map(|(artist, _)| artist.id),
            before: question.before,
        };
        readers::list(&conn, &filter, limit + 1).await?
    } else {
        let mut found = readers::beginning(&conn, &begins, limit + 1).await?;
        found.retain(|reader| {
            question.standing.is_none_or(|standing| reader.standing == standing)
                && question.choice.is_none_or(|choice| reader.choice == choice)
                && question.source.as_ref().is_none_or(|source| reader.consent.source == *source)
        });
        found
    };
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Listed { readers: found, more, followed })
}

/// How many came and went on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// The day, in the paper's zone.
    pub day: Day,
    /// Confirmed.
    pub joined: i64,
    /// Left, or were suppressed.
    pub ended: i64,
}

/// The readers in numbers.
#[derive(Debug, Clone)]
pub struct Overview {
    /// How many of each standing, those that occur.
    pub standings: Vec<(Standing, i64)>,
    /// What active readers chose.
    pub choices: Vec<(Choice, i64)>,
    /// The ways they came.
    pub sources: Vec<String>,
    /// The last days, the newest first.
    pub movement: Vec<Movement>,
    /// Why readers left, the most frequent reason first.
    pub left: Vec<(String, i64)>,
    /// Why readers were suppressed.
    pub suppressed: Vec<(String, i64)>,
    /// Lists that were brought in, the newest first.
    pub imports: Vec<Imported>,
}

/// Counts the readers, and those who came and went in the last `days` days.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role.
pub async fn overview(newsroom: &Newsroom, act: &Act, days: usize) -> Verb<Overview> {
    act.allow(Right::SeeReaders)?;
    let zone = crate::paper::get(newsroom).await?.zone;
    let conn = newsroom.store().read().await?;
    let mut movement = Vec::new();
    for (day, from, until) in days_back(&zone, act.now, days.min(366)) {
        let (joined, ended) = readers::movement(&conn, from, until).await?;
        movement.push(Movement { day, joined, ended });
    }
    Ok(Overview {
        standings: readers::count_by_standing(&conn).await?,
        choices: readers::count_by_choice(&conn).await?,
        sources: readers::sources(&conn, 10 * TOLD).await?,
        movement,
        left: readers::reasons(&conn, Standing::Left, TOLD).await?,
        suppressed: readers::reasons(&conn, Standing::Suppressed, TOLD).await?,
        imports: readers::imports(&conn, TOLD).await?,
    })
}

/// The words that a reader agreed to, by the version that their row names. A list that was brought in has its own: see
/// [`Imported::proof`].
#[must_use]
pub fn wording(version: &str, source: &str) -> Option<&'static str> {
    match (version, source) {
        (crate::subscribe::WORDING, "artist") => Some(WORDS_ARTIST),
        (crate::subscribe::WORDING, _) => Some(WORDS_COUPON),
        _ => None,
    }
}

/// What the coupon says; a test compares it with the theme. Who changes the coupon's words begins a new version.
pub(crate) const WORDS_COUPON: &str = "Free. One mail a day at most, all of it or just the artists you follow. Leave with one press.";
/// What the coupon on an artist's page says.
pub(crate) const WORDS_ARTIST: &str = "Free. One mail on the days there is something, none on the days there isn’t. Leave with one press.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_is_what_the_coupon_says() {
        let words = include_str!("../../../themes/newsprint/messages/en.toml");
        for said in [WORDS_COUPON, WORDS_ARTIST] {
            assert!(words.contains(said), "the coupon says something else than “{said}”: begin a new version of the wording");
        }
        assert_eq!(wording("coupon-1", "artist"), Some(WORDS_ARTIST));
        assert_eq!(wording("import-3", "import-3"), None);
    }
}
