//! How values are shown: lengths, days, counts.

use super::context::fill;
use super::{Context, Words};
use domain::body::{AdvisoryKind, Clip, DateStatus, Score};
use domain::time::Day;

/// Seconds as `4:12` or `1:02:03`.
#[must_use]
pub fn length(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// Seconds as `PT4M12S`, for `datetime`.
pub(super) fn iso_length(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let part = |value: u32, unit: &str| if value > 0 { format!("{value}{unit}") } else { String::new() };
    if seconds == 0 { "PT0S".to_owned() } else { format!("PT{}{}{}", part(hours, "H"), part(minutes, "M"), part(rest, "S")) }
}

/// Reads `3:45` or `1:02:03`.
pub(super) fn seconds_of(length: &str) -> Option<u32> {
    let parts: Vec<u32> = length.trim().split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [minutes, seconds] if *seconds < 60 => minutes.checked_mul(60)?.checked_add(*seconds),
        [hours, minutes, seconds] if *minutes < 60 && *seconds < 60 => {
            hours.checked_mul(3600)?.checked_add(minutes * 60)?.checked_add(*seconds)
        }
        _ => None,
    }
}

/// A day with its weekday and without its year: `Thu 9 April`.
pub(super) fn day(day: Day, language: &str) -> String {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    let month = usize::try_from(day.month()).unwrap_or(1).saturating_sub(1);
    let (weekdays, months, pattern) = match crate::typography::primary(language).as_str() {
        "de" => (
            ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
            ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
            "{weekday} {day}. {month}",
        ),
        "fr" => (
            ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
            ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
            "{weekday} {day} {month}",
        ),
        _ => (
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
            "{weekday} {day} {month}",
        ),
    };
    let number = day.day().to_string();
    let word = |words: &[&'static str], n: usize| words.get(n).copied().unwrap_or_default();
    fill(pattern, &[("weekday", word(&weekdays, weekday)), ("day", &number), ("month", word(&months, month))])
}

/// What became of a date, in words; nothing for one that is on.
pub(super) fn status<'a>(status: DateStatus, cx: &'a Context<'_>) -> Option<&'a str> {
    match status {
        DateStatus::On => None,
        DateStatus::SoldOut => Some(&cx.words.sold_out),
        DateStatus::Moved => Some(&cx.words.moved),
        DateStatus::Cancelled => Some(&cx.words.cancelled),
    }
}

/// What a viewer should know before pressing play.
pub(super) fn advisory(clip: &Clip, cx: &Context<'_>) -> Option<String> {
    contains(&clip.advisory, cx.words)
}

/// `Contains violence, strong language`; `None` when there is nothing to know.
#[must_use]
pub fn contains(kinds: &[AdvisoryKind], words: &Words) -> Option<String> {
    let said: Vec<String> = kinds.iter().map(|kind| kind.said()).collect();
    (!said.is_empty()).then(|| fill(&words.advisory, &[("kinds", &said.join(", "))]))
}

/// A clip's title, or its provider where it has none.
pub(super) fn clip_title(clip: &Clip) -> &str {
    if clip.title.trim().is_empty() { clip.provider.name() } else { &clip.title }
}

/// `out of 10`.
pub(super) fn out_of(score: &Score, cx: &Context<'_>) -> String {
    let best = Score { value: score.out_of, ..score.clone() }.shown();
    fill(&cx.words.out_of, &[("out_of", &best), ("value", &score.shown())])
}

/// Label and year of a ranked entry, joined.
pub(super) fn ranked_facts(label: Option<&str>, year: Option<u16>) -> Option<String> {
    let parts: Vec<String> =
        label.filter(|label| !label.trim().is_empty()).map(str::to_owned).into_iter().chain(year.map(|year| year.to_string())).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Whether tickets are sold at an address that a reader can be sent to.
pub(super) fn sells(tickets: &str) -> bool {
    domain::body::is_safe_href(tickets) && !tickets.starts_with("mailto:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_come_back_as_they_went() {
        for seconds in [0, 59, 60, 252, 3599, 3600, 3723] {
            assert_eq!(seconds_of(&length(seconds)), Some(seconds));
        }
        assert_eq!((iso_length(252), iso_length(180), iso_length(3723)), ("PT4M12S".into(), "PT3M".into(), "PT1H2M3S".into()));
        for odd in ["", "3", "3:60", "-1:00", "a:b", "9999999999:00", "1:99:00"] {
            assert_eq!(seconds_of(odd), None, "{odd}");
        }
    }

    #[test]
    fn days_speak_the_language_of_the_text() {
        let day_of = |language| day(jiff::civil::date(2015, 4, 9), language);
        assert_eq!((day_of("en-AU"), day_of("de"), day_of("fr-CA")), ("Thu 9 April".into(), "Do 9. April".into(), "jeu. 9 avril".into()));
    }
}
