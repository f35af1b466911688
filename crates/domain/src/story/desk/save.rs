//! Saving what is written: every two seconds while somebody types, harmlessly when the same is saved twice.

use super::super::{Draft, State, Story};
use super::{Desk, Pending, Working};
use crate::act::Act;
use crate::refusal::Refusal;

/// Saves of one person so many seconds after the beginning of a version still belong to it.
pub const VERSION_SECONDS: i64 = 600;

/// The last save that one window of one browser made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnSave {
    /// The revision that it had read.
    pub had: i64,
    /// The revision that it made.
    pub revision: i64,
}

/// What a save comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Saving {
    /// It is stored already: nothing is written.
    Same,
    /// The story with the draft in it.
    Changed {
        /// What stands now.
        working: Box<Working>,
        /// Whether a version begins: what stood before is kept.
        begins: bool,
    },
}

impl Working {
    /// Puts a draft in that was written over revision `had`. `own`: the last save of the same window, whose answer may
    /// have been lost on the way: then it is no stranger's.
    ///
    /// # Errors
    /// [`Refusal::Outdated`] when somebody else wrote since, [`Refusal::Closed`] when the story was theirs to write until it
    /// moved on: either text is to be kept aside. [`Refusal`] when the role may not or it cannot be stored.
    pub fn save(&self, draft: Draft, had: i64, own: Option<OwnSave>, act: &Act) -> Result<Saving, Refusal> {
        self.may_send(act)?;
        let draft = self.settled(draft);
        draft.check()?;
        if draft == *self.draft() {
            return Ok(Saving::Same);
        }
        if self.may_write(act).is_err() {
            return Err(Refusal::Closed { state: self.story.state.word(), newest: self.story.revision });
        }
        let read_since = had >= self.desk.written && had <= self.story.revision;
        let own_answer_lost = own.is_some_and(|own| own.had == had && own.revision >= self.desk.written);
        if !read_since && !own_answer_lost {
            return Err(Refusal::Outdated { what: "story", had, newest: self.story.revision });
        }
        let begins = !self.goes_on(act);
        Ok(Saving::Changed { working: Box::new(self.with(draft, begins, act)), begins })
    }

    /// Puts an earlier version's text in: always a version of its own.
    ///
    /// # Errors
    /// As [`Working::save`].
    pub fn restore(&self, draft: Draft, act: &Act) -> Result<Saving, Refusal> {
        self.may_write(act)?;
        let draft = self.settled(draft);
        if draft == *self.draft() {
            return Ok(Saving::Same);
        }
        let mut working = self.with(draft, true, act);
        working.desk.began = None;
        Ok(Saving::Changed { working: Box::new(working), begins: true })
    }

    /// Whether a save of now belongs to the version that stands.
    fn goes_on(&self, act: &Act) -> bool {
        let in_time = self.desk.began.is_some_and(|began| began <= act.now && act.now < began.plus_seconds(VERSION_SECONDS));
        in_time && self.desk.saved_by == act.who
    }

    /// What a draft may not change: the address word of a story that has an address, the dateline of one that is due.
    fn settled(&self, draft: Draft) -> Draft {
        let stands = &self.story;
        let slug = if stands.address.is_some() { stands.draft.slug.clone() } else { draft.slug.clone() };
        let dateline = match stands.state {
            State::Scheduled { at } => Some(at),
            State::Live | State::Withdrawn { .. } => draft.dateline.or(stands.draft.dateline),
            State::Assigned | State::Draft | State::Submitted => draft.dateline,
        };
        Draft { slug, dateline, ..draft }
    }

    fn with(&self, draft: Draft, begins: bool, act: &Act) -> Self {
        let old = self.draft();
        let text_changed = draft.headline != old.headline || draft.standfirst != old.standfirst || draft.body != old.body;
        let text_version = self.text_version() + i64::from(text_changed);
        let revision = self.story.revision + 1;
        let desk = Desk {
            written: revision,
            began: if begins { Some(act.now) } else { self.desk.began },
            saved_at: Some(act.now),
            saved_by: act.who.clone(),
            ..self.desk.clone()
        };
        if self.is_seen() {
            let base = self.pending.as_ref().map_or(self.story.revision, |pending| pending.base);
            let pending = Pending { base, revision, text_version, draft };
            return Self { story: Story { revision, ..self.story.clone() }, desk, pending: Some(pending) };
        }
        let state = if self.story.state == State::Assigned { State::Draft } else { self.story.state.clone() };
        Self { story: Story { revision, text_version, draft, state, ..self.story.clone() }, desk, pending: None }
    }
}
