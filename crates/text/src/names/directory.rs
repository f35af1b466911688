//! The name list as a directory: who is meant by the first letters of any word of a name.

use super::NameRow;
use crate::fold;
use domain::id::ArtistId;
use std::collections::HashSet;
use std::sync::Arc;

/// Every name and alias in order, to be looked through by what somebody types. Cheap to clone; artists that changed are
/// laid over the rest.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    all: Arc<Sorted>,
    replaced: Arc<HashSet<ArtistId>>,
    newer: Arc<Sorted>,
    newer_rows: Arc<Vec<NameRow>>,
}

/// Folded names in order, each as ` name` and a line's end, so that one search over all of them finds words by their
/// beginnings. The same bytes in memory and on disk: how many, how long the text is, the text, where each name begins
/// (4 bytes), whose it is (8 bytes, the lowest bit says whether it is an alias).
#[derive(Debug, Default)]
struct Sorted {
    bytes: Vec<u8>,
    names: usize,
    text: usize,
}

/// The first bytes of a stored directory, with the version of its form; then two counts.
const MAGIC: &[u8; 8] = b"inkdire1";
const HEAD: usize = 24;

/// Of names that begin with one letter, so many are given.
const MOST_BY_A_LETTER: usize = 2_000;

/// An entry that was found: names that begin so before those with a later word that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit<'a> {
    inner: bool,
    key: &'a str,
    is_alias: bool,
    artist: ArtistId,
}

impl Directory {
    /// Builds the directory.
    #[must_use]
    pub fn build(rows: &[NameRow]) -> Self {
        Self { all: Arc::new(Sorted::of(rows)), ..Self::default() }
    }

    /// The same, but for some artists, of whom `now` are all names that hold.
    #[must_use]
    pub fn with(&self, artists: &[ArtistId], now: &[NameRow]) -> Self {
        let mut replaced = (*self.replaced).clone();
        replaced.extend(artists);
        let mut rows: Vec<NameRow> = self.newer_rows.iter().filter(|row| !artists.contains(&row.artist)).cloned().collect();
        rows.extend(now.iter().cloned());
        let newer = Arc::new(Sorted::of(&rows));
        Self { all: Arc::clone(&self.all), replaced: Arc::new(replaced), newer, newer_rows: Arc::new(rows) }
    }

    /// The large part as bytes, to be stored and read again with [`Directory::read`]. What was laid over it is left out.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.all.bytes
    }

    /// Reads what was stored; `None` when it is cut short or of another version.
    #[must_use]
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        Some(Self { all: Arc::new(Sorted::read(bytes)?), ..Self::default() })
    }

    /// The artists of whom a name or an alias has words that begin as typed: each once, names that begin so first, in
    /// the order of the alphabet. Nothing typed finds nobody.
    #[must_use]
    pub fn search(&self, typed: &str) -> Vec<ArtistId> {
        let key = fold::key(typed);
        if key.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit<'_>> = self.all.search(&key).filter(|hit| !self.replaced.contains(&hit.artist)).collect();
        hits.extend(self.newer.search(&key));
        hits.sort();
        let mut seen = HashSet::new();
        hits.into_iter().map(|hit| hit.artist).filter(|artist| seen.insert(*artist)).collect()
    }

    /// The artists who share their name with another, those of one name after one another, in the order of the alphabet.
    #[must_use]
    pub fn doubled(&self) -> Vec<Vec<ArtistId>> {
        let old = self.all.own_names().filter(|(_, artist)| !self.replaced.contains(artist));
        let mut names: Vec<(&str, ArtistId)> = old.chain(self.newer.own_names()).collect();
        names.sort();
        let same = names.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1);
        same.map(|same| same.iter().map(|(_, artist)| *artist).collect()).collect()
    }
}

impl Sorted {
    fn of(rows: &[NameRow]) -> Self {
        let mut keyed: Vec<(String, bool, ArtistId)> = rows.iter().map(|row| (fold::key(&row.name), row.is_alias, row.artist)).collect();
        keyed.sort();
        let mut bytes = vec![0; HEAD];
        let mut starts: Vec<u32> = Vec::with_capacity(keyed.len());
        for (key, ..) in &keyed {
            starts.push(u32::try_from(bytes.len() - HEAD).unwrap_or(u32::MAX));
            bytes.push(b' ');
            bytes.extend(key.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }));
            bytes.push(b'\n');
        }
        let text = bytes.len() - HEAD;
        bytes.reserve_exact(keyed.len() * 12);
        bytes.extend(starts.iter().flat_map(|start| start.to_le_bytes()));
        bytes.extend(keyed.iter().flat_map(|(_, is_alias, artist)| (artist.0 << 1 | i64::from(*is_alias)).to_le_bytes()));
        let head: Vec<u8> = MAGIC.iter().copied().chain((keyed.len() as u64).to_le_bytes()).chain((text as u64).to_le_bytes()).collect();
        if let Some(place) = bytes.get_mut(..HEAD) {
            place.copy_from_slice(&head);
        }
        Self { bytes, names: keyed.len(), text }
    }

    fn read(bytes: Vec<u8>) -> Option<Self> {
        let number = |at: usize| usize::try_from(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?)).ok();
        let (names, text) = (number(8)?, number(16)?);
        let length = names.checked_mul(12)?.checked_add(text)?.checked_add(HEAD)?;
        (bytes.starts_with(MAGIC) && bytes.len() == length).then_some(Self { bytes, names, text })
    }

    fn text(&self) -> &[u8] {
        self.bytes.get(HEAD..HEAD + self.text).unwrap_or_default()
    }

    /// Where a name begins in the text.
    fn start(&self, index: usize) -> usize {
        let at = HEAD + self.text + index * 4;
        let bytes = self.bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).filter(|_| index < self.names);
        bytes.and_then(|bytes| usize::try_from(u32::from_le_bytes(bytes)).ok()).unwrap_or(self.text)
    }

    fn whose(&self, index: usize) -> Option<(ArtistId, bool)> {
        let at = HEAD + self.text + self.names * 4 + index * 8;
        let number = i64::from_le_bytes(self.bytes.get(at..at + 8)?.try_into().ok()?);
        Some((ArtistId(number >> 1), number & 1 == 1))
    }

    fn key(&self, index: usize) -> &str {
        let (from, to) = (self.start(index) + 1, self.start(index + 1).saturating_sub(1));
        self.text().get(from..to).and_then(|key| std::str::from_utf8(key).ok()).unwrap_or_default()
    }

    /// Which name holds a byte of the text.
    fn holding(&self, at: usize) -> Option<usize> {
        let (mut low, mut high) = (0, self.names);
        while low < high {
            let middle = low.midpoint(high);
            if self.start(middle) <= at { low = middle + 1 } else { high = middle }
        }
        low.checked_sub(1)
    }

    fn search(&self, key: &str) -> impl Iterator<Item = Hit<'_>> {
        let wanted = format!(" {key}");
        // One letter begins a word of nearly every name; then only names that begin with it are meant.
        let begins = if key.chars().count() > 1 { String::new() } else { format!("\n{wanted}") };
        let sought = if begins.is_empty() { wanted.as_bytes() } else { begins.as_bytes() };
        let first = (!begins.is_empty() && self.text().starts_with(wanted.as_bytes())).then_some(0);
        let skip = sought.len() - wanted.len();
        let most = if begins.is_empty() { usize::MAX } else { MOST_BY_A_LETTER };
        let places = first.into_iter().chain(memchr::memmem::find_iter(self.text(), sought).map(|at| at + skip)).take(most);
        let places: Vec<usize> = places.collect();
        let mut last = None;
        places.into_iter().filter_map(move |at| {
            let index = self.holding(at).filter(|index| last != Some(*index))?;
            last = Some(index);
            let (artist, is_alias) = self.whose(index)?;
            Some(Hit { inner: self.start(index) != at, key: self.key(index), is_alias, artist })
        })
    }

    fn own_names(&self) -> impl Iterator<Item = (&str, ArtistId)> {
        (0..self.names).filter_map(|index| Some((self.key(index), self.whose(index).filter(|(_, is_alias)| !is_alias)?.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::artist::ArtistKind;

    fn rows(list: &[(i64, &str, bool)]) -> Vec<NameRow> {
        let row = |(artist, name, is_alias): &(i64, &str, bool)| NameRow {
            artist: ArtistId(*artist),
            name: (*name).to_owned(),
            is_alias: *is_alias,
            kind: ArtistKind::Group,
        };
        list.iter().map(row).collect()
    }

    fn ids(found: &[ArtistId]) -> Vec<i64> {
        found.iter().map(|artist| artist.0).collect()
    }

    #[test]
    fn any_word_of_any_name_is_found_by_its_beginning() {
        let list = [(1, "Run The Jewels", false), (1, "RTJ", true), (2, "Jewel", false), (3, "The Jewellers", false), (4, "Björk", false)];
        let directory = Directory::build(&rows(&list));
        assert_eq!(ids(&directory.search("jew")), [2, 3, 1]);
        assert_eq!(ids(&directory.search("JEWELS")), [1]);
        assert_eq!(ids(&directory.search("the jewels ")), [1]);
        assert_eq!(ids(&directory.search("rtj")), [1]);
        assert_eq!(ids(&directory.search("bjo")), [4]);
        assert_eq!(ids(&directory.search("ewel")), [0; 0]);
        assert_eq!(ids(&directory.search(" ")), [0; 0]);
    }

    #[test]
    fn changed_artists_are_laid_over() {
        let directory = Directory::build(&rows(&[(1, "Gilt", false), (2, "Overdue", false)]));
        assert!(directory.doubled().is_empty());
        let directory = directory.with(&[ArtistId(2), ArtistId(3)], &rows(&[(2, "Gilt", false), (3, "Gilded", false)]));
        assert_eq!(ids(&directory.search("gil")), [3, 1, 2]);
        assert!(directory.search("overdue").is_empty());
        assert_eq!(directory.doubled(), [[ArtistId(1), ArtistId(2)]]);
    }
}
