//! Counts on which shelves the answers stand, in one pass over them without scoring.

use crate::ask::{Shelf, Tally};
use crate::entry::kind_code;
use domain::story::Kind;
use std::collections::BTreeMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Counts by section, kind and year. Of each the other two choices hold, so that a reader sees what another would give.
pub(crate) struct Tallier {
    pub(crate) shelf: Shelf,
}

pub(crate) struct Counting {
    sections: Option<StrColumn>,
    kinds: Column<u64>,
    years: Column<u64>,
    /// What is chosen, in this segment's numbers; a choice that no story here has is none of them.
    section: Choice,
    kind: Choice,
    year: Choice,
    first_year: u64,
    by_section: Vec<usize>,
    by_kind: Vec<usize>,
    by_year: Vec<usize>,
    total: usize,
    values: [Vec<Option<u64>>; 3],
}

#[derive(Clone, Copy)]
enum Choice {
    Any,
    This(u64),
    Nothing,
}

impl Choice {
    fn of(chosen: Option<Option<u64>>) -> Self {
        match chosen {
            None => Self::Any,
            Some(Some(number)) => Self::This(number),
            Some(None) => Self::Nothing,
        }
    }

    fn takes(self, value: Option<u64>) -> bool {
        match self {
            Self::Any => true,
            Self::This(number) => value == Some(number),
            Self::Nothing => false,
        }
    }
}

/// Years are counted in a list: a column that pretends to more of them is cut.
const MOST_YEARS: u64 = 10_000;

impl Collector for Tallier {
    type Fruit = Tally;
    type Child = Counting;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Counting> {
        let columns = reader.fast_fields();
        let (sections, kinds, years) = (columns.str("section")?, columns.u64("kind")?, columns.u64("year")?);
        let section = match (&self.shelf.section, &sections) {
            (None, _) => None,
            (Some(slug), Some(column)) => Some(column.dictionary().term_ord(slug.as_bytes())?),
            (Some(_), None) => Some(None),
        };
        let many = sections.as_ref().map_or(0, |column| column.dictionary().num_terms());
        let first_year = years.min_value();
        let last = years.max_value().clamp(first_year, first_year.saturating_add(MOST_YEARS));
        Ok(Counting {
            section: Choice::of(section),
            kind: Choice::of(self.shelf.kind.map(|kind| Some(kind_code(kind)))),
            year: Choice::of(self.shelf.year.map(|year| Some(u64::from(year.unsigned_abs())))),
            by_section: vec![0; many],
            by_kind: vec![0; Kind::ALL.len()],
            by_year: vec![0; usize::try_from(last - first_year).unwrap_or(0) + 1],
            first_year,
            sections,
            kinds,
            years,
            total: 0,
            values: Default::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Tally>>) -> tantivy::Result<Tally> {
        let mut all = Tally::default();
        for fruit in fruits {
            all.add(fruit?);
        }
        Ok(all)
    }
}

fn count(counts: &mut [usize], place: Option<u64>) {
    if let Some(slot) = place.and_then(|place| usize::try_from(place).ok()).and_then(|place| counts.get_mut(place)) {
        *slot += 1;
    }
}

impl SegmentCollector for Counting {
    type Fruit = tantivy::Result<Tally>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        let Self { values: [sections, kinds, years], .. } = self;
        for values in [&mut *sections, kinds, years] {
            values.clear();
            values.resize(docs.len(), None);
        }
        if let Some(column) = &self.sections {
            column.ords().first_vals(docs, sections);
        }
        self.kinds.first_vals(docs, kinds);
        self.years.first_vals(docs, years);
        for ((section, kind), year) in sections.iter().zip(kinds.iter()).zip(years.iter()) {
            let (in_section, of_kind, of_year) = (self.section.takes(*section), self.kind.takes(*kind), self.year.takes(*year));
            if of_kind && of_year {
                count(&mut self.by_section, *section);
            }
            if in_section && of_year {
                count(&mut self.by_kind, *kind);
            }
            if in_section && of_kind {
                count(&mut self.by_year, year.and_then(|year| year.checked_sub(self.first_year)));
                self.total += usize::from(of_year);
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut sections = BTreeMap::new();
        let mut slug = String::new();
        for (ord, many) in self.by_section.iter().enumerate().filter(|(_, many)| **many > 0) {
            if let Some(column) = &self.sections
                && column.ord_to_str(ord as u64, &mut slug)?
            {
                sections.insert(slug.clone(), *many);
            }
        }
        let kinds = Kind::ALL.into_iter().zip(self.by_kind).filter(|(_, many)| *many > 0).collect();
        let years = (self.first_year..).zip(self.by_year).filter(|(_, many)| *many > 0);
        let years = years.filter_map(|(year, many)| Some((i16::try_from(year).ok()?, many))).collect();
        Ok(Tally { total: self.total, sections, kinds, years })
    }
}
