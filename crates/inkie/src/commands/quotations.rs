//! Quotations and threads on the command line.

use crate::cli::{Quotations, Threads};
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::Result;
use newsroom::artists::{self, Which};
use newsroom::quotations::{self, Ruling, Verdict};
use newsroom::{stories, threads};

pub(super) async fn run(desk: &Desk, command: Quotations, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let newsroom = &desk.newsroom;
    match command {
        Quotations::List { limit } => {
            let page = quotations::queue(newsroom, &act, None, limit).await?;
            for one in &page.waiting {
                let quote = &one.ruled.quote;
                let speaker = quote.speaker.as_deref().unwrap_or("nobody named");
                report.line(&format!(
                    "story {} number {}: {speaker}: “{}”",
                    one.ruled.story,
                    one.ruled.position + 1,
                    quote.paragraphs.join(" ")
                ));
            }
            report.line(&format!("{} wait in all", page.total));
        }
        Quotations::Confirm { story, number, speaker, artist } => {
            let artist = match artist {
                Some(slug) => Some(Some(artists::find(newsroom, &Which::from(slug.as_str())).await?.id)),
                None => None,
            };
            decide(desk, &story, number, Verdict::Confirm { speaker, artist }, report).await?;
        }
        Quotations::Reject { story, number } => decide(desk, &story, Some(number), Verdict::Reject, report).await?,
    }
    Ok(())
}

async fn decide(desk: &Desk, story: &str, number: Option<i64>, verdict: Verdict, report: &dyn Report) -> Result<()> {
    let story = stories::find(&desk.newsroom, story).await?;
    let ruling = Ruling { story, position: number.map(|number| number - 1), text_version: None, verdict };
    let decided = quotations::decide(&desk.newsroom, &doors::act("command line")?, &[ruling]).await?;
    report.line(&format!("story {story}: {decided} quotations decided"));
    Ok(())
}

pub(super) async fn threads(desk: &Desk, command: Threads, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let newsroom = &desk.newsroom;
    match command {
        Threads::List => {
            for thread in threads::list(newsroom, &act).await? {
                report.line(&format!("{} ({})", thread.name, thread.slug));
            }
        }
        Threads::Make { name, about } => {
            let thread = threads::create(newsroom, &act, &name, &about).await?;
            report.line(&format!("made {} ({})", thread.name, thread.slug));
        }
        Threads::Put { thread, story, out } => {
            let story = stories::find(newsroom, &story).await?;
            let thread = threads::put(newsroom, &act, &thread.as_str().into(), story, !out).await?;
            report.line(&format!("story {story} is {} {}", if out { "out of" } else { "in" }, thread.name));
        }
        Threads::Show { thread } => {
            let (thread, within) = threads::sheet(newsroom, &act, &thread.as_str().into()).await?;
            report.line(&format!("{} ({}) {}", thread.name, thread.slug, thread.about));
            for story in within {
                report.line(&format!("  “{}” ({}, number {})", story.headline, story.state, story.id));
            }
        }
        Threads::Remove { thread } => {
            let thread = threads::remove(newsroom, &act, &thread.as_str().into()).await?;
            report.line(&format!("removed {}", thread.name));
        }
    }
    Ok(())
}
