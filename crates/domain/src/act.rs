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
    /// 128 random bits drawn at the door, the verb's only source of chance; it also names the act in logs.
    pub trace: u128,
}

impl Act {
    /// An act by `who` in `role` at `now`, without chance; a door adds it with [`Act::traced`].
    pub fn new(who: impl Into<String>, role: Role, now: Instant) -> Self {
        Self { who: who.into(), role, now, trace: 0 }
    }

    /// The same act with its random bits.
    #[must_use]
    pub fn traced(self, trace: u128) -> Self {
        Self { trace, ..self }
    }

    /// Refuses when the actor's role may not do `verb`.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn allow(&self, verb: Verb) -> Result<(), Refusal> {
        if self.role.may(verb) { Ok(()) } else { Err(Refusal::NotAllowed { role: self.role, verb }) }
    }
}
