//! What moves a story from one state to the next.

use super::super::{Correction, Draft, State, Story};
use super::{Assignment, Desk, Working};
use crate::act::Act;
use crate::refusal::Refusal;
use crate::role::Verb;
use crate::time::{Instant, Zone};

/// The longest note or brief, in characters.
const MAX_NOTE: usize = 5_000;

/// A note without the white space round it; none when nothing is left.
fn note(field: &'static str, text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.chars().count() > MAX_NOTE {
        return Err(Refusal::field(field, format!("longer than {MAX_NOTE} characters")));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// What readers are to see anew of a live story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update<'a> {
    /// The new version.
    NewVersion,
    /// The new version, or the text as it stands when there is none, with a note on the mistake that was corrected.
    Corrected(&'a str),
    /// A note alone: the text stays as readers see it, and a new version goes on waiting beside it.
    NoteAlone(&'a str),
}

impl Update<'_> {
    /// The note that it comes with.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::NewVersion => None,
            Self::Corrected(note) | Self::NoteAlone(note) => Some(note),
        }
    }
}

impl Assignment {
    /// Checks what was asked.
    ///
    /// # Errors
    /// [`Refusal::Field`] when the brief is too long.
    pub fn check(&self) -> Result<(), Refusal> {
        note("brief", &self.brief).map(drop)
    }
}

impl Working {
    /// Asks somebody for the story, or somebody else than before.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, or the brief is too long.
    pub fn assign(&self, assignment: Assignment, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::Assign, self.desk.owner)?;
        assignment.check()?;
        let desk = Desk { owner: Some(assignment.writer), assignment: Some(assignment), ..self.desk.clone() };
        Ok(Self { desk, ..self.next(self.story.clone(), act) })
    }

    /// Gives it to the editors.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, it is no draft, or nothing is written.
    pub fn submit(&self, said: &str, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::Submit, self.desk.owner)?;
        match self.story.state {
            State::Draft => {}
            State::Assigned => return self.refuse("has no text yet; write it first"),
            State::Submitted => return self.refuse("is submitted already"),
            State::Scheduled { .. } => return self.refuse("is scheduled; the editors have it"),
            State::Live | State::Withdrawn { .. } => {
                return self.refuse("was on the paper already; the editors see its new version in the queue");
            }
        }
        if self.story.draft.headline.trim().is_empty() {
            return Err(Refusal::field("headline", "give it a headline, so that the editors can find it"));
        }
        if self.story.draft.body.word_count() == 0 {
            return Err(Refusal::field("body", "there is no text yet"));
        }
        self.moved(State::Submitted, note("note", said)?, act)
    }

    /// Gives it back to its writer, with what is missing.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, it was not submitted, or nothing is said.
    pub fn send_back(&self, said: &str, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::SendBack, self.desk.owner)?;
        if self.story.state != State::Submitted {
            return self.refuse("was not submitted; only what was submitted is sent back");
        }
        let said = note("note", said)?.ok_or_else(|| Refusal::field("note", "say what is missing; the writer reads it first"))?;
        self.moved(State::Draft, Some(said), act)
    }

    fn moved(&self, state: State, note: Option<String>, act: &Act) -> Result<Self, Refusal> {
        let new = self.next(Story { state, ..self.story.clone() }, act);
        Ok(Self { desk: Desk { note, ..new.desk.clone() }, ..new })
    }

    /// Makes it live: at once, or at an instant to come. Without an instant, a dateline to come is one; a scheduled
    /// story goes live at once.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, something is missing, the instant has passed, or it is live.
    pub fn publish(&self, zone: &Zone, at: Option<Instant>, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::Publish, self.desk.owner)?;
        if self.story.is_live() {
            return self.refuse(if self.pending.is_some() { "is live; update it to show the new version" } else { "is live already" });
        }
        if at.is_some_and(|at| at <= act.now) {
            return Err(Refusal::field("time", "that has passed; leave it empty to publish now"));
        }
        let mut story = self.as_written();
        if matches!(story.state, State::Scheduled { .. }) {
            story = unscheduled(story);
        }
        if at.is_some() {
            story.draft.dateline = at;
        }
        let new = self.next(story.publish(zone, act)?, act);
        Ok(Self { pending: None, desk: Desk { note: None, ..new.desk.clone() }, ..new })
    }

    /// Takes a scheduled story off the schedule.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, or it is not scheduled.
    pub fn unschedule(&self, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::Publish, self.desk.owner)?;
        if !matches!(self.story.state, State::Scheduled { .. }) {
            return self.refuse("is not scheduled");
        }
        Ok(self.next(unscheduled(self.story.clone()), act))
    }

    /// Shows readers something new of a live story.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, it is not live, there is nothing to show, or something is missing.
    pub fn update(&self, update: Update<'_>, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::Correct, self.desk.owner)?;
        if !self.story.is_live() {
            return self.refuse("is not live");
        }
        let said = update.note().map(|text| note("correction", text)).transpose()?;
        if said == Some(None) {
            return Err(Refusal::field("correction", "say what was wrong and what is right"));
        }
        if self.pending.is_none() && said.is_none() {
            return self.refuse("has no new version");
        }
        let waits = matches!(update, Update::NoteAlone(_));
        let mut story = Story { updated: act.now, ..if waits { self.story.clone() } else { self.as_written() } };
        story.draft.check_to_publish()?;
        story.corrections.extend(said.flatten().map(|text| Correction { at: act.now, text }));
        Ok(Self { pending: self.pending.clone().filter(|_| waits), ..self.next(story, act) })
    }

    /// Drops the new version of a story on the paper.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, or there is none.
    pub fn discard(&self, act: &Act) -> Result<Self, Refusal> {
        self.may_write(act)?;
        if self.pending.is_none() {
            return self.refuse("has no new version");
        }
        let new = self.next(self.story.clone(), act);
        Ok(Self { pending: None, desk: Desk { written: new.story.revision, ..new.desk.clone() }, ..new })
    }

    /// Takes a live story down, with the reason that readers are shown. A new version stays beside it.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, no reason is given, or it is not live.
    pub fn withdraw(&self, reason: &str, act: &Act) -> Result<Self, Refusal> {
        act.allow_on(Verb::Withdraw, self.desk.owner)?;
        Ok(self.next(self.story.withdraw(reason, act)?, act))
    }

    /// A scheduled story's instant has come: it goes live, or, if it lacks what readers need, it is a draft again with
    /// a note that says what.
    ///
    /// # Errors
    /// [`Refusal::State`] before its instant, or when it is not scheduled.
    pub fn flip(&self, zone: &Zone, act: &Act) -> Result<Self, Refusal> {
        let live = self.story.flip(act.now)?;
        match self.story.draft.check_to_publish() {
            Ok(()) => Ok(self.next(live, act)),
            Err(lacks) => Ok(self.failed(zone, &lacks, act)),
        }
    }

    /// A scheduled story that could not go live is a draft again, and says why.
    #[must_use]
    pub fn failed(&self, zone: &Zone, why: &Refusal, act: &Act) -> Self {
        let at = zone.dateline(self.story.published());
        let new = self.next(unscheduled(self.story.clone()), act);
        Self { desk: Desk { note: Some(format!("It did not go live at {at}: {why}")), ..new.desk.clone() }, ..new }
    }
}

/// As it was before it was scheduled: a draft without dateline, and without address unless it was on the paper once.
fn unscheduled(story: Story) -> Story {
    let address = story.address.clone().filter(|_| story.live_since.is_some());
    Story { state: State::Draft, address, draft: Draft { dateline: None, ..story.draft.clone() }, ..story }
}
