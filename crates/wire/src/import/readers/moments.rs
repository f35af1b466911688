//! Times as other programs write them. What is not understood is no time: a wrong date would be a wrong proof.

use domain::time::{Instant, Zone};

/// A time, in UTC where it names no offset.
pub(super) fn read(cell: &str) -> Option<Instant> {
    let cell = cell.trim();
    if cell.is_empty() {
        return None;
    }
    if let Ok(timestamp) = cell.parse::<jiff::Timestamp>() {
        return Some(Instant::from_timestamp(timestamp));
    }
    let wall = cell.trim_end_matches(" UTC").replacen(' ', "T", 1);
    if let Ok(wall) = wall.parse::<domain::time::WallClock>() {
        return Zone::utc().instant(wall).ok();
    }
    cell.parse::<domain::time::Day>().ok().map(|day| Zone::utc().start_of(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_read() {
        let said = |cell: &str| read(cell).map(Instant::rfc3339);
        for cell in [
            "2015-03-27T00:29:00Z",
            "2015-03-27 00:29:00",
            "2015-03-27T11:29:00+11:00",
            "2015-03-27T00:29:00.000Z",
            "2015-03-27 00:29:00 UTC",
        ] {
            assert_eq!(said(cell).as_deref(), Some("2015-03-27T00:29:00Z"), "{cell}");
        }
        assert_eq!(said("2015-03-27").as_deref(), Some("2015-03-27T00:00:00Z"));
        for cell in ["", "27/03/2015", "yesterday", "03/04/15 1:00 PM", "1427412540"] {
            assert_eq!(said(cell), None, "{cell}");
        }
    }
}
