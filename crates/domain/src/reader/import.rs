//! What a list from elsewhere may do to the readers that are here: add, and nothing that undoes a person's own wish.
//!
//! An unsubscribe, a bounce and a suppression are never overwritten, on either side of the move.

use super::{Choice, Consent, Reader, Standing, Wishes};
use crate::email::Email;
use crate::id::ReaderId;
use crate::time::Instant;

/// What the other list says of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// Gets its mail.
    Subscribed,
    /// Signed up there and never confirmed.
    Unconfirmed,
    /// Left it.
    Left,
    /// Their mailbox refused, or they complained.
    Gone,
}

impl Said {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Subscribed, Self::Unconfirmed, Self::Left, Self::Gone];
}

/// One line of a list from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Who.
    pub email: Email,
    /// What the list says of them.
    pub said: Said,
    /// What they chose, where the list knows it.
    pub choice: Option<Choice>,
    /// When they asked for it there.
    pub asked: Option<Instant>,
    /// When their mailbox confirmed there.
    pub confirmed: Option<Instant>,
    /// When they left, or their mailbox refused.
    pub ended: Option<Instant>,
    /// Why, in the list's own words.
    pub ended_why: String,
    /// Whom they follow: names or addresses of artists.
    pub follows: Vec<String>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A new reader.
    Added,
    /// A sign-up of ours that had not confirmed: a reader now.
    Confirmed,
    /// A reader already; nothing was changed.
    Known,
    /// Never confirmed there: not taken, nothing was stored.
    Unconfirmed,
    /// Left that list: stored as somebody who left, so that no other list brings them back.
    LeftThere,
    /// Refused or complained there: stored and suppressed.
    GoneThere,
    /// Left here: stays so.
    StaysLeft,
    /// Suppressed here: stays so.
    StaysSuppressed,
}

impl Outcome {
    /// Every outcome, as reports list them.
    pub const ALL: [Self; 8] = [
        Self::Added,
        Self::Confirmed,
        Self::Known,
        Self::Unconfirmed,
        Self::LeftThere,
        Self::GoneThere,
        Self::StaysLeft,
        Self::StaysSuppressed,
    ];

    /// The word in reports of the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Confirmed => "confirmed",
            Self::Known => "known",
            Self::Unconfirmed => "unconfirmed",
            Self::LeftThere => "left_there",
            Self::GoneThere => "gone_there",
            Self::StaysLeft => "stays_left",
            Self::StaysSuppressed => "stays_suppressed",
        }
    }
}

/// A line and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// For the report.
    pub outcome: Outcome,
    /// The reader to be stored; none when nothing changes.
    pub reader: Option<Reader>,
}

/// The list that a line stands in.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// What its readers carry as source and wording: `import-3`.
    pub name: &'a str,
    /// When it is brought in.
    pub now: Instant,
}

/// The beginning of the source of everybody who came in with a list.
pub const SOURCE: &str = "import-";

/// Decides about one line. `known` is the reader of that address here, `suppressed` says that the address stands on the
/// suppression list, `key` is a fresh one for a new reader.
#[must_use]
pub fn take(known: Option<&Reader>, suppressed: bool, line: &Incoming, list: List<'_>, key: String) -> Taken {
    let nothing = |outcome| Taken { outcome, reader: None };
    if suppressed || known.is_some_and(|reader| reader.standing == Standing::Suppressed) {
        return nothing(Outcome::StaysSuppressed);
    }
    let Some(known) = known else { return stranger(line, list, key) };
    match (known.standing, line.said) {
        (Standing::Suppressed, _) => nothing(Outcome::StaysSuppressed),
        (Standing::Left, Said::Gone) => ended(known, line, list, Outcome::GoneThere),
        (Standing::Left, _) => nothing(Outcome::StaysLeft),
        (Standing::Pending, Said::Subscribed) => {
            let reader = Reader { standing: Standing::Active, consent: consent(line, list), ..known.clone() };
            Taken { outcome: Outcome::Confirmed, reader: Some(reader) }
        }
        (Standing::Pending | Standing::Active, Said::Left) if is_newer(known, line) => ended(known, line, list, Outcome::LeftThere),
        (Standing::Pending | Standing::Active, Said::Gone) if is_newer(known, line) => ended(known, line, list, Outcome::GoneThere),
        (Standing::Pending | Standing::Active, _) => nothing(Outcome::Known),
    }
}

/// Whether what the list says of an end is younger than what the reader said here. Who came in with a list said nothing
/// here, and a list that tells no time does not undo a confirmation that we had ourselves.
fn is_newer(known: &Reader, line: &Incoming) -> bool {
    if known.consent.source.starts_with(SOURCE) {
        return true;
    }
    let said_here = known.consent.confirmed.unwrap_or(known.consent.asked);
    line.ended.is_some_and(|ended| ended > said_here)
}

fn stranger(line: &Incoming, list: List<'_>, key: String) -> Taken {
    let new = Reader {
        id: ReaderId(0),
        email: line.email.clone(),
        key,
        standing: Standing::Active,
        choice: line.choice.unwrap_or_default(),
        wishes: Wishes::default(),
        consent: consent(line, list),
        confirmation_sent: None,
        ended: None,
        ended_why: String::new(),
    };
    match line.said {
        Said::Subscribed => Taken { outcome: Outcome::Added, reader: Some(new) },
        Said::Unconfirmed => Taken { outcome: Outcome::Unconfirmed, reader: None },
        Said::Left => ended(&new, line, list, Outcome::LeftThere),
        Said::Gone => ended(&new, line, list, Outcome::GoneThere),
    }
}

fn ended(reader: &Reader, line: &Incoming, list: List<'_>, outcome: Outcome) -> Taken {
    let at = line.ended.unwrap_or(list.now);
    let why = |otherwise: &str| if line.ended_why.is_empty() { otherwise.to_owned() } else { line.ended_why.clone() };
    let reader = match outcome {
        Outcome::GoneThere => reader.suppress(at, &why("refused where the list comes from")),
        _ => reader.leave(at, &why("left where the list comes from")),
    };
    Taken { outcome, reader: Some(reader) }
}

fn consent(line: &Incoming, list: List<'_>) -> Consent {
    let asked = line.asked.or(line.confirmed).unwrap_or(list.now);
    Consent { asked, wording: list.name.to_owned(), source: list.name.to_owned(), confirmed: Some(line.confirmed.unwrap_or(asked)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;

    fn list() -> List<'static> {
        List { name: "import-3", now: Instant::from_micros(NOW) }
    }

    fn line(said: Said, ended: Option<i64>) -> Incoming {
        Incoming {
            email: Email::parse("jo@example.org").unwrap(),
            said,
            choice: Some(Choice::Both),
            asked: Some(Instant::from_micros(5)),
            confirmed: None,
            ended: ended.map(Instant::from_micros),
            ended_why: String::new(),
            follows: Vec::new(),
        }
    }

    fn known(standing: Standing, source: &str) -> Reader {
        let here =
            Reader::pending(ReaderId(7), line(Said::Left, None).email, "k".to_owned(), Instant::from_micros(100), "coupon-1", source);
        let confirmed = here.confirm(Instant::from_micros(200)).unwrap();
        match standing {
            Standing::Pending => here,
            Standing::Active => confirmed,
            Standing::Left => confirmed.leave(Instant::from_micros(300), "one press"),
            Standing::Suppressed => confirmed.suppress(Instant::from_micros(300), "550 5.1.1"),
        }
    }

    /// Every standing against everything that a list can say, early, late and without a time, from both kinds of source.
    #[test]
    fn no_list_brings_back_who_left_or_was_suppressed() {
        let mut looked_at = 0;
        for standing in Standing::ALL {
            for said in Said::ALL {
                for ended in [None, Some(1), Some(250), Some(NOW * 2)] {
                    for (source, suppressed) in [("coupon", false), ("import-1", false), ("coupon", true)] {
                        let before = known(standing, source);
                        let taken = take(Some(&before), suppressed, &line(said, ended), list(), "new".to_owned());
                        let after = taken.reader.clone().unwrap_or_else(|| before.clone());
                        let gets_letters = |reader: &Reader| reader.standing == Standing::Active;
                        if matches!(standing, Standing::Left | Standing::Suppressed) || suppressed {
                            assert!(!gets_letters(&after) || gets_letters(&before), "{standing:?} {said:?} {suppressed}: {taken:?}");
                        }
                        assert_eq!((after.id, &after.email, &after.key), (before.id, &before.email, &before.key));
                        let brings = matches!(taken.outcome, Outcome::Added | Outcome::Confirmed);
                        assert_eq!(brings, gets_letters(&after) && !gets_letters(&before), "{taken:?}");
                        looked_at += 1;
                    }
                }
            }
        }
        assert_eq!(looked_at, 4 * 4 * 4 * 3);
    }

    #[test]
    fn an_end_there_counts_when_it_is_younger_than_the_word_given_here() {
        let outcome =
            |source, ended| take(Some(&known(Standing::Active, source)), false, &line(Said::Left, ended), list(), String::new()).outcome;
        assert_eq!(outcome("coupon", Some(150)), Outcome::Known, "confirmed here since");
        assert_eq!(outcome("coupon", None), Outcome::Known);
        assert_eq!(outcome("coupon", Some(250)), Outcome::LeftThere);
        assert_eq!(outcome("import-1", None), Outcome::LeftThere, "said nothing here");
    }

    #[test]
    fn strangers_come_in_as_the_list_says() {
        let taken = |said| take(None, false, &line(said, Some(9)), list(), "key".to_owned());
        let added = taken(Said::Subscribed).reader.unwrap();
        assert_eq!((added.standing, added.choice, added.consent.source.as_str()), (Standing::Active, Choice::Both, "import-3"));
        assert_eq!((added.consent.asked.micros(), added.consent.confirmed), (5, Some(Instant::from_micros(5))));
        assert_eq!(taken(Said::Unconfirmed), Taken { outcome: Outcome::Unconfirmed, reader: None });
        let left = taken(Said::Left).reader.unwrap();
        assert_eq!((left.standing, left.ended), (Standing::Left, Some(Instant::from_micros(9))));
        assert_eq!(taken(Said::Gone).reader.unwrap().standing, Standing::Suppressed);
        assert_eq!(take(None, true, &line(Said::Subscribed, None), list(), String::new()).reader, None);
    }
}
