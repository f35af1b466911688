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
    let mut there = HashSet::new();
    match command {
        Nights::Import(Lists { files, whole, redirects }) => {
            if let Some(file) = redirects {
                import::night_redirects(desk, List::Nights, &folder.join(file), report).await?;
            }
            for file in files {
                import::nights(desk, &folder.join(file), &mut there, report).await?;
            }
            if whole {
                vanished(desk, List::Nights, &there, report).await?;
            }
        }
        Nights::Venues(Lists { files, whole, redirects }) => {
            if let Some(file) = redirects {
                import::night_redirects(desk, List::Venues, &folder.join(file), report).await?;
            }
            for file in files {
                import::venues(desk, &folder.join(file), &mut there, report).await?;
            }
            if whole {
                vanished(desk, List::Venues, &there, report).await?;
            }
        }
        Nights::Remove { id } => {
            newsroom::nights::remove(&desk.newsroom, &doors::act("command line")?, &id).await?;
            report.line(&format!("removed {id}"));
        }
    }
    Ok(())
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
