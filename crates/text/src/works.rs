//! Titles of works: runs of capitals after *single*, *album*, *video for*, and titles in quotation marks.

use crate::prose::{self, Stretches, Word, is_never_a_name};
use crate::quotes::marks::{self, Quoted};
use domain::body::WorkKind;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static CUES: &str = include_str!("../data/work_cues.txt");

/// A work that the story names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Song, album …
    pub kind: WorkKind,
    /// As the story writes it first.
    pub title: String,
    /// Shorter forms that the story uses too.
    pub also: Vec<String>,
    /// Where it stands, first the fullest: text, first byte, one past the last.
    pub places: Vec<(usize, usize, usize)>,
}

static CUE_WORDS: LazyLock<HashMap<&'static str, WorkKind>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (kind, list) in CUES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
        let kind = match kind.trim() {
            "album" => WorkKind::Album,
            "ep" => WorkKind::Ep,
            "film" => WorkKind::Film,
            "book" => WorkKind::Book,
            "show" => WorkKind::Show,
            _ => WorkKind::Song,
        };
        words.extend(list.split_whitespace().map(|word| (word, kind)));
    }
    words
});

/// The kind of work that the words before a place call for.
fn cue_before(words: &[Word<'_>]) -> Option<WorkKind> {
    const LONGEST: usize = 16;
    let last = words.last().filter(|word| word.text.len() <= LONGEST)?.small();
    if last == "for" {
        let two = words.len().checked_sub(2).and_then(|index| words.get(index))?.lower();
        return CUE_WORDS.get(format!("{two}-for").as_str()).copied();
    }
    CUE_WORDS.get(&*last).or_else(|| CUE_WORDS.get(last.strip_suffix('s')?)).copied()
}

/// Whether a text ends in the noun of a work: what stands in marks after it is a title.
pub(crate) fn ends_in_cue(before: &str) -> bool {
    let before = prose::end_of(before);
    let words = prose::words(before);
    let tail = words.last().and_then(|word| before.get(word.end..)).unwrap_or_default();
    tail.chars().all(|c| c == ' ' || c == ',') && cue_before(&words).is_some()
}

struct Title {
    kind: Option<WorkKind>,
    text: String,
    place: (usize, usize, usize),
}

/// The works of a story's texts, in order of their first appearance. A short form is joined to the title that begins
/// with it. `names` are the names that must not be taken for titles: the artist line.
#[must_use]
pub fn read(texts: &[&str], names: &[String]) -> Vec<Work> {
    let quoted = marks::scan(texts);
    let spoken = crate::quotes::places(texts, &quoted);
    let mut titles: Vec<Title> = Vec::new();
    for (text, letters) in texts.iter().enumerate() {
        let from = quoted.partition_point(|mark| mark.text < text);
        let marks = || quoted.iter().skip(from).take_while(move |mark| mark.text == text);
        let single = Stretches::of(marks().filter(|mark| mark.single).map(|mark| (mark.start, mark.end)));
        titles.extend(after_cues(text, letters, &single));
        titles.extend(marks().filter_map(|mark| in_marks(mark, letters, &spoken)));
    }
    let names: Vec<String> = names.iter().map(|name| format!("{} ", crate::fold::key(name))).collect();
    let is_name = |title: &Title| {
        let words = format!("{} ", crate::fold::key(&title.text));
        names.iter().any(|name| words.starts_with(name))
    };
    titles.retain(|title| !is_name(title));
    join(titles)
}

fn in_marks(mark: &Quoted, letters: &str, spoken: &HashSet<(usize, usize)>) -> Option<Title> {
    let inner = letters.get(mark.start..mark.end)?;
    let title = inner.trim_end_matches([',', '.']).trim();
    let words = prose::words(title);
    let head = prose::end_of(letters.get(..mark.outer_start)?);
    let before = prose::words(head);
    let nouned = ends_in_cue(head);
    let kind = cue_before(&before).filter(|_| nouned);
    let first_large = words.first().is_some_and(|word| word.is_capital() || word.text.starts_with(|c: char| c.is_numeric()));
    let large = first_large
        && words.iter().skip(1).all(|word| word.is_capital() || is_small(word) || word.text.starts_with(|c: char| c.is_numeric()));
    let last_large = words.last().is_some_and(|word| word.is_capital() || word.text.starts_with(|c: char| c.is_numeric()));
    let short = words.len() <= 10 && !mark.goes_on && !mark.unclosed;
    let spoken = !nouned && spoken.contains(&(mark.text, mark.start));
    (short && !spoken && ((large && last_large && !title.is_empty()) || (kind.is_some() && first_large))).then(|| Title {
        kind,
        text: title.to_owned(),
        place: (mark.text, mark.start, mark.start + title.len()),
    })
}

/// Runs of capitals after a noun of a work.
fn after_cues(text: usize, letters: &str, single: &Stretches) -> Vec<Title> {
    let words = prose::words(letters);
    let in_title_marks = |at: usize| single.hold(at, at + 1);
    let mut found = Vec::new();
    let mut index = 1;
    while let Some(word) = words.get(index) {
        let kind = words.get(..index).and_then(cue_before);
        let starts = word.joins() && (word.is_capital() || is_figure(word)) && !is_never_a_name(word.text) && !in_title_marks(word.start);
        let cue = index.checked_sub(1).and_then(|before| words.get(before));
        let cue_is_common = cue.is_some_and(|cue| !cue.is_capital() || cue.opens || matches!(cue.text, "EP" | "LP"));
        if let (Some(kind), true, true) = (kind, starts, cue_is_common) {
            let (end, last) = title_end(letters, &words, index);
            let title = letters.get(word.start..end).unwrap_or_default();
            let somebodys =
                cue.is_some_and(|cue| cue.text == "for") && words.get(index..=last).unwrap_or_default().iter().any(|word| word.possessive);
            if somebodys {
                index = last + 1;
                continue;
            }
            found.push(Title { kind: Some(kind), text: title.to_owned(), place: (text, word.start, end) });
            index = last;
        }
        index += 1;
    }
    found
}

fn is_figure(word: &Word<'_>) -> bool {
    word.text.chars().all(|c| c.is_ascii_digit()) && word.text.chars().count() <= 4
}

/// A word that title case leaves small.
pub(crate) fn is_small(word: &Word<'_>) -> bool {
    const MORE: [&str; 16] = ["in", "on", "at", "for", "by", "with", "from", "or", "as", "is", "it", "into", "but", "nor", "no", "o"];
    INNER.contains(&word.text) || MORE.contains(&word.text)
}

/// Small words that stand inside titles; the prepositions that as often begin a new phrase are left out.
const INNER: [&str; 14] = ["of", "the", "a", "an", "and", "to", "de", "la", "el", "du", "n", "vs", "my", "&"];

/// Where a title that begins at a word ends: the byte, and its last word.
fn title_end(letters: &str, words: &[Word<'_>], first: usize) -> (usize, usize) {
    let mut last = first;
    while let Some(next) = words.get(last + 1) {
        let opens_bracket = next.gap.trim() == "(" && next.is_capital();
        let signs = matches!(next.gap, " " | " & " | " + " | "-" | "/" | "! " | "? ") && (!next.opens || next.gap.contains(['!', '?']));
        let large = next.is_capital() || (is_figure(next) && next.joins());
        if opens_bracket {
            last = bracket_end(letters, words, last + 1);
            continue;
        }
        if signs && large && !is_never_a_name(next.text) {
            last += 1;
            continue;
        }
        let mut inner = last + 1;
        while words.get(inner).is_some_and(|word| word.joins() && INNER.contains(&word.text)) {
            inner += 1;
        }
        let bridged =
            inner > last + 1 && words.get(inner).is_some_and(|word| word.joins() && word.is_capital() && !is_never_a_name(word.text));
        if !bridged {
            break;
        }
        last = inner;
    }
    let end = words.get(last).map_or(letters.len(), |word| word.end);
    let rest = letters.get(end..).unwrap_or_default();
    let closing = rest.chars().take_while(|c| matches!(c, ')' | '!' | '?')).map(char::len_utf8).sum::<usize>();
    let open = letters.get(words.get(first).map_or(0, |word| word.start)..end).unwrap_or_default().contains('(');
    (if open || !rest.starts_with(')') { end + closing } else { end }, last)
}

fn bracket_end(letters: &str, words: &[Word<'_>], from: usize) -> usize {
    let start = words.get(from).map_or(0, |word| word.start);
    let close = letters.get(start..).and_then(|rest| rest.find(')')).map_or(start, |close| start + close);
    words.iter().rposition(|word| word.start < close).unwrap_or(from).max(from)
}

/// Joins short forms to the titles that begin with them, and the same title named twice.
fn join(titles: Vec<Title>) -> Vec<Work> {
    let mut works: Vec<(Work, String)> = Vec::new();
    // Every beginning of a title, at the end of a word, and whose it is.
    let mut beginnings: HashMap<String, usize> = HashMap::new();
    let mut order: Vec<Title> = titles;
    order.sort_by_key(|title| (title.kind.is_none(), std::cmp::Reverse(title.text.len())));
    for title in order {
        let key = crate::fold::search_text(&title.text);
        if let Some((work, full)) = beginnings.get(&key).and_then(|place| works.get_mut(*place)) {
            let same = work.title == title.text || *full == key;
            if !same && !work.also.contains(&title.text) {
                work.also.push(title.text);
            }
            work.places.push(title.place);
            continue;
        }
        let ends = key.match_indices(' ').map(|(at, _)| at).chain([key.len()]);
        for beginning in ends.filter_map(|end| key.get(..end)) {
            beginnings.entry(beginning.to_owned()).or_insert(works.len());
        }
        let work = Work { kind: title.kind.unwrap_or_default(), title: title.text, also: Vec::new(), places: vec![title.place] };
        works.push((work, key));
    }
    let mut works: Vec<Work> = works.into_iter().map(|(work, _)| work).collect();
    works.sort_by_cached_key(|work| work.places.iter().copied().min());
    works
}
