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
/// beginnings.
#[derive(Debug, Default)]
struct Sorted {
    text: String,
    starts: Vec<usize>,
    names: Vec<(ArtistId, bool)>,
}

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
        let mut sorted = Self::default();
        for (key, is_alias, artist) in keyed {
            sorted.starts.push(sorted.text.len());
            sorted.names.push((artist, is_alias));
            sorted.text.push(' ');
            sorted.text.push_str(&key.replace('\n', " "));
            sorted.text.push('\n');
        }
        sorted
    }

    fn key(&self, index: usize) -> &str {
        let from = self.starts.get(index).map_or(0, |start| start + 1);
        let to = self.starts.get(index + 1).copied().unwrap_or(self.text.len()).saturating_sub(1);
        self.text.get(from..to).unwrap_or_default()
    }

    fn search(&self, key: &str) -> impl Iterator<Item = Hit<'_>> {
        let wanted = format!(" {key}");
        let places: Vec<usize> = self.text.match_indices(&wanted).map(|(at, _)| at).collect();
        let mut last = None;
        places.into_iter().filter_map(move |at| {
            let index = self.starts.partition_point(|start| *start <= at).checked_sub(1).filter(|index| last != Some(*index))?;
            last = Some(index);
            let (artist, is_alias) = *self.names.get(index)?;
            Some(Hit { inner: self.starts.get(index) != Some(&at), key: self.key(index), is_alias, artist })
        })
    }

    fn own_names(&self) -> impl Iterator<Item = (&str, ArtistId)> {
        self.names.iter().enumerate().filter(|(_, (_, is_alias))| !is_alias).map(|(index, (artist, _))| (self.key(index), *artist))
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
