//! Who acts, and when: the first argument of every verb.

use crate::id::StaffId;
use crate::role::{Reach, Role, Scopes, Verb};
use crate::{refusal::Refusal, time::Instant};

/// One act of one actor. The clock is read at the doors (web, worker, command line) and travels here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The name that the audit log keeps: a person, `worker` or `command line`.
    pub who: String,
    /// The member of staff; none for a reader, the worker and the command line.
    pub staff: Option<StaffId>,
    /// What the actor may do.
    pub role: Role,
    /// What the token it came with allows; all at the desk and the command line.
    pub scopes: Scopes,
    /// Where it came from, for the audit log: a network address, or empty on this machine.
    pub from: String,
    /// When it happens, for the whole verb.
    pub now: Instant,
    /// 128 random bits drawn at the door, the verb's only source of chance; it also names the act in logs.
    pub trace: u128,
}

impl Act {
    /// An act by `who` in `role` at `now`, without chance; a door adds it with [`Act::traced`].
    pub fn new(who: impl Into<String>, role: Role, now: Instant) -> Self {
        Self { who: who.into(), staff: None, role, scopes: Scopes::ALL, from: String::new(), now, trace: 0 }
    }

    /// The same act with its random bits.
    #[must_use]
    pub fn traced(self, trace: u128) -> Self {
        Self { trace, ..self }
    }

    /// Refuses when the actor's role, or the token it came with, does not allow `verb` at all.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OutOfScope`].
    pub fn allow(&self, verb: Verb) -> Result<(), Refusal> {
        if !self.role.may(verb) {
            return Err(Refusal::NotAllowed { role: self.role, verb });
        }
        if self.scopes.has(verb.scope()) { Ok(()) } else { Err(Refusal::OutOfScope { scope: verb.scope() }) }
    }

    /// Gives the member of staff whose own account this act is about. A token may look at the account, but never change
    /// it: it would make itself a better one.
    ///
    /// # Errors
    /// [`Refusal::InPerson`] for a token and for who is not staff.
    pub fn in_person(&self) -> Result<StaffId, Refusal> {
        self.allow(Verb::OwnAccount)?;
        self.staff.filter(|_| self.scopes == Scopes::ALL).ok_or(Refusal::InPerson)
    }

    /// Refuses when the actor may not do `verb` to something that belongs to `owner`.
    ///
    /// # Errors
    /// As [`Act::allow`].
    pub fn allow_on(&self, verb: Verb, owner: Option<StaffId>) -> Result<(), Refusal> {
        self.allow(verb)?;
        let own = self.staff.is_some() && self.staff == owner;
        if own || self.role.reach(verb) == Reach::Any { Ok(()) } else { Err(Refusal::NotAllowed { role: self.role, verb }) }
    }

    /// Whose stories alone lists show the actor something of, beside what is on the paper; none: everybody's. Who is no
    /// member of staff owns none, and nobody has the number 0.
    #[must_use]
    pub fn keeps_to(&self) -> Option<StaffId> {
        let everybody = self.allow_on(Verb::ReadStory, None).is_ok();
        (!everybody).then(|| self.staff.filter(|_| self.allow(Verb::ReadStory).is_ok()).unwrap_or(StaffId(0)))
    }

    /// Whether the actor may be shown something of a story of `owner`: what is live anybody reads on the paper. For one
    /// story what [`Act::keeps_to`] is for lists.
    #[must_use]
    pub fn may_see(&self, live: bool, owner: Option<StaffId>) -> bool {
        live || self.allow_on(Verb::ReadStory, owner).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Scope;

    #[test]
    fn a_list_shows_what_one_may_see_story_by_story() {
        let (own, other) = (StaffId(1), StaffId(2));
        for role in Role::ALL {
            for staff in [Some(own), None] {
                for scopes in [Scopes::ALL, [Scope::Read].into_iter().collect(), [Scope::Write].into_iter().collect()] {
                    let act = Act { staff, scopes, ..Act::new("Vera", role, Instant::from_micros(0)) };
                    for owner in [Some(own), Some(other), None] {
                        let listed = act.keeps_to().is_none_or(|one| owner == Some(one));
                        assert_eq!(act.may_see(false, owner), listed, "{act:?} {owner:?}");
                        assert!(act.may_see(true, owner));
                    }
                }
            }
        }
        let contributor = Act { staff: Some(own), ..Act::new("Cora", Role::Contributor, Instant::from_micros(0)) };
        assert_eq!((contributor.may_see(false, Some(own)), contributor.may_see(false, Some(other))), (true, false));
        assert_eq!(Act::new("Edda", Role::Editor, Instant::from_micros(0)).keeps_to(), None);
    }
}
