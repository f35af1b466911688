//! A list of readers from elsewhere, read as it arrives. Each batch is one transaction: what was reported is stored, and
//! the same list again changes nothing.

use super::hash;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::email::Email;
use domain::id::{ArtistId, ReaderId};
use domain::reader::import::{Incoming, List, Outcome, SOURCE, take};
use domain::reader::{Reader, Standing};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use store::readers::{self, Counts};
use store::{Conn, Tx, artists, suppressions};
use text::fold;
use wire::import::csv::{Broken, Row, Table};
use wire::import::readers::{Columns, Meaning};

/// Lines that are stored at once.
const BATCH: usize = 2_000;

/// Broken lines that are told singly; the rest is counted.
const TOLD: usize = 200;

/// The shortest statement that can be a proof of anything.
const SHORTEST_PROOF: usize = 12;

/// Artists that are looked up; a list that names more names no artists.
const MOST_ARTISTS: usize = 20_000;

/// Lines that a look beforehand shows.
const SAMPLE: usize = 8;

/// How a list is to be read.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What its file is called.
    pub file: String,
    /// Where the proof is that these people asked for it, in the owner's words. Not needed to look.
    pub proof: String,
    /// What its columns mean, in order ([`Meaning::word`]), when it is not what their headers say.
    pub columns: Option<Vec<String>>,
    /// Only look: store nothing.
    pub dry: bool,
}

/// What became of a list.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Its number, once something was stored.
    pub import: Option<i64>,
    /// Which program wrote it.
    pub origin: &'static str,
    /// Headers and meanings of its columns; headers are empty when it has none.
    pub columns: Vec<(String, Meaning)>,
    /// Lines that were read.
    pub lines: u64,
    /// What became of them.
    pub outcomes: HashMap<Outcome, u64>,
    /// The first lines that could not be read.
    pub broken: Vec<Broken>,
    /// How many could not.
    pub broken_in_all: u64,
    /// Artists of the list whom the paper does not know, each once.
    pub unknown_artists: Vec<String>,
    /// The first lines, and what becomes of them.
    pub sample: Vec<(Email, Outcome)>,
}

impl Report {
    /// How many lines came to an outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }
}

/// An import under way.
pub struct Import {
    newsroom: Newsroom,
    act: Act,
    setup: Setup,
    table: Table,
    columns: Option<Columns>,
    waiting: Vec<Incoming>,
    report: Report,
    artists: HashMap<String, Option<ArtistId>>,
    /// Who stood how after an earlier line, when nothing is stored: the next line of the same address must know.
    simulated: HashMap<u64, Standing>,
    /// Broken lines that the stored counts know of.
    stored_broken: u64,
}

/// What one batch changes.
#[derive(Default)]
struct Batch {
    known: HashMap<String, Reader>,
    /// Addresses of the readers that are made or changed, in the order of the list.
    changed: Vec<String>,
    follows: Vec<(String, ArtistId)>,
    /// Hash, address and reason of who is suppressed from now on.
    gone: Vec<(String, String, String)>,
    counts: Counts,
}

impl Import {
    /// Begins one.
    ///
    /// # Errors
    /// [`VerbError::Refused`] for the wrong role, or without a statement of where the proof of consent is.
    pub fn start(newsroom: &Newsroom, act: &Act, setup: Setup) -> Verb<Self> {
        act.allow(Right::ManageReaders)?;
        if !setup.dry && setup.proof.trim().chars().count() < SHORTEST_PROOF {
            let asked = "say where the proof is that these people asked for it: which form, since when, and who has the record";
            return Err(Refusal::field("proof", asked).into());
        }
        Ok(Self {
            newsroom: newsroom.clone(),
            act: act.clone(),
            setup,
            table: Table::default(),
            columns: None,
            waiting: Vec::with_capacity(BATCH),
            report: Report::default(),
            artists: HashMap::new(),
            simulated: HashMap::new(),
            stored_broken: 0,
        })
    }

    /// Takes the next bytes of the list.
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] when it is no list of readers; [`VerbError::Store`]: what was stored before stays, and
    /// the same list may be sent again.
    pub async fn feed(&mut self, bytes: &[u8]) -> Verb<()> {
        // In pieces, so that one large one does not become one large list of rows.
        for piece in bytes.chunks(64 * 1024) {
            let mut rows = Vec::new();
            self.table.push(piece, &mut rows);
            self.rows(rows).await?;
        }
        Ok(())
    }

    /// Stores the rest and says what became of the list.
    ///
    /// # Errors
    /// As [`Import::feed`].
    pub async fn finish(mut self) -> Verb<Report> {
        let mut rows = Vec::new();
        self.table.finish(&mut rows);
        self.rows(rows).await?;
        self.flush().await?;
        if self.columns.is_none() {
            return Err(VerbError::Unreadable(format!("{}: there is nothing in it", self.setup.file)));
        }
        self.note().await?;
        Ok(self.report)
    }

    /// Says in the log what was brought in.
    async fn note(&self) -> Verb<()> {
        let Some(id) = self.report.import else { return Ok(()) };
        let tx = self.newsroom.begin(self.act.now).await?;
        let (added, lines) = (self.report.of(Outcome::Added) + self.report.of(Outcome::Confirmed), self.report.lines);
        let what = format!("{SOURCE}{id}: {added} new of {lines}, from {}", self.report.origin);
        store::audit::append(&tx, &self.act, "import readers", &what).await?;
        self.newsroom.commit(tx).await
    }

    async fn rows(&mut self, rows: Vec<Row>) -> Verb<()> {
        for row in rows {
            match row {
                Ok(record) => {
                    if self.columns.is_none() && !self.header(&record.cells)? {
                        continue;
                    }
                    let read = self.columns.as_ref().map(|columns| columns.line(&record.cells));
                    match read {
                        Some(Ok(line)) => self.waiting.push(line),
                        Some(Err(problem)) => self.broken(Broken { line: record.line, problem }),
                        None => {}
                    }
                    self.report.lines += 1;
                }
                Err(broken) => self.broken(broken),
            }
            if self.waiting.len() >= BATCH {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// Reads the first line. `true`: it is somebody already.
    fn header(&mut self, cells: &[String]) -> Verb<bool> {
        let unreadable = |problem: String| VerbError::Unreadable(format!("{}, line 1: {problem}", self.setup.file));
        let mut columns = Columns::of_first_line(cells).map_err(unreadable)?;
        if let Some(chosen) = &self.setup.columns {
            let unknown = |word: &String| Refusal::field("columns", format!("no column means “{word}”"));
            let meanings = chosen.iter().map(|word| Meaning::from_word(word).ok_or_else(|| unknown(word)));
            let meanings: Vec<Meaning> = meanings.collect::<Result<_, _>>()?;
            columns = columns.meaning(&meanings).map_err(|problem| Refusal::field("columns", problem))?;
        }
        self.report.origin = columns.origin.name();
        self.report.columns.clone_from(&columns.columns);
        let bare = columns.bare;
        self.columns = Some(columns);
        Ok(bare)
    }

    fn broken(&mut self, broken: Broken) {
        self.report.broken_in_all += 1;
        if self.report.broken.len() < TOLD {
            self.report.broken.push(broken);
        }
    }

    async fn flush(&mut self) -> Verb<()> {
        let lines = std::mem::take(&mut self.waiting);
        let newsroom = self.newsroom.clone();
        if self.setup.dry {
            let conn = newsroom.store().read().await?;
            let salt = suppressions::salt(&conn).await?.unwrap_or_default();
            let batch = self.decide(&conn, &lines, "import-0", &salt).await?;
            for key in &batch.changed {
                if let Some(reader) = batch.known.get(key) {
                    self.simulated.insert(short(key), reader.standing);
                }
            }
            return Ok(());
        }
        let unstored = self.report.broken_in_all - self.stored_broken;
        if lines.is_empty() && unstored == 0 {
            return Ok(());
        }
        let tx = newsroom.begin(self.act.now).await?;
        let id = match self.report.import {
            Some(id) => id,
            None => readers::begin_import(&tx, &self.act.who, &self.setup.file, self.report.origin, self.setup.proof.trim()).await?,
        };
        let salt = super::suppress::salt(&newsroom, &tx, &self.act).await?;
        let mut batch = self.decide(&tx, &lines, &format!("{SOURCE}{id}"), &salt).await?;
        batch.counts.broken = i64::try_from(unstored).unwrap_or(i64::MAX);
        batch.store(&tx, id, &self.act.who).await?;
        newsroom.commit(tx).await?;
        self.report.import = Some(id);
        self.stored_broken = self.report.broken_in_all;
        Ok(())
    }

    /// Decides about some lines, one after the other: a line knows what the one before it did.
    async fn decide(&mut self, conn: &Conn, lines: &[Incoming], name: &str, salt: &str) -> Verb<Batch> {
        self.look_up_artists(conn, lines).await?;
        let keys: Vec<String> = lines.iter().map(|line| line.email.key()).collect();
        let hashes: Vec<String> = keys.iter().map(|key| hash(salt, key)).collect();
        let mut suppressed = suppressions::among(conn, &hashes).await?;
        let mut batch = Batch { known: readers::by_email_keys(conn, &keys).await?, ..Batch::default() };
        let mut touched: HashSet<&String> = HashSet::new();
        let list = List { name, now: self.act.now };
        for ((line, key), hash) in lines.iter().zip(&keys).zip(&hashes) {
            if let Some(standing) = self.simulated.get(&short(key)) {
                batch.known.insert(key.clone(), simulated(line, *standing, list));
            }
            let fresh = self.newsroom.secret().hash("reader", &[&self.act.trace.to_be_bytes(), key.as_bytes()]);
            let taken = take(batch.known.get(key), suppressed.contains(hash), line, list, fresh);
            self.count(&mut batch, line, taken.outcome);
            if let Some(reader) = taken.reader {
                if reader.standing == Standing::Suppressed && suppressed.insert(hash.clone()) {
                    batch.gone.push((hash.clone(), key.clone(), reader.ended_why.clone()));
                }
                if touched.insert(key) {
                    batch.changed.push(key.clone());
                }
                batch.known.insert(key.clone(), reader);
            }
            let came_with_it = batch.known.get(key).is_some_and(|reader| reader.consent.source == name);
            if came_with_it {
                let known = line.follows.iter().filter_map(|artist| self.artists.get(artist).copied().flatten());
                batch.follows.extend(known.map(|artist| (key.clone(), artist)));
            }
        }
        Ok(batch)
    }

    fn count(&mut self, batch: &mut Batch, line: &Incoming, outcome: Outcome) {
        *self.report.outcomes.entry(outcome).or_insert(0) += 1;
        match outcome {
            Outcome::Added | Outcome::Confirmed => batch.counts.added += 1,
            Outcome::Known => batch.counts.known += 1,
            Outcome::Unconfirmed | Outcome::LeftThere | Outcome::GoneThere | Outcome::StaysLeft | Outcome::StaysSuppressed => {
                batch.counts.kept_out += 1;
            }
        }
        if self.report.sample.len() < SAMPLE {
            self.report.sample.push((line.email.clone(), outcome));
        }
    }

    /// Finds the artists whom lines name by address or by name; who is not known is told.
    async fn look_up_artists(&mut self, conn: &Conn, lines: &[Incoming]) -> Verb<()> {
        for word in lines.iter().flat_map(|line| &line.follows) {
            if self.artists.contains_key(word) || self.artists.len() >= MOST_ARTISTS {
                continue;
            }
            let found = artist(conn, word).await?;
            if found.is_none() && self.report.unknown_artists.len() < TOLD {
                self.report.unknown_artists.push(word.clone());
            }
            self.artists.insert(word.clone(), found);
        }
        Ok(())
    }
}

/// The artist at an address, or the only one of a name.
async fn artist(conn: &Conn, word: &str) -> Verb<Option<ArtistId>> {
    if let Ok(slug) = Slug::parse(word)
        && let Some(artist) = crate::artists::by_address(conn, &slug).await?
    {
        return Ok(Some(artist.id));
    }
    let named = artists::by_key(conn, &fold::key(word)).await?;
    Ok(if let [only] = named.as_slice() { Some(only.id) } else { None })
}

impl Batch {
    async fn store(self, tx: &Tx, import: i64, who: &str) -> Verb<()> {
        let Self { mut known, changed, follows, gone, counts } = self;
        let touched: Vec<Reader> = changed.iter().filter_map(|key| known.get(key).cloned()).collect();
        let (new, old): (Vec<Reader>, Vec<Reader>) = touched.into_iter().partition(|reader| reader.id == ReaderId(0));
        let ids = readers::create_many(tx, &new).await?;
        for (reader, id) in new.into_iter().zip(ids) {
            known.insert(reader.email.key(), Reader { id, ..reader });
        }
        readers::save_many(tx, &old).await?;
        let followed: Vec<_> = follows.iter().filter_map(|(key, artist)| Some((known.get(key)?.id, *artist))).collect();
        readers::follow_many(tx, &followed).await?;
        for (hash, key, why) in &gone {
            suppressions::put(tx, hash, Some(key), why, who).await?;
        }
        Ok(readers::count_import(tx, import, counts).await?)
    }
}

/// The reader that an earlier line of a list would have made, were it stored.
fn simulated(line: &Incoming, standing: Standing, list: List<'_>) -> Reader {
    let reader = Reader::pending(ReaderId(0), line.email.clone(), String::new(), list.now, list.name, list.name);
    Reader { standing, ..reader }
}

/// An address in eight bytes: a look at a million lines must not hold a million addresses.
fn short(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
