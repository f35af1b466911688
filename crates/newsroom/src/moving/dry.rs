//! What a dry run told, kept beside its source: a sum, and lists that are read a page at a time however long they are. It is
//! a cache: looking again makes it anew.

use super::look::{Dry, Told};
use super::run::{beside, found};
use super::{PAGE, STORY, arrival};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::role::Verb as Right;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use store::StoreError;
use store::movings::Moving;
use text::foreign::About;

/// Rows of a page.
pub const ROWS: usize = 50;

/// The lists of a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// What becomes a story or a page.
    Comes,
    /// What of it somebody should look at.
    Doubtful,
    /// What stays there, or comes without a part of it.
    Lost,
    /// What was odd about the source itself, by line.
    Notes,
}

impl List {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Comes, Self::Doubtful, Self::Lost, Self::Notes];

    /// The word in addresses and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Comes => "comes",
            Self::Doubtful => "doubtful",
            Self::Lost => "lost",
            Self::Notes => "notes",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.word() == word)
    }

    fn has(self, told: &Told) -> bool {
        let comes = told.becomes == STORY || told.becomes == PAGE;
        let lossy = |about: &str| About::from_word(about).is_some_and(About::is_loss);
        match self {
            Self::Comes => comes,
            Self::Doubtful => comes && told.findings.iter().any(|(about, _)| !lossy(about)),
            Self::Lost => !comes && told.becomes != "file" || told.findings.iter().any(|(about, _)| lossy(about)),
            Self::Notes => false,
        }
    }
}

/// Something odd about a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Its line there; 0 when the source has none.
    pub line: u64,
    /// What it is.
    pub text: String,
}

/// What a row of a list may be read as.
pub trait Row: DeserializeOwned + Send + 'static {}
impl Row for Told {}
impl Row for Noted {}
impl Row for serde_json::Value {}

/// How long a list is, and where its pages begin in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Listed {
    rows: u64,
    pages: Vec<u64>,
}

/// A dry run that was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The sum; its notes are a list of their own.
    pub dry: Dry,
    lists: BTreeMap<String, Listed>,
}

impl Kept {
    /// How many rows a list has.
    #[must_use]
    pub fn rows(&self, list: List) -> u64 {
        self.lists.get(list.word()).map_or(0, |listed| listed.rows)
    }

    /// How many pages a list has.
    #[must_use]
    pub fn pages(&self, list: List) -> usize {
        self.lists.get(list.word()).map_or(0, |listed| listed.pages.len())
    }
}

struct Open {
    list: List,
    listed: Listed,
    at: u64,
    file: BufWriter<File>,
}

impl Open {
    fn push(&mut self, row: &impl Serialize) -> io::Result<()> {
        if self.listed.rows.is_multiple_of(ROWS as u64) {
            self.listed.pages.push(self.at);
        }
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        self.listed.rows += 1;
        self.at += line.len() as u64;
        self.file.write_all(&line)
    }
}

/// Writes the lists while a source is read, beside those of an earlier look: when this one fails, its mapping can still be mended.
pub(super) struct Writer {
    /// Where they are kept once all are whole.
    folder: PathBuf,
    /// Where they are written until then.
    begun: PathBuf,
    lists: Vec<Open>,
    /// The first write that failed; what is told after it is lost.
    broke: Option<io::Error>,
}

impl Writer {
    /// Begins anew for a folder.
    pub(super) fn create(folder: &Path) -> Verb<Self> {
        let begun = folder.with_extension("begun");
        let trouble = |error: io::Error| VerbError::Store(StoreError::file("write", &begun, &error));
        arrival::remove(&begun).and_then(|()| fs::create_dir_all(&begun)).map_err(trouble)?;
        let open = |list: List| {
            let file = File::create(begun.join(format!("{}.jsonl", list.word())))?;
            Ok(Open { list, listed: Listed::default(), at: 0, file: BufWriter::new(file) })
        };
        let lists = List::ALL.into_iter().map(open).collect::<io::Result<Vec<_>>>().map_err(trouble)?;
        Ok(Self { folder: folder.to_owned(), begun, lists, broke: None })
    }

    /// Takes what was told of an entry.
    pub(super) fn tell(&mut self, told: &Told) {
        for open in self.lists.iter_mut().filter(|open| open.list.has(told)) {
            if let Err(error) = open.push(told) {
                self.broke.get_or_insert(error);
            }
        }
    }

    /// Writes the sum, and puts all in the place of what an earlier look told.
    pub(super) fn finish(&mut self, mut dry: Dry) -> Verb<()> {
        let (folder, begun) = (self.folder.clone(), self.begun.clone());
        let trouble = |error: io::Error| VerbError::Store(StoreError::file("write", &begun, &error));
        for (line, text) in std::mem::take(&mut dry.notes) {
            for open in self.lists.iter_mut().filter(|open| open.list == List::Notes) {
                open.push(&Noted { line, text: text.clone() }).map_err(trouble)?;
            }
        }
        if let Some(error) = self.broke.take() {
            return Err(trouble(error));
        }
        let mut lists = BTreeMap::new();
        for open in &mut self.lists {
            open.file.flush().map_err(trouble)?;
            lists.insert(open.list.word().to_owned(), open.listed.clone());
        }
        let sum = serde_json::to_vec(&Kept { dry, lists }).map_err(|error| trouble(error.into()))?;
        fs::write(sum_of(&begun), sum).map_err(trouble)?;
        arrival::remove(&folder).and_then(|()| fs::rename(&begun, &folder)).map_err(trouble)
    }
}

fn sum_of(folder: &Path) -> PathBuf {
    folder.join("sum.json")
}

fn gone(moving: &Moving) -> VerbError {
    VerbError::Absent(format!("the dry run of import {} is not kept here any more; have it looked at again", moving.id))
}

fn read(folder: &Path, moving: &Moving) -> Verb<Kept> {
    let bytes = fs::read(sum_of(folder)).map_err(|_| gone(moving))?;
    serde_json::from_slice(&bytes).map_err(|_| gone(moving))
}

/// What the dry run of an import told in sum.
///
/// # Errors
/// [`VerbError::Absent`] when there is none: nobody looked, or it has been brought in.
pub async fn dry(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<Kept> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    let folder = arrival::dry_folder(newsroom, &moving)?;
    beside(move || read(&folder, &moving)).await?
}

/// A page of a list of it, counted from 0; empty behind the last.
///
/// # Errors
/// As [`dry`].
pub async fn rows<T: Row>(newsroom: &Newsroom, act: &Act, id: i64, list: List, page: usize) -> Verb<Vec<T>> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    let folder = arrival::dry_folder(newsroom, &moving)?;
    beside(move || {
        let kept = read(&folder, &moving)?;
        let Some(begins) = kept.lists.get(list.word()).and_then(|listed| listed.pages.get(page)) else { return Ok(Vec::new()) };
        let mut file = File::open(folder.join(format!("{}.jsonl", list.word()))).map_err(|_| gone(&moving))?;
        file.seek(SeekFrom::Start(*begins)).map_err(|_| gone(&moving))?;
        let lines = BufReader::new(file).lines().take(ROWS);
        lines.map(|line| serde_json::from_str(&line.unwrap_or_default()).map_err(|_| gone(&moving))).collect()
    })
    .await?
}
