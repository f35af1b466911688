//! What shows only in a whole column: whether `03/04/2015` is a day of April or of March, and whether a comma parts two names
//! or stands in one.

use super::super::csv::Record;
use super::super::source::{When, when};
use super::Column;
use jiff::civil::{Date, Time};
use std::collections::{HashMap, HashSet};

/// What parts names better than a comma.
const PARTS: [char; 2] = [';', '|'];

/// How those who filled a table in are used to write.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// A date says by itself that the day comes first, or that the month does.
    day_first: bool,
    month_first: bool,
    /// Columns whose names are parted by semicolons or bars: a comma is part of a name in them.
    parted: HashSet<Column>,
}

/// A date of three numbers, the year last: the first two, the year, and what follows.
fn numbered(cell: &str) -> Option<(i8, i8, i16, &str)> {
    let (date, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let mut parts = date.trim_end_matches(',').split(['/', '-', '.']);
    let (one, two, year) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    Some((one.parse().ok()?, two.parse().ok()?, year.parse().ok().filter(|_| whole)?, time.trim()))
}

/// A time of day, if there is one.
fn clock(time: &str) -> Option<Time> {
    if time.is_empty() {
        return Some(Time::midnight());
    }
    ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p"].iter().find_map(|form| Time::strptime(form, time).ok())
}

impl Habits {
    /// Learns from a row.
    pub(super) fn see(&mut self, columns: &HashMap<Column, usize>, record: &Record) {
        let cell = columns.get(&Column::Date).and_then(|at| record.cells.get(*at)).map_or("", |cell| cell.trim());
        if let Some((one, two, ..)) = numbered(cell) {
            self.day_first |= one > 12 && two <= 12;
            self.month_first |= two > 12 && one <= 12;
        }
        for column in [Column::Authors, Column::Categories, Column::Tags] {
            let cell = columns.get(&column).and_then(|at| record.cells.get(*at));
            if cell.is_some_and(|cell| cell.contains(PARTS)) {
                self.parted.insert(column);
            }
        }
    }

    /// The names in a cell.
    pub(super) fn names(&self, column: Column, cell: &str) -> Vec<String> {
        let by: &[char] = if self.parted.contains(&column) { &PARTS } else { &[','] };
        cell.split(by).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    }

    /// The time in a cell, where it can be told.
    pub(super) fn when(&self, cell: &str) -> When {
        let read = when(cell);
        if read != When::default() {
            return read;
        }
        let wall = numbered(cell).filter(|_| self.day_first != self.month_first).and_then(|(one, two, year, time)| {
            let (day, month) = if self.day_first { (one, two) } else { (two, one) };
            Some(Date::new(year, month, day).ok()?.to_datetime(clock(time)?))
        });
        When { instant: None, wall }
    }

    /// Why a date that could be one is none.
    pub(super) fn why_not(&self, cell: &str) -> &'static str {
        match numbered(cell) {
            Some(_) if self.day_first == self.month_first => ": nothing in its column tells day from month; write 2015-03-27",
            _ => "; write 2015-03-27",
        }
    }
}
