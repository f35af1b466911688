//! Works on the command line.

use super::import;
use crate::cli::Works;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result};
use domain::body::WorkKind;
use domain::part_day::PartDay;
use domain::work::{NewWork, Work};
use newsroom::artists::{self, Which as Who};
use newsroom::works::{self, Change};
use std::path::Path;

pub(super) async fn run(desk: &Desk, command: Works, folder: &Path, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let newsroom = &desk.newsroom;
    match command {
        Works::Import { files, make_artists } => {
            for file in files {
                import::works(desk, &folder.join(file), make_artists, report).await?;
            }
        }
        Works::Add { artist, title, kind: of_kind, released, with, musicbrainz } => {
            let mut ids = Vec::new();
            for slug in std::iter::once(&artist).chain(&with) {
                ids.push(artists::find(newsroom, &Who::from(slug.as_str())).await?.id);
            }
            let new = NewWork { title, kind: kind(&of_kind)?, released: PartDay::parse("released", &released)?, musicbrainz };
            tell(desk, &works::create(newsroom, &act, &ids, &new).await?, "made", report).await?;
        }
        Works::Change { work, title, kind: of_kind, released, musicbrainz } => {
            let released = released.as_deref().map(|text| PartDay::parse("released", text)).transpose()?;
            let change = Change { title, kind: of_kind.as_deref().map(kind).transpose()?, released, musicbrainz, artists: None };
            tell(desk, &works::edit(newsroom, &act, &work.as_str().into(), &change).await?, "changed", report).await?;
        }
        Works::Merge { from, into } => {
            let work = works::merge(newsroom, &act, &from.as_str().into(), &into.as_str().into()).await?;
            tell(desk, &work, "merged into", report).await?;
        }
        Works::Remove { work } => {
            let work = works::remove(newsroom, &act, &work.as_str().into()).await?;
            report.line(&format!("removed {}", work.title));
        }
        Works::Show { of } if of.contains('/') => show(&works::sheet(newsroom, &act, &of.as_str().into()).await?, report),
        Works::Show { of } => {
            for (work, stories) in works::of_artist(newsroom, &act, &of.as_str().into()).await? {
                report.line(&format!("{} ({}), {} stories", said(&work), work.slug, stories));
            }
        }
        Works::About { story, work, not, forget } => {
            let story = newsroom::stories::find(newsroom, &story).await?;
            let work = works::about(newsroom, &act, story, &work.as_str().into(), (!forget).then_some(!not)).await?;
            report.line(&format!("story {story}: {}", work.title));
        }
    }
    Ok(())
}

fn kind(word: &str) -> Result<WorkKind> {
    WorkKind::from_word(word).with_context(|| format!("“{word}” is none of song, album, ep, film, show, book"))
}

fn said(work: &Work) -> String {
    let released = work.released.to_string();
    format!("{}, {}{}{released}", work.title, work.kind.word(), if released.is_empty() { "" } else { " of " })
}

async fn tell(desk: &Desk, work: &Work, what: &str, report: &dyn Report) -> Result<()> {
    let sheet = works::sheet(&desk.newsroom, &doors::act("command line")?, &work.id.into()).await?;
    report.line(&format!("{what} {} ({})", said(work), sheet.address));
    Ok(())
}

fn show(sheet: &works::Sheet, report: &dyn Report) {
    let names: Vec<&str> = sheet.artists.iter().map(|artist| artist.name.as_str()).collect();
    report.line(&format!("{} by {} ({})", said(&sheet.work), names.join(", "), sheet.address));
    for story in &sheet.stories {
        report.line(&format!("  {}: “{}” ({}, number {})", story.about.word(), story.headline, story.state, story.id));
    }
}
