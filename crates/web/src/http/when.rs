//! Times as they are typed into an address.

use domain::time::{Day, Instant, Zone};

/// The instant of RFC 3339, or the first one of a day some days on.
pub(crate) fn instant(said: &str, zone: &Zone, days: i64) -> Option<Instant> {
    if let Ok(day) = said.parse::<Day>()
        && said.len() == 10
    {
        return day.checked_add(jiff::Span::new().days(days)).ok().map(|day| zone.start_of(day));
    }
    said.parse().ok().map(Instant::from_timestamp)
}
