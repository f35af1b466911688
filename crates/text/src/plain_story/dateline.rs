//! Dates and times as papers write them: found anywhere in a short line, in any order.

use jiff::civil;

/// A date read from a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dateline {
    /// The day, or what is wrong with it.
    pub(crate) day: Result<civil::Date, String>,
    /// The time of day, or what is wrong with it; `None` when the line gives none.
    pub(crate) time: Option<Result<civil::Time, String>>,
    /// Seconds east of UTC, when the line says.
    pub(crate) offset: Option<i32>,
    /// What else the line says: a byline.
    pub(crate) rest: String,
}

#[derive(Debug, Clone)]
struct Piece<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    used: bool,
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let is_break = |c: char| c.is_whitespace() || matches!(c, '|' | '·' | '•' | ',' | '–' | '—' | '(' | ')' | ';');
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain(std::iter::once((line.len(), ' '))) {
        match (start, is_break(c)) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                found.extend(line.get(from..at).map(|text| Piece { start: from, end: at, text, used: false }));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Reads a line that gives a date; `None` when it gives none. `day_first`: `5/11` is the fifth of November.
pub(crate) fn read(line: &str, day_first: bool) -> Option<Dateline> {
    let mut pieces = pieces(line);
    let joined_time = iso_with_time(&mut pieces);
    let (day, after) = match joined_time {
        Some(ref iso) => (iso.day.clone(), iso.index + 1),
        None => date(&mut pieces, day_first)?,
    };
    let (time, offset) = match joined_time {
        Some(iso) => (Some(iso.time), iso.offset),
        None => (time(&mut pieces, after), None),
    };
    let offset = offset.or_else(|| zone_mark(&mut pieces));
    mark_fillers(&mut pieces);
    Some(Dateline { day, time, offset, rest: rest(line, &pieces) })
}

/// Reads a line that gives nothing but a time of day.
pub(super) fn time_alone(line: &str) -> Option<Result<civil::Time, String>> {
    let mut pieces = pieces(line);
    let found = time(&mut pieces, 0)?;
    mark_fillers(&mut pieces);
    pieces.iter().all(|piece| piece.used).then_some(found)
}

struct IsoTime {
    day: Result<civil::Date, String>,
    time: Result<civil::Time, String>,
    offset: Option<i32>,
    index: usize,
}

/// `2026-11-20T18:05:00+01:00`.
fn iso_with_time(pieces: &mut [Piece<'_>]) -> Option<IsoTime> {
    let (index, piece) = pieces
        .iter_mut()
        .enumerate()
        .find(|(_, piece)| piece.text.contains('T') && piece.text.starts_with(|c: char| c.is_ascii_digit()))?;
    let (day, clock) = piece.text.split_once('T')?;
    let day = numbers_date(day, true)?;
    let zone_at = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let time = clock_time(clock.get(..zone_at)?, None)?;
    let offset = clock.get(zone_at..).and_then(offset_of);
    piece.used = true;
    Some(IsoTime { day, time, offset, index })
}

/// `Z`, `+11:00`, `+1100`.
fn offset_of(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.strip_prefix(['+', '-'])?.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..)?.parse::<i32>().ok()?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

type DayFound = (Result<civil::Date, String>, usize);

fn date(pieces: &mut [Piece<'_>], day_first: bool) -> Option<DayFound> {
    let numeric = pieces.iter().position(|piece| numbers_date(piece.text, day_first).is_some());
    if let Some(index) = numeric {
        let piece = pieces.get_mut(index)?;
        piece.used = true;
        return Some((numbers_date(piece.text, day_first)?, index + 1));
    }
    worded_date(pieces)
}

/// `27/03/2015`, `27.3.15`, `2015-03-27`.
fn numbers_date(text: &str, day_first: bool) -> Option<Result<civil::Date, String>> {
    let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = text.trim_end_matches('.').split(separator).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let plain = |part: &str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![a, b, c].into_iter().all(|part| plain(part)) {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok();
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    if a.len() == 4 {
        return Some(day_of(text, first, second, third));
    }
    if !matches!(c.len(), 2 | 4) {
        return None;
    }
    let year = if c.len() == 2 { 2000 + third } else { third };
    let day_leads = first > 12 || (second <= 12 && (day_first || separator == '.'));
    Some(if day_leads { day_of(text, year, second, first) } else { day_of(text, year, first, second) })
}

fn day_of(shown: &str, year: i16, month: i16, day: i16) -> Result<civil::Date, String> {
    let missing = || format!("there is no day {shown} in the calendar");
    let small = |number: i16| i8::try_from(number).map_err(|_| missing());
    civil::Date::new(year, small(month)?, small(day)?).map_err(|_| missing())
}

const MONTHS: [[&str; 4]; 12] = [
    ["january", "januar", "janvier", "enero"],
    ["february", "februar", "février", "febrero"],
    ["march", "märz", "mars", "marzo"],
    ["april", "april", "avril", "abril"],
    ["may", "mai", "mai", "mayo"],
    ["june", "juni", "juin", "junio"],
    ["july", "juli", "juillet", "julio"],
    ["august", "august", "août", "agosto"],
    ["september", "september", "septembre", "septiembre"],
    ["october", "oktober", "octobre", "octubre"],
    ["november", "november", "novembre", "noviembre"],
    ["december", "dezember", "décembre", "diciembre"],
];

fn month(text: &str) -> Option<i16> {
    let word = text.trim_end_matches('.').to_lowercase();
    let short = word.chars().count() >= 3 && word.chars().count() <= 4;
    let fits = |names: &[&str; 4]| names.iter().any(|name| *name == word || (short && name.starts_with(&word)));
    MONTHS.iter().position(fits).or_else(|| (word == "sept").then_some(8)).and_then(|index| i16::try_from(index + 1).ok())
}

/// `27`, `27th`, `27.`.
fn day_number(text: &str) -> Option<i16> {
    let digits = text.trim_end_matches('.');
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| digits.strip_suffix(ending)).unwrap_or(digits);
    (digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

fn year_number(text: &str) -> Option<i16> {
    let digits = text.trim_end_matches('.').trim_start_matches(['\'', '’']);
    let full = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    full.then(|| digits.parse().ok()).flatten().filter(|year| (1000..=2999).contains(year))
}

/// A month's name with a day before or after it and a year beside them.
fn worded_date(pieces: &mut [Piece<'_>]) -> Option<DayFound> {
    for index in 0..pieces.len() {
        let Some(month) = pieces.get(index).and_then(|piece| month(piece.text)) else { continue };
        let text = |at: Option<usize>| at.and_then(|at| pieces.get(at)).map(|piece| piece.text);
        let of = text(index.checked_sub(1)).is_some_and(|word| matches!(word.to_lowercase().as_str(), "of" | "de"));
        let before = index.checked_sub(if of { 2 } else { 1 });
        let (day_at, year_at) = if text(before).and_then(day_number).is_some() {
            (before?, index + 1 + usize::from(text(Some(index + 1)) == Some("de")))
        } else if text(Some(index + 1)).and_then(day_number).is_some() {
            (index + 1, index + 2)
        } else {
            continue;
        };
        let Some((day, year)) = text(Some(day_at)).and_then(day_number).zip(text(Some(year_at)).and_then(year_number)) else { continue };
        let (first, last) = (day_at.min(index), year_at.max(index));
        let shown = pieces.get(first..=last)?.iter().map(|piece| piece.text).collect::<Vec<_>>().join(" ");
        for piece in pieces.get_mut(first..=last)? {
            piece.used = true;
        }
        return Some((day_of(&shown, year, month, day), last + 1));
    }
    None
}

/// The time of day: after the date first, before it otherwise.
fn time(pieces: &mut [Piece<'_>], after: usize) -> Option<Result<civil::Time, String>> {
    let order: Vec<usize> = (after..pieces.len()).chain(0..after.min(pieces.len())).collect();
    for index in order {
        let Some(piece) = pieces.get(index).filter(|piece| !piece.used) else { continue };
        let half = pieces.get(index + 1).filter(|next| !next.used).and_then(|next| half_of_day(next.text));
        let named = match piece.text.to_lowercase().as_str() {
            "noon" | "midday" => Some(civil::Time::new(12, 0, 0, 0)),
            "midnight" => Some(civil::Time::new(0, 0, 0, 0)),
            _ => None,
        };
        let found = named.map(|time| time.map_err(|error| error.to_string())).or_else(|| clock_time(piece.text, half));
        if let Some(found) = found {
            let takes_half = half.is_some();
            for used in pieces.iter_mut().skip(index).take(if takes_half { 2 } else { 1 }) {
                used.used = true;
            }
            return Some(found);
        }
    }
    None
}

/// `am` and `pm` with or without stops: whether it is the second half.
fn half_of_day(text: &str) -> Option<bool> {
    match text.to_lowercase().replace('.', "").as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// `11:29`, `11.29`, `11h29`, `11:29:05`, `6.05pm`; `6` only with a half of the day.
fn clock_time(text: &str, half: Option<bool>) -> Option<Result<civil::Time, String>> {
    let letters_at = text.find(|c: char| c.is_ascii_alphabetic() && c != 'h').unwrap_or(text.len());
    let (clock, tail) = text.split_at_checked(letters_at)?;
    let own_half = half_of_day(tail);
    if !tail.is_empty() && own_half.is_none() {
        return None;
    }
    let half = own_half.or(half);
    let parts: Vec<&str> = clock.trim_end_matches(['.', 'h']).split([':', '.', 'h']).collect();
    let numbers: Option<Vec<i8>> = parts.iter().map(|part| part.parse().ok().filter(|_| part.len() <= 2)).collect();
    let numbers = numbers?;
    if parts.iter().skip(1).any(|part| part.len() != 2) || (numbers.len() == 1 && half.is_none()) || numbers.len() > 3 {
        return None;
    }
    let hour = *numbers.first()?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return Some(Err(format!("there is no time {text} in half a day"))),
        Some(second) => hour % 12 + if second { 12 } else { 0 },
        None => hour,
    };
    let (minute, second) = (numbers.get(1).copied().unwrap_or(0), numbers.get(2).copied().unwrap_or(0));
    Some(civil::Time::new(hour, minute, second, 0).map_err(|_| format!("there is no time {text} on a clock")))
}

fn zone_mark(pieces: &mut [Piece<'_>]) -> Option<i32> {
    for piece in pieces.iter_mut().filter(|piece| !piece.used) {
        let found = match piece.text {
            "UTC" | "GMT" | "Z" => Some(0),
            text if text.starts_with(['+', '-']) => offset_of(text),
            _ => None,
        };
        if found.is_some() {
            piece.used = true;
            return found;
        }
    }
    None
}

/// Weekdays and the small words of a dateline say nothing more.
fn mark_fillers(pieces: &mut [Piece<'_>]) {
    const FILLERS: [&str; 20] = [
        "at",
        "on",
        "published",
        "posted",
        "updated",
        "uhr",
        "um",
        "den",
        "the",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "date:",
    ];
    for piece in pieces.iter_mut().filter(|piece| !piece.used) {
        let word = piece.text.trim_end_matches(['.', ':']).to_lowercase();
        piece.used = FILLERS.contains(&word.as_str()) || piece.text == "-" || (word.ends_with("day") && word.len() <= 9);
    }
}

/// What was not used, with its own separators between neighbours.
fn rest(line: &str, pieces: &[Piece<'_>]) -> String {
    let mut left = String::new();
    let mut last: Option<&Piece<'_>> = None;
    for piece in pieces.iter().filter(|piece| !piece.used) {
        if let Some(last) = last {
            let gap = line.get(last.end..piece.start).unwrap_or_default();
            let adjacent = !pieces.iter().any(|other| other.used && other.start >= last.end && other.end <= piece.start);
            left.push_str(if adjacent { gap } else { " | " });
        }
        left.push_str(piece.text);
        last = Some(piece);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(line: &str) -> String {
        read(line, true).map_or_else(String::new, |read| {
            let day = read.day.map_or_else(|_| "no day".to_owned(), |day| day.to_string());
            let time = read.time.map_or_else(|| "-".to_owned(), |time| time.map_or_else(|_| "no time".to_owned(), |time| time.to_string()));
            format!("{day} {time} [{}]", read.rest)
        })
    }

    #[test]
    fn many_styles_are_one_moment() {
        for line in [
            "27 March 2015 | 11:29 am",
            "March 27, 2015 at 11:29am",
            "2015-03-27 11:29",
            "2015-03-27T11:29:00",
            "27/03/2015 11.29",
            "Fri 27 Mar 2015, 11:29",
            "Friday, March 27th, 2015 · 11:29 a.m.",
            "11:29 am – 27 March 2015",
            "27.3.2015, 11.29 Uhr",
            "27. März 2015, 11:29 Uhr",
            "Published 27th of March 2015 at 11.29am",
            "27 mars 2015 — 11h29",
            "03/27/2015 11:29 AM",
        ] {
            assert_eq!(shown(line), "2015-03-27 11:29:00 []", "{line}");
        }
    }

    #[test]
    fn what_is_left_is_the_byline() {
        assert_eq!(shown("27 March 2015 | 11:29 am | Staff Writer"), "2015-03-27 11:29:00 [Staff Writer]");
        assert_eq!(shown("Staff Writer | Saturday 21 November 2026, 7.05am"), "2026-11-21 07:05:00 [Staff Writer]");
        assert_eq!(shown("By Jane Doe, 27 March 2015"), "2015-03-27 - [By Jane Doe]");
    }

    #[test]
    fn what_does_not_exist_is_said() {
        assert!(
            read("31 February 2015 | 11:29 am", true).is_some_and(|read| read.day.is_err_and(|said| said.contains("31 February 2015")))
        );
        assert!(read("30/02/2015 11:29", true).is_some_and(|read| read.day.is_err()));
        assert!(read("27 March 2015 | 25:29", true).is_some_and(|read| read.time.is_some_and(|time| time.is_err())));
        assert_eq!(read("We met in May and 20 people came", true), None);
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm(line in "\\PC{0,60}|[0-9/.: TZapm+-]{0,30}") {
            let _ = read(&line, true);
            let _ = time_alone(&line);
        }
    }
}
