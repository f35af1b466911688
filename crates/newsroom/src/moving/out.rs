//! An import is taken out again as a whole, but for what people have worked on since.

use super::hands::hold;
use super::run::found;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::State;
use store::movings::{self, Moved, MovingState};
use store::{Tx, audit, paper as stored, stories};

/// Entries, or old addresses, in one transaction.
const BATCH: usize = 200;

/// What became of taking an import out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenOut {
    /// Stories that went.
    pub stories: u64,
    /// Pages that went.
    pub pages: u64,
    /// Old addresses that lead nowhere now.
    pub addresses: u64,
    /// Stories that stay, by headline and reason.
    pub stay: Vec<(String, &'static str)>,
}

/// Takes an import out: every story and page that it made and nobody has changed since, and where old addresses led.
/// Pictures stay in the library, artists and people stay with what else is said of them.
///
/// # Errors
/// [`crate::VerbError::Refused`] when it runs or was taken out; [`crate::VerbError::Store`]: the same again goes on.
pub async fn take_out(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<TakenOut> {
    act.allow(Right::Import)?;
    act.allow(Right::Withdraw)?;
    let _held = hold(newsroom, id)?;
    let moving = found(newsroom, id).await?;
    match moving.state {
        MovingState::TakenOut => return Err(Refusal::State(format!("import {id} was taken out already")).into()),
        MovingState::Looking | MovingState::Looked | MovingState::Unreadable => {
            return Err(Refusal::State(format!("nothing of import {id} is in; let it go at the desk")).into());
        }
        MovingState::Running => super::run::pause(newsroom, act, id).await?,
        MovingState::Paused | MovingState::Done => {}
    }
    let mut out = TakenOut::default();
    let mut after = 0;
    loop {
        let tx = newsroom.begin(act.now).await?;
        let part = movings::moved(&tx, id, after, BATCH).await?;
        let Some(last) = part.last() else { break };
        after = last.place;
        for moved in &part {
            one(&tx, id, moved, &mut out).await?;
        }
        newsroom.commit(tx).await?;
    }
    loop {
        let tx = newsroom.begin(act.now).await?;
        let gone = movings::forget_paths(&tx, id, BATCH * 5).await?;
        newsroom.commit(tx).await?;
        out.addresses += u64::try_from(gone).unwrap_or_default();
        if gone == 0 {
            break;
        }
    }
    let tx = newsroom.begin(act.now).await?;
    movings::forget_findings(&tx, id).await?;
    movings::set_state(&tx, id, MovingState::TakenOut).await?;
    let told = format!("{}: {} stories went, {} stay", moving.system, out.stories, out.stay.len());
    audit::append(&tx, act, "take an import out", &told).await?;
    newsroom.commit(tx).await?;
    super::arrival::forget_files(newsroom, &moving).await;
    Ok(out)
}

async fn one(tx: &Tx, moving: i64, moved: &Moved, out: &mut TakenOut) -> Verb<()> {
    if let Some(page) = moved.page {
        let page = stored::page_by_id(tx, page).await?;
        match page {
            Some(page) if moved.outcome == "new" && Some(page.revision) == moved.revision => {
                stored::remove_page(tx, page.id).await?;
                movings::taken_out(tx, moving, moved.place).await?;
                out.pages += 1;
            }
            Some(page) => out.stay.push((page.title, "is older than this import, or was changed since")),
            None => {}
        }
    }
    let Some(id) = moved.story else { return Ok(()) };
    let Some(story) = stories::by_id(tx, id).await? else { return Ok(()) };
    let touched = match moved.revision {
        _ if moved.outcome != "new" => Some("was here before this import"),
        Some(revision) if revision != story.revision => Some("was changed since"),
        _ if has_been_worked_on(tx, &story).await? => Some("somebody works on it at the desk"),
        _ if matches!(story.state, State::Withdrawn { .. }) => Some("was withdrawn: its address says why"),
        _ => None,
    };
    match touched {
        Some(why) => out.stay.push((story.draft.headline, why)),
        None => {
            stories::forget(tx, id, story.revision).await?;
            movings::taken_out(tx, moving, moved.place).await?;
            out.stories += 1;
        }
    }
    Ok(())
}

/// Whether there is a new version beside what readers see, a text that was set aside, or a note.
async fn has_been_worked_on(tx: &Tx, story: &domain::story::Story) -> Verb<bool> {
    let working = store::desk::working(tx, story.id).await?;
    let noted = !store::desk::notes::list(tx, story.id).await?.is_empty();
    Ok(noted || working.is_some_and(|working| working.pending.is_some()))
}
