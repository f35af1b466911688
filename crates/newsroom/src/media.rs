//! Pictures and sounds: brought in, developed, described, replaced, deleted.
//!
//! A picture that is stored has at once the form that stands for it; the smaller ones are made by a job that is written
//! with it. The file as it came is kept and shown to nobody but staff.

mod develop;
mod replace;
mod sizes;

pub(crate) use develop::{Developed, develop, develop_file, store_developed};
pub use develop::{put_bytes, put_file};
pub use replace::replace;
pub(crate) use sizes::{enqueue_sizes, run_job, take_up_unsized};

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::MediaKey;
use domain::media::{Facts, Use};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::State;
use domain::time::Instant;
use store::media::{self, MediaRow, Used};
use store::{Conn, Tx, audit, jobs};
use text::fold;

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: usize = wire::media::MAX_BYTES;

/// The kind of the jobs that work on pictures. They have a queue of their own: a mail does not wait for two hundred of them.
pub(crate) const PICTURE: &str = jobs::PICTURE;

/// Changes of what is said of a file; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Who made it.
    pub credit: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
    /// Whether it says nothing.
    pub decorative: Option<bool>,
    /// The line under it.
    pub caption: Option<String>,
    /// Under which terms it may be shown.
    pub licence: Option<String>,
    /// When they end; `Some(None)`: never.
    pub expires: Option<Option<Instant>>,
    /// What must stay in view: fractions from the left and from the top.
    pub focus: Option<[f64; 2]>,
}

impl Said {
    fn over(self, facts: Facts) -> Facts {
        Facts {
            credit: self.credit.unwrap_or(facts.credit),
            alt: self.alt.unwrap_or(facts.alt),
            decorative: self.decorative.unwrap_or(facts.decorative),
            caption: self.caption.unwrap_or(facts.caption),
            licence: self.licence.unwrap_or(facts.licence),
            expires: self.expires.unwrap_or(facts.expires),
            focus: self.focus.unwrap_or(facts.focus),
        }
    }
}

/// The most uses that are named; nothing that is used more often is deleted by accident either.
pub const USES_SHOWN: usize = 200;

/// A file by its key.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn get(conn: &Conn, key: &MediaKey) -> Verb<MediaRow> {
    media::get(conn, key).await?.ok_or_else(|| VerbError::Absent("there is no such picture or sound; it may have been deleted".to_owned()))
}

/// What uses a file, [`USES_SHOWN`] at most. Of a story that the actor may not read only its number is told.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn uses(conn: &Conn, act: &Act, key: &MediaKey) -> Verb<Vec<Used>> {
    let mut found = media::used_in(conn, key, USES_SHOWN).await?;
    found.iter_mut().for_each(|used| blank(act, used));
    Ok(found)
}

/// Takes the title of what the actor may not read.
fn blank(act: &Act, used: &mut Used) {
    let of_story = matches!(used.thing, Use::Story(_) | Use::Draft(_));
    if of_story && !act.may_see(used.state == State::Live.word(), used.owner) {
        used.title.clear();
    }
}

/// Everybody describes what they brought in themselves; what others brought, who may change the library.
fn may_describe(act: &Act, row: &MediaRow) -> Result<(), Refusal> {
    let own = act.staff.is_some() && act.staff == row.staff;
    if own { act.allow(Right::AddMedia) } else { act.allow_on(Right::EditMedia, row.staff) }
}

/// Changes what is said of a file.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`] with the field that is wrong.
pub async fn describe(newsroom: &Newsroom, act: &Act, key: &MediaKey, said: Said) -> Verb<MediaRow> {
    let tx = newsroom.begin(act.now).await?;
    let mut row = get(&tx, key).await?;
    may_describe(act, &row)?;
    row.facts = said.over(row.facts).tidy()?;
    media::describe(&tx, key, &row.facts, &search_text(&row.name, &row.facts)).await?;
    audit::append(&tx, act, "describe a picture", &row.name).await?;
    newsroom.commit(tx).await?;
    Ok(row)
}

/// Deletes a file that nothing uses, with all its sizes. It is gone for readers at once, from the disk soon.
///
/// # Errors
/// [`VerbError::Refused`] naming what uses it.
pub async fn delete(newsroom: &Newsroom, act: &Act, key: &MediaKey) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let row = get(&tx, key).await?;
    act.allow_on(Right::EditMedia, row.staff)?;
    forget(&tx, act, &row).await?;
    audit::append(&tx, act, "delete a picture", &row.name).await?;
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}

/// Forgets a file that nothing uses; its bytes are removed by a job.
async fn forget(tx: &Tx, act: &Act, row: &MediaRow) -> Verb<()> {
    let uses = uses(tx, act, &row.key).await?;
    if let Some(first) = uses.first() {
        let others = match uses.len() {
            1 => String::new(),
            2 => " and one other".to_owned(),
            many => format!(" and {} others", many - 1),
        };
        let what = format!("“{}” is used in {}{others}; take it out there first", row.name, in_words(first));
        return Err(Refusal::State(what).into());
    }
    let mut files: Vec<MediaKey> = media::sizes(tx, &row.key).await?.into_iter().map(|size| size.file).collect();
    files.push(row.key.clone());
    media::delete(tx, &row.key).await?;
    sizes::enqueue_sweep(tx, files).await
}

/// `“Drummer quits by fax”`, `the page “About”`.
fn in_words(used: &Used) -> String {
    match used.thing {
        Use::Page(_) => format!("the page “{}”", used.title),
        Use::Ad(_) => "an ad".to_owned(),
        Use::Paper => "the paper's own furniture".to_owned(),
        Use::Story(_) | Use::Draft(_) if used.title.is_empty() => "a story that has no headline yet or is not yours".to_owned(),
        Use::Story(_) | Use::Draft(_) => format!("“{}”", used.title),
    }
}

/// What the library's search looks through, folded.
fn search_text(name: &str, facts: &Facts) -> String {
    fold::search_text(&[name, &facts.credit, &facts.alt, &facts.caption, &facts.licence].join("\n"))
}

/// A search as its folded words.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    fold::search_words(text)
}
