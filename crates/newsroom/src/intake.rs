//! Stories from outside: plain text as papers store it, and story files. Each story is one transaction: it is there
//! whole, with its people, credits, links and quotations, or it is not there; the files and artists that it names are
//! stored before it and stay. The same story again is the same story.

mod media;
mod plain;
mod story_file;

pub use media::{page_file, put_media};
pub use plain::plain_story;
pub use story_file::story_file;

use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::story::{Draft, Story};
use domain::time::Zone;
use std::path::PathBuf;
use text::plain_story::{PlainStory, Removed, Unread};

/// How stories are to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The zone of datelines that name none; the paper's when absent.
    pub zone: Option<Zone>,
    /// The section of stories that name none; the first when absent.
    pub section: Option<Slug>,
    /// Make a plain-text story live when it has a dateline and lacks nothing.
    pub publish: bool,
    /// Keep furniture.
    pub keep_furniture: bool,
    /// Where pictures and sounds of story files are looked for.
    pub folders: Vec<PathBuf>,
}

/// What became of one file.
#[derive(Debug)]
pub struct Report {
    /// New, changed or the same.
    pub outcome: Outcome,
    /// The story as it is stored now.
    pub story: Story,
    /// What was read of a plain-text story.
    pub read: Option<Box<PlainStory>>,
    /// Lines that were taken out.
    pub removed: Vec<Removed>,
    /// Lines that were not understood.
    pub unread: Vec<Unread>,
    /// Why it was not made live, though that was asked.
    pub not_live: Option<Refusal>,
}

/// What an import did with a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not known.
    New,
    /// It was known and differs now.
    Changed,
    /// It was known and is the same.
    Same,
}

/// What makes an imported story the same again: its slug on the day of its dateline. Yearly lists and gig guides share a
/// headline, not a day.
fn foreign_id(zone: &Zone, draft: &Draft) -> String {
    let day = draft.dateline.map(|at| zone.day(at).to_string()).unwrap_or_default();
    format!("{day}/{}", draft.slug)
}

impl From<&crate::stories::Saved> for Outcome {
    fn from(saved: &crate::stories::Saved) -> Self {
        match saved {
            crate::stories::Saved::New(_) => Self::New,
            crate::stories::Saved::Changed(_) => Self::Changed,
            crate::stories::Saved::Same(_) => Self::Same,
        }
    }
}
