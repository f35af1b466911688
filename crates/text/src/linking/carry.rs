//! Links after an edit: what the edit did not touch moves with its text, what it touched is asked again.

use domain::body::Body;
use domain::link::Span;

/// What becomes of a span when its body is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// The same words, at their place in the new text.
    Kept(Span),
    /// The edit went through the span, or took its text away: a person decides.
    Asked(Span),
}

/// Carries spans of an old body to a new one, in their order. Spans of headline and standfirst are given back as kept:
/// their texts are not part of a body.
#[must_use]
pub fn carry(spans: &[Span], old: &Body, new: &Body) -> Vec<Carried> {
    let old: Vec<String> = old.texts().iter().map(|text| text.inlines.text()).collect();
    let new: Vec<String> = new.texts().iter().map(|text| text.inlines.text()).collect();
    let pairs = pair(&old, &new);
    spans.iter().map(|span| carried(*span, &old, &new, &pairs)).collect()
}

fn carried(span: Span, old: &[String], new: &[String], pairs: &[Option<usize>]) -> Carried {
    let Ok(index) = usize::try_from(span.block) else { return Carried::Kept(span) };
    let place = || {
        let target = (*pairs.get(index)?)?;
        let (start, end) = moved(span.start, span.end, old.get(index)?, new.get(target)?)?;
        Some(Span { block: i64::try_from(target).ok()?, start, end })
    };
    place().map_or(Carried::Asked(span), Carried::Kept)
}

/// Which new text each old one became: equal texts first, from both ends; what is left between pairs in order.
fn pair(old: &[String], new: &[String]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; old.len()];
    let mut from = 0;
    for (index, text) in old.iter().enumerate() {
        let found = new.iter().enumerate().skip(from).find(|(_, other)| *other == text).map(|(at, _)| at);
        if let (Some(at), Some(pair)) = (found, pairs.get_mut(index)) {
            *pair = Some(at);
            from = at + 1;
        }
    }
    for index in 0..old.len() {
        if pairs.get(index).copied().flatten().is_some() {
            continue;
        }
        let taken = |at: &usize| pairs.iter().flatten().any(|other| other == at);
        let low = pairs.iter().take(index).rev().flatten().next().map_or(0, |at| at + 1);
        let high = pairs.iter().skip(index).flatten().next().copied().unwrap_or(new.len());
        let text = old.get(index).map(String::as_str).unwrap_or_default();
        let nearest = (low..high)
            .filter(|at| !taken(at))
            .max_by_key(|at| (shared(text, new.get(*at).map(String::as_str).unwrap_or_default()), std::cmp::Reverse(*at)));
        if let Some(pair) = pairs.get_mut(index) {
            *pair = nearest;
        }
    }
    pairs
}

/// How many bytes two texts share at their beginning and end.
fn shared(one: &str, other: &str) -> usize {
    let (head, tail) = edges(one, other);
    head + tail
}

fn edges(one: &str, other: &str) -> (usize, usize) {
    let head: usize = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (rest, other_rest) = (one.get(head..).unwrap_or_default(), other.get(head..).unwrap_or_default());
    let tail: usize = rest.chars().rev().zip(other_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (head, tail)
}

/// Where untouched words lie in the new text; `None` when the edit reaches into them or glues letters to them.
fn moved(start: usize, end: usize, old: &str, new: &str) -> Option<(usize, usize)> {
    let words = old.get(start..end)?;
    let (head, tail) = edges(old, new);
    let place = if end <= head {
        start
    } else if start + tail >= old.len() {
        (start + new.len()).checked_sub(old.len())?
    } else {
        sole_place(words, old, new)?
    };
    let place_end = place + words.len();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let glued_before = letter(new.get(..place)?.chars().last()) && !letter(old.get(..start)?.chars().last());
    let glued_after = letter(new.get(place_end..)?.chars().next()) && !letter(old.get(end..)?.chars().next());
    (new.get(place..place_end)? == words && !glued_before && !glued_after).then_some((place, place_end))
}

/// Edits on both sides: the words are kept when both texts hold them just once.
fn sole_place(words: &str, old: &str, new: &str) -> Option<usize> {
    let once = |text: &str| text.match_indices(words).count() == 1;
    (!words.is_empty() && once(old) && once(new)).then(|| new.find(words)).flatten()
}
