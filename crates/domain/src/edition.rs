//! The edition: a day's letter, composed once, frozen, and accounted for reader by reader.

mod doubt;
mod name;
mod plan;
mod progress;

pub use doubt::InDoubt;
pub use name::{Name, SPECIAL_PAUSE_SECONDS, Which, may_be_special};
pub use plan::{LINE_LIMIT, NOTE_LIMIT, Plan, was_left_out};
pub use progress::{Answers, Progress};

use crate::id::{EditionId, ReaderId, StoryId};
use crate::reader::{Choice, Quiet};
use crate::time::{Day, Instant};

/// Where an edition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Composed; the desk may still turn it about.
    Composed,
    /// Released; one row per reader is being written.
    Freezing,
    /// Every reader has a row; letters go out.
    Sending,
    /// Every row is final.
    Sent,
    /// Held by a person.
    Held,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Composed, Self::Freezing, Self::Sending, Self::Sent, Self::Held];

    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Composed => "composed",
            Self::Freezing => "freezing",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Held => "held",
        }
    }

    /// Reads a row's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An edition. There is one daily edition per day, one for each of the paper's later hours, and specials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Ours.
    pub id: EditionId,
    /// The day it belongs to, in the paper's zone.
    pub day: Day,
    /// Which of that day's.
    pub which: Which,
    /// Composed, freezing, sending, sent, held.
    pub state: State,
    /// The subject line: the lead's headline, unless the desk wrote one ([`Plan::subject`]).
    pub subject: String,
    /// The line that mail clients show beside the subject: the lead's standfirst, unless the desk wrote one.
    pub preheader: String,
    /// Its stories in order, the lead first; at most [`MAX_STORIES`].
    pub stories: Vec<StoryId>,
    /// How many of them, from the lead on, are the edition. The rest is older: only who moved to this hour from another, and
    /// would miss it, gets it.
    pub own: usize,
    /// The `Date` of every letter, fixed when it was released, so that a retry is the same to the byte.
    pub released: Option<Instant>,
    /// Stories published up to here are in this edition or were in one before.
    pub covers_until: Instant,
    /// When it was composed.
    pub composed: Instant,
    /// Those of its stories that were withdrawn after its release: letters begun since go without them.
    pub withdrawn: Selection,
}

impl Edition {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Name {
        Name { day: self.day, which: self.which }
    }
}

/// The most stories an edition carries: their set fits one 63-bit mask per reader.
pub const MAX_STORIES: usize = 60;

/// What the newsletter does with a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Placement {
    /// It leads.
    Lead,
    /// In by its time.
    #[default]
    In,
    /// Left out.
    Out,
}

impl Placement {
    /// The word in rows and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Lead, Self::In, Self::Out].into_iter().find(|placement| placement.word() == word)
    }
}

/// A story as a candidate for an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which story.
    pub story: StoryId,
    /// When it came onto the paper.
    pub published: Instant,
    /// What its editor chose.
    pub placement: Placement,
}

/// Picks and orders an edition's stories: leads first, then newest first; what is placed out stays out.
#[must_use]
pub fn select(mut candidates: Vec<Candidate>) -> Vec<StoryId> {
    candidates.retain(|candidate| candidate.placement != Placement::Out);
    candidates.sort_by_key(|candidate| (candidate.placement != Placement::Lead, std::cmp::Reverse(candidate.published), candidate.story));
    candidates.truncate(MAX_STORIES);
    candidates.into_iter().map(|candidate| candidate.story).collect()
}

/// The stories of one reader's letter, as a mask over the edition's list: bit 0 is the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Selection(pub i64);

impl Selection {
    /// Every story of an edition of `count`.
    #[must_use]
    pub fn all(count: usize) -> Self {
        Self((1_i64 << count.min(MAX_STORIES)) - 1)
    }

    /// Whether the story at `place` is in.
    #[must_use]
    pub fn has(self, place: usize) -> bool {
        place < MAX_STORIES && self.0 & (1 << place) != 0
    }

    /// This and the story at `place`.
    #[must_use]
    pub fn with(self, place: usize) -> Self {
        if place < MAX_STORIES { Self(self.0 | (1 << place)) } else { self }
    }

    /// These without those.
    #[must_use]
    pub fn without(self, those: Self) -> Self {
        Self(self.0 & !those.0)
    }

    /// Those of them that are in another selection too.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether any of those is in.
    #[must_use]
    pub fn meets(self, those: Self) -> bool {
        self.0 & those.0 != 0
    }

    /// How many stories are in.
    #[must_use]
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Nothing to say to this reader.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What one letter carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Contents {
    /// The stories in it.
    pub selection: Selection,
    /// Those of them that come before the rest: about the reader's own artists.
    pub first: Selection,
    /// Which of the edition's corrections it tells: those of stories that this reader had.
    pub corrected: Selection,
}

impl Contents {
    /// These stories, in the edition's order, and nothing else.
    #[must_use]
    pub fn of(selection: Selection) -> Self {
        Self { selection, ..Self::default() }
    }

    /// The same without stories that were withdrawn.
    #[must_use]
    pub fn without(self, withdrawn: Selection) -> Self {
        Self { selection: self.selection.without(withdrawn), first: self.first.without(withdrawn), ..self }
    }
}

/// What a reader gets, given what they chose, which stories their follows are in, and which are new to them. `None`: no
/// letter today.
#[must_use]
pub fn letter_for(choice: Choice, quiet: Quiet, followed: Selection, new: Selection) -> Option<Contents> {
    let followed = followed.within(new);
    let (selection, first) = match (choice, quiet) {
        (Choice::General, _) => (new, Selection(0)),
        (Choice::Both, _) => (new, followed),
        (Choice::Follows, Quiet::General) if followed.is_empty() => (new, Selection(0)),
        (Choice::Follows, _) => (followed, Selection(0)),
    };
    if selection.is_empty() { None } else { Some(Contents { selection, first, ..Contents::default() }) }
}

/// Where one letter stands. Only [`Delivery::Dotting`] letters of a dead process are in doubt: everything before is
/// sent again without harm, everything after is known (newsletter.md §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Not begun.
    Pending,
    /// Taken by a process, up to and including the body without its final dot.
    Claimed,
    /// The final dot is being sent; durable before it is.
    Dotting,
    /// The next hop said 250.
    Accepted,
    /// The next hop said not now; tried again when due.
    Deferred,
    /// Refused for good.
    Failed,
    /// The dot was sent and the reply never stored.
    InDoubt,
    /// The reader left, or was suppressed, before their letter began.
    Suppressed,
}

impl Delivery {
    /// Every state.
    pub const ALL: [Self; 8] =
        [Self::Pending, Self::Claimed, Self::Dotting, Self::Accepted, Self::Deferred, Self::Failed, Self::InDoubt, Self::Suppressed];

    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Claimed => "claimed",
            Self::Dotting => "dotting",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::Suppressed => "suppressed",
        }
    }

    /// Reads a row's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One letter of an edition to one reader: the durable row behind the promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The edition.
    pub edition: EditionId,
    /// The reader.
    pub reader: ReaderId,
    /// Which stories, in which order.
    pub contents: Contents,
    /// Where it stands.
    pub state: Delivery,
    /// How often it was tried.
    pub attempts: i64,
    /// The last reply of the next hop, or why it was suppressed.
    pub reply: String,
}

/// How the letters of an edition stand. The sum is the audience, at every moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each counts the state of its name")]
pub struct Tally {
    pub pending: i64,
    pub claimed: i64,
    pub dotting: i64,
    pub accepted: i64,
    pub deferred: i64,
    pub failed: i64,
    pub in_doubt: i64,
    pub suppressed: i64,
}

impl Tally {
    /// Counts `n` letters in a state.
    pub fn add(&mut self, state: Delivery, n: i64) {
        let counter = match state {
            Delivery::Pending => &mut self.pending,
            Delivery::Claimed => &mut self.claimed,
            Delivery::Dotting => &mut self.dotting,
            Delivery::Accepted => &mut self.accepted,
            Delivery::Deferred => &mut self.deferred,
            Delivery::Failed => &mut self.failed,
            Delivery::InDoubt => &mut self.in_doubt,
            Delivery::Suppressed => &mut self.suppressed,
        };
        *counter += n;
    }

    /// Every letter.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.pending + self.claimed + self.dotting + self.accepted + self.deferred + self.failed + self.in_doubt + self.suppressed
    }

    /// Letters that are still to be decided.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.pending + self.claimed + self.dotting + self.deferred
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(story: i64, published: i64, placement: Placement) -> Candidate {
        Candidate { story: StoryId(story), published: Instant::from_micros(published), placement }
    }

    #[test]
    fn the_lead_leads_and_the_rest_is_newest_first() {
        let picked = select(vec![
            candidate(1, 10, Placement::In),
            candidate(2, 30, Placement::Out),
            candidate(3, 5, Placement::Lead),
            candidate(4, 20, Placement::In),
        ]);
        assert_eq!(picked, [StoryId(3), StoryId(4), StoryId(1)]);
    }

    #[test]
    fn who_follows_only_gets_nothing_when_nothing_is_there() {
        let letter_for = |choice, followed, count| super::letter_for(choice, Quiet::Nothing, followed, Selection::all(count));
        assert_eq!(letter_for(Choice::Follows, Selection(0), 5), None);
        let general = super::letter_for(Choice::Follows, Quiet::General, Selection(0), Selection::all(5));
        assert_eq!(general, letter_for(Choice::General, Selection(0), 5), "their choice for a quiet day");
        assert_eq!(super::letter_for(Choice::General, Quiet::Nothing, Selection(0), Selection(0)), None, "nothing new");
        let contents =
            |selection, first| Some(Contents { selection: Selection(selection), first: Selection(first), ..Contents::default() });
        assert_eq!(letter_for(Choice::Follows, Selection(0).with(3), 5), contents(8, 0));
        assert_eq!(letter_for(Choice::General, Selection(8), 5), contents(31, 0));
        assert_eq!(letter_for(Choice::Both, Selection(8), 5), contents(31, 8));
        assert_eq!(letter_for(Choice::General, Selection(0), 0), None);
        assert!(Selection::all(MAX_STORIES).has(MAX_STORIES - 1));
    }
}
