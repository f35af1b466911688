//! What lies on the demo paper's desk: stories that are asked for, written, submitted, sent back, and about to run.

use crate::desk::Desk;
use crate::doors;
use anyhow::{Context, Result, bail};
use domain::act::Act;
use domain::slug::Slug;
use domain::staff::Staff;
use domain::story::desk::Assignment;
use domain::story::{Kind, State};
use domain::time::{Instant, Zone};
use jiff::civil::Time;
use newsroom::desk::{self, Beginning};
use newsroom::intake::{self, Options};
use serde::Deserialize;

/// When the scheduled story runs, tomorrow.
const RUNS_AT: Time = Time::constant(11, 29, 0, 0);
/// When the assigned story is due, tomorrow.
const DUE_AT: Time = Time::constant(17, 0, 0, 0);

/// The demo has fewer stories.
const LOOK_BACK: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskFile {
    assigned: Vec<AssignedFile>,
    story: Vec<StoryFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssignedFile {
    writer: String,
    headline: String,
    section: String,
    brief: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryFile {
    file: String,
    writer: String,
    submitted: Option<String>,
    sent_back: Option<String>,
    #[serde(default)]
    scheduled: bool,
}

/// Lays everything on the desk that is not there yet: a demo that was interrupted has some of it.
///
/// # Errors
/// When the demo's own files are broken, which a test rules out, or the store fails.
pub(super) async fn lay(desk: &Desk, zone: &Zone) -> Result<()> {
    let file: DeskFile = toml::from_str(&super::file_text("desk/desk.toml")?).context("demo/desk/desk.toml")?;
    let tomorrow = zone.day(doors::now()).tomorrow()?;
    let at = |time: Time| zone.instant(tomorrow.to_datetime(time)).context("tomorrow lacks an hour");
    for one in &file.story {
        story(desk, one, at(RUNS_AT)?).await?;
    }
    for one in &file.assigned {
        assign(desk, one, at(DUE_AT)?).await?;
    }
    Ok(())
}

async fn writer(desk: &Desk, name: &str) -> Result<Staff> {
    let staff = newsroom::staff::colleagues(&desk.newsroom, &doors::act("demo")?).await?;
    staff.into_iter().find(|staff| staff.name == name).with_context(|| format!("demo/desk/desk.toml: “{name}” is not on the staff"))
}

async fn assign(desk: &Desk, file: &AssignedFile, deadline: Instant) -> Result<()> {
    let known = newsroom::stories::newest(&desk.newsroom, LOOK_BACK).await?;
    if known.iter().any(|story| story.draft.headline == file.headline) {
        return Ok(());
    }
    let writer = writer(desk, &file.writer).await?;
    let assignment = Assignment { writer: writer.id, deadline: Some(deadline), brief: file.brief.clone() };
    let (kind, section) = (Some(Kind::Review), Some(Slug::parse(&file.section)?));
    let beginning = Beginning { kind, section, headline: file.headline.clone(), assignment: Some(assignment) };
    desk::create(&desk.newsroom, &doors::act("demo")?, beginning).await?;
    Ok(())
}

async fn story(desk: &Desk, file: &StoryFile, runs: Instant) -> Result<()> {
    let name = format!("desk/{}", file.file);
    let editor = doors::act("demo")?;
    let text = super::file_text(&name)?;
    let read = intake::story_file(&desk.newsroom, &editor, &format!("demo/{name}"), &text, &Options::default()).await?.story;
    if read.state != State::Draft {
        return Ok(());
    }
    let id = read.id;
    let writer = writer(desk, &file.writer).await?;
    desk::assign(&desk.newsroom, &editor, id, Assignment { writer: writer.id, deadline: None, brief: String::new() }).await?;
    if let Some(note) = &file.submitted {
        let act = Act { staff: Some(writer.id), role: writer.role, who: writer.name.clone(), ..doors::act("demo")? };
        desk::submit(&desk.newsroom, &act, id, note).await?;
    }
    if let Some(note) = &file.sent_back {
        desk::send_back(&desk.newsroom, &editor, id, note).await?;
    }
    if file.scheduled {
        desk::publish(&desk.newsroom, &editor, id, Some(runs)).await?;
    }
    if file.sent_back.is_some() && file.submitted.is_none() {
        bail!("demo/desk/desk.toml: {} was sent back and never submitted", file.file);
    }
    Ok(())
}
