//! What the demo paper keeps beside its stories: works, quotations that an editor confirmed, a thread.

use super::file_text;
use crate::desk::Desk;
use crate::doors;
use anyhow::Result;
use domain::act::Act;
use newsroom::quotations::{self, Ruling, Verdict};
use newsroom::{VerbError, stories, threads, works};

/// The works, before the stories that are about them.
pub(super) async fn works(desk: &Desk, act: &Act) -> Result<()> {
    let lines = file_text("works.tsv")?;
    let mut read =
        wire::import::works::read(lines.as_bytes(), "demo/works.tsv").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    works::import(&desk.newsroom, act, &mut read, false, &|_| {}).await?;
    Ok(())
}

/// The newest stories keep their quotations waiting, so that the desk has something to decide.
const WAITING: i64 = 6;

/// The thread, by the address words of its stories.
const THREAD: [&str; 2] = ["fourth-album-was-recorded-in-a-lift-between-floors", "dead-postcodes-to-tour-buildings-with-a-working-lift"];

/// What an editor said once the stories were there.
pub(super) async fn told(desk: &Desk) -> Result<()> {
    let act = doors::act("demo")?;
    let mut before = None;
    let mut newest = None;
    loop {
        let page = quotations::queue(&desk.newsroom, &act, before, quotations::MOST).await?;
        let mut rulings = Vec::new();
        for one in &page.waiting {
            let newest = *newest.get_or_insert(one.ruled.story.0);
            let artist = one.candidates.first().map(|entry| Some(entry.artist)).filter(|_| one.ruled.story.0 <= newest - WAITING);
            if artist.is_some() {
                let (story, position) = (one.ruled.story, Some(one.ruled.position));
                let verdict = Verdict::Confirm { speaker: None, artist };
                rulings.push(Ruling { story, position, text_version: Some(one.ruled.text_version), verdict });
            }
        }
        for some in rulings.chunks(quotations::MOST) {
            quotations::decide(&desk.newsroom, &act, some).await?;
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    match threads::create(&desk.newsroom, &act, "The lift", "From the first stuck door on").await {
        Ok(thread) => {
            for word in THREAD {
                let story = stories::find(&desk.newsroom, word).await?;
                threads::put(&desk.newsroom, &act, &thread.id.into(), story, true).await?;
            }
        }
        Err(VerbError::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
