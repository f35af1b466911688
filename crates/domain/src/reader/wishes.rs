//! When a reader wants the edition: hour, days, pauses, and what to do on a day without their artists.

use crate::edition::Name;
use crate::time::{Day, Instant, Weekday};

/// What a reader who chose [`super::Choice::Follows`] gets on a day when nothing is about their artists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Quiet {
    /// No mail.
    #[default]
    Nothing,
    /// The general edition.
    General,
}

impl Quiet {
    /// The word in rows, forms and exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::General => "general",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Nothing, Self::General].into_iter().find(|quiet| quiet.word() == word)
    }
}

/// Days of the week, Monday first: bit 0 is Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days(u8);

impl Days {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// From the number in a row; `None` for what is no set of days, or an empty one: who wants no day leaves.
    #[must_use]
    pub fn from_bits(bits: i64) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| (1..=Self::ALL.0).contains(bits)).map(Self)
    }

    /// The number in a row.
    #[must_use]
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// These days; `None` when there is none.
    #[must_use]
    pub fn of(days: &[Weekday]) -> Option<Self> {
        Self::from_bits(days.iter().fold(0, |bits, day| bits | 1 << day.to_monday_zero_offset()))
    }

    /// Every day with its word in forms and exports, Monday first.
    pub const WEEK: [(&'static str, Weekday); 7] = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];

    /// Their words.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        Self::WEEK.iter().filter(|(_, day)| self.has(*day)).map(|(word, _)| *word).collect()
    }

    /// Whether a weekday is one of them.
    #[must_use]
    pub fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

impl Default for Days {
    fn default() -> Self {
        Self::ALL
    }
}

/// The longest pause: whoever wants longer leaves.
pub const LONGEST_PAUSE_DAYS: i32 = 366;

/// When and how a reader wants the edition. What is not chosen is as it always was: every day, at the paper's hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// One of the paper's later hours, in minutes after midnight; `None`, or one that the paper gave up: its first.
    pub hour: Option<u16>,
    /// On which days.
    pub days: Days,
    /// What comes on a day without their artists.
    pub quiet: Quiet,
    /// Whether they want special editions, beside the daily one.
    pub specials: bool,
    /// No mail before this day; then it goes on by itself.
    pub paused_until: Option<Day>,
    /// Since they moved to another hour and until its next edition: stories up to here were in a letter before.
    pub heard: Option<Instant>,
}

/// Why a reader of the paper has no letter of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Without {
    /// A letter of another edition of this day is theirs already.
    HadToday,
    /// They paused it.
    Paused,
    /// Not a day that they chose.
    OtherDay,
    /// They get the day's edition at another hour.
    OtherHour,
    /// Nothing in it is about whom they follow, or nothing is new to them.
    NothingForThem,
    /// It is a special, and they did not choose those.
    NoSpecials,
}

impl Without {
    /// Every reason.
    pub const ALL: [Self; 6] = [Self::HadToday, Self::Paused, Self::OtherDay, Self::OtherHour, Self::NothingForThem, Self::NoSpecials];

    /// The words in rows and at the desk.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::HadToday => "had that day’s edition already",
            Self::Paused => "paused it",
            Self::OtherDay => "not on that day of the week",
            Self::OtherHour => "get it at another hour",
            Self::NothingForThem => "nothing about whom they follow",
            Self::NoSpecials => "did not choose specials",
        }
    }
}

impl Wishes {
    /// At which of the paper's later hours this reader gets the edition; `None`: at its first.
    #[must_use]
    pub fn later_hour(&self, later_hours: &[u16]) -> Option<u16> {
        self.hour.filter(|hour| later_hours.contains(hour))
    }

    /// Why they get no letter of an edition, whatever it says; `had_today`: whether one of the day's other editions, specials
    /// apart, was theirs. A special is for who chose specials, on any day and at any hour.
    #[must_use]
    pub fn without(&self, edition: Name, later_hours: &[u16], had_today: bool) -> Option<Without> {
        let day = edition.day;
        if edition.which.is_special() {
            let paused = self.paused_until.is_some_and(|until| day < until);
            return if !self.specials { Some(Without::NoSpecials) } else { paused.then_some(Without::Paused) };
        }
        if had_today {
            Some(Without::HadToday)
        } else if self.later_hour(later_hours) != edition.which.later() {
            Some(Without::OtherHour)
        } else if self.paused_until.is_some_and(|until| day < until) {
            Some(Without::Paused)
        } else if !self.days.has(day.weekday()) {
            Some(Without::OtherDay)
        } else {
            None
        }
    }

    /// The same at another hour. `heard`: stories up to here were in the last edition of the hour that they leave.
    #[must_use]
    pub fn at_hour(self, hour: Option<u16>, heard: Option<Instant>) -> Self {
        if hour == self.hour {
            return self;
        }
        // Who moves twice before a letter came has heard what the first hour told them, no more.
        Self { hour, heard: self.heard.or(heard), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Which;

    const EVENING: u16 = 1_080;

    fn friday() -> Day {
        jiff::civil::date(2026, 11, 20)
    }

    fn said(wishes: Wishes, hour: Option<u16>, had_today: bool) -> Option<Without> {
        wishes.without(Name { day: friday(), which: Which::at(hour) }, &[EVENING], had_today)
    }

    #[test]
    fn every_reader_is_of_exactly_one_hour() {
        let evening = Wishes { hour: Some(EVENING), ..Wishes::default() };
        let gone = Wishes { hour: Some(EVENING + 1), ..Wishes::default() };
        for (wishes, own) in [(Wishes::default(), None), (evening, Some(EVENING)), (gone, None)] {
            let of: Vec<_> = [None, Some(EVENING)].into_iter().filter(|hour| said(wishes, *hour, false).is_none()).collect();
            assert_eq!(of, [own]);
            assert_eq!(said(wishes, own, true), Some(Without::HadToday));
        }
    }

    #[test]
    fn days_and_pauses_end_by_themselves() {
        let weekend = Wishes { days: Days::of(&[Weekday::Saturday, Weekday::Sunday]).unwrap(), ..Wishes::default() };
        assert_eq!(said(weekend, None, false), Some(Without::OtherDay));
        let saturday = Name::of(friday().tomorrow().unwrap());
        assert_eq!(weekend.without(saturday, &[], false), None);
        let paused = Wishes { paused_until: Some(friday().tomorrow().unwrap()), ..Wishes::default() };
        assert_eq!(said(paused, None, false), Some(Without::Paused));
        assert_eq!(paused.without(saturday, &[], false), None);
        assert_eq!((Days::of(&[]), Days::from_bits(0), Days::from_bits(128)), (None, None, None));
        assert_eq!(Days::from_bits(Days::ALL.bits()), Some(Days::ALL));
    }

    #[test]
    fn a_special_is_for_who_chose_specials_and_counts_as_no_letter_of_the_day() {
        let special = Name { day: friday(), which: Which::Special(1) };
        let weekend = Wishes { hour: Some(EVENING), days: Days::of(&[Weekday::Saturday]).unwrap(), ..Wishes::default() };
        assert_eq!(weekend.without(special, &[EVENING], false), Some(Without::NoSpecials));
        let chose = Wishes { specials: true, ..weekend };
        assert_eq!([false, true].map(|had_today| chose.without(special, &[EVENING], had_today)), [None, None]);
        let paused = Wishes { paused_until: friday().tomorrow().ok(), ..chose };
        assert_eq!(paused.without(special, &[EVENING], false), Some(Without::Paused));
    }

    #[test]
    fn who_moves_twice_has_heard_what_the_first_hour_told() {
        let (first, second) = (Instant::from_micros(1), Instant::from_micros(2));
        let moved = Wishes::default().at_hour(Some(EVENING), Some(first));
        assert_eq!(moved.heard, Some(first));
        assert_eq!(moved.at_hour(Some(EVENING), Some(second)), moved, "nothing changed");
        assert_eq!(moved.at_hour(None, Some(second)).heard, Some(first));
    }

    #[test]
    fn words_are_read_back() {
        assert_eq!(Quiet::from_word(Quiet::General.word()), Some(Quiet::General));
        let mut words: Vec<_> = Without::ALL.iter().map(|without| without.words()).collect();
        words.dedup();
        assert_eq!(words.len(), Without::ALL.len());
    }
}
