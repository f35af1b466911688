//! Threads: stories that belong together, as a person says. What a story shares with earlier ones is told apart, by rule.

use crate::id::{ArtistId, StoryId, ThreadId};
use crate::link::Strength;
use crate::refusal::Refusal;
use crate::slug::Slug;
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Ours.
    pub id: ThreadId,
    /// The word by which it is named.
    pub slug: Slug,
    /// Its name, as it stands over its stories.
    pub name: String,
    /// A line about it; may be empty.
    pub about: String,
}

/// Checks what stands over a thread.
///
/// # Errors
/// [`Refusal::Field`] when there is no name, or a line is too long.
pub fn lines(name: &str, about: &str) -> Result<(String, String), Refusal> {
    let name = crate::artist::line("name", name)?;
    if name.is_empty() {
        return Err(Refusal::field("name", "a thread needs a name"));
    }
    Ok((name, crate::artist::line("about", about)?))
}

/// Something that an earlier story has in common with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// An artist, and what they are to each of the two.
    Artist(ArtistId, Strength, Strength),
    /// A work that both are about.
    Work(i64),
    /// A night that both tell of, numbered among this story's.
    Night(usize),
}

/// What one artist is worth by strength: somebody whom both stories are about says most; a name in passing hardly anything.
fn worth(strength: Strength) -> u32 {
    match strength {
        Strength::Subject => 4,
        Strength::Featured => 3,
        Strength::Mentioned => 1,
        Strength::Former => 0,
    }
}

/// A story must come to so much: one subject in common is not enough, for those stand under the artist's name already.
const ENOUGH: u32 = 18;

/// A work or a night in common is enough by itself.
const RECORD: u32 = 18;

/// The earlier stories that have enough in common with one, those with the most first, the newer first of equals.
#[must_use]
pub fn previously(ties: &[(StoryId, Instant, Tie)], most: usize) -> Vec<StoryId> {
    let mut sums: BTreeMap<StoryId, (u32, Instant)> = BTreeMap::new();
    let mut seen: BTreeSet<(StoryId, u8, i64)> = BTreeSet::new();
    for (story, since, tie) in ties {
        let (key, value) = match tie {
            Tie::Artist(artist, here, there) => ((*story, 0, artist.0), worth(*here) * worth(*there)),
            Tie::Work(work) => ((*story, 1, *work), RECORD),
            Tie::Night(night) => ((*story, 2, i64::try_from(*night).unwrap_or(i64::MAX)), RECORD),
        };
        if seen.insert(key) {
            sums.entry(*story).or_insert((0, *since)).0 += value;
        }
    }
    let mut ranked: Vec<(u32, Instant, StoryId)> =
        sums.into_iter().filter(|(_, (sum, _))| *sum >= ENOUGH).map(|(story, (sum, since))| (sum, since, story)).collect();
    ranked.sort_by(|one, other| other.cmp(one));
    ranked.into_iter().take(most).map(|(_, _, story)| story).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_most_in_common_comes_first_and_one_subject_is_not_enough() {
        use Strength::{Featured, Mentioned, Subject};
        let at = |n: i64| Instant::from_micros(n);
        let artist = |id: i64, here, there| Tie::Artist(ArtistId(id), here, there);
        let ties = [
            (StoryId(1), at(1), artist(1, Subject, Subject)),
            (StoryId(2), at(2), artist(1, Subject, Subject)),
            (StoryId(2), at(2), artist(2, Subject, Featured)),
            (StoryId(3), at(3), Tie::Work(7)),
            (StoryId(4), at(4), Tie::Night(0)),
            (StoryId(5), at(5), artist(3, Mentioned, Mentioned)),
            (StoryId(6), at(6), artist(1, Subject, Subject)),
            (StoryId(6), at(6), artist(1, Subject, Subject)),
        ];
        assert_eq!(previously(&ties, 9), [StoryId(2), StoryId(4), StoryId(3)]);
        assert_eq!(previously(&ties, 1), [StoryId(2)]);
    }

    #[test]
    fn a_thread_has_a_name() {
        assert_eq!(lines(" The fax ", "").unwrap(), ("The fax".to_owned(), String::new()));
        assert!(lines(" ", "x").is_err());
    }
}
