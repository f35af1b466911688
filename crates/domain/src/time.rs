//! Time: an instant is UTC microseconds; a paper has one zone, and shows every instant in it.

use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::fmt;

/// A point in time with the precision that both databases keep: whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(jiff::Timestamp);

/// A calendar day without a zone.
pub type Day = civil::Date;

/// A day of the week.
pub type Weekday = civil::Weekday;

/// A wall-clock reading without a zone.
pub type WallClock = civil::DateTime;

impl Instant {
    /// From microseconds since 1970; out-of-range values are clamped to the calendar's ends.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        let end = if micros < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Self(jiff::Timestamp::from_microsecond(micros).unwrap_or(end))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// From any timestamp, cut to microseconds.
    #[must_use]
    pub fn from_timestamp(timestamp: jiff::Timestamp) -> Self {
        Self::from_micros(timestamp.as_microsecond())
    }

    /// The underlying timestamp, for formatting.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        self.0
    }

    /// This instant and so many seconds more (or fewer).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// RFC 3339 in UTC, whole seconds: `2015-03-27T00:29:00Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// The names of every zone, in order.
#[must_use]
pub fn zones() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    names.sort_unstable();
    names
}

/// A zone of the IANA database, known by its name, and how dates in it are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone, DatelineStyle);

/// How a dateline is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DatelineStyle {
    /// `27 March 2015 | 11:29 am`
    #[default]
    DayFirst,
    /// `27 March 2015 | 11:29`
    DayFirst24,
    /// `March 27, 2015 | 11:29 am`
    MonthFirst,
}

impl DatelineStyle {
    /// The words, and what they look like.
    pub const CHOICES: &'static [(&'static str, &'static str)] = &[
        ("day-first", "27 March 2015 | 11:29 am"),
        ("day-first-24", "27 March 2015 | 23:29"),
        ("month-first", "March 27, 2015 | 11:29 am"),
    ];

    /// The word in rows and settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::DayFirst24 => "day-first-24",
            Self::MonthFirst => "month-first",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::DayFirst, Self::DayFirst24, Self::MonthFirst].into_iter().find(|style| style.word() == word)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

/// Why a wall-clock reading names no single instant, or no instant at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The name is not in the database.
    #[error("there is no time zone “{0}”; use a name such as Australia/Melbourne or Europe/Berlin")]
    UnknownZone(String),
    /// Clocks went forward over it.
    #[error("{wall} does not exist in {zone}: the clocks went forward over it; give an hour later or an offset")]
    Skipped {
        /// The reading.
        wall: String,
        /// The zone's name.
        zone: String,
    },
    /// Clocks went back over it.
    #[error("{wall} happened twice in {zone} when the clocks went back; say which with an offset: {first} or {second}")]
    Doubled {
        /// The reading.
        wall: String,
        /// The zone's name.
        zone: String,
        /// The earlier instant, with offset.
        first: String,
        /// The later instant, with offset.
        second: String,
    },
    /// Beyond the calendar.
    #[error("{0} is beyond the calendar")]
    OutOfRange(String),
    /// Neither a reading of a wall clock nor an instant.
    #[error("“{0}” is no time; write 2026-11-20T11:29, or with an offset 2026-11-20T11:29+11:00")]
    Unreadable(String),
}

impl Zone {
    /// UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC, DatelineStyle::default())
    }

    /// A zone by its IANA name.
    ///
    /// # Errors
    /// [`TimeError::UnknownZone`].
    pub fn named(name: &str) -> Result<Self, TimeError> {
        TimeZone::get(name.trim())
            .map(|zone| Self(zone, DatelineStyle::default()))
            .map_err(|_| TimeError::UnknownZone(name.trim().to_owned()))
    }

    /// The same zone with dates written in another way.
    #[must_use]
    pub fn styled(self, style: DatelineStyle) -> Self {
        Self(self.0, style)
    }

    /// How dates are written.
    #[must_use]
    pub fn style(&self) -> DatelineStyle {
        self.1
    }

    /// The zone's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant of a wall-clock reading.
    ///
    /// # Errors
    /// [`TimeError::Skipped`] and [`TimeError::Doubled`] around daylight saving: never guessed.
    pub fn instant(&self, wall: WallClock) -> Result<Instant, TimeError> {
        let shown = || wall.strftime("%Y-%m-%d %H:%M").to_string();
        let beyond = |_| TimeError::OutOfRange(shown());
        match self.0.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).map(Instant::from_timestamp).map_err(beyond),
            AmbiguousOffset::Gap { .. } => Err(TimeError::Skipped { wall: shown(), zone: self.name().to_owned() }),
            AmbiguousOffset::Fold { before, after } => Err(TimeError::Doubled {
                wall: shown(),
                zone: self.name().to_owned(),
                first: format!("{}{before}", wall.strftime("%Y-%m-%dT%H:%M")),
                second: format!("{}{after}", wall.strftime("%Y-%m-%dT%H:%M")),
            }),
        }
    }

    /// The instant of a reading that nobody can be asked about: the earlier of two, and as much later as the clocks went
    /// forward where they went over it.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`].
    pub fn instant_or_nearest(&self, wall: WallClock) -> Result<Instant, TimeError> {
        let nearest = self.0.to_ambiguous_timestamp(wall).compatible();
        nearest.map(Instant::from_timestamp).map_err(|_| TimeError::OutOfRange(wall.strftime("%Y-%m-%d %H:%M").to_string()))
    }

    /// Reads what a person or a program says: a wall-clock reading here, `2026-11-20T11:29`, or an instant in RFC 3339.
    ///
    /// # Errors
    /// [`TimeError`]; around daylight saving never guessed.
    pub fn read(&self, text: &str) -> Result<Instant, TimeError> {
        let text = text.trim();
        let unreadable = || TimeError::Unreadable(text.chars().take(40).collect());
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Ok(Instant::from_timestamp(at));
        }
        let wall: WallClock = text.parse().map_err(|_| unreadable())?;
        // A day alone names no instant.
        if !text.contains(':') {
            return Err(unreadable());
        }
        self.instant(wall)
    }

    /// The first instant of a day here (00:00, or later where the clocks skip midnight).
    #[must_use]
    pub fn start_of(&self, day: Day) -> Instant {
        day.to_zoned(self.0.clone()).map_or_else(|_| Instant::from_micros(i64::MAX), |zoned| Instant::from_timestamp(zoned.timestamp()))
    }

    /// The wall-clock reading here at an instant.
    #[must_use]
    pub fn wall_clock(&self, at: Instant) -> WallClock {
        self.0.to_datetime(at.timestamp())
    }

    /// The day here at an instant.
    #[must_use]
    pub fn day(&self, at: Instant) -> Day {
        self.wall_clock(at).date()
    }

    /// RFC 3339 with this zone's offset: `2015-03-27T11:29:00+11:00`.
    #[must_use]
    pub fn rfc3339(&self, at: Instant) -> String {
        at.timestamp().to_zoned(self.0.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// RFC 2822, as feeds and mail want it: `Fri, 27 Mar 2015 11:29:00 +1100`.
    #[must_use]
    pub fn rfc2822(&self, at: Instant) -> String {
        at.timestamp().to_zoned(self.0.clone()).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    /// The dateline's date: `27 March 2015`.
    #[must_use]
    pub fn date_words(&self, at: Instant) -> String {
        let pattern = match self.1 {
            DatelineStyle::DayFirst | DatelineStyle::DayFirst24 => "%-d %B %Y",
            DatelineStyle::MonthFirst => "%B %-d, %Y",
        };
        self.wall_clock(at).strftime(pattern).to_string()
    }

    /// The dateline's time of day: `11:29 am`.
    #[must_use]
    pub fn time_words(&self, at: Instant) -> String {
        let pattern = match self.1 {
            DatelineStyle::DayFirst | DatelineStyle::MonthFirst => "%-I:%M %P",
            DatelineStyle::DayFirst24 => "%H:%M",
        };
        self.wall_clock(at).strftime(pattern).to_string()
    }

    /// The house dateline: `27 March 2015 | 11:29 am`.
    #[must_use]
    pub fn dateline(&self, at: Instant) -> String {
        format!("{} | {}", self.date_words(at), self.time_words(at))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn melbourne() -> Zone {
        Zone::named("Australia/Melbourne").unwrap()
    }

    #[test]
    fn a_dateline_comes_back_as_it_was_written() {
        let at = melbourne().instant(civil::date(2015, 3, 27).at(11, 29, 0, 0)).unwrap();
        assert_eq!(at.rfc3339(), "2015-03-27T00:29:00Z");
        assert_eq!(melbourne().dateline(at), "27 March 2015 | 11:29 am");
        assert_eq!(melbourne().styled(DatelineStyle::DayFirst24).dateline(at), "27 March 2015 | 11:29");
        assert_eq!(melbourne().styled(DatelineStyle::MonthFirst).dateline(at), "March 27, 2015 | 11:29 am");
        assert_eq!(melbourne().rfc3339(at), "2015-03-27T11:29:00+11:00");
        assert_eq!(melbourne().rfc2822(at), "Fri, 27 Mar 2015 11:29:00 +1100");
    }

    #[test]
    fn skipped_and_doubled_times_are_named_not_guessed() {
        let skipped = melbourne().instant(civil::date(2026, 10, 4).at(2, 30, 0, 0));
        assert!(matches!(skipped, Err(TimeError::Skipped { .. })), "{skipped:?}");
        let doubled = melbourne().instant(civil::date(2026, 4, 5).at(2, 30, 0, 0)).unwrap_err();
        let said = doubled.to_string();
        assert!(said.contains("2026-04-05T02:30+11") && said.contains("2026-04-05T02:30+10"), "{said}");
    }

    /// For each zone a reading that is plain, one that its clocks skip, and one that they show twice.
    #[test]
    fn what_daylight_saving_takes_or_doubles_is_asked_for_in_every_zone() {
        let zones = [
            ("Australia/Melbourne", "2026-11-20T11:29", "2026-11-20T00:29:00Z", "2026-10-04T02:30", "2026-04-05T02:59"),
            ("Europe/Berlin", "2026-07-01T11:29", "2026-07-01T09:29:00Z", "2026-03-29T02:00", "2026-10-25T02:30"),
            ("America/New_York", "2026-01-31T23:59", "2026-02-01T04:59:00Z", "2026-03-08T02:15", "2026-11-01T01:00"),
            // Its clocks move by half an hour.
            ("Australia/Lord_Howe", "2026-11-20T11:29", "2026-11-20T00:29:00Z", "2026-10-04T02:15", "2026-04-05T01:45"),
        ];
        for (name, plain, instant, skipped, doubled) in zones {
            let zone = Zone::named(name).unwrap();
            assert_eq!(zone.read(plain).unwrap().rfc3339(), instant, "{name}");
            assert!(matches!(zone.read(skipped), Err(TimeError::Skipped { .. })), "{name} {:?}", zone.read(skipped));
            let Err(TimeError::Doubled { first, second, .. }) = zone.read(doubled) else { panic!("{name} {doubled}") };
            let (first, second) = (zone.read(&first).unwrap(), zone.read(&second).unwrap());
            assert!(first < second, "{name}: what is offered can be said, and differs");
            let shown = |at| zone.wall_clock(at).strftime("%Y-%m-%dT%H:%M").to_string();
            assert_eq!((shown(first), shown(second)), (doubled.to_owned(), doubled.to_owned()), "{name}");
        }
        for odd in ["", "noon", "2026-11-20", "11:29", "2026-02-30T11:29", "2026-11-20T25:00"] {
            assert!(matches!(melbourne().read(odd), Err(TimeError::Unreadable(_))), "{odd} {:?}", melbourne().read(odd));
        }
    }

    #[test]
    fn unknown_zones_are_refused() {
        assert_eq!(Zone::named("Mars/Olympus"), Err(TimeError::UnknownZone("Mars/Olympus".to_owned())));
    }
}
