//! Calendars of nights (RFC 5545): whole days, for an hour is what no tour announcement agrees on.

use domain::night::Spot;
use domain::time::{Day, Instant};
use std::fmt::Write;

/// One night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the same night for ever, before the `@` of its address.
    pub uid: String,
    /// The day, where it happens.
    pub day: Day,
    /// Who plays.
    pub summary: String,
    /// Where: room and city.
    pub location: String,
    /// Where on earth.
    pub spot: Option<Spot>,
    /// What else is said of it; may be empty.
    pub note: String,
    /// The story that tells of it, absolute.
    pub url: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// When that was told.
    pub told: Instant,
}

/// The media type of a calendar.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// A calendar. `host` is the paper's, for the ids of its nights.
#[must_use]
pub fn calendar(name: &str, host: &str, events: &[Event]) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN", "VCALENDAR");
    line(&mut out, "VERSION", "2.0");
    line(&mut out, "PRODID", "-//Inkie//Dates//EN");
    line(&mut out, "METHOD", "PUBLISH");
    line(&mut out, "X-WR-CALNAME", &escaped(name));
    for event in events {
        line(&mut out, "BEGIN", "VEVENT");
        line(&mut out, "UID", &format!("{}@{host}", event.uid));
        line(&mut out, "DTSTAMP", &utc(event.told));
        line(&mut out, "DTSTART;VALUE=DATE", &event.day.strftime("%Y%m%d").to_string());
        if let Ok(next) = event.day.tomorrow() {
            line(&mut out, "DTEND;VALUE=DATE", &next.strftime("%Y%m%d").to_string());
        }
        line(&mut out, "SUMMARY", &escaped(&event.summary));
        if !event.location.is_empty() {
            line(&mut out, "LOCATION", &escaped(&event.location));
        }
        if let Some((latitude, longitude)) = event.spot.map(Spot::degrees) {
            line(&mut out, "GEO", &format!("{latitude:.6};{longitude:.6}"));
        }
        if !event.note.is_empty() {
            line(&mut out, "DESCRIPTION", &escaped(&event.note));
        }
        line(&mut out, "URL", &event.url.replace(['\r', '\n'], ""));
        line(&mut out, "STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        line(&mut out, "TRANSP", "TRANSPARENT");
        line(&mut out, "END", "VEVENT");
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

/// `20150327T002900Z`.
fn utc(at: Instant) -> String {
    let text = at.rfc3339();
    let digits: String = text.chars().take(19).filter(|c| c.is_ascii_digit()).collect();
    let (day, time) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    format!("{day}T{time}Z")
}

/// Text as a value: backslash, semicolon, comma and line ends are escaped, other control characters left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The longest line, in bytes without its end.
const LONGEST: usize = 75;

/// One content line, folded so that no line has more than 75 bytes, never within a character.
fn line(out: &mut String, name: &str, value: &str) {
    let mut width = 0;
    let mut whole = String::new();
    let _ = write!(whole, "{name}:{value}");
    for c in whole.chars() {
        if width + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_escaped_and_ended_as_the_standard_says() {
        let event = Event {
            uid: "7-0".to_owned(),
            day: Day::new(2015, 12, 31).unwrap(),
            summary: "Earth, Wind & Fire; “née” \\ Ünïcödé Ünïcödé Ünïcödé Ünïcödé Ünïcödé Ünïcödé".to_owned(),
            location: "The Tote\nMelbourne".to_owned(),
            spot: Spot::of_degrees(-37.8, 144.993_056),
            note: String::new(),
            url: "https://paper.example/2015/03/27/x".to_owned(),
            cancelled: true,
            told: Instant::from_timestamp("2015-03-27T00:29:05Z".parse().unwrap()),
        };
        let text = calendar("Dates", "paper.example", &[event]);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST && !line.contains('\n')), "{text}");
        let unfolded = text.replace("\r\n ", "");
        for wanted in [
            "UID:7-0@paper.example",
            "DTSTAMP:20150327T002905Z",
            "DTSTART;VALUE=DATE:20151231",
            "DTEND;VALUE=DATE:20160101",
            "SUMMARY:Earth\\, Wind & Fire\\; “née” \\\\ Ünïcödé",
            "LOCATION:The Tote\\nMelbourne",
            "GEO:-37.800000;144.993056",
            "STATUS:CANCELLED",
        ] {
            assert!(unfolded.contains(wanted), "{wanted}: {unfolded}");
        }
        assert!(!unfolded.contains("DESCRIPTION"));
    }
}
