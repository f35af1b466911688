//! Where an entry will stand here: said once, for the address that it takes, for what it becomes, and for what is told of it.

use super::mapping::{PAGE, STORY};
use domain::time::Instant;
use wire::import::source::{Entry, Life};

/// Where an entry stands here, and why not where it stood there.
pub(super) fn of(entry: &Entry, becomes: &str, at: Option<Instant>) -> (Life, Option<String>) {
    let shown = matches!(entry.life, Life::Published | Life::Scheduled);
    if !shown || becomes != STORY && becomes != PAGE {
        return (entry.life, None);
    }
    // What was not for everybody is not put before everybody, now or at its hour.
    let why = if entry.locked {
        "stood behind a password".to_owned()
    } else if !is_for_all(entry) {
        format!("was for {} only", entry.readers)
    } else if becomes == PAGE && entry.life == Life::Scheduled {
        "a page that readers did not see yet".to_owned()
    } else if becomes == STORY && at.is_none() {
        // It would be one of today: the first on the front, and in the next letter.
        "says no date that can be read".to_owned()
    } else {
        return (entry.life, None);
    };
    (Life::Draft, Some(format!("{why}: comes as a draft")))
}

/// Whether everybody could read it there.
pub(super) fn is_for_all(entry: &Entry) -> bool {
    entry.readers.is_empty() || entry.readers.eq_ignore_ascii_case("public")
}
