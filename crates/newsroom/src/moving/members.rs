//! The readers of a source: they come as any list from elsewhere does, with the proof that they asked for it.

use super::run::beside;
use super::source::recognise;
use crate::readers::{Import, Report, Setup};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use std::ops::ControlFlow;
use std::path::Path;
use wire::import::source::{Event, MEMBER_COLUMNS};

/// Brings the readers of a source in; with `dry` only looks.
///
/// # Errors
/// As [`Import`]; [`VerbError::Unreadable`] when the source has none.
pub async fn members(newsroom: &Newsroom, act: &Act, path: &Path, proof: &str, dry: bool) -> Verb<Report> {
    let none = || VerbError::Unreadable(format!("{}: has no readers that can be read", path.display()));
    let at = path.to_owned();
    let here = newsroom.clone();
    let source = beside(move || recognise(&here, &at)).await??.ok_or_else(none)?;
    let setup = Setup { file: path.display().to_string(), proof: proof.to_owned(), columns: None, dry };
    let mut import = Import::start(newsroom, act, setup)?;
    let lines = beside(move || {
        let mut lines = vec![line(&MEMBER_COLUMNS.map(str::to_owned))];
        source.read(&mut |event| {
            match event {
                Event::Member(cells) => lines.push(line(&cells)),
                // Readers stand before the entries.
                Event::Entry(_) => return ControlFlow::Break(()),
                Event::Head(_) | Event::Note(_) => {}
            }
            ControlFlow::Continue(())
        })?;
        Ok::<_, VerbError>(lines)
    })
    .await??;
    if lines.len() < 2 {
        return Err(none());
    }
    for line in lines {
        import.feed(line.as_bytes()).await?;
    }
    import.finish().await
}

fn line(cells: &[String]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{}\n", quoted.join(","))
}
