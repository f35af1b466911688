//! Where an entry will stand here: said once, for the address that it takes, for what it becomes, and for what is told of it.

use super::mapping::{PAGE, STORY};
use super::{Zones, instant};
use domain::time::Instant;
use wire::import::source::{Entry, Life};

/// Where an entry stands here, and why not where it stood there.
pub(super) fn of(entry: &Entry, becomes: &str, zones: &Zones) -> (Life, Option<String>) {
    let shown = matches!(entry.life, Life::Published | Life::Scheduled);
    if !shown || becomes != STORY && becomes != PAGE {
        return (entry.life, None);
    }
    let is_early = opens_later(entry, zones).is_some();
    let life = if is_early { Life::Scheduled } else { entry.life };
    // What was not for everybody is not put before everybody, now or at its hour.
    let why = if let Some(kept) = kept_for_some(entry) {
        kept
    } else if is_over(entry, zones) {
        "was to be gone by now".to_owned()
    } else if becomes == PAGE && life == Life::Scheduled {
        "a page that readers did not see yet".to_owned()
    } else if becomes == STORY && at(entry, zones).is_none() {
        // It would be one of today: the first on the front, and in the next letter.
        "says no date that can be read".to_owned()
    } else {
        return (life, None);
    };
    (Life::Draft, Some(format!("{why}: comes as a draft")))
}

/// The instant that an entry is dated with here: its own, or the later one from which readers see it.
pub(super) fn at(entry: &Entry, zones: &Zones) -> Option<Instant> {
    opens_later(entry, zones).or_else(|| instant(&entry.when, &zones.told))
}

fn opens_later(entry: &Entry, zones: &Zones) -> Option<Instant> {
    instant(&entry.opens, &zones.told).filter(|opens| *opens > zones.now)
}

fn is_over(entry: &Entry, zones: &Zones) -> bool {
    instant(&entry.closes, &zones.told).is_some_and(|closes| closes <= zones.now)
}

/// That an entry was not for everybody there.
pub(super) fn kept_for_some(entry: &Entry) -> Option<String> {
    if entry.locked {
        return Some("stood behind a password".to_owned());
    }
    (!is_for_all(entry)).then(|| format!("was for {} only", entry.readers))
}

/// Whether everybody could read it there.
fn is_for_all(entry: &Entry) -> bool {
    entry.readers.is_empty() || entry.readers.eq_ignore_ascii_case("public")
}

/// How an entry is kept from readers there.
#[derive(Debug)]
pub(super) struct Hidden {
    /// In words that go on with “there now”.
    pub(super) how: String,
    /// Whether it is still being written.
    pub(super) unfinished: bool,
}

/// How an entry is kept from readers there; nothing when they read it, or will.
pub(super) fn hidden(entry: &Entry, zones: &Zones) -> Option<Hidden> {
    let how = match entry.life {
        Life::Private => "is private".to_owned(),
        Life::Trash => "was thrown away".to_owned(),
        Life::Draft => "is a draft".to_owned(),
        Life::Pending => "waits for an editor".to_owned(),
        Life::Published | Life::Scheduled if entry.locked => "is behind a password".to_owned(),
        Life::Published | Life::Scheduled if !is_for_all(entry) => format!("is for {} only", entry.readers),
        Life::Published | Life::Scheduled if is_over(entry, zones) => "is over".to_owned(),
        Life::Published | Life::Scheduled | Life::Empty => return None,
    };
    Some(Hidden { how, unfinished: matches!(entry.life, Life::Draft | Life::Pending) })
}
