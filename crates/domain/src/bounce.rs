//! What a bounce or a complaint means for a reader (newsletter.md H11, H14, H15). Most bounces say nothing about the
//! person: nobody is dropped for a full mailbox, nor because a server mistrusts ours.

mod phrases;
mod status;

pub use status::{Status, reply_code};

use crate::time::Instant;
use phrases::{FOR_NOW, FULL, MISTRUST, SENDER, SWITCHED_OFF, UNKNOWN, says};

/// What kind of word came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// There is no such mailbox or host, for good.
    Hard,
    /// Full, too big, not reached in time: another day it may work.
    Soft,
    /// It is about us or the letter: reputation, policy, signatures, contents.
    Ours,
    /// The reader pressed “this is spam”.
    Complaint,
    /// The reader's provider asks in their name that they get no more.
    OptOut,
}

impl Kind {
    /// Every kind, the weightiest first.
    pub const ALL: [Self; 5] = [Self::Complaint, Self::OptOut, Self::Hard, Self::Ours, Self::Soft];

    /// The word in rows, the API and lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::Ours => "ours",
            Self::Complaint => "complaint",
            Self::OptOut => "opt-out",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What the desk calls it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Hard => "No such mailbox",
            Self::Soft => "Not now",
            Self::Ours => "Refused us",
            Self::Complaint => "Complained",
            Self::OptOut => "Asked to leave",
        }
    }
}

/// Weighs a failure for good: the status, the number of the SMTP reply, the words of the server that refused, and the
/// address it was for.
///
/// Where words and numbers differ, whatever spares the reader wins, but for plain words that there is nobody.
#[must_use]
pub fn weigh(status: Option<Status>, reply: Option<u16>, words: &str, recipient: &str) -> Kind {
    let own = Status::find(words);
    let words = phrases::folded(words);
    let nobody = says(&words, UNKNOWN) || phrases::host_not_found(&words) || phrases::only_rejected(&words);
    let class = status.map(|status| status.class).or(reply.and_then(|reply| u8::try_from(reply / 100).ok()));
    match status {
        // A 7 that the refusing server did not say itself does not unsay its words.
        Some(status) if status.subject == 7 && !(nobody && own.is_none()) => return Kind::Ours,
        Some(Status { subject: 1, detail: 7 | 8, .. }) => return Kind::Ours,
        _ if says(&words, SENDER) => return Kind::Ours,
        _ if class == Some(4) => return if says(&words, MISTRUST) { Kind::Ours } else { Kind::Soft },
        _ => {}
    }
    if says(&words, FULL) || says(&words, FOR_NOW) {
        Kind::Soft
    } else if says(&words, SWITCHED_OFF) {
        status.map_or(Kind::Soft, by_number)
    } else if nobody {
        let masked =
            status.is_none_or(|status| status.subject != 1) && (phrases::names_no_address(&words) || phrases::masks_filters(recipient));
        if masked { Kind::Soft } else { Kind::Hard }
    } else if says(&words, MISTRUST) {
        Kind::Ours
    } else if reply.is_some_and(|reply| TAKES_NO_MAIL.contains(&reply)) {
        Kind::Hard
    } else {
        status.map_or(Kind::Soft, by_number)
    }
}

/// Replies of hosts and domains that take no mail at all (RFC 7504).
const TAKES_NO_MAIL: [u16; 2] = [521, 556];

/// What a permanent status means when the words say nothing (RFC 3463 §3).
fn by_number(status: Status) -> Kind {
    match (status.subject, status.detail) {
        (1, 1..=3 | 6 | 10) | (2, 1) | (4, 4) => Kind::Hard,
        (6, _) => Kind::Ours,
        _ => Kind::Soft,
    }
}

/// How sure it is that a report is about a letter of ours to this reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It names what only the servers on the way have seen: the sealed envelope sender, the letter's own id, or it is
    /// signed by the relay.
    Letter,
    /// It names the link to leave, which whoever was forwarded the letter has too.
    Link,
}

/// What is done with the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Never mailed again.
    Suppress,
    /// Left, as by the link: they may come back.
    Leave,
    /// Written down, no more.
    Note,
    /// Not believed.
    Nothing,
}

/// What follows. Who holds no more than the link can do no more than the link does.
#[must_use]
pub fn effect(kind: Kind, proof: Proof) -> Effect {
    match (kind, proof) {
        (Kind::Hard | Kind::Complaint, Proof::Letter) => Effect::Suppress,
        (Kind::OptOut, _) | (Kind::Complaint, Proof::Link) => Effect::Leave,
        (Kind::Soft | Kind::Ours, Proof::Letter) => Effect::Note,
        (Kind::Hard | Kind::Soft | Kind::Ours, Proof::Link) => Effect::Nothing,
    }
}

/// Two soft bounces farther apart than this do not belong together: letters arrived between them.
const APART_SECONDS: i64 = 8 * 24 * 60 * 60;

/// How long a mailbox must have failed before the desk is told.
pub const FAILING_SECONDS: i64 = 14 * 24 * 60 * 60;

/// How many letters must have come back in that time.
const FAILING_LETTERS: usize = 3;

/// Since when a mailbox has failed, if that is two weeks or more: the desk is told and decides; nobody is suppressed by
/// count. `softs` are the instants of soft bounces, in any order.
#[must_use]
pub fn failing_since(softs: &[Instant], now: Instant) -> Option<Instant> {
    let mut softs = softs.to_vec();
    softs.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
    let (mut last, mut letters) = (now, 0);
    for at in softs {
        if last > at.plus_seconds(APART_SECONDS) {
            break;
        }
        (last, letters) = (at, letters + 1);
    }
    (letters >= FAILING_LETTERS && now >= last.plus_seconds(FAILING_SECONDS)).then_some(last)
}

#[cfg(test)]
mod tests;
