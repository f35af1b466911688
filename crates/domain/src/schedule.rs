//! When the daily edition is due.

use crate::time::{Day, Instant, Zone};

/// How long after its hour an edition still goes out by itself. Later, it waits for a person: a machine that slept or
/// a restored backup must not fire an old schedule (newsletter.md §5.7).
pub const WINDOW_SECONDS: i64 = 3 * 60 * 60;

/// What the clock says about today's edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Not yet, or already made; look again at this instant.
    NotBefore(Instant),
    /// Make the edition of this day now.
    Now(Day),
    /// The hour of this day's edition passed more than [`WINDOW_SECONDS`] ago: it waits for a person.
    Stale(Day),
}

/// Whether the edition of today is due, given the day of the last one.
#[must_use]
pub fn due(edition_minute: u16, zone: &Zone, last: Option<Day>, now: Instant) -> Due {
    let today = zone.day(now);
    let hour = hour_of(edition_minute, zone, today);
    if last.is_some_and(|last| last >= today) {
        let tomorrow = today.tomorrow().unwrap_or(today);
        return Due::NotBefore(hour_of(edition_minute, zone, tomorrow));
    }
    if now < hour {
        return Due::NotBefore(hour);
    }
    if now >= hour.plus_seconds(WINDOW_SECONDS) { Due::Stale(today) } else { Due::Now(today) }
}

/// The day of the edition that fills up now: today's until it is made or its window is over, then tomorrow's.
#[must_use]
pub fn upcoming(edition_minute: u16, zone: &Zone, last: Option<Day>, now: Instant) -> Day {
    match due(edition_minute, zone, last, now) {
        Due::Now(day) => day,
        Due::NotBefore(hour) => zone.day(hour),
        Due::Stale(day) => day.tomorrow().unwrap_or(day),
    }
}

/// Today and the days before it, the newest first: each with its first instant and the first after it.
#[must_use]
pub fn days_back(zone: &Zone, now: Instant, days: usize) -> Vec<(Day, Instant, Instant)> {
    let mut all = Vec::with_capacity(days);
    let mut day = zone.day(now);
    let mut until = zone.start_of(day.tomorrow().unwrap_or(day));
    for _ in 0..days {
        let from = zone.start_of(day);
        all.push((day, from, until));
        until = from;
        let Ok(before) = day.yesterday() else { break };
        day = before;
    }
    all
}

/// The instant of the edition's hour on a day. Where daylight saving skips it, the first instant after the gap; where
/// it comes twice, the first.
#[must_use]
pub fn hour_of(edition_minute: u16, zone: &Zone, day: Day) -> Instant {
    let (hour, minute) = (i8::try_from(edition_minute / 60 % 24).unwrap_or(0), i8::try_from(edition_minute % 60).unwrap_or(0));
    let wall = day.at(hour, minute, 0, 0);
    zone.instant(wall).unwrap_or_else(|_| zone.start_of(day).plus_seconds(i64::from(edition_minute) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_PAST_SIX: u16 = 390;

    fn at(text: &str) -> Instant {
        Instant::from_timestamp(text.parse().unwrap())
    }

    fn zone() -> Zone {
        Zone::named("Australia/Melbourne").unwrap()
    }

    #[test]
    fn fires_once_a_day_in_its_window() {
        let today = jiff::civil::date(2026, 11, 20);
        let hour = at("2026-11-20T06:30:00+11:00");
        assert_eq!(due(HALF_PAST_SIX, &zone(), None, at("2026-11-20T06:29:59+11:00")), Due::NotBefore(hour));
        assert_eq!(due(HALF_PAST_SIX, &zone(), None, hour), Due::Now(today));
        assert_eq!(due(HALF_PAST_SIX, &zone(), Some(today), hour.plus_seconds(1)), Due::NotBefore(at("2026-11-21T06:30:00+11:00")));
        assert_eq!(due(HALF_PAST_SIX, &zone(), None, at("2026-11-20T09:30:00+11:00")), Due::Stale(today));
    }

    #[test]
    fn the_edition_that_fills_up_is_the_next_that_goes() {
        let (today, tomorrow) = (jiff::civil::date(2026, 11, 20), jiff::civil::date(2026, 11, 21));
        let filling = |last, now| upcoming(HALF_PAST_SIX, &zone(), last, at(now));
        assert_eq!(filling(None, "2026-11-20T00:30:00+11:00"), today);
        assert_eq!(filling(None, "2026-11-20T06:31:00+11:00"), today);
        assert_eq!(filling(Some(today), "2026-11-20T06:31:00+11:00"), tomorrow);
        assert_eq!(filling(None, "2026-11-20T14:00:00+11:00"), tomorrow);
    }

    #[test]
    fn days_meet_without_a_gap_also_where_the_clocks_change() {
        let days = days_back(&zone(), at("2026-10-05T09:00:00+11:00"), 3);
        let lengths: Vec<i64> = days.iter().map(|(_, from, until)| (until.micros() - from.micros()) / 3_600_000_000).collect();
        assert_eq!(lengths, [24, 23, 24], "the clocks went forward on the fourth");
        assert!(days.windows(2).all(|pair| pair[1].2 == pair[0].1));
    }

    #[test]
    fn survives_a_skipped_hour() {
        let skipped = hour_of(150, &zone(), jiff::civil::date(2026, 10, 4));
        assert_eq!(skipped, at("2026-10-04T03:30:00+11:00"));
    }
}
