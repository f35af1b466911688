//! Links on the command line.

use crate::cli::Links;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Result, anyhow};
use domain::id::{ArtistId, StoryId};
use domain::link::Strength;
use newsroom::links::{self, Doubt, Ruling, Verdict};
use newsroom::relink::{self, Progress};

pub(super) async fn run(desk: &Desk, command: Links, report: &dyn Report) -> Result<()> {
    match command {
        Links::List { artist, limit, json } => list(desk, artist.as_deref(), limit, json, report).await,
        Links::Accept { artist, story, strength } => {
            let strength = strength
                .map(|word| Strength::from_word(&word).ok_or_else(|| anyhow!("--strength is subject, featured, mentioned or former")));
            decide(desk, &artist, story.as_deref(), Verdict::Accept(strength.transpose()?), report).await
        }
        Links::Reject { artist, story } => decide(desk, &artist, story.as_deref(), Verdict::Reject, report).await,
        Links::Anew { all } => anew(desk, all, report).await,
        Links::Forget { artist, story } => decide(desk, &artist, Some(&story), Verdict::Forget, report).await,
    }
}

/// A running server works it off; without one, this command does.
async fn anew(desk: &Desk, all: bool, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    if all {
        relink::everything(&desk.newsroom, &act).await?;
    }
    while relink::one_batch(&desk.newsroom, doors::now()).await? {}
    let latest = relink::progress(&desk.newsroom, &act, 10).await?;
    if latest.is_empty() {
        report.line("nothing was linked anew of late");
    }
    for Progress { of, last_story } in latest {
        let state = match of.ended {
            Some(ended) => format!("done {}", ended.rfc3339()),
            None => format!("at story {} of {last_story}", of.after_story),
        };
        let counts = format!("{} looked at, {} changed, {} more in doubt", of.looked_at, of.changed, of.asked);
        report.line(&format!("{}: {counts}; {state}", of.why));
    }
    Ok(())
}

async fn number(desk: &Desk, artist: &str) -> Result<ArtistId> {
    Ok(newsroom::artists::find(&desk.newsroom, &artist.into()).await?.id)
}

async fn decide(desk: &Desk, artist: &str, story: Option<&str>, verdict: Verdict, report: &dyn Report) -> Result<()> {
    let story: Option<StoryId> = match story {
        Some(word) => Some(newsroom::stories::find(&desk.newsroom, word).await?),
        None => None,
    };
    let ruling = Ruling { story, artist: number(desk, artist).await?, verdict };
    let stories = links::decide(&desk.newsroom, &doors::act("command line")?, &[ruling]).await?;
    report.line(&format!("decided in {stories} {}", if stories == 1 { "story" } else { "stories" }));
    Ok(())
}

async fn list(desk: &Desk, artist: Option<&str>, limit: usize, json: bool, report: &dyn Report) -> Result<()> {
    let artist = match artist {
        Some(artist) => Some(number(desk, artist).await?),
        None => None,
    };
    let page = links::queue(&desk.newsroom, &doors::act("command line")?, artist, None, limit).await?;
    for doubt in page.doubts.iter().take(limit) {
        report.line(&if json { as_json(doubt) } else { as_line(doubt) });
    }
    if !json {
        report.line(&format!("{} wait in all", page.waiting));
    }
    Ok(())
}

fn as_line(doubt: &Doubt) -> String {
    let context = &doubt.context;
    format!("story {}: …{}[{}]{}… {} ({})", doubt.story, context.before, context.name, context.after, doubt.artist.slug, doubt.evidence)
}

fn as_json(doubt: &Doubt) -> String {
    let candidates: Vec<String> = doubt.candidates.iter().map(|entry| entry.slug.to_string()).collect();
    serde_json::json!({
        "story": doubt.story.0,
        "headline": doubt.headline,
        "artist": doubt.artist.slug.as_str(),
        "strength": doubt.strength.word(),
        "evidence": doubt.evidence,
        "before": doubt.context.before,
        "name": doubt.context.name,
        "after": doubt.context.after,
        "candidates": candidates,
    })
    .to_string()
}
