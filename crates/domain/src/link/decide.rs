//! What a mention of a name is worth: whose it is, how strong the link, and whether it may stand without a person.
//!
//! Pure: the mentions and what was seen round them come in, decisions go out. Above all: a name made only of ordinary
//! words is never linked on the bare word.

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

/// What the text shows round a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one observation; they are not states of one thing")]
pub struct Signs {
    /// Made only of ordinary words, or too short to be sure of.
    pub hard: bool,
    /// How many words the name has.
    pub words: usize,
    /// Its words have the capitals of a name.
    pub capitalised: bool,
    /// Any word would have a capital there: first of its sentence, or in a headline where every word has one.
    pub capital_says_nothing: bool,
    /// A word that only goes with an artist stands beside it: *singer*, *band*, *by*, a possessive place.
    pub role_beside: bool,
    /// A role that makes a person of it stands beside it: *director*, *manager*.
    pub person_beside: bool,
    /// *ex-* before it, *former*, *formerly of*.
    pub former: bool,
    /// Stands in quotation marks as a title, or after *single*, *album*.
    pub in_title: bool,
    /// Part of a longer run of capitals that is another name: *Paris Hilton* for *Paris*.
    pub part_of_longer_name: bool,
    /// After *in*, *near*, *from*: rather a place.
    pub placed: bool,
    /// *feat.*, *with*, *guest* beside it.
    pub guest: bool,
    /// Joined to a subject's name by `&`, *and*, *feat.*, *with*.
    pub credited: bool,
    /// Nothing of the sentence goes on right after it: punctuation, a joining `&`, the end.
    pub stands_apart: bool,
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
    /// A surname or given name alone that the story gave in full before: whose.
    pub short_for: Option<ArtistId>,
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
    let established = established(mentions, story);
    let mut decisions: Vec<Decision> = mentions.iter().filter_map(|mention| one(mention, story, &established)).collect();
    let mut earned: HashMap<ArtistId, (Strength, bool)> = HashMap::new();
    for Decision { artist, strength, .. } in &decisions {
        let (best, ever_former) = earned.entry(*artist).or_insert((*strength, false));
        *ever_former |= *strength == Strength::Former;
        if rank(*strength) < rank(*best) {
            *best = *strength;
        }
    }
    for decision in &mut decisions {
        let earned = earned.get(&decision.artist).map(
            |(best, ever_former)| {
                if *best == Strength::Mentioned && *ever_former { Strength::Former } else { *best }
            },
        );
        decision.strength = story.ruled.strength(decision.artist).or(earned).unwrap_or(decision.strength);
    }
    decisions
}

fn rank(strength: Strength) -> u8 {
    match strength {
        Strength::Subject => 0,
        Strength::Featured => 1,
        Strength::Mentioned => 2,
        Strength::Former => 3,
    }
}

/// The artists whom the story names beyond doubt somewhere: the subjects, and every long unambiguous name in capitals.
fn established(mentions: &[Mention], story: Story<'_>) -> HashSet<ArtistId> {
    let mut sure: HashSet<ArtistId> = story.subjects.iter().copied().collect();
    for mention in mentions {
        let signs = mention.signs;
        let clear = signs.capitalised && !signs.hard && !signs.in_title && !signs.part_of_longer_name;
        if let ([only], true) = (mention.candidates.as_slice(), clear) {
            sure.insert(only.artist);
        }
    }
    sure
}

fn one(mention: &Mention, story: Story<'_>, established: &HashSet<ArtistId>) -> Option<Decision> {
    let signs = mention.signs;
    let (artist, unique) = choose(mention, story, established)?;
    let is_subject = story.subjects.contains(&artist);
    let whole = !signs.in_title && signs.capitalised && (!signs.part_of_longer_name || is_subject);
    let (standing, evidence) = if whole && story.ruled.accepts(artist) {
        (Standing::Sure, "accepted by a person".to_owned())
    } else if signs.in_title || (!signs.capitalised && (signs.hard || signs.words < 2)) {
        return None;
    } else {
        standing(mention, artist, unique, is_subject, story, established)?
    };
    Some(Decision { span: mention.span, artist, strength: strength(mention, artist, is_subject, story), standing, evidence })
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

fn standing(
    mention: &Mention,
    artist: ArtistId,
    unique: bool,
    is_subject: bool,
    story: Story<'_>,
    established: &HashSet<ArtistId>,
) -> Option<(Standing, String)> {
    let signs = mention.signs;
    let sure = |why: &str| Some((Standing::Sure, why.to_owned()));
    let doubtful = |why: &str| Some((Standing::Doubtful, why.to_owned()));
    if signs.part_of_longer_name {
        return if is_subject { doubtful("the subject's name within a longer run of capitals") } else { None };
    }
    if !unique {
        return doubtful("several artists have this name");
    }
    if signs.person_beside && !is_subject && !signs.role_beside {
        return doubtful("named as a person with a role, not as an artist");
    }
    if signs.placed && signs.words == 1 && !is_subject {
        return doubtful("after a word that goes with places");
    }
    if !signs.hard {
        return match (mention.short_for, signs.capitalised) {
            (Some(_), _) => sure("short form of a name given in full"),
            (None, true) if is_subject => sure("artist line"),
            (None, true) => sure("full name"),
            (None, false) if is_subject => doubtful("the subject's name without capitals"),
            (None, false) => None,
        };
    }
    let mid_sentence = signs.capitalised && !signs.capital_says_nothing;
    let bandmate = story.memberships.join(artist, &|other| established.contains(&other));
    match () {
        () if is_subject && (mid_sentence || (signs.capitalised && (signs.words > 1 || signs.stands_apart))) => sure("artist line"),
        () if is_subject && signs.capitalised && signs.role_beside => sure("artist line"),
        () if is_subject && signs.capitalised => doubtful("the subject's name where any word has a capital"),
        () if mid_sentence && (signs.role_beside || signs.former) => sure("ordinary words, but a role beside them"),
        () if signs.capitalised && signs.credited && (signs.words > 1 || signs.stands_apart) => sure("credited beside the subject"),
        () if mid_sentence && bandmate => sure("ordinary words, but a member or their band is named"),
        () if signs.capitalised && signs.words > 1 && bandmate => sure("ordinary words, but a member or their band is named"),
        () if mid_sentence => doubtful("a name of ordinary words, without anything that speaks for an artist"),
        () => None,
    }
}

fn strength(mention: &Mention, artist: ArtistId, is_subject: bool, story: Story<'_>) -> Strength {
    let in_head = mention.span.block == Span::HEADLINE;
    let member_of_subject = story.subjects.iter().any(|group| story.memberships.has(*group, artist));
    match () {
        () if is_subject => Strength::Subject,
        () if mention.signs.former => Strength::Former,
        () if story.subjects.is_empty() && in_head => Strength::Subject,
        () if (in_head || mention.signs.guest) && !member_of_subject => Strength::Featured,
        () => Strength::Mentioned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(artist: i64, block: i64, start: usize, signs: Signs) -> Mention {
        let candidates = vec![Candidate { artist: ArtistId(artist), is_alias: false }];
        Mention { span: Span { block, start, end: start + 4 }, candidates, signs, short_for: None }
    }

    const CLEAR: Signs = Signs {
        hard: false,
        words: 2,
        capitalised: true,
        capital_says_nothing: false,
        role_beside: false,
        person_beside: false,
        former: false,
        in_title: false,
        part_of_longer_name: false,
        guest: false,
        placed: false,
        credited: false,
        stands_apart: false,
    };

    fn decided(mentions: &[Mention], subjects: &[ArtistId]) -> Vec<(i64, Strength, Standing)> {
        ruled(mentions, subjects, &Rulings::default())
    }

    fn ruled(mentions: &[Mention], subjects: &[ArtistId], ruled: &Rulings) -> Vec<(i64, Strength, Standing)> {
        let story = Story { subjects, memberships: &Memberships::default(), ruled };
        decide(mentions, story).into_iter().map(|one| (one.artist.0, one.strength, one.standing)).collect()
    }

    #[test]
    fn what_persons_decided_holds() {
        let mut twice = mention(1, 0, 0, CLEAR);
        twice.candidates.push(Candidate { artist: ArtistId(2), is_alias: false });
        let twice = [twice];
        let accepted = |strength| Rulings { accepted: vec![(ArtistId(2), strength)], rejected: Vec::new() };
        assert_eq!(ruled(&twice, &[], &accepted(None)), [(2, Strength::Mentioned, Standing::Sure)]);
        assert_eq!(ruled(&twice, &[], &accepted(Some(Strength::Featured))), [(2, Strength::Featured, Standing::Sure)]);
        let rejected = |ids: &[i64]| Rulings { accepted: Vec::new(), rejected: ids.iter().copied().map(ArtistId).collect() };
        assert_eq!(ruled(&twice, &[], &rejected(&[1])), [(2, Strength::Mentioned, Standing::Doubtful)]);
        assert!(ruled(&twice, &[], &rejected(&[1, 2])).is_empty());
        let hard = mention(1, 0, 0, Signs { hard: true, words: 1, capital_says_nothing: true, ..CLEAR });
        let yes = Rulings { accepted: vec![(ArtistId(1), None)], rejected: Vec::new() };
        assert_eq!(ruled(std::slice::from_ref(&hard), &[], &yes)[0].2, Standing::Sure);
        assert!(ruled(&[Mention { signs: Signs { in_title: true, ..hard.signs }, ..hard }], &[], &yes).is_empty());
    }

    #[test]
    fn strengths() {
        let former = Signs { former: true, ..CLEAR };
        let all =
            [mention(1, Span::HEADLINE, 0, CLEAR), mention(2, Span::HEADLINE, 9, CLEAR), mention(3, 0, 0, former), mention(4, 1, 0, CLEAR)];
        let found = decided(&all, &[ArtistId(1)]);
        let strengths: Vec<_> = found.iter().map(|one| one.1).collect();
        assert_eq!(strengths, [Strength::Subject, Strength::Featured, Strength::Former, Strength::Mentioned]);
    }

    #[test]
    fn ordinary_words_are_never_sure_without_evidence() {
        let hard = Signs { hard: true, words: 1, ..CLEAR };
        assert_eq!(decided(&[mention(1, 0, 0, hard)], &[])[0].2, Standing::Doubtful);
        assert!(decided(&[mention(1, 0, 0, Signs { capital_says_nothing: true, ..hard })], &[]).is_empty());
        assert!(decided(&[mention(1, 0, 0, Signs { capitalised: false, ..hard })], &[ArtistId(1)]).is_empty());
        assert_eq!(decided(&[mention(1, 0, 0, Signs { role_beside: true, ..hard })], &[])[0].2, Standing::Sure);
        assert_eq!(decided(&[mention(1, 0, 0, hard)], &[ArtistId(1)])[0].2, Standing::Sure);
    }

    #[test]
    fn one_name_of_several_artists_is_asked() {
        let mut twice = mention(1, 0, 0, CLEAR);
        twice.candidates.push(Candidate { artist: ArtistId(2), is_alias: false });
        assert_eq!(decided(std::slice::from_ref(&twice), &[])[0].2, Standing::Doubtful);
        assert_eq!(decided(&[twice], &[ArtistId(2)]), [(2, Strength::Subject, Standing::Sure)]);
    }

    #[test]
    fn titles_are_no_mentions() {
        assert!(decided(&[mention(1, 0, 0, Signs { in_title: true, ..CLEAR })], &[ArtistId(1)]).is_empty());
    }
}
