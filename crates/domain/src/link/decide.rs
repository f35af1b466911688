//! What a mention of a name is worth: whose it is, how strong the link, and whether it may stand without a person.
//!
//! Pure: the mentions and what was seen round them come in, decisions go out. Signs have weights, and their sum decides.
//! Above all: a name made only of ordinary words is never linked on the bare word.

mod evidence;
mod strength;
#[cfg(test)]
mod tests;

pub use evidence::{Seen, Sign, Weights};

use super::{Span, Standing, Strength};
use crate::artist::Memberships;
use crate::id::ArtistId;
use std::collections::{HashMap, HashSet};

/// One artist whom a mention may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub artist: ArtistId,
    /// By another name than their own.
    pub is_alias: bool,
}

/// What the text shows of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one observation; they are not states of one thing")]
pub struct Signs {
    /// Made only of ordinary words, or too short to be sure of.
    pub hard: bool,
    /// How many words the name has.
    pub words: usize,
    /// Its words have the capitals of a name.
    pub capitalised: bool,
    /// Stands in quotation marks as a title, or after *single*, *album*.
    pub in_title: bool,
    /// Part of a longer run of capitals that is another name: *Paris Hilton* for *Paris*.
    pub part_of_longer_name: bool,
    /// *feat.*, *guest*, *lyricist* beside it.
    pub guest: bool,
    /// What is weighed.
    pub seen: Seen,
}

/// A mention with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// Who may be meant.
    pub candidates: Vec<Candidate>,
    /// What stands round it.
    pub signs: Signs,
    /// A surname or given name alone that the story gives in full: whose.
    pub short_for: Option<ArtistId>,
    /// The mentions, by their place, that stand in one list with it.
    pub listed_with: Vec<usize>,
}

/// What is known of the story as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    /// The artist line's artists.
    pub subjects: &'a [ArtistId],
    /// Who plays where, as far as it is stored.
    pub memberships: &'a Memberships,
    /// What persons decided in this story.
    pub ruled: &'a Rulings,
    /// What signs are worth.
    pub weights: &'a Weights,
}

/// What persons decided about the artists of one story: it holds for every version of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rulings {
    /// Meant, each with the strength that a person gave.
    pub accepted: Vec<(ArtistId, Option<Strength>)>,
    /// Not meant.
    pub rejected: Vec<ArtistId>,
}

impl Rulings {
    fn accepts(&self, artist: ArtistId) -> bool {
        self.accepted.iter().any(|(accepted, _)| *accepted == artist)
    }

    fn strength(&self, artist: ArtistId) -> Option<Strength> {
        self.accepted.iter().find(|(accepted, _)| *accepted == artist).and_then(|(_, strength)| *strength)
    }
}

/// A link to be laid over the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Where.
    pub span: Span,
    /// Who.
    pub artist: ArtistId,
    /// What they are to the story.
    pub strength: Strength,
    /// Sure, or for a person to look at.
    pub standing: Standing,
    /// Why, for the review queue.
    pub evidence: String,
}

/// Decides every mention. All mentions of one artist get one strength: the one that a person gave, or else the strongest
/// that any of them earns. An artist whom a person rejected is silent.
#[must_use]
pub fn decide(mentions: &[Mention], story: Story<'_>) -> Vec<Decision> {
    let found = Found::of(mentions, story);
    let mut decisions: Vec<(usize, Decision)> = (0..mentions.len()).filter_map(|index| Some((index, found.one(index)?))).collect();
    strength::give(&mut decisions, mentions, story);
    decisions.into_iter().map(|(_, decision)| decision).collect()
}

/// What is settled about a story's mentions together.
struct Found<'a> {
    mentions: &'a [Mention],
    story: Story<'a>,
    /// Whom each means, and whether nobody else fits.
    chosen: Vec<Option<(ArtistId, bool)>>,
    /// The artists whom the story names beyond doubt somewhere.
    established: HashSet<ArtistId>,
    /// What all mentions of an artist together have beside them.
    pooled: HashMap<ArtistId, Seen>,
}

impl<'a> Found<'a> {
    /// Whoever is sure helps those beside them, so it is asked again until nobody is added.
    fn of(mentions: &'a [Mention], story: Story<'a>) -> Self {
        const ROUNDS: usize = 4;
        let established: HashSet<ArtistId> =
            story.subjects.iter().copied().chain(story.ruled.accepted.iter().map(|(artist, _)| *artist)).collect();
        let mut found = Self { mentions, story, chosen: Vec::new(), established, pooled: HashMap::new() };
        for _ in 0..ROUNDS {
            found.chosen = mentions.iter().map(|mention| choose(mention, story, &found.established)).collect();
            found.pooled = found.pool();
            let sure: Vec<ArtistId> = (0..mentions.len()).filter_map(|index| found.names_for_sure(index)).collect();
            let before = found.established.len();
            found.established.extend(sure);
            if found.established.len() == before {
                break;
            }
        }
        found
    }

    fn pool(&self) -> HashMap<ArtistId, Seen> {
        let mut pooled: HashMap<ArtistId, Seen> = HashMap::new();
        for (mention, chosen) in self.mentions.iter().zip(&self.chosen) {
            let signs = mention.signs;
            if let Some((artist, _)) = chosen
                && signs.capitalised
                && !signs.in_title
                && !signs.part_of_longer_name
            {
                let all = pooled.entry(*artist).or_default();
                *all = all.and(signs.seen.only(evidence::shared()));
            }
        }
        pooled
    }

    /// Whether a mention is nearly sure by itself: then it may stand for those in one list with it.
    fn is_likely(&self, index: usize) -> bool {
        const SHORT_OF_SURE: f64 = 0.8;
        let likely = |mention: &Mention| {
            let signs = mention.signs;
            let whole = signs.capitalised && !signs.in_title && !signs.part_of_longer_name;
            whole && self.story.weights.sum(signs.seen) >= self.story.weights.sure - SHORT_OF_SURE
        };
        self.mentions.get(index).is_some_and(likely)
    }

    /// Whom a mention names so clearly that others may lean on it.
    fn names_for_sure(&self, index: usize) -> Option<ArtistId> {
        let mention = self.mentions.get(index)?;
        let (artist, unique) = self.chosen.get(index).copied().flatten()?;
        let signs = mention.signs;
        let whole = unique && signs.capitalised && !signs.in_title && !signs.part_of_longer_name;
        let mut seen = self.seen(index, artist);
        seen.drop(Sign::Established);
        let spoken_for = !signs.hard || seen.only(evidence::context()) != Seen::default();
        (whole && spoken_for && mention.short_for.is_none() && self.story.weights.sum(seen) >= self.story.weights.sure).then_some(artist)
    }

    /// What was seen of a mention, with what the rest of the story adds.
    fn seen(&self, index: usize, artist: ArtistId) -> Seen {
        let Some(mention) = self.mentions.get(index) else { return Seen::default() };
        let mut seen = mention.signs.seen;
        let is_subject = self.story.subjects.contains(&artist);
        let sure = |artist: ArtistId| self.established.contains(&artist);
        let beside = |other: &usize| {
            let chosen = self.chosen.get(*other).copied().flatten();
            chosen.is_some_and(|(who, _)| who != artist && (sure(who) || self.is_likely(*other)))
        };
        // A bare word at the head of a sentence is a word until its own sentence says otherwise.
        if !(seen.has(Sign::OrdinaryWord) && seen.has(Sign::CapitalTellsNothing)) {
            seen = seen.and(self.pooled.get(&artist).copied().unwrap_or_default());
        }
        seen.note(Sign::Subject, is_subject);
        seen.note(Sign::Established, !is_subject && sure(artist));
        seen.note(Sign::Bandmate, !is_subject && self.story.memberships.join(artist, &|other| sure(other)));
        seen.note(Sign::Listed, mention.listed_with.iter().any(beside));
        seen.note(Sign::Alias, mention.candidates.iter().any(|one| one.artist == artist && one.is_alias));
        if mention.short_for.is_some() {
            seen.note(Sign::ShortForm, true);
            seen.drop(Sign::OneWord);
            seen.drop(Sign::OrdinaryWord);
        }
        seen
    }

    fn one(&self, index: usize) -> Option<Decision> {
        let mention = self.mentions.get(index)?;
        let (artist, unique) = self.chosen.get(index).copied().flatten()?;
        let signs = mention.signs;
        let is_subject = self.story.subjects.contains(&artist);
        let whole = !signs.in_title && signs.capitalised && (!signs.part_of_longer_name || is_subject);
        let (standing, evidence) = if whole && self.story.ruled.accepts(artist) {
            (Standing::Sure, "accepted by a person".to_owned())
        } else if signs.in_title || (!signs.capitalised && (signs.hard || signs.words < 2)) {
            return None;
        } else {
            self.standing(index, artist, unique, is_subject)?
        };
        Some(Decision { span: mention.span, artist, strength: Strength::Mentioned, standing, evidence })
    }

    fn standing(&self, index: usize, artist: ArtistId, unique: bool, is_subject: bool) -> Option<(Standing, String)> {
        let signs = self.mentions.get(index)?.signs;
        let doubtful = |why: &str| Some((Standing::Doubtful, why.to_owned()));
        if signs.part_of_longer_name {
            return if is_subject { doubtful("the subject's name within a longer run of capitals") } else { None };
        }
        if !signs.capitalised {
            return if is_subject { doubtful("the subject's name without capitals") } else { None };
        }
        let weights = self.story.weights;
        let seen = self.seen(index, artist);
        let sum = weights.sum(seen);
        if !unique {
            return if sum >= weights.doubtful { doubtful("several artists have this name") } else { None };
        }
        let leans = self.mentions.get(index)?.short_for.is_some() && !seen.has(Sign::Established) && !is_subject;
        if sum >= weights.sure && !leans && (!signs.hard || seen.only(evidence::context()) != Seen::default()) {
            let mut alone = seen;
            alone.drop(Sign::Established);
            let told = if weights.sum(alone) >= weights.sure { alone } else { seen };
            return Some((Standing::Sure, weights.reasons(told, false)));
        }
        (sum >= weights.doubtful).then(|| (Standing::Doubtful, weights.reasons(seen, true))).map(|(standing, against)| {
            let why = if against.is_empty() { "too little speaks for it".to_owned() } else { against };
            (standing, why)
        })
    }
}

/// The best candidate, and whether it is the only one that fits. Where a person rejected one of several of the name, the
/// others are not sure by that alone.
fn choose(mention: &Mention, story: Story<'_>, established: &HashSet<ArtistId>) -> Option<(ArtistId, bool)> {
    let ruled = story.ruled;
    if let Some(artist) = mention.short_for {
        return Some((artist, true)).filter(|(artist, _)| !ruled.rejected.contains(artist));
    }
    let left: Vec<&Candidate> = mention.candidates.iter().filter(|one| !ruled.rejected.contains(&one.artist)).collect();
    if let [only] = left.as_slice() {
        return Some((only.artist, mention.candidates.len() == 1));
    }
    let plays_with = |artist: ArtistId| story.memberships.join(artist, &|other| established.contains(&other));
    let fitting = [
        left.iter().filter(|candidate| ruled.accepts(candidate.artist)).collect::<Vec<_>>(),
        left.iter().filter(|candidate| story.subjects.contains(&candidate.artist)).collect(),
        left.iter().filter(|candidate| plays_with(candidate.artist)).collect(),
        left.iter().filter(|candidate| !candidate.is_alias).collect(),
    ];
    let sole = fitting.iter().find_map(|list| if let [only] = list.as_slice() { Some(only.artist) } else { None });
    sole.map(|artist| (artist, true)).or_else(|| left.first().map(|candidate| (candidate.artist, false)))
}
