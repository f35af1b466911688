//! From a story to links: the mentions of listed names with what stands round them, decided by
//! [`domain::link::decide`]; and old links carried over to an edited text.

mod carry;
mod signs;

pub use carry::{Carried, carry};

use crate::names::{Candidate, Mention, Names};
use crate::works;
use domain::artist::{ArtistKind, Membership};
use domain::body::Body;
use domain::id::ArtistId;
use domain::link::Span;
use domain::link::decide::{self, Decision, Story};
use signs::Around;

/// One text of a story under the number that spans give it.
struct Text {
    block: i64,
    letters: String,
}

/// Links a story: headline, standfirst and the linkable texts of its body, in reading order.
///
/// `artist_line` are the subjects as the story writes them; `memberships` tell who plays where. A name that is not in
/// `names` stays silent.
#[must_use]
pub fn link_story(
    names: &Names,
    headline: &str,
    standfirst: &str,
    body: &Body,
    artist_line: &[String],
    memberships: &[Membership],
) -> Vec<Decision> {
    let mut texts = vec![
        Text { block: Span::HEADLINE, letters: headline.to_owned() },
        Text { block: Span::STANDFIRST, letters: standfirst.to_owned() },
    ];
    texts.extend(body.texts().into_iter().map(|text| Text { block: text.block, letters: text.inlines.text() }));
    let subjects: Vec<ArtistId> = artist_line.iter().filter_map(|name| subject(names, name, memberships)).collect();
    let mentions = mentions(names, &texts, artist_line, &subjects);
    decide::decide(&mentions, Story { subjects: &subjects, memberships })
}

/// The artist whom a name of the artist line means; of several with the name, the one with members or the first.
#[must_use]
pub fn subject(names: &Names, name: &str, memberships: &[Membership]) -> Option<ArtistId> {
    let candidates = names.exactly(name);
    let own = candidates.iter().filter(|candidate| !candidate.is_alias);
    let known = |candidate: &&Candidate| memberships.iter().any(|one| one.group == candidate.artist || one.member == candidate.artist);
    own.clone().find(known).or_else(|| own.clone().next()).or_else(|| candidates.first()).map(|candidate| candidate.artist)
}

/// Somebody the story named in full, for the surname that comes later.
struct Named {
    key: String,
    artist: ArtistId,
}

fn mentions(names: &Names, texts: &[Text], artist_line: &[String], subjects: &[ArtistId]) -> Vec<decide::Mention> {
    let letters: Vec<&str> = texts.iter().map(|text| text.letters.as_str()).collect();
    let works = works::read(&letters, artist_line);
    let titles = |text: usize, start: usize, end: usize| {
        works.iter().any(|work| work.places.iter().any(|place| place.0 == text && place.1 <= start && end <= place.2))
    };
    let full_names = crate::people::full_names(&letters);
    let mut named: Vec<Named> = Vec::new();
    let mut found = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let around = Around::new(&text.letters, text.block == Span::HEADLINE);
        let full = names.find(&text.letters);
        let from = found.len();
        for mention in &full {
            let in_title = titles(index, mention.start, mention.end);
            let mut decided = as_decided(text, mention, &around, in_title, subjects);
            shorten(&mut decided, mention, text, names, &full_names, subjects);
            found.push(decided);
            if let Some(person) = sole_person(mention).filter(|_| mention.words > 1 && mention.capitalised && !in_title) {
                named.push(Named { key: mention.key.clone(), artist: person });
            }
        }
        if let Some(new) = found.get_mut(from..) {
            mark_credits(text, new, subjects);
        }
        found.extend(short_forms(text, &around, &full, &named, &|start, end| titles(index, start, end)));
    }
    found.sort_by_key(|mention: &decide::Mention| (mention.span.block, mention.span.start));
    found
}

/// A listed name of one word that ends or begins a longer name of the story is short for that one: then it means the
/// longer name's artist, or nobody who is listed.
fn shorten(decided: &mut decide::Mention, mention: &Mention, text: &Text, names: &Names, full_names: &[String], subjects: &[ArtistId]) {
    let shown = text.letters.get(mention.start..mention.end).unwrap_or_default();
    let is_subject = mention.candidates.iter().any(|candidate| subjects.contains(&candidate.artist));
    let Some(longer) = crate::people::resolve(full_names, shown).filter(|_| mention.words == 1 && !is_subject) else { return };
    if crate::fold::key(&longer) == crate::fold::key(shown) {
        return;
    }
    match names.exactly(&longer).as_slice() {
        [only] => {
            decided.candidates = vec![decide::Candidate { artist: only.artist, is_alias: only.is_alias }];
            decided.short_for = Some(only.artist).filter(|_| !decided.signs.capital_says_nothing || !mention.hard);
            decided.signs.hard = mention.hard && decided.short_for.is_none();
        }
        _ => decided.signs.part_of_longer_name = true,
    }
}

/// Names joined to a subject's are credited with it: `A & B`, `A feat. B`.
fn mark_credits(text: &Text, mentions: &mut [decide::Mention], subjects: &[ArtistId]) {
    const JOINTS: [&str; 12] = ["&", "and", "+", "feat.", "feat", "ft.", "ft", "featuring", "with", "x", "vs", "vs."];
    let means_subject = |mention: &decide::Mention| mention.candidates.iter().any(|one| subjects.contains(&one.artist));
    for index in 1..mentions.len() {
        let Some([first, second]) = index.checked_sub(1).and_then(|before| mentions.get_mut(before..=index)) else { continue };
        let gap = text.letters.get(first.span.end..second.span.start).unwrap_or_default().to_lowercase();
        let joined = JOINTS.contains(&gap.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ',')));
        second.signs.credited |= joined && means_subject(first);
        first.signs.credited |= joined && means_subject(second);
    }
}

fn sole_person(mention: &Mention) -> Option<ArtistId> {
    match mention.candidates.as_slice() {
        [only] if only.kind == ArtistKind::Person || !mention.hard => Some(only.artist).filter(|_| only.kind == ArtistKind::Person),
        _ => None,
    }
}

fn as_decided(text: &Text, mention: &Mention, around: &Around<'_>, in_title: bool, subjects: &[ArtistId]) -> decide::Mention {
    let mut signs = around.signs(mention.start, mention.end);
    signs.hard = mention.hard;
    signs.words = mention.words;
    let exact = mention.candidates.iter().any(|candidate| candidate.exact);
    let lower_name = exact && !mention.capitalised && !mention.hard && mention.words > 1;
    signs.capitalised = mention.capitalised || lower_name;
    signs.in_title = in_title;
    let known = mention.candidates.iter().any(|candidate| subjects.contains(&candidate.artist));
    signs.part_of_longer_name &= mention.words == 1 || (mention.hard && !known);
    let candidates = mention.candidates.iter().map(|one| decide::Candidate { artist: one.artist, is_alias: one.is_alias }).collect();
    decide::Mention { span: Span { block: text.block, start: mention.start, end: mention.end }, candidates, signs, short_for: None }
}

/// Surnames alone of people whom the story named in full before.
fn short_forms(
    text: &Text,
    around: &Around<'_>,
    full: &[Mention],
    named: &[Named],
    titled: &dyn Fn(usize, usize) -> bool,
) -> Vec<decide::Mention> {
    let mut found = Vec::new();
    for (start, end) in around.lone_capitals() {
        let taken = full.iter().any(|mention| mention.start < end && start < mention.end);
        let key = crate::fold::search_text(text.letters.get(start..end).unwrap_or_default());
        if taken || titled(start, end) || key.is_empty() {
            continue;
        }
        let surname_of: Vec<&Named> =
            named.iter().filter(|one| one.key.strip_suffix(key.as_str()).is_some_and(|rest| rest.ends_with(' '))).collect();
        let Some(last) = surname_of.last().filter(|last| surname_of.iter().all(|one| one.artist == last.artist)) else { continue };
        let mut signs = around.signs(start, end);
        signs.capitalised = true;
        signs.words = 1;
        let candidates = vec![decide::Candidate { artist: last.artist, is_alias: false }];
        found.push(decide::Mention { span: Span { block: text.block, start, end }, candidates, signs, short_for: Some(last.artist) });
    }
    found
}

#[cfg(test)]
mod tests;
