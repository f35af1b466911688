//! Readers of the edition: known by an address, nothing else.

pub mod coupon;
pub mod import;
mod leaving;
mod wishes;

pub use leaving::LeaveReason;
pub use wishes::{Days, LONGEST_PAUSE_DAYS, Quiet, Wishes, Without};

use crate::email::Email;
use crate::id::ReaderId;
use crate::refusal::Refusal;
use crate::time::Instant;

/// Where a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Signed up, not confirmed: gets nothing but the confirmation.
    Pending,
    /// Confirmed: gets the edition.
    Active,
    /// Left by themselves. Only a fresh confirmation brings them back.
    Left,
    /// Their mailbox refused for good, or they complained.
    Suppressed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Active, Self::Left, Self::Suppressed];

    /// The word in rows and exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Left => "left",
            Self::Suppressed => "suppressed",
        }
    }

    /// Reads a row's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

/// Which edition a reader wants. Never two mails for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Choice {
    /// The general edition.
    #[default]
    General,
    /// Only stories about the artists they follow; without one, what [`Quiet`] says.
    Follows,
    /// Followed artists first, then the rest, in one mail.
    Both,
}

impl Choice {
    /// The word in rows, forms and exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Follows => "follows",
            Self::Both => "both",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::General, Self::Follows, Self::Both].into_iter().find(|choice| choice.word() == word)
    }
}

/// The proof of consent that the law asks for (newsletter.md L1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// When the address was typed in.
    pub asked: Instant,
    /// The version of the form's wording.
    pub wording: String,
    /// Where: `coupon`, `artist`, `import-3` (the third list that was brought in, whose proof is kept with it).
    pub source: String,
    /// When the mailbox confirmed.
    pub confirmed: Option<Instant>,
}

/// A reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Ours.
    pub id: ReaderId,
    /// Where the edition goes.
    pub email: Email,
    /// 32 hexadecimal digits, random: what tokens name instead of the id or the address.
    pub key: String,
    /// Pending, active, left, suppressed.
    pub standing: Standing,
    /// General, follows or both.
    pub choice: Choice,
    /// When they want it.
    pub wishes: Wishes,
    /// Proof.
    pub consent: Consent,
    /// When a confirmation was last mailed; bounds how often one address is written to.
    pub confirmation_sent: Option<Instant>,
    /// When they left, or were suppressed.
    pub ended: Option<Instant>,
    /// Why, in a few words: `one press`, `550 5.1.1`.
    pub ended_why: String,
}

/// How long leaving can be taken back by mail.
pub const RETURN_SECONDS: i64 = 24 * 60 * 60;

/// How long a confirmation link works.
pub const CONFIRMATION_LIFE_SECONDS: i64 = 7 * 24 * 60 * 60;

/// What a sign-up of a known address leads to. The answer on the page is the same for all of them; only the mailbox is
/// told the difference (newsletter.md A4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignUp {
    /// Mail a confirmation under this consent.
    Confirm(Consent),
    /// A reader already: mail them the way to their preferences.
    Remind,
    /// A reader who asks to follow an artist: mail them a link that does.
    Follow,
    /// Do nothing: suppressed.
    Nothing,
}

impl Reader {
    /// A new sign-up: pending until the mailbox confirms.
    #[must_use]
    pub fn pending(id: ReaderId, email: Email, key: String, asked: Instant, wording: &str, source: &str) -> Self {
        Self {
            id,
            email,
            key,
            standing: Standing::Pending,
            choice: Choice::General,
            wishes: Wishes::default(),
            consent: Consent { asked, wording: wording.to_owned(), source: source.to_owned(), confirmed: None },
            confirmation_sent: None,
            ended: None,
            ended_why: String::new(),
        }
    }

    /// The same address signs up again, `follows`: to hear of an artist. Somebody who left comes back only through a fresh
    /// confirmation. How often an address is mailed to is decided apart ([`coupon::Mailed`]).
    #[must_use]
    pub fn sign_up_again(&self, now: Instant, wording: &str, source: &str, follows: bool) -> SignUp {
        match self.standing {
            Standing::Suppressed => SignUp::Nothing,
            Standing::Active if follows => SignUp::Follow,
            Standing::Active => SignUp::Remind,
            Standing::Pending | Standing::Left => {
                SignUp::Confirm(Consent { asked: now, wording: wording.to_owned(), source: source.to_owned(), confirmed: None })
            }
        }
    }

    /// Whether they left so lately that a mailed link may take it back (newsletter.md A6).
    #[must_use]
    pub fn may_return(&self, now: Instant) -> bool {
        self.standing == Standing::Left && self.ended.is_some_and(|ended| now < ended.plus_seconds(RETURN_SECONDS))
    }

    /// The mailbox confirmed. Confirming twice is once.
    ///
    /// # Errors
    /// [`Refusal::State`] for a suppressed reader.
    pub fn confirm(&self, now: Instant) -> Result<Self, Refusal> {
        match self.standing {
            Standing::Active => Ok(self.clone()),
            Standing::Suppressed => Err(Refusal::State("this mailbox refused our mail before; write to us and we will look".to_owned())),
            Standing::Pending | Standing::Left => Ok(Self {
                standing: Standing::Active,
                consent: Consent { confirmed: Some(now), ..self.consent.clone() },
                ended: None,
                ended_why: String::new(),
                ..self.clone()
            }),
        }
    }

    /// Nothing is mailed to them ever again, whoever asks.
    #[must_use]
    pub fn suppress(&self, now: Instant, why: &str) -> Self {
        match self.standing {
            Standing::Suppressed => self.clone(),
            Standing::Pending | Standing::Active | Standing::Left => {
                Self { standing: Standing::Suppressed, ended: Some(now), ended_why: why.to_owned(), ..self.clone() }
            }
        }
    }

    /// They may be mailed again, once they ask for it: lifted off the list, they count as somebody who left.
    #[must_use]
    pub fn lift(&self, now: Instant) -> Self {
        match self.standing {
            Standing::Suppressed => {
                Self { standing: Standing::Left, ended: Some(now), ended_why: "was suppressed".to_owned(), ..self.clone() }
            }
            Standing::Pending | Standing::Active | Standing::Left => self.clone(),
        }
    }

    /// They left and say why. Whoever has not left said nothing.
    #[must_use]
    pub fn say_why(&self, reason: LeaveReason) -> Self {
        match self.standing {
            Standing::Left => Self { ended_why: reason.words().to_owned(), ..self.clone() },
            Standing::Pending | Standing::Active | Standing::Suppressed => self.clone(),
        }
    }

    /// The reader leaves, at once. Leaving twice is once.
    #[must_use]
    pub fn leave(&self, now: Instant, why: &str) -> Self {
        match self.standing {
            Standing::Left | Standing::Suppressed => self.clone(),
            Standing::Pending | Standing::Active => {
                Self { standing: Standing::Left, ended: Some(now), ended_why: why.to_owned(), ..self.clone() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> Reader {
        Reader::pending(ReaderId(1), Email::parse("a@b.co").unwrap(), "00".repeat(16), Instant::from_micros(0), "coupon-1", "coupon")
    }

    #[test]
    fn nobody_is_mailed_before_confirming_or_after_leaving() {
        let now = Instant::from_micros(1);
        assert_ne!(reader().standing, Standing::Active);
        let active = reader().confirm(now).unwrap();
        assert_eq!(active.standing, Standing::Active);
        assert_ne!(active.leave(now, "one press").standing, Standing::Active);
    }

    #[test]
    fn a_reader_who_signs_up_again_is_reminded() {
        let active = reader().confirm(Instant::from_micros(1)).unwrap();
        assert_eq!(active.sign_up_again(Instant::from_micros(2), "coupon-1", "coupon", false), SignUp::Remind);
        assert_eq!(active.sign_up_again(Instant::from_micros(2), "coupon-1", "artist", true), SignUp::Follow);
    }

    #[test]
    fn leaving_is_taken_back_within_a_day_or_never() {
        let left = reader().leave(Instant::from_micros(0), "one press");
        let at = |seconds| Instant::from_micros(0).plus_seconds(seconds);
        assert!(left.may_return(at(RETURN_SECONDS - 1)) && !left.may_return(at(RETURN_SECONDS)));
        assert!(!reader().may_return(at(1)));
    }

    #[test]
    fn suppressed_is_for_good_until_it_is_lifted() {
        let now = Instant::from_micros(7);
        let suppressed = reader().confirm(now).unwrap().suppress(now, "complained");
        assert_eq!((suppressed.standing, suppressed.ended_why.as_str()), (Standing::Suppressed, "complained"));
        assert!(suppressed.confirm(now).is_err());
        assert_eq!(suppressed.sign_up_again(now, "coupon-1", "coupon", true), SignUp::Nothing);
        assert_eq!(
            (suppressed.leave(now, "one press"), suppressed.say_why(LeaveReason::TooMany)),
            (suppressed.clone(), suppressed.clone())
        );
        let lifted = suppressed.lift(now);
        assert_eq!(lifted.standing, Standing::Left, "back only by confirming");
        assert_eq!(lifted.lift(now), lifted);
    }

    #[test]
    fn only_who_left_says_why() {
        assert_eq!(reader().say_why(LeaveReason::TooMany), reader());
        let left = reader().leave(Instant::from_micros(5), "one press");
        assert_eq!(left.say_why(LeaveReason::NotForMe).ended_why, LeaveReason::NotForMe.words());
        assert_eq!(left.say_why(LeaveReason::NotForMe).ended, left.ended);
    }

    #[test]
    fn who_left_comes_back_only_by_confirming() {
        let left = reader().leave(Instant::from_micros(5), "one press");
        let SignUp::Confirm(consent) = left.sign_up_again(Instant::from_micros(9), "coupon-1", "coupon", true) else { panic!("not asked") };
        let again = Reader { consent, ..left };
        assert_ne!(again.standing, Standing::Active);
        assert_eq!(again.confirm(Instant::from_micros(10)).unwrap().standing, Standing::Active);
    }
}
