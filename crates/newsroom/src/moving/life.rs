//! Where an entry will stand here: said once, for the address that it takes, for what it becomes, and for what is told of it.

use super::mapping::STORY;
use domain::time::Instant;
use wire::import::source::{Entry, Life};

/// Where an entry stands here, and why not where it stood there.
pub(super) fn of(entry: &Entry, becomes: &str, at: Option<Instant>) -> (Life, Option<String>) {
    match entry.life {
        // A story of no day would be one of today: the first on the front, and in the next letter.
        Life::Published | Life::Scheduled if becomes == STORY && at.is_none() => {
            (Life::Draft, Some("says no date that can be read: comes as a draft".to_owned()))
        }
        life => (life, None),
    }
}
