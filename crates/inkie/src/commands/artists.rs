//! Artists on the command line.

use super::import;
use crate::cli::Artists;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Result, bail};
use newsroom::artists::{self, Follows, Sheet, Split};
use std::collections::HashSet;
use std::path::Path;

pub(super) async fn run(desk: &Desk, command: Artists, folder: &Path, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let newsroom = &desk.newsroom;
    match command {
        Artists::Import { files, whole, redirects } => {
            if let Some(file) = redirects {
                import::redirects(desk, &folder.join(file), report).await?;
            }
            let mut there = HashSet::new();
            for file in files {
                import::artists(desk, &folder.join(file), &mut there, report).await?;
            }
            if whole {
                let gone = artists::vanished(newsroom, &act, &there).await?;
                for artist in &gone {
                    let id = artist.musicbrainz.as_deref().unwrap_or_default();
                    report.warn(&format!("{} (/artists/{}): MusicBrainz has {id} no more", artist.name, artist.slug));
                }
                report.line(&format!("{} artists have an id that the dump does not have", gone.len()));
            }
        }
        Artists::Merge { from, into } => {
            let artist = artists::merge(newsroom, &act, &from.as_str().into(), &into.as_str().into()).await?;
            report.line(&format!("merged into {} (/artists/{})", artist.name, artist.slug));
        }
        Artists::Rename { artist, name, disambiguation } => {
            let artist = artists::rename(newsroom, &act, &artist.as_str().into(), &name, disambiguation.as_deref()).await?;
            report.line(&format!("renamed to {} (/artists/{})", artist.name, artist.slug));
        }
        Artists::Show { artist } => show(&artists::sheet(newsroom, &act, &artist.as_str().into()).await?, report),
        Artists::Alias { artist, name, remove } => {
            let artist = artists::alias(newsroom, &act, &artist.as_str().into(), &name, !remove).await?;
            report.line(&format!(
                "{} is also {}",
                artist.name,
                if artist.aliases.is_empty() { "nothing else".to_owned() } else { artist.aliases.join(", ") }
            ));
        }
        Artists::Split { artist, disambiguation, old, stories, aliases, follows } => {
            let Some(follows) = Follows::from_word(&follows) else { bail!("--follows is stay, both or move") };
            let mut chosen = Vec::new();
            for story in &stories {
                chosen.push(newsroom::stories::find(newsroom, story).await?);
            }
            let split = Split { disambiguation, old_disambiguation: old, stories: chosen, aliases, follows, ..Split::default() };
            let (stays, new) = artists::split(newsroom, &act, &artist.as_str().into(), &split).await?;
            report.line(&format!("{} ({}) has /artists/{}", new.name, new.disambiguation, new.slug));
            report.line(&format!("{} stays at /artists/{}", stays.name, stays.slug));
        }
    }
    Ok(())
}

fn show(sheet: &Sheet, report: &dyn Report) {
    let artist = &sheet.artist;
    report.line(&format!("{} (/artists/{}), {}", artist.name, artist.slug, artist.kind.word()));
    let facts = [
        ("told apart by", artist.disambiguation.clone()),
        ("in the alphabet", artist.sort_name.clone()),
        ("also", artist.aliases.join(", ")),
        ("MusicBrainz", artist.musicbrainz.clone().unwrap_or_default()),
        ("Wikidata", artist.wikidata.clone().unwrap_or_default()),
        ("merged into", sheet.became.as_ref().map(|became| format!("{} (/artists/{})", became.name, became.slug)).unwrap_or_default()),
    ];
    for (what, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        report.line(&format!("  {what}: {value}"));
    }
    for (membership, other) in &sheet.members {
        report.line(&format!("  in it: {}{}", other.name, if membership.ended { " (former)" } else { "" }));
    }
    for (membership, other) in &sheet.groups {
        report.line(&format!("  is in: {}{}", other.name, if membership.ended { " (former)" } else { "" }));
    }
    for other in &sheet.namesakes {
        report.line(&format!("  not to be confused with: {} (/artists/{}) {}", other.name, other.slug, other.disambiguation));
    }
    let extent = sheet.extent;
    report.line(&format!("  {} stories, {} links, {} followers, {} doubtful", extent.stories, extent.links, extent.follows, sheet.waiting));
}
