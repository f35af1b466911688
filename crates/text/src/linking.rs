//! From a story to links: the mentions of listed names with what stands round them, decided by
//! [`domain::link::decide`]; and old links carried over to an edited text.

mod carry;
mod signs;

pub use carry::{Carried, carry};

use crate::names::{Candidate, Mention, Names};
use crate::people::FullNames;
use crate::prose::Stretches;
use crate::works;
use domain::artist::{ArtistKind, Memberships};
use domain::body::Body;
use domain::id::ArtistId;
use domain::link::Span;
use domain::link::decide::{self, Decision, Rulings, Story};
use signs::Around;
use std::collections::HashMap;

/// One text of a story under the number that spans give it.
struct Text {
    block: i64,
    letters: String,
}

/// A story as the linker reads it.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Its headline.
    pub headline: &'a str,
    /// The line under it.
    pub standfirst: &'a str,
    /// Its text.
    pub body: &'a Body,
    /// The subjects of its artist line.
    pub subjects: &'a [Subject],
}

/// A subject of the artist line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// As the story writes it.
    pub name: String,
    /// Who it is; without, who is called so.
    pub artist: Option<ArtistId>,
}

/// What is known beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Every name of every artist.
    pub names: &'a Names,
    /// Who plays where.
    pub memberships: &'a Memberships,
    /// What persons decided in this story.
    pub ruled: &'a Rulings,
}

/// Links a story: headline, standfirst and the linkable texts of its body, in reading order. A name that is not in
/// the list of names stays silent.
#[must_use]
pub fn link_story(known: Known<'_>, piece: Piece<'_>) -> Vec<Decision> {
    link_mentions(known, piece).1
}

/// As [`link_story`], with every mention that was decided about. Whom a person linked somewhere in the text is meant
/// elsewhere in it too.
pub(crate) fn link_mentions(known: Known<'_>, piece: Piece<'_>) -> (Vec<decide::Mention>, Vec<Decision>) {
    let mut ruled = known.ruled.clone();
    for (artist, _) in piece.body.artist_marks() {
        if !ruled.accepted.iter().any(|(accepted, _)| *accepted == artist) {
            ruled.accepted.push((artist, None));
        }
    }
    let mut texts = vec![
        Text { block: Span::HEADLINE, letters: piece.headline.to_owned() },
        Text { block: Span::STANDFIRST, letters: piece.standfirst.to_owned() },
    ];
    texts.extend(piece.body.texts().into_iter().map(|text| Text { block: text.block, letters: text.inlines.text() }));
    let named = |line: &Subject| line.artist.or_else(|| subject(known.names, &line.name, known.memberships));
    let subjects: Vec<ArtistId> = piece.subjects.iter().filter_map(named).collect();
    let artist_line: Vec<String> = piece.subjects.iter().map(|line| line.name.clone()).collect();
    let mentions = mentions(known.names, &texts, &artist_line, &subjects);
    let decisions = decide::decide(&mentions, Story { subjects: &subjects, memberships: known.memberships, ruled: &ruled });
    (mentions, decisions)
}

/// The artist whom a name of the artist line means; of several with the name, the one with members or the first.
#[must_use]
pub fn subject(names: &Names, name: &str, memberships: &Memberships) -> Option<ArtistId> {
    let candidates = names.exactly(name);
    let own = candidates.iter().filter(|candidate| !candidate.is_alias);
    let known = |candidate: &&Candidate| memberships.know(candidate.artist);
    own.clone().find(known).or_else(|| own.clone().next()).or_else(|| candidates.first()).map(|candidate| candidate.artist)
}

/// People whom the story named in full, by their surname: for when it comes alone.
#[derive(Default)]
struct Named(HashMap<String, Vec<(String, ArtistId)>>);

impl Named {
    fn add(&mut self, key: &str, artist: ArtistId) {
        let last = key.rsplit(' ').next().unwrap_or_default();
        let same = self.0.entry(last.to_owned()).or_default();
        if !same.iter().any(|(known, of)| known == key && *of == artist) {
            same.push((key.to_owned(), artist));
        }
    }

    /// Whose surname it is, when it is that of one artist only.
    fn surname_of(&self, key: &str) -> Option<ArtistId> {
        let same = self.0.get(key.rsplit(' ').next()?)?;
        let mut fitting =
            same.iter().filter(|(full, _)| full.strip_suffix(key).is_some_and(|rest| rest.ends_with(' '))).map(|(_, artist)| *artist);
        let first = fitting.next()?;
        fitting.all(|other| other == first).then_some(first)
    }
}

fn mentions(names: &Names, texts: &[Text], artist_line: &[String], subjects: &[ArtistId]) -> Vec<decide::Mention> {
    let letters: Vec<&str> = texts.iter().map(|text| text.letters.as_str()).collect();
    let titles = titles(&letters, artist_line);
    let full_names = crate::people::full_names(&letters);
    let mut named = Named::default();
    let mut found = Vec::new();
    for (text, titles) in texts.iter().zip(&titles) {
        let around = Around::new(&text.letters, text.block == Span::HEADLINE);
        let full = names.find(&text.letters);
        let from = found.len();
        for mention in &full {
            let in_title = titles.hold(mention.start, mention.end);
            let mut decided = as_decided(text, mention, &around, in_title, subjects);
            shorten(&mut decided, mention, text, names, &full_names, subjects);
            found.push(decided);
            if let Some(person) = sole_person(mention).filter(|_| mention.words > 1 && mention.capitalised && !in_title) {
                named.add(&mention.key, person);
            }
        }
        if let Some(new) = found.get_mut(from..) {
            mark_credits(text, new, subjects);
        }
        found.extend(short_forms(text, &around, &full, &named, titles));
    }
    found.sort_by_key(|mention: &decide::Mention| (mention.span.block, mention.span.start));
    found
}

/// Where titles of works stand in each text.
fn titles(letters: &[&str], artist_line: &[String]) -> Vec<Stretches> {
    let mut places: Vec<Vec<(usize, usize)>> = vec![Vec::new(); letters.len()];
    for (text, start, end) in works::read(letters, artist_line).into_iter().flat_map(|work| work.places) {
        if let Some(of_text) = places.get_mut(text) {
            of_text.push((start, end));
        }
    }
    places.into_iter().map(Stretches::of).collect()
}

/// A listed name of one word that ends or begins a longer name of the story is short for that one: then it means the
/// longer name's artist, or nobody who is listed.
fn shorten(decided: &mut decide::Mention, mention: &Mention, text: &Text, names: &Names, full_names: &FullNames, subjects: &[ArtistId]) {
    let shown = text.letters.get(mention.start..mention.end).unwrap_or_default();
    let is_subject = mention.candidates.iter().any(|candidate| subjects.contains(&candidate.artist));
    let Some(longer) = full_names.resolve(shown).filter(|_| mention.words == 1 && !is_subject) else { return };
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
fn short_forms(text: &Text, around: &Around<'_>, full: &[Mention], named: &Named, titles: &Stretches) -> Vec<decide::Mention> {
    let mut found = Vec::new();
    for (start, end) in around.lone_capitals() {
        let next = full.partition_point(|mention| mention.end <= start);
        let taken = full.get(next).is_some_and(|mention| mention.start < end);
        let key = crate::fold::search_text(text.letters.get(start..end).unwrap_or_default());
        if taken || titles.hold(start, end) || key.is_empty() {
            continue;
        }
        let Some(artist) = named.surname_of(&key) else { continue };
        let mut signs = around.signs(start, end);
        signs.capitalised = true;
        signs.words = 1;
        let candidates = vec![decide::Candidate { artist, is_alias: false }];
        found.push(decide::Mention { span: Span { block: text.block, start, end }, candidates, signs, short_for: Some(artist) });
    }
    found
}

#[cfg(test)]
mod tests;
