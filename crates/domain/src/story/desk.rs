//! The life of a story at the desk: whose it is, what it waits for, and the version that readers do not see yet.

mod save;
mod state;
#[cfg(test)]
mod tests;

pub use save::{OwnSave, Saving, VERSION_SECONDS};
pub use state::Update;

use super::{Draft, State, Story};
use crate::act::Act;
use crate::id::StaffId;
use crate::refusal::Refusal;
use crate::role::Verb;
use crate::time::Instant;

/// What somebody was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Who is to write it.
    pub writer: StaffId,
    /// By when.
    pub deadline: Option<Instant>,
    /// What is wanted.
    pub brief: String,
}

/// What only the desk knows of a story.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desk {
    /// Whose story it is; none for one that came from outside.
    pub owner: Option<StaffId>,
    /// What was asked for; its writer is the owner.
    pub assignment: Option<Assignment>,
    /// What was said when it was last submitted or sent back, or why it did not go live by itself.
    pub note: Option<String>,
    /// The revision at which what is written last changed. Whoever read it since is not outdated.
    pub written: i64,
    /// When the version that stands began; none: the next save begins one, whoever makes it.
    pub began: Option<Instant>,
    /// When it was last saved, or moved to another state.
    pub saved_at: Option<Instant>,
    /// By whom.
    pub saved_by: String,
}

/// A version that stands beside the one that readers see.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The revision at which the story as readers see it was stored.
    pub base: i64,
    /// The revision at which this version was last saved.
    pub revision: i64,
    /// The version of its text: spans belong to it.
    pub text_version: i64,
    /// What is written.
    pub draft: Draft,
}

/// A story as the desk works on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Working {
    /// The story: for one on the paper, as readers see it. Its revision counts every save, of the new version too.
    pub story: Story,
    /// What only the desk knows.
    pub desk: Desk,
    /// The new version, when there is one.
    pub pending: Option<Pending>,
}

/// What somebody may do with one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, clippy::struct_excessive_bools, reason = "each is the right to the verb of its name")]
pub struct Rights {
    pub write: bool,
    pub submit: bool,
    pub send_back: bool,
    pub publish: bool,
    pub correct: bool,
    pub withdraw: bool,
    pub annotate: bool,
    pub share: bool,
    pub assign: bool,
    pub special: bool,
}

impl Working {
    /// What is being written: the new version, or the story itself.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        self.pending.as_ref().map_or(&self.story.draft, |pending| &pending.draft)
    }

    /// The version of the text that is being written.
    #[must_use]
    pub fn text_version(&self) -> i64 {
        self.pending.as_ref().map_or(self.story.text_version, |pending| pending.text_version)
    }

    /// The story as it would be if readers saw what is being written.
    #[must_use]
    pub fn as_written(&self) -> Story {
        Story { draft: self.draft().clone(), text_version: self.text_version(), ..self.story.clone() }
    }

    /// Whether readers see something of it, so that it is edited beside.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        matches!(self.story.state, State::Live | State::Withdrawn { .. })
    }

    /// Refuses whoever may not read it at the desk.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OutOfScope`].
    pub fn may_read(&self, act: &Act) -> Result<(), Refusal> {
        act.allow_on(Verb::ReadStory, self.desk.owner)
    }

    /// Refuses whoever's text is not even kept aside: to whom the story is none of theirs to write, in any state.
    ///
    /// # Errors
    /// As [`Working::may_read`].
    pub fn may_send(&self, act: &Act) -> Result<(), Refusal> {
        act.allow_on(Verb::Write, self.desk.owner)
    }

    /// Refuses whoever may not change what is written: a new version of what readers see needs the right to submit, and
    /// what goes live by itself is for those who may publish.
    ///
    /// # Errors
    /// As [`Working::may_read`].
    pub fn may_write(&self, act: &Act) -> Result<(), Refusal> {
        self.may_send(act)?;
        match self.story.state {
            State::Live | State::Withdrawn { .. } => act.allow_on(Verb::Submit, self.desk.owner),
            State::Scheduled { .. } => act.allow_on(Verb::Publish, self.desk.owner),
            State::Assigned | State::Draft | State::Submitted => Ok(()),
        }
    }

    /// What an actor may do with it.
    #[must_use]
    pub fn rights(&self, act: &Act) -> Rights {
        let may = |verb| act.allow_on(verb, self.desk.owner).is_ok();
        Rights {
            write: self.may_write(act).is_ok(),
            submit: may(Verb::Submit),
            send_back: may(Verb::SendBack),
            publish: may(Verb::Publish),
            correct: may(Verb::Correct),
            withdraw: may(Verb::Withdraw),
            annotate: may(Verb::Annotate),
            share: may(Verb::SharePreview),
            assign: may(Verb::Assign),
            special: may(Verb::SendSpecial),
        }
    }

    fn headline(&self) -> &str {
        &self.draft().headline
    }

    fn refuse<T>(&self, why: &str) -> Result<T, Refusal> {
        Err(Refusal::State(format!("“{}” {why}", self.headline())))
    }

    /// The same at the next revision; the next save begins a version.
    fn next(&self, story: Story, act: &Act) -> Self {
        let story = Story { revision: self.story.revision + 1, ..story };
        let desk = Desk { began: None, saved_at: Some(act.now), saved_by: act.who.clone(), ..self.desk.clone() };
        Self { story, desk, pending: self.pending.clone() }
    }
}
