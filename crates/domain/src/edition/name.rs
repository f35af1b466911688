//! Which edition: its day, and which of that day's.

use crate::id::EditionId;
use crate::refusal::Refusal;
use crate::time::{Day, Instant};
use std::fmt;
use std::str::FromStr;

/// Which of a day's editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Which {
    /// The day's own, at the paper's first hour.
    #[default]
    First,
    /// That of a later hour, in minutes after midnight.
    Later(u16),
    /// A special one about one story, counted within its day from 1.
    Special(u16),
}

/// In rows, specials are numbered from here on; below are the minutes of a day.
const SPECIALS: i64 = 10_000;

impl Which {
    /// The number in rows: 0, the minute of a later hour, or 10,000 and a special's own.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::First => 0,
            Self::Later(minute) => i64::from(minute),
            Self::Special(number) => SPECIALS + i64::from(number),
        }
    }

    /// Reads a row's number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::First),
            1..1_440 => u16::try_from(number).ok().map(Self::Later),
            _ => u16::try_from(number - SPECIALS).ok().filter(|number| *number > 0).map(Self::Special),
        }
    }

    /// That of one of the paper's hours; `None`: its first.
    #[must_use]
    pub fn at(later: Option<u16>) -> Self {
        later.map_or(Self::First, Self::Later)
    }

    /// Outside the day's editions.
    #[must_use]
    pub fn is_special(self) -> bool {
        matches!(self, Self::Special(_))
    }

    /// The later hour that it is made for.
    #[must_use]
    pub fn later(self) -> Option<u16> {
        if let Self::Later(minute) = self { Some(minute) } else { None }
    }
}

/// An edition's name, as it stands in addresses and at the command line: `2015-03-27`, `2015-03-27-1805`,
/// `2015-03-27-special-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name {
    /// Its day, in the paper's zone.
    pub day: Day,
    /// Which of that day's.
    pub which: Which,
}

impl Name {
    /// The day's own.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { day, which: Which::First }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day)?;
        match self.which {
            Which::First => Ok(()),
            Which::Later(minute) => write!(f, "-{:02}{:02}", minute / 60, minute % 60),
            Which::Special(number) => write!(f, "-special-{number}"),
        }
    }
}

impl FromStr for Name {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let refused =
            || Refusal::field("edition", format!("“{text}” is no edition; write 2015-03-27, 2015-03-27-1805 or 2015-03-27-special-1"));
        let (day, rest) = text.split_at_checked(10).ok_or_else(refused)?;
        let which = match (rest.strip_prefix("-special-"), rest.strip_prefix('-')) {
            _ if rest.is_empty() => Some(Which::First),
            (Some(number), _) => number.parse().ok().map(Which::Special),
            (None, hour) => hour.and_then(|hour| hour.parse::<u16>().ok()).map(|hour| Which::Later(hour / 100 * 60 + hour % 100)),
        };
        let name = Self { day: day.parse().map_err(|_| refused())?, which: which.ok_or_else(refused)? };
        // One edition has one name.
        let known = Which::from_number(name.which.number()) == Some(name.which) && name.to_string() == text;
        if known { Ok(name) } else { Err(refused()) }
    }
}

/// Within so many seconds after a special, the next is not sent unless its editor says that they know.
pub const SPECIAL_PAUSE_SECONDS: i64 = 6 * 60 * 60;

/// Decides whether a special may be released now. `last`: the newest that was, and when; `known`: the one that its editor
/// was told of. Two that are pressed at once are one: the second's editor did not know of the first.
///
/// # Errors
/// [`Refusal::State`] when another went out lately that its editor does not know of.
pub fn may_be_special(last: Option<(EditionId, Instant)>, known: Option<EditionId>, now: Instant) -> Result<(), Refusal> {
    match last {
        Some((id, at)) if now < at.plus_seconds(SPECIAL_PAUSE_SECONDS) && known != Some(id) => {
            Err(Refusal::State("another special went out in the last six hours; say that you know of it to send one more (--again on the command line, `known` in the API)".to_owned()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edition_has_one_name_and_one_number() {
        let day = jiff::civil::date(2015, 3, 27);
        let all = [Which::First, Which::Later(5), Which::Later(1_085), Which::Later(1_439), Which::Special(1), Which::Special(12)];
        let names =
            ["2015-03-27", "2015-03-27-0005", "2015-03-27-1805", "2015-03-27-2359", "2015-03-27-special-1", "2015-03-27-special-12"];
        for (which, name) in all.into_iter().zip(names) {
            assert_eq!(Name { day, which }.to_string(), name);
            assert_eq!(name.parse(), Ok(Name { day, which }));
            assert_eq!(Which::from_number(which.number()), Some(which));
        }
        let none = ["", "2015-03-27-", "2015-03-27-0000", "2015-03-27-2400", "2015-03-27-0960", "2015-03-27-185", "2015-03-27-special-0"];
        for text in none.into_iter().chain(["2015-03-27-special-01", "2015-03-27-special-", "2015-3-27", "2015-03-27x", "2015-03-271805"]) {
            assert!(text.parse::<Name>().is_err(), "{text}");
        }
        assert_eq!([-1, 1_440, 10_000, 99_999].map(Which::from_number), [None; 4]);
    }

    #[test]
    fn a_second_special_is_asked_about() {
        let (now, hours) = (Instant::from_micros(0), |n: i64| Instant::from_micros(0).plus_seconds(-n * 3_600));
        let last = Some((EditionId(7), hours(5)));
        assert!(may_be_special(None, None, now).is_ok());
        assert!(may_be_special(last, None, now).is_err());
        assert!(may_be_special(last, Some(EditionId(6)), now).is_err(), "it knew of an earlier one");
        assert!(may_be_special(last, Some(EditionId(7)), now).is_ok());
        assert!(may_be_special(Some((EditionId(7), hours(6))), None, now).is_ok());
    }
}
