//! An import is taken out again as a whole, but for what people have worked on since.

use super::hands::hold;
use super::run::found;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::id::StoryId;
use domain::navigation::Redirect;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::story::State;
use std::collections::HashSet;
use store::movings::{self, Moved, MovedPath, Moving, MovingState};
use store::{Tx, audit, editions, front, paper as stored, redirects, stories, threads};

/// Entries, or old addresses, in one transaction.
const BATCH: usize = 200;
/// Stories that were sent on their own, of which each is looked at.
const SPECIALS: usize = 100_000;

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

/// Takes an import out: every story and page that it made and nobody has changed or built upon since, sections that are empty
/// then, and where old addresses led. Pictures stay in the library, artists and people stay with what else is said of them.
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
    let shown = shown(newsroom, act).await?;
    let mut after = 0;
    loop {
        let tx = newsroom.begin(act.now).await?;
        let part = movings::moved(&tx, id, after, BATCH).await?;
        let Some(last) = part.last() else { break };
        after = last.place;
        for moved in &part {
            one(&tx, &moving, moved, &shown, &mut out).await?;
        }
        newsroom.commit(tx).await?;
    }
    loop {
        let tx = newsroom.begin(act.now).await?;
        let paths = movings::paths(&tx, id, BATCH * 5).await?;
        for path in &paths {
            out.addresses += u64::from(lead_back(&tx, path).await?);
            movings::forget_path(&tx, id, &path.led.path).await?;
        }
        newsroom.commit(tx).await?;
        if paths.is_empty() {
            break;
        }
    }
    let tx = newsroom.begin(act.now).await?;
    remove_sections(&tx, id).await?;
    movings::forget_findings(&tx, id).await?;
    movings::set_state(&tx, id, MovingState::TakenOut).await?;
    let told = format!("{}: {} stories went, {} stay", moving.system, out.stories, out.stay.len());
    audit::append(&tx, act, "take an import out", &told).await?;
    newsroom.commit(tx).await?;
    super::arrival::forget_files(newsroom, &moving).await;
    Ok(out)
}

/// The stories that somebody put onto the front, or sent to readers on its own.
async fn shown(newsroom: &Newsroom, act: &Act) -> Verb<HashSet<StoryId>> {
    let conn = newsroom.store().read().await?;
    let laid = front::from_now(&conn, act.now).await?;
    let sent = editions::specials(&conn, SPECIALS).await?;
    let laid = laid.into_iter().flat_map(|layout| layout.slots).map(|slot| slot.story);
    Ok(laid.chain(sent.into_iter().flat_map(|edition| edition.stories)).collect())
}

/// Leads an old address where it led before the import, unless somebody has led it elsewhere since, or what it leads to stays.
/// Says whether it led on.
async fn lead_back(tx: &Tx, path: &MovedPath) -> Verb<bool> {
    let Redirect { path: old, target } = &path.led;
    if redirects::get(tx, old).await?.as_ref() != Some(target) || path.was.as_ref() == Some(target) {
        return Ok(false);
    }
    let is_page = match target.strip_prefix('/').map(Slug::parse) {
        Some(Ok(slug)) => stored::page(tx, &slug).await?.is_some(),
        _ => false,
    };
    if is_page || stories::by_address(tx, target).await?.is_some() {
        return Ok(false);
    }
    match &path.was {
        Some(was) => redirects::put_many(tx, &[Redirect { path: old.clone(), target: was.clone() }]).await?,
        None => drop(redirects::remove(tx, old).await?),
    }
    Ok(true)
}

/// Removes the sections that the import made and nothing stands in.
async fn remove_sections(tx: &Tx, id: i64) -> Verb<()> {
    for slug in movings::sections(tx, id).await? {
        if !stored::is_section_used(tx, &slug).await? {
            stored::remove_section(tx, &slug).await?;
        }
    }
    Ok(movings::put_sections(tx, id, &[]).await?)
}

async fn one(tx: &Tx, of: &Moving, moved: &Moved, shown: &HashSet<StoryId>, out: &mut TakenOut) -> Verb<()> {
    let moving = of.id;
    if let Some(page) = moved.page {
        // A later import of the source may have written it anew: nobody here did.
        let left = movings::left_page_at(tx, page, &of.system, &moved.foreign_id).await?;
        match stored::page_by_id(tx, page).await? {
            Some(page) if moved.outcome == "new" && Some(page.revision) == left => {
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
    let left = movings::last_of(tx, id).await?.and_then(|last| last.revision);
    let touched = match left {
        _ if moved.outcome != "new" => Some("was here before this import"),
        Some(revision) if revision != story.revision => Some("was changed since"),
        _ if has_been_worked_on(tx, &story).await? => Some("somebody works on it at the desk"),
        _ if stories::is_ruled_on(tx, id).await? => Some("somebody said what it speaks of"),
        _ if !threads::of_story(tx, id).await?.is_empty() => Some("is part of a thread"),
        _ if shown.contains(&id) => Some("stands on the front, or was sent to readers"),
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
