//! Reading things in: stories, the export of a paper, artists.

use crate::cli::Import;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result, bail};
use domain::slug::Slug;
use domain::story::Part;
use newsroom::intake::{self, Options, Outcome};
use newsroom::moving::Source;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use store::nights::List;
use wire::import::artists as artist_files;
use wire::import::decode::{self, STORY_LIMIT};
use wire::import::nights as night_files;
use wire::import::source::System;
use wire::import::works as work_files;

/// What an export folder has at its top.
const MANIFEST: &str = "inkie-export.json";

pub(super) async fn run(desk: &Desk, asked: Import, folder: &Path, report: &dyn Report) -> Result<()> {
    if let Some(done) = super::moving::about_one(desk, &asked, report).await {
        return done;
    }
    let paths: Vec<PathBuf> = asked.paths.iter().map(|path| folder.join(path)).collect();
    if let [only] = paths.as_slice()
        && !only.join(MANIFEST).is_file()
        && let Some(source) = recognise(desk, only.clone()).await?
    {
        return super::moving::paper(desk, &asked, source, folder, report).await;
    }
    if paths.len() > 1 && papers(desk, &asked, &paths, folder, report).await? {
        return Ok(());
    }
    if asked.dry_run || asked.mapping.is_some() || asked.write_mapping.is_some() {
        bail!("these are not the export of another press that can be read; --dry-run and --mapping are for those");
    }
    if let [only] = paths.as_slice()
        && only.is_dir()
    {
        return whole_paper(desk, only, report).await;
    }
    let zone = asked.zone.as_deref().map(newsroom::paper::zone).transpose()?;
    let section = asked.section.as_deref().map(Slug::parse).transpose()?;
    let total = paths.len() as u64;
    let mut failed = 0_u64;
    for (done, path) in (1_u64..).zip(&paths) {
        let options = Options {
            zone: zone.clone(),
            section: section.clone(),
            publish: asked.publish,
            keep_furniture: asked.keep_furniture,
            folders: folders_of(path),
        };
        let done_with = one(desk, path, &options, asked.json, report).await;
        if total == 1 {
            return done_with;
        }
        if let Err(error) = done_with {
            failed += 1;
            report.warn(&format!("{error:#}"));
        }
        report.progress("stories", done, total);
    }
    if failed > 0 { bail!("{failed} of {total} files are not in; the others are") } else { Ok(()) }
}

/// What a path holds; a large zip takes its time.
async fn recognise(desk: &Desk, path: PathBuf) -> Result<Option<Source>> {
    let newsroom = desk.newsroom.clone();
    Ok(tokio::task::spawn_blocking(move || newsroom::moving::recognise(&newsroom, &path)).await??)
}

/// Brings several papers in, one after the other. Says whether the paths are papers: else they are stories.
async fn papers(desk: &Desk, asked: &Import, paths: &[PathBuf], folder: &Path, report: &dyn Report) -> Result<bool> {
    let mut sources = Vec::new();
    for path in paths.iter().filter(|path| !path.join(MANIFEST).is_file()) {
        // What cannot be opened is told in its turn, as of any story.
        sources.extend(recognise(desk, path.clone()).await.ok().flatten());
    }
    let Some(first) = sources.first() else { return Ok(false) };
    let (name, word) = (first.path.display(), first.system.word());
    if sources.len() < paths.len() {
        bail!("{name} is a paper of elsewhere ({word}), and not all of these are: import it by itself, and the others by themselves");
    }
    if sources.iter().any(|source| source.system == System::FrontMatter) {
        bail!("{name} is of a site in Markdown: import the folder in which its files lie");
    }
    if asked.mapping.is_some() || asked.write_mapping.is_some() {
        bail!("a mapping is of one paper, and these are {}: import each by itself", sources.len());
    }
    for source in sources {
        if !asked.json {
            report.line(&format!("{}:", source.path.display()));
        }
        super::moving::paper(desk, asked, source, folder, report).await?;
    }
    Ok(true)
}

/// Where pictures of a story file may lie: beside it and one folder up.
fn folders_of(path: &Path) -> Vec<PathBuf> {
    path.ancestors().skip(1).take(2).map(Path::to_owned).collect()
}

async fn one(desk: &Desk, path: &Path, options: &Options, as_json: bool, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let decoded = decode::text(&bytes(path)?, STORY_LIMIT).with_context(|| name.clone())?;
    for note in &decoded.notes {
        report.warn(&format!("{name}, line {}: {}", note.line, note.text));
    }
    let act = doors::act("command line")?;
    let is_story_file = path.extension().is_some_and(|ending| ending == "md") || decoded.text.trim_start().starts_with("+++");
    if let Some(what) = wire::import::data::is(&decoded.text).filter(|_| !is_story_file) {
        bail!("{name} is {what}, and no story: it is no export of a paper that can be read either (docs/import.md says what is)");
    }
    let read = if is_story_file {
        intake::story_file(&desk.newsroom, &act, &name, &decoded.text, options).await
    } else {
        intake::plain_story(&desk.newsroom, &act, &name, &decoded.text, options).await
    };
    // What the reader says names file and line itself; what the domain refuses does not know where it came from.
    let read = read.map_err(|error| match error {
        newsroom::VerbError::Unreadable(_) => anyhow::Error::new(error),
        other => anyhow::Error::new(other).context(name.clone()),
    })?;
    if as_json {
        report.line(&as_value(desk, &read).await?.to_string());
    } else {
        tell(&name, &read, report);
    }
    Ok(())
}

/// The bytes of a file, a few more than a story may have at the most: who names a disk image is told so quickly.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    // A pipe would be waited for for ever.
    if std::fs::metadata(path).is_ok_and(|data| !data.is_file()) {
        bail!("{} is no file", path.display());
    }
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut bytes = Vec::new();
    file.take(STORY_LIMIT as u64 + 1).read_to_end(&mut bytes).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(bytes)
}

fn tell(name: &str, read: &intake::Report, report: &dyn Report) {
    let word = match read.outcome {
        Outcome::New => "new",
        Outcome::Changed => "changed",
        Outcome::Same => "unchanged",
    };
    let story = &read.story;
    report.line(&format!("{word}: “{}” ({}, number {})", story.draft.headline, story.state.word(), story.id));
    if read.outcome == Outcome::Changed && story.is_live() {
        report.warn(&format!("{name}: the story was live, and readers see this text now"));
    }
    for removed in &read.removed {
        report.line(&format!(
            "  {name}, line {}: taken out “{}”: {} (--keep-furniture puts it back)",
            removed.line, removed.text, removed.why
        ));
    }
    for unread in &read.unread {
        report.warn(&format!("{name}, line {}: “{}” {}", unread.line, unread.text, unread.problem));
    }
    if let Some(refusal) = &read.not_live {
        report.warn(&format!("{name}: not made live: {refusal}"));
    }
    if story.address.is_none() {
        report.line(&format!("  make it live with `inkie publish {}`", story.draft.slug));
    }
}

/// Everything that was read, for a script.
async fn as_value(desk: &Desk, read: &intake::Report) -> Result<Value> {
    let facts = newsroom::stories::facts(&desk.newsroom, &read.story).await?;
    let plain = read.read.as_deref();
    let byline = |(name, house, part): &(String, bool, Part)| json!({ "kind": if *house { "house" } else { "person" }, "name": name, "part": part.word() });
    let bylines: Vec<Value> = facts.bylines.iter().map(byline).collect();
    Ok(json!({
        "outcome": format!("{:?}", read.outcome).to_lowercase(),
        "number": read.story.id,
        "state": read.story.state.word(),
        "headline": read.story.draft.headline,
        "standfirst": read.story.draft.standfirst,
        "published_at": read.story.draft.dateline.map(domain::time::Instant::rfc3339),
        "published_local": plain.and_then(|plain| plain.wall).map(|wall| wall.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        "slug": read.story.draft.slug,
        "type": read.story.draft.kind.word(),
        "section": read.story.draft.section,
        "byline": bylines.first(),
        "bylines": bylines,
        "subject_artists": facts.subjects,
        "links": facts.links.iter().map(|(name, strength)| json!({ "name": name, "strength": strength.word() })).collect::<Vec<_>>(),
        "quotes": facts.quotes.iter().map(|quote| json!({ "speaker": quote.speaker, "paragraphs": quote.paragraphs.len(), "text": quote.paragraphs, "cue": quote.cue })).collect::<Vec<_>>(),
        "people_not_artists": plain.map(|plain| plain.people.iter().map(|person| json!({ "name": person.name, "role": person.role })).collect::<Vec<_>>()),
        "works": plain.map(|plain| plain.works.iter().map(|work| json!({ "kind": work.kind, "title": work.title, "also": work.also })).collect::<Vec<_>>()),
        "events": plain.map(|plain| plain.events.clone()),
        "advisory_suggested": plain.map(|plain| plain.advisory.iter().map(|one| one.kind.said()).collect::<Vec<_>>()),
        "advisory_note": plain.and_then(|plain| plain.advisory.iter().map(|one| one.note.as_str()).find(|note| !note.is_empty())),
        "clips": plain.map(|plain| plain.clips.iter().map(|clip| json!({ "provider": clip.provider, "id": clip.id, "address": clip.address })).collect::<Vec<_>>()),
        "removed": read.removed.iter().map(|removed| json!({ "line": removed.line, "text": removed.text, "why": removed.why })).collect::<Vec<_>>(),
        "unread": read.unread.iter().map(|unread| json!({ "line": unread.line, "text": unread.text, "problem": unread.problem })).collect::<Vec<_>>(),
        "not_live": read.not_live.as_ref().map(ToString::to_string),
        "body": read.story.draft.body.to_json(),
    }))
}

async fn whole_paper(desk: &Desk, folder: &Path, report: &dyn Report) -> Result<()> {
    if !folder.join(MANIFEST).is_file() {
        bail!("{} is a folder without {MANIFEST}; name story files, or a folder that `inkie export` wrote", folder.display());
    }
    let imported = store::backup::import(desk.newsroom.store(), folder, desk.newsroom.blobs(), doors::now()).await?;
    desk.newsroom.catch_up().await?;
    report.line(&format!("read {} rows and {} files", imported.rows, imported.files));
    report.line("links in letters that were sent before lead to the old paper: its secret is not part of an export");
    Ok(())
}

/// Ids that lead to others now.
pub(super) async fn redirects(desk: &Desk, path: &Path, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    let followed = newsroom::artists::follow_redirects(&desk.newsroom, &doors::act("command line")?, &text).await?;
    tell_problems(&name, &followed.problems, report);
    report.line(&format!("{name}: {} artists have their new id, {} were merged into who has it", followed.changed, followed.merged));
    Ok(())
}

/// Reads a list of artists; the MusicBrainz ids that it has are put into `there`.
pub(super) async fn artists(desk: &Desk, path: &Path, there: &mut HashSet<String>, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened"))?;
    let mut lines = artist_files::read(BufReader::new(file), &name)
        .inspect(|line| there.extend(line.iter().filter_map(|(_, new)| new.musicbrainz.clone())))
        .map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    let act = doors::act("command line")?;
    let imported = newsroom::artists::import(&desk.newsroom, &act, &mut lines, &|done| report.progress("artists", done, 0)).await?;
    tell_problems(&name, &imported.problems, report);
    report.line(&format!("{name}: {} made, {} known already, {} lines not read", imported.made, imported.known, imported.problems.len()));
    if imported.made + imported.known == 0 {
        bail!("{name}: no artist was read; it takes JSON lines, tab-separated lists with a header, MusicBrainz JSON dumps");
    }
    Ok(())
}

pub(super) async fn works(desk: &Desk, path: &Path, make_artists: bool, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened"))?;
    let mut lines = work_files::read(BufReader::new(file), &name).map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    let act = doors::act("command line")?;
    let progress = |done| report.progress("works", done, 0);
    let imported = newsroom::works::import(&desk.newsroom, &act, &mut lines, make_artists, &progress).await?;
    tell_problems(&name, &imported.problems, report);
    let (made, known, strangers) = (imported.made, imported.known, imported.strangers);
    report.line(&format!(
        "{name}: {made} made, {known} known already, {strangers} of artists whom the paper does not have, {} lines not read",
        imported.problems.len()
    ));
    if made + known + strangers == 0 {
        bail!("{name}: no work was read; it takes JSON lines, tab-separated lists with a header, MusicBrainz JSON dumps");
    }
    Ok(())
}

/// Reads a dump of events; the ids that it has are put into `there`.
pub(super) async fn nights(desk: &Desk, path: &Path, there: &mut HashSet<String>, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened"))?;
    let mut lines = night_files::read(BufReader::new(file), &name)
        .inspect(|line| there.extend(line.iter().map(|(_, night)| night.musicbrainz.clone())))
        .map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    let act = doors::act("command line")?;
    let imported = newsroom::nights::import(&desk.newsroom, &act, &mut lines, &|done| report.progress("nights", done, 0)).await?;
    tell_problems(&name, &imported.problems, report);
    let newsroom::nights::Imported { made, changed, same, strangers, undated, problems } = imported;
    report.line(&format!(
        "{name}: {made} made, {changed} changed, {same} as they were, {strangers} of artists whom the paper does not have, {undated} \
         without a day, {} lines not read",
        problems.len()
    ));
    if made + changed + same + strangers + undated == 0 {
        bail!("{name}: no night was read; it takes MusicBrainz' JSON dump of events, unpacked");
    }
    Ok(())
}

/// Reads a dump of places; the ids that it has are put into `there`.
pub(super) async fn venues(desk: &Desk, path: &Path, there: &mut HashSet<String>, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened"))?;
    let mut lines = night_files::venues(BufReader::new(file), &name)
        .inspect(|line| there.extend(line.iter().map(|(_, venue)| venue.musicbrainz.clone())))
        .map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    let act = doors::act("command line")?;
    let imported = newsroom::nights::import_venues(&desk.newsroom, &act, &mut lines, &|done| report.progress("venues", done, 0)).await?;
    tell_problems(&name, &imported.problems, report);
    let newsroom::nights::ImportedVenues { put, same, problems } = imported;
    report.line(&format!("{name}: {put} new or otherwise than before, {same} as they were, {} lines not read", problems.len()));
    if put + same == 0 {
        bail!("{name}: no venue was read; it takes MusicBrainz' JSON dump of places, unpacked");
    }
    Ok(())
}

/// Ids of nights or venues that lead to others now.
pub(super) async fn night_redirects(desk: &Desk, list: List, path: &Path, report: &dyn Report) -> Result<()> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    let followed = newsroom::nights::follow_redirects(&desk.newsroom, &doors::act("command line")?, list, &text).await?;
    tell_problems(&name, &followed.problems, report);
    report.line(&format!("{name}: {} have their new id, or gave way to what has it", followed.done));
    Ok(())
}

fn tell_problems(name: &str, problems: &[(usize, String)], report: &dyn Report) {
    for (line, problem) in problems.iter().take(SHOWN_PROBLEMS) {
        report.warn(&format!("{name}, line {line}: {problem}"));
    }
    if problems.len() > SHOWN_PROBLEMS {
        report.warn(&format!("{name}: and {} more lines that cannot be read", problems.len() - SHOWN_PROBLEMS));
    }
}

/// Problems listed one by one; a broken dump has millions.
const SHOWN_PROBLEMS: usize = 50;
