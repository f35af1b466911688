//! From a story to links: the mentions of listed names with what stands round them, decided by
//! [`domain::link::decide`]; and old links carried over to an edited text.

mod carry;
mod music;
mod short;
mod signs;

pub use carry::{Carried, carry};

use crate::names::{Candidate, Mention, Names};
use crate::people::FullNames;
use crate::prose::Stretches;
use crate::works;
use domain::artist::Memberships;
use domain::body::{Block, Body};
use domain::id::ArtistId;
use domain::link::Span;
use domain::link::decide::{self, Decision, Rulings, Sign, Story};
use short::Named;
use signs::{Around, Place};
use std::collections::{HashMap, HashSet};

/// One text of a story under the number that spans give it.
struct Text {
    block: i64,
    letters: String,
    /// A heading's.
    heads: bool,
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
        Text { block: Span::HEADLINE, letters: piece.headline.to_owned(), heads: false },
        Text { block: Span::STANDFIRST, letters: piece.standfirst.to_owned(), heads: false },
    ];
    texts.extend(piece.body.texts().into_iter().map(|text| Text {
        block: text.block,
        letters: text.inlines.text(),
        heads: matches!(text.within, Block::Heading { .. }),
    }));
    let named = |line: &Subject| line.artist.or_else(|| subject(known.names, &line.name, known.memberships));
    let subjects: Vec<ArtistId> = piece.subjects.iter().filter_map(named).collect();
    let artist_line: Vec<String> = piece.subjects.iter().map(|line| line.name.clone()).collect();
    let mentions = mentions(known.names, &texts, &artist_line, &subjects);
    let story = Story { subjects: &subjects, memberships: known.memberships, ruled: &ruled, weights: music::weights() };
    let decisions = decide::decide(&mentions, story);
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

/// A story's texts, read once each.
struct Read<'a> {
    around: &'a [Around<'a>],
    titles: Vec<Stretches>,
    full_names: FullNames,
    told: music::Story,
    /// Its words without capitals.
    small: HashSet<&'a str>,
}

impl<'a> Read<'a> {
    fn new(texts: &[Text], around: &'a [Around<'a>], artist_line: &[String]) -> Self {
        let letters: Vec<&str> = texts.iter().map(|text| text.letters.as_str()).collect();
        let mut full_names = FullNames::default();
        for run in around.iter().flat_map(Around::names) {
            full_names.add(run.text);
        }
        let (words, of_music) = around.iter().map(Around::count).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let told = if artist_line.is_empty() { music::story(words, of_music) } else { music::Story::Music };
        let small = around.iter().flat_map(Around::small_words).collect();
        Self { titles: titles(&letters, artist_line), around, full_names, told, small }
    }
}

/// A short line without a full stop that others follow is a heading.
fn place(texts: &[Text], index: usize) -> Place {
    const SHORT: usize = 80;
    let Some(text) = texts.get(index) else { return Place::Running };
    let line = text.letters.trim();
    let open = !line.ends_with(['.', ',', ':', ';', '"', '”', '’', '…', '!']);
    let between = text.block >= 0 && index + 1 < texts.len();
    match () {
        () if text.block == Span::HEADLINE => Place::Headline,
        () if between && (text.heads || (open && line.len() <= SHORT && line.split_whitespace().count() <= 10)) => Place::Heading,
        () => Place::Running,
    }
}

fn mentions(names: &Names, texts: &[Text], artist_line: &[String], subjects: &[ArtistId]) -> Vec<decide::Mention> {
    let around = (0..texts.len()).filter_map(|index| Some(Around::new(&texts.get(index)?.letters, place(texts, index))));
    let around: Vec<Around<'_>> = around.collect();
    let read = Read::new(texts, &around, artist_line);
    let found: Vec<Vec<Mention>> = texts.iter().map(|text| names.find(&text.letters)).collect();
    let mut named = Named::default();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for ((text, mentions), titles) in texts.iter().zip(&found).zip(&read.titles) {
        for mention in mentions.iter().filter(|mention| mention.capitalised && !titles.hold(mention.start, mention.end)) {
            named.add(mention, text.letters.get(mention.start..mention.end).unwrap_or_default());
            *times.entry(&mention.key).or_default() += 1;
        }
    }
    let mut all = Vec::new();
    for ((text, full), (around, titles)) in texts.iter().zip(&found).zip(read.around.iter().zip(&read.titles)) {
        let from = all.len();
        for mention in full {
            let mut decided = as_decided(text, mention, around, titles, subjects);
            let times = times.get(mention.key.as_str()).copied().unwrap_or_default();
            decided.signs.seen.note(Sign::Repeated, times > 1);
            decided.signs.seen.note(Sign::Often, times > 2);
            decided.signs.seen.note(Sign::SmallElsewhere, mention.words == 1 && read.small.contains(mention.key.as_str()));
            shorten(&mut decided, mention, text, names, &read, subjects);
            all.push(decided);
        }
        all.extend(short_forms(text, around, full, &named, titles, read.around));
        let new = all.get_mut(from..).unwrap_or_default();
        new.sort_by_key(|mention| mention.span.start);
        mark_credits(text, new, subjects);
        list(text, new, from);
    }
    for mention in &mut all {
        mention.signs.seen.note(Sign::MusicStory, read.told == music::Story::Music);
        mention.signs.seen.note(Sign::ShortText, read.told == music::Story::Open);
        mention.signs.seen.note(Sign::NoMusic, read.told == music::Story::Other);
    }
    all
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
fn shorten(decided: &mut decide::Mention, mention: &Mention, text: &Text, names: &Names, read: &Read<'_>, subjects: &[ArtistId]) {
    let shown = text.letters.get(mention.start..mention.end).unwrap_or_default();
    let is_subject = mention.candidates.iter().any(|candidate| subjects.contains(&candidate.artist));
    let Some(longer) = read.full_names.resolve(shown).filter(|_| mention.words == 1 && !is_subject) else { return };
    if crate::fold::key(&longer) == crate::fold::key(shown) {
        return;
    }
    match names.exactly(&longer).as_slice() {
        [only] => {
            decided.candidates = vec![decide::Candidate { artist: only.artist, is_alias: only.is_alias }];
            decided.short_for = Some(only.artist);
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
        let (first_is, second_is) = (means_subject(first), means_subject(second));
        second.signs.seen.note(Sign::Credited, joined && first_is && !second_is);
        first.signs.seen.note(Sign::Credited, joined && second_is && !first_is);
    }
}

/// Notes who stands in one list with whom; the text's mentions begin at a place among all.
fn list(text: &Text, mentions: &mut [decide::Mention], from: usize) {
    for index in 1..mentions.len() {
        let Some([first, second]) = index.checked_sub(1).and_then(|before| mentions.get_mut(before..=index)) else { continue };
        if text.letters.get(first.span.end..second.span.start).is_some_and(goes_on_listing) {
            first.listed_with.push(from + index);
            second.listed_with.push(from + index - 1);
        }
    }
}

/// Whether what stands between two names is that of a list: commas, *and*, and names that nobody listed.
fn goes_on_listing(gap: &str) -> bool {
    const FAR: usize = 60;
    let opens =
        gap.starts_with([',', '/', '•', ';']) || ["and ", "& ", "or ", "+ "].iter().any(|joint| gap.trim_start().starts_with(joint));
    let closed = gap.contains(['.', '!', '?', ':', '“', '”', '"', '(', ')', '\n', '–', '—']);
    let words = gap.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '•' | ';' | '&' | '+')).filter(|word| !word.is_empty());
    let joint = |word: &str| matches!(word, "and" | "or" | "the" | "The" | "with" | "of");
    let small = words.filter(|word| word.starts_with(char::is_lowercase) && !joint(word)).count();
    opens && !closed && small <= 1 && gap.len() <= FAR
}

fn as_decided(text: &Text, mention: &Mention, around: &Around<'_>, titles: &Stretches, subjects: &[ArtistId]) -> decide::Mention {
    let known = mention.candidates.iter().any(|candidate| subjects.contains(&candidate.artist));
    let mut signs = around.signs(mention.start, mention.end, mention.hard, mention.words);
    let exact = mention.candidates.iter().any(|candidate| candidate.exact);
    let odd = mention.candidates.iter().all(|candidate| candidate.odd);
    let lettered = mention.key.chars().any(char::is_alphabetic);
    let lower_name = exact && !mention.capitalised && (odd || (!mention.hard && mention.words > 1));
    signs.capitalised = (mention.capitalised && (lettered || exact)) || lower_name;
    signs.in_title = titles.hold(mention.start, mention.end) || around.is_of_a_year(mention.start);
    signs.part_of_longer_name &= mention.words == 1 || (mention.hard && !known);
    let shouted = mention.all_capitals && mention.end - mention.start >= 4 && !around.is_shouted();
    signs.seen.note(Sign::OddSpelling, (exact && odd && !around.is_shouted()) || shouted);
    signs.seen.note(Sign::OtherThing, mention.hard && crate::fold::is_other_thing(&mention.key));
    signs.seen.note(Sign::OtherSpelling, odd && !exact && !mention.all_capitals);
    let candidates = mention.candidates.iter().map(|one| decide::Candidate { artist: one.artist, is_alias: one.is_alias }).collect();
    let span = Span { block: text.block, start: mention.start, end: mention.end };
    decide::Mention { span, candidates, signs, short_for: None, listed_with: Vec::new() }
}

/// Surnames, given names and plurals alone of those whom the story names in full.
fn short_forms(
    text: &Text,
    around: &Around<'_>,
    full: &[Mention],
    named: &Named,
    titles: &Stretches,
    texts: &[Around<'_>],
) -> Vec<decide::Mention> {
    let mut found = Vec::new();
    for (start, end) in around.lone_capitals() {
        let next = full.partition_point(|mention| mention.end <= start);
        let taken = full.get(next).is_some_and(|mention| mention.start < end);
        let key = crate::fold::search_text(text.letters.get(start..end).unwrap_or_default());
        if taken || titles.hold(start, end) || key.is_empty() {
            continue;
        }
        let Some(artist) = named.whose(&key, around.follows_the(start), texts) else { continue };
        let mut signs = around.signs(start, end, crate::fold::is_ordinary(&key), 1);
        signs.capitalised = true;
        let candidates = vec![decide::Candidate { artist, is_alias: false }];
        let span = Span { block: text.block, start, end };
        found.push(decide::Mention { span, candidates, signs, short_for: Some(artist), listed_with: Vec::new() });
    }
    found
}

#[cfg(test)]
mod tests;
