//! Single stories.

use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::Result;
use domain::story::desk::Update;
use domain::story::{State, Story};
use newsroom::stories as verbs;
use serde_json::json;

pub(super) async fn publish(desk: &Desk, word: &str, report: &dyn Report) -> Result<()> {
    let id = verbs::find(&desk.newsroom, word).await?;
    let story = verbs::publish(&desk.newsroom, &doors::act("command line")?, id).await?;
    tell(desk, &story, report).await
}

pub(super) async fn withdraw(desk: &Desk, word: &str, reason: &str, report: &dyn Report) -> Result<()> {
    let id = verbs::find(&desk.newsroom, word).await?;
    let story = verbs::withdraw(&desk.newsroom, &doors::act("command line")?, id, reason).await?;
    tell(desk, &story, report).await
}

pub(super) async fn correct(desk: &Desk, word: &str, note: &str, (new_version, tells): (bool, bool), report: &dyn Report) -> Result<()> {
    let id = verbs::find(&desk.newsroom, word).await?;
    let update = if new_version { Update::Corrected(note) } else { Update::NoteAlone(note) };
    let act = doors::act("command line")?;
    let working = match tells {
        true => newsroom::desk::update_and_tell(&desk.newsroom, &act, id, update).await?,
        false => newsroom::desk::update(&desk.newsroom, &act, id, update).await?,
    };
    tell(desk, &working.story, report).await?;
    if working.pending.is_some() {
        report.line("a new version of its text still waits; --new-version shows it as well");
    }
    Ok(())
}

async fn tell(desk: &Desk, story: &Story, report: &dyn Report) -> Result<()> {
    let paper = newsroom::paper::get(&desk.newsroom).await?;
    let address = story.address.as_deref().unwrap_or_default();
    let said = match &story.state {
        State::Live => format!("live: {}{address}", paper.base_url),
        State::Scheduled { at } => format!("scheduled for {}: {}{address}", paper.zone.dateline(*at), paper.base_url),
        State::Withdrawn { .. } => format!("withdrawn: {}{address} now says why", paper.base_url),
        State::Assigned => "assigned, without text yet".to_owned(),
        State::Draft => "draft".to_owned(),
        State::Submitted => "submitted to the editors".to_owned(),
    };
    report.line(&said);
    Ok(())
}

pub(super) async fn list(desk: &Desk, limit: usize, as_json: bool, report: &dyn Report) -> Result<()> {
    let paper = newsroom::paper::get(&desk.newsroom).await?;
    for story in verbs::newest(&desk.newsroom, limit).await? {
        let state = story.state.word();
        if as_json {
            report.line(&json!({ "id": story.id, "state": state, "slug": story.draft.slug, "address": story.address, "headline": story.draft.headline, "dateline": story.draft.dateline.map(|at| paper.zone.rfc3339(at)) }).to_string());
        } else {
            report.line(&format!(
                "{:>6}  {state:9}  {:24}  {}  ({})",
                story.id,
                paper.zone.dateline(story.published()),
                story.draft.headline,
                story.draft.slug
            ));
        }
    }
    Ok(())
}
