//! The export of another press: looked at, brought in, resumed, taken out again.

use crate::cli::Import;
use crate::desk::Desk;
use crate::doors;
use crate::report::{Report, counted};
use anyhow::{Context, Result, anyhow, bail};
use newsroom::moving::{self, Asked, Dry, Mapping, Source, Told};
use serde_json::json;
use std::path::Path;
use std::sync::mpsc;
use store::movings::{Moving, MovingState};
use wire::fetch::Manner;

/// Findings that are shown one by one.
const SHOWN: usize = 500;

/// What is asked about an import that there is already.
pub(super) async fn about_one(desk: &Desk, asked: &Import, report: &dyn Report) -> Option<Result<()>> {
    Some(match (asked.list, asked.resume, asked.pause, asked.take_out, asked.review) {
        (true, ..) => list(desk, report).await,
        (_, Some(id), ..) => resume(desk, id, report).await,
        (_, _, Some(id), ..) => pause(desk, id, report).await,
        (_, _, _, Some(id), _) => take_out(desk, id, report).await,
        (_, _, _, _, Some(id)) => review(desk, id, asked, report).await,
        _ => return None,
    })
}

/// Brings a paper in, or only looks.
pub(super) async fn paper(desk: &Desk, import: &Import, source: Source, folder: &Path, report: &dyn Report) -> Result<()> {
    let mut asked = Asked {
        path: source.path,
        mapping: import.mapping.as_ref().map(|path| read_mapping(&folder.join(path))).transpose()?.unwrap_or_default(),
        uploads: import.media.iter().map(|path| folder.join(path)).collect(),
        zone: import.zone.as_deref().map(newsroom::paper::zone).transpose()?,
        fetch: import.fetch.as_deref().map(Manner::parse).transpose().map_err(|why| anyhow!("--fetch: {why}"))?,
    };
    if let Some(section) = &import.section {
        asked.mapping.section.clone_from(section);
    }
    if let Some(missing) = asked.uploads.iter().find(|folder| !folder.is_dir()) {
        bail!("{} is no folder", missing.display());
    }
    let act = doors::act("command line")?;
    if let Some(proof) = &import.readers {
        let read = moving::members(&desk.newsroom, &act, &asked.path, proof, import.dry_run).await?;
        for broken in &read.broken {
            report.warn(&format!("reader {}: {}", broken.line.saturating_sub(1), broken.problem));
        }
        let told: Vec<String> = read.outcomes.iter().map(|(outcome, count)| format!("{count} × {outcome:?}").to_lowercase()).collect();
        report.line(&format!("{} readers: {}", read.lines, told.join(", ")));
        return Ok(());
    }
    if import.dry_run || import.write_mapping.is_some() {
        let dry = look(desk, &asked, import.json, report).await?;
        if let Some(path) = &import.write_mapping {
            let path = folder.join(path);
            std::fs::write(&path, dry.mapping.file()?).with_context(|| format!("{} cannot be written", path.display()))?;
            report.line(&format!("the mapping is in {}", path.display()));
        }
        if import.dry_run {
            return Ok(());
        }
    }
    let done = moving::run(&desk.newsroom, &act, &asked, &|done, total| report.progress("entries", done, total)).await?;
    tell(&done, report);
    Ok(())
}

fn read_mapping(path: &Path) -> Result<Mapping> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Mapping::read(&text).with_context(|| format!("{} is no mapping", path.display()))
}

async fn look(desk: &Desk, asked: &Asked, as_json: bool, report: &dyn Report) -> Result<Dry> {
    let act = doors::act("command line")?;
    // Told by a thread that reads ahead; what it told is passed on as the reading ends.
    let (sender, told) = mpsc::channel();
    let each = move |told: Told| {
        if as_json || !told.findings.is_empty() {
            drop(sender.send(told));
        }
    };
    let dry = moving::look(&desk.newsroom, &act, asked, each).await?;
    if as_json {
        for told in told {
            report.line(&serde_json::to_string(&told)?);
        }
        report.line(&serde_json::to_string(&json!({ "summary": &dry }))?);
        return Ok(dry);
    }
    for told in told {
        for (about, text) in told.findings {
            report.warn(&format!("entry {}{}, “{}”: {about}: {text}", told.place, on_line(told.line), told.headline));
        }
    }
    for (line, text) in &dry.notes {
        let place = if *line == 0 { String::new() } else { format!("line {line}: ") };
        report.warn(&format!("{place}{text}"));
    }
    summary(&dry, report);
    Ok(dry)
}

fn on_line(line: u64) -> String {
    if line == 0 { String::new() } else { format!(" (line {line})") }
}

fn summary(dry: &Dry, report: &dyn Report) {
    report.line(&format!("“{}” {} ({} {})", dry.title, dry.address, dry.system, dry.version));
    for (kind, status, count) in &dry.kinds {
        report.line(&format!("  there: {count} × {kind}, {status}"));
    }
    for (becomes, count) in &dry.becomes {
        report.line(&format!("  here: {count} × {becomes}"));
    }
    report.line(&format!("  {} clips; {} of {} files lie in the folders given with --media", dry.clips, dry.files.1, dry.files.0));
    if dry.to_fetch > 0 {
        report.line(&format!("  {} are asked for where they lay", counted(dry.to_fetch, "file", "files")));
    }
    report.line(&format!("  {} old addresses will lead on", dry.addresses));
    let (shown, others) = dry.comments;
    if shown + others > 0 {
        report.line(&format!("  {shown} comments and {others} that were not shown stay in the export: they are not published"));
    }
    for (field, times, sample) in &dry.fields {
        report.line(&format!("  nothing is made of the field {field} ({times} ×, as “{sample}”)"));
    }
    for (about, count) in &dry.findings {
        report.line(&format!("  to look at: {count} × {about}"));
    }
    report.line("nothing is stored; the mapping is written with --write-mapping FILE");
}

fn tell(moving: &Moving, report: &dyn Report) {
    let counts: Vec<String> = moving.counts.iter().map(|(outcome, count)| format!("{count} {outcome}")).collect();
    report.line(&format!(
        "import {}, {}: {} ({} of {} entries)",
        moving.id,
        moving.system,
        counts.join(", "),
        moving.after_place,
        moving.total
    ));
    match moving.state {
        MovingState::Done => report
            .line(&format!("  what to look at: inkie import --review {0}; to have none of it: inkie import --take-out {0}", moving.id)),
        MovingState::TakenOut => report.line("  was taken out"),
        MovingState::Looking => report.line("  is being looked at by the desk; nothing of it is stored"),
        MovingState::Looked => report.line("  was looked at by the desk; there it begins"),
        MovingState::Unreadable => report.line(&format!("  cannot be read: {}", moving.why)),
        MovingState::Running | MovingState::Paused => report.line(&format!("  is not through; inkie import --resume {}", moving.id)),
    }
}

async fn list(desk: &Desk, report: &dyn Report) -> Result<()> {
    for moving in moving::list(&desk.newsroom, &doors::act("command line")?, 50).await? {
        tell(&moving, report);
    }
    Ok(())
}

async fn resume(desk: &Desk, id: i64, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let done = moving::resume(&desk.newsroom, &act, id, &|done, total| report.progress("entries", done, total)).await?;
    tell(&done, report);
    Ok(())
}

async fn pause(desk: &Desk, id: i64, report: &dyn Report) -> Result<()> {
    moving::pause(&desk.newsroom, &doors::act("command line")?, id).await?;
    report.line(&format!("import {id} stops after its batch; inkie import --resume {id} goes on"));
    Ok(())
}

async fn take_out(desk: &Desk, id: i64, report: &dyn Report) -> Result<()> {
    let out = moving::take_out(&desk.newsroom, &doors::act("command line")?, id).await?;
    for (headline, why) in out.stay.iter().take(SHOWN) {
        report.warn(&format!("“{headline}” stays: {why}"));
    }
    let stories = counted(out.stories, "story", "stories");
    report.line(&format!(
        "took out {stories}, {} and {}; {} stay",
        counted(out.pages, "page", "pages"),
        counted(out.addresses, "old address", "old addresses"),
        out.stay.len()
    ));
    Ok(())
}

async fn review(desk: &Desk, id: i64, asked: &Import, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    if let (true, Some(about)) = (asked.settle, &asked.about) {
        let settled = moving::settle_all(&desk.newsroom, &act, id, about).await?;
        report.line(&format!("{settled} of {about} were looked at"));
        return Ok(());
    }
    let (moving, counts, _) = moving::progress(&desk.newsroom, &act, id, 0, 0).await?;
    for shown in moving::findings(&desk.newsroom, &act, id, asked.about.as_deref(), 0, SHOWN).await? {
        let finding = shown.finding;
        if asked.json {
            let story = finding.story.map(|story| story.0);
            report.line(&json!({ "id": finding.id, "entry": finding.place, "about": finding.about, "text": finding.text, "story": story, "headline": shown.headline }).to_string());
        } else {
            // What belongs to no entry is of the source.
            let of =
                if finding.place == 0 { "the source".to_owned() } else { format!("entry {}, “{}”", finding.place, shown.headline) };
            report.line(&format!("{of}: {}: {}", finding.about, finding.text));
        }
    }
    if !asked.json {
        tell(&moving, report);
        for (about, count) in counts {
            report.line(&format!("  {count} × {about}"));
        }
    }
    Ok(())
}
