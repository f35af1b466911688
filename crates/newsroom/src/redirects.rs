//! Old addresses that lead on: one by one, or as a table.

use crate::{Newsroom, Verb, VerbError, beside_others};
use domain::act::Act;
use domain::change::ChangeKind;
use domain::navigation::Redirect;
use domain::paper::{Page, Section};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use store::{Conn, Tx, paper as stored, redirects, stories};
use wire::import::redirects::{self as table, Line};

/// What reading a table of redirects came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// Redirects that stand now.
    pub done: usize,
    /// Lines that do not: number and reason.
    pub problems: Vec<(u64, String)>,
}

/// Stores a redirect, in one step to its end.
pub(crate) async fn lead(tx: &Tx, redirect: Redirect) -> Verb<Redirect> {
    let onward = redirects::get(tx, &redirect.target).await?;
    let redirect = redirect.collapsed(onward.as_deref())?;
    redirects::put(tx, &redirect.path, &redirect.target).await?;
    // A page that said “nothing here” is not kept; nothing else looks different.
    tx.change(ChangeKind::Draft, 0);
    Ok(redirect)
}

/// What every address is held against, read once for many.
struct Paper {
    base_url: String,
    sections: Vec<Section>,
    pages: Vec<Page>,
}

impl Paper {
    async fn read(conn: &Conn) -> Verb<Self> {
        let base_url = stored::get(conn).await?.map(|paper| paper.base_url).unwrap_or_default();
        Ok(Self { base_url, sections: stored::sections(conn).await?, pages: stored::pages(conn).await? })
    }
}

/// Refuses an address at which something stands: readers would never be led on from there.
async fn nothing_stands(conn: &Conn, path: &str, paper: &Paper) -> Verb<()> {
    let taken = |by: String| Err(Refusal::Taken { address: path.to_owned(), by }.into());
    if let Some(story) = stories::by_address(conn, path).await? {
        return taken(story.draft.headline);
    }
    let Some(slug) = path.strip_prefix('/').and_then(|word| Slug::parse(word.trim_end_matches('/')).ok()) else { return Ok(()) };
    match domain::navigation::free(&slug, None, &paper.sections, &paper.pages) {
        Err(Refusal::Taken { by, .. }) => taken(by),
        _ => Ok(()),
    }
}

async fn add_in(tx: &Tx, path: &str, target: &str, paper: &Paper) -> Verb<Redirect> {
    let redirect = Redirect::parse(path, target, &paper.base_url)?;
    nothing_stands(tx, &redirect.path, paper).await?;
    lead(tx, redirect).await
}

/// Leads an old address on.
///
/// # Errors
/// [`VerbError::Refused`] when something stands there, or it would go round in a circle.
pub async fn add(newsroom: &Newsroom, act: &Act, path: &str, target: &str) -> Verb<Redirect> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let redirect = add_in(&tx, path, target, &Paper::read(&tx).await?).await?;
    store::audit::append(&tx, act, "add a redirect", &format!("{} → {}", redirect.path, redirect.target)).await?;
    newsroom.commit(tx).await?;
    Ok(redirect)
}

/// Forgets a redirect.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn remove(newsroom: &Newsroom, act: &Act, path: &str) -> Verb<()> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    if !redirects::remove(&tx, path).await? {
        return Err(VerbError::Absent(format!("{path} is no redirect")));
    }
    store::audit::append(&tx, act, "remove a redirect", path).await?;
    newsroom.commit(tx).await
}

/// The most lines of a table; more is done in parts.
const MOST_LINES: usize = 100_000;

fn lines(bytes: &[u8]) -> Verb<Vec<Line>> {
    let lines = table::read(bytes);
    if lines.is_empty() || lines.len() > MOST_LINES {
        let said = format!("a table of redirects has 1 to {MOST_LINES} lines, each with an old address and a new one");
        return Err(VerbError::Unreadable(said));
    }
    Ok(lines)
}

/// So many lines are one transaction: whoever saves meanwhile waits for one part, not for the table.
const LINES_AT_ONCE: usize = 2_000;

/// Reads a table with a column of old and one of new addresses, with or without a line of headings, or one of another press
/// ([`wire::import::redirects`]). Lines that cannot be are told of, the others stand. It is stored in parts of 2,000 lines: when it
/// breaks off, the parts before stand, and the same table read again does the rest.
///
/// # Errors
/// [`VerbError::Unreadable`] when it is no table at all.
pub async fn import(newsroom: &Newsroom, act: &Act, bytes: &[u8]) -> Verb<Read> {
    act.allow(Right::Configure)?;
    let lines = beside_others(|| lines(bytes))?;
    let mut read = Read::default();
    for part in lines.chunks(LINES_AT_ONCE) {
        let tx = newsroom.begin(act.now).await?;
        let done = read_part(&tx, part, &mut read.problems).await?;
        if done > 0 {
            store::audit::append(&tx, act, "import redirects", &format!("{done}")).await?;
        }
        newsroom.commit(tx).await?;
        read.done += done;
    }
    Ok(read)
}

async fn read_part(tx: &Tx, lines: &[Line], problems: &mut Vec<(u64, String)>) -> Verb<usize> {
    let paper = Paper::read(tx).await?;
    let mut done = 0;
    for Line { line, leads } in lines {
        let (path, target) = match leads {
            Ok(leads) => leads,
            Err(problem) => {
                problems.push((*line, problem.clone()));
                continue;
            }
        };
        match add_in(tx, path, target, &paper).await {
            Ok(_) => done += 1,
            Err(VerbError::Refused(refusal)) => problems.push((*line, refusal.to_string())),
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}
