//! Listed nights on the command line.

use super::import;
use crate::cli::{Lists, Nights};
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::Result;
use std::collections::HashSet;
use std::path::Path;
use store::nights::List;

pub(super) async fn run(desk: &Desk, command: Nights, folder: &Path, report: &dyn Report) -> Result<()> {
    match command {
        Nights::Import(lists) => read(desk, List::Nights, lists, folder, report).await,
        Nights::Venues(lists) => read(desk, List::Venues, lists, folder, report).await,
        Nights::Remove { id } => {
            newsroom::nights::remove(&desk.newsroom, &doors::act("command line")?, &id).await?;
            report.line(&format!("removed {id}"));
            Ok(())
        }
    }
}

async fn read(desk: &Desk, list: List, Lists { files, whole, redirects }: Lists, folder: &Path, report: &dyn Report) -> Result<()> {
    if let Some(file) = redirects {
        import::night_redirects(desk, list, &folder.join(file), report).await?;
    }
    let mut there = HashSet::new();
    for file in files {
        let file = folder.join(file);
        match list {
            List::Nights => import::nights(desk, &file, &mut there, report).await?,
            List::Venues => import::venues(desk, &file, &mut there, report).await?,
        }
    }
    if whole { vanished(desk, list, &there, report).await } else { Ok(()) }
}

async fn vanished(desk: &Desk, list: List, there: &HashSet<String>, report: &dyn Report) -> Result<()> {
    let gone = newsroom::nights::vanished(&desk.newsroom, &doors::act("command line")?, list, there).await?;
    for one in &gone {
        report.warn(&format!("{}: MusicBrainz has {} no more", one.name, one.musicbrainz));
    }
    let what = match list {
        List::Nights => "nights",
        List::Venues => "venues",
    };
    report.line(&format!("{} {what} have an id that the dump does not have", gone.len()));
    Ok(())
}
