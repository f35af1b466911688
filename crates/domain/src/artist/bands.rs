//! Who plays where, for everybody at once: what the linker asks of every name that it doubts.

use super::Membership;
use crate::id::ArtistId;
use std::collections::HashMap;
use std::sync::Arc;

/// Every membership, found from either side. Cheap to clone; a change is laid over the rest instead of copying it.
#[derive(Debug, Clone, Default)]
pub struct Memberships {
    all: Arc<HashMap<ArtistId, Vec<Membership>>>,
    newer: Arc<HashMap<ArtistId, Vec<Membership>>>,
}

impl Memberships {
    /// Those of a whole list.
    #[must_use]
    pub fn of(list: &[Membership]) -> Self {
        Self { all: Arc::new(by_artist(list)), newer: Arc::default() }
    }

    /// The same, but for some artists, of whom `now` is all that holds.
    #[must_use]
    pub fn with(&self, artists: &[ArtistId], now: &[Membership]) -> Self {
        let mut found = by_artist(now);
        let mut newer = (*self.newer).clone();
        newer.extend(artists.iter().map(|artist| (*artist, found.remove(artist).unwrap_or_default())));
        Self { all: Arc::clone(&self.all), newer: Arc::new(newer) }
    }

    /// The groups that somebody is or was in, and the members of a group.
    #[must_use]
    pub fn around(&self, artist: ArtistId) -> &[Membership] {
        self.newer.get(&artist).or_else(|| self.all.get(&artist)).map_or(&[], Vec::as_slice)
    }

    /// Whether anything is known of an artist.
    #[must_use]
    pub fn know(&self, artist: ArtistId) -> bool {
        !self.around(artist).is_empty()
    }

    /// Whether an artist is a member or the group of one of some others.
    #[must_use]
    pub fn join(&self, artist: ArtistId, others: &dyn Fn(ArtistId) -> bool) -> bool {
        self.around(artist).iter().any(|one| {
            let other = if one.group == artist { one.member } else { one.group };
            other != artist && others(other)
        })
    }

    /// Whether somebody is or was in a group.
    #[must_use]
    pub fn has(&self, group: ArtistId, member: ArtistId) -> bool {
        self.around(member).iter().any(|one| one.group == group && one.member == member)
    }
}

fn by_artist(list: &[Membership]) -> HashMap<ArtistId, Vec<Membership>> {
    let mut all: HashMap<ArtistId, Vec<Membership>> = HashMap::new();
    for one in list {
        all.entry(one.group).or_default().push(*one);
        if one.member != one.group {
            all.entry(one.member).or_default().push(*one);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn in_group(group: i64, member: i64) -> Membership {
        Membership::undated(ArtistId(group), ArtistId(member), false)
    }

    #[test]
    fn a_membership_is_found_from_both_sides_and_changes_are_laid_over() {
        let bands = Memberships::of(&[in_group(1, 2), in_group(1, 3), in_group(4, 3)]);
        assert_eq!(bands.around(ArtistId(3)), [in_group(1, 3), in_group(4, 3)]);
        assert!(bands.has(ArtistId(1), ArtistId(2)) && !bands.has(ArtistId(2), ArtistId(1)));
        assert!(bands.join(ArtistId(1), &|other| other == ArtistId(3)));
        let left = bands.with(&[ArtistId(1), ArtistId(3)], &[in_group(1, 2), in_group(4, 3)]);
        assert!(!left.join(ArtistId(1), &|other| other == ArtistId(3)));
        assert_eq!(left.around(ArtistId(1)), [in_group(1, 2)]);
        assert!(left.know(ArtistId(4)) && !left.know(ArtistId(9)));
        assert!(bands.join(ArtistId(1), &|other| other == ArtistId(3)), "the old one stands for whoever holds it");
    }
}
