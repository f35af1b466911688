//! Who works at the desk: people with an address, a role and a standing, and the decisions about them.

pub mod device;
pub mod limits;
pub mod password;
pub mod totp;

use crate::email::Email;
use crate::id::{PersonId, StaffId};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::time::Instant;

/// Somebody who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Given by the database.
    pub id: StaffId,
    /// Where their links are mailed to; one address is one member of staff.
    pub email: Email,
    /// Their name, as the desk and the log show it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The byline that is theirs.
    pub person: Option<PersonId>,
    /// Where they stand.
    pub standing: Standing,
    /// When they were made.
    pub created: Instant,
    /// When they last signed in.
    pub seen: Option<Instant>,
}

/// Where a member of staff stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Asked to come, and has not signed in yet.
    Invited,
    /// Works here.
    Active,
    /// Works here no more. Their name stays at what they did.
    Dismissed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Dismissed];

    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Dismissed => "dismissed",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Makes the owner of a paper that has no staff yet.
    Found,
    /// Signs somebody in.
    SignIn,
    /// Signs somebody in for the first time.
    Invitation,
    /// Signs somebody in to whom whoever keeps the machine hands it.
    Handed,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Found, Self::SignIn, Self::Invitation, Self::Handed];

    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::SignIn => "sign-in",
            Self::Invitation => "invitation",
            Self::Handed => "handed",
        }
    }

    /// Reads a row's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    /// How long such a link works, in seconds: a mailed one while somebody waits for the mail, an invitation a week, one
    /// that was printed a day.
    #[must_use]
    pub fn life_seconds(self) -> i64 {
        match self {
            Self::Found | Self::Handed => 24 * 3_600,
            Self::SignIn => 15 * 60,
            Self::Invitation => 7 * 24 * 3_600,
        }
    }
}

/// How long a device stays signed in that is not used, in seconds: 30 days.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3_600;

/// The longest name of a member of staff, in characters.
pub const NAME_LENGTH: usize = 80;

/// A name that the desk can show: trimmed, in one line.
///
/// # Errors
/// [`Refusal::Field`].
pub fn name(typed: &str) -> Result<String, Refusal> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Refusal::field("name", "say who this is"));
    }
    if name.chars().count() > NAME_LENGTH || name.chars().any(char::is_control) {
        return Err(Refusal::field("name", format!("a name has at most {NAME_LENGTH} characters, in one line")));
    }
    Ok(name)
}

impl Staff {
    /// Whether they may sign in.
    #[must_use]
    pub fn may_sign_in(&self) -> bool {
        self.standing != Standing::Dismissed
    }

    /// They signed in: from now on they work here.
    ///
    /// # Errors
    /// [`Refusal::State`] once they are dismissed.
    pub fn sign_in(&self, now: Instant) -> Result<Self, Refusal> {
        if !self.may_sign_in() {
            return Err(Refusal::State(format!("{} does not work here any more", self.name)));
        }
        Ok(Self { standing: Standing::Active, seen: Some(now), ..self.clone() })
    }

    /// Asked to come, or asked again after they were dismissed.
    ///
    /// # Errors
    /// [`Refusal::Field`] when they work here.
    pub fn invite_again(&self, role: Role) -> Result<Self, Refusal> {
        match self.standing {
            Standing::Active => Err(Refusal::field("e-mail", format!("{} works here already, as {}", self.name, self.role))),
            Standing::Invited | Standing::Dismissed => Ok(Self { role, standing: Standing::Invited, ..self.clone() }),
        }
    }

    /// In another role. `owners` counts who owns the paper and can sign in, this one included.
    ///
    /// # Errors
    /// [`Refusal::State`] for the last owner, and for who was dismissed.
    pub fn in_role(&self, role: Role, owners: usize) -> Result<Self, Refusal> {
        if self.standing == Standing::Dismissed {
            return Err(Refusal::State(format!("{} does not work here any more; invite them again", self.name)));
        }
        if role != Role::Owner {
            self.keep_an_owner(owners)?;
        }
        Ok(Self { role, ..self.clone() })
    }

    /// Dismissed: they sign in no more.
    ///
    /// # Errors
    /// [`Refusal::State`] for the last owner, and when they were dismissed before.
    pub fn dismiss(&self, owners: usize) -> Result<Self, Refusal> {
        if self.standing == Standing::Dismissed {
            return Err(Refusal::State(format!("{} does not work here any more", self.name)));
        }
        self.keep_an_owner(owners)?;
        Ok(Self { standing: Standing::Dismissed, ..self.clone() })
    }

    fn keep_an_owner(&self, owners: usize) -> Result<(), Refusal> {
        // Who was only invited may never come: the paper is theirs once they have signed in.
        if self.role == Role::Owner && self.standing == Standing::Active && owners <= 1 {
            return Err(Refusal::State(format!("{} is the only owner of this paper; make somebody else an owner first", self.name)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vera(role: Role, standing: Standing) -> Staff {
        let email = Email::parse("vera@feedback.example").unwrap();
        let (now, name) = (Instant::from_micros(0), "Vera Lindqvist".to_owned());
        Staff { id: StaffId(1), email, name, role, person: None, standing, created: now, seen: None }
    }

    fn said<T>(answer: Result<T, Refusal>) -> String {
        answer.err().unwrap().to_string()
    }

    #[test]
    fn the_last_owner_stays_the_owner() {
        let owner = vera(Role::Owner, Standing::Active);
        assert!(said(owner.dismiss(1)).contains("only owner"));
        for role in [Role::Contributor, Role::Writer, Role::Editor] {
            assert!(said(owner.in_role(role, 1)).contains("only owner"));
            assert_eq!(owner.in_role(role, 2).unwrap().role, role);
        }
        assert_eq!(owner.in_role(Role::Owner, 1).unwrap(), owner);
        assert_eq!(owner.dismiss(2).unwrap().standing, Standing::Dismissed);
        assert_eq!(vera(Role::Owner, Standing::Invited).dismiss(1).unwrap().standing, Standing::Dismissed);
    }

    #[test]
    fn who_is_dismissed_is_out_until_they_are_invited_again() {
        let gone = vera(Role::Writer, Standing::Active).dismiss(1).unwrap();
        assert!(!gone.may_sign_in());
        assert!(said(gone.sign_in(Instant::from_micros(5))).contains("any more"));
        assert!(said(gone.in_role(Role::Editor, 1)).contains("invite them again"));
        assert!(said(gone.dismiss(1)).contains("any more"));
        let back = gone.invite_again(Role::Editor).unwrap();
        assert_eq!((back.role, back.standing), (Role::Editor, Standing::Invited));
        assert!(said(vera(Role::Writer, Standing::Active).invite_again(Role::Editor)).contains("works here already, as a writer"));
    }

    #[test]
    fn signing_in_makes_the_invited_active() {
        let there = vera(Role::Writer, Standing::Invited).sign_in(Instant::from_micros(5)).unwrap();
        assert_eq!((there.standing, there.seen), (Standing::Active, Some(Instant::from_micros(5))));
    }

    #[test]
    fn names_are_trimmed_and_stand_in_one_line() {
        assert_eq!(name("  Vera \n Lindqvist ").unwrap(), "Vera Lindqvist");
        assert!(said(name(" \t ")).contains("say who this is"));
        assert!(said(name(&"x".repeat(81))).contains("80"));
        assert!(said(name("a\u{7}b")).contains("one line"));
    }
}
