//! From typed characters to a [`Query`]. One pass, a bounded number of steps, no way to fail.

use super::{LONGEST, MOST_IN_A_PHRASE, MOST_TERMS, Note, Query, SHORTEST_BEGINNING, Term, What};
use domain::story::Kind;
use domain::time::Day;
use std::ops::{Range, RangeInclusive};
use text::fold;

/// The best score there is.
const WHOLE: i64 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    Artist,
    Section,
    By,
    Type,
    After,
    Before,
    Score,
    Said,
}

const FILTERS: [(&str, Filter); 8] = [
    ("artist", Filter::Artist),
    ("section", Filter::Section),
    ("by", Filter::By),
    ("type", Filter::Type),
    ("after", Filter::After),
    ("before", Filter::Before),
    ("score", Filter::Score),
    ("said", Filter::Said),
];

/// A piece between blanks, or between quotation marks.
struct Piece<'a> {
    text: &'a str,
    span: Range<usize>,
    quoted: bool,
}

struct Reader<'a> {
    typed: &'a str,
    at: usize,
    query: Query,
}

pub(super) fn read(typed: &str) -> Query {
    let end = typed.char_indices().nth(LONGEST).map(|(end, _)| end);
    let mut reader = Reader { typed: typed.get(..end.unwrap_or(typed.len())).unwrap_or_default(), at: 0, query: Query::default() };
    if end.is_some() {
        reader.query.notes.push(Note::TooLong);
    }
    while reader.step() {}
    reader.query
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '″' | '＂')
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.typed.get(self.at..).unwrap_or_default()
    }

    fn first(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Reads one term or filter; `false` at the end.
    fn step(&mut self) -> bool {
        self.skip_blanks();
        let Some(first) = self.first() else { return false };
        let negated = matches!(first, '-' | '−') && self.rest().chars().nth(1).is_some_and(|next| next.is_alphanumeric() || is_quote(next));
        if negated {
            self.at += first.len_utf8();
        }
        if let Some((name, filter)) = self.filter() {
            self.value(name, filter);
            return true;
        }
        match self.piece() {
            Some(piece) => self.take(&piece, negated),
            // A quotation mark that nothing follows.
            None => self.at += self.first().map_or(0, char::len_utf8),
        }
        true
    }

    /// `artist:` and the like, if one begins here.
    fn filter(&mut self) -> Option<(&'static str, Filter)> {
        let rest = self.rest();
        let found = FILTERS.into_iter().find(|(name, _)| {
            rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
                && rest.get(name.len()..).is_some_and(|rest| rest.starts_with(':'))
        })?;
        self.at += found.0.len() + 1;
        Some(found)
    }

    /// What stands up to the next blank, or up to the closing mark. An opened one that nobody closes is closed at the end.
    fn piece(&mut self) -> Option<Piece<'a>> {
        let first = self.first().filter(|c| !c.is_whitespace())?;
        let quoted = is_quote(first);
        let start = if quoted { self.at + first.len_utf8() } else { self.at };
        let rest = self.typed.get(start..).unwrap_or_default();
        let closes = |c: char| if quoted { is_quote(c) } else { c.is_whitespace() || is_quote(c) };
        let length = rest.find(closes).unwrap_or(rest.len());
        let end = start + length;
        let closing = rest.get(length..).and_then(|rest| rest.chars().next()).filter(|_| quoted).map_or(0, char::len_utf8);
        if end + closing == self.at {
            return None;
        }
        self.at = end + closing;
        Some(Piece { text: self.typed.get(start..end).unwrap_or_default(), span: start..end, quoted })
    }

    fn take(&mut self, piece: &Piece<'_>, negated: bool) {
        let mut words = fold::search_words(piece.text);
        words.truncate(MOST_IN_A_PHRASE);
        let begins = !piece.quoted && piece.text.ends_with(['*', '…']);
        let what = match words.as_slice() {
            [] => return,
            [word] if begins && word.chars().count() < SHORTEST_BEGINNING => {
                self.query.notes.push(Note::Short(piece.text.to_owned()));
                return;
            }
            [word] if begins => What::Beginning(word.clone()),
            [word] if !piece.quoted => What::Word(word.clone()),
            // What a blank does not part, as AC/DC and hip-hop, stands together in the text too.
            _ => What::Phrase(words),
        };
        if self.query.terms.len() + self.query.without.len() >= MOST_TERMS {
            if !self.query.notes.contains(&Note::TooMany) {
                self.query.notes.push(Note::TooMany);
            }
            return;
        }
        let term = Term { what, span: piece.span.clone() };
        if negated { self.query.without.push(term) } else { self.query.terms.push(term) }
    }

    /// The value of a filter: what follows it at once, or after a blank.
    fn value(&mut self, name: &'static str, filter: Filter) {
        self.skip_blanks();
        let value = self.piece().map(|piece| piece.text.trim()).unwrap_or_default();
        let query = &mut self.query;
        if value.is_empty() {
            query.notes.push(Note::Nothing(format!("{name}:")));
            return;
        }
        let (owned, room) = (value.to_owned(), query.artists.len() + query.people.len() + query.sections.len() < MOST_TERMS);
        match filter {
            Filter::Artist if room => query.artists.push(owned),
            Filter::By if room => query.people.push(owned),
            Filter::Section if room => query.sections.push(owned),
            Filter::Artist | Filter::By | Filter::Section => {
                if !query.notes.contains(&Note::TooMany) {
                    query.notes.push(Note::TooMany);
                }
            }
            Filter::Said => query.said = Some(owned),
            Filter::Type => match kind(value) {
                Some(kind) if query.kinds.contains(&kind) => {}
                Some(kind) => query.kinds.push(kind),
                None => query.notes.push(Note::Kind(owned)),
            },
            Filter::After => match day(value) {
                Some(day) => query.after = Some(day),
                None => query.notes.push(Note::Day(owned)),
            },
            Filter::Before => match day(value) {
                Some(day) => query.before = Some(day),
                None => query.notes.push(Note::Day(owned)),
            },
            Filter::Score => match score(value) {
                Some(range) => query.score = Some(range),
                None => query.notes.push(Note::Score(owned)),
            },
        }
    }
}

/// `review`, `Live review`, `live-review`, `reviews`.
fn kind(text: &str) -> Option<Kind> {
    let word = fold::search_words(text).join("-");
    Kind::from_word(&word).or_else(|| Kind::from_word(word.strip_suffix('s')?))
}

/// `2015`, `2015-03`, `2015-03-27`, with `/` or `.` as well: the first day of it.
fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(4, ['-', '/', '.']);
    let number = |part: &str| (part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i16>().ok()).flatten();
    let year = number(parts.next()?)?;
    let month = parts.next().map_or(Some(1), number)?;
    let of_month = parts.next().map_or(Some(1), number)?;
    if parts.next().is_some() || !(1_000..=9_998).contains(&year) {
        return None;
    }
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(of_month).ok()?).ok()
}

/// `8`, `8.5`, `4/5`, `>8`, `>=8`, `<8`, `<=8`, `7-9`, `7..9`. A number alone is out of ten.
fn score(text: &str) -> Option<RangeInclusive<i64>> {
    for (sign, least, most) in [(">=", 0, None), ("≥", 0, None), ("<=", 0, Some(0)), ("≤", 0, Some(0)), (">", 1, None), ("<", 0, Some(-1))]
    {
        if let Some(rest) = text.strip_prefix(sign) {
            let value = thousandths(rest)?;
            return Some(match most {
                None => value + least..=WHOLE,
                Some(less) => 0..=value + less,
            });
        }
    }
    if let Some((from, to)) = text.split_once("..").or_else(|| text.split_once(['-', '–'])) {
        return Some(thousandths(from)?..=thousandths(to)?);
    }
    thousandths(text).map(|value| value..=value)
}

fn thousandths(text: &str) -> Option<i64> {
    let (value, best) = text.split_once('/').unwrap_or((text, "10"));
    let number = |text: &str| -> Option<f64> {
        let plain = !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
        plain.then(|| text.replace(',', ".").parse().ok()).flatten()
    };
    let (value, best) = (number(value.trim())?, number(best.trim())?);
    in_thousandths(value, best)
}

/// A score as the index keeps it: its share of the best there is, in thousandths. None when it is no such share.
#[must_use]
pub fn in_thousandths(value: f64, best: f64) -> Option<i64> {
    let share = value / best;
    // At most a thousand: exact as a float, and within an i64.
    (share.is_finite() && (0.0..=1.0).contains(&share)).then(|| (share * 1_000.0).round() as i64)
}
