//! Every day that the paper has come out: years, months, days.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::press::Press;
use crate::paper::view::{CardView, DateView, Named, PageView};
use domain::story::Card;
use domain::time::Day;
use serde::Serialize;
use store::stories::{CardFilter, archive_days, archive_months, archive_years, cards};
use text::template::urls;

#[derive(Serialize)]
struct ArchiveView {
    level: &'static str,
    heading: String,
    up: Option<Named>,
    years: Vec<YearView>,
    days: Vec<DayView>,
    prev: Option<Named>,
    next: Option<Named>,
    total: i64,
}

#[derive(Serialize)]
struct YearView {
    year: String,
    url: String,
    count: i64,
    months: Vec<MonthView>,
}

#[derive(Serialize)]
struct MonthView {
    name: String,
    short: String,
    url: Option<String>,
    count: i64,
}

#[derive(Serialize)]
struct DayView {
    date: DateView,
    url: String,
    cards: Vec<CardView>,
}

/// The most stories of a month or a day.
const MOST: usize = 5_000;

fn print(press: &Press, path: String, view: ArchiveView) -> Result<Page, Fault> {
    press.page("archive.html", PageView::open(press, "archive", view.heading.clone(), path), view)
}

/// All years, the newest first.
pub(crate) async fn root(press: &Press) -> Result<Page, Fault> {
    let mut years = Vec::new();
    for (year, count) in archive_years(&press.conn).await?.into_iter().rev() {
        years.push(year_view(press, year, count).await?);
    }
    let total = years.iter().map(|year| year.count).sum();
    let heading = press.word("archive.title");
    let view = ArchiveView { level: "root", heading, up: None, years, days: Vec::new(), prev: None, next: None, total };
    print(press, urls::ARCHIVE.to_owned(), view)
}

async fn year_view(press: &Press, year: i16, count: i64) -> Result<YearView, Fault> {
    let found = archive_months(&press.conn, year).await?;
    let months = (1..=12_i8).filter_map(|month| {
        let first = Day::new(year, month, 1).ok()?;
        let stories = found.iter().find(|(number, _)| i8::try_from(*number) == Ok(month)).map_or(0, |(_, stories)| *stories);
        Some(MonthView {
            name: first.strftime("%B").to_string(),
            short: first.strftime("%b").to_string(),
            url: (stories > 0).then(|| urls::month(year, month)),
            count: stories,
        })
    });
    Ok(YearView { year: year.to_string(), url: urls::year(year), count, months: months.collect() })
}

/// One year.
pub(crate) async fn year(press: &Press, year: i16) -> Result<Page, Fault> {
    let years = archive_years(&press.conn).await?;
    let place = years.iter().position(|(known, _)| *known == year).ok_or_else(Fault::not_found)?;
    let count = years.get(place).map_or(0, |(_, count)| *count);
    let named = |(year, _): &(i16, i64)| Named { name: year.to_string(), url: urls::year(*year) };
    let view = ArchiveView {
        level: "year",
        heading: year.to_string(),
        up: Some(Named { name: press.word("archive.title"), url: urls::ARCHIVE.to_owned() }),
        years: vec![year_view(press, year, count).await?],
        days: Vec::new(),
        prev: place.checked_sub(1).and_then(|before| years.get(before)).map(named),
        next: years.get(place + 1).map(named),
        total: count,
    };
    print(press, urls::year(year), view)
}

/// One month, its days newest first.
pub(crate) async fn month(press: &Press, year: i16, month: i8) -> Result<Page, Fault> {
    let first = Day::new(year, month, 1).map_err(|_| Fault::not_found())?;
    let found = between(press, first, after_month(first)).await?;
    if found.is_empty() {
        return Err(Fault::not_found());
    }
    let (prev, next) = neighbours(&months(press, year).await?, first);
    let named = |month: Day| Named { name: month.strftime("%B %Y").to_string(), url: urls::month(month.year(), month.month()) };
    let view = ArchiveView {
        level: "month",
        heading: first.strftime("%B %Y").to_string(),
        up: Some(Named { name: year.to_string(), url: urls::year(year) }),
        years: Vec::new(),
        total: i64::try_from(found.len()).unwrap_or(i64::MAX),
        days: by_day(press, &found, Year::Above).await?,
        prev: prev.map(named),
        next: next.map(named),
    };
    print(press, urls::month(year, month), view)
}

/// One day.
pub(crate) async fn day(press: &Press, day: Day) -> Result<Page, Fault> {
    let found = between(press, day, day.tomorrow().unwrap_or(day)).await?;
    if found.is_empty() {
        return Err(Fault::not_found());
    }
    let (prev, next) = neighbours(&days_about(press, day).await?, day);
    let named = |day: Day| Named { name: day.strftime("%-d %B %Y").to_string(), url: urls::day(day) };
    let view = ArchiveView {
        level: "day",
        heading: day.strftime("%A %-d %B %Y").to_string(),
        up: Some(Named { name: day.strftime("%B %Y").to_string(), url: urls::month(day.year(), day.month()) }),
        years: Vec::new(),
        total: i64::try_from(found.len()).unwrap_or(i64::MAX),
        days: by_day(press, &found, Year::Said).await?,
        prev: prev.map(named),
        next: next.map(named),
    };
    print(press, urls::day(day), view)
}

async fn between(press: &Press, from: Day, until: Day) -> Result<Vec<Card>, Fault> {
    let (from, until) = (press.zone().start_of(from), press.zone().start_of(until));
    let filter = CardFilter { from: Some(from), until: Some(until), ..CardFilter::default() };
    Ok(cards(&press.conn, &filter, MOST, 0).await?)
}

fn after_month(first: Day) -> Day {
    first.last_of_month().tomorrow().unwrap_or(first)
}

/// The first days of the months with stories, in this year and its neighbours with any.
async fn months(press: &Press, year: i16) -> Result<Vec<Day>, Fault> {
    let years = archive_years(&press.conn).await?;
    let before = years.iter().rev().find(|(known, _)| *known < year);
    let after = years.iter().find(|(known, _)| *known > year);
    let mut months = Vec::new();
    for year in before.map(|(year, _)| *year).into_iter().chain([year]).chain(after.map(|(year, _)| *year)) {
        for (month, _) in archive_months(&press.conn, year).await? {
            months.extend(i8::try_from(month).ok().and_then(|month| Day::new(year, month, 1).ok()));
        }
    }
    Ok(months)
}

/// The days with stories in this month and in its neighbours with any.
async fn days_about(press: &Press, day: Day) -> Result<Vec<Day>, Fault> {
    let months = months(press, day.year()).await?;
    let first = day.first_of_month();
    let (before, after) = neighbours(&months, first);
    let mut days = Vec::new();
    for month in before.into_iter().chain([first]).chain(after) {
        let number = u8::try_from(month.month()).unwrap_or(1);
        for (found, _) in archive_days(&press.conn, month.year(), number).await? {
            days.extend(i8::try_from(found).ok().and_then(|found| Day::new(month.year(), month.month(), found).ok()));
        }
    }
    Ok(days)
}

fn neighbours(sorted: &[Day], here: Day) -> (Option<Day>, Option<Day>) {
    (sorted.iter().rev().find(|day| **day < here).copied(), sorted.iter().find(|day| **day > here).copied())
}

async fn by_day(press: &Press, found: &[Card], year: Year) -> Result<Vec<DayView>, Fault> {
    let named = Cards::of(press, found).await?;
    let mut days: Vec<(Day, DayView)> = Vec::new();
    for card in found {
        let day = press.zone().day(card.published);
        let view = named.view(press, card, year);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, last)) => last.cards.push(view),
            None => days.push((day, DayView { date: DateView::whole_day(day), url: urls::day(day), cards: vec![view] })),
        }
    }
    Ok(days.into_iter().map(|(_, view)| view).collect())
}
