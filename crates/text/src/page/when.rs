//! When a page's story was published.

use super::dom::{Dom, Id};
use super::scan::Scan;
use super::words::squeezed;
use crate::plain_story::dateline;
use domain::time::{Instant, TimeError, WallClock, Zone};
use jiff::civil;

/// A moment as a page gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The reading of the clock where the page's time is.
    pub wall: WallClock,
    /// Seconds east of UTC; `None` when the page does not say.
    pub offset: Option<i32>,
    /// Whether a time of day is given, or only the day.
    pub has_time: bool,
}

impl Published {
    /// The instant; a reading without offset is of the paper's zone, a day alone its first instant there.
    ///
    /// # Errors
    /// [`TimeError`] around daylight saving: never guessed.
    pub fn instant(&self, zone: &Zone) -> Result<Instant, TimeError> {
        match self.offset {
            Some(offset) => {
                let beyond = || TimeError::OutOfRange(self.wall.to_string());
                let offset = jiff::tz::Offset::from_seconds(offset).map_err(|_| beyond())?;
                offset.to_timestamp(self.wall).map(Instant::from_timestamp).map_err(|_| beyond())
            }
            None if self.has_time => zone.instant(self.wall),
            None => Ok(zone.start_of(self.wall.date())),
        }
    }
}

/// What was found, and what disagrees with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) published: Option<Published>,
    pub(crate) doubtful: Option<String>,
}

/// Names of `<meta>` that give the day of publication, best first.
const METAS: [&str; 36] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "article.published",
    "published_at",
    "published-date",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "pubdate",
    "pub_date",
    "published",
    "article_date_original",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "dc.date",
    "dcterms.issued",
    "citation_publication_date",
    "citation_date",
    "bt:pubdate",
    "article.created",
    "og:pubdate",
    "date",
    "datecreated",
    "created",
    "rnews:datepublished",
];

/// Names of `<meta>` that say when it was changed: better than nothing.
const CHANGED: [&str; 5] = ["article:modified_time", "og:updated_time", "last-modified", "lastmod", "datemodified"];

/// Finds the moment of publication.
pub(crate) fn find(dom: &Dom, scan: &Scan, address: &str, shown: Option<Id>, near: &[&str]) -> Found {
    let day_first = !is_month_first(scan, address);
    let stamp = |text: &str| stamp_in(text, day_first);
    let mut said: Vec<Published> = Vec::new();
    said.extend(stamp(&scan.linked.published));
    said.extend(METAS.iter().flat_map(|name| scan.all(name)).filter_map(stamp));
    let (sure, likely) = times(dom, scan, shown, day_first);
    said.extend(sure);
    let url = of_address(address);
    let best = said.first().copied();
    if let Some(best) = best {
        let fuller = said.iter().find(|other| other.has_time && other.wall.date() == best.wall.date()).copied();
        let found = if best.has_time { best } else { fuller.unwrap_or(best) };
        let apart = url.is_some_and(|url| (url.wall.date() - found.wall.date()).get_days().abs() > 3);
        let doubtful = apart.then(|| format!("its address is of another day than {}", found.wall.date()));
        return Found { published: Some(found), doubtful };
    }
    if let Some(found) = likely.first() {
        return Found { published: Some(*found), doubtful: None };
    }
    let written = near.iter().find_map(|line| in_line(line, day_first));
    if let Some(found) = written.or(url) {
        return Found { published: Some(found), doubtful: None };
    }
    let changed =
        std::iter::once(scan.linked.modified.as_str()).chain(CHANGED.iter().filter_map(|name| scan.meta(&[name]))).find_map(stamp);
    let doubtful =
        Some(if changed.is_some() { "only the day of its last change is given".to_owned() } else { "no date was found".to_owned() });
    Found { published: changed, doubtful }
}

/// `<time>` and what is called a date: those that say that they are of publication, and the others.
fn times(dom: &Dom, scan: &Scan, shown: Option<Id>, day_first: bool) -> (Vec<Published>, Vec<Published>) {
    let stamp = |text: &str| stamp_in(text, day_first);
    let (mut sure, mut likely) = (Vec::new(), Vec::new());
    let of_headline = |id: Id| shown.is_none_or(|headline| id > headline);
    for id in scan.times.iter().take(200) {
        let own = dom.attr(*id, "datetime").and_then(stamp).or_else(|| stamp(&dom.words(*id)));
        let Some(found) = own else { continue };
        let says = dom.attr(*id, "itemprop").unwrap_or_default();
        let class = dom.attr(*id, "class").unwrap_or_default();
        if says == "datePublished" || dom.attr(*id, "pubdate").is_some() || class.contains("published") || class.contains("entry-date") {
            sure.push(found);
        } else if !(says == "dateModified" || class.contains("updated") || class.contains("modified")) {
            if of_headline(*id) { likely.push(found) } else { continue }
        }
    }
    for id in scan.dates.iter().take(100).filter(|id| !matches!(dom.name(**id), "body" | "html" | "main" | "article")) {
        let content =
            ["content", "datetime", "title", "data-date", "data-time"].iter().find_map(|name| dom.attr(*id, name).and_then(stamp));
        let is_prop = dom.attr(*id, "itemprop").is_some_and(|prop| prop == "datePublished");
        let text = dom.words(*id);
        let found = content.or_else(|| (text.chars().count() < 120).then(|| in_line(&text, day_first)).flatten());
        match found {
            Some(found) if is_prop => sure.push(found),
            Some(found) => likely.push(found),
            None => {}
        }
    }
    (sure, likely)
}

/// Reads what is written for machines, or for people alone in its place.
pub(crate) fn stamp_in(text: &str, day_first: bool) -> Option<Published> {
    let text = squeezed(text);
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    let found =
        pieces(&text).or_else(|| pieces(&text.replacen(" UTC", "Z", 1).replacen(" GMT", "Z", 1).replacen(' ', "T", 1).replace(' ', "")));
    found.or_else(|| rfc2822(&text)).or_else(|| seconds(&text)).or_else(|| in_line(&text, day_first)).filter(is_likely)
}

fn is_likely(found: &Published) -> bool {
    (1970..=2100).contains(&found.wall.year())
}

fn pieces(text: &str) -> Option<Published> {
    let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
    let time = pieces.time();
    let offset = pieces.to_numeric_offset().map(|offset| offset.seconds());
    Some(Published { wall: pieces.date().to_datetime(time.unwrap_or(civil::Time::midnight())), offset, has_time: time.is_some() })
}

fn rfc2822(text: &str) -> Option<Published> {
    let zoned = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(text).ok()?;
    Some(Published { wall: zoned.datetime(), offset: Some(zoned.offset().seconds()), has_time: true })
}

/// Seconds or milliseconds since 1970.
fn seconds(text: &str) -> Option<Published> {
    let digits =
        (matches!(text.len(), 10 | 13) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<i64>().ok()).flatten()?;
    let seconds = if text.len() == 13 { digits / 1000 } else { digits };
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(Published { wall: jiff::tz::Offset::UTC.to_datetime(at), offset: Some(0), has_time: true })
}

/// A date within a line for people.
pub(crate) fn in_line(line: &str, day_first: bool) -> Option<Published> {
    if line.len() > 400 {
        return None;
    }
    if let Some(found) = of_characters(line) {
        return Some(found);
    }
    let read = dateline::read(line, day_first)?;
    let day = read.day.ok()?;
    let time = read.time.and_then(Result::ok);
    Some(Published { wall: day.to_datetime(time.unwrap_or(civil::Time::midnight())), offset: read.offset, has_time: time.is_some() })
        .filter(is_likely)
}

/// Whether `5/11` is the eleventh of May: English that is not of a country where it is the fifth of November.
fn is_month_first(scan: &Scan, address: &str) -> bool {
    const DAY_FIRST: [&str; 8] = [".uk", ".au", ".nz", ".ie", ".in", ".za", ".sg", ".my"];
    let lang = scan.lang.to_lowercase();
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    (lang == "en" || lang.starts_with("en-us") || lang.starts_with("en_us") || lang.is_empty())
        && !DAY_FIRST.iter().any(|end| host.ends_with(end))
}

/// `2019年4月3日 10時05分`, `2019년 4월 3일`, `2019/04/03 10:05`.
fn of_characters(line: &str) -> Option<Published> {
    let at = line.find(['年', '년']).or_else(|| line.find('/'))?;
    let year: String =
        line.get(..at)?.trim_end().chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    if year.len() != 4 {
        return None;
    }
    let mut numbers =
        line.get(at..)?.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty() && number.len() <= 2).map(str::parse::<i8>);
    let (month, day) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let date = civil::Date::new(year.parse().ok()?, month, day).ok()?;
    let time = numbers
        .next()
        .and_then(Result::ok)
        .zip(numbers.next().and_then(Result::ok))
        .and_then(|(hour, minute)| civil::Time::new(hour, minute, 0, 0).ok());
    Some(Published { wall: date.to_datetime(time.unwrap_or(civil::Time::midnight())), offset: None, has_time: time.is_some() })
        .filter(is_likely)
}

/// `/2015/03/27/` and `/2015-03-27-` in an address.
fn of_address(address: &str) -> Option<Published> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.', '+']).collect();
    parts.windows(3).find_map(|three| {
        let [year, month, day] = three else { return None };
        if year.len() != 4 || !matches!(month.len(), 2 | 3) || day.len() != 2 {
            return None;
        }
        let month: i8 = match month.parse() {
            Ok(number) => number,
            Err(_) => ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
                .iter()
                .position(|name| name == month)
                .and_then(|at| i8::try_from(at + 1).ok())?,
        };
        let day = civil::Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()?;
        Some(Published { wall: day.to_datetime(civil::Time::midnight()), offset: None, has_time: false }).filter(is_likely)
    })
}
