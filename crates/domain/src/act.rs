//! Who acts, and when: the first argument of every verb.

use crate::role::{Role, Verb};
use crate::{refusal::Refusal, time::Instant};

/// One act of one actor. The clock is read at the doors (web, worker, command line) and travels here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The name that the audit log keeps: a person, `worker` or `command line`.
    pub who: String,
    /// What the actor may do.
    pub role: Role,
    /// When it happens, for the whole verb.
    pub now: Instant,
}

impl Act {
    /// An act by `who` in `role` at `now`.
    pub fn new(who: impl Into<String>, role: Role, now: Instant) -> Self {
        Self { who: who.into(), role, now }
    }

    /// Refuses when the actor's role may not do `verb`.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn allow(&self, verb: Verb) -> Result<(), Refusal> {
        if self.role.may(verb) { Ok(()) } else { Err(Refusal::NotAllowed { role: self.role, verb }) }
    }
}
