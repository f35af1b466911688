//! The sentence round a quotation: what introduces it and what follows.

use super::cues;
use super::marks::Quoted;
use crate::prose::{self, Run, Word, capital_runs};

/// Who is said to speak, before names are resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A run of capitals.
    Name(String),
    /// A word that may be a name: taken when the story knows it as one.
    Perhaps(String),
    /// he, she, they, it.
    Pronoun(String),
    /// `the rapper`.
    Role(String),
    /// Somebody without a name: `one fan`.
    Nobody,
}

/// A cue with its voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribution {
    pub(crate) voice: Voice,
    pub(crate) cue: String,
    /// Words between the cue and the quotation.
    pub(crate) distance: usize,
}

/// What stands round one quotation.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) attribution: Option<Attribution>,
    /// The paragraph before ends in a colon: who it introduces.
    pub(crate) introduced: Option<Attribution>,
    pub(crate) fills_paragraph: bool,
    pub(crate) after_colon: bool,
    pub(crate) follows_speech: bool,
    /// Only a clause of attribution stands between it and the stretch before.
    pub(crate) splits_speech: bool,
    pub(crate) names_a_work: bool,
}

/// Reads the frame of one stretch. `runs_on`: its quotation goes on in the next paragraph, so nothing follows it here.
pub(crate) fn around(texts: &[&str], all: &[Quoted], index: usize, runs_on: bool) -> Frame {
    let Some((mark, letters)) = all.get(index).and_then(|mark| Some((mark, *texts.get(mark.text)?))) else { return Frame::default() };
    let same_text = |other: &&Quoted| other.text == mark.text;
    let same_kind = |other: &&Quoted| !other.single || mark.single;
    let from = all
        .iter()
        .take(index)
        .rev()
        .take_while(same_text)
        .find(same_kind)
        .filter(|last| last.outer_end <= mark.outer_start)
        .map_or(0, |last| last.outer_end);
    let to = all
        .iter()
        .skip(index + 1)
        .take_while(same_text)
        .find(same_kind)
        .filter(|next| next.outer_start >= mark.outer_end)
        .map_or(letters.len(), |next| next.outer_start);
    let whole_before = letters.get(from..mark.outer_start).unwrap_or_default();
    let before = prose::tail(whole_before);
    let after = if runs_on { "" } else { letters.get(mark.outer_end..to).unwrap_or_default() };
    let inner = letters.get(mark.start..mark.end).unwrap_or_default();
    let lead = last_sentence(before);
    let following = after_attribution(inner, after);
    let leading = before_attribution(lead);
    let colon = before.trim_end().ends_with(':');
    let between_halves =
        leading.is_some() && from > 0 && lead.trim_end().ends_with(',') && lead.len() == before.len() && following.is_none();
    let mixed = !inner.trim_end().ends_with([',', '.', '!', '?', '…']);
    Frame {
        attribution: if colon || between_halves || (mixed && leading.as_ref().is_some_and(|leading| leading.distance <= 3)) {
            leading.clone().or(following)
        } else {
            following.or(leading)
        },
        introduced: introduction(texts, mark, before),
        fills_paragraph: before.trim().is_empty() && from == 0 && after.trim().len() <= 1 && to == letters.len(),
        after_colon: colon,
        follows_speech: from > 0,
        splits_speech: before.split_whitespace().count() <= 6,
        names_a_work: crate::works::ends_in_cue(before),
    }
}

fn introduction(texts: &[&str], mark: &Quoted, before: &str) -> Option<Attribution> {
    let previous = mark.text.checked_sub(1).and_then(|index| texts.get(index)).filter(|_| before.trim().is_empty())?;
    previous.trim_end().ends_with(':').then(|| before_attribution(last_sentence(prose::tail(previous)))).flatten()
}

/// The part of a text since its last sentence ended.
fn last_sentence(text: &str) -> &str {
    let words = prose::words(text);
    let open = words.last().is_some_and(|word| !text.get(word.end..).unwrap_or_default().contains(['.', '!', '?', '…']));
    let start = if open { words.iter().rev().find(|word| word.opens).map_or(0, |word| word.start) } else { text.len() };
    let head = text.get(..start).unwrap_or_default();
    if head.chars().any(char::is_alphanumeric) { text.get(start..).unwrap_or_default() } else { text }
}

/// `," he said.` and `," said Rojas`.
fn after_attribution(inner: &str, after: &str) -> Option<Attribution> {
    let near = after.char_indices().nth(400).and_then(|(at, _)| after.get(..at)).unwrap_or(after);
    let all = prose::words(near);
    let ended = inner.trim_end().ends_with('.') && !inner.trim_end().ends_with("..");
    let first = all.first()?;
    let goes_on = !first.gap.contains(['.', '!', '?'])
        && (!ended || first.text.starts_with(char::is_lowercase) || first.gap.contains(['–', '—', '-', ',']));
    if !goes_on {
        return None;
    }
    let words: Vec<Word<'_>> =
        all.iter().enumerate().take_while(|(index, word)| *index == 0 || !word.opens).map(|(_, word)| *word).collect();
    if matches!(first.lower().as_str(), "while" | "and" | "but" | "as" | "with" | "before" | "after" | "because" | "who" | "which" | "when")
    {
        return None;
    }
    if let Some(dash) = signature(first, &words) {
        return Some(dash);
    }
    let lower = near.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if let Some(phrase) = cues::cue_phrase(&lower) {
        let skip = phrase.split(' ').count();
        return voice_after(&words, skip).map(|voice| Attribution { voice, cue: phrase.to_owned(), distance: 0 });
    }
    let cue = words
        .iter()
        .enumerate()
        .take(10)
        .position(|(index, word)| cues::is_cue_verb(&word.small()) && !is_noun_here(&words, word) && !is_passive(&words, index))?;
    let closed = words.iter().take(cue + 1).skip(1).any(|word| word.gap.contains(';'));
    let voice = if cue == 0 || adverbs_only(&words, cue) { voice_after(&words, cue + 1) } else { voice_before(&words, cue) };
    let cue = words.get(cue).map(|word| word.lower()).unwrap_or_default();
    voice.filter(|_| !closed).map(|voice| Attribution { voice, cue, distance: 0 })
}

fn adverbs_only(words: &[Word<'_>], until: usize) -> bool {
    words.iter().take(until).all(|word| word.text.ends_with("ly") && word.text.starts_with(char::is_lowercase))
}

/// A form that is a noun here: `the answer`, `a post`.
fn is_noun_here(words: &[Word<'_>], word: &Word<'_>) -> bool {
    let before = words.iter().rev().find(|other| other.end <= word.start);
    before.is_some_and(|before| {
        before.possessive
            || matches!(
                before.lower().as_str(),
                "the" | "a" | "an" | "his" | "her" | "their" | "its" | "this" | "that" | "to" | "of" | "in"
            )
    }) && !word.text.ends_with("ed")
}

/// `was written as`, `were told`: whoever stands before does not speak.
fn is_passive(words: &[Word<'_>], cue: usize) -> bool {
    let before = |back: usize| cue.checked_sub(back).and_then(|index| words.get(index)).map(Word::lower).unwrap_or_default();
    let direct = if before(1).ends_with("ly") { before(2) } else { before(1) };
    let is = matches!(direct.as_str(), "was" | "were" | "is" | "are" | "been" | "be" | "being" | "got");
    is && words.get(cue).is_some_and(|word| !word.text.ends_with("ing"))
}

/// `"…" – Jane Doe` alone at the end.
fn signature(first: &Word<'_>, words: &[Word<'_>]) -> Option<Attribution> {
    let dash = first.gap.contains(['–', '—']) || first.gap.trim() == "-";
    let runs = capital_runs(words);
    let run = runs.first().filter(|run| dash && run.first == 0 && words.len() <= run.last + 3)?;
    Some(Attribution { voice: Voice::Name(run.text.clone()), cue: "–".to_owned(), distance: 0 })
}

/// `Rojas explained: "`, `with El-P describing it as "`, `Says Neil: "`, `Neil's verdict: "`, `Rojas: "`.
pub(crate) fn before_attribution(before: &str) -> Option<Attribution> {
    let words = prose::words(before);
    let lower = before.to_lowercase();
    if let Some((index, phrase)) =
        words.iter().enumerate().rev().find_map(|(index, word)| cues::cue_phrase(lower.get(word.start..)?).map(|phrase| (index, phrase)))
    {
        let voice = voice_after(&words, index + phrase.split(' ').count())?;
        return Some(Attribution { voice, cue: phrase.to_owned(), distance: 0 });
    }
    let last = words.last()?;
    let colon = before.trim_end().ends_with(':');
    let is_cue =
        |(index, word): &(usize, &Word<'_>)| cues::is_cue_verb(&word.small()) && !is_noun_here(&words, word) && !is_passive(&words, *index);
    let found = words.iter().enumerate().rev().find(is_cue);
    if let Some((index, cue)) = found {
        let distance = words.len().saturating_sub(index + 1);
        let inverted = index == 0 || (colon && cue.opens);
        let voice = voice_before(&words, index)
            .or_else(|| if inverted || (colon && !cue.text.starts_with("t")) { voice_after(&words, index + 1) } else { None });
        if let Some(voice) = voice.filter(|_| distance <= 14) {
            return Some(Attribution { voice, cue: cue.lower(), distance });
        }
    }
    if !colon {
        return None;
    }
    let runs = capital_runs(&words);
    let Some(run) = runs.last().filter(|run| run.possessive || run.last + 1 == words.len()) else { return subject(&words) };
    let noun = run.possessive && cues::is_cue_noun(&last.lower());
    let bare = run.last + 1 == words.len();
    if !noun && !bare {
        return subject(&words);
    }
    Some(Attribution { voice: Voice::Name(strip_role(&words, run)), cue: if noun { last.lower() } else { ":".to_owned() }, distance: 0 })
}

/// Whoever a sentence that ends in a colon is about: its pronoun, or its first name.
fn subject(words: &[Word<'_>]) -> Option<Attribution> {
    let pronoun = words.iter().find(|word| matches!(&*word.small(), "he" | "she" | "they"));
    let voice = pronoun.map(|word| Voice::Pronoun(word.lower())).or_else(|| voice_before(words, words.len()))?;
    Some(Attribution { voice, cue: ":".to_owned(), distance: 0 })
}

const PREPOSITIONS: [&str; 14] = ["of", "from", "in", "at", "on", "for", "to", "with", "about", "than", "into", "after", "by", "near"];

/// The voice nearest before a cue.
fn voice_before(words: &[Word<'_>], cue: usize) -> Option<Voice> {
    let head = words.get(..cue)?;
    if let Some(pronoun) = head.iter().rev().take(3).find(|word| is_pronoun(&word.small())) {
        let name_between = head.iter().any(|word| word.start > pronoun.start && word.is_capital());
        if !name_between {
            return Some(Voice::Pronoun(pronoun.lower()));
        }
    }
    let runs: Vec<Run> = capital_runs(head);
    let relative = head.iter().position(|word| word.text == "who");
    let usable: Vec<&Run> =
        runs.iter().filter(|run| !run.possessive || relative.is_some()).filter(|run| relative.is_none_or(|who| run.last < who)).collect();
    let free = |run: &&&Run| {
        !run.first.checked_sub(1).and_then(|index| head.get(index)).is_some_and(|word| PREPOSITIONS.contains(&&*word.small()))
    };
    let nearest = usable.iter().rev().find(free).or_else(|| usable.last());
    let role = role_voice(head);
    match (nearest, role) {
        (Some(run), Some((index, _))) if run.last > index => Some(Voice::Name(strip_role(head, run))),
        (_, Some((_, role))) => Some(role),
        (Some(run), None) => Some(Voice::Name(of_body(head, run).unwrap_or_else(|| strip_role(head, run)))),
        (None, None) => lone_opener(head).or_else(|| indefinite(head).then_some(Voice::Nobody)),
    }
}

/// `Aware Fest organizers`: those who speak for a thing are named with it.
fn of_body(words: &[Word<'_>], run: &Run) -> Option<String> {
    const THOSE: [&str; 8] =
        ["organizers", "organisers", "officials", "representatives", "promoters", "spokesperson", "spokeswoman", "spokesman"];
    let next = words.get(run.last + 1).filter(|next| next.joins() && THOSE.contains(&next.text))?;
    Some(format!("{} {}", run.text, next.text))
}

/// `Beck said: "…"`: an ordinary word with the capital of its sentence, where a name would stand.
fn lone_opener(head: &[Word<'_>]) -> Option<Voice> {
    let first = head.iter().rposition(|word| word.opens)?;
    let word = head.get(first).filter(|word| word.is_capital() && !prose::is_opener(word) && !prose::is_never_a_name(word.text))?;
    let next = head.get(first + 1);
    next.is_none_or(|next| next.text == "who").then(|| Voice::Perhaps(word.text.to_owned()))
}

/// The voice right after a cue.
fn voice_after(words: &[Word<'_>], from: usize) -> Option<Voice> {
    let tail: Vec<Word<'_>> = words
        .get(from..)?
        .iter()
        .enumerate()
        .take(8)
        .take_while(|(index, word)| *index == 0 || word.joins())
        .map(|(_, word)| *word)
        .collect();
    let first = tail.first()?;
    if is_pronoun(&first.lower()) || is_object_pronoun(&first.lower()) {
        return Some(Voice::Pronoun(first.lower()));
    }
    let runs = capital_runs(&tail);
    let after_role = |run: &&Run| {
        run.first.checked_sub(1).and_then(|index| tail.get(index)).is_some_and(|word| crate::people::role_kind(word.text).is_some())
    };
    let named = runs.iter().find(after_role).or_else(|| runs.iter().find(|run| !run.possessive)).or_else(|| runs.first());
    let near = named.filter(|run| run.first <= 4);
    near.map(|run| Voice::Name(strip_role(&tail, run)))
        .or_else(|| role_voice(&tail).map(|(_, role)| role))
        .or_else(|| indefinite(&tail).then_some(Voice::Nobody))
}

fn strip_role(words: &[Word<'_>], run: &Run) -> String {
    let first_is_role = run.last > run.first && words.get(run.first).is_some_and(|word| crate::people::role_kind(word.text).is_some());
    if first_is_role {
        prose::run_of(words, run.first + 1, run.last).map_or_else(|| run.text.clone(), |run| run.text)
    } else {
        run.text.clone()
    }
}

/// `the rapper`: the last role after a *the*, with its place.
fn role_voice(words: &[Word<'_>]) -> Option<(usize, Voice)> {
    let found = words.iter().enumerate().rev().find(|(index, word)| {
        let is_the = |back: usize| index.checked_sub(back).and_then(|before| words.get(before)).is_some_and(|word| word.small() == "the");
        let described = index.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.joins() && !word.is_capital());
        (is_the(1) || (described && is_the(2))) && word.joins() && crate::people::role_kind(word.text).is_some()
    });
    found.map(|(index, word)| (index, Voice::Role(word.lower())))
}

fn indefinite(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| matches!(&*word.small(), "one" | "a" | "an" | "another" | "some" | "fans" | "people" | "everyone" | "someone"))
}

fn is_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "they" | "it")
}

/// A pronoun after *according to*.
fn is_object_pronoun(word: &str) -> bool {
    matches!(word, "him" | "her" | "them")
}
