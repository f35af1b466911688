//! The index of names as bytes: the same in memory and on disk, so that a million names are read in one go.
//!
//! A name is a path of folded words. Every path has a number made of its words (a hash); a table says of each number
//! whether longer names go on from it and whose name it is. All numbers are little-endian.
//!
//! ```text
//! head     magic, version, stamp, three counts, checksum of the rest
//! table    8 bytes each: 32 bits of the path's number; group << 1 | whether longer names go on
//! groups   where each group's entries begin
//! entries  13 bytes each: artist, flags, a number made of the name as it is spelt
//! ```

use super::NameRow;
use super::entry::{self, Entry};
use crate::fold;
use domain::id::ArtistId;

/// The first bytes of a stored index, with the version of its form.
const MAGIC: &[u8; 8] = b"inkname1";

const HEAD: usize = 48;
const SLOT: usize = 8;
const ENTRY: usize = 13;

/// Slots for every ten paths.
const ROOM: usize = 16;

/// A path of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(u64);

/// A word of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u64);

const fn mix(one: u64, other: u64) -> u64 {
    let product = (one as u128).wrapping_mul(other as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const STEP: u64 = 0xd6e8_feb8_6659_fd93;

impl Word {
    pub(super) fn of(letters: &str) -> Self {
        let mut number = letters.len() as u64 ^ SEED;
        let mut chunks = letters.as_bytes().chunks_exact(8);
        for chunk in &mut chunks {
            number = mix(number ^ little(chunk), STEP);
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            number = mix(number ^ little(rest), STEP);
        }
        Self(mix(number, SEED))
    }
}

impl Path {
    pub(super) const ROOT: Self = Self(SEED);

    pub(super) const fn then(self, word: Word) -> Self {
        Self(mix(self.0.rotate_left(23) ^ word.0, STEP))
    }

    /// The half of its number by which it is told from others in the table.
    const fn check(self) -> u32 {
        self.0 as u32
    }
}

fn little(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// What is known of a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) goes_on: bool,
    /// Its group of entries; 0: it is no name.
    group: u32,
}

/// An index of names.
#[derive(Debug, Default, Clone)]
pub(super) struct Index {
    bytes: Vec<u8>,
    slots: usize,
    groups: usize,
    entries: usize,
}

impl Index {
    /// Builds it; `stamp` says what it was built from.
    pub(super) fn build(rows: impl IntoIterator<Item = NameRow>, stamp: u64) -> Self {
        let mut ends: Vec<(Path, Entry)> = Vec::new();
        let mut inner: Vec<Path> = Vec::new();
        for row in rows {
            let Some((entry, words)) = entry::of(&row) else { continue };
            let mut path = Path::ROOT;
            for (index, word) in words.iter().enumerate() {
                if index > 0 {
                    inner.push(path);
                }
                path = path.then(*word);
            }
            ends.push((path, entry));
        }
        inner.sort_unstable();
        inner.dedup();
        // Within a path, entries stay in the order in which they came.
        ends.sort_by_key(|(path, _)| *path);
        Self::lay_out(&ends, &inner, stamp)
    }

    fn lay_out(ends: &[(Path, Entry)], inner: &[Path], stamp: u64) -> Self {
        let groups = ends.chunk_by(|one, other| one.0 == other.0).count();
        let slots = ((groups + inner.len()) * ROOM / 10).max(8);
        let mut index = Self { bytes: vec![0; HEAD + slots * SLOT], slots, groups, entries: ends.len() };
        let mut starts: Vec<u32> = Vec::with_capacity(groups + 1);
        let mut at = 0_u32;
        for (group, same) in (1_u32..).zip(ends.chunk_by(|one, other| one.0 == other.0)) {
            starts.push(at);
            at = at.saturating_add(u32::try_from(same.len()).unwrap_or(u32::MAX));
            if let Some((path, _)) = same.first() {
                index.put(*path, group << 1);
            }
        }
        starts.push(at);
        for path in inner {
            index.put(*path, 1);
        }
        index.bytes.reserve_exact(starts.len() * 4 + ends.len() * ENTRY);
        index.bytes.extend(starts.iter().flat_map(|start| start.to_le_bytes()));
        for (_, entry) in ends {
            index.bytes.extend(entry.artist.0.to_le_bytes());
            index.bytes.push(entry.flags);
            index.bytes.extend(entry.spelt.to_le_bytes());
        }
        index.write_head(stamp);
        index
    }

    fn write_head(&mut self, stamp: u64) {
        let checksum = checksum(self.bytes.get(HEAD..).unwrap_or_default());
        let counts = [stamp, self.slots as u64, self.groups as u64, self.entries as u64, checksum];
        let head: Vec<u8> = MAGIC.iter().copied().chain(counts.into_iter().flat_map(u64::to_le_bytes)).collect();
        if let Some(bytes) = self.bytes.get_mut(..HEAD) {
            bytes.copy_from_slice(&head);
        }
    }

    fn put(&mut self, path: Path, value: u32) {
        let (mut slot, check) = (self.home(path), path.check());
        // There is more room than paths, so a free slot is found.
        for _ in 0..self.slots {
            let place = HEAD + slot * SLOT;
            let Some(bytes) = self.bytes.get_mut(place..place + SLOT) else { return };
            let (there, had) = halves(bytes);
            if had == 0 || there == check {
                bytes.copy_from_slice(&(u64::from(check) | u64::from(had | value) << 32).to_le_bytes());
                return;
            }
            slot = if slot + 1 == self.slots { 0 } else { slot + 1 };
        }
    }

    fn home(&self, path: Path) -> usize {
        usize::try_from((u128::from(path.0) * self.slots as u128) >> 64).unwrap_or(0)
    }

    /// What the list has under a path.
    pub(super) fn node(&self, path: Path) -> Option<Node> {
        if self.slots == 0 {
            return None;
        }
        let (mut slot, check) = (self.home(path), path.check());
        for _ in 0..self.slots {
            let place = HEAD + slot * SLOT;
            let (there, value) = halves(self.bytes.get(place..place + SLOT)?);
            if value == 0 {
                return None;
            }
            if there == check {
                return Some(Node { goes_on: value & 1 == 1, group: value >> 1 });
            }
            slot = if slot + 1 == self.slots { 0 } else { slot + 1 };
        }
        None
    }

    /// Whose name a path is.
    pub(super) fn entries(&self, node: Node) -> impl Iterator<Item = Entry> {
        let starts = HEAD + self.slots * SLOT;
        let start = |group: u32| {
            let place = starts + usize::try_from(group).ok()? * 4;
            usize::try_from(little(self.bytes.get(place..place + 4)?)).ok()
        };
        let span = node.group.checked_sub(1).and_then(|group| Some((start(group)?, start(node.group)?)));
        let (from, to) = span.unwrap_or_default();
        let first = starts + (self.groups + 1) * 4;
        (from..to).filter_map(move |entry| {
            let bytes = self.bytes.get(first + entry * ENTRY..first + (entry + 1) * ENTRY)?;
            let artist = i64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
            let spelt = u32::from_le_bytes(bytes.get(9..13)?.try_into().ok()?);
            Some(Entry { artist: ArtistId(artist), flags: *bytes.get(8)?, spelt })
        })
    }

    /// How many names it holds.
    pub(super) fn len(&self) -> usize {
        self.entries
    }

    /// It as bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it was built from.
    pub(super) fn stamp(&self) -> u64 {
        self.bytes.get(8..16).map_or(0, little)
    }

    /// Reads one that was stored; `None` when it is damaged or of another version.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let number = |at: usize| Some(little(bytes.get(at..at + 8)?));
        let count = |at: usize| usize::try_from(number(at)?).ok();
        let (slots, groups, entries) = (count(16)?, count(24)?, count(32)?);
        let length =
            slots.checked_mul(SLOT)?.checked_add(groups.checked_add(1)?.checked_mul(4)?)?.checked_add(entries.checked_mul(ENTRY)?)?;
        let whole = bytes.starts_with(MAGIC) && bytes.len() == HEAD.checked_add(length)? && checksum(bytes.get(HEAD..)?) == number(40)?;
        whole.then_some(Self { bytes, slots, groups, entries })
    }
}

fn halves(slot: &[u8]) -> (u32, u32) {
    let number = slot.try_into().map_or(0, u64::from_le_bytes);
    (number as u32, (number >> 32) as u32)
}

/// Tells damage of a disk, not malice. Four sums side by side, so that it keeps up with reading.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sums = [SEED, STEP, !SEED, !STEP];
    let mut blocks = bytes.chunks_exact(32);
    for block in &mut blocks {
        for (sum, chunk) in sums.iter_mut().zip(block.chunks_exact(8)) {
            let number = chunk.try_into().map_or(0, u64::from_le_bytes);
            *sum = (*sum ^ number).wrapping_mul(STEP).rotate_left(29);
        }
    }
    let rest = blocks.remainder().chunks(8).fold(bytes.len() as u64, |sum, chunk| mix(sum ^ little(chunk), STEP));
    sums.into_iter().fold(rest, |all, sum| mix(all ^ sum, SEED))
}

/// A number made of a name as it is spelt.
pub(super) fn spelling(name: &str) -> u32 {
    (Word::of(name).0 >> 32) as u32
}

/// The words of a text as paths go by them, with where each stood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) bare_end: Option<usize>,
    pub(super) word: Word,
    /// The word without its possessive ending.
    pub(super) bare: Word,
    pub(super) is_the: bool,
    /// Three letters and fewer: a full stop after it may be that of an abbreviation.
    pub(super) is_short: bool,
}

/// The words of a text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::with_capacity(text.len() / 5);
    fold::scan(text, &mut |key, start, end, bare_end| {
        let word = Word::of(key);
        let bare = bare_end.and_then(|_| key.strip_suffix('s')).filter(|key| !key.is_empty());
        found.push(Piece {
            start,
            end,
            bare_end: bare_end.filter(|_| bare.is_some()),
            word,
            bare: bare.map_or(word, Word::of),
            is_the: key == "the",
            is_short: key.len() <= 3 || key.chars().count() <= 3,
        });
    });
    found
}
