//! A day of which perhaps only the year, or the month, is known: when a record came out, when somebody joined.

use crate::refusal::Refusal;
use crate::time::Day;
use std::fmt;

/// `2014`, `2014-10` or `2014-10-24`; or nothing is known. The order is that of time, the less exact first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PartDay {
    year: i16,
    month: i8,
    day: i8,
}

impl PartDay {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { year: 0, month: 0, day: 0 };

    /// Reads what was typed or stored; nothing where nothing stands.
    ///
    /// # Errors
    /// [`Refusal::Field`] when it has another form, or is no day of the calendar.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::UNKNOWN);
        }
        let wrong = || {
            Refusal::field(
                field,
                format!("“{}” is no year, month or day: 2014, 2014-10, 2014-10-24", text.chars().take(40).collect::<String>()),
            )
        };
        let parts: Vec<&str> = text.split('-').collect();
        let plain = |part: &&str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = parts.len() <= 3 && parts.iter().enumerate().all(|(place, part)| plain(part, if place == 0 { 4 } else { 2 }));
        let number = |place: usize| parts.get(place).and_then(|part| part.parse::<i16>().ok());
        let small = |place: usize| number(place).and_then(|number| i8::try_from(number).ok());
        match (well_formed, number(0), small(1), small(2)) {
            (true, Some(year), None, _) if year > 0 => Ok(Self { year, ..Self::UNKNOWN }),
            (true, Some(year), Some(month), None) if year > 0 && (1..=12).contains(&month) => Ok(Self { year, month, day: 0 }),
            (true, Some(year), Some(month), Some(day)) if year > 0 => Day::new(year, month, day).map(Self::of).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// A whole day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month(), day: day.day() }
    }

    /// The year, when anything is known.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        (self.year > 0).then_some(self.year)
    }

    /// The day, when all of it is known.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        Day::new(self.year, self.month, self.day).ok().filter(|_| self.day > 0)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::UNKNOWN
    }

    /// As a page says it: `24 October 2014`, `October 2014`, `2014`.
    #[must_use]
    pub fn words(self) -> String {
        match (self.day(), Day::new(self.year, self.month, 1)) {
            (Some(day), _) => day.strftime("%-d %B %Y").to_string(),
            (None, Ok(first)) if self.year > 0 => first.strftime("%B %Y").to_string(),
            _ => self.year().map(|year| year.to_string()).unwrap_or_default(),
        }
    }
}

/// As it is stored and typed; empty when nothing is known.
impl fmt::Display for PartDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.year, self.month, self.day) {
            (0, _, _) => Ok(()),
            (year, 0, _) => write!(f, "{year:04}"),
            (year, month, 0) => write!(f, "{year:04}-{month:02}"),
            (year, month, day) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_as_is_known_is_kept() {
        for (text, words) in [("2014", "2014"), ("2014-10", "October 2014"), ("2014-10-24", "24 October 2014"), ("", "")] {
            let read = PartDay::parse("released", text).unwrap();
            assert_eq!((read.to_string().as_str(), read.words().as_str()), (text, words));
        }
        for wrong in ["14", "2014-13", "2014-02-30", "2014-1", "0000", "2014-10-24-1", "next year", "2014-00", "+201"] {
            assert!(PartDay::parse("released", wrong).is_err(), "{wrong}");
        }
        let read = |text: &str| PartDay::parse("released", text).unwrap();
        assert!(read("2013-12-31") < read("2014") && read("2014") < read("2014-01") && read("2014-01") < read("2014-01-01"));
    }
}
